/* app.c: start and end: what is opened in which order, and given back in reverse.
 *
 * Everything that can refuse to start does so before the terminal is touched, so
 * that its sentence stands on a clean screen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/app.h"

#include "app/black_box.h"
#include "base/clock.h"

#include "base/log.h"
#include "base/text.h"
#include "base/xdg.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How long goodbyes may take, ms. */
#define LEAVE_LIMIT_MS 1500

void app_complain(const char *sentence)
{
    g_auto(SafeText) safe = text_safe(sentence, -1, TEXT_BODY);
    fprintf(stderr, "causerie: %s\n", safe.s);
}

static char *choose_dir(const char *given, XdgKind kind, GError **error)
{
    g_autofree char *dir =
        given != NULL ? g_canonicalize_filename(given, NULL) : xdg_dir_dup(kind, error);
    return dir != NULL && xdg_ensure_dir(dir, error) ? g_steal_pointer(&dir) : NULL;
}

static bool open_dirs(App *app, GError **error)
{
    app->config_dir = choose_dir(app->options->config_dir, XDG_CONFIG, error);
    app->data_dir =
        app->config_dir != NULL ? choose_dir(app->options->data_dir, XDG_DATA, error) : NULL;
    return app->data_dir != NULL;
}

static void open_config(App *app)
{
    g_autofree char *config = g_build_filename(app->config_dir, "config", NULL);
    g_autofree char *accounts = g_build_filename(app->config_dir, "accounts", NULL);
    app->settings = settings_open(config, app->trouble);
    app->accounts = account_file_open(accounts, app->trouble);
}

static bool open_store(App *app, GError **error)
{
    g_autofree char *database = g_build_filename(app->data_dir, "causerie.db", NULL);
    app->data_was_there = g_file_test(database, G_FILE_TEST_EXISTS);
    g_autofree char *notice = NULL;
    app->store = store_open(app->data_dir, &notice, error);
    if (notice != NULL) {
        g_ptr_array_add(app->trouble, g_steal_pointer(&notice));
    }
    if (app->store != NULL) {
        /* Under the store's lock: one process writes it. Without it all works, only less safely. */
        app->black_box = black_box_open(app->data_dir, clock_now(), NULL);
    }
    return app->store != NULL;
}

/* The accounts that this run is about, made in the model with their memory. */
static bool open_accounts(App *app, GError **error)
{
    const Options *options = app->options;
    if (options->address != NULL && account_file_find(app->accounts, options->address) == NULL) {
        g_autoptr(Jid) address = jid_parse(options->address, error);
        if (address == NULL) {
            g_prefix_error(
                error, "\"%s\" is neither an account of yours nor an address: ", options->address);
            return false;
        }
        if (jid_local(address) == NULL) {
            g_set_error(error, JID_ERROR, JID_ERROR_LOCAL,
                        "\"%s\" is neither an account of yours nor an address like you@server.",
                        options->address);
            return false;
        }
        (void)app_add_session(app, account_config_new(jid_bare(address), address));
        return true;
    }
    for (guint i = 0; options->accounts != NULL && options->accounts[i] != NULL; i++) {
        if (account_file_find(app->accounts, options->accounts[i]) == NULL) {
            g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                        "No account is called \"%s\". The file %s/accounts has them.",
                        options->accounts[i], app->config_dir);
            return false;
        }
    }
    for (guint i = 0; i < account_file_size(app->accounts); i++) {
        const AccountConfig *config = account_file_get(app->accounts, i);
        const char *address = jid_bare(config->address);
        bool wanted = true;
        if (options->address != NULL) {
            wanted = account_file_find(app->accounts, options->address) == config;
        } else if (options->accounts != NULL) {
            const char *const *names = (const char *const *)options->accounts;
            wanted = g_strv_contains(names, config->name) || g_strv_contains(names, address);
        }
        if (wanted) {
            (void)app_add_session(app, account_config_copy(config));
        }
    }
    return true;
}

/* Our own description of the terminal: making it non-blocking must not touch the
 * one that the shell shares with us. */
static int open_terminal(void)
{
    const char *name = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) ? ttyname(STDIN_FILENO) : NULL;
    return name != NULL ? g_open(name, O_RDWR | O_NOCTTY | O_CLOEXEC, 0) : -1;
}

static bool open_ui(App *app, GError **error)
{
    int tty = open_terminal();
    if (tty < 0) {
        g_set_error_literal(error, UI_ERROR, UI_ERROR_NO_TTY,
                            "The interface needs a terminal, and standard input or output is none. "
                            "causerie --help lists what works without.");
        return false;
    }
    const char *no_color = getenv("NO_COLOR");
    const char *color = app->options->color;
    UiOptions options = {
        .tty = tty,
        .term = getenv("TERM"),
        .theme = app->options->theme,
        .config_dir = app->config_dir,
        .no_color = color != NULL && strcmp(color, "auto") != 0
                        ? strcmp(color, "never") == 0
                        : no_color != NULL && *no_color != '\0',
    };
    app->ui = ui_new(app->model, app->settings, &options, &app_ui_hooks, app, error);
    if (app->ui == NULL) {
        close(tty);
    }
    return app->ui != NULL;
}

static bool wants_connection(App *app, Session *session)
{
    return !app->options->offline &&
           (app->options->address != NULL || app->options->accounts != NULL ||
            session_config(session)->autoconnect);
}

static void start(App *app)
{
    for (guint i = 0; i < app->trouble->len; i++) {
        model_notice(app->model, NULL, MESSAGE_ERROR, g_ptr_array_index(app->trouble, i));
    }
    bool first = app->sessions->len == 0 && account_file_size(app->accounts) == 0;
    if (first && app->trouble->len == 0) {
        app_start_wizard(app);
    } else if (app->sessions->len == 0) {
        model_notice(app->model, NULL, MESSAGE_NOTICE,
                     "No account is open. /connect you@server logs in.");
    }
    bool unsafe = app->black_box != NULL && black_box_is_unsafe(app->black_box);
    if (unsafe) {
        model_notice(app->model, NULL, MESSAGE_ERROR,
                     "The program ended badly several times, each soon after its start, so it does "
                     "not log in by itself now. /connect logs in.");
    }
    for (guint i = 0; !unsafe && i < app->sessions->len; i++) {
        Session *session = g_ptr_array_index(app->sessions, i);
        if (wants_connection(app, session)) {
            session_connect(session);
        }
    }
}

static void finish_leaving(App *app)
{
    if (app->leaving_timer != 0) {
        g_source_remove(app->leaving_timer);
        app->leaving_timer = 0;
    }
    g_main_loop_quit(app->loop);
}

static gboolean leave_limit(gpointer user)
{
    App *app = user;
    app->leaving_timer = 0;
    finish_leaving(app);
    return G_SOURCE_REMOVE;
}

static void session_left(void *user)
{
    App *app = user;
    if (--app->leaving_sessions == 0) {
        finish_leaving(app);
    }
}

void app_quit(App *app)
{
    if (app->leaving) {
        g_main_loop_quit(app->loop);
        return;
    }
    app->leaving = true;
    app->leaving_timer = g_timeout_add(LEAVE_LIMIT_MS, leave_limit, app);
    app->leaving_sessions = app->sessions->len + 1;
    for (guint i = 0; i < app->sessions->len; i++) {
        session_disconnect(g_ptr_array_index(app->sessions, i), session_left, app);
    }
    session_left(app);
}

/* A first start that was cancelled leaves no file behind. */
static void remove_traces(App *app)
{
    static const char *const names[] = {"causerie.db", "causerie.db-wal", "causerie.db-shm",
                                        "lock",        "identity",        "black-box"};
    if (app->data_was_there || account_file_size(app->accounts) > 0 || app->sessions->len > 0) {
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(app->data_dir, names[i], NULL);
        (void)g_unlink(path);
    }
    (void)g_rmdir(app->data_dir);
    (void)g_rmdir(app->config_dir);
}

static void app_clear(App *app)
{
    app_wizard_free(app);
    if (app->model != NULL && app->observer != 0) {
        model_unobserve(app->model, app->observer);
    }
    ui_free(app->ui);
    bool traces = app->sessions->len == 0;
    g_ptr_array_set_size(app->sessions, 0);
    black_box_close(app->black_box);
    if (app->store != NULL) {
        store_close(app->store);
        if (traces) {
            remove_traces(app);
        }
    }
    g_ptr_array_unref(app->sessions);
    g_clear_pointer(&app->model, model_free);
    g_clear_pointer(&app->accounts, account_file_free);
    g_clear_pointer(&app->settings, settings_free);
    g_main_loop_unref(app->loop);
    g_free(app->env.held);
    g_free(app->data_dir);
    g_free(app->config_dir);
    g_ptr_array_unref(app->trouble);
}

static int status_of(const GError *error)
{
    if (error->domain == UI_ERROR) {
        return EXIT_NO_TERMINAL;
    }
    if (error->domain == JID_ERROR || error->domain == G_OPTION_ERROR) {
        return EXIT_USAGE;
    }
    return EXIT_IO;
}

int app_run(const Options *options)
{
    App app = {
        .options = options,
        .loop = g_main_loop_new(NULL, FALSE),
        .sessions = g_ptr_array_new_with_free_func((GDestroyNotify)session_free),
        .trouble = g_ptr_array_new_with_free_func(g_free),
    };
    g_autoptr(GError) error = NULL;
    bool ready = open_dirs(&app, &error);
    if (ready) {
        open_config(&app);
        app.model = model_new();
        app_wire_commands(&app);
        ready = open_store(&app, &error) && open_accounts(&app, &error);
    }
    if (ready) {
        store_attach(app.store, app.model, &app_store_hooks, &app);
        app.observer = model_observe(app.model, &app_model_observer, &app);
        ready = open_ui(&app, &error);
    }
    if (ready) {
        app.env.ui = app.ui;
        app_watch_signals(&app);
        start(&app);
        g_main_loop_run(app.loop);
    } else {
        app.status = status_of(error);
    }
    app_clear(&app);
    if (error != NULL) {
        app_complain(error->message);
    }
    return app.status;
}
