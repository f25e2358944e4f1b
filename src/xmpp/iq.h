/* iq.h: questions that wait for an answer, keyed by (id, who must answer).
 *
 * Each callback runs exactly once: with the answer, the error, at the time limit, or when
 * the connection ends. An answer from anybody else leaves the question waiting.
 * For questions to the own account no address and the own bare address are the
 * same sender (RFC 6120 section 8.1.2.1); for those to the own server, no.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_IQ_H
#define CAUSERIE_XMPP_IQ_H

#include "base/jid.h"
#include "xmpp/stanza.h"

#include <glib.h>
#include <stdbool.h>

typedef enum {
    IQ_RESULT,
    IQ_ERROR,   /* REPLY is the error: stanza_error_text_dup() */
    IQ_TIMEOUT, /* REPLY is NULL */
    IQ_GONE,    /* the connection ended; REPLY is NULL */
} IqOutcome;

/* The most questions that wait at once; one more is answered IQ_GONE at once. */
#define IQ_PENDING_MAX 5000
#define IQ_TIMEOUT_DEFAULT 30 /* seconds */

typedef void (*IqDone)(IqOutcome outcome, Stanza *reply, void *user);

typedef struct IqTable IqTable;
/* OWN: the bare address of the account. */
IqTable *iq_table_new(const Jid *own);
/* What still waits is told IQ_GONE. */
void iq_table_free(IqTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IqTable, iq_table_free)
/* Notes that IQ (with id, "to" nullable) is asked; TIMEOUT seconds, 0: the default. False:
 * too many wait or the address is none; DONE was not and will not be called then. */
bool iq_table_expect(IqTable *table, Stanza *iq, guint timeout, IqDone done,
                     void *user) G_GNUC_WARN_UNUSED_RESULT;
/* True when IQ (type result or error) from FROM (NULL: no address) was waited for: DONE ran. */
bool iq_table_answer(IqTable *table, Stanza *iq, const Jid *from);
/* Tells every one that waits IQ_GONE. */
void iq_table_clear(IqTable *table);
/* Forgets, without a call, what waits for USER. */
void iq_table_forget(IqTable *table, const void *user);
guint iq_table_size(const IqTable *table);
/* A sentence for people about an outcome other than IQ_RESULT. (transfer full) */
char *iq_problem_dup(IqOutcome outcome, Stanza *reply);

#endif
