/* rfc6121_roster.h: the contact list: fetched, kept up by pushes, changed (RFC 6121 section 2).
 *
 * With the versions of XEP-0237 where the server offers them: then the list of last
 * time holds and only changes come. The functions of session.h that change the list
 * live here. It shows nothing and decides nothing about presence.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_RFC6121_ROSTER_H
#define CAUSERIE_XMPP_RFC6121_ROSTER_H

#include "model/contact.h"
#include "xmpp/stanza.h"

#include <glib.h>
#include <stdbool.h>

#define NS_ROSTER "jabber:iq:roster"
#define NS_ROSTER_VERSION "urn:xmpp:features:rosterver"

/* The most groups taken of one item, and the longest group name, in bytes. */
#define ROSTER_GROUPS_MAX 32
#define ROSTER_GROUP_MAX 256
#define ROSTER_VERSION_MAX 1024

typedef struct {
    Jid *jid; /* bare */
    char *name;
    Subscription subscription;
    bool ask;
    bool remove;
    GPtrArray *groups; /* char *, NULL-terminated */
} RosterEntry;

void roster_entry_clear(RosterEntry *entry);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RosterEntry, roster_entry_clear)

/* Reads one <item/>. False when its address is missing or none. */
bool roster_decode_item(Stanza *item, RosterEntry *ret_entry,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

#endif
