/* black_box.h: what the program was doing, in a place that outlives its death.
 *
 * A small file that is mapped into memory: noting that an element is being handled costs
 * no system call, and the note is still there when the process is gone. An element during
 * which the program died twice is not handled a third time; a program that ended badly
 * three times, each soon after its start, does not log in by itself.
 * It does not say why: for that there is the debug log.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_APP_BLACK_BOX_H
#define CAUSERIE_APP_BLACK_BOX_H

#include <glib.h>
#include <stdbool.h>

/* Deaths during one element after which it is left out. */
#define BLACK_BOX_DEATHS 2
/* Bad ends in a row, each within so many seconds of the start, that mean safe mode. */
#define BLACK_BOX_BAD_ENDS 3
#define BLACK_BOX_SOON 60

typedef struct BlackBox BlackBox;

/* Opens DIR/black-box, or a new one where it is missing or damaged. NOW is UTC in us. */
BlackBox *black_box_open(const char *dir, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The program ends in order. NULL is fine. */
void black_box_close(BlackBox *box);
/* The element HASH (not 0) is about to be handled; false: leave it out. */
bool black_box_begin(BlackBox *box, guint64 hash);
void black_box_end(BlackBox *box);
/* Whether logging in by itself has ended badly too often. */
bool black_box_is_unsafe(const BlackBox *box);

#endif
