/* password.c: the password that no file names: from the desktop's keyring, else from the user.
 *
 * It stays in locked memory and in libsecret's own non-pageable one; it never comes
 * near the input history.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/app.h"

#include <libsecret/secret.h>
#include <string.h>

static const SecretSchema schema = {
    "org.causerie.Password",
    SECRET_SCHEMA_NONE,
    {{"address", SECRET_SCHEMA_ATTRIBUTE_STRING}, {NULL, 0}},
    0,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
};

/* Which session a question is about; the session may be gone when the answer comes. */
typedef struct {
    App *app;
    char *account;
} Question;

static void question_free(Question *question)
{
    g_free(question->account);
    g_free(question);
}

static Session *question_session(const Question *question)
{
    Account *account = model_find_account(question->app->model, question->account);
    return account != NULL ? app_find_session(question->app, account) : NULL;
}

bool app_has_keyring(void)
{
    const char *bus = g_getenv("DBUS_SESSION_BUS_ADDRESS");
    return bus != NULL && *bus != '\0' &&
           (g_getenv("DISPLAY") != NULL || g_getenv("WAYLAND_DISPLAY") != NULL);
}

static void answered(const char *answer, void *user)
{
    Question *question = user;
    Session *session = question_session(question);
    if (session != NULL && answer != NULL && *answer != '\0') {
        g_autoptr(Secret) password = secret_new(answer, -1);
        session_set_password(session, password);
    } else if (session != NULL) {
        session_disconnect(session, NULL, NULL);
        account_set_state(session_account(session), ACCOUNT_OFFLINE,
                          "no password given; /connect asks again", 0);
    }
    question_free(question);
}

static void ask_user(Question *question)
{
    Session *session = question_session(question);
    if (session == NULL || question->app->ui == NULL) {
        question_free(question);
        return;
    }
    g_autofree char *prompt =
        g_strdup_printf("Password for %s: ", jid_bare(account_address(session_account(session))));
    ui_ask(question->app->ui, prompt, true, answered, question);
}

static void looked_up(GObject *source, GAsyncResult *result, gpointer user)
{
    Question *question = user;
    (void)source;
    char *found = secret_password_lookup_finish(result, NULL);
    Session *session = question_session(question);
    if (found == NULL || session == NULL) {
        ask_user(question);
    } else {
        g_autoptr(Secret) password = secret_new(found, -1);
        session_set_password(session, password);
        question_free(question);
    }
    secret_password_free(found);
}

void app_ask_password(App *app, Session *session)
{
    Question *question = g_new0(Question, 1);
    question->app = app;
    question->account = g_strdup(account_name(session_account(session)));
    if (!app_has_keyring()) {
        ask_user(question);
        return;
    }
    secret_password_lookup(&schema, NULL, looked_up, question, "address",
                           jid_bare(account_address(session_account(session))), NULL);
}

void app_keep_password(const char *address, const char *password)
{
    g_autofree char *label = g_strdup_printf("causerie: %s", address);
    secret_password_store(&schema, SECRET_COLLECTION_DEFAULT, label, password, NULL, NULL, NULL,
                          "address", address, NULL);
}
