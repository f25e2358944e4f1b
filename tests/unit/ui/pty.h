/* pty.h: a pseudo-terminal for tests: the side of the program, and the side of the terminal.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_TESTS_UNIT_UI_PTY_H
#define CAUSERIE_TESTS_UNIT_UI_PTY_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
    int terminal; /* what the user sees; -1 when closed; never blocks */
    int program;  /* for tty_new(), which closes it */
} Pty;

Pty pty_open(int rows, int cols);
void pty_resize(const Pty *pty, int rows, int cols);
void pty_close(Pty *pty);
/* Appends what the program has written so far to OUT. */
void pty_read(const Pty *pty, GString *out);

/* Runs the main loop until DONE says so; fails the test after a generous time. */
void run_until(bool (*done)(void *user), void *user);

#endif
