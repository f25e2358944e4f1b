/* link.c: the transport's bytes through the guard, element by element (see link.h).
 *
 * Elements are handed on in slices of a few milliseconds; while some wait, the socket is
 * not read, so a flood never keeps a key press waiting and never piles up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/link.h"

#include "base/clock.h"
#include "base/log.h"
#include "xmpp/guard.h"
#include "xmpp/tls.h"
#include "xmpp/transport.h"

#include <string.h>

/* How long elements are handed on before the loop goes round, us. */
#define SLICE_US 4000
/* How long the server's goodbye is waited for, ms. */
#define CLOSE_LIMIT_MS 1500

struct Link {
    xmpp_ctx_t *ctx;
    char *domain;
    char *account;
    const LinkEvents *events;
    void *user;
    Transport *transport; /* NULL when it is over */
    Guard *guard;
    guint pump;
    guint close_timer;
    guint32 received; /* up to the element handed on last */
    gatomicrefcount refs;
    CertificateInfo *certificate; /* of the connection that is over */
    bool freed;                   /* the owner is gone: call nobody */
    bool over;
    bool stream_open;
    bool closing;
    LinkEnd pending_end; /* told when the waiting elements are handed on */
    char *pending_words;
};

static void unref(Link *link)
{
    if (!g_atomic_ref_count_dec(&link->refs)) {
        return;
    }
    guard_free(link->guard);
    certificate_info_free(link->certificate);
    g_free(link->domain);
    g_free(link->account);
    g_free(link->pending_words);
    g_free(link);
}

/* The end, told once. */
static void end(Link *link, LinkEnd how, const char *words)
{
    if (link->over) {
        return;
    }
    link->over = true;
    g_clear_handle_id(&link->pump, g_source_remove);
    g_clear_handle_id(&link->close_timer, g_source_remove);
    if (link->transport != NULL) {
        Transport *transport = g_steal_pointer(&link->transport);
        if (transport_certificate(transport) != NULL) {
            link->certificate = certificate_info_copy(transport_certificate(transport));
        }
        transport_shutdown(transport);
    }
    if (!link->freed) {
        link->events->ended(how, words, link->user);
    }
}

static void send_text(Link *link, const char *text)
{
    if (link->transport != NULL) {
        (void)transport_send(link->transport, text, strlen(text));
    }
}

static void schedule_pump(Link *link);

/* Tells the server why, as RFC 6120 section 4.9 has it, and ends. */
static void end_for_breach(Link *link, const GError *error)
{
    const char *condition = error->code == GUARD_ERROR_RESTRICTED ? "restricted-xml"
                            : error->code == GUARD_ERROR_SIZE     ? "policy-violation"
                                                                  : "not-well-formed";
    g_autofree char *text =
        g_strdup_printf("<stream:error><%s xmlns='" NS_STREAM_ERROR "'/></stream:error>"
                        "</stream:stream>",
                        condition);
    g_autofree char *words = g_strdup_printf("%s: %s", link->domain, error->message);
    send_text(link, text);
    LinkEnd how = error->code == GUARD_ERROR_NO_STREAM ? LINK_UNREACHABLE : LINK_BREACH;
    if (guard_waiting(link->guard) > 0 && !link->over) {
        /* What was whole before it is handed on first. */
        link->pending_end = how;
        link->pending_words = g_strdup(words);
        link->closing = true;
        schedule_pump(link);
    } else {
        end(link, how, words);
    }
}

static void hand_on(Link *link, GuardItem *item)
{
    bool counted = item->handled != link->received;
    link->received = item->handled;
    switch (item->kind) {
    case GUARD_STANZA:
        link->events->stanza(item->stanza, link->user);
        break;
    case GUARD_DISCARDED:
        log_line("net", "an element was left out: %s", item->why);
        if (counted && link->events->discarded != NULL) {
            link->events->discarded(link->user);
        }
        break;
    case GUARD_CLOSE: {
        g_autofree char *words = g_strdup_printf("%s closed the connection", link->domain);
        end(link, LINK_CLOSED, words);
        break;
    }
    case GUARD_OPEN:
        break;
    }
}

static gboolean on_pump(gpointer user)
{
    Link *link = user;
    gint64 start = clock_monotonic();
    link->pump = 0;
    g_atomic_ref_count_inc(&link->refs);
    while (!link->over && !link->freed && guard_waiting(link->guard) > 0) {
        g_autoptr(GuardItem) item = guard_pop(link->guard);
        hand_on(link, item);
        if (clock_monotonic() - start > SLICE_US) {
            break;
        }
    }
    if (!link->over && !link->freed) {
        if (guard_waiting(link->guard) > 0) {
            if (link->pump == 0) {
                link->pump = g_idle_add_full(G_PRIORITY_DEFAULT, on_pump, link, NULL);
            }
        } else if (link->pending_words != NULL) {
            g_autofree char *words = g_steal_pointer(&link->pending_words);
            end(link, link->pending_end, words);
        } else if (link->transport != NULL) {
            transport_pause(link->transport, false);
        }
    }
    unref(link);
    return G_SOURCE_REMOVE;
}

static void schedule_pump(Link *link)
{
    if (link->pump == 0 && !link->over && guard_waiting(link->guard) > 0) {
        link->pump = g_idle_add_full(G_PRIORITY_DEFAULT, on_pump, link, NULL);
        if (link->transport != NULL) {
            transport_pause(link->transport, true);
        }
    }
}

/* The transport's hooks. */

static void on_progress(const char *words, void *user)
{
    Link *link = user;
    if (!link->freed && link->events->progress != NULL) {
        link->events->progress(words, link->user);
    }
}

static void on_ready(void *user)
{
    Link *link = user;
    if (!link->freed) {
        link->events->secure(link->user);
    }
}

static void on_bytes(const char *bytes, gsize len, void *user)
{
    Link *link = user;
    g_autoptr(GError) error = NULL;
    g_atomic_ref_count_inc(&link->refs);
    bool sound = guard_feed(link->guard, bytes, len, &error);
    if (!sound) {
        end_for_breach(link, error);
    } else {
        schedule_pump(link);
    }
    unref(link);
}

static LinkEnd end_of(const GError *error)
{
    switch (error->code) {
    case TRANSPORT_ERROR_CERTIFICATE:
        return LINK_CERTIFICATE;
    case TRANSPORT_ERROR_NO_TLS:
    case TRANSPORT_ERROR_SETUP:
    case TRANSPORT_ERROR_UNKNOWN_HOST:
        return LINK_REFUSED;
    case TRANSPORT_ERROR_CLOSED:
        return LINK_CLOSED;
    default:
        return LINK_UNREACHABLE;
    }
}

static void on_closed(const GError *error, void *user)
{
    Link *link = user;
    g_atomic_ref_count_inc(&link->refs);
    if (guard_waiting(link->guard) > 0 && !link->over) {
        /* What came before the end is handed on first. */
        link->pending_end = end_of(error);
        link->pending_words = g_strdup(error->message);
        schedule_pump(link);
    } else {
        end(link, end_of(error), error->message);
    }
    unref(link);
}

static const TransportHooks transport_hooks = {
    .progress = on_progress,
    .ready = on_ready,
    .bytes = on_bytes,
    .closed = on_closed,
};

/* The seam. */

Link *link_new(xmpp_ctx_t *ctx, const LinkOptions *options)
{
    Link *link = g_new0(Link, 1);
    g_atomic_ref_count_init(&link->refs);
    link->ctx = ctx;
    link->domain = g_strdup(jid_domain(options->config->address));
    link->account = jid_local(options->config->address) != NULL
                        ? g_strdup(jid_bare(options->config->address))
                        : NULL;
    link->events = options->events;
    link->user = options->user;
    link->guard = guard_new(ctx);
    const TransportOptions transport = {
        .config = options->config,
        .pin = options->pin,
        .host = options->host,
        .port = options->port,
    };
    link->transport = transport_new(ctx, &transport, &transport_hooks, link);
    return link;
}

void link_free(Link *link)
{
    if (link == NULL) {
        return;
    }
    link->freed = true;
    link->over = true;
    g_clear_handle_id(&link->pump, g_source_remove);
    g_clear_handle_id(&link->close_timer, g_source_remove);
    g_clear_pointer(&link->transport, transport_free);
    unref(link);
}

void link_open_stream(Link *link)
{
    g_autofree char *to = g_markup_escape_text(link->domain, -1);
    g_autofree char *from = link->account != NULL && link->stream_open
                                ? g_markup_printf_escaped(" from='%s'", link->account)
                                : g_strdup("");
    g_autofree char *text =
        g_strdup_printf("<?xml version='1.0'?><stream:stream to='%s'%s version='1.0' "
                        "xml:lang='en' xmlns='" NS_CLIENT "' xmlns:stream='" NS_STREAM "'>",
                        to, from);
    link->stream_open = true;
    guard_reset(link->guard);
    send_text(link, text);
}

bool link_send(Link *link, Stanza *st)
{
    if (link->transport == NULL || link->over || link->closing) {
        return false;
    }
    char *text = NULL;
    gsize len = 0;
    if (xmpp_stanza_to_text(st, &text, &len) != 0) {
        return false;
    }
    bool sent = transport_send(link->transport, text, len);
    /* It may hold a password on its way. */
    explicit_bzero(text, len);
    xmpp_free(link->ctx, text);
    return sent;
}

guint link_queued(const Link *link)
{
    return link->transport != NULL ? (guint)MIN(transport_queued(link->transport), G_MAXUINT) : 0;
}

static gboolean close_limit(gpointer user)
{
    Link *link = user;
    link->close_timer = 0;
    g_atomic_ref_count_inc(&link->refs);
    end(link, LINK_CLOSED, "closed");
    unref(link);
    return G_SOURCE_REMOVE;
}

void link_close(Link *link)
{
    if (link->over || link->closing) {
        return;
    }
    if (link->stream_open) {
        send_text(link, "</stream:stream>");
    }
    link->closing = true;
    link->close_timer = g_timeout_add(link->stream_open ? CLOSE_LIMIT_MS : 0, close_limit, link);
}

const CertificateInfo *link_certificate(const Link *link)
{
    return link->transport != NULL ? transport_certificate(link->transport) : link->certificate;
}

GBytes *link_binding(Link *link, SaslBinding kind)
{
    if (link->transport == NULL) {
        return NULL;
    }
    switch (kind) {
    case SASL_BINDING_EXPORTER:
        return transport_exporter(link->transport);
    case SASL_BINDING_END_POINT:
        return transport_end_point(link->transport);
    default:
        return NULL;
    }
}
