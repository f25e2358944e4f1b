/* stream_management.c: counters modulo 2^32 and the queue of what the server did not confirm.
 *
 * Invariant: the queue's head is stanza number acked + 1 of this session, so its length
 * is sent - acked. An h outside acked..sent is no mistake that can be mended.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/stream_management.h"

#include "base/log.h"

#include <gio/gio.h>
#include <string.h>

typedef struct {
    Stanza *st;
    gint64 key;
    char *chat;
} Unacked;

struct StreamManagement {
    SmTold told;
    void *user;
    GQueue unacked;
    guint32 acked;   /* the server's last h */
    guint32 handled; /* ours */
    char *id;        /* for resuming; nullable */
    guint max;
    bool on;
    bool confirmed;
    bool tracking; /* without the server's counting: only own messages are kept */
};

StreamManagement *sm_new(SmTold told, void *user)
{
    StreamManagement *sm = g_new0(StreamManagement, 1);
    sm->told = told;
    sm->user = user;
    g_queue_init(&sm->unacked);
    return sm;
}

static void unacked_free(Unacked *item)
{
    stanza_free(item->st);
    g_free(item->chat);
    g_free(item);
}

static void settle(StreamManagement *sm, bool has_it)
{
    Unacked *item = g_queue_pop_head(&sm->unacked);
    if (item->key != 0) {
        sm->told(item->key, item->chat, has_it, sm->user);
    }
    unacked_free(item);
}

void sm_drop(StreamManagement *sm)
{
    sm->on = sm->confirmed = sm->tracking = false;
    g_clear_pointer(&sm->id, g_free);
    while (!g_queue_is_empty(&sm->unacked)) {
        settle(sm, false);
    }
    sm->acked = sm->handled = 0;
}

void sm_free(StreamManagement *sm)
{
    if (sm == NULL) {
        return;
    }
    Unacked *item;
    while ((item = g_queue_pop_head(&sm->unacked)) != NULL) {
        unacked_free(item);
    }
    g_free(sm->id);
    g_free(sm);
}

Stanza *sm_enable_new(StreamManagement *sm, xmpp_ctx_t *ctx)
{
    sm_drop(sm);
    sm->on = true;
    Stanza *st = stanza_new(ctx, "enable", NS_SM);
    stanza_set(st, "resume", "true");
    return st;
}

bool sm_enabled(StreamManagement *sm, Stanza *enabled)
{
    if (!sm->on || sm->confirmed) {
        return false;
    }
    const char *resume = stanza_attr(enabled, "resume"), *id = stanza_attr(enabled, "id");
    gint64 max = 0;
    sm->confirmed = true;
    if (!stanza_attr_int(enabled, "max", 0, G_MAXINT32, &max)) {
        max = 0;
    }
    sm->max = (guint)max;
    bool yes = resume != NULL && (strcmp(resume, "true") == 0 || strcmp(resume, "1") == 0);
    if (yes && id != NULL && *id != '\0') {
        sm->id = g_strdup(id);
    }
    return sm->id != NULL;
}

void sm_track(StreamManagement *sm)
{
    sm_drop(sm);
    sm->on = sm->tracking = true;
}

void sm_refused(StreamManagement *sm)
{
    sm->confirmed = false;
    sm->tracking = true;
    g_clear_pointer(&sm->id, g_free);
}

guint32 sm_position(const StreamManagement *sm)
{
    return sm->acked + sm->unacked.length;
}

void sm_settle_to(StreamManagement *sm, guint32 position)
{
    guint32 more = position - sm->acked;
    if (more <= sm->unacked.length) {
        sm->acked = position;
        for (; more > 0 && !g_queue_is_empty(&sm->unacked); more--) {
            settle(sm, true);
        }
    }
}

bool sm_is_on(const StreamManagement *sm)
{
    return sm->on;
}

bool sm_is_confirmed(const StreamManagement *sm)
{
    return sm->confirmed;
}

bool sm_can_resume(const StreamManagement *sm)
{
    return sm->id != NULL;
}

guint sm_max(const StreamManagement *sm)
{
    return sm->max;
}

static bool counts(Stanza *st)
{
    const char *name = stanza_name(st);
    return strcmp(stanza_ns(st), NS_CLIENT) == 0 &&
           (strcmp(name, "message") == 0 || strcmp(name, "presence") == 0 ||
            strcmp(name, "iq") == 0);
}

void sm_sent(StreamManagement *sm, Stanza *st, gint64 key, const char *chat)
{
    if (!sm->on || !counts(st) || (sm->tracking && key == 0)) {
        return;
    }
    Unacked *item = g_new0(Unacked, 1);
    item->st = stanza_copy(st);
    item->key = key;
    item->chat = g_strdup(chat);
    g_queue_push_tail(&sm->unacked, item);
}

guint sm_unacked(const StreamManagement *sm)
{
    return sm->unacked.length;
}

void sm_received(StreamManagement *sm, guint n)
{
    if (sm->on) {
        sm->handled += n;
    }
}

guint32 sm_handled(const StreamManagement *sm)
{
    return sm->handled;
}

Stanza *sm_ack_new(xmpp_ctx_t *ctx, guint32 handled)
{
    Stanza *st = stanza_new(ctx, "a", NS_SM);
    stanza_set_int(st, "h", handled);
    return st;
}

Stanza *sm_request_new(xmpp_ctx_t *ctx)
{
    return stanza_new(ctx, "r", NS_SM);
}

Stanza *sm_resume_new(StreamManagement *sm, xmpp_ctx_t *ctx)
{
    Stanza *st = stanza_new(ctx, "resume", NS_SM);
    stanza_set_int(st, "h", sm->handled);
    stanza_set(st, "previd", sm->id);
    return st;
}

/* Settles what H covers. */
static bool take_h(StreamManagement *sm, Stanza *st, GError **error)
{
    gint64 h;
    if (!stanza_attr_int(st, "h", 0, G_MAXUINT32, &h)) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                            "the server counts wrongly (no number)");
        return false;
    }
    guint32 more = (guint32)h - sm->acked;
    if (more > sm->unacked.length) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                            "the server claims more than was sent");
        return false;
    }
    sm->acked = (guint32)h;
    for (; more > 0 && !g_queue_is_empty(&sm->unacked); more--) {
        settle(sm, true);
    }
    return true;
}

bool sm_acked(StreamManagement *sm, Stanza *st, GError **error)
{
    if (!sm->on || sm->tracking) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                            "the server confirms what it was not asked for");
        return false;
    }
    return take_h(sm, st, error);
}

GPtrArray *sm_resumed(StreamManagement *sm, Stanza *resumed, GError **error)
{
    if (sm->id == NULL || g_strcmp0(stanza_attr(resumed, "previd"), sm->id) != 0) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                            "the server goes on with another connection than ours");
        return NULL;
    }
    if (!take_h(sm, resumed, error)) {
        return NULL;
    }
    GPtrArray *again = g_ptr_array_new();
    for (GList *link = sm->unacked.head; link != NULL; link = link->next) {
        g_ptr_array_add(again, ((Unacked *)link->data)->st);
    }
    return again;
}

void sm_resume_failed(StreamManagement *sm, Stanza *failed)
{
    g_autoptr(GError) error = NULL;
    if (stanza_attr(failed, "h") != NULL && !take_h(sm, failed, &error)) {
        /* A wrong count says nothing: all of it goes again. */
        log_line("sm", "failed: %s", error->message);
    }
    sm_drop(sm);
}
