/* tests.h: the groups of test-store.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_TESTS_UNIT_STORE_TESTS_H
#define CAUSERIE_TESTS_UNIT_STORE_TESTS_H

#include <glib.h>
#include <string.h>

void test_store_register(void);

#endif
