/* xep_0085_chat_states.c: see xep_0085_chat_states.h.
 *
 * A peer whose words come without any state does not want ours (section 5.1).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/xep/xep_0085_chat_states.h"

#include "xmpp/lru.h"
#include "xmpp/xep.h"

static const char *const state_words[] = {
    [CHAT_STATE_NONE] = NULL,
    [CHAT_STATE_ACTIVE] = "active",
    [CHAT_STATE_COMPOSING] = "composing",
    [CHAT_STATE_PAUSED] = "paused",
    [CHAT_STATE_INACTIVE] = "inactive",
    [CHAT_STATE_GONE] = "gone",
};

/* What is known of one chat. */
typedef struct {
    Session *session;
    char *address;
    ChatState sent;
    bool refused;  /* the peer's words come without states */
    guint timeout; /* source that ends the peer's composing; 0: none */
} Talk;

typedef struct {
    Lru *talks; /* address to Talk */
    guint watch;
} StatesState;

extern const XepModule xep_0085_chat_states;

static void talk_free(void *data)
{
    Talk *talk = data;
    g_clear_handle_id(&talk->timeout, g_source_remove);
    g_free(talk->address);
    g_free(talk);
}

static Talk *talk_get(Session *session, const Chat *chat)
{
    StatesState *state = session_state(session, &xep_0085_chat_states);
    const char *address = jid_text(chat_address(chat));
    Talk *talk = lru_find(state->talks, address);
    if (talk == NULL) {
        talk = g_new0(Talk, 1);
        talk->session = session;
        talk->address = g_strdup(address);
        lru_put(state->talks, address, talk);
    }
    return talk;
}

ChatState xep_0085_decode(Stanza *message)
{
    Stanza *child = stanza_child(message, NULL, NS_CHAT_STATES);
    for (guint i = CHAT_STATE_ACTIVE; child != NULL && i < G_N_ELEMENTS(state_words); i++) {
        if (g_str_equal(stanza_name(child), state_words[i])) {
            return (ChatState)i;
        }
    }
    return CHAT_STATE_NONE;
}

static gboolean composing_ended(void *user)
{
    Talk *talk = user;
    talk->timeout = 0;
    Chat *chat = account_find_chat(session_account(talk->session), talk->address);
    if (chat != NULL) {
        chat_set_typing(chat, TYPING_NONE);
    }
    return G_SOURCE_REMOVE;
}

void xep_0085_received(Session *session, Chat *chat, Stanza *message, bool has_words)
{
    ChatState state = xep_0085_decode(message);
    if (state == CHAT_STATE_NONE && !has_words) {
        return;
    }
    Talk *talk = talk_get(session, chat);
    if (has_words) {
        talk->refused = state == CHAT_STATE_NONE;
    }
    g_clear_handle_id(&talk->timeout, g_source_remove);
    Typing typing = TYPING_NONE;
    if (!has_words && state == CHAT_STATE_COMPOSING) {
        typing = TYPING_COMPOSING;
        talk->timeout = g_timeout_add_seconds(CHAT_STATES_TIMEOUT, composing_ended, talk);
    } else if (!has_words && state == CHAT_STATE_PAUSED) {
        typing = TYPING_PAUSED;
    }
    if (chat_typing(chat) != typing) {
        chat_set_typing(chat, typing);
    }
}

static RouteResult handle_state(Session *session, G_GNUC_UNUSED void *state, const Incoming *in)
{
    if (!g_str_equal(in->type, "chat") && !g_str_equal(in->type, "normal")) {
        return ROUTE_PASS;
    }
    /* Words are looked at by RFC 6121's module; a state alone opens no chat. */
    if (stanza_child(in->stanza, "body", NULL) != NULL) {
        return ROUTE_PASS;
    }
    Chat *chat = account_find_chat(session_account(session), jid_bare(in->from));
    if (chat != NULL && chat_kind(chat) == CHAT_CONTACT) {
        xep_0085_received(session, chat, in->stanza, false);
    }
    return ROUTE_PASS;
}

/* May CHAT's peer know what we do? */
static bool is_wanted(Session *session, const Chat *chat)
{
    const Contact *contact = chat_contact(chat);
    return settings_bool(session_settings(session), "chat.typing") &&
           chat_kind(chat) == CHAT_CONTACT && contact != NULL && contact_in_roster(contact) &&
           (contact_subscription(contact) & SUBSCRIPTION_FROM) != 0;
}

static void send_state(Session *session, Chat *chat, ChatState state)
{
    Talk *talk = talk_get(session, chat);
    const Contact *contact = chat_contact(chat);
    if (talk->refused || talk->sent == state || contact_show(contact) == SHOW_OFFLINE) {
        return;
    }
    g_autofree char *id = message_random_id();
    Stanza *st = stanza_message_new(session_ctx(session), "chat", jid_text(chat_address(chat)), id);
    stanza_add(st, state_words[state], NS_CHAT_STATES);
    if (session_send(session, st)) {
        talk->sent = state;
    }
}

static void chat_changed(Chat *chat, guint changes, void *user)
{
    Session *session = user;
    if ((changes & CHAT_CHANGED_COMPOSING) == 0 || chat_account(chat) != session_account(session) ||
        !is_wanted(session, chat)) {
        return;
    }
    if (chat_composing(chat)) {
        send_state(session, chat, CHAT_STATE_COMPOSING);
    } else if (talk_get(session, chat)->sent == CHAT_STATE_COMPOSING) {
        bool waits = chat_draft(chat)[0] != '\0';
        send_state(session, chat, waits ? CHAT_STATE_PAUSED : CHAT_STATE_ACTIVE);
    }
}

static void chat_closed(Chat *chat, void *user)
{
    Session *session = user;
    if (chat_account(chat) == session_account(session) && is_wanted(session, chat) &&
        talk_get(session, chat)->sent != CHAT_STATE_NONE) {
        send_state(session, chat, CHAT_STATE_GONE);
    }
}

static void message_out(Session *session, G_GNUC_UNUSED void *state, Chat *chat,
                        G_GNUC_UNUSED const Message *message, Stanza *st)
{
    if (is_wanted(session, chat)) {
        stanza_add(st, state_words[CHAT_STATE_ACTIVE], NS_CHAT_STATES);
        talk_get(session, chat)->sent = CHAT_STATE_ACTIVE;
    }
}

static const ModelObserver watch = {.chat_changed = chat_changed, .chat_closed = chat_closed};

static void states_start(Session *session, void *state)
{
    StatesState *own = state;
    own->talks = lru_new(CHAT_STATES_MAX, talk_free);
    own->watch = model_observe(session_model(session), &watch, session);
}

static void states_stop(Session *session, void *state)
{
    StatesState *own = state;
    model_unobserve(session_model(session), own->watch);
    g_clear_pointer(&own->talks, lru_free);
}

/* Nobody is seen typing over a dead connection, and a new one starts afresh. */
static void states_offline(Session *session, void *state)
{
    StatesState *own = state;
    GPtrArray *chats = account_chats(session_account(session));
    for (guint i = 0; i < chats->len; i++) {
        Chat *chat = g_ptr_array_index(chats, i);
        if (chat_typing(chat) != TYPING_NONE) {
            chat_set_typing(chat, TYPING_NONE);
        }
    }
    lru_clear(own->talks);
}

static const char *const features[] = {NS_CHAT_STATES, NULL};

static const Route routes[] = {
    {"message", NULL, NULL, NULL, handle_state},
    {NULL, NULL, NULL, NULL, NULL},
};

const XepModule xep_0085_chat_states = {
    .number = "0085",
    .name = "Chat State Notifications",
    .version = "2.1",
    .since = "0.1",
    .features = features,
    .state_size = sizeof(StatesState),
    .routes = routes,
    .start = states_start,
    .stop = states_stop,
    .offline = states_offline,
    .message_out = message_out,
};
