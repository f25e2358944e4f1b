/* dial.h: the race for a TCP connection over several places.
 *
 * Each place gets a head start over the next one, none when it failed already; within a
 * place GIO races its addresses. The first that stands wins, the others are dropped.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_DIAL_H
#define CAUSERIE_XMPP_DIAL_H

#include "xmpp/target.h"

#include <gio/gio.h>
#include <glib.h>

typedef struct Dial Dial;
/* CONNECTION (transfer full) to TARGET, or NULL with the last ERROR when all failed.
 * The Dial is over then, and to be freed. */
typedef void (*DialDone)(GSocketConnection *connection, const Target *target, const GError *error,
                         void *user);

/* TARGETS (element-type Target, reffed) from index FIRST on. PROXY is nullable.
 * DONE never comes from inside this call. */
Dial *dial_start(GPtrArray *targets, guint first, const char *proxy, DialDone done, void *user);
/* Stops it; DONE is not called any more. */
void dial_free(Dial *dial);

#endif
