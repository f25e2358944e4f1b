/* guard.h: the one parser between the network and everything else: bytes in, clean elements out.
 *
 * It reads the stream with expat and builds each top-level element as a stanza tree
 * itself.  Names are matched by namespace, never by prefix; every attribute with a
 * prefix but xml:lang is dropped (the tree has no namespaces on attributes, so that
 * x:from would pass for from); text is joined; DTDs, processing instructions and
 * comments end the stream.  A stanza over a limit is discarded and counted as
 * handled: a server would deliver it again for ever otherwise.
 * It knows no socket and calls nobody: what was read is taken by guard_pop().
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_GUARD_H
#define CAUSERIE_XMPP_GUARD_H

#include "xmpp/stanza.h"

#include <glib.h>
#include <stdbool.h>

/* Limits of one top-level element. Answers (iq) come from our own server, or to a
 * question of ours, and hold whole rosters; anybody can make a message. */
#define GUARD_DEPTH_MAX 64 /* the stream's own element counts */
#define GUARD_ATTRIBUTES_MAX 64
#define GUARD_ATTRIBUTE_BYTES_MAX (64u * 1024) /* name and value */
#define GUARD_MESSAGE_ELEMENTS_MAX 5000
#define GUARD_MESSAGE_BYTES_MAX (4u * 1024 * 1024)
#define GUARD_IQ_ELEMENTS_MAX 200000
#define GUARD_IQ_BYTES_MAX (16u * 1024 * 1024)
/* The library walks to the last child for each new one: such steps in one element. */
#define GUARD_STEPS_MAX 150000000u
/* Of an element that is being discarded; over it the stream ends, for expat remembers every
 * open element and every name. */
#define GUARD_HARD_BYTES_MAX (64u * 1024 * 1024)
#define GUARD_HARD_DEPTH_MAX 200000
#define GUARD_HARD_NAMES_MAX 1000000
/* Bytes after which the parser is replaced by a fresh one between two elements: it never
 * forgets a name, and a stream may last for months. */
#define GUARD_PARSER_BYTES_MAX (2u * 1024 * 1024)
/* Bytes without any markup complete: a tag or attribute without end. */
#define GUARD_TOKEN_MAX (2u * 1024 * 1024)

typedef struct Guard Guard;

#define GUARD_ERROR (guard_error_quark())
GQuark guard_error_quark(void);
typedef enum {
    GUARD_ERROR_MALFORMED,  /* not well-formed: tell the server not-well-formed */
    GUARD_ERROR_RESTRICTED, /* DTD, comment, processing instruction: restricted-xml */
    GUARD_ERROR_SIZE,       /* a byte budget: policy-violation */
    GUARD_ERROR_NO_STREAM,  /* not an XMPP stream at all */
} GuardError;

typedef enum {
    GUARD_OPEN,      /* the stream's header; stanza holds its attributes */
    GUARD_STANZA,    /* a whole top-level element */
    GUARD_DISCARDED, /* one that was over a limit; stanza is NULL */
    GUARD_CLOSE,     /* the stream's end */
} GuardKind;

typedef struct {
    GuardKind kind;
    Stanza *stanza;  /* owned; NULL for DISCARDED and CLOSE */
    guint32 handled; /* messages, presences and iqs up to and with this one, mod 2^32 */
    const char *why; /* DISCARDED: static words */
} GuardItem;

Guard *guard_new(xmpp_ctx_t *ctx);
void guard_free(Guard *guard);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Guard, guard_free)
/* A new stream begins (after TLS, after SASL): what is half read is dropped. The
 * count goes on. */
void guard_reset(Guard *guard);
/* Reads LEN bytes. False: the stream must end; what was whole before is still there
 * to pop. */
bool guard_feed(Guard *guard, const void *bytes, gsize len,
                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The next item in order, NULL when there is none. (transfer full) */
GuardItem *guard_pop(Guard *guard);
guint guard_waiting(const Guard *guard);
void guard_item_free(GuardItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GuardItem, guard_item_free)
/* Counted stanzas so far, popped or not, since guard_new(). */
guint32 guard_handled(const Guard *guard);

#endif
