/* password_command.c: asks a program for a password (see account_file.h).
 *
 * No shell; standard input is empty, our descriptors are closed by GSubprocess, what it
 * says on standard error is dropped.  Reading stops after 4 KiB and after 10 s.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config/account_file.h"

#include <string.h>

#define OUTPUT_MAX 4096
#define LIMIT_SECONDS 10

typedef struct {
    GSubprocess *process;
    GCancellable *stop;   /* ours: cancelled by the limit, and by the caller's */
    GCancellable *caller; /* nullable */
    gulong chained;
    guint limit; /* GSource id */
    bool late;
    gsize length;
    char output[OUTPUT_MAX + 1];
} Asking;

static void asking_free(Asking *asking)
{
    if (asking->limit != 0) {
        g_source_remove(asking->limit);
    }
    if (asking->caller != NULL) {
        g_cancellable_disconnect(asking->caller, asking->chained);
        g_object_unref(asking->caller);
    }
    if (asking->process != NULL) {
        g_subprocess_force_exit(asking->process);
        g_object_unref(asking->process);
    }
    g_object_unref(asking->stop);
    secret_wipe(asking->output, sizeof asking->output);
    g_free(asking);
}

static void fail(GTask *task, const char *sentence)
{
    g_task_return_new_error(task, G_SPAWN_ERROR, G_SPAWN_ERROR_FAILED, "password-command %s",
                            sentence);
    g_object_unref(task);
}

static gboolean limit_reached(gpointer user)
{
    Asking *asking = user;
    asking->limit = 0;
    asking->late = true;
    g_cancellable_cancel(asking->stop);
    return G_SOURCE_REMOVE;
}

/* The first line is the password; anything but blank lines behind it is a mistake. */
static void judge(GTask *task, Asking *asking)
{
    char *text = asking->output;
    text[asking->length] = '\0';
    if (strlen(text) != asking->length || !g_utf8_validate(text, -1, NULL)) {
        fail(task, "printed what is no text (UTF-8).");
        return;
    }
    gsize first = strcspn(text, "\r\n");
    const char *behind = text + first + strspn(text + first, "\r\n");
    if (first == 0) {
        fail(task, "printed nothing. Its first line should be the password.");
    } else if (*behind != '\0') {
        fail(task, "printed more than one line. Only the password should come.");
    } else {
        Secret *secret = secret_new(text, (gssize)first);
        g_task_return_pointer(task, secret, (GDestroyNotify)secret_unref);
        g_object_unref(task);
    }
}

static void ended(GObject *source, GAsyncResult *result, gpointer user)
{
    GTask *task = user;
    Asking *asking = g_task_get_task_data(task);
    g_autoptr(GError) error = NULL;
    if (g_subprocess_wait_check_finish(G_SUBPROCESS(source), result, &error)) {
        judge(task, asking);
    } else if (asking->late) {
        fail(task, "took longer than 10 s.");
    } else {
        fail(task, "failed. Run it in a shell to see why.");
    }
}

static void read_done(GObject *source, GAsyncResult *result, gpointer user)
{
    GTask *task = user;
    Asking *asking = g_task_get_task_data(task);
    g_autoptr(GError) error = NULL;
    if (!g_input_stream_read_all_finish(G_INPUT_STREAM(source), result, &asking->length, &error)) {
        fail(task, asking->late ? "took longer than 10 s." : "could not be read.");
    } else if (asking->length >= OUTPUT_MAX) {
        fail(task, "printed far more than a password.");
    } else {
        g_subprocess_wait_check_async(asking->process, asking->stop, ended, task);
    }
}

static void caller_cancelled(GCancellable *caller G_GNUC_UNUSED, gpointer user)
{
    g_cancellable_cancel(user);
}

void account_password_command_async(const char *command, GCancellable *cancellable,
                                    GAsyncReadyCallback done, gpointer user)
{
    GTask *task = g_task_new(NULL, cancellable, done, user);
    Asking *asking = g_new0(Asking, 1);
    asking->stop = g_cancellable_new();
    g_task_set_task_data(task, asking, (GDestroyNotify)asking_free);
    g_auto(GStrv) arguments = NULL;
    g_autoptr(GError) error = NULL;
    if (g_shell_parse_argv(command, NULL, &arguments, &error)) {
        asking->process = g_subprocess_newv(
            (const char *const *)arguments,
            G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
    }
    if (asking->process == NULL) {
        g_task_return_new_error(task, G_SPAWN_ERROR, G_SPAWN_ERROR_FAILED,
                                "password-command cannot be run: %s.", error->message);
        g_object_unref(task);
        return;
    }
    if (cancellable != NULL) {
        asking->caller = g_object_ref(cancellable);
        asking->chained =
            g_cancellable_connect(cancellable, G_CALLBACK(caller_cancelled), asking->stop, NULL);
    }
    asking->limit = g_timeout_add_seconds(LIMIT_SECONDS, limit_reached, asking);
    g_input_stream_read_all_async(g_subprocess_get_stdout_pipe(asking->process), asking->output,
                                  OUTPUT_MAX, G_PRIORITY_DEFAULT, asking->stop, read_done, task);
}

Secret *account_password_command_finish(GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}
