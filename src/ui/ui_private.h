/* ui_private.h: what the files of ui/ share: the Ui object and its dirty flags.
 *
 * ui.c owns the terminal, the events, the frame and which chat is shown;
 * layout.c owns the panes, their scroll positions and the overlays. Whoever finds
 * that something on the screen is stale calls ui_dirty(); nobody draws outside the
 * frame. Not for other layers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_UI_PRIVATE_H
#define CAUSERIE_UI_UI_PRIVATE_H

#include "config/settings.h"
#include "model/model.h"
#include "ui/input.h"
#include "ui/keymap.h"
#include "ui/paint.h"
#include "ui/pane.h"
#include "ui/screen.h"
#include "ui/theme.h"
#include "ui/tty.h"
#include "ui/ui.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Layout Layout;

typedef enum {
    DIRTY_LIST = 1 << 0,
    DIRTY_CHAT = 1 << 1, /* the pane of the chat, or home */
    DIRTY_TITLE = 1 << 2,
    DIRTY_STATUS = 1 << 3,
    DIRTY_CONTEXT = 1 << 4,
    DIRTY_INPUT = 1 << 5,
    DIRTY_MENU = 1 << 6,
    DIRTY_OVERLAY = 1 << 7,
    DIRTY_LAYOUT = 1 << 8, /* sizes: everything is measured and drawn again */
    DIRTY_ALL = (1 << 9) - 1,
} Dirty;

struct Ui {
    Model *model;       /* borrowed */
    Settings *settings; /* borrowed */
    UiHooks hooks;
    void *user;
    char *config_dir; /* nullable */
    char *theme_name; /* of the command line; nullable */
    bool no_color;

    Screen *screen;
    Theme *theme;
    Keymap *keymap;
    Input *input;
    Layout *layout;
    Tty *tty;     /* NULL off-screen */
    Paint *paint; /* NULL off-screen */

    Chat *current;         /* NULL: home */
    Chat *last;            /* shown before; NULL: home */
    char *remark;          /* for the status row, until its timer; nullable */
    struct Wizard *wizard; /* of wizard.c, while it is open; owned by the layout */
    guint dirty;           /* of Dirty */
    bool focused;          /* the terminal has it; true while unknown */
    bool focus_known;
    gint64 last_key;     /* clock_monotonic() of the last key */
    struct UiLoop *loop; /* of ui.c: sources and observers */
};

/* Marks parts as stale and sees to a frame. */
void ui_dirty(Ui *ui, guint dirty);
/* A Ui without a terminal for tests: COLS x ROWS, drawn by ui_draw_now(). */
Ui *ui_new_offscreen(Model *model, Settings *settings, int cols, int rows, const UiHooks *hooks,
                     void *user);
void ui_draw_now(Ui *ui);
/* An event as if it came from the terminal, for tests. */
void ui_event(Ui *ui, const TermEvent *event);
/* Whether new messages of the current chat count as read; after any scrolling. */
void ui_update_reading(Ui *ui);
/* Chats in the order of their windows; window 1 is home. False: no such window. */
bool ui_show_window(Ui *ui, guint number);

/* From layout.c. */
Layout *layout_new(Ui *ui);
void layout_free(Layout *layout);
/* Draws what DIRTY names into ui->screen and puts the cursor. */
void layout_draw(Layout *layout, guint dirty);
/* Offers ACTION, or with ACTION_NONE a text, key or paste event, to the overlays and
 * panes; true when one took it. Actions of windows and of the line are ui.c's and come
 * here first only while an overlay is open. */
bool layout_key(Layout *layout, Action action, const TermEvent *event);
/* An overlay is open that takes the keys. */
bool layout_has_overlay(const Layout *layout);
/* PANE (transfer full) over the chat; freed by its ops->free when it goes. */
void layout_push(Layout *layout, Pane *pane);
void layout_pop(Layout *layout, Pane *pane);
/* ui->current has changed. */
void layout_shown(Layout *layout);
/* The view of the current chat is at its newest message. */
bool layout_at_end(const Layout *layout);
/* A message came (or older ones were loaded): keep the text that is being read in place. */
void layout_message_added(Layout *layout, Chat *chat, const Message *message);
/* CHAT is closed or about to be freed: forget what points at it. */
void layout_forget(Layout *layout, Chat *chat);
/* Loads the theme of the settings for what the terminal can do; ui->theme is set. */
void layout_load_theme(Ui *ui);

#endif
