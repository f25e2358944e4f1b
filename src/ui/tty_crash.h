/* tty_crash.h: the terminal given back even when the program crashes.
 *
 * The bytes and modes are prepared beforehand; the handler only calls what is safe in a
 * signal handler, then lets the signal end the program as it would have.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_TTY_CRASH_H
#define CAUSERIE_UI_TTY_CRASH_H

#include <termios.h>

/* Longest sequence of bytes that is kept. */
#define CRASH_BYTES_MAX 512

/* From now on a crash restores MODES of FD and writes BYTES to it. */
void tty_crash_arm(int fd, const struct termios *modes, const char *bytes);
void tty_crash_disarm(void);

#endif
