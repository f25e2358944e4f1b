/* origin.h: who may send what: one table, applied before any handler sees a stanza.
 *
 * A new route needs a row here, or the router refuses to start it: forgetting
 * the question is not possible. The table is in origin.c and is read as a whole.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_ORIGIN_H
#define CAUSERIE_XMPP_ORIGIN_H

#include "base/jid.h"
#include "model/account.h"

#include <glib.h>
#include <stdbool.h>

/* Classes a sender can be in; several at once. */
typedef enum {
    ORIGIN_SELF = 1 << 0,    /* no address, or exactly the own bare address */
    ORIGIN_OWN = 1 << 1,     /* a full address of the own account: another device, or this one */
    ORIGIN_SERVER = 1 << 2,  /* the own domain, bare */
    ORIGIN_CONTACT = 1 << 3, /* an address whose bare form is in the roster */
    ORIGIN_CONTACT_BARE = 1 << 4, /* the bare address of a contact itself (PEP events) */
    ORIGIN_SUBSCRIBER = 1 << 5,   /* a contact who may see our presence */
    ORIGIN_ROOM = 1 << 6,         /* the bare address of a room we are in */
    ORIGIN_OCCUPANT = 1 << 7,     /* room/nick of a room we are in */
    ORIGIN_STRANGER = 1 << 8,     /* none of the above */
} Origin;
/* SERVER is also sent with no address by some servers: ORIGIN_SELF covers that. */
#define ORIGIN_ANYONE 0xffffu

/* The classes of FROM (NULL: no address) as seen by ACCOUNT. */
guint origin_classify(Account *account, const Jid *from);

typedef struct {
    const char *stanza;  /* "message", "presence", "iq" */
    const char *payload; /* name of the payload; NULL: the stanza as such */
    const char *ns;      /* of the payload */
    guint allowed;       /* Origin bits */
    const char *because; /* the rule it stands on */
} OriginRow;

const OriginRow *origin_rows(guint *ret_n);
/* The row for a kind of stanza, or NULL: then nobody may. */
const OriginRow *origin_find(const char *stanza, const char *payload, const char *ns);

#endif
