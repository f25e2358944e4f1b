/* router.h: brings each incoming stanza to the modules that asked for it.
 *
 * First the sender is checked against the origin table, before any payload is
 * read; then every route that matches (name, type, payload) runs in the order of
 * xep_list.h. A request that nobody answered gets one "service-unavailable";
 * results and errors go to the questions that wait for them and are never answered.
 * A handler must not free the session.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_ROUTER_H
#define CAUSERIE_XMPP_ROUTER_H

#include "base/jid.h"
#include "xmpp/origin.h"
#include "xmpp/stanza.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Session Session;

/* Answers to one bare address per second; what is over it is dropped. */
#define ROUTER_REPLIES_PER_SECOND 20
/* Senders whose rate is watched at once; over it the oldest is forgotten. */
#define ROUTER_SENDERS_MAX 1000

/* A stanza on its way in; everything borrowed, good for the call. */
typedef struct {
    Stanza *stanza;
    Stanza *payload;  /* the child the route named; NULL where it named none */
    const Jid *from;  /* never NULL: the own bare address where the stanza has none */
    const char *type; /* never NULL: "normal" and "available" where absent */
    const char *id;   /* nullable */
    guint origin;     /* Origin bits of the sender */
} Incoming;

typedef enum {
    ROUTE_PASS, /* others may see it too; an iq: not answered */
    ROUTE_DONE, /* nobody else needs it; an iq: answered, or will be */
} RouteResult;

typedef struct {
    const char *stanza;  /* "message", "presence", "iq"; NULL ends the array */
    const char *type;    /* NULL: any, but "error"; an iq: "get" or "set" */
    const char *payload; /* element name of a child; NULL: none needed */
    const char *ns;      /* its namespace; NULL: none needed */
    RouteResult (*handle)(Session *session, void *state, const Incoming *in);
} Route;

/* For the session: one stanza of the stream after login. */
void router_handle(Session *session, Stanza *stanza);

#endif
