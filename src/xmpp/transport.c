/* transport.c: the steps of a connection and its bytes (see transport.h).
 *
 * States follow each other: FIND, DIAL, STARTTLS (not with direct TLS), HANDSHAKE, UP. A
 * place that fails before its certificate was seen makes room for the next one; a
 * certificate that is refused ends all, since trying elsewhere would hide it.
 * A callback may free the transport: after every one `alive` is looked at.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/transport.h"

#include "base/log.h"
#include "xmpp/dial.h"
#include "xmpp/starttls.h"
#include "xmpp/target.h"
#include "xmpp/tls.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

G_DEFINE_QUARK(causerie - transport - error, transport_error)

#define READ_SIZE 16384
/* Reads in one turn of the loop before others get theirs. */
#define READS_PER_TURN 4
#define USER_TIMEOUT_MS 30000

typedef enum { STEP_FIND, STEP_DIAL, STEP_STARTTLS, STEP_HANDSHAKE, STEP_UP, STEP_OVER } Step;

struct Transport {
    xmpp_ctx_t *ctx;
    AccountConfig *config;
    char *pin;
    TransportHooks hooks;
    void *user;
    gatomicrefcount refs; /* the owner's, and one around each callback */
    Step step;
    GCancellable *cancel;
    GPtrArray *targets;
    guint next_target; /* the place to go on with after a failure */
    Dial *dial;
    GSocketConnection *connection;
    int fd;
    bool direct;
    Starttls *starttls;
    Tls *tls;
    CertificateInfo *certificate;
    guint deadline;
    guint watch;
    GIOCondition watched;
    guint again; /* bytes wait inside TLS: look again without the socket's word */
    bool paused;
    bool ending; /* transport_shutdown(): over when the output is out */
    bool handshake_writes;
    GString *output;
    gsize written; /* of output */
};

static void go_on(Transport *transport);
static void update_watch(Transport *transport);
static void dial(Transport *transport);

static void ref(Transport *transport)
{
    g_atomic_ref_count_inc(&transport->refs);
}

static void unref(Transport *transport)
{
    if (!g_atomic_ref_count_dec(&transport->refs)) {
        return;
    }
    g_string_free(transport->output, TRUE);
    certificate_info_free(transport->certificate);
    account_config_free(transport->config);
    g_object_unref(transport->cancel);
    g_free(transport->pin);
    g_free(transport);
}

/* Ends the connection that is up or being made; what was learned stays. */
static void drop_connection(Transport *transport)
{
    g_clear_handle_id(&transport->watch, g_source_remove);
    g_clear_handle_id(&transport->again, g_source_remove);
    g_clear_handle_id(&transport->deadline, g_source_remove);
    transport->watched = 0;
    g_clear_pointer(&transport->dial, dial_free);
    g_clear_pointer(&transport->starttls, starttls_free);
    g_clear_pointer(&transport->tls, tls_free);
    g_clear_object(&transport->connection);
    g_string_truncate(transport->output, 0);
    transport->written = 0;
}

static void finish(Transport *transport)
{
    transport->step = STEP_OVER;
    g_cancellable_cancel(transport->cancel);
    drop_connection(transport);
    g_clear_pointer(&transport->targets, g_ptr_array_unref);
}

static void end(Transport *transport, TransportError code, const char *sentence)
{
    if (transport->step == STEP_OVER) {
        return;
    }
    g_autoptr(GError) error = g_error_new_literal(TRANSPORT_ERROR, (int)code, sentence);
    log_line("net", "ended: %s", sentence);
    bool tell = !transport->ending;
    finish(transport);
    if (tell) {
        transport->hooks.closed(error, transport->user);
    } else {
        unref(transport);
    }
}

static const char *domain_of(const Transport *transport)
{
    return jid_domain(transport->config->address);
}

static void endf(Transport *transport, TransportError code, const char *what)
{
    g_autofree char *sentence = g_strdup_printf("%s %s", domain_of(transport), what);
    end(transport, code, sentence);
}

/* Tries the next place, or ends with SENTENCE where there is none. */
static void try_next(Transport *transport, TransportError code, const char *sentence)
{
    if (transport->targets != NULL && transport->next_target < transport->targets->len) {
        log_line("net", "trying the next place: %s", sentence);
        drop_connection(transport);
        dial(transport);
    } else {
        end(transport, code, sentence);
    }
}

static gboolean deadline_over(gpointer user)
{
    Transport *transport = user;
    static const char *const steps[] = {
        [STEP_FIND] = "looking it up took too long",
        [STEP_DIAL] = "no answer to the attempt to connect",
        [STEP_STARTTLS] = "it accepts connections, but says nothing",
        [STEP_HANDSHAKE] = "it does not go on with the encryption",
    };
    transport->deadline = 0;
    g_autofree char *sentence =
        g_strdup_printf("cannot reach %s: timed out, %s.", domain_of(transport),
                        transport->step < STEP_UP ? steps[transport->step] : "");
    try_next(transport, TRANSPORT_ERROR_TIMEOUT, sentence);
    return G_SOURCE_REMOVE;
}

static void set_deadline(Transport *transport, guint seconds)
{
    g_clear_handle_id(&transport->deadline, g_source_remove);
    if (seconds > 0) {
        transport->deadline = g_timeout_add_seconds(seconds, deadline_over, transport);
    }
}

static void progress(Transport *transport, const char *words)
{
    if (transport->hooks.progress != NULL) {
        transport->hooks.progress(words, transport->user);
    }
}

/* TLS. */

static void refuse_certificate(Transport *transport)
{
    const CertificateInfo *info = tls_certificate(transport->tls);
    transport->certificate = certificate_info_copy(info);
    g_autofree char *sentence = g_strdup_printf(
        "certificate of %s is not trusted: %s. Fingerprint (SHA-256) %s. If it is the right one, "
        "/tls trust pins it.",
        domain_of(transport), info->reason, info->fingerprint != NULL ? info->fingerprint : "none");
    end(transport, TRANSPORT_ERROR_CERTIFICATE, sentence);
}

static void handshake(Transport *transport)
{
    switch (tls_handshake(transport->tls)) {
    case TLS_WANT_READ:
        transport->handshake_writes = false;
        break;
    case TLS_WANT_WRITE:
        transport->handshake_writes = true;
        break;
    case TLS_DONE:
        set_deadline(transport, 0);
        if (!tls_certificate_is_good(transport->tls)) {
            refuse_certificate(transport);
            return;
        }
        transport->certificate = certificate_info_copy(tls_certificate(transport->tls));
        transport->step = STEP_UP;
        update_watch(transport);
        transport->hooks.ready(transport->user);
        return;
    default: {
        g_autofree char *sentence =
            g_strdup_printf("cannot reach %s: no secure connection could be agreed on (%s).",
                            domain_of(transport), tls_failure(transport->tls));
        try_next(transport, TRANSPORT_ERROR_NO_TLS, sentence);
        return;
    }
    }
    update_watch(transport);
}

static void start_handshake(Transport *transport)
{
    g_autoptr(GError) error = NULL;
    transport->tls =
        tls_new(transport->fd, transport->config, transport->pin, transport->direct, &error);
    if (transport->tls == NULL) {
        end(transport, TRANSPORT_ERROR_SETUP, error->message);
        return;
    }
    transport->step = STEP_HANDSHAKE;
    set_deadline(transport, TRANSPORT_HANDSHAKE_SECONDS);
    progress(transport, "agreeing on encryption");
    if (transport->step == STEP_HANDSHAKE) {
        handshake(transport);
    }
}

/* STARTTLS. */

static void read_starttls(Transport *transport)
{
    char buffer[READ_SIZE];
    ssize_t n = recv(transport->fd, buffer, sizeof buffer, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (n <= 0) {
        g_autofree char *sentence =
            g_strdup_printf("cannot reach %s: it closed the connection before it was secure.",
                            domain_of(transport));
        try_next(transport, TRANSPORT_ERROR_UNREACHABLE, sentence);
        return;
    }
    g_autofree char *out = NULL;
    g_autoptr(GError) error = NULL;
    switch (starttls_feed(transport->starttls, buffer, (gsize)n, &out, &error)) {
    case STARTTLS_PROCEED:
        g_clear_pointer(&transport->starttls, starttls_free);
        start_handshake(transport);
        return;
    case STARTTLS_FAILED:
        end(transport, (TransportError)error->code, error->message);
        return;
    case STARTTLS_MORE:
        break;
    }
    if (out != NULL) {
        g_string_append(transport->output, out);
    }
}

/* What is queued goes out as far as the socket takes it. */
static void write_plain(Transport *transport)
{
    while (transport->written < transport->output->len) {
        ssize_t n = send(transport->fd, transport->output->str + transport->written,
                         transport->output->len - transport->written, MSG_NOSIGNAL);
        if (n < 0) {
            return;
        }
        transport->written += (gsize)n;
    }
    g_string_truncate(transport->output, 0);
    transport->written = 0;
}

/* Up. */

static void broken(Transport *transport)
{
    endf(transport, TRANSPORT_ERROR_CLOSED, "closed the connection.");
}

static void write_tls(Transport *transport)
{
    while (transport->step == STEP_UP && transport->written < transport->output->len) {
        gsize n = 0;
        TlsStatus status = tls_write(transport->tls, transport->output->str + transport->written,
                                     transport->output->len - transport->written, &n);
        if (status == TLS_WANT_READ || status == TLS_WANT_WRITE) {
            /* Keep the buffer from growing at its written end. */
            if (transport->written > TRANSPORT_OUTPUT_MAX / 16) {
                g_string_erase(transport->output, 0, (gssize)transport->written);
                transport->written = 0;
            }
            return;
        }
        if (status != TLS_DONE) {
            broken(transport);
            return;
        }
        transport->written += n;
    }
    if (transport->step == STEP_UP) {
        g_string_truncate(transport->output, 0);
        transport->written = 0;
        if (transport->ending) {
            tls_shutdown(transport->tls);
            finish(transport);
            unref(transport);
        }
    }
}

static void read_tls(Transport *transport)
{
    char buffer[READ_SIZE];
    for (guint i = 0; i < READS_PER_TURN; i++) {
        if (transport->step != STEP_UP || transport->paused || transport->ending) {
            return;
        }
        gsize n = 0;
        switch (tls_read(transport->tls, buffer, sizeof buffer, &n)) {
        case TLS_DONE:
            transport->hooks.bytes(buffer, n, transport->user);
            break;
        case TLS_WANT_READ:
        case TLS_WANT_WRITE:
            return;
        default:
            broken(transport);
            return;
        }
    }
}

static gboolean on_again(gpointer user)
{
    Transport *transport = user;
    transport->again = 0;
    go_on(transport);
    return G_SOURCE_REMOVE;
}

static gboolean on_socket(gint fd, GIOCondition condition, gpointer user)
{
    Transport *transport = user;
    (void)fd, (void)condition;
    /* Adding and removing a watch wakes the loop for nothing, so this one stays while it may. */
    go_on(transport);
    return G_SOURCE_CONTINUE;
}

static GIOCondition wanted(const Transport *transport)
{
    bool output = transport->written < transport->output->len;
    switch (transport->step) {
    case STEP_STARTTLS:
        return G_IO_IN | (output ? G_IO_OUT : 0);
    case STEP_HANDSHAKE:
        return transport->handshake_writes ? G_IO_OUT : G_IO_IN;
    case STEP_UP:
        return (transport->paused || transport->ending ? 0 : G_IO_IN) | (output ? G_IO_OUT : 0);
    default:
        return 0;
    }
}

static void update_watch(Transport *transport)
{
    GIOCondition condition = wanted(transport);
    if (condition != transport->watched) {
        g_clear_handle_id(&transport->watch, g_source_remove);
        if (condition != 0) {
            transport->watch =
                g_unix_fd_add(transport->fd, condition | G_IO_ERR | G_IO_HUP, on_socket, transport);
        }
        transport->watched = condition;
    }
    if (transport->step == STEP_UP && !transport->paused && !transport->ending &&
        transport->again == 0 && tls_has_pending(transport->tls)) {
        transport->again = g_idle_add_full(G_PRIORITY_DEFAULT, on_again, transport, NULL);
    }
}

static void go_on(Transport *transport)
{
    ref(transport);
    switch (transport->step) {
    case STEP_STARTTLS:
        write_plain(transport);
        read_starttls(transport);
        if (transport->step == STEP_STARTTLS) {
            write_plain(transport);
        }
        break;
    case STEP_HANDSHAKE:
        handshake(transport);
        break;
    case STEP_UP:
        write_tls(transport);
        read_tls(transport);
        break;
    default:
        break;
    }
    update_watch(transport);
    unref(transport);
}

/* Connecting. */

static void tune_socket(int fd)
{
    const int on = 1;
    const int timeout = USER_TIMEOUT_MS;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof timeout);
}

static void dial_failed(Transport *transport, const GError *error)
{
    const Target *first = g_ptr_array_index(transport->targets, 0);
    bool no_host =
        error != NULL && g_error_matches(error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND);
    bool unknown = no_host && first->guessed;
    bool no_name = error != NULL && error->domain == G_RESOLVER_ERROR && !unknown;
    g_autofree char *sentence = NULL;
    if (unknown) {
        sentence = g_strdup_printf("%s does not exist: no server has this name. Check the address.",
                                   domain_of(transport));
    } else if (no_name) {
        sentence = g_strdup_printf("cannot reach %s: its name cannot be looked up (%s).",
                                   domain_of(transport), error->message);
    } else {
        sentence = g_strdup_printf("cannot reach %s: %s.", domain_of(transport),
                                   error != NULL ? error->message : "nobody answers");
    }
    end(transport, unknown ? TRANSPORT_ERROR_UNKNOWN_HOST : TRANSPORT_ERROR_UNREACHABLE, sentence);
}

static void dialed(GSocketConnection *connection, const Target *target, const GError *error,
                   void *user)
{
    Transport *transport = user;
    if (connection == NULL) {
        ref(transport);
        dial_failed(transport, error);
        unref(transport);
        return;
    }
    ref(transport);
    for (guint i = 0; i < transport->targets->len; i++) {
        if (g_ptr_array_index(transport->targets, i) == target) {
            transport->next_target = i + 1;
        }
    }
    transport->direct = target->direct;
    log_line("net", "connected to %s:%u%s", target->host, target->port,
             target->direct ? " (direct TLS)" : "");
    g_clear_pointer(&transport->dial, dial_free);
    transport->connection = connection;
    transport->fd = g_socket_get_fd(g_socket_connection_get_socket(connection));
    g_socket_set_blocking(g_socket_connection_get_socket(connection), FALSE);
    (void)g_unix_set_fd_nonblocking(transport->fd, TRUE, NULL);
    tune_socket(transport->fd);
    if (transport->direct) {
        start_handshake(transport);
    } else {
        transport->step = STEP_STARTTLS;
        set_deadline(transport, TRANSPORT_STARTTLS_SECONDS);
        transport->starttls = starttls_new(transport->ctx, transport->config->address);
        g_autofree char *hello = starttls_hello_dup(transport->starttls);
        g_string_assign(transport->output, hello);
        write_plain(transport);
        update_watch(transport);
    }
    unref(transport);
}

static void dial(Transport *transport)
{
    transport->step = STEP_DIAL;
    set_deadline(transport, TRANSPORT_CONNECT_SECONDS);
    transport->dial = dial_start(transport->targets, transport->next_target,
                                 transport->config->proxy, dialed, transport);
    transport->next_target = transport->targets->len;
    progress(transport, "connecting");
}

static void found(GObject *source, GAsyncResult *result, gpointer user)
{
    Transport *transport = user;
    (void)source;
    g_autoptr(GError) error = NULL;
    GPtrArray *targets = targets_find_finish(result, &error);
    if (transport->step != STEP_FIND) {
        g_clear_pointer(&targets, g_ptr_array_unref);
    } else if (targets == NULL) {
        g_autofree char *sentence = g_strdup_printf("%s.", error->message);
        end(transport, TRANSPORT_ERROR_UNREACHABLE, sentence);
    } else {
        transport->targets = targets;
        dial(transport);
    }
    unref(transport);
}

Transport *transport_new(xmpp_ctx_t *ctx, const TransportOptions *options,
                         const TransportHooks *hooks, void *user)
{
    Transport *transport = g_new0(Transport, 1);
    transport->ctx = ctx;
    transport->config = account_config_copy(options->config);
    transport->pin = g_strdup(options->pin);
    transport->hooks = *hooks;
    transport->user = user;
    transport->cancel = g_cancellable_new();
    transport->output = g_string_new(NULL);
    transport->fd = -1;
    g_atomic_ref_count_init(&transport->refs);
    if (options->host != NULL) {
        g_free(transport->config->server);
        transport->config->server = g_strdup(options->host);
        transport->config->port = options->port;
    }
    set_deadline(transport, TRANSPORT_CONNECT_SECONDS);
    ref(transport);
    targets_find_async(transport->config, transport->cancel, found, transport);
    return transport;
}

void transport_free(Transport *transport)
{
    if (transport != NULL) {
        if (transport->step != STEP_OVER) {
            finish(transport);
        }
        unref(transport);
    }
}

bool transport_send(Transport *transport, const char *bytes, gsize len)
{
    if (transport->step != STEP_UP || transport->ending ||
        transport->output->len - transport->written + len > TRANSPORT_OUTPUT_MAX) {
        return false;
    }
    g_string_append_len(transport->output, bytes, (gssize)len);
    update_watch(transport);
    return true;
}

gsize transport_queued(const Transport *transport)
{
    return transport->output->len - transport->written;
}

void transport_pause(Transport *transport, bool paused)
{
    transport->paused = paused;
    update_watch(transport);
}

static gboolean shutdown_limit(gpointer user)
{
    Transport *transport = user;
    transport->deadline = 0;
    finish(transport);
    unref(transport);
    return G_SOURCE_REMOVE;
}

void transport_shutdown(Transport *transport)
{
    if (transport->step != STEP_UP) {
        transport_free(transport);
        return;
    }
    transport->ending = true;
    g_clear_handle_id(&transport->deadline, g_source_remove);
    transport->deadline = g_timeout_add_seconds(2, shutdown_limit, transport);
    ref(transport);
    write_tls(transport);
    update_watch(transport);
    unref(transport);
}

const CertificateInfo *transport_certificate(const Transport *transport)
{
    return transport->certificate;
}

GBytes *transport_exporter(Transport *transport)
{
    return transport->step == STEP_UP ? tls_exporter(transport->tls) : NULL;
}

GBytes *transport_end_point(Transport *transport)
{
    return transport->step == STEP_UP ? tls_end_point(transport->tls) : NULL;
}
