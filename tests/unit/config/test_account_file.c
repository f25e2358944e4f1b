/* test_account_file.c: x
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/config/fixture.h"

void test_account_file_register(void)
{
}
