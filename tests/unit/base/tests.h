/* tests.h: the groups of test-base.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_TESTS_UNIT_BASE_TESTS_H
#define CAUSERIE_TESTS_UNIT_BASE_TESTS_H

#include <glib.h>
#include <stdbool.h>
#include <string.h>

void test_clock_register(void);
void test_jid_register(void);
void test_log_register(void);
void test_observers_register(void);
void test_secret_register(void);
void test_text_register(void);
void test_text_names_register(void);
void test_text_width_register(void);
void test_xdg_register(void);

#endif
