/* writes.c: what is to be written, as data that can travel to the writer thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/store_private.h"

static const char *const sqls[WRITE_N] = {
    [WRITE_MESSAGE] = "INSERT OR REPLACE INTO messages (key, chat, time, stamp, direction, state, "
                      "encryption, delayed, author, author_name, id, archive_id, body, reason, "
                      "state_time) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)",
    [WRITE_MESSAGE_TEXT] = "INSERT INTO messages_text (rowid, body) VALUES (?1, ?2)",
    [WRITE_MESSAGE_STATE] = "UPDATE messages SET state = ?2, reason = ?3, state_time = ?4 "
                            "WHERE key = ?1",
    [WRITE_CHAT] = "INSERT INTO chats (id, account, address, kind, number, read_key, unread, "
                   "mentions, draft, last_time) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10) "
                   "ON CONFLICT (id) DO UPDATE SET number = ?5, read_key = ?6, unread = ?7, "
                   "mentions = ?8, draft = ?9, last_time = ?10",
    [WRITE_CONTACT] = "INSERT OR REPLACE INTO contacts (account, address, name, subscription, ask, "
                      "groups, nick) VALUES (?1,?2,?3,?4,?5,?6,?7)",
    [WRITE_CONTACT_GONE] = "DELETE FROM contacts WHERE account = ?1 AND address = ?2",
    [WRITE_CONTACTS_GONE] = "DELETE FROM contacts WHERE account = ?1",
    [WRITE_ROSTER] = "INSERT OR REPLACE INTO rosters (account, version) VALUES (?1, ?2)",
    [WRITE_REQUEST] = "INSERT OR REPLACE INTO requests (account, address, text, nick, time) "
                      "VALUES (?1,?2,?3,?4,?5)",
    [WRITE_REQUEST_GONE] = "DELETE FROM requests WHERE account = ?1 AND address = ?2",
    [WRITE_MEMORY] = "INSERT OR REPLACE INTO memory (account, key, value) VALUES (?1,?2,?3)",
    [WRITE_MEMORY_GONE] = "DELETE FROM memory WHERE account = ?1 AND key = ?2",
    [WRITE_CAPS] = "INSERT OR REPLACE INTO caps (ver, info, used) VALUES (?1,?2,?3)",
    [WRITE_CAPS_USED] = "UPDATE caps SET used = ?2 WHERE ver = ?1",
    [WRITE_CAPS_TRIM] = "DELETE FROM caps WHERE ver NOT IN "
                        "(SELECT ver FROM caps ORDER BY used DESC LIMIT ?1)",
};

const char *write_sql(WriteKind kind)
{
    return sqls[kind];
}

Write *write_new(WriteKind kind)
{
    Write *write = g_new0(Write, 1);
    write->kind = kind;
    return write;
}

void write_add_text(Write *write, const char *text)
{
    WriteValue *value = &write->values[write->n++];
    value->is_text = true;
    value->text = g_strdup(text);
}

void write_add_number(Write *write, gint64 number)
{
    write->values[write->n++].number = number;
}

void write_free(Write *write)
{
    if (write != NULL) {
        for (guint i = 0; i < write->n; i++) {
            g_free(write->values[i].text);
        }
        g_free(write);
    }
}
