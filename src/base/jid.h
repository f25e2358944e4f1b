/* jid.h: addresses of the network (RFC 7622), prepared and comparable.
 *
 * An address is parsed once, prepared once and compared by bytes ever after:
 * two Jids are the same entity if and only if their texts are equal.  The
 * parser cuts the resource at the first '/' before it looks for '@', as
 * RFC 7622 section 3.1 demands; the other order lets a resource forge a domain.
 * It does not handle XMPP URIs (see uri) nor nicknames shown to people.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_BASE_JID_H
#define CAUSERIE_BASE_JID_H

#include <glib.h>
#include <stdbool.h>

typedef struct Jid Jid;

#define JID_ERROR (jid_error_quark())
GQuark jid_error_quark(void);
typedef enum {
    JID_ERROR_EMPTY,
    JID_ERROR_TOO_LONG,
    JID_ERROR_LOCAL,
    JID_ERROR_DOMAIN,
    JID_ERROR_RESOURCE,
} JidError;

/* Longest part and longest address, in bytes after preparation (RFC 7622 3.2-3.4). */
#define JID_PART_MAX 1023
#define JID_MAX 3071

/* Parses and prepares TEXT (bare or full).  NULL with ERROR set, in plain
 * words, when it is no address. (transfer full) */
Jid *jid_parse(const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* As jid_parse() from separate parts; LOCAL and RESOURCE may be NULL. */
Jid *jid_from_parts(const char *local, const char *domain, const char *resource,
                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

Jid *jid_ref(const Jid *jid);
void jid_unref(Jid *jid);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Jid, jid_unref)

/* The prepared text of the whole address, and of its bare form; borrowed. */
const char *jid_text(const Jid *jid);
const char *jid_bare(const Jid *jid);
/* Parts, borrowed; local and resource are NULL where there is none. */
const char *jid_local(const Jid *jid);
const char *jid_domain(const Jid *jid);
const char *jid_resource(const Jid *jid);

/* The bare address as a Jid of its own. (transfer full) */
Jid *jid_bare_dup(const Jid *jid);

bool jid_equal(const Jid *a, const Jid *b);      /* NULL equals only NULL */
bool jid_equal_bare(const Jid *a, const Jid *b); /* resources ignored */
bool jid_is_bare(const Jid *jid);

/* The domain in ASCII (IDNA A-labels) for DNS, SNI and certificates. (transfer full) */
char *jid_domain_ascii_dup(const Jid *jid);

#endif
