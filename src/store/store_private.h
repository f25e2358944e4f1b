/* store_private.h: between the files of the store.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_STORE_STORE_PRIVATE_H
#define CAUSERIE_STORE_STORE_PRIVATE_H

#include "store/store.h"

#include <sqlite3.h>

/* Every write is one of these; statements.c has their SQL. */
typedef enum {
    WRITE_MESSAGE,
    WRITE_MESSAGE_TEXT, /* the index of bodies */
    WRITE_MESSAGE_STATE,
    WRITE_CHAT,
    WRITE_CONTACT,
    WRITE_CONTACT_GONE,
    WRITE_CONTACTS_GONE,
    WRITE_ROSTER,
    WRITE_REQUEST,
    WRITE_REQUEST_GONE,
    WRITE_MEMORY,
    WRITE_MEMORY_GONE,
    WRITE_CAPS,
    WRITE_CAPS_USED,
    WRITE_CAPS_TRIM,
    WRITE_N
} WriteKind;

/* A value bound to a statement: TEXT where it is not NULL or is_text, else NUMBER. */
typedef struct {
    bool is_text;
    char *text; /* owned; NULL binds NULL */
    gint64 number;
} WriteValue;

#define WRITE_VALUES_MAX 15
typedef struct {
    WriteKind kind;
    guint n;
    WriteValue values[WRITE_VALUES_MAX];
} Write;

/* writes.c: making them. Text is copied. */
Write *write_new(WriteKind kind);
void write_add_text(Write *write, const char *text);
void write_add_number(Write *write, gint64 number);
void write_free(Write *write);
const char *write_sql(WriteKind kind);

/* writer.c: the one writer thread. */
typedef struct Writer Writer;
typedef struct {
    void (*committed)(guint64 ticket, void *user);
    void (*trouble)(const char *sentence, void *user);
    void (*recovered)(void *user);
} WriterHooks;
/* DB (taken over) is used by the thread only. Hooks run on the loop that called this. */
Writer *writer_new(sqlite3 *db, const char *path, const WriterHooks *hooks, void *user);
/* Hands WRITES (transfer full, element-type Write) over as transaction TICKET. */
void writer_push(Writer *writer, GPtrArray *writes, guint64 ticket);
/* Waits until TICKET is on disk, at most MS. */
bool writer_wait(Writer *writer, guint64 ticket, guint ms);
/* Writes the rest if it can, ends the thread, closes the database. */
void writer_free(Writer *writer);

/* schema.c */
/* Opens PATH with everything set up; creates or migrates. */
sqlite3 *schema_open(const char *path, GError **error);
/* The same database for reading only. */
sqlite3 *schema_open_reader(const char *path, GError **error);
/* Opens a connection with the pragmas, without looking at the schema. */
int schema_open_raw(const char *path, sqlite3 **ret_db);
/* True when ERROR says that the file is damaged or is no database of ours. */
bool schema_is_damage(const GError *error);
/* Copies what can be read of the damaged database at FROM into the fresh one at TO;
 * the number of messages saved. */
guint schema_salvage(const char *from, const char *to);
/* A plain sentence for SQLite's CODE about PATH. (transfer full) */
char *schema_trouble_dup(int code, const char *path);

/* lock.c: one program per data directory. */
int lock_take(const char *dir, GError **error); /* descriptor, -1 */
void lock_release(int fd);

/* history.c */
extern const HistorySource store_history;

typedef struct {
    guint64 ticket;
    gint64 key;
} Sealed;

struct Store {
    char *path;
    int lock;
    sqlite3 *reader;
    Writer *writer;
    Model *model;
    guint observer;
    StoreHooks hooks;
    void *user;
    GPtrArray *batch;    /* Write *, of this turn */
    guint64 next_ticket; /* of the batch */
    guint64 committed;
    guint seal_source;
    GHashTable *chat_ids; /* "account\naddress" -> id */
    gint64 next_chat_id;
    GHashTable *dirty_chats; /* Chat *: their rows are stale */
    GHashTable *memory;      /* "account\nkey" -> value */
    GHashTable *fresh_caps;  /* ver -> info, of this run */
    guint caps_written;
    gint64 next_key;
    gint64 batch_key; /* highest key of a message in the batch, 0: none */
    GArray *sealed;   /* Sealed: batches with messages that are not committed yet */
    bool trouble;     /* the writer cannot write at the moment */
    GHashTable *statements; /* static SQL -> sqlite3_stmt of the reader */
};

/* store.c, for the other files. */
/* The row id of CHAT, made if needed. */
gint64 store_chat_id(Store *store, const Chat *chat, bool *ret_fresh);
/* A prepared statement of the reader, reset; SQL must be a constant. */
sqlite3_stmt *store_statement(Store *store, const char *sql);

#endif
