/* main.c: runs the unit tests of the layer command.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests.h"

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    test_grammar_register();
    test_command_register();
    return g_test_run();
}
