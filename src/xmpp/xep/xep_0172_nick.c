/* xep_0172_nick.c: see xep_0172_nick.h.
 *
 * An event with an empty nick takes the nick away.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/xep/xep_0172_nick.h"

#include "xmpp/xep.h"

#include <string.h>

#define NS_PUBSUB_EVENT "http://jabber.org/protocol/pubsub#event"

char *xep_0172_decode(Stanza *element)
{
    g_autofree char *nick = stanza_child_text_dup(element, "nick", NS_NICK);
    if (nick == NULL) {
        return NULL;
    }
    g_strdelimit(nick, "\r\n\t", ' ');
    g_strstrip(nick);
    if (strlen(nick) > CONTACT_NAME_MAX) {
        *g_utf8_find_prev_char(nick, nick + CONTACT_NAME_MAX + 1) = '\0';
    }
    return nick[0] != '\0' ? g_steal_pointer(&nick) : NULL;
}

void xep_0172_take_presence(Contact *contact, Stanza *presence)
{
    g_autofree char *nick = xep_0172_decode(presence);
    if (nick != NULL && g_strcmp0(nick, contact_nick(contact)) != 0) {
        contact_set_nick(contact, nick);
    }
}

static RouteResult handle_event(Session *session, G_GNUC_UNUSED void *state, const Incoming *in)
{
    Stanza *items = stanza_child(in->payload, "items", NULL);
    if (items == NULL || g_strcmp0(stanza_attr(items, "node"), NS_NICK) != 0) {
        return ROUTE_PASS;
    }
    Contact *contact = account_find_contact(session_account(session), jid_bare(in->from));
    Stanza *item = stanza_child(items, "item", NULL);
    if (contact == NULL || (item == NULL && stanza_child(items, "retract", NULL) == NULL)) {
        return ROUTE_DONE;
    }
    g_autofree char *nick = item != NULL ? xep_0172_decode(item) : NULL;
    contact_set_nick(contact, nick);
    return ROUTE_DONE;
}

static const char *const features[] = {NS_NICK, NS_NICK "+notify", NULL};

static const Route routes[] = {
    {"message", NULL, "event", NS_PUBSUB_EVENT, handle_event},
    {NULL, NULL, NULL, NULL, NULL},
};

const XepModule xep_0172_nick = {
    .number = "0172",
    .name = "User Nickname",
    .version = "1.1",
    .since = "0.1",
    .note = "received",
    .features = features,
    .routes = routes,
};
