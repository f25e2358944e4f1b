/* writer.c: the one thread that writes: batches in, commits out.
 *
 * Batches that wait together become one transaction, so a flood costs few fsyncs. When
 * writing fails nothing is dropped: the same writes are tried again every second,
 * and with a fresh connection, since after a failed fsync the old one cannot be
 * believed. What the loop is told travels as an idle source of the loop's context.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/store_private.h"

#include <string.h>

/* Most writes of one transaction. */
#define TRANSACTION_MAX 20000
#define RETRY_US (1 * G_USEC_PER_SEC)

typedef struct {
    GPtrArray *writes;
    guint64 ticket;
} Batch;

struct Writer {
    sqlite3 *db;
    sqlite3_stmt *statements[WRITE_N];
    char *path;
    WriterHooks hooks;
    void *user;
    GMainContext *context;
    GThread *thread;
    GMutex mutex;
    GCond wake;        /* to the thread */
    GCond done;        /* from the thread */
    GQueue batches;    /* Batch *, guarded */
    guint64 committed; /* guarded */
    bool quit;         /* guarded */
    bool in_trouble;   /* the thread's */
    GQueue events;     /* Event *, guarded: on their way to the loop */
    GSource *source;   /* guarded: will deliver them; NULL when there are none */
};

typedef enum { EVENT_COMMITTED, EVENT_TROUBLE, EVENT_RECOVERED } EventKind;

typedef struct {
    EventKind kind;
    guint64 ticket;
    char *sentence;
} Event;

static void batch_free(Batch *batch)
{
    g_ptr_array_unref(batch->writes);
    g_free(batch);
}

static void event_free(gpointer data)
{
    Event *event = data;
    g_free(event->sentence);
    g_free(event);
}

static void handle(Writer *writer, const Event *event)
{
    switch (event->kind) {
    case EVENT_COMMITTED:
        writer->hooks.committed(event->ticket, writer->user);
        break;
    case EVENT_TROUBLE:
        writer->hooks.trouble(event->sentence, writer->user);
        break;
    case EVENT_RECOVERED:
        writer->hooks.recovered(writer->user);
        break;
    }
}

static gboolean deliver(gpointer data)
{
    Writer *writer = data;
    g_mutex_lock(&writer->mutex);
    GQueue events = writer->events;
    g_queue_init(&writer->events);
    g_clear_pointer(&writer->source, g_source_unref);
    g_mutex_unlock(&writer->mutex);
    Event *event;
    while ((event = g_queue_pop_head(&events)) != NULL) {
        handle(writer, event);
        event_free(event);
    }
    return G_SOURCE_REMOVE;
}

static void tell(Writer *writer, EventKind kind, guint64 ticket, char *sentence)
{
    Event *event = g_new0(Event, 1);
    event->kind = kind;
    event->ticket = ticket;
    event->sentence = sentence;
    g_mutex_lock(&writer->mutex);
    g_queue_push_tail(&writer->events, event);
    if (writer->source == NULL) {
        writer->source = g_idle_source_new();
        g_source_set_priority(writer->source, G_PRIORITY_DEFAULT);
        g_source_set_callback(writer->source, deliver, writer, NULL);
        g_source_attach(writer->source, writer->context);
    }
    g_mutex_unlock(&writer->mutex);
}

static void finalize_statements(Writer *writer)
{
    for (guint i = 0; i < WRITE_N; i++) {
        sqlite3_finalize(writer->statements[i]);
        writer->statements[i] = NULL;
    }
}

static void bind(sqlite3_stmt *statement, const Write *write)
{
    for (guint i = 0; i < write->n; i++) {
        const WriteValue *value = &write->values[i];
        if (!value->is_text) {
            sqlite3_bind_int64(statement, (int)i + 1, value->number);
        } else if (value->text != NULL) {
            sqlite3_bind_text(statement, (int)i + 1, value->text, -1, SQLITE_STATIC);
        } else {
            sqlite3_bind_null(statement, (int)i + 1);
        }
    }
}

static int run_write(Writer *writer, const Write *write)
{
    sqlite3_stmt **statement = &writer->statements[write->kind];
    if (*statement == NULL) {
        int code = sqlite3_prepare_v3(writer->db, write_sql(write->kind), -1,
                                      SQLITE_PREPARE_PERSISTENT, statement, NULL);
        if (code != SQLITE_OK) {
            return code;
        }
    }
    bind(*statement, write);
    int code = sqlite3_step(*statement);
    sqlite3_reset(*statement);
    sqlite3_clear_bindings(*statement);
    /* A row that breaks a rule of its table cannot hold up the rest. */
    return code == SQLITE_DONE || (code & 0xFF) == SQLITE_CONSTRAINT ? SQLITE_OK : code;
}

/* All of BATCHES as one transaction. */
static int run_batches(Writer *writer, GPtrArray *batches)
{
    int code = sqlite3_exec(writer->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    for (guint b = 0; code == SQLITE_OK && b < batches->len; b++) {
        const Batch *batch = g_ptr_array_index(batches, b);
        for (guint i = 0; code == SQLITE_OK && i < batch->writes->len; i++) {
            code = run_write(writer, g_ptr_array_index(batch->writes, i));
        }
    }
    if (code == SQLITE_OK) {
        code = sqlite3_exec(writer->db, "COMMIT", NULL, NULL, NULL);
    }
    if (code != SQLITE_OK) {
        code = sqlite3_extended_errcode(writer->db) != SQLITE_OK
                   ? sqlite3_extended_errcode(writer->db)
                   : code;
        sqlite3_exec(writer->db, "ROLLBACK", NULL, NULL, NULL);
    }
    return code;
}

static void reopen(Writer *writer)
{
    sqlite3 *fresh = NULL;
    if (schema_open_raw(writer->path, &fresh) == SQLITE_OK) {
        finalize_statements(writer);
        sqlite3_close_v2(writer->db);
        writer->db = fresh;
    } else {
        sqlite3_close_v2(fresh);
    }
}

/* The batches of the next transaction; NULL when it is time to end. Waits. */
static GPtrArray *take_batches(Writer *writer)
{
    g_mutex_lock(&writer->mutex);
    while (writer->batches.length == 0 && !writer->quit) {
        g_cond_wait(&writer->wake, &writer->mutex);
    }
    GPtrArray *taken = NULL;
    guint writes = 0;
    while (writer->batches.length > 0 && writes < TRANSACTION_MAX) {
        Batch *batch = g_queue_pop_head(&writer->batches);
        if (taken == NULL) {
            taken = g_ptr_array_new_with_free_func((GDestroyNotify)batch_free);
        }
        writes += batch->writes->len;
        g_ptr_array_add(taken, batch);
    }
    g_mutex_unlock(&writer->mutex);
    return taken;
}

/* Waits a little before the next try; false when it is time to give up. */
static bool wait_to_retry(Writer *writer)
{
    g_mutex_lock(&writer->mutex);
    gint64 until = g_get_monotonic_time() + RETRY_US;
    while (!writer->quit && g_cond_wait_until(&writer->wake, &writer->mutex, until)) {
    }
    bool go_on = !writer->quit;
    g_mutex_unlock(&writer->mutex);
    return go_on;
}

static void note_committed(Writer *writer, guint64 ticket)
{
    g_mutex_lock(&writer->mutex);
    writer->committed = ticket;
    g_cond_broadcast(&writer->done);
    g_mutex_unlock(&writer->mutex);
    tell(writer, EVENT_COMMITTED, ticket, NULL);
}

/* Tries until it works; false when the program ends before it did. */
static bool write_batches(Writer *writer, GPtrArray *batches)
{
    int code;
    while ((code = run_batches(writer, batches)) != SQLITE_OK) {
        if (!writer->in_trouble) {
            writer->in_trouble = true;
            tell(writer, EVENT_TROUBLE, 0, schema_trouble_dup(code, writer->path));
        }
        if (!wait_to_retry(writer)) {
            return false;
        }
        reopen(writer);
    }
    if (writer->in_trouble) {
        writer->in_trouble = false;
        tell(writer, EVENT_RECOVERED, 0, NULL);
    }
    const Batch *last = g_ptr_array_index(batches, batches->len - 1);
    note_committed(writer, last->ticket);
    return true;
}

static gpointer run(gpointer data)
{
    Writer *writer = data;
    for (;;) {
        g_autoptr(GPtrArray) batches = take_batches(writer);
        if (batches == NULL || !write_batches(writer, batches)) {
            return NULL;
        }
    }
}

Writer *writer_new(sqlite3 *db, const char *path, const WriterHooks *hooks, void *user)
{
    Writer *writer = g_new0(Writer, 1);
    writer->db = db;
    writer->path = g_strdup(path);
    writer->hooks = *hooks;
    writer->user = user;
    writer->context = g_main_context_ref_thread_default();
    g_mutex_init(&writer->mutex);
    g_cond_init(&writer->wake);
    g_cond_init(&writer->done);
    g_queue_init(&writer->batches);
    g_queue_init(&writer->events);
    writer->thread = g_thread_new("store", run, writer);
    return writer;
}

void writer_push(Writer *writer, GPtrArray *writes, guint64 ticket)
{
    Batch *batch = g_new0(Batch, 1);
    batch->writes = writes;
    batch->ticket = ticket;
    g_mutex_lock(&writer->mutex);
    g_queue_push_tail(&writer->batches, batch);
    g_cond_signal(&writer->wake);
    g_mutex_unlock(&writer->mutex);
}

bool writer_wait(Writer *writer, guint64 ticket, guint ms)
{
    g_mutex_lock(&writer->mutex);
    gint64 until = g_get_monotonic_time() + (gint64)ms * 1000;
    while (writer->committed < ticket && g_cond_wait_until(&writer->done, &writer->mutex, until)) {
    }
    bool there = writer->committed >= ticket;
    g_mutex_unlock(&writer->mutex);
    return there;
}

void writer_free(Writer *writer)
{
    g_mutex_lock(&writer->mutex);
    writer->quit = true;
    g_cond_signal(&writer->wake);
    g_mutex_unlock(&writer->mutex);
    g_thread_join(writer->thread);
    if (writer->source != NULL) {
        g_source_destroy(writer->source);
        g_source_unref(writer->source);
    }
    g_queue_clear_full(&writer->events, event_free);
    finalize_statements(writer);
    sqlite3_exec(writer->db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
    sqlite3_close_v2(writer->db);
    g_queue_clear_full(&writer->batches, (GDestroyNotify)batch_free);
    g_main_context_unref(writer->context);
    g_mutex_clear(&writer->mutex);
    g_cond_clear(&writer->wake);
    g_cond_clear(&writer->done);
    g_free(writer->path);
    g_free(writer);
}
