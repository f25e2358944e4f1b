/* history.c: reading back: older messages by key, and what a chat was like at the last end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/store_private.h"

#include <string.h>

/* How long a read waits for rows that are still on their way to the disk, ms. */
#define WAIT_MS 50

#define COLUMNS                                                                                    \
    "key, time, stamp, direction, state, encryption, delayed, author, author_name, id, "           \
    "archive_id, body, reason, state_time"

static char *text_at(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text != NULL ? g_utf8_make_valid(text, -1) : NULL;
}

/* A number from a row that may have been damaged: kept inside 0..MAX. */
static int small_at(sqlite3_stmt *statement, int column, int max)
{
    return (int)CLAMP(sqlite3_column_int64(statement, column), 0, max);
}

static Message *message_from_row(sqlite3_stmt *statement)
{
    Message *message = message_new(MESSAGE_TEXT, small_at(statement, 3, MESSAGE_OUT));
    message->key = sqlite3_column_int64(statement, 0);
    message->time = sqlite3_column_int64(statement, 1);
    message->stamp = sqlite3_column_int64(statement, 2);
    message->state = small_at(statement, 4, MESSAGE_FAILED);
    message->encryption = small_at(statement, 5, MESSAGE_OMEMO);
    message->delayed = small_at(statement, 6, 1) != 0;
    message->author = text_at(statement, 7);
    message->author_name = text_at(statement, 8);
    message->id = text_at(statement, 9);
    message->archive_id = text_at(statement, 10);
    message->body = text_at(statement, 11);
    message->reason = text_at(statement, 12);
    message->state_time = sqlite3_column_int64(statement, 13);
    if (message->body == NULL) {
        message->body = g_strdup("");
    }
    return message;
}

static void load_before(void *user, Chat *chat, gint64 key, guint n, GPtrArray *out)
{
    static const char newest[] = "SELECT " COLUMNS " FROM messages WHERE chat = ?1 "
                                 "ORDER BY time DESC, key DESC LIMIT ?2";
    static const char older[] =
        "SELECT " COLUMNS " FROM messages WHERE chat = ?1 AND (time, key) < "
        "((SELECT time FROM messages WHERE key = ?3), ?3) ORDER BY time DESC, key DESC LIMIT ?2";
    Store *store = user;
    bool fresh = false;
    gint64 id = store_chat_id(store, chat, &fresh);
    guint64 ticket = store_ticket(store);
    if (ticket > store->committed) {
        (void)writer_wait(store->writer, ticket, WAIT_MS);
    }
    sqlite3_stmt *statement = store_statement(store, key == 0 ? newest : older);
    if (statement == NULL) {
        return;
    }
    sqlite3_bind_int64(statement, 1, id);
    sqlite3_bind_int64(statement, 2, n);
    if (key != 0) {
        sqlite3_bind_int64(statement, 3, key);
    }
    while (sqlite3_step(statement) == SQLITE_ROW) {
        g_ptr_array_add(out, message_from_row(statement));
    }
    sqlite3_reset(statement);
}

const HistorySource store_history = {.load_before = load_before};

/* At start. */

static void load_contacts(Store *store, Account *account)
{
    sqlite3_stmt *statement =
        store_statement(store, "SELECT address, name, subscription, ask, groups, nick "
                               "FROM contacts WHERE account = ?1");
    sqlite3_bind_text(statement, 1, account_name(account), -1, SQLITE_STATIC);
    account_begin_roster(account);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        g_autoptr(Jid) address = jid_parse((const char *)sqlite3_column_text(statement, 0), NULL);
        if (address == NULL) {
            continue;
        }
        g_autofree char *name = text_at(statement, 1);
        g_autofree char *joined = text_at(statement, 4);
        g_autofree char *nick = text_at(statement, 5);
        g_auto(GStrv) groups =
            joined != NULL && *joined != '\0' ? g_strsplit(joined, "\n", -1) : NULL;
        const RosterItem item = {
            .name = name,
            .subscription = small_at(statement, 2, SUBSCRIPTION_BOTH),
            .ask = small_at(statement, 3, 1) != 0,
            .groups = (const char *const *)groups,
        };
        account_set_roster_item(account, address, &item);
        if (nick != NULL) {
            contact_set_nick(account_find_contact(account, jid_bare(address)), nick);
        }
    }
    account_end_roster(account);
    sqlite3_reset(statement);
}

static void load_version(Store *store, Account *account)
{
    sqlite3_stmt *statement =
        store_statement(store, "SELECT version FROM rosters WHERE account = ?1");
    sqlite3_bind_text(statement, 1, account_name(account), -1, SQLITE_STATIC);
    if (sqlite3_step(statement) == SQLITE_ROW) {
        g_autofree char *version = text_at(statement, 0);
        account_set_roster_version(account, version != NULL ? version : "");
    }
    sqlite3_reset(statement);
}

static void load_requests(Store *store, Account *account)
{
    sqlite3_stmt *statement = store_statement(
        store, "SELECT address, text, nick FROM requests WHERE account = ?1 ORDER BY time");
    sqlite3_bind_text(statement, 1, account_name(account), -1, SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        g_autofree char *address = text_at(statement, 0);
        g_autofree char *text = text_at(statement, 1);
        g_autofree char *nick = text_at(statement, 2);
        account_add_request(account, address, text, nick);
    }
    sqlite3_reset(statement);
}

/* Own messages of CHAT that still wait go into memory: they have to be sent. */
static void load_waiting(Store *store, Chat *chat, gint64 id)
{
    sqlite3_stmt *statement =
        store_statement(store, "SELECT " COLUMNS " FROM messages WHERE chat = ?1 AND direction = 1 "
                               "AND state = 0 ORDER BY key");
    sqlite3_bind_int64(statement, 1, id);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        chat_restore_message(chat, message_from_row(statement));
    }
    sqlite3_reset(statement);
}

static void load_chats(Store *store, Account *account)
{
    g_autoptr(GPtrArray) waiting = g_ptr_array_new();
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    sqlite3_stmt *statement = store_statement(
        store, "SELECT id, address, kind, number, read_key, unread, mentions, draft, last_time "
               "FROM chats WHERE account = ?1 ORDER BY number");
    sqlite3_bind_text(statement, 1, account_name(account), -1, SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        g_autoptr(Jid) address = jid_parse((const char *)sqlite3_column_text(statement, 1), NULL);
        if (address == NULL) {
            continue;
        }
        Chat *chat = account_get_chat(account, address, small_at(statement, 2, CHAT_PRIVATE));
        g_autofree char *draft = text_at(statement, 7);
        const ChatMemory memory = {
            .number = (guint)small_at(statement, 3, G_MAXINT),
            .read_key = sqlite3_column_int64(statement, 4),
            .unread = (guint)small_at(statement, 5, G_MAXINT),
            .mentions = (guint)small_at(statement, 6, G_MAXINT),
            .draft = draft,
            .last_time = sqlite3_column_int64(statement, 8),
        };
        chat_restore(chat, &memory);
        gint64 id = sqlite3_column_int64(statement, 0);
        g_ptr_array_add(waiting, chat);
        g_array_append_val(ids, id);
    }
    sqlite3_reset(statement);
    for (guint i = 0; i < waiting->len; i++) {
        load_waiting(store, g_ptr_array_index(waiting, i), g_array_index(ids, gint64, i));
    }
}

void store_load_account(Store *store, Account *account)
{
    load_contacts(store, account);
    load_version(store, account);
    load_requests(store, account);
    load_chats(store, account);
}
