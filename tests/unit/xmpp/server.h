/* server.h: a server for tests that says what its script says, over real sockets and real TLS.
 *
 * It listens on a port of its own on loopback and runs the script once per connection, in
 * a thread with blocking calls, so that a script reads like a conversation. Limits are
 * generous and only end a test that has failed. Certificates are made when first asked for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_TESTS_UNIT_XMPP_SERVER_H
#define CAUSERIE_TESTS_UNIT_XMPP_SERVER_H

#include <glib.h>
#include <stdbool.h>

/* Whom every certificate but WRONG_HOST is for. */
#define SERVER_DOMAIN "capulet.example"

typedef enum {
    CERT_GOOD,
    CERT_OTHER_KEY, /* as good, with another key */
    CERT_SELF_SIGNED,
    CERT_WRONG_HOST,
    CERT_CN_ONLY,          /* the domain only as common name */
    CERT_PARTIAL_WILDCARD, /* cap*.example */
    CERT_EXPIRED,
    CERT_NOT_YET,
    CERT_CLIENT_ONLY, /* its key usage is for clients */
    CERT_WEAK_KEY,    /* RSA of 1024 bits */
    CERT_N
} Cert;

typedef struct Server Server;
typedef struct Peer Peer; /* one connection, seen from the server */
typedef void (*ServerScript)(Peer *peer, void *user);

Server *server_new(ServerScript script, void *user);
guint server_port(const Server *server);
guint server_connections(Server *server); /* accepted so far */
/* Ends all connections and waits for the scripts. */
void server_free(Server *server);
/* File with the authority that signed the certificates; "ca-file" of an account. */
const char *server_ca_file(void);
/* SHA-256 of the public key of CERT as the client shows it. (transfer full) */
char *server_fingerprint(Cert cert);

/* For scripts. Which connection this is, from 0. */
guint peer_number(const Peer *peer);
void peer_send(Peer *peer, const char *text);
void peer_send_bytes(Peer *peer, const void *bytes, gsize len);
/* Reads until TEXT came; false when the client closed or the limit passed. What came up to its
 * end is peer_last(). */
bool peer_expect(Peer *peer, const char *text);
const char *peer_last(const Peer *peer); /* borrowed until the next call */
/* Everything that came since the connection began, before and in TLS. */
const char *peer_all(const Peer *peer);
bool peer_start_tls(Peer *peer, Cert cert); /* false: the client gave up */
/* Waits until the client closes, reading on. */
void peer_wait_closed(Peer *peer);
void peer_close(Peer *peer); /* at once, without a goodbye of TLS */
/* SERVER side of "tls-exporter"; 32 bytes. */
bool peer_exporter(Peer *peer, guchar *ret_bytes);

/* The conversation up to TLS by STARTTLS, and the header after it. */
bool peer_do_starttls(Peer *peer, Cert cert);
/* Expects a stream header and answers with one and FEATURES (the inside of it). */
bool peer_open_stream(Peer *peer, const char *features);

#endif
