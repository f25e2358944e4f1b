/* check_server.c: is there a server for this address, and can one log in there safely?
 *
 * For the moment when an address is being typed: connects, verifies, reads the features,
 * leaves. Nothing is sent but the stream's header.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/clock.h"
#include "xmpp/session_private.h"

#include <string.h>

#define LIMIT_SECONDS 15

typedef struct {
    xmpp_ctx_t *ctx;
    Link *link;
    char *domain;
    gint64 start;
    GCancellable *cancellable;
    gulong cancel_handler;
    guint timer;
    guint end; /* idle that ends it outside of callbacks */
    char *words, *error;
    SessionAnswer done;
    void *user;
} Check;

static void check_free(Check *check)
{
    if (check->cancellable != NULL) {
        g_signal_handler_disconnect(check->cancellable, check->cancel_handler);
        g_object_unref(check->cancellable);
    }
    g_clear_handle_id(&check->timer, g_source_remove);
    g_clear_handle_id(&check->end, g_source_remove);
    link_free(check->link);
    xmpp_ctx_free(check->ctx);
    g_free(check->domain);
    g_free(check->words);
    g_free(check->error);
    g_free(check);
}

/* In a turn of its own: the stanza that the link is handing out needs the context to the end. */
static gboolean finish(gpointer data)
{
    Check *check = data;
    check->end = 0;
    SessionAnswer done = check->done;
    void *user = check->user;
    g_autofree char *words = g_steal_pointer(&check->words);
    g_autofree char *error = g_steal_pointer(&check->error);
    check_free(check);
    done(words, error, user);
    return G_SOURCE_REMOVE;
}

static void answer(Check *check, const char *words, const char *error)
{
    if (check->end == 0) {
        check->words = g_strdup(words);
        check->error = g_strdup(error);
        check->end = g_idle_add_full(G_PRIORITY_DEFAULT, finish, check, NULL);
    }
}

static gboolean cancelled_end(gpointer data)
{
    Check *check = data;
    check->end = 0;
    check_free(check);
    return G_SOURCE_REMOVE;
}

static void on_cancelled(GCancellable *cancellable, gpointer data)
{
    Check *check = data;
    (void)cancellable;
    g_clear_handle_id(&check->end, g_source_remove);
    check->end = g_idle_add(cancelled_end, check);
}

static gboolean too_slow(gpointer data)
{
    Check *check = data;
    check->timer = 0;
    g_autofree char *words = g_strdup_printf("%s: no answer", check->domain);
    answer(check, NULL, words);
    return G_SOURCE_REMOVE;
}

static void on_secure(void *user)
{
    Check *check = user;
    link_open_stream(check->link);
}

static void on_stanza(Stanza *st, void *user)
{
    Check *check = user;
    if (!stanza_is(st, "features", NS_STREAM)) {
        return;
    }
    gint64 ms = (clock_monotonic() - check->start) / 1000;
    bool makes_accounts =
        stanza_child(st, "register", "http://jabber.org/features/iq-register") != NULL;
    g_autofree char *words = g_strdup_printf("%s: found, TLS ok, %d ms%s", check->domain, (int)ms,
                                             makes_accounts ? ", takes new accounts" : "");
    answer(check, words, NULL);
}

static void on_ended(LinkEnd how, const char *words, void *user)
{
    (void)how;
    answer(user, NULL, words);
}

static const LinkEvents events = {
    .secure = on_secure,
    .stanza = on_stanza,
    .ended = on_ended,
};

void session_check_server(const AccountConfig *config, Settings *settings,
                          GCancellable *cancellable, SessionAnswer done, void *user)
{
    (void)settings;
    Check *check = g_new0(Check, 1);
    check->ctx = xmpp_ctx_new(NULL, NULL);
    check->domain = g_strdup(jid_domain(config->address));
    check->start = clock_monotonic();
    check->done = done;
    check->user = user;
    check->timer = g_timeout_add_seconds(LIMIT_SECONDS, too_slow, check);
    if (cancellable != NULL) {
        check->cancellable = g_object_ref(cancellable);
        check->cancel_handler =
            g_signal_connect(cancellable, "cancelled", G_CALLBACK(on_cancelled), check);
    }
    const LinkOptions options = {.config = config, .events = &events, .user = check};
    check->link = link_new(check->ctx, &options);
}
