/* xep_0202_time.h: what time it is where somebody is (XEP-0202).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_XEP_0202_TIME_H
#define CAUSERIE_XMPP_XEP_0202_TIME_H

#include "xmpp/stanza.h"

#include <glib.h>
#include <stdbool.h>

#define NS_TIME "urn:xmpp:time"

/* Reads a <time/>: UTC us and the offset in seconds east of it. False when either is missing
 * or none. */
bool xep_0202_decode(Stanza *time, gint64 *ret_utc, int *ret_offset) G_GNUC_WARN_UNUSED_RESULT;
/* "14:05 on Wednesday, 25 November (UTC+02:00)"; NULL when it is no date. (transfer full) */
char *xep_0202_words(gint64 utc, int offset);

#endif
