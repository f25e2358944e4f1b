/* link.h: one attempt at a stream: secured, guarded, read stanza by stanza.
 *
 * What a login, a registration and a check of a server have in common, over
 * transport, guard and source. A Link is used once: it ends by one call of
 * ended(), after which nothing is called any more. link_free() may be called
 * inside any of its callbacks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_LINK_H
#define CAUSERIE_XMPP_LINK_H

#include "config/account_file.h"
#include "xmpp/sasl.h"
#include "xmpp/session.h"
#include "xmpp/stanza.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Link Link;

typedef enum {
    LINK_CLOSED,      /* closed by the server, or broken: may work again later */
    LINK_BREACH,      /* what came was not sound: the same may come again */
    LINK_UNREACHABLE, /* never got there */
    LINK_CERTIFICATE, /* the certificate was refused: see link_certificate() */
    LINK_REFUSED,     /* will not work again by itself: no encryption offered, ... */
} LinkEnd;

typedef struct {
    void (*progress)(const char *words, void *user);
    /* TLS is up and the certificate is good: link_open_stream() next. */
    void (*secure)(void *user);
    /* A whole element of the stream, <stream:features/> and <stream:error/> too. */
    void (*stanza)(Stanza *st, void *user);
    /* A stanza was thrown away by the guard, in its place in the order. */
    void (*discarded)(void *user);
    void (*ended)(LinkEnd end, const char *words, void *user);
} LinkEvents;

typedef struct {
    const AccountConfig *config; /* copied */
    const char *pin;             /* accepted key besides a valid chain; nullable */
    const char *host;            /* instead of the configured one (see-other-host); nullable */
    guint port;
    const LinkEvents *events; /* borrowed */
    void *user;
} LinkOptions;

Link *link_new(xmpp_ctx_t *ctx, const LinkOptions *options);
void link_free(Link *link);
/* Opens the stream, and opens it again after SASL. */
void link_open_stream(Link *link);
/* Hands ST (borrowed) over; false when the link is down. */
bool link_send(Link *link, Stanza *st);
/* Bytes and stanzas that wait to be written. */
guint link_queued(const Link *link);
/* Ends the stream politely; ended() comes when the server did so too, or soon. */
void link_close(Link *link);

/* Of the connection: borrowed, NULL before TLS. */
const CertificateInfo *link_certificate(const Link *link);
/* Data for channel binding, NULL where this connection has none. (transfer full) */
GBytes *link_binding(Link *link, SaslBinding kind);

#endif
