/* pane.h: a part of the screen as a struct of operations.
 *
 * A pane draws the model; it owns its scroll position and nothing of the talk.
 * Panes of the layout and overlays (pages, forms, the wizard) are the same thing: an
 * overlay lies over the chat and gets the keys first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_PANE_H
#define CAUSERIE_UI_PANE_H

#include "ui/decode.h"
#include "ui/keymap.h"
#include "ui/screen.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Ui Ui;
typedef struct Pane Pane;

typedef struct {
    const char *name;
    /* Rows (or columns, as the layout asks for) wanted out of ROWS x COLS. Nullable. */
    int (*measure)(Pane *pane, int rows, int cols);
    void (*draw)(Pane *pane, const Region *region);
    /* A bound ACTION, or ACTION_NONE and EVENT. True: taken. Nullable. */
    bool (*key)(Pane *pane, Action action, const TermEvent *event);
    /* LINES down (negative: up). True when it moved. Nullable. */
    bool (*scroll)(Pane *pane, int lines);
    void (*free)(Pane *pane);
} PaneOps;

/* Embed as the first member. */
struct Pane {
    const PaneOps *ops;
    Ui *ui;
    Region region; /* where it was drawn last */
    bool typing;   /* overlay: the input line below stays in use */
};

#endif
