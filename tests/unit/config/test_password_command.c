/* test_password_command.c: x
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/config/fixture.h"

void test_password_command_register(void)
{
}
