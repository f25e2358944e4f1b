/* rfc6121_presence.c: see rfc6121_presence.h.
 *
 * The word "subscribed" from somebody changes nothing: the server's roster push is what
 * counts. It only becomes a sentence for the user, and only where the user had asked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/xep/rfc6121_presence.h"

#include "base/clock.h"
#include "xmpp/xep.h"
#include "xmpp/xep/language.h"
#include "xmpp/xep/xep_0115_caps.h"
#include "xmpp/xep/xep_0172_nick.h"
#include "xmpp/xep/xep_0319_idle.h"

#include <string.h>

typedef struct {
    bool announced; /* the first presence of this stream went out */
} PresenceState;

extern const XepModule rfc6121_presence;

static Show show_from_stanza(Stanza *stanza)
{
    static const struct {
        const char *word;
        Show show;
    } words[] = {{"away", SHOW_AWAY}, {"xa", SHOW_XA}, {"dnd", SHOW_DND}, {"chat", SHOW_CHAT}};
    g_autofree char *word = stanza_child_text_dup(stanza, "show", NULL);
    for (gsize i = 0; word != NULL && i < G_N_ELEMENTS(words); i++) {
        if (g_str_equal(word, words[i].word)) {
            return words[i].show;
        }
    }
    return SHOW_ONLINE;
}

static int priority_from_stanza(Stanza *stanza)
{
    g_autofree char *text = stanza_child_text_dup(stanza, "priority", NULL);
    gint64 value;
    if (text == NULL || !g_ascii_string_to_signed(text, 10, -128, 127, &value, NULL)) {
        return 0;
    }
    return (int)value;
}

/* The status, at most CONTACT_STATUS_MAX bytes, cut between characters; NULL when empty. */
static char *status_from_stanza(Stanza *stanza)
{
    Stanza *child = language_child(stanza, "status", g_get_language_names());
    g_autofree char *text = child != NULL ? stanza_text_dup(child) : NULL;
    if (text == NULL || text[0] == '\0') {
        return NULL;
    }
    if (strlen(text) > CONTACT_STATUS_MAX) {
        *g_utf8_find_prev_char(text, text + CONTACT_STATUS_MAX + 1) = '\0';
    }
    return g_steal_pointer(&text);
}

void presence_decode(Stanza *stanza, const char *resource, Resource *ret_resource)
{
    bool gone = g_strcmp0(stanza_type(stanza), "unavailable") == 0;
    *ret_resource = (Resource){
        .resource = g_strdup(resource != NULL ? resource : ""),
        .show = gone ? SHOW_OFFLINE : show_from_stanza(stanza),
        .status = status_from_stanza(stanza),
    };
    if (!gone) {
        ret_resource->priority = priority_from_stanza(stanza);
        ret_resource->idle_since = xep_0319_decode(stanza, clock_now());
        ret_resource->caps = xep_0115_decode(stanza);
    }
}

void presence_clear(Resource *resource)
{
    g_clear_pointer(&resource->resource, g_free);
    g_clear_pointer(&resource->status, g_free);
    g_clear_pointer(&resource->caps, g_free);
    g_clear_pointer(&resource->client, g_free);
}

/* Contacts whose presence we keep; NULL for everybody else. */
static Contact *known_contact(Session *session, const Jid *from)
{
    Contact *contact = account_find_contact(session_account(session), jid_bare(from));
    return contact != NULL && contact_in_roster(contact) ? contact : NULL;
}

static RouteResult handle_available(Session *session, G_GNUC_UNUSED void *state, const Incoming *in)
{
    Contact *contact = known_contact(session, in->from);
    if (contact == NULL) {
        return ROUTE_PASS;
    }
    g_auto(Resource) values = {0};
    presence_decode(in->stanza, jid_resource(in->from), &values);
    const Resource *before = contact_find_resource(contact, values.resource);
    if (before != NULL && before->caps != NULL && g_strcmp0(before->caps, values.caps) == 0) {
        values.client = g_strdup(before->client);
    }
    contact_set_resource(contact, &values);
    xep_0172_take_presence(contact, in->stanza);
    if (values.client == NULL) {
        xep_0115_learn(session, in->from, in->stanza);
    }
    return ROUTE_PASS;
}

static void clear_resources(Contact *contact)
{
    for (guint left = contact_n_resources(contact); left > 0; left--) {
        g_autofree char *name = g_strdup(contact_resource(contact, left - 1)->resource);
        Resource gone = {.resource = name, .show = SHOW_OFFLINE};
        contact_set_resource(contact, &gone);
    }
}

static RouteResult handle_unavailable(Session *session, G_GNUC_UNUSED void *state,
                                      const Incoming *in)
{
    Contact *contact = known_contact(session, in->from);
    if (contact == NULL) {
        return ROUTE_PASS;
    }
    if (jid_is_bare(in->from)) {
        clear_resources(contact);
        return ROUTE_PASS;
    }
    g_auto(Resource) values = {0};
    presence_decode(in->stanza, jid_resource(in->from), &values);
    contact_set_resource(contact, &values);
    return ROUTE_PASS;
}

static void send_to(Session *session, const char *type, const char *bare)
{
    session_send(session, stanza_presence_new(session_ctx(session), type, bare));
}

static void tell(Session *session, const Contact *contact, const char *what)
{
    g_autofree char *text = g_strconcat(jid_bare(contact_address(contact)), what, NULL);
    model_notice(session_model(session), session_account(session), MESSAGE_NOTICE, text);
}

static RouteResult handle_subscribe(Session *session, G_GNUC_UNUSED void *state, const Incoming *in)
{
    Account *account = session_account(session);
    const char *bare = jid_bare(in->from);
    if (g_str_equal(bare, jid_bare(session_own(session)))) {
        return ROUTE_DONE;
    }
    Contact *contact = known_contact(session, in->from);
    if (contact != NULL && (contact_subscription(contact) & SUBSCRIPTION_FROM) != 0) {
        send_to(session, "subscribed", bare);
        return ROUTE_DONE;
    }
    if (contact != NULL &&
        (contact_ask(contact) || (contact_subscription(contact) & SUBSCRIPTION_TO) != 0)) {
        /* The user asked this person first: asking back whether to answer would be silly. */
        send_to(session, "subscribed", bare);
        tell(session, contact, " added you too: they see when you are online.");
        return ROUTE_DONE;
    }
    g_autofree char *text = status_from_stanza(in->stanza);
    g_autofree char *nick = xep_0172_decode(in->stanza);
    account_add_request(account, bare, text, nick);
    return ROUTE_DONE;
}

static RouteResult handle_subscribed(Session *session, G_GNUC_UNUSED void *state,
                                     const Incoming *in)
{
    Contact *contact = known_contact(session, in->from);
    if (contact != NULL && contact_ask(contact)) {
        tell(session, contact, " accepted: you see when they are online.");
    }
    return ROUTE_DONE;
}

static RouteResult handle_unsubscribed(Session *session, G_GNUC_UNUSED void *state,
                                       const Incoming *in)
{
    Contact *contact = known_contact(session, in->from);
    if (contact == NULL) {
        return ROUTE_DONE;
    }
    if ((contact_subscription(contact) & SUBSCRIPTION_TO) != 0) {
        tell(session, contact, " no longer shows you when they are online.");
    } else if (contact_ask(contact)) {
        tell(session, contact, " did not accept.");
    }
    return ROUTE_DONE;
}

static RouteResult handle_unsubscribe(Session *session, G_GNUC_UNUSED void *state,
                                      const Incoming *in)
{
    account_remove_request(session_account(session), jid_bare(in->from));
    return ROUTE_DONE;
}

static const char *show_element(Show show)
{
    switch (show) {
    case SHOW_CHAT:
        return "chat";
    case SHOW_AWAY:
        return "away";
    case SHOW_XA:
        return "xa";
    case SHOW_DND:
        return "dnd";
    case SHOW_ONLINE:
    case SHOW_OFFLINE:
        break;
    }
    return NULL;
}

static void presence_out(Session *session, G_GNUC_UNUSED void *state, Stanza *st)
{
    Account *account = session_account(session);
    const char *show = show_element(account_show(account));
    if (show != NULL) {
        stanza_add_with_text(st, "show", NULL, show);
    }
    if (account_status(account) != NULL) {
        stanza_add_with_text(st, "status", NULL, account_status(account));
    }
}

static void presence_online(G_GNUC_UNUSED Session *session, void *state, bool resumed)
{
    PresenceState *own = state;
    own->announced = resumed;
}

static void presence_offline(Session *session, void *state)
{
    PresenceState *own = state;
    own->announced = false;
    account_clear_presence(session_account(session));
}

static void presence_goodbye(Session *session, void *state)
{
    PresenceState *own = state;
    if (own->announced) {
        send_to(session, "unavailable", NULL);
    }
}

void presence_announce(Session *session)
{
    PresenceState *own = session_state(session, &rfc6121_presence);
    own->announced = true;
    session_send_presence(session);
}

void presence_subscribe(Session *session, const Jid *bare)
{
    send_to(session, "subscribe", jid_bare(bare));
}

void session_send_presence(Session *session)
{
    PresenceState *own = session_state(session, &rfc6121_presence);
    if (own->announced) {
        session_send(session, session_presence_new(session, NULL));
    }
}

void session_accept(Session *session, const Jid *bare)
{
    Account *account = session_account(session);
    send_to(session, "subscribed", jid_bare(bare));
    account_remove_request(account, jid_bare(bare));
    Contact *contact = account_find_contact(account, jid_bare(bare));
    bool asked = contact != NULL &&
                 (contact_ask(contact) || (contact_subscription(contact) & SUBSCRIPTION_TO) != 0);
    if (!asked) {
        presence_subscribe(session, bare);
    }
}

void session_deny(Session *session, const Jid *bare)
{
    send_to(session, "unsubscribed", jid_bare(bare));
    account_remove_request(session_account(session), jid_bare(bare));
}

static const Route routes[] = {
    {"presence", "available", NULL, NULL, handle_available},
    {"presence", "unavailable", NULL, NULL, handle_unavailable},
    {"presence", "subscribe", NULL, NULL, handle_subscribe},
    {"presence", "subscribed", NULL, NULL, handle_subscribed},
    {"presence", "unsubscribe", NULL, NULL, handle_unsubscribe},
    {"presence", "unsubscribed", NULL, NULL, handle_unsubscribed},
    {NULL, NULL, NULL, NULL, NULL},
};

const XepModule rfc6121_presence = {
    .number = "6121",
    .name = "XMPP: Instant Messaging and Presence",
    .since = "0.1",
    .state_size = sizeof(PresenceState),
    .routes = routes,
    .online = presence_online,
    .offline = presence_offline,
    .goodbye = presence_goodbye,
    .presence_out = presence_out,
};
