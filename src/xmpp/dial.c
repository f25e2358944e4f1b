/* dial.c: staggered attempts with GSocketClient (see dial.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/dial.h"

#include "xmpp/transport.h"

typedef struct {
    Dial *dial; /* NULL once the dial is freed */
    guint index;
} Attempt;

struct Dial {
    GPtrArray *targets;
    GPtrArray *attempts; /* Attempt *, running; borrowed */
    GSocketClient *client;
    GCancellable *cancel;
    guint next; /* index of the next place */
    guint stagger;
    GError *error; /* the last failure */
    DialDone done;
    void *user;
};

static void start_next(Dial *dial);

void dial_free(Dial *dial)
{
    if (dial == NULL) {
        return;
    }
    for (guint i = 0; i < dial->attempts->len; i++) {
        ((Attempt *)g_ptr_array_index(dial->attempts, i))->dial = NULL;
    }
    g_cancellable_cancel(dial->cancel);
    g_clear_handle_id(&dial->stagger, g_source_remove);
    g_clear_error(&dial->error);
    g_object_unref(dial->cancel);
    g_object_unref(dial->client);
    g_ptr_array_unref(dial->attempts);
    g_ptr_array_unref(dial->targets);
    g_free(dial);
}

static void attempt_failed(Dial *dial, GError *error)
{
    /* "No such host" of one place says less than a refusal by another. */
    if (dial->error == NULL || dial->error->domain == G_RESOLVER_ERROR) {
        g_clear_error(&dial->error);
        dial->error = error;
    } else {
        g_error_free(error);
    }
    if (dial->next < dial->targets->len) {
        start_next(dial);
    } else if (dial->attempts->len == 0) {
        dial->done(NULL, NULL, dial->error, dial->user);
    }
}

static void connected(GObject *source, GAsyncResult *result, gpointer user)
{
    g_autofree Attempt *attempt = user;
    Dial *dial = attempt->dial;
    GError *error = NULL;
    GSocketConnection *connection =
        g_socket_client_connect_to_host_finish(G_SOCKET_CLIENT(source), result, &error);
    if (dial == NULL) {
        g_clear_object(&connection);
        g_clear_error(&error);
        return;
    }
    g_ptr_array_remove(dial->attempts, attempt);
    if (connection == NULL) {
        attempt_failed(dial, error);
        return;
    }
    dial->done(connection, g_ptr_array_index(dial->targets, attempt->index), NULL, dial->user);
}

static gboolean head_start_over(gpointer user)
{
    Dial *dial = user;
    dial->stagger = 0;
    start_next(dial);
    return G_SOURCE_REMOVE;
}

static void start_next(Dial *dial)
{
    g_clear_handle_id(&dial->stagger, g_source_remove);
    Attempt *attempt = g_new0(Attempt, 1);
    attempt->dial = dial;
    attempt->index = dial->next++;
    const Target *target = g_ptr_array_index(dial->targets, attempt->index);
    g_ptr_array_add(dial->attempts, attempt);
    g_socket_client_connect_to_host_async(dial->client, target->host, target->port, dial->cancel,
                                          connected, attempt);
    if (dial->next < dial->targets->len) {
        dial->stagger = g_timeout_add(TRANSPORT_STAGGER_MS, head_start_over, dial);
    }
}

Dial *dial_start(GPtrArray *targets, guint first, const char *proxy, DialDone done, void *user)
{
    Dial *dial = g_new0(Dial, 1);
    dial->targets = g_ptr_array_ref(targets);
    dial->attempts = g_ptr_array_new();
    dial->client = g_socket_client_new();
    dial->cancel = g_cancellable_new();
    dial->next = first;
    dial->done = done;
    dial->user = user;
    /* Only the configured proxy: never what a desktop or the environment names. */
    g_socket_client_set_enable_proxy(dial->client, proxy != NULL);
    if (proxy != NULL) {
        g_autoptr(GProxyResolver) resolver = g_simple_proxy_resolver_new(proxy, NULL);
        g_socket_client_set_proxy_resolver(dial->client, resolver);
    }
    start_next(dial);
    return dial;
}
