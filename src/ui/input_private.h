/* input_private.h: between the files of the input line.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_INPUT_PRIVATE_H
#define CAUSERIE_UI_INPUT_PRIVATE_H

#include "ui/input.h"

/* A question instead of the line (ui_ask). */
typedef struct {
    char *prompt;
    bool secret;
    UiAnswer done;
    void *user;
} Question;

struct Input {
    InputHooks hooks;
    void *user;
    GString *ring; /* bytes for readline */
    gsize ring_at;
    char *refused; /* a line that readline took and nobody wanted: it comes back; nullable */
    GHashTable *histories; /* key of a chat -> HISTORY_STATE * */
    char *history_key;
    bool pasted;
    char *context; /* nullable */

    /* The menu. */
    GPtrArray *items; /* Completion *; NULL: closed */
    guint selected, top;
    guint word_start; /* bytes: where the word begins */
    char *before;     /* the line as it was */
    guint before_cursor;

    /* The question. */
    GQueue questions; /* Question *; the first one is shown */
    GString *answer;
};

/* input_line.c: readline. */
void line_open(Input *input, const char *config_dir);
void line_close(Input *input);
void line_feed(Input *input, const char *bytes, gsize len);
void line_set(const char *text, guint cursor);
void line_insert(const char *text);
const char *line_text(void);
guint line_cursor(void);
void line_set_cursor(guint cursor);
bool line_is_searching(void);
const char *line_prompt(void); /* of a search */
void line_remember(const char *text);
void line_switch_history(Input *input, const char *key);
/* The line that was left to walk the history is not wanted any more; line_set() follows. */
void line_end_walk(void);

/* input_menu.c */
void menu_close(Input *input);
void menu_take(Input *input);

#endif
