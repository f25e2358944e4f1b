/* input.h: the line being typed: readline's editing, our drawing, history, completion, questions.
 *
 * readline is global, so there is one Input at a time. It sees only text and
 * editing keys, never the terminal: it reads from a ring we fill and draws nothing.
 * The line may hold several rows. A paste is inserted as text, whatever is in it,
 * and marks the line so that nothing in it is taken for a command.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_INPUT_H
#define CAUSERIE_UI_INPUT_H

#include "ui/decode.h"
#include "ui/screen.h"
#include "ui/ui.h"

#include <glib.h>
#include <stdbool.h>

/* Limits: bytes of the line, lines of history per chat, rows of the menu shown. */
#define INPUT_MAX (1024 * 1024)
#define INPUT_HISTORY_MAX 500
#define INPUT_MENU_ROWS 8
#define INPUT_ROWS_MAX 6

typedef struct Input Input;

typedef struct {
    /* Enter. False keeps the line. */
    bool (*line)(const char *line, bool pasted, void *user);
    GPtrArray *(*complete)(const char *line, guint cursor, guint *ret_start, void *user);
    void (*changed)(void *user); /* text, cursor, menu or question changed: draw it */
} InputHooks;

Input *input_new(const InputHooks *hooks, void *user, const char *config_dir);
void input_free(Input *input);

/* A text, key or paste event that no action took. */
void input_event(Input *input, const TermEvent *event);
void input_send(Input *input);    /* Enter: takes the menu's choice, or sends, or answers */
void input_newline(Input *input); /* a row more */
void input_complete(Input *input, bool back);
/* Closes the menu, then the question, then readline's search; false: nothing was open. */
bool input_cancel(Input *input);
/* Ctrl-C: empties the line, which stays in the history. False when it was empty. */
bool input_clear(Input *input);

const char *input_text(const Input *input); /* "" while a question is asked */
guint input_cursor(const Input *input);     /* bytes */
bool input_is_empty(const Input *input);    /* of what is being typed, a question too */
bool input_is_pasted(const Input *input);
void input_set_text(Input *input, const char *text);
/* Another chat: its history (KEY tells it), its draft. */
void input_switch(Input *input, const char *key, const char *draft);

/* The completion menu, for the pane that draws it: nothing when N is 0. */
typedef struct {
    const GPtrArray *items; /* of Completion */
    guint selected;
    guint top; /* first row shown, of INPUT_MENU_ROWS */
} InputMenu;
bool input_menu(const Input *input, InputMenu *ret_menu);

/* Questions (ui_ask). */
void input_ask(Input *input, const char *prompt, bool secret, UiAnswer done, void *user);
bool input_asks(const Input *input);
/* "pasted 40 lines: ..." for the context row; NULL when there is nothing to say. */
const char *input_context(const Input *input);

/* Drawing: PROMPT is that of the chat; a question or a search shows its own. GHOST
 * (nullable) is shown dim after the cursor. */
typedef struct {
    const SafeText *prompt;
    const SafeText *ghost;
    Style prompt_style, text_style, ghost_style;
} InputLook;
/* Rows wanted at COLS columns, at most MAX. */
int input_rows(const Input *input, const InputLook *look, int cols, int max);
/* Draws into REGION and puts the cursor. */
void input_draw(const Input *input, const InputLook *look, const Region *region);

#endif
