/* clock.h: the only source of time, so that tests can set it.
 *
 * Wall time is UTC microseconds and is only stored and shown; every duration
 * and every deadline uses the monotonic clock, so that a changed clock moves
 * nothing.  It does not start timers: those are GSources.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_BASE_CLOCK_H
#define CAUSERIE_BASE_CLOCK_H

#include <glib.h>
#include <stdbool.h>

/* Now, microseconds since 1970 UTC. */
gint64 clock_now(void);
/* Microseconds on CLOCK_MONOTONIC; on CLOCK_BOOTTIME (counts suspend). */
gint64 clock_monotonic(void);
gint64 clock_boottime(void);
/* Tests: fixes clock_now() at US; 0 gives the real clock back. */
void clock_set(gint64 us);

/* Reads a XEP-0082 DateTime (any year 0001-9999, fraction, zone).  False when it is none. */
bool clock_parse_datetime(const char *text, gint64 *ret_us) G_GNUC_WARN_UNUSED_RESULT;
/* US as XEP-0082 UTC with milliseconds, "2026-11-25T20:12:22.123Z". (transfer full) */
char *clock_format_datetime_dup(gint64 us);

#endif
