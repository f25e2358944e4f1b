/* paint.h: the cells of a Screen that changed, as bytes for the terminal: ncurses lives here.
 *
 * ncurses writes into a file in memory that is read back, so it never waits for
 * anybody; what comes out of paint_frame() is one frame. It compares with what the last
 * frame gave out, so a frame that was made must be sent. Clusters whose width terminals
 * disagree about are written after ncurses, each at its own place and followed by a
 * cursor address, because a cell of ncurses cannot hold them.
 * It owns neither the terminal's modes nor its size.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_PAINT_H
#define CAUSERIE_UI_PAINT_H

#include "ui/screen.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Paint Paint;

/* TERM is a name from the terminfo database. */
Paint *paint_new(const char *term, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void paint_free(Paint *paint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Paint, paint_free)
/* Colours of the terminal, 0 when none; whether it takes RGB values as they are. */
int paint_colors(const Paint *paint);
bool paint_is_rgb(const Paint *paint);
/* Bytes that take the screen over again and give it back, of terminfo; borrowed. */
const char *paint_enter(const Paint *paint);
const char *paint_leave(const Paint *paint);
/* Appends to OUT what brings the terminal to SCREEN; nothing when it is there. */
void paint_frame(Paint *paint, const Screen *screen, GString *out);
/* The terminal's content is unknown: the next frame draws everything. */
void paint_forget(Paint *paint);

/* True when NAME is in the terminfo database and can address the cursor. */
bool paint_knows(const char *name);

#endif
