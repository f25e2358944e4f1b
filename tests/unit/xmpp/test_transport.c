/* test_transport.c: connections to a server that misbehaves before anybody logs in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/xmpp/server.h"
#include "unit/xmpp/tests.h"

#include "xmpp/transport.h"

#include <string.h>

typedef struct {
    xmpp_ctx_t *ctx;
    Transport *transport;
    GMainLoop *loop;
    bool ready;
    GError *error;
    GString *bytes;
    const char *wanted; /* ends the loop when these bytes came */
} Client;

static void on_ready(void *user)
{
    Client *client = user;
    client->ready = true;
    g_main_loop_quit(client->loop);
}

static void on_bytes(const char *bytes, gsize len, void *user)
{
    Client *client = user;
    g_string_append_len(client->bytes, bytes, (gssize)len);
    if (client->wanted != NULL && strstr(client->bytes->str, client->wanted) != NULL) {
        g_main_loop_quit(client->loop);
    }
}

static void on_closed(const GError *error, void *user)
{
    Client *client = user;
    client->error = g_error_copy(error);
    g_main_loop_quit(client->loop);
}

static const TransportHooks hooks = {.ready = on_ready, .bytes = on_bytes, .closed = on_closed};

static gboolean give_up(gpointer user)
{
    (void)user;
    g_error("nothing happened for too long");
    return G_SOURCE_REMOVE;
}

static void run(Client *client)
{
    guint limit = g_timeout_add_seconds(60, give_up, NULL);
    g_main_loop_run(client->loop);
    g_source_remove(limit);
}

/* Connects to SERVER (or PORT where it is NULL) until it is ready or over. */
static Client *connect_to(Server *server, guint port, Security security, const char *pin)
{
    Client *client = g_new0(Client, 1);
    g_autoptr(Jid) address = jid_parse("juliet@" SERVER_DOMAIN, NULL);
    g_autoptr(AccountConfig) config = account_config_new("test", address);
    config->server = g_strdup("127.0.0.1");
    config->port = server != NULL ? server_port(server) : port;
    config->security = security;
    config->ca_file = g_strdup(server_ca_file());
    client->ctx = xmpp_ctx_new(NULL, NULL);
    client->loop = g_main_loop_new(NULL, FALSE);
    client->bytes = g_string_new(NULL);
    const TransportOptions options = {.config = config, .pin = pin};
    client->transport = transport_new(client->ctx, &options, &hooks, client);
    run(client);
    return client;
}

static void client_free(Client *client)
{
    transport_free(client->transport);
    while (g_main_context_iteration(NULL, FALSE)) {
    }
    g_main_loop_unref(client->loop);
    g_string_free(client->bytes, TRUE);
    g_clear_error(&client->error);
    xmpp_ctx_free(client->ctx);
    g_free(client);
}

static void assert_ends(ServerScript script, void *user, TransportError code, const char *words)
{
    Server *server = server_new(script, user);
    Client *client = connect_to(server, 0, SECURITY_STARTTLS, NULL);
    g_assert_false(client->ready);
    g_assert_error(client->error, TRANSPORT_ERROR, (int)code);
    if (strstr(client->error->message, words) == NULL) {
        g_error("\"%s\" is not in: %s", words, client->error->message);
    }
    client_free(client);
    server_free(server);
}

static void script_starttls(Peer *peer, void *user)
{
    if (peer_do_starttls(peer, (Cert)GPOINTER_TO_INT(user))) {
        peer_send(peer, "hello");
        peer_wait_closed(peer);
    }
}

static void script_direct(Peer *peer, void *user)
{
    if (peer_start_tls(peer, (Cert)GPOINTER_TO_INT(user))) {
        peer_send(peer, "hello");
        peer_wait_closed(peer);
    }
}

static void starttls_becomes_ready(void)
{
    Server *server = server_new(script_starttls, GINT_TO_POINTER(CERT_GOOD));
    Client *client = connect_to(server, 0, SECURITY_STARTTLS, NULL);
    g_assert_true(client->ready);
    client->wanted = "hello";
    run(client);
    g_assert_cmpstr(client->bytes->str, ==, "hello");
    g_assert_null(transport_certificate(client->transport)->reason);
    g_autoptr(GBytes) exporter = transport_exporter(client->transport);
    g_autoptr(GBytes) end_point = transport_end_point(client->transport);
    g_assert_cmpuint(g_bytes_get_size(exporter), ==, 32);
    g_assert_cmpuint(g_bytes_get_size(end_point), ==, 32);
    client_free(client);
    server_free(server);
}

static void direct_tls_becomes_ready(void)
{
    Server *server = server_new(script_direct, GINT_TO_POINTER(CERT_GOOD));
    Client *client = connect_to(server, 0, SECURITY_DIRECT, NULL);
    g_assert_true(client->ready);
    client_free(client);
    server_free(server);
}

static void script_no_starttls(Peer *peer, void *user)
{
    (void)user;
    peer_open_stream(peer, "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                           "<mechanism>PLAIN</mechanism></mechanisms>");
    peer_wait_closed(peer);
    g_assert_null(strstr(peer_all(peer), "<auth"));
}

static void A01_no_tls_is_refused(void)
{
    assert_ends(script_no_starttls, NULL, TRANSPORT_ERROR_NO_TLS, "offers no encryption");
}

static void script_injects(Peer *peer, void *user)
{
    bool *seen = user;
    if (!peer_open_stream(peer, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>") ||
        !peer_expect(peer, "<starttls")) {
        return;
    }
    /* In one segment with the word that begins TLS. */
    peer_send(peer, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
                    "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                    "<mechanism>PLAIN</mechanism></mechanisms></stream:features>");
    if (peer_expect(peer, "/>") && peer_start_tls(peer, CERT_GOOD)) {
        *seen = true;
        peer_send(peer, "inside");
        peer_wait_closed(peer);
    }
}

static void A02_words_before_tls_are_forgotten(void)
{
    bool tls = false;
    Server *server = server_new(script_injects, &tls);
    Client *client = connect_to(server, 0, SECURITY_STARTTLS, NULL);
    g_assert_true(client->ready);
    client->wanted = "inside";
    run(client);
    g_assert_cmpstr(client->bytes->str, ==, "inside");
    client_free(client);
    server_free(server);
    g_assert_true(tls);
}

static void A05_A07_bad_certificates_are_refused_with_the_reason(void)
{
    static const struct {
        Cert cert;
        const char *words;
    } cases[] = {
        {CERT_SELF_SIGNED, "signed by itself"},
        {CERT_WRONG_HOST, "it is not for capulet.example"},
        {CERT_CN_ONLY, "it is not for capulet.example"},
        {CERT_PARTIAL_WILDCARD, "it is not for capulet.example"},
        {CERT_EXPIRED, "it expired on"},
        {CERT_NOT_YET, "it is valid only from"},
        {CERT_CLIENT_ONLY, "not meant for servers"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        assert_ends(script_starttls, GINT_TO_POINTER(cases[i].cert), TRANSPORT_ERROR_CERTIFICATE,
                    cases[i].words);
    }
}

static void A07_weak_key_is_refused(void)
{
    Server *server = server_new(script_starttls, GINT_TO_POINTER(CERT_WEAK_KEY));
    Client *client = connect_to(server, 0, SECURITY_STARTTLS, NULL);
    g_assert_false(client->ready);
    client_free(client);
    server_free(server);
}

static void refusal_shows_the_fingerprint(void)
{
    g_autofree char *fingerprint = server_fingerprint(CERT_SELF_SIGNED);
    assert_ends(script_starttls, GINT_TO_POINTER(CERT_SELF_SIGNED), TRANSPORT_ERROR_CERTIFICATE,
                fingerprint);
    assert_ends(script_starttls, GINT_TO_POINTER(CERT_SELF_SIGNED), TRANSPORT_ERROR_CERTIFICATE,
                "/tls trust");
}

static void pinned_key_is_accepted(void)
{
    g_autofree char *pin = server_fingerprint(CERT_SELF_SIGNED);
    Server *server = server_new(script_starttls, GINT_TO_POINTER(CERT_SELF_SIGNED));
    Client *client = connect_to(server, 0, SECURITY_STARTTLS, pin);
    g_assert_true(client->ready);
    client_free(client);
    server_free(server);
}

static void A08_other_key_than_pinned_is_refused(void)
{
    g_autofree char *pin = server_fingerprint(CERT_GOOD);
    Server *server = server_new(script_starttls, GINT_TO_POINTER(CERT_OTHER_KEY));
    Client *client = connect_to(server, 0, SECURITY_STARTTLS, pin);
    g_assert_error(client->error, TRANSPORT_ERROR, TRANSPORT_ERROR_CERTIFICATE);
    g_assert_nonnull(strstr(client->error->message, "not the one that you pinned"));
    client_free(client);
    server_free(server);
}

static void script_web(Peer *peer, void *user)
{
    (void)user;
    peer_send(peer, "HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n");
    peer_wait_closed(peer);
}

static void A23_captive_portal_is_named(void)
{
    assert_ends(script_web, NULL, TRANSPORT_ERROR_INTERCEPTED, "this network intercepts");
}

static void script_closes(Peer *peer, void *user)
{
    (void)user;
    peer_close(peer);
}

static void refused_and_closed_are_unreachable(void)
{
    assert_ends(script_closes, NULL, TRANSPORT_ERROR_UNREACHABLE, "cannot reach capulet.example");
    Server *server = server_new(script_closes, NULL);
    guint port = server_port(server);
    server_free(server);
    Client *client = connect_to(NULL, port, SECURITY_STARTTLS, NULL);
    g_assert_error(client->error, TRANSPORT_ERROR, TRANSPORT_ERROR_UNREACHABLE);
    g_assert_nonnull(strstr(client->error->message, "cannot reach capulet.example"));
    client_free(client);
}

static void script_cuts(Peer *peer, void *user)
{
    if (peer_do_starttls(peer, (Cert)GPOINTER_TO_INT(user))) {
        peer_send(peer, "half a sta");
        peer_close(peer);
    }
}

static void A10_cut_inside_tls_is_an_end(void)
{
    Server *server = server_new(script_cuts, GINT_TO_POINTER(CERT_GOOD));
    Client *client = connect_to(server, 0, SECURITY_STARTTLS, NULL);
    g_assert_true(client->ready);
    run(client);
    g_assert_error(client->error, TRANSPORT_ERROR, TRANSPORT_ERROR_CLOSED);
    client_free(client);
    server_free(server);
}

static void script_reads_much(Peer *peer, void *user)
{
    gsize *got = user;
    if (peer_do_starttls(peer, CERT_GOOD)) {
        peer_expect(peer, "END");
        *got = strlen(peer_last(peer));
        peer_send(peer, "thanks");
        peer_wait_closed(peer);
    }
}

static void eight_megabytes_arrive_whole(void)
{
    gsize got = 0;
    const gsize size = 8 * 1024 * 1024;
    Server *server = server_new(script_reads_much, &got);
    Client *client = connect_to(server, 0, SECURITY_STARTTLS, NULL);
    g_autofree char *block = g_malloc(size);
    memset(block, 'a', size);
    g_assert_true(transport_send(client->transport, block, size));
    g_assert_true(transport_send(client->transport, "END", 3));
    client->wanted = "thanks";
    run(client);
    g_assert_cmpuint(got, ==, size + 3);
    g_assert_cmpuint(transport_queued(client->transport), ==, 0);
    client_free(client);
    server_free(server);
}

static void output_has_a_ceiling(void)
{
    Server *server = server_new(script_starttls, GINT_TO_POINTER(CERT_GOOD));
    Client *client = connect_to(server, 0, SECURITY_STARTTLS, NULL);
    g_autofree char *block = g_malloc0(TRANSPORT_OUTPUT_MAX);
    g_assert_false(transport_send(client->transport, block, TRANSPORT_OUTPUT_MAX + 1));
    g_assert_true(transport_send(client->transport, block, TRANSPORT_OUTPUT_MAX));
    g_assert_false(transport_send(client->transport, block, 1));
    client_free(client);
    server_free(server);
}

void test_transport_register(void)
{
#define ADD(name) g_test_add_func("/transport/" #name, name)
    ADD(starttls_becomes_ready);
    ADD(direct_tls_becomes_ready);
    ADD(A01_no_tls_is_refused);
    ADD(A02_words_before_tls_are_forgotten);
    ADD(A05_A07_bad_certificates_are_refused_with_the_reason);
    ADD(A07_weak_key_is_refused);
    ADD(refusal_shows_the_fingerprint);
    ADD(pinned_key_is_accepted);
    ADD(A08_other_key_than_pinned_is_refused);
    ADD(A10_cut_inside_tls_is_an_end);
    ADD(A23_captive_portal_is_named);
    ADD(refused_and_closed_are_unreachable);
    ADD(eight_megabytes_arrive_whole);
    ADD(output_has_a_ceiling);
#undef ADD
}
