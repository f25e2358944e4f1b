/* tests.h: what each test_*.c of test-xmpp offers to main.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_TESTS_XMPP_TESTS_H
#define CAUSERIE_TESTS_XMPP_TESTS_H

void test_guard_register(void);
void test_guard_limits_register(void);
void test_iq_register(void);
void test_origin_register(void);
void test_sasl_register(void);
void test_scram_register(void);
void test_stanza_register(void);
void test_stream_management_register(void);
void test_transport_register(void);

#endif
