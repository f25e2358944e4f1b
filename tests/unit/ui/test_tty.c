/* test_tty.c: the terminal's modes, stalls, hangups and sizes, on a pseudo-terminal.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "base/clock.h"
#include "pty.h"
#include "tests.h"
#include "ui/tty.h"
#include "ui/ui_private.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

typedef struct {
    Pty pty;
    Tty *tty;
    GString *in;  /* what the program got */
    GString *out; /* what the terminal got */
    guint writable, gone;
} Bench;

static void on_input(const char *bytes, gsize len, void *user)
{
    g_string_append_len(((Bench *)user)->in, bytes, (gssize)len);
}

static void on_writable(void *user)
{
    ((Bench *)user)->writable++;
}

static void on_gone(void *user)
{
    ((Bench *)user)->gone++;
}

static const TtyHooks hooks = {on_input, on_writable, on_gone};

static void set_up(Bench *bench, gconstpointer data)
{
    (void)data;
    bench->pty = pty_open(24, 80);
    bench->in = g_string_new(NULL);
    bench->out = g_string_new(NULL);
    bench->tty = tty_new(bench->pty.program, TTY_XTERM, &hooks, bench, NULL);
    g_assert_nonnull(bench->tty);
    tty_set_screen_bytes(bench->tty, "<enter>", "<leave>");
}

static void tear_down(Bench *bench, gconstpointer data)
{
    (void)data;
    tty_free(bench->tty);
    pty_close(&bench->pty);
    g_string_free(bench->in, TRUE);
    g_string_free(bench->out, TRUE);
}

static struct termios modes_of(int fd)
{
    struct termios modes;
    memset(&modes, 0, sizeof modes);
    g_assert_cmpint(tcgetattr(fd, &modes), ==, 0);
    return modes;
}

static bool same_modes(const struct termios *a, const struct termios *b)
{
    return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag &&
           a->c_lflag == b->c_lflag && memcmp(a->c_cc, b->c_cc, sizeof a->c_cc) == 0;
}

static void test_modes(Bench *bench, gconstpointer data)
{
    static const struct {
        const char *on, *off;
    } pairs[] = {
        {"\033[?2004h", "\033[?2004l"}, {"\033[?1004h", "\033[?1004l"},
        {"\033[>4;1m", "\033[>4;0m"},   {"\033[22;2t", "\033[23;2t"},
        {"<enter>", "<leave>"},
    };
    struct termios before = modes_of(bench->pty.program);
    (void)data;
    for (int round = 0; round < 2; round++) {
        g_string_truncate(bench->out, 0);
        tty_enter(bench->tty);
        tty_enter(bench->tty);
        struct termios raw = modes_of(bench->pty.program);
        g_assert_cmpuint(raw.c_lflag & (ICANON | ECHO | ISIG | IEXTEN), ==, 0);
        g_assert_cmpuint(raw.c_iflag & (IXON | ICRNL), ==, 0);
        pty_read(&bench->pty, bench->out);
        for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
            g_assert_nonnull(strstr(bench->out->str, pairs[i].on));
        }
        g_assert_nonnull(strstr(bench->out->str, "\033[?1007l"));
        g_assert_true(tty_take_repaint(bench->tty));
        g_assert_false(tty_take_repaint(bench->tty));
        g_string_truncate(bench->out, 0);
        tty_leave(bench->tty);
        tty_leave(bench->tty);
        pty_read(&bench->pty, bench->out);
        for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
            g_assert_nonnull(strstr(bench->out->str, pairs[i].off));
        }
        g_assert_nonnull(strstr(bench->out->str, "\033[?25h"));
        struct termios after = modes_of(bench->pty.program);
        g_assert_true(same_modes(&before, &after));
    }
}

/* Terminals without these modes are told nothing of them. */
static void test_plain_terminal(void)
{
    static const TtyFamily families[] = {TTY_SCREEN, TTY_LINUX, TTY_PLAIN};
    for (guint i = 0; i < G_N_ELEMENTS(families); i++) {
        Pty pty = pty_open(24, 80);
        g_autoptr(GString) out = g_string_new(NULL);
        Tty *tty = tty_new(pty.program, families[i], &hooks, NULL, NULL);
        tty_enter(tty);
        tty_free(tty);
        pty_read(&pty, out);
        g_assert_null(strchr(out->str, '?'));
        g_assert_null(strchr(out->str, '>'));
        pty_close(&pty);
    }
}

static bool input_came(void *user)
{
    return ((Bench *)user)->in->len == 4;
}

static void test_input(Bench *bench, gconstpointer data)
{
    (void)data;
    tty_enter(bench->tty);
    /* Ctrl-S, Ctrl-C, Ctrl-Z and Enter as they are typed. */
    g_assert_cmpint(write(bench->pty.terminal, "\x13\x03\x1a\r", 4), ==, 4);
    run_until(input_came, bench);
    g_assert_cmpstr(bench->in->str, ==, "\x13\x03\x1a\r");
    g_assert_cmpuint(bench->gone, ==, 0);
}

static bool is_writable(void *user)
{
    Bench *bench = user;
    pty_read(&bench->pty, bench->out);
    return bench->writable > 0;
}

static void test_stall(Bench *bench, gconstpointer data)
{
    (void)data;
    g_autofree char *text = g_strnfill(200000, 'x');
    g_autoptr(GString) frame = g_string_new(text);
    tty_enter(bench->tty);
    g_assert_true(tty_can_draw(bench->tty));
    gint64 start = clock_monotonic();
    tty_write_frame(bench->tty, frame);
    g_assert_cmpint(clock_monotonic() - start, <, G_USEC_PER_SEC);
    g_assert_false(tty_can_draw(bench->tty));
    g_assert_cmpuint(bench->writable, ==, 0);
    /* Idle while nothing is taken. */
    while (g_main_context_iteration(NULL, FALSE)) {
    }
    g_assert_false(tty_can_draw(bench->tty));
    run_until(is_writable, bench);
    pty_read(&bench->pty, bench->out);
    g_assert_true(tty_can_draw(bench->tty));
    g_assert_cmpuint(bench->writable, ==, 1);
    g_assert_true(g_str_has_suffix(bench->out->str, text));
}

static void test_leaving_while_stalled(Bench *bench, gconstpointer data)
{
    struct termios before = modes_of(bench->pty.program);
    (void)data;
    g_autofree char *text = g_strnfill(200000, 'x');
    tty_enter(bench->tty);
    tty_write(bench->tty, text, strlen(text));
    gint64 start = clock_monotonic();
    tty_leave(bench->tty);
    g_assert_cmpint(clock_monotonic() - start, <, 10 * TTY_STALL_MS * 1000);
    struct termios after = modes_of(bench->pty.program);
    g_assert_true(same_modes(&before, &after));
}

static void test_synchronized(Bench *bench, gconstpointer data)
{
    (void)data;
    g_autofree char *text = g_strnfill(100, 'x');
    g_autofree char *whole = g_strconcat("\033[?2026h", text, "\033[?2026l", NULL);
    g_autoptr(GString) frame = g_string_new(text);
    tty_enter(bench->tty);
    pty_read(&bench->pty, bench->out);
    g_assert_nonnull(strstr(bench->out->str, "\033[?2026$p"));
    g_string_truncate(bench->out, 0);
    tty_write_frame(bench->tty, frame);
    pty_read(&bench->pty, bench->out);
    g_assert_cmpstr(bench->out->str, ==, text);
    tty_set_synchronized(bench->tty, true);
    g_string_truncate(bench->out, 0);
    guint64 writes, after, bytes;
    tty_counts(bench->tty, &writes, &bytes);
    tty_write_frame(bench->tty, frame);
    tty_counts(bench->tty, &after, &bytes);
    g_assert_cmpuint(after - writes, ==, 1);
    pty_read(&bench->pty, bench->out);
    g_assert_cmpstr(bench->out->str, ==, whole);
}

static bool is_gone(void *user)
{
    return ((Bench *)user)->gone > 0;
}

static void test_hangup(Bench *bench, gconstpointer data)
{
    (void)data;
    tty_enter(bench->tty);
    pty_close(&bench->pty);
    run_until(is_gone, bench);
    /* Told once; nothing spins, nothing is written any more. */
    g_assert_false(g_main_context_pending(NULL));
    g_assert_cmpuint(bench->gone, ==, 1);
    g_assert_false(tty_can_draw(bench->tty));
    tty_write(bench->tty, "x", 1);
    g_assert_cmpuint(bench->gone, ==, 1);
}

/* A write that fails says the same as a read that does. */
static void test_hangup_while_writing(Bench *bench, gconstpointer data)
{
    (void)data;
    tty_enter(bench->tty);
    pty_close(&bench->pty);
    tty_write(bench->tty, "x", 1);
    g_assert_cmpuint(bench->gone, ==, 1);
    g_assert_false(g_main_context_pending(NULL));
}

static void test_sizes(Bench *bench, gconstpointer data)
{
    static const int sizes[][4] = {
        {24, 80, 24, 80}, {1, 1, 1, 1}, {0, 0, 24, 80}, {0, 80, 24, 80}, {10000, 9999, 10000, 9999},
    };
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        int rows, cols;
        pty_resize(&bench->pty, sizes[i][0], sizes[i][1]);
        tty_size(bench->tty, &rows, &cols);
        g_assert_cmpint(rows, ==, sizes[i][2]);
        g_assert_cmpint(cols, ==, sizes[i][3]);
    }
}

static void test_no_terminal(void)
{
    int ends[2];
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(pipe(ends), ==, 0);
    g_assert_null(tty_new(ends[0], TTY_XTERM, &hooks, NULL, &error));
    g_assert_error(error, UI_ERROR, UI_ERROR_NO_TTY);
    close(ends[0]);
    close(ends[1]);
}

static void test_terms(void)
{
    static const struct {
        const char *term, *chosen; /* NULL: refused */
        bool fell_back;
    } cases[] = {
        {"xterm-256color", "xterm-256color", false},
        {"linux", "linux", false},
        {"vt100", "vt100", false},
        {"screen-256color", "screen-256color", false},
        {"xterm-of-tomorrow", "xterm-256color", true},
        {"ghostty-9", "xterm-256color", true},
        {"tmux-of-tomorrow", "screen-256color", true},
        {"never-heard-of", "xterm", true},
        {"../../etc/passwd", "xterm", true},
        {"dumb", NULL, false},
        {"", NULL, false},
        {NULL, NULL, false},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        bool fell_back = false;
        g_autoptr(GError) error = NULL;
        g_autofree char *chosen = tty_choose_term(cases[i].term, &fell_back, &error);
        g_assert_cmpstr(chosen, ==, cases[i].chosen);
        g_assert_true(fell_back == cases[i].fell_back);
        if (chosen == NULL) {
            g_assert_error(error, UI_ERROR, UI_ERROR_DUMB);
        }
    }
    g_assert_cmpint(tty_family("xterm-kitty"), ==, TTY_XTERM);
    g_assert_cmpint(tty_family("tmux-256color"), ==, TTY_TMUX);
    g_assert_cmpint(tty_family("screen.xterm-256color"), ==, TTY_SCREEN);
    g_assert_cmpint(tty_family("linux"), ==, TTY_LINUX);
    g_assert_cmpint(tty_family("vt220"), ==, TTY_PLAIN);
    g_assert_cmpint(tty_family("vte-256color"), ==, TTY_XTERM);
}

/* A crash gives the terminal back and is a crash nevertheless. */
static void test_crash(Bench *bench, gconstpointer data)
{
    struct termios before = modes_of(bench->pty.program);
    int status = 0;
    (void)data;
    pid_t child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0) {
        const struct rlimit none = {0, 0};
        (void)setrlimit(RLIMIT_CORE, &none);
        tty_enter(bench->tty);
        abort();
    }
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFSIGNALED(status));
    g_assert_cmpint(WTERMSIG(status), ==, SIGABRT);
    pty_read(&bench->pty, bench->out);
    g_assert_nonnull(strstr(bench->out->str, "<enter>"));
    g_assert_true(g_str_has_suffix(bench->out->str, "\033[0m<leave>"));
    g_assert_nonnull(strstr(bench->out->str, "\033[?2004l"));
    struct termios after = modes_of(bench->pty.program);
    g_assert_true(same_modes(&before, &after));
}

/* The whole interface on a terminal that stops reading. */

typedef struct {
    Bench bench;
    Model *model;
    Settings *settings;
    Ui *ui;
    Chat *chat;
} Whole;

static void on_ui_gone(void *user)
{
    ((Whole *)user)->bench.gone++;
}

static void whole_up(Whole *whole, gconstpointer data)
{
    static const UiHooks ui_hooks = {.gone = on_ui_gone};
    g_autoptr(Jid) own = jid_parse("juliet@capulet.example", NULL);
    g_autoptr(Jid) peer = jid_parse("romeo@montague.example", NULL);
    (void)data;
    whole->bench.pty = pty_open(24, 80);
    whole->bench.out = g_string_new(NULL);
    whole->model = model_new();
    whole->settings = settings_open(NULL, NULL);
    UiOptions options = {.tty = whole->bench.pty.program, .term = "xterm-256color"};
    Account *account = model_add_account(whole->model, "capulet", own);
    whole->chat = account_get_chat(account, peer, CHAT_CONTACT);
    whole->ui = ui_new(whole->model, whole->settings, &options, &ui_hooks, whole, NULL);
    g_assert_nonnull(whole->ui);
    ui_show(whole->ui, whole->chat);
}

static void whole_down(Whole *whole, gconstpointer data)
{
    (void)data;
    ui_free(whole->ui);
    model_free(whole->model);
    settings_free(whole->settings);
    pty_close(&whole->bench.pty);
    g_string_free(whole->bench.out, TRUE);
}

static void say(Whole *whole, const char *body)
{
    Message *message = message_new(MESSAGE_TEXT, MESSAGE_IN);
    message->author = g_strdup("romeo@montague.example/orchard");
    message->id = message_random_id();
    message->body = g_strdup(body);
    g_assert_nonnull(chat_add(whole->chat, message));
}

static bool stalled_by_messages(void *user)
{
    Whole *whole = user;
    if (!tty_can_draw(whole->ui->tty)) {
        return true;
    }
    say(whole, "all the world");
    for (int row = 0; row < 24; row++) {
        g_autofree char *text = g_strdup_printf("filler %d %u", row, g_random_int());
        say(whole, text);
    }
    return false;
}

static bool nothing_pending(void *user)
{
    Whole *whole = user;
    pty_read(&whole->bench.pty, whole->bench.out);
    return tty_can_draw(whole->ui->tty) && whole->ui->dirty == 0;
}

static void test_whole_stall(Whole *whole, gconstpointer data)
{
    GString *out = whole->bench.out;
    guint64 writes, before, bytes;
    (void)data;
    run_until(stalled_by_messages, whole);
    tty_counts(whole->ui->tty, &before, &bytes);
    for (int i = 0; i < 2000; i++) {
        g_autofree char *text = g_strdup_printf("dropped %d", i);
        say(whole, text);
        while (g_main_context_iteration(NULL, FALSE)) {
        }
    }
    say(whole, "the last of all");
    tty_counts(whole->ui->tty, &writes, &bytes);
    g_assert_cmpuint(writes, ==, before);
    g_assert_cmpuint(chat_n_messages(whole->chat), >=, 2000);
    /* Now it reads again: the rest of the old frame, and one new one. */
    pty_read(&whole->bench.pty, out);
    g_string_truncate(out, 0);
    run_until(nothing_pending, whole);
    pty_read(&whole->bench.pty, out);
    g_assert_nonnull(strstr(out->str, "the last of all"));
    g_assert_null(strstr(out->str, "dropped 1000"));
    g_assert_cmpuint(out->len, <, 65536);
}

static bool whole_gone(void *user)
{
    return ((Whole *)user)->bench.gone > 0;
}

static void test_whole_hangup(Whole *whole, gconstpointer data)
{
    (void)data;
    pty_close(&whole->bench.pty);
    run_until(whole_gone, whole);
    say(whole, "still talking");
    for (int i = 0; i < 100; i++) {
        g_main_context_iteration(NULL, FALSE);
    }
    g_assert_cmpuint(whole->bench.gone, ==, 1);
}

static void test_whole_resizes(Whole *whole, gconstpointer data)
{
    static const int sizes[][2] = {{1, 1},  {0, 0},  {10000, 10000}, {5, 20},    {4, 20},
                                   {5, 19}, {24, 1}, {1, 80},        {300, 600}, {24, 80}};
    (void)data;
    for (int round = 0; round < 100; round++) {
        const int *size = sizes[round % (int)G_N_ELEMENTS(sizes)];
        pty_resize(&whole->bench.pty, size[0], size[1]);
        ui_resized(whole->ui);
        say(whole, "what light through yonder window breaks");
        ui_draw_now(whole->ui);
        g_main_context_iteration(NULL, FALSE);
        pty_read(&whole->bench.pty, whole->bench.out);
    }
    g_assert_cmpint(screen_rows(whole->ui->screen), ==, 24);
    g_assert_cmpint(screen_cols(whole->ui->screen), ==, 80);
    ui_redraw(whole->ui);
    g_string_truncate(whole->bench.out, 0);
    run_until(nothing_pending, whole);
    g_assert_nonnull(strstr(whole->bench.out->str, "what light through yonder window breaks"));
}

#define ADD(path, function) g_test_add("/tty/" path, Bench, NULL, set_up, function, tear_down)
#define ADD_WHOLE(path, function)                                                                  \
    g_test_add("/tty/" path, Whole, NULL, whole_up, function, whole_down)

void test_tty_register(void)
{
    ADD("modes_are_put_back", test_modes);
    g_test_add_func("/tty/plain_terminals_are_told_nothing", test_plain_terminal);
    ADD("every_key_comes_through", test_input);
    ADD("I17_stall_waits_for_nobody", test_stall);
    ADD("I17_leaving_while_stalled_ends", test_leaving_while_stalled);
    ADD("frames_are_one_write_and_held_back", test_synchronized);
    ADD("I18_hangup_is_told_once", test_hangup);
    ADD("I18_hangup_while_writing", test_hangup_while_writing);
    ADD("sizes", test_sizes);
    ADD("I22_crash_gives_the_terminal_back", test_crash);
    g_test_add_func("/tty/no_terminal_is_an_error", test_no_terminal);
    g_test_add_func("/tty/I20_names_of_terminals", test_terms);
    ADD_WHOLE("I17_frames_are_dropped_and_one_is_drawn_after", test_whole_stall);
    ADD_WHOLE("I18_hangup_ends_the_interface_once", test_whole_hangup);
    ADD_WHOLE("I16_resizes_are_survived", test_whole_resizes);
}
