/* rfc6121_message.c: see rfc6121_message.h.
 *
 * An error can fail an own message only when it comes from whom that message went to
 * (their server answers in their name) or from our own server.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/xep/rfc6121_message.h"

#include "base/clock.h"
#include "xmpp/xep.h"
#include "xmpp/xep/language.h"
#include "xmpp/xep/xep_0085_chat_states.h"
#include "xmpp/xep/xep_0203_delay.h"

#include <string.h>

/* The longest subject that is shown, in bytes. */
#define SUBJECT_MAX 1000

/* The body, at most CHAT_BODY_MAX bytes and then marked; NULL when there are no words. */
static char *body_dup(Stanza *stanza, const char *const *languages)
{
    Stanza *child = language_child(stanza, "body", languages);
    g_autofree char *text = child != NULL ? stanza_text_dup(child) : NULL;
    if (text == NULL || text[0] == '\0') {
        return NULL;
    }
    if (strlen(text) <= CHAT_BODY_MAX) {
        return g_steal_pointer(&text);
    }
    *g_utf8_find_prev_char(text, text + CHAT_BODY_MAX + 1) = '\0';
    return g_strconcat(text, " […]", NULL);
}

/* BODY (transfer full) under its subject, for a message that is no chat (RFC 6121 section 5.2.4):
 * announcements of servers and old clients say half of it there. */
static char *with_subject(char *body, Stanza *stanza, const char *const *languages)
{
    const char *type = stanza_type(stanza);
    Stanza *child = language_child(stanza, "subject", languages);
    g_autofree char *subject = child != NULL ? stanza_text_dup(child) : NULL;
    bool is_chat = type != NULL && strcmp(type, "chat") == 0;
    if (is_chat || subject == NULL || *g_strstrip(subject) == '\0' ||
        strlen(subject) > SUBJECT_MAX) {
        return body;
    }
    g_strdelimit(subject, "\r\n\t", ' ');
    char *whole = g_strdup_printf("%s\n%s", subject, body);
    g_free(body);
    return whole;
}

Message *rfc6121_decode_message(Stanza *stanza, const Jid *own, const Jid *from,
                                const char *const *languages, gint64 now)
{
    char *body = body_dup(stanza, languages);
    if (body == NULL) {
        return NULL;
    }
    body = with_subject(body, stanza, languages);
    Message *message = message_new(MESSAGE_TEXT, MESSAGE_IN);
    g_free(message->body);
    message->body = body;
    g_free(message->author);
    message->author = g_strdup(jid_text(from));
    const char *id = stanza_id(stanza);
    if (id != NULL && id[0] != '\0' && strlen(id) <= MESSAGE_ID_MAX) {
        g_free(message->id);
        message->id = g_strdup(id);
    }
    message->time = now;
    message->stamp = now;
    message->delayed = xep_0203_decode(stanza, own, now, &message->stamp);
    return message;
}

static RouteResult handle_words(Session *session, G_GNUC_UNUSED void *state, const Incoming *in)
{
    g_autoptr(Message) message = rfc6121_decode_message(in->stanza, session_own(session), in->from,
                                                        g_get_language_names(), clock_now());
    if (message == NULL) {
        return ROUTE_PASS;
    }
    Chat *chat = account_get_chat(session_account(session), in->from, CHAT_CONTACT);
    if (chat == NULL) {
        return ROUTE_DONE;
    }
    xep_0085_received(session, chat, in->stanza, true);
    chat_add(chat, g_steal_pointer(&message));
    return ROUTE_DONE;
}

/* News of a server or service, without an answer: a line in the home window. */
static RouteResult handle_headline(Session *session, G_GNUC_UNUSED void *state, const Incoming *in)
{
    g_autofree char *body = body_dup(in->stanza, g_get_language_names());
    if (body == NULL) {
        /* No news: an event of personal eventing comes as a headline too. */
        return ROUTE_PASS;
    }
    if ((in->origin & (ORIGIN_SELF | ORIGIN_SERVER | ORIGIN_CONTACT)) != 0) {
        body = with_subject(g_steal_pointer(&body), in->stanza, g_get_language_names());
        g_autofree char *text = g_strdup_printf("News from %s: %s", jid_bare(in->from), body);
        model_notice(session_model(session), session_account(session), MESSAGE_NOTICE, text);
    }
    return ROUTE_DONE;
}

static RouteResult handle_groupchat(G_GNUC_UNUSED Session *session, G_GNUC_UNUSED void *state,
                                    G_GNUC_UNUSED const Incoming *in)
{
    return ROUTE_DONE;
}

static bool fail_in(Chat *chat, const Incoming *in)
{
    const Message *message = chat_find_id(chat, in->id, MESSAGE_OUT);
    if (message == NULL) {
        return false;
    }
    g_autofree char *reason = stanza_error_text_dup(in->stanza);
    chat_set_state(chat, message->key, MESSAGE_FAILED, reason);
    return true;
}

static RouteResult handle_error(Session *session, G_GNUC_UNUSED void *state, const Incoming *in)
{
    if (in->id == NULL) {
        return ROUTE_DONE;
    }
    Account *account = session_account(session);
    if ((in->origin & (ORIGIN_SELF | ORIGIN_SERVER)) == 0) {
        Chat *chat = account_find_chat(account, jid_bare(in->from));
        if (chat != NULL) {
            fail_in(chat, in);
        }
        return ROUTE_DONE;
    }
    GPtrArray *chats = account_chats(account);
    for (guint i = 0; i < chats->len; i++) {
        if (fail_in(g_ptr_array_index(chats, i), in)) {
            break;
        }
    }
    return ROUTE_DONE;
}

static void message_out(G_GNUC_UNUSED Session *session, G_GNUC_UNUSED void *state,
                        G_GNUC_UNUSED Chat *chat, const Message *message, Stanza *st)
{
    stanza_add_with_text(st, "body", NULL, message->body);
}

static const Route routes[] = {
    {"message", "chat", NULL, NULL, handle_words},
    {"message", "normal", NULL, NULL, handle_words},
    {"message", "headline", NULL, NULL, handle_headline},
    {"message", "groupchat", NULL, NULL, handle_groupchat},
    {"message", "error", NULL, NULL, handle_error},
    {NULL, NULL, NULL, NULL, NULL},
};

const XepModule rfc6121_message = {
    .number = "6121",
    .name = "XMPP: Instant Messaging and Presence",
    .since = "0.1",
    .routes = routes,
    .message_out = message_out,
};

/* The words "/me " are told apart where they are drawn. */
const XepModule xep_0245_me = {
    .number = "0245",
    .name = "The /me Command",
    .version = "1.0",
    .since = "0.1",
};
