/* main.c: the unit tests of ui/: one program, one register function a file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "tests.h"

#include <locale.h>

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    g_test_init(&argc, &argv, NULL);
    test_theme_register();
    test_textflow_register();
    test_decode_register();
    test_keymap_register();
    test_tty_register();
    test_input_register();
    return g_test_run();
}
