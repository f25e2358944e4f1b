/* origin.c: the table of who may send what, and the classes of a sender.
 *
 * Read the table as a whole: it is the only place where the question "may they?"
 * is answered. A payload that anyone may send still says who sent it by the
 * stanza's own address, never by anything inside.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/origin.h"

#include <string.h>

#define NS_PUBSUB_EVENT "http://jabber.org/protocol/pubsub#event"

static const OriginRow rows[] = {
    /* The stanza as such. */
    {"message", NULL, NULL, ORIGIN_ANYONE, "a message shows its sender"},
    {"presence", NULL, NULL, ORIGIN_ANYONE, "each presence is of its sender alone"},

    /* Parts of a message that concern only what their sender wrote. */
    {"message", "body", "jabber:client", ORIGIN_ANYONE, "RFC 6121 5.2.3"},
    {"message", "active", "http://jabber.org/protocol/chatstates", ORIGIN_ANYONE, "XEP-0085"},
    {"message", "composing", "http://jabber.org/protocol/chatstates", ORIGIN_ANYONE, "XEP-0085"},
    {"message", "paused", "http://jabber.org/protocol/chatstates", ORIGIN_ANYONE, "XEP-0085"},
    {"message", "inactive", "http://jabber.org/protocol/chatstates", ORIGIN_ANYONE, "XEP-0085"},
    {"message", "gone", "http://jabber.org/protocol/chatstates", ORIGIN_ANYONE, "XEP-0085"},
    {"message", "nick", "http://jabber.org/protocol/nick", ORIGIN_ANYONE,
     "XEP-0172: beside the address, never in its place"},
    {"message", "event", NS_PUBSUB_EVENT, ORIGIN_SELF | ORIGIN_CONTACT_BARE | ORIGIN_SERVER,
     "XEP-0163: events come from the bare address whose they are"},

    /* Requests. */
    {"iq", "query", "jabber:iq:roster", ORIGIN_SELF, "RFC 6121 2.1.6"},
    {"iq", "ping", "urn:xmpp:ping", ORIGIN_ANYONE, "XEP-0199"},
    {"iq", "query", "jabber:iq:version", ORIGIN_ANYONE, "XEP-0092"},
    {"iq", "time", "urn:xmpp:time", ORIGIN_ANYONE, "XEP-0202"},
    {"iq", "query", "http://jabber.org/protocol/disco#info", ORIGIN_ANYONE, "XEP-0030"},
    {"iq", "query", "http://jabber.org/protocol/disco#items", ORIGIN_ANYONE, "XEP-0030"},
    {"iq", "query", "jabber:iq:last", ORIGIN_SELF | ORIGIN_OWN | ORIGIN_SUBSCRIBER, "XEP-0012"},
};

const OriginRow *origin_rows(guint *ret_n)
{
    *ret_n = G_N_ELEMENTS(rows);
    return rows;
}

const OriginRow *origin_find(const char *stanza, const char *payload, const char *ns)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (strcmp(rows[i].stanza, stanza) == 0 && g_strcmp0(rows[i].payload, payload) == 0 &&
            g_strcmp0(rows[i].ns, ns) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

/* Classes of an address that is not of our own account or server. */
static guint classify_other(Account *account, const Jid *from)
{
    Chat *chat = account_find_chat(account, jid_bare(from));
    if (chat != NULL && chat_kind(chat) == CHAT_ROOM) {
        return jid_is_bare(from) ? ORIGIN_ROOM : ORIGIN_OCCUPANT;
    }
    Contact *contact = account_find_contact(account, jid_bare(from));
    if (contact == NULL || !contact_in_roster(contact)) {
        return ORIGIN_STRANGER;
    }
    guint classes = ORIGIN_CONTACT;
    if (jid_is_bare(from)) {
        classes |= ORIGIN_CONTACT_BARE;
    }
    if (contact_subscription(contact) & SUBSCRIPTION_FROM) {
        classes |= ORIGIN_SUBSCRIBER;
    }
    return classes;
}

guint origin_classify(Account *account, const Jid *from)
{
    const Jid *own = account_address(account);
    if (from == NULL || jid_equal(from, own)) {
        return ORIGIN_SELF;
    }
    if (jid_equal_bare(from, own)) {
        return ORIGIN_OWN;
    }
    if (jid_is_bare(from) && strcmp(jid_text(from), jid_domain(own)) == 0) {
        return ORIGIN_SERVER;
    }
    return classify_other(account, from);
}
