/* server.c: the listening thread and its scripts (see server.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/xmpp/server_private.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Longest wait for the client; only a failed test sees its end. */
#define LIMIT_MS 20000

struct Peer {
    Server *server;
    int fd;
    guint number;
    SSL_CTX *context;
    SSL *ssl;
    GString *pending; /* read, not yet expected */
    GString *all;
    char *last;
};

struct Server {
    ServerScript script;
    void *user;
    int fd;
    int stop[2];
    guint port;
    GThread *thread;
    GPtrArray *threads; /* of connections */
    GMutex mutex;
    guint connections;
};

static bool wait_readable(Peer *peer)
{
    if (peer->ssl != NULL && SSL_pending(peer->ssl) > 0) {
        return true;
    }
    struct pollfd fds[2] = {{peer->fd, POLLIN, 0}, {peer->server->stop[0], POLLIN, 0}};
    return poll(fds, 2, LIMIT_MS) > 0 && fds[1].revents == 0;
}

/* Reads something; false at the end. */
static bool read_some(Peer *peer)
{
    char buffer[16384];
    if (!wait_readable(peer)) {
        return false;
    }
    ssize_t n = peer->ssl != NULL ? SSL_read(peer->ssl, buffer, sizeof buffer)
                                  : read(peer->fd, buffer, sizeof buffer);
    if (n <= 0) {
        return false;
    }
    g_string_append_len(peer->pending, buffer, n);
    g_string_append_len(peer->all, buffer, n);
    return true;
}

guint peer_number(const Peer *peer)
{
    return peer->number;
}

void peer_send_bytes(Peer *peer, const void *bytes, gsize len)
{
    const char *p = bytes;
    while (len > 0) {
        ssize_t n = peer->ssl != NULL ? SSL_write(peer->ssl, p, (int)MIN(len, 16384))
                                      : send(peer->fd, p, len, MSG_NOSIGNAL);
        if (n <= 0) {
            return;
        }
        p += n;
        len -= (gsize)n;
    }
}

void peer_send(Peer *peer, const char *text)
{
    peer_send_bytes(peer, text, strlen(text));
}

bool peer_expect(Peer *peer, const char *text)
{
    const char *found;
    while ((found = strstr(peer->pending->str, text)) == NULL) {
        if (!read_some(peer)) {
            return false;
        }
    }
    gsize end = (gsize)(found - peer->pending->str) + strlen(text);
    g_free(peer->last);
    peer->last = g_strndup(peer->pending->str, end);
    g_string_erase(peer->pending, 0, (gssize)end);
    return true;
}

const char *peer_last(const Peer *peer)
{
    return peer->last != NULL ? peer->last : "";
}

const char *peer_all(const Peer *peer)
{
    return peer->all->str;
}

bool peer_start_tls(Peer *peer, Cert cert)
{
    peer->context = server_tls_context(cert);
    peer->ssl = SSL_new(peer->context);
    SSL_set_fd(peer->ssl, peer->fd);
    g_string_truncate(peer->pending, 0);
    if (!wait_readable(peer) || SSL_accept(peer->ssl) != 1) {
        SSL_free(peer->ssl);
        peer->ssl = NULL;
        return false;
    }
    return true;
}

void peer_wait_closed(Peer *peer)
{
    while (read_some(peer)) {
    }
}

void peer_close(Peer *peer)
{
    shutdown(peer->fd, SHUT_RDWR);
}

bool peer_exporter(Peer *peer, guchar *ret_bytes)
{
    static const char label[] = "EXPORTER-Channel-Binding";
    return SSL_export_keying_material(peer->ssl, ret_bytes, 32, label, sizeof label - 1,
                                      (const guchar *)"", 0, 1) == 1;
}

static const char header[] = "<?xml version='1.0'?><stream:stream id='s' version='1.0' "
                             "from='" SERVER_DOMAIN "' xmlns='jabber:client' "
                             "xmlns:stream='http://etherx.jabber.org/streams'>";

bool peer_open_stream(Peer *peer, const char *features)
{
    if (!peer_expect(peer, "<stream:stream") || !peer_expect(peer, ">")) {
        return false;
    }
    g_autofree char *text =
        g_strdup_printf("%s<stream:features>%s</stream:features>", header, features);
    peer_send(peer, text);
    return true;
}

bool peer_do_starttls(Peer *peer, Cert cert)
{
    if (!peer_open_stream(peer, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>"
                                "<required/></starttls>") ||
        !peer_expect(peer, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")) {
        return false;
    }
    peer_send(peer, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    return peer_start_tls(peer, cert);
}

static gpointer run_peer(gpointer data)
{
    Peer *peer = data;
    peer->server->script(peer, peer->server->user);
    if (peer->ssl != NULL) {
        SSL_shutdown(peer->ssl);
        SSL_free(peer->ssl);
    }
    SSL_CTX_free(peer->context);
    close(peer->fd);
    g_string_free(peer->pending, TRUE);
    g_string_free(peer->all, TRUE);
    g_free(peer->last);
    g_free(peer);
    return NULL;
}

static void accept_one(Server *server)
{
    int fd = accept(server->fd, NULL, NULL);
    if (fd < 0) {
        return;
    }
    Peer *peer = g_new0(Peer, 1);
    peer->server = server;
    peer->fd = fd;
    peer->pending = g_string_new(NULL);
    peer->all = g_string_new(NULL);
    g_mutex_lock(&server->mutex);
    peer->number = server->connections++;
    g_ptr_array_add(server->threads, g_thread_new("peer", run_peer, peer));
    g_mutex_unlock(&server->mutex);
}

static gpointer run_server(gpointer data)
{
    Server *server = data;
    struct pollfd fds[2] = {{server->fd, POLLIN, 0}, {server->stop[0], POLLIN, 0}};
    while (poll(fds, 2, -1) > 0 && fds[1].revents == 0) {
        accept_one(server);
    }
    return NULL;
}

Server *server_new(ServerScript script, void *user)
{
    Server *server = g_new0(Server, 1);
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->script = script;
    server->user = user;
    server->threads = g_ptr_array_new();
    g_mutex_init(&server->mutex);
    server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert_cmpint(bind(server->fd, (struct sockaddr *)&address, len), ==, 0);
    g_assert_cmpint(listen(server->fd, 16), ==, 0);
    g_assert_cmpint(getsockname(server->fd, (struct sockaddr *)&address, &len), ==, 0);
    g_assert_cmpint(pipe(server->stop), ==, 0);
    server->port = ntohs(address.sin_port);
    server->thread = g_thread_new("server", run_server, server);
    return server;
}

guint server_port(const Server *server)
{
    return server->port;
}

guint server_connections(Server *server)
{
    g_mutex_lock(&server->mutex);
    guint n = server->connections;
    g_mutex_unlock(&server->mutex);
    return n;
}

void server_free(Server *server)
{
    /* A byte that nobody reads: every poll of every thread sees it. */
    g_assert_cmpint(write(server->stop[1], "x", 1), ==, 1);
    g_thread_join(server->thread);
    for (guint i = 0; i < server->threads->len; i++) {
        g_thread_join(g_ptr_array_index(server->threads, i));
    }
    close(server->fd);
    close(server->stop[0]);
    close(server->stop[1]);
    g_ptr_array_unref(server->threads);
    g_mutex_clear(&server->mutex);
    g_free(server);
}
