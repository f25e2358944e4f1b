/* rfc6121_presence.h: own presence, others' presence, subscriptions (RFC 6121 sections 3 and 4).
 *
 * Presence of strangers is not kept: only of contacts in the roster. A request
 * to see us waits for the user; nothing is accepted by itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_RFC6121_PRESENCE_H
#define CAUSERIE_XMPP_RFC6121_PRESENCE_H

#include "model/contact.h"
#include "xmpp/session.h"
#include "xmpp/stanza.h"

#include <glib.h>

/* A presence without type or of type unavailable as a state of its resource. RESOURCE is
 * the sender's ("" for a bare address). Every member is to be freed: presence_clear(). */
void presence_decode(Stanza *stanza, const char *resource, Resource *ret_resource);
void presence_clear(Resource *resource);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Resource, presence_clear)

/* The roster is there: says for the first time that we are online. */
void presence_announce(Session *session);
/* Asks to see the presence of BARE. */
void presence_subscribe(Session *session, const Jid *bare);

#endif
