/* schema.c: the shape of the database: made, checked, migrated.
 *
 * The file is marked as ours by application_id, its shape by user_version. A file that
 * SQLite calls damaged, or that is not ours, is told as damage; the caller sets it
 * aside. It never deletes one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/store_private.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#define APPLICATION_ID 0x63617573 /* "caus" */
#define SCHEMA_VERSION 1

/* File systems of a network: WAL needs shared memory that they do not have. */
#define NFS_MAGIC 0x6969
#define SMB_MAGIC 0x517B
#define CIFS_MAGIC 0xFF534D42
#define FUSE_MAGIC 0x65735546

/* One step per version: from [v] to v + 1. */
static const char *const migrations[SCHEMA_VERSION] = {
    "CREATE TABLE chats (id INTEGER PRIMARY KEY, account TEXT NOT NULL, address TEXT NOT NULL, "
    "  kind INTEGER NOT NULL, number INTEGER NOT NULL DEFAULT 0, read_key INTEGER NOT NULL DEFAULT "
    "  0, unread INTEGER NOT NULL DEFAULT 0, mentions INTEGER NOT NULL DEFAULT 0, draft TEXT, "
    "  last_time INTEGER NOT NULL DEFAULT 0, UNIQUE (account, address));"
    "CREATE TABLE messages (key INTEGER PRIMARY KEY, chat INTEGER NOT NULL, time INTEGER NOT NULL, "
    "  stamp INTEGER NOT NULL, direction INTEGER NOT NULL, state INTEGER NOT NULL, encryption "
    "  INTEGER NOT NULL, delayed INTEGER NOT NULL, author TEXT, author_name TEXT, id TEXT, "
    "  archive_id TEXT, body TEXT, reason TEXT, state_time INTEGER NOT NULL);"
    "CREATE INDEX messages_chat ON messages (chat, time, key);"
    "CREATE INDEX messages_waiting ON messages (chat, key) WHERE direction = 1 AND state = 0;"
    "CREATE VIRTUAL TABLE messages_text USING fts5 (body, content = 'messages', "
    "  content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2');"
    "CREATE TABLE contacts (account TEXT NOT NULL, address TEXT NOT NULL, name TEXT, subscription "
    "  INTEGER NOT NULL, ask INTEGER NOT NULL, groups TEXT, nick TEXT, "
    "  PRIMARY KEY (account, address)) WITHOUT ROWID;"
    "CREATE TABLE rosters (account TEXT PRIMARY KEY, version TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE requests (account TEXT NOT NULL, address TEXT NOT NULL, text TEXT, nick TEXT, "
    "  time INTEGER NOT NULL, PRIMARY KEY (account, address)) WITHOUT ROWID;"
    "CREATE TABLE memory (account TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, "
    "  PRIMARY KEY (account, key)) WITHOUT ROWID;"
    "CREATE TABLE caps (ver TEXT PRIMARY KEY, info TEXT NOT NULL, used INTEGER NOT NULL);"
    "CREATE INDEX caps_used ON caps (used);",
};

char *schema_trouble_dup(int code, const char *path)
{
    switch (code & 0xFF) {
    case SQLITE_FULL:
        return g_strdup_printf("The disk of %s is full: nothing can be kept. Make room; until then "
                               "messages wait and nothing is acknowledged.",
                               path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return g_strdup_printf("Another program holds %s. What happens meanwhile waits.", path);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return g_strdup_printf("%s cannot be written. Its rights, or those of its directory, have "
                               "to be set right.",
                               path);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return g_strdup_printf("%s is damaged. Restart causerie: it sets the file aside and saves "
                               "what can be read.",
                               path);
    default:
        return g_strdup_printf("%s cannot be written (%s). It is tried again.", path,
                               sqlite3_errstr(code));
    }
}

static bool fail(GError **error, int code, const char *path)
{
    g_autofree char *sentence = schema_trouble_dup(code, path);
    bool damage = (code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB;
    g_set_error_literal(error, STORE_ERROR, damage ? STORE_ERROR_DAMAGED : STORE_ERROR_OPEN,
                        sentence);
    return false;
}

bool schema_is_damage(const GError *error)
{
    return g_error_matches(error, STORE_ERROR, STORE_ERROR_DAMAGED);
}

static bool is_network(const char *path)
{
    g_autofree char *dir = g_path_get_dirname(path);
    struct statfs info;
    if (statfs(dir, &info) != 0) {
        return false;
    }
    unsigned long type = (unsigned long)info.f_type & 0xFFFFFFFFUL;
    return type == NFS_MAGIC || type == SMB_MAGIC || type == CIFS_MAGIC || type == FUSE_MAGIC;
}

static int set_pragmas(sqlite3 *db, const char *path)
{
    static const char common[] = "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
                                 "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
                                 "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;"
                                 "PRAGMA journal_size_limit = 8388608;"
                                 "PRAGMA wal_autocheckpoint = 1000;";
    sqlite3_busy_timeout(db, 5000);
    sqlite3_extended_result_codes(db, 1);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    int code = sqlite3_exec(
        db, is_network(path) ? "PRAGMA journal_mode = TRUNCATE" : "PRAGMA journal_mode = WAL", NULL,
        NULL, NULL);
    return code == SQLITE_OK ? sqlite3_exec(db, common, NULL, NULL, NULL) : code;
}

int schema_open_raw(const char *path, sqlite3 **ret_db)
{
    int code = sqlite3_open_v2(path, ret_db,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW |
                                   SQLITE_OPEN_FULLMUTEX,
                               NULL);
    return code == SQLITE_OK ? set_pragmas(*ret_db, path) : code;
}

static int get_int(sqlite3 *db, const char *sql, gint64 *ret_value)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
        *ret_value = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
        code = code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
    }
    sqlite3_finalize(statement);
    return code;
}

/* A copy beside it, before its shape is changed. */
static int back_up(sqlite3 *db, const char *path, gint64 version)
{
    g_autofree char *copy = g_strdup_printf("%s.v%d", path, (int)version);
    sqlite3_stmt *statement = NULL;
    if (g_file_test(copy, G_FILE_TEST_EXISTS)) {
        return SQLITE_OK;
    }
    int code = sqlite3_prepare_v2(db, "VACUUM INTO ?1", -1, &statement, NULL);
    if (code == SQLITE_OK) {
        sqlite3_bind_text(statement, 1, copy, -1, SQLITE_STATIC);
        code = sqlite3_step(statement);
        code = code == SQLITE_DONE ? SQLITE_OK : code;
    }
    sqlite3_finalize(statement);
    return code;
}

static int migrate(sqlite3 *db, const char *path, gint64 version)
{
    int code = version != 0 && version != SCHEMA_VERSION ? back_up(db, path, version) : SQLITE_OK;
    for (gint64 v = version; code == SQLITE_OK && v < SCHEMA_VERSION; v++) {
        g_autofree char *sql = g_strdup_printf(
            "BEGIN IMMEDIATE; %s PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
            migrations[v], APPLICATION_ID, (int)v + 1);
        code = sqlite3_exec(db, sql, NULL, NULL, NULL);
        if (code != SQLITE_OK) {
            sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
        }
    }
    return code;
}

static bool check_shape(sqlite3 *db, const char *path, GError **error)
{
    gint64 id = 0, version = 0, tables = 0;
    int code = get_int(db, "PRAGMA application_id", &id);
    code = code == SQLITE_OK ? get_int(db, "PRAGMA user_version", &version) : code;
    code = code == SQLITE_OK ? get_int(db, "SELECT count(*) FROM sqlite_schema", &tables) : code;
    if (code != SQLITE_OK) {
        return fail(error, code, path);
    }
    if (tables > 0 && id != APPLICATION_ID) {
        return fail(error, SQLITE_NOTADB, path);
    }
    if (version > SCHEMA_VERSION) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_NEWER,
                    "%s was written by a newer causerie. Use that one, or another directory with "
                    "-d DIR.",
                    path);
        return false;
    }
    code = migrate(db, path, version);
    return code == SQLITE_OK || fail(error, code, path);
}

/* After an end that was not clean every page is looked at. */
static bool check_pages(sqlite3 *db, const char *path, GError **error)
{
    sqlite3_stmt *statement = NULL;
    gint64 clean = 1;
    int code =
        get_int(db, "SELECT count(*) = 0 FROM memory WHERE account = '' AND key = 'open'", &clean);
    if (code == SQLITE_OK && clean) {
        return true;
    }
    code = sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &statement, NULL);
    bool sound = code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW &&
                 g_strcmp0((const char *)sqlite3_column_text(statement, 0), "ok") == 0;
    sqlite3_finalize(statement);
    return sound || fail(error, SQLITE_CORRUPT, path);
}

sqlite3 *schema_open(const char *path, GError **error)
{
    sqlite3 *db = NULL;
    int code = schema_open_raw(path, &db);
    bool sound = code == SQLITE_OK || fail(error, code, path);
    sound = sound && check_shape(db, path, error) && check_pages(db, path, error);
    if (sound) {
        code = sqlite3_exec(db, "INSERT OR REPLACE INTO memory VALUES ('', 'open', '1')", NULL,
                            NULL, NULL);
        sound = code == SQLITE_OK || fail(error, code, path);
    }
    if (!sound) {
        sqlite3_close_v2(db);
        return NULL;
    }
    return db;
}

sqlite3 *schema_open_reader(const char *path, GError **error)
{
    sqlite3 *db = NULL;
    int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW, NULL);
    if (code != SQLITE_OK) {
        (void)fail(error, code, path);
        sqlite3_close_v2(db);
        return NULL;
    }
    sqlite3_busy_timeout(db, 200);
    (void)sqlite3_exec(db,
                       "PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0;"
                       "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -2000;",
                       NULL, NULL, NULL);
    return db;
}

/* Saving what can be read. */

/* Copies TABLE row by row in the ORDER given, until a row cannot be read. */
static guint salvage_table(sqlite3 *from, sqlite3 *to, const char *table, const char *order)
{
    g_autofree char *select = g_strdup_printf("SELECT * FROM %s %s", table, order);
    sqlite3_stmt *read = NULL, *insert = NULL;
    guint saved = 0;
    if (sqlite3_prepare_v2(from, select, -1, &read, NULL) == SQLITE_OK) {
        int columns = sqlite3_column_count(read);
        g_autoptr(GString) sql = g_string_new(NULL);
        g_string_printf(sql, "INSERT OR IGNORE INTO %s VALUES (?", table);
        for (int i = 1; i < columns; i++) {
            g_string_append(sql, ",?");
        }
        g_string_append_c(sql, ')');
        if (sqlite3_prepare_v2(to, sql->str, -1, &insert, NULL) == SQLITE_OK) {
            while (sqlite3_step(read) == SQLITE_ROW) {
                for (int i = 0; i < columns; i++) {
                    sqlite3_bind_value(insert, i + 1, sqlite3_column_value(read, i));
                }
                saved += sqlite3_step(insert) == SQLITE_DONE && sqlite3_changes(to) > 0;
                sqlite3_reset(insert);
            }
        }
    }
    sqlite3_finalize(read);
    sqlite3_finalize(insert);
    return saved;
}

guint schema_salvage(const char *from_path, const char *to_path)
{
    sqlite3 *from = NULL, *to = NULL;
    guint saved = 0;
    if (sqlite3_open_v2(from_path, &from, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL) ==
            SQLITE_OK &&
        sqlite3_open_v2(to_path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL) ==
            SQLITE_OK) {
        static const char *const small[] = {"chats",    "contacts", "rosters",
                                            "requests", "memory",   "caps"};
        sqlite3_exec(to, "BEGIN", NULL, NULL, NULL);
        for (guint i = 0; i < G_N_ELEMENTS(small); i++) {
            (void)salvage_table(from, to, small[i], "");
        }
        /* From both ends: what lies behind a broken page is reached too. */
        saved = salvage_table(from, to, "messages", "ORDER BY key");
        saved += salvage_table(from, to, "messages", "ORDER BY key DESC");
        sqlite3_exec(to, "INSERT INTO messages_text (messages_text) VALUES ('rebuild')", NULL, NULL,
                     NULL);
        sqlite3_exec(to, "COMMIT", NULL, NULL, NULL);
    }
    sqlite3_close_v2(from);
    sqlite3_close_v2(to);
    return saved;
}
