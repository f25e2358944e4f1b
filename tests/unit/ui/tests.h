/* tests.h: what each test_*.c of ui/ registers; one line a file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_TESTS_UNIT_UI_TESTS_H
#define CAUSERIE_TESTS_UNIT_UI_TESTS_H

#include <glib.h>

void test_theme_register(void);
void test_textflow_register(void);
void test_decode_register(void);
void test_keymap_register(void);
void test_tty_register(void);
void test_input_register(void);

#endif
