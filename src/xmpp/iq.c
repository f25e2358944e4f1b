/* iq.c: the table of questions that wait for an answer.
 *
 * One timer for all, armed for the earliest deadline and only while something
 * waits. What is due moves to a queue first: a callback may ask, forget or answer others,
 * so nothing is called while the table is walked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/iq.h"

#include "base/clock.h"

#include <string.h>

typedef struct {
    char *id;
    Jid *to; /* who must answer; NULL: the own account */
    gint64 deadline;
    IqDone done;
    void *user;
} Pending;

struct IqTable {
    Jid *own;
    GHashTable *pending; /* id -> Pending */
    GQueue due;          /* Pending, taken out of the table, not called yet */
    guint timer;
    gint64 timer_at;
    bool clearing;
};

static void pending_free(gpointer data)
{
    Pending *p = data;
    g_free(p->id);
    jid_unref(p->to);
    g_free(p);
}

IqTable *iq_table_new(const Jid *own)
{
    IqTable *table = g_new0(IqTable, 1);
    table->own = jid_bare_dup(own);
    table->pending = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, pending_free);
    g_queue_init(&table->due);
    return table;
}

static void disarm(IqTable *table)
{
    g_clear_handle_id(&table->timer, g_source_remove);
}

void iq_table_free(IqTable *table)
{
    if (table == NULL) {
        return;
    }
    iq_table_clear(table);
    disarm(table);
    g_hash_table_unref(table->pending);
    jid_unref(table->own);
    g_free(table);
}

static gboolean on_timer(gpointer user);

static void arm(IqTable *table, gint64 deadline)
{
    if (table->timer != 0 && table->timer_at <= deadline) {
        return;
    }
    disarm(table);
    gint64 wait = MAX(deadline - clock_monotonic(), 0);
    table->timer = g_timeout_add((guint)((wait + 999) / 1000), on_timer, table);
    table->timer_at = deadline;
}

/* Calls what is due, one by one. */
static void call_due(IqTable *table, IqOutcome outcome)
{
    Pending *p;
    while ((p = g_queue_pop_head(&table->due)) != NULL) {
        if (p->done != NULL) {
            p->done(outcome, NULL, p->user);
        }
        pending_free(p);
    }
}

static gboolean on_timer(gpointer user)
{
    IqTable *table = user;
    gint64 now = clock_monotonic();
    gint64 next = G_MAXINT64;
    GHashTableIter iter;
    gpointer value;
    table->timer = 0;
    g_hash_table_iter_init(&iter, table->pending);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Pending *p = value;
        if (p->deadline <= now) {
            g_hash_table_iter_steal(&iter);
            g_queue_push_tail(&table->due, p);
        } else {
            next = MIN(next, p->deadline);
        }
    }
    if (next != G_MAXINT64) {
        arm(table, next);
    }
    call_due(table, IQ_TIMEOUT);
    return G_SOURCE_REMOVE;
}

/* The entity that must answer: NULL for the own account. False when TO is no address. */
static bool read_to(IqTable *table, const char *to, Jid **ret_to)
{
    *ret_to = NULL;
    if (to == NULL) {
        return true;
    }
    Jid *jid = jid_parse(to, NULL);
    if (jid == NULL) {
        return false;
    }
    if (jid_equal(jid, table->own)) {
        jid_unref(jid);
    } else {
        *ret_to = jid;
    }
    return true;
}

bool iq_table_expect(IqTable *table, Stanza *iq, guint timeout, IqDone done, void *user)
{
    const char *id = stanza_id(iq);
    Jid *to;
    if (table->clearing || id == NULL || g_hash_table_size(table->pending) >= IQ_PENDING_MAX ||
        g_hash_table_contains(table->pending, id) || !read_to(table, stanza_attr(iq, "to"), &to)) {
        return false;
    }
    Pending *p = g_new0(Pending, 1);
    p->id = g_strdup(id);
    p->to = to;
    p->done = done;
    p->user = user;
    p->deadline =
        clock_monotonic() + (gint64)(timeout != 0 ? timeout : IQ_TIMEOUT_DEFAULT) * G_USEC_PER_SEC;
    g_hash_table_insert(table->pending, p->id, p);
    arm(table, p->deadline);
    return true;
}

static bool may_answer(const IqTable *table, const Pending *p, const Jid *from)
{
    if (p->to == NULL) {
        return from == NULL || jid_equal(from, table->own);
    }
    return from != NULL && jid_equal(from, p->to);
}

bool iq_table_answer(IqTable *table, Stanza *iq, const Jid *from)
{
    const char *id = stanza_id(iq);
    Pending *p = id != NULL ? g_hash_table_lookup(table->pending, id) : NULL;
    if (p == NULL || !may_answer(table, p, from)) {
        return false;
    }
    g_hash_table_steal(table->pending, p->id);
    if (g_hash_table_size(table->pending) == 0) {
        disarm(table);
    }
    bool failed = g_strcmp0(stanza_type(iq), "error") == 0;
    if (p->done != NULL) {
        p->done(failed ? IQ_ERROR : IQ_RESULT, iq, p->user);
    }
    pending_free(p);
    return true;
}

void iq_table_clear(IqTable *table)
{
    GHashTableIter iter;
    gpointer value;
    table->clearing = true;
    g_hash_table_iter_init(&iter, table->pending);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        g_hash_table_iter_steal(&iter);
        g_queue_push_tail(&table->due, value);
    }
    disarm(table);
    call_due(table, IQ_GONE);
    table->clearing = false;
}

void iq_table_forget(IqTable *table, const void *user)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, table->pending);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        if (((Pending *)value)->user == user) {
            g_hash_table_iter_remove(&iter);
        }
    }
    if (g_hash_table_size(table->pending) == 0) {
        disarm(table);
    }
    for (GList *link = table->due.head, *next; link != NULL; link = next) {
        next = link->next;
        if (((Pending *)link->data)->user == user) {
            pending_free(link->data);
            g_queue_delete_link(&table->due, link);
        }
    }
}

guint iq_table_size(const IqTable *table)
{
    return g_hash_table_size(table->pending);
}

char *iq_problem_dup(IqOutcome outcome, Stanza *reply)
{
    switch (outcome) {
    case IQ_ERROR:
        return stanza_error_text_dup(reply);
    case IQ_TIMEOUT:
        return g_strdup("no answer came");
    case IQ_GONE:
        return g_strdup("the connection ended before the answer came");
    case IQ_RESULT:
        break;
    }
    return g_strdup("the answer made no sense");
}
