/* ui.h: the interface: panes over the model, one input line, nothing of the network.
 *
 * It draws what the model says and hands typed lines and questions to the hooks
 * that app/ sets. All its work happens on the main loop; the terminal is written
 * non-blocking, at most one frame every 16 ms, one write a frame.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_UI_H
#define CAUSERIE_UI_UI_H

#include "config/settings.h"
#include "model/form.h"
#include "model/model.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Ui Ui;

/* One proposal of a completion. */
typedef struct {
    char *text;        /* what replaces the word */
    char *description; /* one line; nullable */
} Completion;
void completion_free(Completion *completion);

typedef struct {
    /* Enter: LINE (UTF-8, may hold newlines) typed in CHAT (NULL: home window).
     * PASTED: it holds a paste, so a leading '/' is text. True when it was taken;
     * false keeps it in the input. */
    bool (*line)(Chat *chat, const char *line, bool pasted, void *user);
    /* Proposals for the word that ends at CURSOR (bytes) of LINE; RET_START is where
     * it begins. (element-type Completion) (transfer full) (nullable) */
    GPtrArray *(*complete)(Chat *chat, const char *line, guint cursor, guint *ret_start,
                           void *user);
    /* The syntax of the command being typed, for the context row. (transfer full) (nullable) */
    char *(*usage)(Chat *chat, const char *line, void *user);
    /* Answer to a question put by ui_ask(), see there. */
    /* The terminal got or lost the focus, or the user typed: UTC us idle since, 0 active. */
    void (*activity)(gint64 idle_since, void *user);
    /* The terminal is gone (hangup, end of file): save and leave. */
    void (*gone)(void *user);
} UiHooks;

typedef struct {
    int tty;                /* file descriptor of the terminal, both ways */
    const char *term;       /* $TERM */
    const char *theme;      /* overrides the setting; nullable */
    const char *config_dir; /* for inputrc, themes, keys; nullable */
    bool no_color;
} UiOptions;

#define UI_ERROR (ui_error_quark())
GQuark ui_error_quark(void);
typedef enum { UI_ERROR_NO_TTY, UI_ERROR_DUMB, UI_ERROR_TERM } UiError;

/* Takes the terminal over and draws the first frame. */
Ui *ui_new(Model *model, Settings *settings, const UiOptions *options, const UiHooks *hooks,
           void *user, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Gives the terminal back as it was. */
void ui_free(Ui *ui);

/* Shows CHAT, or the home window for NULL; the draft of the old one is kept. */
void ui_show(Ui *ui, Chat *chat);
Chat *ui_current(const Ui *ui);
/* Puts TEXT into the input line without running it. */
void ui_set_input(Ui *ui, const char *text);
/* A short remark in the status row for a few seconds. */
void ui_remark(Ui *ui, const char *text);
/* Shows TEXT (lines) as a page over the chat: arrows, PgUp/PgDn, '/' filters, q closes. */
void ui_page(Ui *ui, const char *title, const char *text);
/* Full redraw. */
void ui_redraw(Ui *ui);
/* SIGWINCH, SIGTSTP and SIGCONT come through app's signal sources. */
void ui_resized(Ui *ui);
void ui_suspend(Ui *ui); /* restores the terminal, stops the process, comes back redrawn */

/* Every key action with its keys and sentence, for /help keys and the manual. (transfer full) */
char *ui_dump_keys(void);

/* Asks one line with PROMPT in place of the input; SECRET shows stars and leaves no
 * history. ANSWER is NULL when cancelled (Ctrl-G); a secret one is wiped after the
 * call. One question at a time; a second one waits. */
typedef void (*UiAnswer)(const char *answer, void *user);
void ui_ask(Ui *ui, const char *prompt, bool secret, UiAnswer done, void *user);
/* Shows FORM (owned by the caller, kept until done) for filling in; SUBMITTED is
 * false when cancelled. */
typedef void (*UiFormDone)(Form *form, bool submitted, void *user);
void ui_form(Ui *ui, Form *form, UiFormDone done, void *user);

/* The first-start wizard of UX 2.9; app does what it asks for. */
typedef enum {
    WIZARD_KEEP_KEYRING,
    WIZARD_KEEP_FILE,
    WIZARD_KEEP_ASK,
    WIZARD_KEEP_COMMAND,
} WizardKeep;
typedef struct {
    /* The address typed so far is complete enough to check its server: answer by
     * ui_wizard_checked(). */
    void (*check)(const char *address, void *user);
    /* Log in with what was entered: answer by ui_wizard_result(). KEEP_TEXT is the command. */
    void (*login)(const char *address, const char *password, WizardKeep keep, const char *keep_text,
                  void *user);
    /* Make an account on SERVER: answer by ui_wizard_result() or ui_form() for its form. */
    void (*create)(const char *server, void *user);
    /* Cancelled (nothing may be left written), or "look around without an account". */
    void (*left)(bool look_around, void *user);
} WizardHooks;
void ui_wizard_start(Ui *ui, const WizardHooks *hooks, void *user);
void ui_wizard_checked(Ui *ui, const char *address, const char *sentence, bool ok);
/* NULL error: the wizard closes. Else the sentence shows and the step stays. */
void ui_wizard_result(Ui *ui, const char *error);

#endif
