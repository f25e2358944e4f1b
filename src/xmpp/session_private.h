/* session_private.h: the inside of a Session, shared by the files that make it up.
 *
 * session.c (life, reconnecting), login.c (features to bound), outbox.c (own
 * messages on their way), stream_management.c. Modules under xep/ use xep.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_SESSION_PRIVATE_H
#define CAUSERIE_XMPP_SESSION_PRIVATE_H

#include "xmpp/iq.h"
#include "xmpp/session.h"
#include "xmpp/stanza.h"
#include "xmpp/xep.h"

#include <glib.h>
#include <stdbool.h>

#endif
