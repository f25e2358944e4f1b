/* store.c: the Store: what the model changed in a turn becomes one transaction.
 *
 * A batch is open while a turn of the loop changes things; a source just behind the
 * others seals it and hands it to the writer, and whoever needs to know when it is on
 * disk asks for its ticket. Rows of chats are written once a turn, however often they
 * changed in it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/store_private.h"

#include "base/clock.h"
#include "base/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

G_DEFINE_QUARK(causerie - store - error, store_error)

/* How long an exit waits for the disk, ms. */
#define FLUSH_MS 1500
#define CAPS_MAX 2000

/* Keys of the small tables. */
static char *pair_key(const char *account, const char *key)
{
    return g_strconcat(account, "\n", key, NULL);
}

sqlite3_stmt *store_statement(Store *store, const char *sql)
{
    sqlite3_stmt *statement = g_hash_table_lookup(store->statements, sql);
    if (statement == NULL) {
        if (sqlite3_prepare_v3(store->reader, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                               NULL) != SQLITE_OK) {
            log_line("store", "a question cannot be asked: %s", sqlite3_errmsg(store->reader));
            return NULL;
        }
        g_hash_table_insert(store->statements, (gpointer)(guintptr)sql, statement);
    }
    sqlite3_reset(statement);
    return statement;
}

/* Batches. */

static void seal(Store *store);

static gboolean seal_later(gpointer user)
{
    Store *store = user;
    store->seal_source = 0;
    seal(store);
    return G_SOURCE_REMOVE;
}

static void schedule_seal(Store *store)
{
    if (store->seal_source == 0) {
        store->seal_source = g_idle_add_full(G_PRIORITY_DEFAULT + 1, seal_later, store, NULL);
    }
}

static Write *begin_write(Store *store, WriteKind kind)
{
    Write *write = write_new(kind);
    g_ptr_array_add(store->batch, write);
    schedule_seal(store);
    return write;
}

gint64 store_chat_id(Store *store, const Chat *chat, bool *ret_fresh)
{
    g_autofree char *key = pair_key(account_name(chat_account(chat)), jid_text(chat_address(chat)));
    gint64 *id = g_hash_table_lookup(store->chat_ids, key);
    *ret_fresh = id == NULL;
    if (id == NULL) {
        id = g_new(gint64, 1);
        *id = store->next_chat_id++;
        g_hash_table_insert(store->chat_ids, g_steal_pointer(&key), id);
    }
    return *id;
}

static void write_chat(Store *store, Chat *chat)
{
    bool fresh = false;
    Write *write = begin_write(store, WRITE_CHAT);
    write_add_number(write, store_chat_id(store, chat, &fresh));
    write_add_text(write, account_name(chat_account(chat)));
    write_add_text(write, jid_text(chat_address(chat)));
    write_add_number(write, chat_kind(chat));
    write_add_number(write, chat_number(chat));
    write_add_number(write, chat_read_key(chat));
    write_add_number(write, chat_unread(chat));
    write_add_number(write, chat_mentions(chat));
    write_add_text(write, chat_draft(chat));
    write_add_number(write, chat_last_time(chat));
}

static void write_dirty_chats(Store *store)
{
    GHashTableIter iter;
    gpointer chat;
    g_hash_table_iter_init(&iter, store->dirty_chats);
    while (g_hash_table_iter_next(&iter, &chat, NULL)) {
        write_chat(store, chat);
    }
    g_hash_table_remove_all(store->dirty_chats);
}

static void seal(Store *store)
{
    write_dirty_chats(store);
    if (store->batch->len == 0) {
        return;
    }
    if (store->batch_key != 0) {
        const Sealed sealed = {store->next_ticket, store->batch_key};
        g_array_append_val(store->sealed, sealed);
        store->batch_key = 0;
    }
    writer_push(store->writer, store->batch, store->next_ticket++);
    store->batch = g_ptr_array_new_with_free_func((GDestroyNotify)write_free);
}

guint64 store_ticket(Store *store)
{
    bool pending = store->batch->len > 0 || g_hash_table_size(store->dirty_chats) > 0;
    return pending ? store->next_ticket : store->next_ticket - 1;
}

guint64 store_committed(const Store *store)
{
    return store->committed;
}

bool store_flush(Store *store)
{
    seal(store);
    return writer_wait(store->writer, store->next_ticket - 1, FLUSH_MS);
}

/* The writer's word. */

/* Tells the model up to which message all is on disk. */
static void tell_saved(Store *store)
{
    guint n = 0;
    gint64 key = 0;
    while (n < store->sealed->len &&
           g_array_index(store->sealed, Sealed, n).ticket <= store->committed) {
        key = g_array_index(store->sealed, Sealed, n++).key;
    }
    if (n > 0) {
        g_array_remove_range(store->sealed, 0, n);
    }
    if (key > 0 && store->model != NULL && !store->trouble) {
        model_set_saved_key(store->model, key);
    }
}

static void on_committed(guint64 ticket, void *user)
{
    Store *store = user;
    store->committed = MAX(store->committed, ticket);
    store->trouble = false;
    tell_saved(store);
    if (store->hooks.committed != NULL) {
        store->hooks.committed(ticket, store->user);
    }
}

static void on_trouble(const char *sentence, void *user)
{
    Store *store = user;
    /* Better seen and unsaved, with a sentence that says so, than gone from sight. */
    store->trouble = true;
    if (store->model != NULL) {
        model_set_saved_key(store->model, G_MAXINT64);
    }
    if (store->hooks.trouble != NULL) {
        store->hooks.trouble(sentence, store->user);
    }
}

static void on_recovered(void *user)
{
    Store *store = user;
    if (store->hooks.recovered != NULL) {
        store->hooks.recovered(store->user);
    }
}

static const WriterHooks writer_hooks = {
    .committed = on_committed,
    .trouble = on_trouble,
    .recovered = on_recovered,
};

/* What the model tells. */

static void message_added(Chat *chat, const Message *message, void *user)
{
    Store *store = user;
    if (message->kind != MESSAGE_TEXT || message->key == 0) {
        return;
    }
    bool fresh = false;
    gint64 id = store_chat_id(store, chat, &fresh);
    store->batch_key = MAX(store->batch_key, message->key);
    Write *write = begin_write(store, WRITE_MESSAGE);
    write_add_number(write, message->key);
    write_add_number(write, id);
    write_add_number(write, message->time);
    write_add_number(write, message->stamp);
    write_add_number(write, message->direction);
    write_add_number(write, message->state);
    write_add_number(write, message->encryption);
    write_add_number(write, message->delayed);
    write_add_text(write, message->author);
    write_add_text(write, message->author_name);
    write_add_text(write, message->id);
    write_add_text(write, message->archive_id);
    write_add_text(write, message->body);
    write_add_text(write, message->reason);
    write_add_number(write, message->state_time);
    Write *text = begin_write(store, WRITE_MESSAGE_TEXT);
    write_add_number(text, message->key);
    write_add_text(text, message->body);
    g_hash_table_add(store->dirty_chats, chat);
}

static void message_changed(Chat *chat, const Message *message, void *user)
{
    (void)chat;
    Write *write = begin_write(user, WRITE_MESSAGE_STATE);
    write_add_number(write, message->key);
    write_add_number(write, message->state);
    write_add_text(write, message->reason);
    write_add_number(write, message->state_time);
}

static void chat_stale(Chat *chat, void *user)
{
    Store *store = user;
    g_hash_table_add(store->dirty_chats, chat);
    schedule_seal(store);
}

static void chat_changed(Chat *chat, guint changes, void *user)
{
    if ((changes & (CHAT_CHANGED_UNREAD | CHAT_CHANGED_READ | CHAT_CHANGED_DRAFT |
                    CHAT_CHANGED_TITLE)) != 0) {
        chat_stale(chat, user);
    }
}

static void write_contact(Store *store, Contact *contact)
{
    if (!contact_in_roster(contact)) {
        return;
    }
    g_autofree char *groups = g_strjoinv("\n", (char **)(guintptr)contact_groups(contact));
    Write *write = begin_write(store, WRITE_CONTACT);
    write_add_text(write, account_name(contact_account(contact)));
    write_add_text(write, jid_bare(contact_address(contact)));
    write_add_text(write, contact_name(contact));
    write_add_number(write, contact_subscription(contact));
    write_add_number(write, contact_ask(contact));
    write_add_text(write, groups);
    write_add_text(write, contact_nick(contact));
}

static void contact_changed(Contact *contact, guint changes, void *user)
{
    if ((changes & (CONTACT_CHANGED_ITEM | CONTACT_CHANGED_NICK)) != 0) {
        write_contact(user, contact);
    }
}

static void contact_removed(Account *account, const char *bare, void *user)
{
    Write *write = begin_write(user, WRITE_CONTACT_GONE);
    write_add_text(write, account_name(account));
    write_add_text(write, bare);
}

static void roster_reset(Account *account, void *user)
{
    Write *write = begin_write(user, WRITE_CONTACTS_GONE);
    write_add_text(write, account_name(account));
    GPtrArray *contacts = account_contacts(account);
    for (guint i = 0; i < contacts->len; i++) {
        write_contact(user, g_ptr_array_index(contacts, i));
    }
}

static void roster_version(Account *account, void *user)
{
    Write *write = begin_write(user, WRITE_ROSTER);
    write_add_text(write, account_name(account));
    write_add_text(write, account_roster_version(account));
}

static void request_changed(Account *account, const char *bare, void *user)
{
    const SubscriptionRequest *request = account_find_request(account, bare);
    Write *write = begin_write(user, request != NULL ? WRITE_REQUEST : WRITE_REQUEST_GONE);
    write_add_text(write, account_name(account));
    write_add_text(write, bare);
    if (request != NULL) {
        write_add_text(write, request->text);
        write_add_text(write, request->nick);
        write_add_number(write, request->time);
    }
}

static void account_removed(Account *account, void *user)
{
    Store *store = user;
    (void)account;
    /* Its chats are about to be freed. */
    write_dirty_chats(store);
}

static const ModelObserver observer = {
    .account_removed = account_removed,
    .contact_changed = contact_changed,
    .contact_removed = contact_removed,
    .roster_reset = roster_reset,
    .roster_version = roster_version,
    .request_changed = request_changed,
    .chat_opened = chat_stale,
    .chat_closed = chat_stale,
    .chat_changed = chat_changed,
    .message_added = message_added,
    .message_changed = message_changed,
};

/* Small memories. */

char *store_memory_get(Store *store, const char *account, const char *key)
{
    g_autofree char *pair = pair_key(account, key);
    return g_strdup(g_hash_table_lookup(store->memory, pair));
}

void store_memory_set(Store *store, const char *account, const char *key, const char *value)
{
    char *pair = pair_key(account, key);
    Write *write = begin_write(store, value != NULL ? WRITE_MEMORY : WRITE_MEMORY_GONE);
    write_add_text(write, account);
    write_add_text(write, key);
    if (value != NULL) {
        write_add_text(write, value);
        g_hash_table_replace(store->memory, pair, g_strdup(value));
    } else {
        g_hash_table_remove(store->memory, pair);
        g_free(pair);
    }
}

char *store_caps_get(Store *store, const char *ver)
{
    const char *fresh = g_hash_table_lookup(store->fresh_caps, ver);
    if (fresh != NULL) {
        return g_strdup(fresh);
    }
    sqlite3_stmt *statement = store_statement(store, "SELECT info FROM caps WHERE ver = ?1");
    char *info = NULL;
    if (statement != NULL) {
        sqlite3_bind_text(statement, 1, ver, -1, SQLITE_STATIC);
        if (sqlite3_step(statement) == SQLITE_ROW) {
            info = g_strdup((const char *)sqlite3_column_text(statement, 0));
        }
        sqlite3_reset(statement);
    }
    if (info != NULL) {
        Write *write = begin_write(store, WRITE_CAPS_USED);
        write_add_text(write, ver);
        write_add_number(write, clock_now());
        g_hash_table_insert(store->fresh_caps, g_strdup(ver), g_strdup(info));
    }
    return info;
}

void store_caps_set(Store *store, const char *ver, const char *info)
{
    if (g_hash_table_size(store->fresh_caps) >= CAPS_MAX / 4) {
        g_hash_table_remove_all(store->fresh_caps);
    }
    g_hash_table_replace(store->fresh_caps, g_strdup(ver), g_strdup(info));
    Write *write = begin_write(store, WRITE_CAPS);
    write_add_text(write, ver);
    write_add_text(write, info);
    write_add_number(write, clock_now());
    if (++store->caps_written % 50 == 0) {
        write_add_number(begin_write(store, WRITE_CAPS_TRIM), CAPS_MAX);
    }
}

/* Opening. */

static void load_memory(Store *store)
{
    sqlite3_stmt *statement =
        store_statement(store, "SELECT account, key, value FROM memory LIMIT 100000");
    while (statement != NULL && sqlite3_step(statement) == SQLITE_ROW) {
        g_hash_table_replace(store->memory,
                             pair_key((const char *)sqlite3_column_text(statement, 0),
                                      (const char *)sqlite3_column_text(statement, 1)),
                             g_strdup((const char *)sqlite3_column_text(statement, 2)));
    }
}

static void load_chat_ids(Store *store)
{
    sqlite3_stmt *statement = store_statement(store, "SELECT id, account, address FROM chats");
    store->next_chat_id = 1;
    while (statement != NULL && sqlite3_step(statement) == SQLITE_ROW) {
        gint64 *id = g_new(gint64, 1);
        *id = sqlite3_column_int64(statement, 0);
        store->next_chat_id = MAX(store->next_chat_id, *id + 1);
        g_hash_table_replace(store->chat_ids,
                             pair_key((const char *)sqlite3_column_text(statement, 1),
                                      (const char *)sqlite3_column_text(statement, 2)),
                             id);
    }
    sqlite3_stmt *newest = store_statement(store, "SELECT max(key) FROM messages");
    store->next_key = newest != NULL && sqlite3_step(newest) == SQLITE_ROW
                          ? sqlite3_column_int64(newest, 0) + 1
                          : 1;
    if (newest != NULL) {
        sqlite3_reset(newest);
    }
}

static void set_aside_part(const char *path, const char *to, const char *suffix)
{
    g_autofree char *from_part = g_strconcat(path, suffix, NULL);
    g_autofree char *to_part = g_strconcat(to, suffix, NULL);
    if (rename(from_part, to_part) != 0) {
        log_line("store", "%s stays where it is", from_part);
    }
}

/* Moves the damaged file away and saves what can be read into a fresh one. */
static sqlite3 *start_afresh(const char *path, char **ret_notice, GError **error)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    g_autofree char *date = g_date_time_format(now, "%Y%m%d-%H%M%S");
    g_autofree char *aside = g_strconcat(path, ".corrupt-", date, NULL);
    set_aside_part(path, aside, "");
    set_aside_part(path, aside, "-wal");
    set_aside_part(path, aside, "-shm");
    sqlite3 *db = schema_open(path, error);
    if (db != NULL) {
        guint saved = schema_salvage(aside, path);
        if (ret_notice != NULL) {
            *ret_notice = g_strdup_printf("The history was damaged. It was set aside as %s, and %u "
                                          "messages of it were saved.",
                                          aside, saved);
        }
    }
    return db;
}

static void statement_free(gpointer statement)
{
    sqlite3_finalize(statement);
}

Store *store_open(const char *dir, char **ret_notice, GError **error)
{
    int lock = lock_take(dir, error);
    if (lock < 0) {
        return NULL;
    }
    g_autofree char *path = g_build_filename(dir, "causerie.db", NULL);
    g_autoptr(GError) trouble = NULL;
    /* Made by us, so that it is private whatever the mask says; its companions take its rights. */
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file >= 0) {
        (void)!fchmod(file, 0600);
        close(file);
    }
    sqlite3 *db = schema_open(path, &trouble);
    if (db == NULL && schema_is_damage(trouble)) {
        g_clear_error(&trouble);
        db = start_afresh(path, ret_notice, &trouble);
    }
    sqlite3 *reader = db != NULL ? schema_open_reader(path, &trouble) : NULL;
    if (reader == NULL) {
        sqlite3_close_v2(db);
        lock_release(lock);
        g_propagate_error(error, g_steal_pointer(&trouble));
        return NULL;
    }
    Store *store = g_new0(Store, 1);
    store->path = g_steal_pointer(&path);
    store->lock = lock;
    store->reader = reader;
    store->batch = g_ptr_array_new_with_free_func((GDestroyNotify)write_free);
    store->next_ticket = 1;
    store->chat_ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    store->memory = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    store->fresh_caps = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    store->dirty_chats = g_hash_table_new(NULL, NULL);
    store->sealed = g_array_new(FALSE, FALSE, sizeof(Sealed));
    store->statements = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, statement_free);
    store->writer = writer_new(db, store->path, &writer_hooks, store);
    load_memory(store);
    load_chat_ids(store);
    return store;
}

void store_attach(Store *store, Model *model, const StoreHooks *hooks, void *user)
{
    store->model = model;
    store->hooks = *hooks;
    store->user = user;
    store->observer = model_observe(model, &observer, store);
    model_set_history(model, &store_history, store);
    model_set_next_key(model, store->next_key);
    model_set_saved_key(model, store->next_key - 1);
}

void store_detach(Store *store)
{
    if (store->model != NULL) {
        write_dirty_chats(store);
        model_unobserve(store->model, store->observer);
        model_set_history(store->model, NULL, NULL);
        model_set_saved_key(store->model, G_MAXINT64);
        store->model = NULL;
    }
}

void store_close(Store *store)
{
    store_detach(store);
    Write *clean = begin_write(store, WRITE_MEMORY_GONE);
    write_add_text(clean, "");
    write_add_text(clean, "open");
    g_clear_handle_id(&store->seal_source, g_source_remove);
    seal(store);
    g_hash_table_unref(store->statements);
    sqlite3_close_v2(store->reader);
    writer_free(store->writer);
    g_ptr_array_unref(store->batch);
    g_hash_table_unref(store->chat_ids);
    g_hash_table_unref(store->memory);
    g_hash_table_unref(store->fresh_caps);
    g_hash_table_unref(store->dirty_chats);
    g_array_unref(store->sealed);
    lock_release(store->lock);
    g_free(store->path);
    g_free(store);
}
