/* outbox.c: own messages from Enter to the server's word that it has them.
 *
 * One queue per account, in the order they were said. A message leaves when the
 * store has it and the session is online; it stays in the queue, marked as on
 * its way, until the server confirmed it; if the session is lost before that, it
 * goes again in the next one, with the same id and with the time it was said.
 * Tickets are asked for at the end of the turn, when the store has seen the message.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/clock.h"
#include "xmpp/session_private.h"

#include <string.h>

/* Messages on their way at once. */
#define OUTBOX_WINDOW 50
/* How far back a chat that is not in memory is searched for waiting messages. */
#define OUTBOX_LOOK_BACK 20
/* A message that is older when it leaves says when it was written. */
#define OUTBOX_DELAY_US (10 * G_USEC_PER_SEC)

typedef struct {
    gint64 key;
    char *chat;
    guint64 ticket;
    bool has_ticket;
    bool on_its_way;
} Waiting;

struct Outbox {
    Session *session;
    GQueue queue;     /* Waiting */
    GHashTable *keys; /* key -> link in queue */
    guint on_its_way;
    guint idle;
    bool scanned;
};

Outbox *outbox_new(Session *session)
{
    Outbox *outbox = g_new0(Outbox, 1);
    outbox->session = session;
    g_queue_init(&outbox->queue);
    outbox->keys = g_hash_table_new(g_int64_hash, g_int64_equal);
    return outbox;
}

static void waiting_free(gpointer data)
{
    Waiting *waiting = data;
    g_free(waiting->chat);
    g_free(waiting);
}

void outbox_free(Outbox *outbox)
{
    if (outbox == NULL) {
        return;
    }
    g_clear_handle_id(&outbox->idle, g_source_remove);
    g_hash_table_unref(outbox->keys);
    g_queue_clear_full(&outbox->queue, waiting_free);
    g_free(outbox);
}

static void remove_link(Outbox *outbox, GList *link)
{
    Waiting *waiting = link->data;
    outbox->on_its_way -= waiting->on_its_way ? 1 : 0;
    g_hash_table_remove(outbox->keys, &waiting->key);
    g_queue_delete_link(&outbox->queue, link);
    waiting_free(waiting);
}

static gboolean on_idle(gpointer user)
{
    Outbox *outbox = user;
    outbox->idle = 0;
    outbox_flush(outbox);
    return G_SOURCE_REMOVE;
}

static void schedule(Outbox *outbox)
{
    if (outbox->idle == 0) {
        outbox->idle = g_idle_add_full(G_PRIORITY_DEFAULT, on_idle, outbox, NULL);
    }
}

static Waiting *add(Outbox *outbox, const char *chat, gint64 key)
{
    if (g_hash_table_contains(outbox->keys, &key)) {
        return NULL;
    }
    Waiting *waiting = g_new0(Waiting, 1);
    waiting->key = key;
    waiting->chat = g_strdup(chat);
    g_queue_push_tail(&outbox->queue, waiting);
    g_hash_table_insert(outbox->keys, &waiting->key, outbox->queue.tail);
    return waiting;
}

static bool is_waiting(const Message *message)
{
    return message->kind == MESSAGE_TEXT && message->direction == MESSAGE_OUT &&
           message->state == MESSAGE_PENDING && message->key != 0;
}

void outbox_take(Outbox *outbox, Chat *chat, const Message *message)
{
    if (is_waiting(message) && add(outbox, jid_text(chat_address(chat)), message->key) != NULL) {
        schedule(outbox);
    }
}

static Stanza *build(Session *session, Chat *chat, const Message *message)
{
    const XepModule *const *modules = xep_modules();
    const char *type = chat_kind(chat) == CHAT_ROOM ? "groupchat" : "chat";
    Stanza *st =
        stanza_message_new(session->ctx, type, jid_text(chat_address(chat)), message->id);
    for (guint m = 0; modules[m] != NULL; m++) {
        if (modules[m]->message_out != NULL) {
            modules[m]->message_out(session, session->states[m], chat, message, st);
        }
    }
    if (clock_now() - message->time > OUTBOX_DELAY_US) {
        g_autofree char *stamp = clock_format_datetime_dup(message->time);
        Stanza *delay = stanza_add(st, "delay", "urn:xmpp:delay");
        stanza_set(delay, "from", jid_bare(session_own(session)));
        stanza_set(delay, "stamp", stamp);
    }
    return st;
}

static bool is_ready(Outbox *outbox, Waiting *waiting)
{
    Session *session = outbox->session;
    if (!waiting->has_ticket) {
        waiting->ticket =
            session->hooks.ticket != NULL ? session->hooks.ticket(session->user) : 0;
        waiting->has_ticket = true;
    }
    return waiting->ticket == 0 || waiting->ticket <= session->committed;
}

/* False when the queue has to wait at LINK. */
static bool flush_one(Outbox *outbox, GList *link)
{
    Session *session = outbox->session;
    Waiting *waiting = link->data;
    if (!is_ready(outbox, waiting)) {
        return false;
    }
    Chat *chat = account_find_chat(session->account, waiting->chat);
    const Message *message = chat != NULL ? chat_find_key(chat, waiting->key) : NULL;
    if (message == NULL || !is_waiting(message)) {
        remove_link(outbox, link);
        return true;
    }
    if (!session_write(session, build(session, chat, message), waiting->key, waiting->chat)) {
        return false;
    }
    waiting->on_its_way = true;
    outbox->on_its_way++;
    return true;
}

void outbox_flush(Outbox *outbox)
{
    bool sent = false;
    for (GList *link = outbox->queue.head, *next; link != NULL; link = next) {
        next = link->next;
        if (((Waiting *)link->data)->on_its_way) {
            continue;
        }
        if (!is_ready(outbox, link->data) || !session_is_online(outbox->session) ||
            outbox->on_its_way >= OUTBOX_WINDOW || !flush_one(outbox, link)) {
            break;
        }
        sent = true;
    }
    if (sent) {
        keepalive_request(outbox->session);
    }
}

static int compare_waiting(gconstpointer a, gconstpointer b, gpointer user)
{
    gint64 ka = ((const Waiting *)a)->key, kb = ((const Waiting *)b)->key;
    return ka < kb ? -1 : ka > kb;
}

/* What waits from before this process ran, in the order it was said. */
static void scan(Outbox *outbox)
{
    GPtrArray *chats = account_chats(outbox->session->account);
    bool found = false;
    for (guint c = 0; c < chats->len; c++) {
        Chat *chat = g_ptr_array_index(chats, c);
        if (chat_n_messages(chat) == 0) {
            chat_load_older(chat, OUTBOX_LOOK_BACK);
        }
        for (guint i = 0; i < chat_n_messages(chat); i++) {
            const Message *message = chat_message(chat, i);
            if (is_waiting(message)) {
                Waiting *waiting = add(outbox, jid_text(chat_address(chat)), message->key);
                found = found || waiting != NULL;
            }
        }
    }
    if (found) {
        g_queue_sort(&outbox->queue, compare_waiting, NULL);
        g_hash_table_remove_all(outbox->keys);
        for (GList *link = outbox->queue.head; link != NULL; link = link->next) {
            g_hash_table_insert(outbox->keys, &((Waiting *)link->data)->key, link);
        }
    }
}

void outbox_online(Outbox *outbox)
{
    if (!outbox->scanned) {
        outbox->scanned = true;
        scan(outbox);
    }
    outbox_flush(outbox);
}

void outbox_told(gint64 key, const char *chat_address, bool has_it, void *user)
{
    Session *session = user;
    Outbox *outbox = session->outbox;
    GList *link = g_hash_table_lookup(outbox->keys, &key);
    if (!has_it) {
        if (link != NULL && ((Waiting *)link->data)->on_its_way) {
            ((Waiting *)link->data)->on_its_way = false;
            outbox->on_its_way--;
        }
        return;
    }
    if (link != NULL) {
        remove_link(outbox, link);
    }
    Chat *chat = account_find_chat(session->account, chat_address);
    /* In a room only the reflection says that the others can see it. */
    if (chat != NULL && chat_kind(chat) != CHAT_ROOM) {
        chat_set_state(chat, key, MESSAGE_SENT, NULL);
    }
    if (!g_queue_is_empty(&outbox->queue)) {
        schedule(outbox);
    }
}
