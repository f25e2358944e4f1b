/* tests.h: the groups of test-command.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_TESTS_UNIT_COMMAND_TESTS_H
#define CAUSERIE_TESTS_UNIT_COMMAND_TESTS_H

#include <glib.h>
#include <string.h>

void test_grammar_register(void);
void test_command_register(void);

#endif
