/* main.c: runs the unit tests of the layer base.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/base/tests.h"

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    test_clock_register();
    test_jid_register();
    test_log_register();
    test_observers_register();
    test_secret_register();
    test_text_register();
    test_text_names_register();
    test_text_width_register();
    test_xdg_register();
    return g_test_run();
}
