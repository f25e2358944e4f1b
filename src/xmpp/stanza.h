/* stanza.h: reading and building stanzas, exact about names and namespaces.
 *
 * The only way to look into a stanza: the library's own look-ups ignore the
 * namespace. A namespace of NULL means "the parent's own" for children, so that
 * <body/> of a message is only found where it is in the message's namespace.
 * Nothing is built by printing text; every text and attribute is cleaned of what
 * XML cannot carry. Children are copied in, never shared: a shared child is freed
 * twice by the library.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_STANZA_H
#define CAUSERIE_XMPP_STANZA_H

#include "base/jid.h"

#include <glib.h>
#include <stdbool.h>
#include <strophe.h>

typedef xmpp_stanza_t Stanza;

#define NS_CLIENT "jabber:client"
#define NS_STREAM "http://etherx.jabber.org/streams"
#define NS_STANZA_ERROR "urn:ietf:params:xml:ns:xmpp-stanzas"
#define NS_STREAM_ERROR "urn:ietf:params:xml:ns:xmpp-streams"
#define NS_SASL "urn:ietf:params:xml:ns:xmpp-sasl"
#define NS_BIND "urn:ietf:params:xml:ns:xmpp-bind"
#define NS_SESSION "urn:ietf:params:xml:ns:xmpp-session"
#define NS_SM "urn:xmpp:sm:3"

/* Reading; all borrowed. Elements only: text is never an element. */
const char *stanza_name(Stanza *st); /* never NULL; "" for text */
const char *stanza_ns(Stanza *st);   /* never NULL; "" when none */
bool stanza_is(Stanza *st, const char *name, const char *ns);
const char *stanza_attr(Stanza *st, const char *name); /* NULL when absent */
const char *stanza_id(Stanza *st);                     /* nullable */
const char *stanza_type(Stanza *st);                   /* nullable */

/* First child element NAME in NS, or NULL. NAME NULL: any name; NS NULL: the
 * parent's namespace; NS STANZA_ANY: any. */
#define STANZA_ANY "*"
Stanza *stanza_child(Stanza *st, const char *name, const char *ns);
/* The next sibling element of CHILD like it. */
Stanza *stanza_next(Stanza *child, const char *name, const char *ns);
/* for (Stanza *c = stanza_child(st, "item", NULL); c; c = stanza_next(c, "item", stanza_ns(st))):
 * in stanza_next() a NS of NULL means CHILD's own. */

/* All text children of ST joined; "" when none. (transfer full) */
char *stanza_text_dup(Stanza *st);
/* Text of the first child NAME in NS; NULL when there is no such child. (transfer full) */
char *stanza_child_text_dup(Stanza *st, const char *name, const char *ns);

/* The sender. True with *RET_FROM NULL where the attribute is absent: then it is the own
 * account; false when it is no address. */
bool stanza_from(Stanza *st, Jid **ret_from, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Attribute NAME as an address. NULL with ERROR when absent or no address. (transfer full) */
Jid *stanza_attr_jid(Stanza *st, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Attribute NAME as a decimal number in MIN..MAX; digits only, no sign but '-'. */
bool stanza_attr_int(Stanza *st, const char *name, gint64 min, gint64 max,
                     gint64 *ret_value) G_GNUC_WARN_UNUSED_RESULT;

/* What an error stanza says. The condition's element name ("item-not-found"), or
 * "undefined-condition"; borrowed. */
const char *stanza_error_condition(Stanza *st);
/* A sentence for people: the sender's own text where there is one, else ours for
 * the condition. (transfer full) */
char *stanza_error_text_dup(Stanza *st);

/* Building. NS is never NULL for a new top element. (transfer full) */
Stanza *stanza_new(xmpp_ctx_t *ctx, const char *name, const char *ns);
/* TO, TYPE nullable; each iq gets a fresh random id. */
Stanza *stanza_iq_new(xmpp_ctx_t *ctx, const char *type, const char *to);
Stanza *stanza_message_new(xmpp_ctx_t *ctx, const char *type, const char *to, const char *id);
Stanza *stanza_presence_new(xmpp_ctx_t *ctx, const char *type, const char *to);
/* Answer to the request IQ: "to" and "id" set, type "result". */
Stanza *stanza_result_new(Stanza *iq);
/* KIND is the type of error: "cancel", "auth", "modify", "wait". */
Stanza *stanza_error_new(Stanza *iq, const char *kind, const char *condition);
/* Adds an empty child; NS NULL: the parent's. Borrowed result. */
Stanza *stanza_add(Stanza *parent, const char *name, const char *ns);
/* As stanza_add() with TEXT (nullable: none) in it. */
Stanza *stanza_add_with_text(Stanza *parent, const char *name, const char *ns, const char *text);
void stanza_add_text(Stanza *st, const char *text);
void stanza_add_copy(Stanza *parent, Stanza *child);
/* VALUE NULL takes the attribute away. */
void stanza_set(Stanza *st, const char *name, const char *value);
void stanza_set_int(Stanza *st, const char *name, gint64 value);

Stanza *stanza_copy(Stanza *st);
void stanza_free(Stanza *st); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stanza, stanza_free)
/* The XML. (transfer full) */
char *stanza_to_text_dup(Stanza *st);
/* Reads one element; for tests, caches and payloads that were encrypted, none of which
 * passed the guard: prefixed attributes are dropped but xml:lang, which comes as "lang"
 * like in stanzas off the wire. NULL when it is not well-formed or too large. */
Stanza *stanza_from_text(xmpp_ctx_t *ctx, const char *xml);

#endif
