/* first_start.c: the deeds of the first-start wizard, and making an account.
 *
 * Nothing is written before a login has worked: until then the account lives in
 * memory only and is dropped when the wizard is left.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/app.h"

#include <string.h>

struct Wizard {
    App *app;
    bool shown;       /* the wizard's page is on the screen (else: /register) */
    Session *trying;  /* borrowed; the login being tried */
    Secret *password; /* of the login being tried */
    WizardKeep keep;
    char *keep_text;
    char *checking;       /* address being checked */
    GCancellable *cancel; /* of the check */
    Registration *registration;
    Form *form;
    char *server;
};

static Wizard *wizard_get(App *app)
{
    if (app->wizard == NULL) {
        app->wizard = g_new0(Wizard, 1);
        app->wizard->app = app;
    }
    return app->wizard;
}

static void drop_trial(Wizard *wizard)
{
    if (wizard->trying != NULL) {
        Session *session = wizard->trying;
        wizard->trying = NULL;
        app_drop_session(wizard->app, session);
    }
    g_clear_pointer(&wizard->password, secret_unref);
}

static void drop_registration(Wizard *wizard)
{
    g_clear_pointer(&wizard->registration, registration_free);
    g_clear_pointer(&wizard->form, form_free);
}

void app_wizard_free(App *app)
{
    Wizard *wizard = app->wizard;
    if (wizard == NULL) {
        return;
    }
    app->wizard = NULL;
    g_cancellable_cancel(wizard->cancel);
    g_clear_object(&wizard->cancel);
    if (wizard->trying != NULL) {
        Session *session = wizard->trying;
        wizard->trying = NULL;
        app_drop_session(app, session);
    }
    secret_unref(wizard->password);
    drop_registration(wizard);
    g_free(wizard->keep_text);
    g_free(wizard->checking);
    g_free(wizard->server);
    g_free(wizard);
}

static void tell(Wizard *wizard, const char *error)
{
    if (wizard->shown) {
        ui_wizard_result(wizard->app->ui, error);
    } else if (error != NULL) {
        model_notice(wizard->app->model, NULL, MESSAGE_ERROR, error);
    }
}

/* Checking the server while the address is typed. */

static void checked(const char *answer, const char *error, void *user)
{
    App *app = user;
    Wizard *wizard = app->wizard;
    if (wizard != NULL && wizard->checking != NULL) {
        ui_wizard_checked(app->ui, wizard->checking, error != NULL ? error : answer, error == NULL);
    }
}

static void on_check(const char *address, void *user)
{
    Wizard *wizard = wizard_get(user);
    g_autoptr(Jid) jid = jid_parse(address, NULL);
    g_cancellable_cancel(wizard->cancel);
    g_clear_object(&wizard->cancel);
    if (jid == NULL) {
        return;
    }
    g_free(wizard->checking);
    wizard->checking = g_strdup(address);
    wizard->cancel = g_cancellable_new();
    g_autoptr(AccountConfig) config = account_config_new(jid_bare(jid), jid);
    session_check_server(config, wizard->app->settings, wizard->cancel, checked, user);
}

/* Logging in. */

static void try_login(Wizard *wizard, AccountConfig *config, const char *password)
{
    drop_trial(wizard);
    wizard->password = secret_new(password, -1);
    config->password = secret_ref(wizard->password);
    wizard->trying = app_add_session(wizard->app, config);
    if (wizard->trying == NULL) {
        tell(wizard, "That account is open already.");
        return;
    }
    session_connect(wizard->trying);
}

static void on_login(const char *address, const char *password, WizardKeep keep,
                     const char *keep_text, void *user)
{
    Wizard *wizard = wizard_get(user);
    g_autoptr(GError) error = NULL;
    g_autoptr(Jid) jid = jid_parse(address, &error);
    if (jid == NULL || jid_local(jid) == NULL) {
        tell(wizard, error != NULL ? error->message : "An address looks like you@server.");
        return;
    }
    wizard->keep = keep;
    g_free(wizard->keep_text);
    wizard->keep_text = g_strdup(keep_text);
    try_login(wizard, account_config_new(jid_bare(jid), jid), password);
}

/* The account as it goes into the file accounts: with the password only where asked to. */
static AccountConfig *kept_config(Wizard *wizard)
{
    AccountConfig *config = account_config_copy(session_config(wizard->trying));
    config->autoconnect = true;
    if (wizard->keep != WIZARD_KEEP_FILE) {
        g_clear_pointer(&config->password, secret_unref);
    }
    if (wizard->keep == WIZARD_KEEP_COMMAND) {
        g_free(config->password_command);
        config->password_command = g_strdup(wizard->keep_text);
    }
    return config;
}

static void login_worked(Wizard *wizard)
{
    App *app = wizard->app;
    g_autoptr(GError) error = NULL;
    g_autoptr(AccountConfig) config = kept_config(wizard);
    if (!account_file_put(app->accounts, config, &error)) {
        model_notice(app->model, NULL, MESSAGE_ERROR, error->message);
    }
    if (wizard->keep == WIZARD_KEEP_KEYRING) {
        app_keep_password(jid_bare(config->address), secret_peek(wizard->password));
    }
    wizard->trying = NULL;
    g_clear_pointer(&wizard->password, secret_unref);
    tell(wizard, NULL);
}

static gboolean wizard_settle(gpointer user)
{
    App *app = user;
    Wizard *wizard = app->wizard;
    if (wizard == NULL || wizard->trying == NULL) {
        return G_SOURCE_REMOVE;
    }
    Account *account = session_account(wizard->trying);
    switch (account_state(account)) {
    case ACCOUNT_ONLINE:
        login_worked(wizard);
        app_wizard_free(app);
        break;
    case ACCOUNT_FAILED:
    case ACCOUNT_WAITING: {
        g_autofree char *why = g_strdup(account_state_text(account));
        bool certificate = session_certificate(wizard->trying) != NULL &&
                           session_certificate(wizard->trying)->reason != NULL;
        if (certificate) {
            /* Left open, so that /tls trust can pin what was seen. */
            tell(wizard, why);
        } else {
            drop_trial(wizard);
            tell(wizard, why != NULL ? why : "The server cannot be reached.");
        }
        break;
    }
    default:
        break;
    }
    return G_SOURCE_REMOVE;
}

void app_wizard_account_changed(App *app, Account *account)
{
    if (app->wizard != NULL && app->wizard->trying != NULL &&
        session_account(app->wizard->trying) == account) {
        /* The change may come from inside the session: look at it after the turn. */
        g_idle_add(wizard_settle, app);
    }
}

/* Making an account. */

static void registered(const char *error, void *user)
{
    App *app = user;
    Wizard *wizard = app->wizard;
    if (error != NULL) {
        tell(wizard, error);
        drop_registration(wizard);
        return;
    }
    FormField *name = form_find(wizard->form, "username");
    FormField *password = form_find(wizard->form, "password");
    g_autoptr(GError) problem = NULL;
    g_autoptr(Jid) jid =
        name != NULL ? jid_from_parts(form_field_value(name), wizard->server, NULL, &problem)
                     : NULL;
    if (jid == NULL || password == NULL) {
        tell(wizard, "The account was made; log in with what you gave the form.");
    } else {
        wizard->keep = WIZARD_KEEP_FILE;
        try_login(wizard, account_config_new(jid_bare(jid), jid), form_field_value(password));
    }
}

static void form_done(Form *form, bool submitted, void *user)
{
    App *app = user;
    Wizard *wizard = app->wizard;
    if (wizard == NULL || wizard->registration == NULL) {
        return;
    }
    if (!submitted) {
        drop_registration(wizard);
        tell(wizard, "No account was made.");
        return;
    }
    registration_submit(wizard->registration, form, registered, app);
}

static void got_form(Form *form, const char *error, void *user)
{
    App *app = user;
    Wizard *wizard = app->wizard;
    if (form == NULL) {
        tell(wizard, error);
        return;
    }
    g_clear_pointer(&wizard->form, form_free);
    wizard->form = form;
    ui_form(app->ui, form, form_done, app);
}

static void on_create(const char *server, void *user)
{
    Wizard *wizard = wizard_get(user);
    g_autoptr(GError) error = NULL;
    g_autoptr(Jid) jid = jid_parse(server, &error);
    if (jid == NULL) {
        tell(wizard, error->message);
        return;
    }
    drop_registration(wizard);
    g_free(wizard->server);
    wizard->server = g_strdup(jid_domain(jid));
    g_autoptr(AccountConfig) config = account_config_new(wizard->server, jid);
    wizard->registration = registration_start(config, wizard->app->settings, got_form, wizard->app);
}

void app_register(CommandEnv *env, const char *server)
{
    on_create(server, env->user);
}

static gboolean free_later(gpointer user)
{
    app_wizard_free(user);
    return G_SOURCE_REMOVE;
}

static void on_left(bool look_around, void *user)
{
    App *app = user;
    if (!look_around) {
        app_quit(app);
        return;
    }
    model_notice(app->model, NULL, MESSAGE_NOTICE,
                 "Look around: /help works offline, /connect you@server logs in.");
    g_idle_add(free_later, app);
}

static const WizardHooks wizard_hooks = {
    .check = on_check,
    .login = on_login,
    .create = on_create,
    .left = on_left,
};

void app_start_wizard(App *app)
{
    wizard_get(app)->shown = true;
    ui_wizard_start(app->ui, &wizard_hooks, app);
}
