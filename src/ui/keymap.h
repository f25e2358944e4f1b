/* keymap.h: which key does what: one row an action, with name, default keys and a sentence.
 *
 * Keys that edit the line are not here: readline has them. Help, the manual and
 * --dump keys are made from the rows. It runs nothing: the ui does.
 * Ctrl-X key and Esc key are the same as Alt-key, for terminals without a working Alt.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_KEYMAP_H
#define CAUSERIE_UI_KEYMAP_H

#include "ui/decode.h"

#include <glib.h>
#include <stdbool.h>

typedef enum {
    ACTION_NONE,
    ACTION_WINDOW,      /* number: the window */
    ACTION_WINDOW_JUMP, /* number: after the two digits */
    ACTION_WINDOW_ACTIVE,
    ACTION_WINDOW_LAST,
    ACTION_WINDOW_NEXT,
    ACTION_WINDOW_PREVIOUS,
    ACTION_PAGE_UP,
    ACTION_PAGE_DOWN,
    ACTION_LINES_UP, /* three lines */
    ACTION_LINES_DOWN,
    ACTION_OLDEST,
    ACTION_NEWEST,
    ACTION_UNREAD, /* to the first unread line */
    ACTION_LIST,
    ACTION_ZOOM,
    ACTION_HELP,
    ACTION_REDRAW,
    ACTION_CLEAR,  /* Ctrl-C */
    ACTION_LEAVE,  /* Ctrl-D on an empty line: a hint */
    ACTION_CANCEL, /* Ctrl-G, Esc */
    ACTION_SUSPEND,
    ACTION_COMPLETE,
    ACTION_COMPLETE_BACK,
    ACTION_NEWLINE,
    ACTION_SEND,
    ACTION_N
} Action;

typedef struct {
    Action action;
    const char *name;     /* "window-next" */
    const char *keys;     /* "Ctrl-N Alt-Down Alt-Right F6" */
    const char *command;  /* the command that does the same; nullable */
    const char *sentence; /* what it does */
} ActionRow;

const ActionRow *keymap_rows(guint *ret_n);

/* What is known where the key was typed. */
typedef struct {
    bool line_empty;
} KeyPlace;

typedef enum {
    KEY_UNBOUND, /* for the line editor */
    KEY_PENDING, /* the start of a longer key: nothing to do yet */
    KEY_BOUND,   /* ret_action, ret_number */
} KeyResult;

typedef struct Keymap Keymap;
Keymap *keymap_new(void);
void keymap_free(Keymap *keymap);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Keymap, keymap_free)
/* Looks EVENT (text or key) up. When Ctrl-X key is not ours, KEY_UNBOUND and
 * *EVENT becomes Alt-key. */
KeyResult keymap_feed(Keymap *keymap, TermEvent *event, const KeyPlace *place, Action *ret_action,
                      int *ret_number);
/* Forgets a half-typed key. */
void keymap_reset(Keymap *keymap);

/* "Ctrl-Alt-A" and back. (transfer full) */
char *key_name_dup(const TermEvent *event);
bool key_from_name(const char *name, TermEvent *ret_event);
/* The table as text: name, keys, sentence. (transfer full) */
char *ui_dump_keys(void);

#endif
