/* starttls.h: the few words before TLS (RFC 6120 section 5), and nothing of them kept.
 *
 * Pure: bytes in, bytes out. Whatever else a server, or somebody on the way, says before
 * TLS is not acted on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_STARTTLS_H
#define CAUSERIE_XMPP_STARTTLS_H

#include "base/jid.h"

#include <glib.h>
#include <stdbool.h>
#include <strophe.h>

typedef struct Starttls Starttls;
typedef enum { STARTTLS_MORE, STARTTLS_PROCEED, STARTTLS_FAILED } StarttlsStatus;

Starttls *starttls_new(xmpp_ctx_t *ctx, const Jid *account);
void starttls_free(Starttls *starttls);
/* What to send first. (transfer full) */
char *starttls_hello_dup(const Starttls *starttls);
/* Takes what came; RET_OUT (transfer full, nullable) is to be sent. After PROCEED the next
 * byte on the wire is TLS; what of BYTES is left is to be forgotten. FAILED sets ERROR
 * (TransportError). */
StarttlsStatus starttls_feed(Starttls *starttls, const char *bytes, gsize len, char **ret_out,
                             GError **error);

#endif
