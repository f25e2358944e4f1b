/* server_private.h: between the files of the test server.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_TESTS_UNIT_XMPP_SERVER_PRIVATE_H
#define CAUSERIE_TESTS_UNIT_XMPP_SERVER_PRIVATE_H

#include "unit/xmpp/server.h"

#include <openssl/ssl.h>

SSL_CTX *server_tls_context(Cert cert);

#endif
