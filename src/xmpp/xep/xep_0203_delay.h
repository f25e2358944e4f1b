/* xep_0203_delay.h: when a late message says it was sent (XEP-0203).
 *
 * A stamp is a claim: it is shown, it never orders. Stamps that cannot be true
 * are treated as absent.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_XEP_0203_DELAY_H
#define CAUSERIE_XMPP_XEP_0203_DELAY_H

#include "base/jid.h"
#include "xmpp/stanza.h"

#include <glib.h>
#include <stdbool.h>

#define NS_DELAY "urn:xmpp:delay"
/* How many stamps of one message are looked at. */
#define DELAY_MAX 16

/* The stamp to show for STANZA, arrived at NOW at the account OWN: that of our own server,
 * else the first that can be true. False when there is none. */
bool xep_0203_decode(Stanza *stanza, const Jid *own, gint64 now, gint64 *ret_stamp);

#endif
