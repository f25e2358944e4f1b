/* xep_0319_idle.h: since when somebody has not touched a key (XEP-0319).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_XEP_0319_IDLE_H
#define CAUSERIE_XMPP_XEP_0319_IDLE_H

#include "xmpp/stanza.h"

#include <glib.h>

#define NS_IDLE "urn:xmpp:idle:1"

/* The time in a presence, UTC us; 0 when there is none or it lies after NOW. */
gint64 xep_0319_decode(Stanza *presence, gint64 now);

#endif
