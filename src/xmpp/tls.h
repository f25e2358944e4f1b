/* tls.h: one TLS client session over a non-blocking socket, and what we make of its certificate.
 *
 * The certificate must be good for the address's domain, not for the host that DNS
 * named (RFC 6125, RFC 7590), or its key must be the pinned one. TLS 1.2 or newer, no
 * renegotiation, no compression, no tickets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_TLS_H
#define CAUSERIE_XMPP_TLS_H

#include "config/account_file.h"
#include "xmpp/session.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Tls Tls;

typedef enum { TLS_DONE, TLS_WANT_READ, TLS_WANT_WRITE, TLS_CLOSED, TLS_FAILED } TlsStatus;

/* FD stays the caller's. PIN: an accepted key's fingerprint; nullable. DIRECT: ask for
 * xmpp-client by ALPN. NULL with ERROR when a file of CONFIG cannot be used. */
Tls *tls_new(int fd, const AccountConfig *config, const char *pin, bool direct, GError **error);
void tls_free(Tls *tls);

/* Moves the handshake on. */
TlsStatus tls_handshake(Tls *tls);
/* After the handshake: true when the peer's certificate is good; else its info's reason
 * says why not. Nothing may be sent before. */
bool tls_certificate_is_good(Tls *tls);
TlsStatus tls_read(Tls *tls, void *buffer, gsize size, gsize *ret_len);
TlsStatus tls_write(Tls *tls, const void *bytes, gsize len, gsize *ret_written);
/* Bytes decrypted but not read yet: the socket will not announce them. */
bool tls_has_pending(Tls *tls);
/* Says goodbye, without waiting. */
void tls_shutdown(Tls *tls);
/* What went wrong last, in words; static or owned by TLS. */
const char *tls_failure(Tls *tls);

/* Of the peer; NULL before the handshake. Borrowed. */
const CertificateInfo *tls_certificate(const Tls *tls);
/* RFC 9266 and RFC 5929; NULL where this session has none. (transfer full) */
GBytes *tls_exporter(Tls *tls);
GBytes *tls_end_point(Tls *tls);

CertificateInfo *certificate_info_copy(const CertificateInfo *info);
void certificate_info_free(CertificateInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CertificateInfo, certificate_info_free)

#endif
