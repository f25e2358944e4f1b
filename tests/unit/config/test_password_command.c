/* test_password_command.c: a program asked for a password, well and badly behaved.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config/account_file.h"
#include "unit/config/fixture.h"

#include <fcntl.h>
#include <unistd.h>

typedef struct {
    GMainLoop *loop;
    guint *left; /* answers still to come, shared by those that run at once */
    Secret *secret;
    GError *error;
} Answer;

static void answered(GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user)
{
    Answer *answer = user;
    answer->secret = account_password_command_finish(result, &answer->error);
    if (--*answer->left == 0) {
        g_main_loop_quit(answer->loop);
    }
}

static void answer_clear(Answer *answer)
{
    g_clear_pointer(&answer->secret, secret_unref);
    g_clear_error(&answer->error);
}

/* Runs COMMANDS at once and waits for all their answers. */
static void ask(const char *const *commands, Answer *answers, guint n)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    guint left = n;
    for (guint i = 0; i < n; i++) {
        answers[i] = (Answer){.loop = loop, .left = &left};
        account_password_command_async(commands[i], NULL, answered, &answers[i]);
    }
    g_main_loop_run(loop);
}

static void assert_answer(const char *command, const char *expected)
{
    Answer answer;
    ask(&command, &answer, 1);
    g_assert_no_error(answer.error);
    g_assert_cmpstr(secret_peek(answer.secret), ==, expected);
    answer_clear(&answer);
}

static void assert_error(const char *command, const char *part)
{
    Answer answer;
    g_test_message("%s", command);
    ask(&command, &answer, 1);
    g_assert_null(answer.secret);
    g_assert_error(answer.error, G_SPAWN_ERROR, G_SPAWN_ERROR_FAILED);
    g_test_message("%s", answer.error->message);
    g_assert_nonnull(strstr(answer.error->message, part));
    answer_clear(&answer);
}

static void first_line_is_the_password(void)
{
    assert_answer("printf 'o Romeo\\n'", "o Romeo");
    assert_answer("printf 'o Romeo'", "o Romeo");
    assert_answer("printf 'o Romeo\\r\\n\\n'", "o Romeo");
    assert_answer("printf ' o Romeo '", " o Romeo ");
    assert_answer("printf '\\303\\251'", "\xc3\xa9");
    g_autofree char *long_one = g_strnfill(4000, 'p');
    g_autofree char *command = g_strdup_printf("printf %s", long_one);
    assert_answer(command, long_one);
}

/* A26, L10 */
static void no_shell_reads_the_command(void)
{
    assert_answer("printf %s $HOME", "$HOME");
    assert_answer("printf %s `id`;", "`id`;");
    assert_answer("echo a && echo b > /tmp/x", "a && echo b > /tmp/x");
    assert_answer("printf %s 'two words'", "two words");
    assert_answer("printf %s \"two \\\"words\\\"\"", "two \"words\"");
    assert_answer("printf %s *", "*");
}

/* A26 */
static void what_is_no_password_is_an_error(void)
{
    assert_error("printf 'one\\ntwo\\n'", "printed more than one line");
    assert_error("printf 'one\\rtwo'", "printed more than one line");
    assert_error("printf '\\none\\n'", "printed nothing");
    assert_error("true", "printed nothing");
    assert_error("printf '\\n'", "printed nothing");
    assert_error("head -c 1048576 /dev/zero", "printed far more than a password");
    assert_error("head -c 4096 /dev/zero", "printed far more than a password");
    assert_error("yes", "printed far more than a password");
    assert_error("printf 'a\\000b'", "printed what is no text");
    assert_error("printf 'a\\377'", "printed what is no text");
}

/* A26 */
static void program_that_fails_is_told(void)
{
    assert_error("false", "password-command failed. Run it in a shell to see why.");
    assert_error("sh -c 'echo secret; exit 3'", "failed");
    assert_error("sh -c 'echo secret; kill -9 $$'", "failed");
    assert_error("/nonexistent/program", "password-command cannot be run");
    assert_error("", "password-command cannot be run");
    assert_error("   ", "password-command cannot be run");
    assert_error("printf 'open", "password-command cannot be run");
    assert_error("/dev/null", "password-command cannot be run");
}

/* What was printed is a password, perhaps: no error shows it. */
static void errors_do_not_show_the_output(void)
{
    static const char *const commands[] = {"sh -c 'echo hunter2; false'",
                                           "sh -c 'echo hunter2; echo more'",
                                           "sh -c 'echo hunter2 >&2; false'"};
    Answer answers[G_N_ELEMENTS(commands)];
    ask(commands, answers, G_N_ELEMENTS(commands));
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
        g_assert_nonnull(answers[i].error);
        g_assert_null(strstr(answers[i].error->message, "hunter2"));
        answer_clear(&answers[i]);
    }
}

/* L11 */
static void program_gets_nothing_of_ours(void)
{
    int ours = open("/dev/zero", O_RDONLY);
    int high = fcntl(ours, F_DUPFD, 100); /* without close-on-exec */
    g_assert_cmpint(high, >=, 100);
    g_autofree char *command =
        g_strdup_printf("sh -c 'test -e /proc/$$/fd/%d && echo open || echo closed'", high);
    assert_answer(command, "closed");
    g_autofree char *lower =
        g_strdup_printf("sh -c 'test -e /proc/$$/fd/%d && echo open || echo closed'", ours);
    assert_answer(lower, "closed");
    assert_answer("readlink /proc/self/fd/0", "/dev/null");
    assert_answer("readlink /proc/self/fd/2", "/dev/null");
    close(high);
    close(ours);
}

static bool is_running(const char *pid_file)
{
    g_autofree char *pid = NULL;
    if (!g_file_get_contents(pid_file, &pid, NULL, NULL) || *g_strstrip(pid) == '\0') {
        return false;
    }
    g_autofree char *proc = g_build_filename("/proc", pid, NULL);
    return g_file_test(proc, G_FILE_TEST_EXISTS);
}

static gboolean give_up(gpointer user G_GNUC_UNUSED)
{
    g_error("waited in vain");
    return G_SOURCE_REMOVE;
}

/* Waits until the program whose number is in the file is there (or gone). */
static void wait_running(const char *pid_file, bool running)
{
    guint limit = g_timeout_add_seconds(30, give_up, NULL);
    while (is_running(pid_file) != running) {
        g_main_context_iteration(NULL, FALSE);
        g_usleep(1000);
    }
    g_source_remove(limit);
}

/* A26: three ways to hang, at once, as each takes the whole limit. */
static void program_that_hangs_is_ended(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *silent = g_strdup_printf("sh -c 'echo $$ > %s; exec sleep 600'", f->path);
    const char *commands[] = {silent, "sh -c 'printf half; exec sleep 600'",
                              "sh -c 'echo whole; exec >&-; exec sleep 600'"};
    Answer answers[G_N_ELEMENTS(commands)];
    gint64 start = g_get_monotonic_time();
    ask(commands, answers, G_N_ELEMENTS(commands));
    gint64 took = g_get_monotonic_time() - start;
    g_assert_cmpint(took, >=, 8 * G_USEC_PER_SEC);
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
        g_assert_nonnull(answers[i].error);
        g_assert_cmpstr(answers[i].error->message, ==, "password-command took longer than 10 s.");
        answer_clear(&answers[i]);
    }
    wait_running(f->path, false);
}

static void cancelling_ends_it_at_once(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *command = g_strdup_printf("sh -c 'echo $$ > %s; exec sleep 600'", f->path);
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    guint left = 1;
    Answer answer = {.loop = loop, .left = &left};
    gint64 start = g_get_monotonic_time();
    account_password_command_async(command, cancellable, answered, &answer);
    wait_running(f->path, true);
    g_cancellable_cancel(cancellable);
    g_main_loop_run(loop);
    g_assert_error(answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_assert_null(answer.secret);
    g_assert_cmpint(g_get_monotonic_time() - start, <, 8 * G_USEC_PER_SEC);
    answer_clear(&answer);
    wait_running(f->path, false);
    /* One that is cancelled already starts nothing that stays. */
    left = 1;
    account_password_command_async("sleep 600", cancellable, answered, &answer);
    g_main_loop_run(loop);
    g_assert_error(answer.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    answer_clear(&answer);
}

void test_password_command_register(void)
{
    g_test_add_func("/password_command/first_line_is_the_password", first_line_is_the_password);
    g_test_add_func("/password_command/A26_no_shell_reads_the_command", no_shell_reads_the_command);
    g_test_add_func("/password_command/A26_what_is_no_password_is_an_error",
                    what_is_no_password_is_an_error);
    g_test_add_func("/password_command/A26_program_that_fails_is_told", program_that_fails_is_told);
    g_test_add_func("/password_command/errors_do_not_show_the_output",
                    errors_do_not_show_the_output);
    g_test_add_func("/password_command/L11_program_gets_nothing_of_ours",
                    program_gets_nothing_of_ours);
    g_test_add("/password_command/A26_program_that_hangs_is_ended", Fixture, "pid", fixture_set_up,
               program_that_hangs_is_ended, fixture_tear_down);
    g_test_add("/password_command/cancelling_ends_it_at_once", Fixture, "pid", fixture_set_up,
               cancelling_ends_it_at_once, fixture_tear_down);
}
