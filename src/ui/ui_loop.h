/* ui_loop.h: the sources of the loop that belong to the interface.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_UI_LOOP_H
#define CAUSERIE_UI_UI_LOOP_H

#include "ui/ui_private.h"

/* Least time between two frames, ms. */
#define FRAME_MS 16
/* A remark stays so long, ms. */
#define REMARK_MS 4000
/* After so long without a key the user counts as idle, s. */
#define IDLE_SECONDS 300

struct UiLoop {
    Decoder *decoder;
    guint model_observer, settings_observer;
    guint frame, escape_timer, remark_timer, second_timer, minute_timer, idle_timer;
    gint64 last_frame; /* monotonic, us */
    gint64 last_clear; /* of Ctrl-C on an empty line */
    guint64 keys;      /* events so far */
    char *home_draft;
    bool idle;
    bool small; /* "too small" is on the screen */
    bool ssh;
};

struct UiLoop *ui_loop_new(void);
void ui_loop_free(struct UiLoop *loop);
/* Starts and stops what the state of things asks for: clock, countdown. */
void ui_loop_update_timers(Ui *ui);
/* The user did something. */
void ui_loop_note_key(Ui *ui);
void ui_loop_frame(Ui *ui);

/* ui_model.c */
void ui_watch_model(Ui *ui);
void ui_unwatch_model(Ui *ui);

#endif
