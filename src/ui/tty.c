/* tty.c: raw bytes in and out of the terminal (see tty.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/tty.h"

#include "base/clock.h"
#include "ui/paint.h"
#include "ui/tty_crash.h"
#include "ui/ui.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define READ_SIZE 65536

struct Tty {
    int fd;
    TtyFamily family;
    TtyHooks hooks;
    void *user;
    struct termios before;
    bool entered;
    char *enter, *leave;
    guint in, out; /* sources */
    GString *pending;
    bool repaint;
    bool synchronized;
    bool gone;
    guint64 writes, bytes;
};

/* Terminals that terminfo of an old system does not know, and what stands in for them. */
static const struct {
    const char *prefix;
    const char *stand_in;
} stand_ins[] = {
    {"xterm", "xterm-256color"},
    {"kitty", "xterm-256color"},
    {"foot", "xterm-256color"},
    {"alacritty", "xterm-256color"},
    {"ghostty", "xterm-256color"},
    {"wezterm", "xterm-256color"},
    {"vte", "xterm-256color"},
    {"konsole", "xterm-256color"},
    {"rxvt", "xterm-256color"},
    {"contour", "xterm-256color"},
    {"tmux", "screen-256color"},
    {"screen", "screen"},
    {"", "xterm"},
};

char *tty_choose_term(const char *term, bool *ret_fell_back, GError **error)
{
    *ret_fell_back = false;
    if (term == NULL || *term == '\0' || strcmp(term, "dumb") == 0) {
        g_set_error(error, UI_ERROR, UI_ERROR_DUMB,
                    "This terminal (TERM=%s) cannot move its cursor, which the interface needs. "
                    "Set TERM to what it is, for instance xterm-256color.",
                    term != NULL ? term : "");
        return NULL;
    }
    if (paint_knows(term)) {
        return g_strdup(term);
    }
    for (guint i = 0; i < G_N_ELEMENTS(stand_ins); i++) {
        if (g_str_has_prefix(term, stand_ins[i].prefix) && paint_knows(stand_ins[i].stand_in)) {
            *ret_fell_back = true;
            return g_strdup(stand_ins[i].stand_in);
        }
    }
    g_set_error(error, UI_ERROR, UI_ERROR_TERM,
                "The terminal type \"%s\" is not known here, nor is xterm. Install ncurses-base.",
                term);
    return NULL;
}

TtyFamily tty_family(const char *term)
{
    static const char *const plain[] = {"vt", "ansi", "cons", "sun", "wy", NULL};
    if (g_str_has_prefix(term, "tmux")) {
        return TTY_TMUX;
    }
    if (g_str_has_prefix(term, "screen")) {
        return TTY_SCREEN;
    }
    if (g_str_has_prefix(term, "linux")) {
        return TTY_LINUX;
    }
    for (guint i = 0; plain[i] != NULL; i++) {
        if (g_str_has_prefix(term, plain[i]) && !g_str_has_prefix(term, "vte")) {
            return TTY_PLAIN;
        }
    }
    return TTY_XTERM;
}

static void gone(Tty *tty)
{
    if (!tty->gone) {
        tty->gone = true;
        g_clear_handle_id(&tty->in, g_source_remove);
        g_clear_handle_id(&tty->out, g_source_remove);
        tty->hooks.gone(tty->user);
    }
}

/* Output. */

/* Writes what the terminal takes; true when all is out. */
static bool flush(Tty *tty)
{
    while (tty->pending->len > 0 && !tty->gone) {
        ssize_t n = write(tty->fd, tty->pending->str, tty->pending->len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0 && errno == EAGAIN) {
            return false;
        }
        if (n < 0) {
            gone(tty);
            return false;
        }
        tty->writes++;
        tty->bytes += (guint64)n;
        g_string_erase(tty->pending, 0, n);
    }
    return tty->pending->len == 0;
}

static gboolean on_writable(gint fd, GIOCondition condition, gpointer user)
{
    Tty *tty = user;
    (void)fd, (void)condition;
    if (!flush(tty)) {
        return tty->gone ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
    }
    tty->out = 0;
    tty->hooks.writable(tty->user);
    return G_SOURCE_REMOVE;
}

void tty_write(Tty *tty, const char *bytes, gsize len)
{
    if (tty->gone || len == 0) {
        return;
    }
    g_string_append_len(tty->pending, bytes, (gssize)len);
    if (tty->out == 0 && !flush(tty) && !tty->gone) {
        tty->out =
            g_unix_fd_add_full(G_PRIORITY_DEFAULT, tty->fd, G_IO_OUT, on_writable, tty, NULL);
    }
}

void tty_write_frame(Tty *tty, const GString *frame)
{
    if (frame->len == 0) {
        return;
    }
    /* A short frame cannot tear. */
    if (!tty->synchronized || frame->len < 64) {
        tty_write(tty, frame->str, frame->len);
        return;
    }
    g_autofree char *whole = g_strconcat("\033[?2026h", frame->str, "\033[?2026l", NULL);
    tty_write(tty, whole, strlen(whole));
}

bool tty_can_draw(const Tty *tty)
{
    return tty->pending->len == 0 && !tty->gone;
}

bool tty_take_repaint(Tty *tty)
{
    bool repaint = tty->repaint;
    tty->repaint = false;
    return repaint;
}

void tty_set_synchronized(Tty *tty, bool on)
{
    tty->synchronized = on;
}

void tty_counts(const Tty *tty, guint64 *ret_writes, guint64 *ret_bytes)
{
    *ret_writes = tty->writes;
    *ret_bytes = tty->bytes;
}

/* Input. */

static gboolean on_input(gint fd, GIOCondition condition, gpointer user)
{
    Tty *tty = user;
    char buffer[READ_SIZE];
    ssize_t n = read(fd, buffer, sizeof buffer);
    if (n > 0) {
        tty->hooks.input(buffer, (gsize)n, tty->user);
        return G_SOURCE_CONTINUE;
    }
    if (n < 0 && (errno == EAGAIN || errno == EINTR) && (condition & (G_IO_HUP | G_IO_ERR)) == 0) {
        return G_SOURCE_CONTINUE;
    }
    tty->in = 0;
    gone(tty);
    return G_SOURCE_REMOVE;
}

/* Modes. */

static void set_raw(Tty *tty)
{
    struct termios raw = tty->before;
    raw.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
    raw.c_oflag &= ~(tcflag_t)OPOST;
    raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    raw.c_cflag &= ~(tcflag_t)(CSIZE | PARENB);
    raw.c_cflag |= CS8;
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    /* Not after the output has drained: a terminal that takes none would hold us up. */
    (void)tcsetattr(tty->fd, TCSANOW, &raw);
}

/* What is switched on beyond the screen itself, and how it is switched off. */
static const char *extras_on(TtyFamily family)
{
    /* Pastes in brackets, focus, no wheel as arrows, modified keys, the title kept. */
    return family == TTY_XTERM || family == TTY_TMUX
               ? "\033[22;2t\033[?2004h\033[?1004h\033[?1007l\033[>4;1m"
               : "";
}

static const char *extras_off(TtyFamily family)
{
    return family == TTY_XTERM || family == TTY_TMUX
               ? "\033[?2026l\033[>4;0m\033[?1004l\033[?2004l\033[23;2t\033[?25h"
               : "";
}

Tty *tty_new(int fd, TtyFamily family, const TtyHooks *hooks, void *user, GError **error)
{
    struct termios before;
    if (tcgetattr(fd, &before) != 0) {
        g_set_error_literal(error, UI_ERROR, UI_ERROR_NO_TTY,
                            "The interface needs a terminal. causerie --help lists what works "
                            "without.");
        return NULL;
    }
    Tty *tty = g_new0(Tty, 1);
    tty->fd = fd;
    tty->family = family;
    tty->hooks = *hooks;
    tty->user = user;
    tty->before = before;
    tty->pending = g_string_new(NULL);
    tty->enter = g_strdup("");
    tty->leave = g_strdup("");
    (void)g_unix_set_fd_nonblocking(fd, TRUE, NULL);
    return tty;
}

void tty_set_screen_bytes(Tty *tty, const char *enter, const char *leave)
{
    g_free(tty->enter);
    g_free(tty->leave);
    tty->enter = g_strdup(enter);
    tty->leave = g_strdup(leave);
}

void tty_enter(Tty *tty)
{
    if (tty->entered || tty->gone) {
        return;
    }
    tty->entered = true;
    g_autofree char *off = g_strconcat(extras_off(tty->family), "\033[0m", tty->leave, NULL);
    tty_crash_arm(tty->fd, &tty->before, off);
    set_raw(tty);
    tty->in = g_unix_fd_add_full(G_PRIORITY_HIGH, tty->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input,
                                 tty, NULL);
    tty_write(tty, tty->enter, strlen(tty->enter));
    tty_write(tty, extras_on(tty->family), strlen(extras_on(tty->family)));
    if (tty->family == TTY_XTERM || tty->family == TTY_TMUX) {
        /* Whether it can hold a frame back until it is whole; the answer comes when it comes. */
        tty_write(tty, "\033[?2026$p", strlen("\033[?2026$p"));
    }
    tty->repaint = true;
}

void tty_leave(Tty *tty)
{
    if (!tty->entered) {
        return;
    }
    tty->entered = false;
    g_clear_handle_id(&tty->in, g_source_remove);
    g_clear_handle_id(&tty->out, g_source_remove);
    if (!tty->gone) {
        g_string_append_printf(tty->pending, "%s\033[0m%s", extras_off(tty->family), tty->leave);
        gint64 until = clock_monotonic() + TTY_STALL_MS * 1000;
        while (!flush(tty) && !tty->gone && clock_monotonic() < until) {
            struct pollfd wait = {tty->fd, POLLOUT, 0};
            (void)poll(&wait, 1, 100);
        }
    }
    g_string_truncate(tty->pending, 0);
    (void)tcsetattr(tty->fd, TCSANOW, &tty->before);
    tty_crash_disarm();
}

void tty_free(Tty *tty)
{
    if (tty != NULL) {
        tty_leave(tty);
        close(tty->fd);
        g_string_free(tty->pending, TRUE);
        g_free(tty->enter);
        g_free(tty->leave);
        g_free(tty);
    }
}

void tty_size(const Tty *tty, int *ret_rows, int *ret_cols)
{
    struct winsize size;
    bool known = ioctl(tty->fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
    *ret_rows = known ? size.ws_row : 24;
    *ret_cols = known ? size.ws_col : 80;
}
