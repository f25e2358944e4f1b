/* wiring.c: the hooks between layers: store and session, screen and commands.
 *
 * Nothing is decided here; each hook hands on. The one order that matters: a commit
 * of the store releases what waited for it in every session.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/app.h"
#include "app/black_box.h"
#include "base/xdg.h"

#include "base/log.h"

#include <string.h>

/* Sessions. */

static char *memory_get(void *user, const char *account, const char *key)
{
    App *app = user;
    return store_memory_get(app->store, account, key);
}

static void memory_set(void *user, const char *account, const char *key, const char *value)
{
    App *app = user;
    store_memory_set(app->store, account, key, value);
}

static char *caps_get(void *user, const char *ver)
{
    App *app = user;
    return store_caps_get(app->store, ver);
}

static void caps_set(void *user, const char *ver, const char *info)
{
    App *app = user;
    store_caps_set(app->store, ver, info);
}

static guint64 ticket(void *user)
{
    App *app = user;
    guint64 number = store_ticket(app->store);
    return number > store_committed(app->store) ? number : 0;
}

static void need_password(Session *session, void *user)
{
    app_ask_password(user, session);
}

static bool handling(void *user, guint64 hash)
{
    App *app = user;
    return app->black_box == NULL || black_box_begin(app->black_box, hash);
}

static void handled(void *user)
{
    App *app = user;
    if (app->black_box != NULL) {
        black_box_end(app->black_box);
    }
}

/* Sets an element aside that the program has died of, for whoever looks for the reason. */
static void left_out(Session *session, guint64 hash, const char *xml, void *user)
{
    App *app = user;
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = g_build_filename(app->data_dir, "set-aside", NULL);
    g_autofree char *name = g_strdup_printf("%016" G_GINT64_MODIFIER "x.xml", hash);
    g_autofree char *path = g_build_filename(dir, name, NULL);
    bool kept = xdg_ensure_dir(dir, &error) && xdg_write_file(path, xml, strlen(xml), &error);
    g_autofree char *text = g_strdup_printf(
        "Something that came ended the program twice, so it was left out. %s%s",
        kept ? "It was set aside: " : "It could not be set aside: ", kept ? path : error->message);
    model_notice(app->model, session_account(session), MESSAGE_ERROR, text);
}

const SessionHooks app_session_hooks = {
    .memory_get = memory_get,
    .memory_set = memory_set,
    .caps_get = caps_get,
    .caps_set = caps_set,
    .ticket = ticket,
    .need_password = need_password,
    .handling = handling,
    .handled = handled,
    .left_out = left_out,
};

Session *app_find_session(App *app, Account *account)
{
    for (guint i = 0; i < app->sessions->len; i++) {
        Session *session = g_ptr_array_index(app->sessions, i);
        if (session_account(session) == account) {
            return session;
        }
    }
    return NULL;
}

Session *app_add_session(App *app, AccountConfig *config)
{
    g_autoptr(AccountConfig) owned = config;
    Account *account = model_find_account(app->model, owned->name);
    if (account != NULL && !jid_equal_bare(account_address(account), owned->address)) {
        return NULL;
    }
    Session *old = account != NULL ? app_find_session(app, account) : NULL;
    if (old != NULL) {
        g_ptr_array_remove(app->sessions, old);
    }
    if (account == NULL) {
        account = model_add_account(app->model, owned->name, owned->address);
        if (account == NULL) {
            return NULL;
        }
        store_load_account(app->store, account);
    }
    Session *session = session_new(account, owned, app->settings, &app_session_hooks, app);
    g_ptr_array_add(app->sessions, session);
    return session;
}

void app_drop_session(App *app, Session *session)
{
    Account *account = session_account(session);
    g_ptr_array_remove(app->sessions, session);
    model_remove_account(app->model, account);
}

/* The store. */

static void committed(guint64 number, void *user)
{
    App *app = user;
    for (guint i = 0; i < app->sessions->len; i++) {
        session_committed(g_ptr_array_index(app->sessions, i), number);
    }
}

static void trouble(const char *sentence, void *user)
{
    App *app = user;
    model_notice(app->model, NULL, MESSAGE_ERROR, sentence);
    if (app->ui != NULL) {
        ui_remark(app->ui, sentence);
    }
}

static void recovered(void *user)
{
    App *app = user;
    model_notice(app->model, NULL, MESSAGE_NOTICE, "Writing to disk works again.");
}

const StoreHooks app_store_hooks = {
    .committed = committed,
    .trouble = trouble,
    .recovered = recovered,
};

/* The screen. */

static bool line_typed(Chat *chat, const char *line, bool pasted, void *user)
{
    App *app = user;
    return command_run(&app->env, chat, line, pasted);
}

static GPtrArray *complete(Chat *chat, const char *line, guint cursor, guint *ret_start, void *user)
{
    App *app = user;
    return command_complete(&app->env, chat, line, cursor, ret_start);
}

static char *usage(Chat *chat, const char *line, void *user)
{
    App *app = user;
    return command_usage_dup(&app->env, chat, line);
}

static void activity(gint64 idle_since, void *user)
{
    App *app = user;
    for (guint i = 0; i < app->sessions->len; i++) {
        session_set_idle_since(g_ptr_array_index(app->sessions, i), idle_since);
    }
}

static void gone(void *user)
{
    app_quit(user);
}

const UiHooks app_ui_hooks = {
    .line = line_typed,
    .complete = complete,
    .usage = usage,
    .activity = activity,
    .gone = gone,
};

/* The model. */

/* Commands of -x run once, in order, when the first account is online. */
static void run_executes(App *app, Account *account)
{
    char **lines = app->options->execute;
    while (lines != NULL && lines[app->execute_next] != NULL) {
        const char *line = lines[app->execute_next++];
        g_autofree char *slashed = *line == '/' ? g_strdup(line) : g_strconcat("/", line, NULL);
        (void)command_run(&app->env, NULL, slashed, false);
    }
    (void)account;
}

static gboolean execute_later(gpointer user)
{
    App *app = user;
    run_executes(app, NULL);
    return G_SOURCE_REMOVE;
}

static void account_changed(Account *account, void *user)
{
    App *app = user;
    log_line("app", "%s: state %d %s", account_name(account), (int)account_state(account),
             account_state_text(account) != NULL ? account_state_text(account) : "");
    if (account_state(account) == ACCOUNT_ONLINE && app->execute_next == 0 &&
        app->options->execute != NULL) {
        g_idle_add(execute_later, app);
    }
    app_wizard_account_changed(app, account);
}

const ModelObserver app_model_observer = {
    .account_changed = account_changed,
};

/* Commands. */

static Session *env_session(CommandEnv *env, Account *account)
{
    return app_find_session(env->user, account);
}

static Session *env_add_session(CommandEnv *env, AccountConfig *config)
{
    return app_add_session(env->user, config);
}

static void env_quit(CommandEnv *env)
{
    app_quit(env->user);
}

static void env_reload(CommandEnv *env, GPtrArray *problems)
{
    App *app = env->user;
    settings_reload(app->settings, problems);
    g_autofree char *path = g_build_filename(app->config_dir, "accounts", NULL);
    AccountFile *fresh = account_file_open(path, problems);
    if (account_file_is_sound(fresh)) {
        account_file_free(app->accounts);
        app->accounts = fresh;
        env->accounts = fresh;
    } else {
        account_file_free(fresh);
    }
    if (app->ui != NULL) {
        ui_redraw(app->ui);
    }
}

void app_wire_commands(App *app)
{
    app->env = (CommandEnv){
        .model = app->model,
        .settings = app->settings,
        .accounts = app->accounts,
        .session = env_session,
        .add_session = env_add_session,
        .quit = env_quit,
        .register_account = app_register,
        .reload = env_reload,
        .user = app,
    };
}
