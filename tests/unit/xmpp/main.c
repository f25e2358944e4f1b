/* main.c: the unit tests of the layer xmpp.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/xmpp/tests.h"

#include <glib.h>
#include <signal.h>
#include <strophe.h>

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    g_test_init(&argc, &argv, NULL);
    xmpp_initialize();
    test_guard_register();
    test_guard_limits_register();
    test_iq_register();
    test_origin_register();
    test_sasl_register();
    test_scram_register();
    test_stanza_register();
    test_stream_management_register();
    test_transport_register();
    int status = g_test_run();
    xmpp_shutdown();
    return status;
}
