/* wire.h: a link that goes nowhere: what a session sends is kept, what it gets is handed in.
 *
 * It takes the place of src/xmpp/link.c when the program is linked; above it all is
 * as in the real client, the guard included.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_TESTS_STANZA_WIRE_H
#define CAUSERIE_TESTS_STANZA_WIRE_H

#include "xmpp/session_private.h"

#include <glib.h>

/* A session of juliet@capulet.example with MODEL, online on a wire. Its roster is ROSTER, the
 * items of a result, and the model's caps cache is empty. */
typedef struct {
    Model *model;
    Account *account;
    Settings *settings;
    AccountConfig *config;
    Session *session;
    Link *link; /* borrowed */
} Wire;

Wire *wire_new(const char *roster);
void wire_free(Wire *wire);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Wire, wire_free)
/* Hands in BYTES of the server's stream and lets the loop come to rest; false when the guard
 * wants the stream to end. */
bool wire_receive(Wire *wire, const char *bytes);
/* What was sent since the last call, one canonical stanza a line. (transfer full) */
char *wire_take_sent(Wire *wire);
/* The number that NAME, an id we made, has in canonical text; the id of number N. */
const char *wire_id(Wire *wire, guint n);
/* Forgets the ids met so far. */
void wire_forget_ids(Wire *wire);
/* The account's part of the model as text, a line a fact. (transfer full) */
char *wire_dump(Wire *wire);

#endif
