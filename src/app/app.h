/* app.h: the one App: everything that lives as long as the program, and who owns it.
 *
 * Made in dependency order, freed in reverse. The files of this folder share it;
 * nothing outside does: lower layers know it only as the user data of their hooks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_APP_APP_H
#define CAUSERIE_APP_APP_H

#include "app/options.h"
#include "command/command.h"
#include "config/account_file.h"
#include "config/settings.h"
#include "model/model.h"
#include "store/store.h"
#include "ui/ui.h"
#include "xmpp/session.h"

#include <gio/gio.h>
#include <glib.h>
#include <stdbool.h>

/* Exit statuses, as sysexits.h has them. */
enum {
    EXIT_NO_TERMINAL = 2,
    EXIT_USAGE = 64,
    EXIT_UNREACHABLE = 69,
    EXIT_IO = 74,
    EXIT_LOGIN = 77,
    EXIT_CONFIG = 78,
};

typedef struct Wizard Wizard;
typedef struct BlackBox BlackBox;

typedef struct App {
    const Options *options;
    char *config_dir;
    char *data_dir;
    bool data_was_there; /* the data directory held a database before this start */
    GMainLoop *loop;
    Settings *settings;
    AccountFile *accounts;
    Model *model;
    guint observer;
    Store *store;
    BlackBox *black_box; /* NULL where it cannot be had */
    GPtrArray *sessions; /* Session * */
    Ui *ui;
    CommandEnv env;
    Wizard *wizard;     /* while it is open */
    GPtrArray *trouble; /* sentences found before there was a screen (char *) */
    guint execute_next; /* index of the next -x command */
    bool leaving;
    guint leaving_sessions; /* still saying goodbye */
    guint leaving_timer;
    int status;
} App;

/* Runs the interface; the exit status. */
int app_run(const Options *options);
/* Begins to leave: goodbyes for at most 2 s, then the loop ends. */
void app_quit(App *app);

/* Prints SENTENCE, made safe, on standard error. */
void app_complain(const char *sentence);

/* wiring.c: hooks between the layers. */
extern const SessionHooks app_session_hooks;
extern const StoreHooks app_store_hooks;
extern const UiHooks app_ui_hooks;
extern const ModelObserver app_model_observer;
void app_wire_commands(App *app);
/* A session for CONFIG (transfer full) with its account in the model; an existing one
 * of that name is replaced. NULL when the name belongs to another address. */
Session *app_add_session(App *app, AccountConfig *config);
Session *app_find_session(App *app, Account *account);
void app_drop_session(App *app, Session *session);

/* password.c: where a password comes from when no file names it. */
void app_ask_password(App *app, Session *session);
/* Keeps PASSWORD for ADDRESS in the desktop's keyring; DONE (nullable) gets an error or NULL. */
void app_keep_password(const char *address, const char *password);
/* True when there is a desktop session whose keyring can be asked. */
bool app_has_keyring(void);

/* first_start.c: the wizard's deeds, and /register. */
void app_start_wizard(App *app);
void app_wizard_account_changed(App *app, Account *account);
void app_register(CommandEnv *env, const char *server);
void app_wizard_free(App *app);

/* signals.c */
/* Before any thread starts: keeps the signals that come by a descriptor from every thread. */
void app_block_signals(void);
void app_watch_signals(App *app);

#endif
