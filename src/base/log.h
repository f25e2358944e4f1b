/* log.h: the debug log (--debug FILE): one line an event, secrets masked by the caller.
 *
 * Off by default and then free of cost.  Nothing here reaches the terminal.
 * Never pass it a password, a SASL payload, a key or a message body: what must
 * be shown of a stanza goes through xmpp/ which masks it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_BASE_LOG_H
#define CAUSERIE_BASE_LOG_H

#include <glib.h>
#include <stdbool.h>

/* Opens PATH for appending, mode 0600, refusing symbolic links. */
bool log_open(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void log_close(void);
bool log_is_open(void);
/* AREA is a short word: net, sasl, store, ui. Each line is stamped; control characters are
 * escaped. */
void log_line(const char *area, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
