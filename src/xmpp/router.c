/* router.c: from a stanza to the handlers that may see it.
 *
 * The order is fixed: kind, sender, origin table, then handlers. What is no
 * valid stanza, or comes from no valid address, is dropped and only counted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/router.h"

#include "base/clock.h"
#include "base/log.h"
#include "xmpp/session_private.h"

#include <string.h>

/* How many answers a sender had in the running second. */
typedef struct {
    char *bare;
    gint64 since;
    guint n;
    GList link; /* in limiter->order, oldest first */
} Sender;

struct RateLimit {
    GHashTable *senders; /* bare -> Sender */
    GQueue order;
};

static void sender_free(gpointer data)
{
    Sender *sender = data;
    g_free(sender->bare);
    g_free(sender);
}

RateLimit *rate_limit_new(void)
{
    RateLimit *limit = g_new0(RateLimit, 1);
    limit->senders = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, sender_free);
    g_queue_init(&limit->order);
    return limit;
}

void rate_limit_free(RateLimit *limit)
{
    if (limit != NULL) {
        g_hash_table_unref(limit->senders);
        g_free(limit);
    }
}

static Sender *get_sender(RateLimit *limit, const char *bare, gint64 now)
{
    Sender *sender = g_hash_table_lookup(limit->senders, bare);
    if (sender != NULL) {
        return sender;
    }
    if (g_hash_table_size(limit->senders) >= ROUTER_SENDERS_MAX) {
        Sender *oldest = g_queue_peek_head(&limit->order);
        g_queue_unlink(&limit->order, &oldest->link);
        g_hash_table_remove(limit->senders, oldest->bare);
    }
    sender = g_new0(Sender, 1);
    sender->bare = g_strdup(bare);
    sender->since = now;
    sender->link.data = sender;
    g_hash_table_insert(limit->senders, sender->bare, sender);
    g_queue_push_tail_link(&limit->order, &sender->link);
    return sender;
}

bool rate_limit_take(RateLimit *limit, const char *bare)
{
    gint64 now = clock_monotonic();
    Sender *sender = get_sender(limit, bare, now);
    if (now - sender->since >= G_USEC_PER_SEC) {
        sender->since = now;
        sender->n = 0;
        g_queue_unlink(&limit->order, &sender->link);
        g_queue_push_tail_link(&limit->order, &sender->link);
    }
    if (sender->n >= ROUTER_REPLIES_PER_SECOND) {
        return false;
    }
    sender->n++;
    return true;
}

static bool is_request(const char *type)
{
    return strcmp(type, "get") == 0 || strcmp(type, "set") == 0;
}

/* The payload that ROUTE wants of IN, or that it wants none; false when it does not match. */
static bool match_payload(const Route *route, const Incoming *in, Stanza **ret_payload)
{
    *ret_payload = NULL;
    if (route->payload == NULL) {
        return true;
    }
    *ret_payload = stanza_child(in->stanza, route->payload, route->ns);
    return *ret_payload != NULL;
}

static bool match_type(const Route *route, const char *type)
{
    if (route->type == NULL) {
        return strcmp(type, "error") != 0;
    }
    return strcmp(route->type, type) == 0;
}

static bool may_send(const Route *route, const Incoming *in)
{
    const OriginRow *row = origin_find(route->stanza, route->payload, route->ns);
    if (row != NULL && (row->allowed & in->origin) != 0) {
        return true;
    }
    log_line("route", "%s with %s refused from %s", route->stanza,
             route->payload != NULL ? route->payload : "nothing", jid_text(in->from));
    return false;
}

/* True when a handler took the stanza for itself. */
static bool dispatch(Session *session, const char *kind, const Incoming *in)
{
    const XepModule *const *modules = xep_modules();
    for (guint m = 0; modules[m] != NULL; m++) {
        for (const Route *r = modules[m]->routes; r != NULL && r->stanza != NULL; r++) {
            Incoming copy = *in;
            if (strcmp(r->stanza, kind) != 0 || !match_type(r, in->type) ||
                !match_payload(r, in, &copy.payload) || !may_send(r, in)) {
                continue;
            }
            if (r->handle(session, session_state(session, modules[m]), &copy) == ROUTE_DONE) {
                return true;
            }
        }
    }
    return false;
}

static guint count_children(Stanza *st)
{
    guint n = 0;
    for (Stanza *c = stanza_child(st, NULL, STANZA_ANY); c != NULL;
         c = stanza_next(c, NULL, STANZA_ANY)) {
        n++;
    }
    return n;
}

static void route_iq(Session *session, Incoming *in, const Jid *from)
{
    if (!is_request(in->type)) {
        bool known = strcmp(in->type, "result") == 0 || strcmp(in->type, "error") == 0;
        if (!known || !iq_table_answer(session->iqs, in->stanza, from)) {
            session->dropped++;
        }
        return;
    }
    /* A request holds exactly one payload (RFC 6120 section 8.2.3). */
    bool sound = in->id != NULL && count_children(in->stanza) == 1;
    if (!sound || !dispatch(session, "iq", in)) {
        session_reply_error(session, in, "cancel", "service-unavailable");
    }
}

static const char *const message_types[] = {"normal", "chat", "groupchat", "headline", "error"};
static const char *const presence_types[] = {"available",  "unavailable", "subscribe",
                                             "subscribed", "unsubscribe", "unsubscribed",
                                             "probe",      "error"};

/* TYPE if it is in LIST, FALLBACK if it is absent, else NULL. */
static const char *known_type(const char *type, const char *const *list, guint n)
{
    for (guint i = 0; i < n && type != NULL; i++) {
        if (strcmp(type, list[i]) == 0) {
            return type;
        }
    }
    return type == NULL ? list[0] : NULL;
}

void router_handle(Session *session, Stanza *stanza)
{
    g_autoptr(Jid) from = NULL;
    if (strcmp(stanza_ns(stanza), NS_CLIENT) != 0 || !stanza_from(stanza, &from, NULL)) {
        session->dropped++;
        return;
    }
    Incoming in = {
        .stanza = stanza,
        .from = from != NULL ? from : session_own(session),
        .id = stanza_id(stanza),
        .origin = origin_classify(session->account, from),
    };
    const char *name = stanza_name(stanza), *type = stanza_type(stanza);
    if (strcmp(name, "iq") == 0) {
        in.type = type != NULL ? type : "";
        route_iq(session, &in, from);
        return;
    }
    if (strcmp(name, "message") == 0) {
        /* RFC 6121 section 5.2.2: an unknown type is "normal". */
        in.type = known_type(type, message_types, G_N_ELEMENTS(message_types));
        in.type = in.type != NULL ? in.type : "normal";
    } else if (strcmp(name, "presence") == 0) {
        in.type = known_type(type, presence_types, G_N_ELEMENTS(presence_types));
    }
    if (in.type == NULL) {
        session->dropped++;
        return;
    }
    dispatch(session, name, &in);
}

void router_check(void)
{
    const XepModule *const *modules = xep_modules();
    for (guint m = 0; modules[m] != NULL; m++) {
        for (const Route *r = modules[m]->routes; r != NULL && r->stanza != NULL; r++) {
            if (origin_find(r->stanza, r->payload, r->ns) == NULL) {
                g_error("XEP-%s: no row in the origin table for %s/%s", modules[m]->number,
                        r->stanza, r->payload != NULL ? r->payload : "");
            }
        }
    }
}

void session_reply(Session *session, const Incoming *in, Stanza *st)
{
    if (strcmp(stanza_name(in->stanza), "iq") != 0 || !is_request(in->type) ||
        !rate_limit_take(session->limit, jid_bare(in->from))) {
        stanza_free(st);
        return;
    }
    session_send(session, st);
}

void session_reply_done(Session *session, const Incoming *in)
{
    session_reply(session, in, stanza_result_new(in->stanza));
}

void session_reply_error(Session *session, const Incoming *in, const char *kind,
                         const char *condition)
{
    session_reply(session, in, stanza_error_new(in->stanza, kind, condition));
}

bool session_may_tell(Session *session, const Incoming *in)
{
    return (in->origin & (ORIGIN_SELF | ORIGIN_OWN | ORIGIN_SERVER | ORIGIN_SUBSCRIBER)) != 0;
}
