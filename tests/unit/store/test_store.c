/* test_store.c: what is written comes back, whatever happened between.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/store.h"
#include "unit/store/tests.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    char *dir;
    Model *model;
    Account *account;
    Store *store;
    guint64 committed;
    GString *trouble;
} Fixture;

static void on_committed(guint64 ticket, void *user)
{
    ((Fixture *)user)->committed = ticket;
}

static void on_trouble(const char *sentence, void *user)
{
    g_string_assign(((Fixture *)user)->trouble, sentence);
}

static const StoreHooks hooks = {.committed = on_committed, .trouble = on_trouble};

static Jid *jid(const char *text)
{
    Jid *result = jid_parse(text, NULL);
    g_assert_nonnull(result);
    return result;
}

static void open_all(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Jid) me = jid("juliet@capulet.example");
    g_autofree char *notice = NULL;
    fixture->store = store_open(fixture->dir, &notice, &error);
    g_assert_no_error(error);
    fixture->model = model_new();
    fixture->account = model_add_account(fixture->model, "juliet", me);
    store_load_account(fixture->store, fixture->account);
    store_attach(fixture->store, fixture->model, &hooks, fixture);
}

static void close_all(Fixture *fixture)
{
    store_close(fixture->store);
    model_free(fixture->model);
    fixture->store = NULL;
    fixture->model = NULL;
}

static void reopen(Fixture *fixture)
{
    close_all(fixture);
    open_all(fixture);
}

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->dir = g_dir_make_tmp("causerie-store-XXXXXX", NULL);
    fixture->trouble = g_string_new(NULL);
    open_all(fixture);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    if (fixture->store != NULL) {
        close_all(fixture);
    }
    g_autofree char *command = g_strdup_printf("rm -rf %s", fixture->dir);
    g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
    g_free(fixture->dir);
    g_string_free(fixture->trouble, TRUE);
}

static Chat *romeo(Fixture *fixture)
{
    g_autoptr(Jid) address = jid("romeo@montague.example");
    return account_get_chat(fixture->account, address, CHAT_CONTACT);
}

static void receive(Chat *chat, const char *id, const char *body)
{
    Message *message = message_new(MESSAGE_TEXT, MESSAGE_IN);
    message->author = g_strdup("romeo@montague.example/orchard");
    message->id = g_strdup(id);
    message->body = g_strdup(body);
    (void)chat_add(chat, message);
}

static void messages_come_back_in_order(Fixture *fixture, gconstpointer data)
{
    (void)data;
    for (guint i = 0; i < 700; i++) {
        g_autofree char *id = g_strdup_printf("id%u", i);
        receive(romeo(fixture), id, id);
    }
    reopen(fixture);
    Chat *chat = romeo(fixture);
    g_assert_cmpuint(chat_n_messages(chat), ==, 0);
    g_assert_cmpuint(chat_load_older(chat, 300), ==, 300);
    g_assert_cmpuint(chat_load_older(chat, 300), ==, 300);
    g_assert_false(chat_at_beginning(chat));
    g_assert_cmpuint(chat_load_older(chat, 300), ==, 100);
    g_assert_true(chat_at_beginning(chat));
    for (guint i = 0; i < 700; i++) {
        g_autofree char *id = g_strdup_printf("id%u", i);
        g_assert_cmpstr(chat_message(chat, i)->body, ==, id);
    }
    g_assert_cmpuint(chat_unread(chat), ==, 700);
}

static void every_field_comes_back(Fixture *fixture, gconstpointer data)
{
    (void)data;
    Message *message = message_new(MESSAGE_TEXT, MESSAGE_IN);
    message->author = g_strdup("romeo@montague.example/orchard");
    message->author_name = g_strdup("Romeo");
    message->id = g_strdup("i");
    message->archive_id = g_strdup("a");
    message->body = g_strdup("line 1\nline 2 漢字 👩‍👩‍👧");
    message->stamp = 12345;
    message->delayed = true;
    message->encryption = MESSAGE_OMEMO;
    gint64 time = message->time;
    gint64 key = chat_add(romeo(fixture), message)->key;
    reopen(fixture);
    Chat *chat = romeo(fixture);
    g_assert_cmpuint(chat_load_older(chat, 10), ==, 1);
    const Message *read = chat_message(chat, 0);
    g_assert_cmpint(read->key, ==, key);
    g_assert_cmpint(read->time, ==, time);
    g_assert_cmpint(read->stamp, ==, 12345);
    g_assert_true(read->delayed);
    g_assert_cmpint(read->encryption, ==, MESSAGE_OMEMO);
    g_assert_cmpstr(read->author, ==, "romeo@montague.example/orchard");
    g_assert_cmpstr(read->author_name, ==, "Romeo");
    g_assert_cmpstr(read->id, ==, "i");
    g_assert_cmpstr(read->archive_id, ==, "a");
    g_assert_cmpstr(read->body, ==, "line 1\nline 2 漢字 👩‍👩‍👧");
}

static void waiting_messages_are_in_memory_at_start(Fixture *fixture, gconstpointer data)
{
    (void)data;
    gint64 first = chat_say(romeo(fixture), "one")->key;
    gint64 second = chat_say(romeo(fixture), "two")->key;
    g_assert_true(chat_set_state(romeo(fixture), first, MESSAGE_SENT, NULL));
    reopen(fixture);
    Chat *chat = romeo(fixture);
    g_assert_cmpuint(chat_n_messages(chat), ==, 1);
    g_assert_cmpint(chat_message(chat, 0)->key, ==, second);
    g_assert_cmpuint(chat_load_older(chat, 10), ==, 1);
    g_assert_cmpint(chat_message(chat, 0)->state, ==, MESSAGE_SENT);
    g_assert_cmpint(chat_say(chat, "three")->key, >, second);
}

static void failed_keeps_its_reason(Fixture *fixture, gconstpointer data)
{
    (void)data;
    gint64 key = chat_say(romeo(fixture), "one")->key;
    g_assert_true(chat_set_state(romeo(fixture), key, MESSAGE_FAILED, "nobody there"));
    reopen(fixture);
    g_assert_cmpuint(chat_load_older(romeo(fixture), 10), ==, 1);
    g_assert_cmpstr(chat_message(romeo(fixture), 0)->reason, ==, "nobody there");
}

static void chats_keep_number_draft_and_read_position(Fixture *fixture, gconstpointer data)
{
    (void)data;
    receive(romeo(fixture), "1", "one");
    chat_mark_read(romeo(fixture));
    receive(romeo(fixture), "2", "two");
    chat_set_draft(romeo(fixture), "half a li");
    model_renumber_chat(fixture->model, romeo(fixture), 7);
    gint64 read = chat_read_key(romeo(fixture));
    reopen(fixture);
    g_assert_cmpuint(chat_number(romeo(fixture)), ==, 7);
    g_assert_cmpstr(chat_draft(romeo(fixture)), ==, "half a li");
    g_assert_cmpuint(chat_unread(romeo(fixture)), ==, 1);
    g_assert_cmpint(chat_read_key(romeo(fixture)), ==, read);
    chat_close(romeo(fixture));
    reopen(fixture);
    g_assert_cmpuint(chat_number(romeo(fixture)), ==, 0);
}

static void roster_comes_back_with_its_version(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(Jid) address = jid("romeo@montague.example");
    g_autoptr(Jid) other = jid("nurse@capulet.example");
    const char *const groups[] = {"Friends", "Verona", NULL};
    const RosterItem item = {.name = "Romeo", .subscription = SUBSCRIPTION_BOTH, .groups = groups};
    const RosterItem plain = {.subscription = SUBSCRIPTION_NONE, .ask = true};
    account_begin_roster(fixture->account);
    account_set_roster_item(fixture->account, address, &item);
    account_set_roster_item(fixture->account, other, &plain);
    account_end_roster(fixture->account);
    account_set_roster_version(fixture->account, "v1");
    account_add_request(fixture->account, "eve@evil.example", "hi", "Eve");
    reopen(fixture);
    Contact *contact = account_find_contact(fixture->account, "romeo@montague.example");
    g_assert_cmpstr(contact_name(contact), ==, "Romeo");
    g_assert_cmpint(contact_subscription(contact), ==, SUBSCRIPTION_BOTH);
    g_assert_true(g_strv_equal(contact_groups(contact), groups));
    g_assert_true(contact_ask(account_find_contact(fixture->account, "nurse@capulet.example")));
    g_assert_cmpstr(account_roster_version(fixture->account), ==, "v1");
    g_assert_cmpstr(account_find_request(fixture->account, "eve@evil.example")->nick, ==, "Eve");
    account_remove_contact(fixture->account, "romeo@montague.example");
    account_remove_request(fixture->account, "eve@evil.example");
    reopen(fixture);
    g_assert_null(account_find_contact(fixture->account, "romeo@montague.example"));
    g_assert_cmpuint(account_n_requests(fixture->account), ==, 0);
    g_assert_cmpuint(account_n_contacts(fixture->account), ==, 1);
}

static void small_memories_come_back(Fixture *fixture, gconstpointer data)
{
    (void)data;
    store_memory_set(fixture->store, "juliet", "pin", "AB:CD");
    store_memory_set(fixture->store, "juliet", "gone", "x");
    store_memory_set(fixture->store, "juliet", "gone", NULL);
    store_caps_set(fixture->store, "sha-1#x", "info");
    g_autofree char *now = store_memory_get(fixture->store, "juliet", "pin");
    g_assert_cmpstr(now, ==, "AB:CD");
    reopen(fixture);
    g_autofree char *pin = store_memory_get(fixture->store, "juliet", "pin");
    g_autofree char *info = store_caps_get(fixture->store, "sha-1#x");
    g_assert_cmpstr(pin, ==, "AB:CD");
    g_assert_cmpstr(info, ==, "info");
    g_assert_null(store_memory_get(fixture->store, "juliet", "gone"));
    g_assert_null(store_caps_get(fixture->store, "sha-1#y"));
}

static void ticket_is_told_when_it_is_on_disk(Fixture *fixture, gconstpointer data)
{
    (void)data;
    (void)chat_say(romeo(fixture), "one");
    guint64 ticket = store_ticket(fixture->store);
    g_assert_cmpuint(ticket, >, store_committed(fixture->store));
    while (fixture->committed < ticket) {
        g_main_context_iteration(NULL, TRUE);
    }
    g_assert_cmpuint(store_committed(fixture->store), ==, ticket);
    g_assert_cmpuint(store_ticket(fixture->store), ==, ticket);
}

static void rows_on_their_way_are_seen(Fixture *fixture, gconstpointer data)
{
    (void)data;
    for (guint i = 0; i < CHAT_WINDOW + 50; i++) {
        g_autofree char *id = g_strdup_printf("id%u", i);
        receive(romeo(fixture), id, id);
    }
    chat_trim(romeo(fixture));
    g_assert_cmpuint(chat_n_messages(romeo(fixture)), ==, CHAT_WINDOW);
    g_assert_true(store_flush(fixture->store));
    g_assert_cmpuint(chat_load_older(romeo(fixture), 100), ==, 50);
    g_assert_cmpstr(chat_message(romeo(fixture), 0)->body, ==, "id0");
}

static void J09_second_instance_is_told_who_holds_it(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *pid = g_strdup_printf("process %d", (int)getpid());
    g_assert_null(store_open(fixture->dir, NULL, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_LOCKED);
    g_assert_nonnull(strstr(error->message, pid));
}

static void L01_files_are_private(Fixture *fixture, gconstpointer data)
{
    (void)data;
    (void)chat_say(romeo(fixture), "one");
    g_assert_true(store_flush(fixture->store));
    g_autoptr(GDir) dir = g_dir_open(fixture->dir, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir)) != NULL) {
        struct stat info;
        g_autofree char *path = g_build_filename(fixture->dir, name, NULL);
        g_assert_cmpint(stat(path, &info), ==, 0);
        g_assert_cmpuint(info.st_mode & 077, ==, 0);
    }
}

static char *database(Fixture *fixture)
{
    return g_build_filename(fixture->dir, "causerie.db", NULL);
}

static bool has_file_set_aside(Fixture *fixture)
{
    g_autoptr(GDir) dir = g_dir_open(fixture->dir, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir)) != NULL) {
        if (g_str_has_prefix(name, "causerie.db.corrupt-") && !g_str_has_suffix(name, "-wal")) {
            return true;
        }
    }
    return false;
}

static void J07_garbage_is_set_aside(Fixture *fixture, gconstpointer data)
{
    (void)data;
    close_all(fixture);
    g_autofree char *path = database(fixture);
    g_assert_true(g_file_set_contents(path, "this is no database at all, is it?", -1, NULL));
    open_all(fixture);
    g_assert_true(has_file_set_aside(fixture));
    (void)chat_say(romeo(fixture), "works");
    g_assert_true(store_flush(fixture->store));
}

static void J07_what_can_be_read_is_saved(Fixture *fixture, gconstpointer data)
{
    (void)data;
    for (guint i = 0; i < 2000; i++) {
        g_autofree char *id = g_strdup_printf("id%u", i);
        g_autofree char *body = g_strnfill(200, 'a' + (char)(i % 26));
        receive(romeo(fixture), id, body);
    }
    close_all(fixture);
    g_autofree char *path = database(fixture);
    g_autofree char *bytes = NULL;
    gsize len = 0;
    g_assert_true(g_file_get_contents(path, &bytes, &len, NULL));
    memset(bytes + len / 2, 0x5A, 4096);
    /* As if it had ended uncleanly, so that it is looked at. */
    g_assert_true(g_file_set_contents(path, bytes, (gssize)len, NULL));
    sqlite3 *db = NULL;
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    sqlite3_exec(db, "INSERT OR REPLACE INTO memory VALUES ('', 'open', '1')", NULL, NULL, NULL);
    sqlite3_close(db);
    open_all(fixture);
    g_assert_true(has_file_set_aside(fixture));
    guint got = 0, n;
    while ((n = chat_load_older(romeo(fixture), 500)) > 0) {
        got += n;
    }
    g_assert_cmpuint(got, >, 1000);
}

static void J07_newer_schema_is_left_alone(Fixture *fixture, gconstpointer data)
{
    (void)data;
    close_all(fixture);
    g_autofree char *path = database(fixture);
    sqlite3 *db = NULL;
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL);
    sqlite3_close(db);
    g_autoptr(GError) error = NULL;
    g_assert_null(store_open(fixture->dir, NULL, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_NEWER);
    g_assert_false(has_file_set_aside(fixture));
    sqlite3_open(path, &db);
    sqlite3_exec(db, "PRAGMA user_version = 1", NULL, NULL, NULL);
    sqlite3_close(db);
    open_all(fixture);
}

static void J04_unwritable_directory_is_told(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *nowhere = g_build_filename(fixture->dir, "no", "such", NULL);
    g_assert_null(store_open(nowhere, NULL, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_OPEN);
    g_assert_nonnull(strstr(error->message, nowhere));
}

/* J05, F04 in short: killed at any moment, no line is lost once its commit was told. */
static void J05_killed_writer_keeps_what_it_told(Fixture *fixture, gconstpointer data)
{
    (void)data;
    close_all(fixture);
    for (guint round = 0; round < 10; round++) {
        int pipes[2];
        g_assert_cmpint(pipe(pipes), ==, 0);
        pid_t child = fork();
        if (child == 0) {
            open_all(fixture);
            for (guint i = 0;; i++) {
                gint64 key = chat_say(romeo(fixture), "words")->key;
                guint64 ticket = store_ticket(fixture->store);
                while (fixture->committed < ticket) {
                    g_main_context_iteration(NULL, TRUE);
                }
                if (write(pipes[1], &key, sizeof key) < 0) {
                    _exit(1);
                }
            }
        }
        close(pipes[1]);
        gint64 key = 0, last = 0;
        for (guint i = 0; i < 3 + round * 4; i++) {
            g_assert_cmpint(read(pipes[0], &key, sizeof key), ==, sizeof key);
            last = key;
        }
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        while (read(pipes[0], &key, sizeof key) == sizeof key) {
            last = key;
        }
        close(pipes[0]);
        open_all(fixture);
        g_assert_nonnull(chat_find_key(romeo(fixture), last));
        close_all(fixture);
    }
}

void test_store_register(void)
{
#define ADD(name) g_test_add("/store/" #name, Fixture, NULL, set_up, name, tear_down)
    ADD(messages_come_back_in_order);
    ADD(every_field_comes_back);
    ADD(waiting_messages_are_in_memory_at_start);
    ADD(failed_keeps_its_reason);
    ADD(chats_keep_number_draft_and_read_position);
    ADD(roster_comes_back_with_its_version);
    ADD(small_memories_come_back);
    ADD(ticket_is_told_when_it_is_on_disk);
    ADD(rows_on_their_way_are_seen);
    ADD(J09_second_instance_is_told_who_holds_it);
    ADD(L01_files_are_private);
    ADD(J07_garbage_is_set_aside);
    ADD(J07_what_can_be_read_is_saved);
    ADD(J07_newer_schema_is_left_alone);
    ADD(J04_unwritable_directory_is_told);
    ADD(J05_killed_writer_keeps_what_it_told);
#undef ADD
}
