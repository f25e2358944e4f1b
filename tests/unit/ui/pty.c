/* pty.c: see pty.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "pty.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define LIMIT_US (60 * G_USEC_PER_SEC)

Pty pty_open(int rows, int cols)
{
    Pty pty = {.terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)};
    char name[64];
    g_assert_cmpint(pty.terminal, >=, 0);
    g_assert_cmpint(grantpt(pty.terminal), ==, 0);
    g_assert_cmpint(unlockpt(pty.terminal), ==, 0);
    g_assert_cmpint(ptsname_r(pty.terminal, name, sizeof name), ==, 0);
    pty.program = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    g_assert_cmpint(pty.program, >=, 0);
    pty_resize(&pty, rows, cols);
    return pty;
}

void pty_resize(const Pty *pty, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    g_assert_cmpint(ioctl(pty->terminal, TIOCSWINSZ, &size), ==, 0);
}

void pty_close(Pty *pty)
{
    if (pty->terminal >= 0) {
        close(pty->terminal);
        pty->terminal = -1;
    }
}

void pty_read(const Pty *pty, GString *out)
{
    char buffer[4096];
    ssize_t n;
    while ((n = read(pty->terminal, buffer, sizeof buffer)) > 0) {
        g_string_append_len(out, buffer, n);
    }
}

static gboolean on_limit(gpointer user)
{
    *(bool *)user = true;
    return G_SOURCE_CONTINUE;
}

void run_until(bool (*done)(void *user), void *user)
{
    bool late = false;
    guint timer = g_timeout_add(LIMIT_US / 1000, on_limit, &late);
    while (!done(user)) {
        g_main_context_iteration(NULL, TRUE);
        if (late) {
            g_error("waited too long");
        }
    }
    g_source_remove(timer);
}
