/* xep_0030_disco.h: asking what somebody offers, and answering (XEP-0030).
 *
 * What was learned of an address is kept for the connection, DISCO_CACHE_MAX
 * addresses at most. Only ask for a reason of the user's: a question tells a
 * stranger that we are here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_XEP_0030_DISCO_H
#define CAUSERIE_XMPP_XEP_0030_DISCO_H

#include "xmpp/disco.h"
#include "xmpp/session.h"
#include "xmpp/stanza.h"

#include <glib.h>
#include <stdbool.h>

#define NS_DISCO_INFO "http://jabber.org/protocol/disco#info"
#define NS_DISCO_ITEMS "http://jabber.org/protocol/disco#items"

#define DISCO_CACHE_MAX 500
/* The most items taken of one answer. */
#define DISCO_ITEMS_MAX 2000

typedef struct {
    Jid *jid;
    char *node; /* nullable */
    char *name; /* nullable */
} DiscoItem;

/* Pure: the <query/> of an answer as a value; NULL with ERROR when it is too large. */
DiscoInfo *xep_0030_decode_info(Stanza *query, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* DiscoItem *; what has no address is left out. */
GPtrArray *xep_0030_decode_items(Stanza *query);
void xep_0030_encode_info(Stanza *query, const DiscoInfo *info);

/* What we say of ourselves: from the table of modules. (transfer full) */
DiscoInfo *disco_own(Session *session);

/* INFO is NULL with PROBLEM a sentence when it cannot be known. Borrowed. */
typedef void (*DiscoInfoDone)(DiscoInfo *info, const char *problem, void *user);
typedef void (*DiscoItemsDone)(const GPtrArray *items, const char *problem, void *user);
/* Asks TO (NODE nullable); an answer without node is kept. DONE runs exactly once. */
void disco_ask_info(Session *session, const Jid *to, const char *node, DiscoInfoDone done,
                    void *user);
void disco_ask_items(Session *session, const Jid *to, const char *node, DiscoItemsDone done,
                     void *user);
/* What is known of JID (by an earlier answer, or by its caps); NULL when nothing. Borrowed. */
DiscoInfo *disco_known(Session *session, const Jid *jid);
/* Notes INFO for JID alone. */
void disco_note(Session *session, const Jid *jid, DiscoInfo *info);

#endif
