/* xep_0115_caps.h: what a client can do, told by a hash in its presence (XEP-0115).
 *
 * A hash is believed for everybody only after an answer was hashed and gave it;
 * an answer that does not match counts for the one address that sent it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_XEP_0115_CAPS_H
#define CAUSERIE_XMPP_XEP_0115_CAPS_H

#include "xmpp/disco.h"
#include "xmpp/session.h"
#include "xmpp/stanza.h"

#include <glib.h>

#define NS_CAPS "http://jabber.org/protocol/caps"

/* Verified sets in memory; the store keeps more. */
#define CAPS_KNOWN_MAX 500
/* The longest hash and node that are taken, in bytes. */
#define CAPS_VER_MAX 128
#define CAPS_NODE_MAX 512
/* Hashes asked for at once, and waiting to be asked for; clients that wait for one hash; how
 * many of them are asked before it is given up. */
#define CAPS_ASKED_MAX 8
#define CAPS_QUEUED_MAX 500
#define CAPS_WAITERS_MAX 5000
#define CAPS_TRIES_MAX 3

/* "hash#ver" of a presence; NULL when it has none that can be verified. (transfer full) */
char *xep_0115_decode(Stanza *presence);
/* Our node with the hash of INFO, "node#ver". (transfer full) */
char *xep_0115_node_dup(const DiscoInfo *own);
/* A contact's client at FROM sent PRESENCE: finds out what it is, by cache or by asking. */
void xep_0115_learn(Session *session, const Jid *from, Stanza *presence);
/* What the caps in the last presence of JID mean; NULL when not known. Borrowed. */
DiscoInfo *xep_0115_known(Session *session, const Jid *jid);

#endif
