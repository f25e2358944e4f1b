/* scram.h: one SCRAM exchange (RFC 5802, 7677, 9266) as pure text in, text out.
 *
 * One code for every channel binding: libgsasl has no tls-server-end-point and
 * derives the key inside a blocking step, so of it only SASLprep is used. The
 * slow key derivation is a step of its own, made to run in a thread. Nothing
 * here knows XML or base64 of the stream.
 * The exchange is only over when scram_finish() has seen the server's proof.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_SCRAM_H
#define CAUSERIE_XMPP_SCRAM_H

#include "base/secret.h"

#include <glib.h>
#include <stdbool.h>

typedef enum { SCRAM_SHA1, SCRAM_SHA256 } ScramHash;

/* Fewer are too easy to try out for who steals an exchange, more would stop the login. */
#define SCRAM_ITERATIONS_MIN 4096
#define SCRAM_ITERATIONS_MAX 10000000
#define SCRAM_SALT_MAX 1024
#define SCRAM_MESSAGE_MAX 8192

typedef struct Scram Scram;

/* USER and PASSWORD as the person knows them; SASLprep is applied here. GS2 is the header
 * ("n,,", "y,,", "p=tls-exporter,,"); BINDING (nullable) its data. NONCE NULL: random. */
Scram *scram_new(ScramHash hash, const char *user, const char *gs2, GBytes *binding,
                 const char *nonce);
void scram_free(Scram *scram);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scram, scram_free)
/* The first message of ours; borrowed. */
const char *scram_first(const Scram *scram);
/* Reads the server's first message. OFFER (nullable) is the text of XEP-0474 over what the
 * server offered us: its hash must be the one that the server names, where it names one. */
bool scram_challenge(Scram *scram, const char *message, const char *offer,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Derives the key; slow, touches only SCRAM: for a thread. */
bool scram_derive(Scram *scram, const Secret *password, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Our last message, with the proof; after scram_derive(). Borrowed. */
const char *scram_final(Scram *scram);
/* The server's last message: true only when it proves that the server knows the password. */
bool scram_finish(Scram *scram, const char *message, GError **error) G_GNUC_WARN_UNUSED_RESULT;
bool scram_is_proven(const Scram *scram);

#endif
