/* rfc6121_message.h: words that come and go between two people (RFC 6121 section 5).
 *
 * Only the body counts: what a subject, a markup or a link beside it says is not
 * shown in its place.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_RFC6121_MESSAGE_H
#define CAUSERIE_XMPP_RFC6121_MESSAGE_H

#include "model/message.h"
#include "xmpp/stanza.h"

#include <glib.h>

/* The longest id that is kept, in bytes; a longer one counts as none. */
#define MESSAGE_ID_MAX 512

/* Words that came to the account OWN at NOW from FROM; LANGUAGES as for language_child().
 * NULL when there are none. (transfer full) */
Message *rfc6121_decode_message(Stanza *stanza, const Jid *own, const Jid *from,
                                const char *const *languages, gint64 now);

#endif
