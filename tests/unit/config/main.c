/* main.c: runs the unit tests of the layer config.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/config/fixture.h"

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    test_account_file_register();
    test_keyfile_register();
    test_password_command_register();
    test_settings_register();
    return g_test_run();
}
