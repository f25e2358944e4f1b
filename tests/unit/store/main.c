/* main.c: runs the unit tests of the layer store.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/store/tests.h"

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    test_store_register();
    return g_test_run();
}
