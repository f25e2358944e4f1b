/* wire.h: a link that goes nowhere: what a session sends is kept, what it gets is handed in.
 *
 * It takes the place of src/xmpp/link.c when the program is linked; above it all is
 * as in the real client, the guard and the login included.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_TESTS_STANZA_WIRE_H
#define CAUSERIE_TESTS_STANZA_WIRE_H

#include "model/form.h"
#include "model/model.h"
#include "xmpp/link.h"
#include "xmpp/session.h"

#include <glib.h>
#include <stdbool.h>

#define WIRE_OWN "juliet@capulet.example"
#define WIRE_FULL WIRE_OWN "/balcony"
/* 2026-01-02T03:00:00Z; it stands still unless a case sets it. */
#define WIRE_NOW (G_GINT64_CONSTANT(1767322800) * G_USEC_PER_SEC)

/* How a session begins. */
typedef struct {
    const char *roster;         /* the items that the server has */
    const char *server_version; /* of the roster; NULL: the server tells none */
    const char *features;       /* more features of the stream, XML */
    GPtrArray *before;          /* char *: lines for wire_prepare() */
    bool by_hand;               /* nobody answers the question for the roster */
} WireSetup;

/* A session of juliet@capulet.example with MODEL, logged in on a wire. */
typedef struct {
    Model *model;
    Account *account;
    Settings *settings;
    AccountConfig *config;
    Session *session;
    GHashTable *memory; /* what the store keeps for the session */
    GHashTable *caps;   /* and of capabilities */
    GString *sent;      /* one canonical stanza a line */
    GPtrArray *ids;     /* char *: ids that we made, in the order of their appearance */
    Form *form;         /* nullable */
    Link *link;         /* of now; NULL while there is none */
} Wire;

Wire *wire_new(const WireSetup *setup);
void wire_free(Wire *wire);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Wire, wire_free)
xmpp_ctx_t *wire_ctx(Wire *wire);
/* Logs in again, as SETUP has it. */
void wire_login(Wire *wire, const WireSetup *setup);
/* Hands in BYTES of the server's stream and lets the loop come to rest; false when the guard
 * wants the stream to end. */
bool wire_receive(Wire *wire, const char *bytes);
/* The connection breaks. */
void wire_break(Wire *wire);
/* What is due now on the main loop runs; nothing is waited for. */
void wire_rest(void);
/* Keeps ST as if it had been sent. */
void wire_note_sent(Wire *wire, Stanza *st);
/* What was sent since the last call, one canonical stanza a line. (transfer full) */
char *wire_take_sent(Wire *wire);
/* The id of number N, "" when there is none. */
const char *wire_id(Wire *wire, guint n);
/* Forgets the ids met so far. */
void wire_forget_ids(Wire *wire);

#endif
