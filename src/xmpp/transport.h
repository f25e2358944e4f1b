/* transport.h: from a domain to a TLS connection whose certificate is good.
 *
 * Finds the places, races them with a short head start each (XEP-0368, RFC 8305),
 * does STARTTLS where it must with a parser of its own, so that nobody else ever
 * sees a byte from before TLS, and verifies. Every step has a deadline; nothing
 * blocks; a Transport is used once. It knows nothing of what the stream says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_TRANSPORT_H
#define CAUSERIE_XMPP_TRANSPORT_H

#include "config/account_file.h"
#include "xmpp/session.h"

#include <glib.h>
#include <stdbool.h>
#include <strophe.h>

/* Deadlines in seconds: all of connecting; STARTTLS; the handshake. */
#define TRANSPORT_CONNECT_SECONDS 20
#define TRANSPORT_STARTTLS_SECONDS 15
#define TRANSPORT_HANDSHAKE_SECONDS 15
/* Head start of each place over the next, ms. */
#define TRANSPORT_STAGGER_MS 250
/* Bytes that may wait to be sent. */
#define TRANSPORT_OUTPUT_MAX (16u * 1024 * 1024)

#define TRANSPORT_ERROR (transport_error_quark())
GQuark transport_error_quark(void);
typedef enum {
    TRANSPORT_ERROR_UNKNOWN_HOST, /* the domain does not exist */
    TRANSPORT_ERROR_UNREACHABLE,  /* refused, no route, cannot resolve */
    TRANSPORT_ERROR_TIMEOUT,
    TRANSPORT_ERROR_NO_TLS,      /* offers no encryption */
    TRANSPORT_ERROR_CERTIFICATE, /* see transport_certificate() */
    TRANSPORT_ERROR_INTERCEPTED, /* somebody else answers */
    TRANSPORT_ERROR_SETUP,       /* our own files */
    TRANSPORT_ERROR_CLOSED,      /* was up, and ended */
} TransportError;

typedef struct Transport Transport;

typedef struct {
    void (*progress)(const char *words, void *user);
    void (*ready)(void *user); /* TLS is up, the certificate is good */
    void (*bytes)(const char *bytes, gsize len, void *user);
    /* Once; ERROR's message is a sentence. Nothing is called afterwards. */
    void (*closed)(const GError *error, void *user);
} TransportHooks;

typedef struct {
    const AccountConfig *config; /* copied */
    const char *pin;             /* nullable */
    const char *host;            /* instead of what DNS or CONFIG say; nullable */
    guint port;
} TransportOptions;

/* CTX is for the parser of STARTTLS. Starts at once; the first callback comes from
 * the loop, never from inside this call. */
Transport *transport_new(xmpp_ctx_t *ctx, const TransportOptions *options,
                         const TransportHooks *hooks, void *user);
/* May be called inside any callback. */
void transport_free(Transport *transport);
/* Queues BYTES; false over TRANSPORT_OUTPUT_MAX, or when it is not up. */
bool transport_send(Transport *transport, const char *bytes, gsize len);
gsize transport_queued(const Transport *transport);
/* No bytes() while paused: back-pressure. */
void transport_pause(Transport *transport, bool paused);
/* Sends what is queued, says goodbye in TLS, ends without closed(). */
void transport_shutdown(Transport *transport);
/* NULL before the handshake; borrowed. */
const CertificateInfo *transport_certificate(const Transport *transport);
/* Channel bindings, NULL where there is none. (transfer full) */
GBytes *transport_exporter(Transport *transport);
GBytes *transport_end_point(Transport *transport);

#endif
