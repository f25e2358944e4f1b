/* chat.c: a conversation and its window of messages (see chat.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model/model_private.h"

#include "base/clock.h"

#include <string.h>

/* Even unseen, a chat holds no more than this in memory. */
#define CHAT_MEMORY_MAX (10 * CHAT_WINDOW)

Chat *chat_new(Account *account, const Jid *address, ChatKind kind)
{
    Chat *chat = g_new0(Chat, 1);
    chat->account = account;
    chat->address = jid_ref(address);
    chat->kind = kind;
    chat->messages = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    chat->by_key = g_hash_table_new(g_int64_hash, g_int64_equal);
    chat->by_identity = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    chat->own_by_id = g_hash_table_new(g_str_hash, g_str_equal);
    chat->draft = g_strdup("");
    return chat;
}

void chat_free(Chat *chat)
{
    g_hash_table_unref(chat->own_by_id);
    g_hash_table_unref(chat->by_identity);
    g_hash_table_unref(chat->by_key);
    g_ptr_array_unref(chat->messages);
    g_free(chat->draft);
    jid_unref(chat->address);
    g_free(chat);
}

static void changed(Chat *chat, guint changes)
{
    chat->version++;
    MODEL_EMIT(chat->account->model, chat_changed, chat, changes);
}

Account *chat_account(const Chat *chat)
{
    return chat->account;
}

const Jid *chat_address(const Chat *chat)
{
    return chat->address;
}

ChatKind chat_kind(const Chat *chat)
{
    return chat->kind;
}

Contact *chat_contact(const Chat *chat)
{
    return chat->kind == CHAT_CONTACT ? account_find_contact(chat->account, jid_bare(chat->address))
                                      : NULL;
}

const char *chat_title(const Chat *chat)
{
    const Contact *contact = chat_contact(chat);
    if (contact != NULL) {
        return contact_display_name(contact);
    }
    if (chat->kind == CHAT_PRIVATE) {
        return jid_text(chat->address);
    }
    const char *local = jid_local(chat->address);
    return local != NULL ? local : jid_bare(chat->address);
}

guint chat_number(const Chat *chat)
{
    return chat->number;
}

bool chat_is_open(const Chat *chat)
{
    return chat->number != 0;
}

void chat_open(Chat *chat)
{
    if (chat->number == 0) {
        model_insert_open(chat->account->model, chat, 0);
        MODEL_EMIT(chat->account->model, chat_opened, chat);
    }
}

void chat_close(Chat *chat)
{
    if (chat->number != 0) {
        model_remove_open(chat->account->model, chat);
        chat->reading = false;
        MODEL_EMIT(chat->account->model, chat_closed, chat);
    }
}

guint chat_n_messages(const Chat *chat)
{
    return chat->messages->len;
}

const Message *chat_message(const Chat *chat, guint index)
{
    return g_ptr_array_index(chat->messages, index);
}

const Message *chat_find_key(const Chat *chat, gint64 key)
{
    return g_hash_table_lookup(chat->by_key, &key);
}

const Message *chat_find_id(const Chat *chat, const char *id, MessageDirection direction)
{
    if (direction == MESSAGE_OUT) {
        return g_hash_table_lookup(chat->own_by_id, id);
    }
    for (guint i = chat->messages->len; i > 0; i--) {
        const Message *message = chat_message(chat, i - 1);
        if (message->direction == MESSAGE_IN && g_strcmp0(message->id, id) == 0) {
            return message;
        }
    }
    return NULL;
}

/* Duplicates. */

/* The text under which another copy of an incoming MESSAGE would be found, by its id, author and
 * body; NULL when it has no id. Ids alone prove nothing: anybody may repeat one. (transfer full) */
static char *identity_dup(const Message *message)
{
    if (message->id == NULL || message->author == NULL) {
        return NULL;
    }
    gsize bare = strcspn(message->author, "/");
    const char *body = message->body != NULL ? message->body : "";
    return g_strdup_printf("i%d %.*s\n%s\n%s", (int)message->direction, (int)bare, message->author,
                           message->id, body);
}

static char *archive_identity_dup(const Message *message)
{
    return message->archive_id != NULL ? g_strconcat("a", message->archive_id, NULL) : NULL;
}

static bool is_duplicate(const Chat *chat, const Message *message)
{
    g_autofree char *identity = identity_dup(message);
    g_autofree char *archive = archive_identity_dup(message);
    return (identity != NULL && g_hash_table_contains(chat->by_identity, identity)) ||
           (archive != NULL && g_hash_table_contains(chat->by_identity, archive));
}

static void index_message(Chat *chat, Message *message)
{
    if (message->key == 0) {
        return;
    }
    g_hash_table_insert(chat->by_key, &message->key, message);
    if (message->direction == MESSAGE_OUT && message->id != NULL) {
        g_hash_table_insert(chat->own_by_id, message->id, message);
    }
    char *identity = identity_dup(message);
    char *archive = archive_identity_dup(message);
    if (identity != NULL) {
        g_hash_table_add(chat->by_identity, identity);
    }
    if (archive != NULL) {
        g_hash_table_add(chat->by_identity, archive);
    }
}

static void unindex_message(Chat *chat, Message *message)
{
    if (message->key == 0) {
        return;
    }
    g_hash_table_remove(chat->by_key, &message->key);
    if (message->id != NULL && g_hash_table_lookup(chat->own_by_id, message->id) == message) {
        g_hash_table_remove(chat->own_by_id, message->id);
    }
    g_autofree char *identity = identity_dup(message);
    g_autofree char *archive = archive_identity_dup(message);
    if (identity != NULL) {
        g_hash_table_remove(chat->by_identity, identity);
    }
    if (archive != NULL) {
        g_hash_table_remove(chat->by_identity, archive);
    }
}

/* Adding. */

static bool is_before(const Message *a, const Message *b)
{
    return a->time != b->time ? a->time < b->time : a->key != 0 && b->key != 0 && a->key < b->key;
}

static void insert_in_order(Chat *chat, Message *message)
{
    guint at = chat->messages->len;
    while (at > 0 && is_before(message, g_ptr_array_index(chat->messages, at - 1))) {
        at--;
    }
    g_ptr_array_insert(chat->messages, (gint)at, message);
    index_message(chat, message);
    chat->last_time = MAX(chat->last_time, message->time);
}

static void drop_oldest(Chat *chat, guint n)
{
    guint dropped = 0;
    while (dropped < n) {
        Message *message = g_ptr_array_index(chat->messages, dropped);
        if (message->direction == MESSAGE_OUT && message->state == MESSAGE_PENDING &&
            message->kind == MESSAGE_TEXT) {
            break;
        }
        unindex_message(chat, message);
        dropped++;
    }
    if (dropped > 0) {
        g_ptr_array_remove_range(chat->messages, 0, dropped);
        chat->at_beginning = false;
        chat->version++;
    }
}

static void cut_body(Message *message)
{
    if (message->body == NULL || strlen(message->body) <= CHAT_BODY_MAX) {
        return;
    }
    const char *end = g_utf8_find_prev_char(message->body, message->body + CHAT_BODY_MAX);
    g_autofree char *head =
        g_strndup(message->body, end != NULL ? (gsize)(end - message->body) : 0);
    char *cut = g_strconcat(head, "\n[the rest was too long to keep]", NULL);
    g_free(message->body);
    message->body = cut;
}

static void count_incoming(Chat *chat, const Message *message)
{
    if (chat->reading) {
        chat->read_key = MAX(chat->read_key, message->key);
    } else {
        chat->unread++;
    }
    MODEL_EMIT(chat->account->model, chat_changed, chat,
               chat->reading ? CHAT_CHANGED_READ : CHAT_CHANGED_UNREAD);
}

const Message *chat_add(Chat *chat, Message *message)
{
    cut_body(message);
    if (is_duplicate(chat, message)) {
        message_free(message);
        return NULL;
    }
    if (chat->messages->len >= CHAT_MEMORY_MAX) {
        drop_oldest(chat, chat->messages->len - CHAT_MEMORY_MAX / 2);
    }
    message->key = model_next_key(chat->account->model);
    insert_in_order(chat, message);
    chat->version++;
    chat_open(chat);
    MODEL_EMIT(chat->account->model, message_added, chat, message);
    if (message->direction == MESSAGE_IN && message->kind == MESSAGE_TEXT) {
        count_incoming(chat, message);
    }
    return message;
}

void chat_restore_message(Chat *chat, Message *message)
{
    if (chat_find_key(chat, message->key) != NULL) {
        message_free(message);
        return;
    }
    insert_in_order(chat, message);
}

void chat_notice(Chat *chat, MessageKind kind, const char *text)
{
    Message *notice = message_new(kind, MESSAGE_IN);
    notice->body = g_strdup(text);
    if (chat->messages->len >= CHAT_MEMORY_MAX) {
        drop_oldest(chat, chat->messages->len - CHAT_MEMORY_MAX / 2);
    }
    /* Last, whatever the clock did meanwhile. */
    notice->time = MAX(notice->time, chat->last_time);
    g_ptr_array_add(chat->messages, notice);
    chat->version++;
    MODEL_EMIT(chat->account->model, message_added, chat, notice);
}

const Message *chat_say(Chat *chat, const char *body)
{
    Message *message = message_new(MESSAGE_TEXT, MESSAGE_OUT);
    message->author = g_strdup(jid_bare(chat->account->address));
    message->id = message_random_id();
    message->body = g_strdup(body);
    /* What is said now stands last, also after the clock was set back. */
    message->time = MAX(message->time, chat->last_time);
    return chat_add(chat, message);
}

static bool may_move(MessageState from, MessageState to)
{
    if (to == MESSAGE_FAILED) {
        return from == MESSAGE_PENDING || from == MESSAGE_SENT;
    }
    return from == MESSAGE_FAILED ? to == MESSAGE_PENDING : to > from;
}

bool chat_set_state(Chat *chat, gint64 key, MessageState state, const char *reason)
{
    Message *message = g_hash_table_lookup(chat->by_key, &key);
    if (message == NULL || message->direction != MESSAGE_OUT || message->kind != MESSAGE_TEXT ||
        !may_move(message->state, state)) {
        return false;
    }
    message->state = state;
    message->state_time = clock_now();
    g_free(message->reason);
    message->reason = state == MESSAGE_FAILED ? g_strdup(reason) : NULL;
    chat->version++;
    MODEL_EMIT(chat->account->model, message_changed, chat, message);
    return true;
}

/* History. */

guint chat_load_older(Chat *chat, guint n)
{
    Model *model = chat->account->model;
    if (model->history == NULL || chat->at_beginning) {
        return 0;
    }
    gint64 oldest = 0;
    for (guint i = 0; i < chat->messages->len && oldest == 0; i++) {
        oldest = chat_message(chat, i)->key;
    }
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    model->history->load_before(model->history_user, chat, oldest, n, found);
    chat->at_beginning = found->len < n;
    guint added = 0;
    GPtrArray *merged = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    for (guint i = found->len; i > 0; i--) {
        Message *message = g_ptr_array_index(found, i - 1);
        if (chat_find_key(chat, message->key) == NULL) {
            g_ptr_array_index(found, i - 1) = NULL;
            g_ptr_array_add(merged, message);
            index_message(chat, message);
            chat->last_time = MAX(chat->last_time, message->time);
            added++;
        }
    }
    g_ptr_array_extend_and_steal(merged, g_steal_pointer(&chat->messages));
    chat->messages = merged;
    changed(chat, CHAT_CHANGED_LOADED);
    return added;
}

bool chat_at_beginning(const Chat *chat)
{
    return chat->at_beginning || chat->account->model->history == NULL;
}

void chat_trim(Chat *chat)
{
    if (chat->messages->len > CHAT_WINDOW) {
        drop_oldest(chat, chat->messages->len - CHAT_WINDOW);
    }
}

/* Reading. */

guint chat_unread(const Chat *chat)
{
    return chat->unread;
}

guint chat_mentions(const Chat *chat)
{
    return chat->mentions;
}

gint64 chat_read_key(const Chat *chat)
{
    return chat->read_key;
}

void chat_set_reading(Chat *chat, bool reading)
{
    if (chat->reading != reading) {
        chat->reading = reading;
        if (reading) {
            chat_mark_read(chat);
        }
    }
}

bool chat_is_reading(const Chat *chat)
{
    return chat->reading;
}

void chat_mark_read(Chat *chat)
{
    gint64 newest = chat->read_key;
    for (guint i = chat->messages->len; i > 0; i--) {
        const Message *message = chat_message(chat, i - 1);
        if (message->direction == MESSAGE_IN && message->key != 0) {
            newest = MAX(newest, message->key);
            break;
        }
    }
    if (chat->unread > 0 || chat->mentions > 0 || newest != chat->read_key) {
        chat->unread = 0;
        chat->mentions = 0;
        chat->read_key = newest;
        changed(chat, CHAT_CHANGED_UNREAD | CHAT_CHANGED_READ);
    }
}

/* Draft, typing. */

const char *chat_draft(const Chat *chat)
{
    return chat->draft;
}

void chat_set_draft(Chat *chat, const char *draft)
{
    if (strcmp(chat->draft, draft) != 0) {
        char *copy = g_strdup(draft);
        g_free(chat->draft);
        chat->draft = copy;
        changed(chat, CHAT_CHANGED_DRAFT);
    }
}

Typing chat_typing(const Chat *chat)
{
    return chat->typing;
}

void chat_set_typing(Chat *chat, Typing typing)
{
    if (chat->typing != typing) {
        chat->typing = typing;
        changed(chat, CHAT_CHANGED_TYPING);
    }
}

bool chat_composing(const Chat *chat)
{
    return chat->composing;
}

void chat_set_composing(Chat *chat, bool composing)
{
    if (chat->composing != composing) {
        chat->composing = composing;
        changed(chat, CHAT_CHANGED_COMPOSING);
    }
}

void chat_restore(Chat *chat, const ChatMemory *memory)
{
    chat->read_key = memory->read_key;
    chat->unread = memory->unread;
    chat->mentions = memory->mentions;
    chat->last_time = memory->last_time;
    g_free(chat->draft);
    chat->draft = g_strdup(memory->draft != NULL ? memory->draft : "");
    if (memory->number != 0 && chat->number == 0) {
        model_insert_open(chat->account->model, chat, memory->number);
    }
}

gint64 chat_last_time(const Chat *chat)
{
    return chat->last_time;
}

guint64 chat_version(const Chat *chat)
{
    return chat->version;
}
