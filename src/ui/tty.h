/* tty.h: the terminal itself: modes, size, bytes in and out without ever waiting.
 *
 * Output goes into a buffer and out when the terminal takes it: one frame, one
 * write. While something is pending no new frame is to be made (tty_can_draw()), so the
 * buffer holds one frame at most. Everything it switches on is switched off again by
 * the same prepared bytes, at exit, at a suspend and in a crash.
 * It neither decodes nor draws.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_TTY_H
#define CAUSERIE_UI_TTY_H

#include <glib.h>
#include <stdbool.h>

/* After so long without taking a byte the terminal counts as stalled. */
#define TTY_STALL_MS 2000

/* What a terminal is told and asked, by family (the start of TERM). */
typedef enum {
    TTY_XTERM, /* and all that follow it */
    TTY_TMUX,
    TTY_SCREEN,
    TTY_LINUX,
    TTY_PLAIN, /* vt100, ansi ...: nothing beyond terminfo */
} TtyFamily;

typedef struct Tty Tty;

typedef struct {
    void (*input)(const char *bytes, gsize len, void *user);
    void (*writable)(void *user); /* the buffer is empty again after it was not */
    void (*gone)(void *user);     /* hangup, end of file, error; once */
} TtyHooks;

/* The name to use for TERM: itself, or the nearest that terminfo knows (UX: unknown
 * families fall back); NULL with UI_ERROR_DUMB when the cursor cannot be addressed.
 * RET_FELL_BACK tells that it was replaced. (transfer full) */
char *tty_choose_term(const char *term, bool *ret_fell_back, GError **error);
TtyFamily tty_family(const char *term);

/* Takes FD: raw mode, crash handler, watches. ENTER and LEAVE are terminfo's bytes. */
Tty *tty_new(int fd, TtyFamily family, const TtyHooks *hooks, void *user, GError **error);
void tty_set_screen_bytes(Tty *tty, const char *enter, const char *leave);
void tty_free(Tty *tty); /* gives it back */

void tty_enter(Tty *tty); /* modes on */
void tty_leave(Tty *tty); /* as it was before tty_new(), waiting TTY_STALL_MS at most */
/* Size in cells; 24x80 when the terminal does not tell. */
void tty_size(const Tty *tty, int *ret_rows, int *ret_cols);
/* Nothing is pending. */
bool tty_can_draw(const Tty *tty);
/* True once after a stall or lost output: all is to be drawn again. */
bool tty_take_repaint(Tty *tty);
/* Queues BYTES and writes what the terminal takes now. */
void tty_write(Tty *tty, const char *bytes, gsize len);
/* A frame: as tty_write(), inside synchronized output where the terminal has it. */
void tty_write_frame(Tty *tty, const GString *frame);
/* The answer to the query for mode 2026 has come. */
void tty_set_synchronized(Tty *tty, bool on);
/* Calls of write() and bytes written so far, for tests and bench. */
void tty_counts(const Tty *tty, guint64 *ret_writes, guint64 *ret_bytes);

#endif
