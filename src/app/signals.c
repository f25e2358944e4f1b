/* signals.c: signals as events of the loop.
 *
 * The ones that end the program go the same way as /quit: state saved, goodbyes
 * said, terminal restored. Those that GLib has no source for (QUIT, TSTP, CONT)
 * come by a signalfd.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/app.h"

#include <glib-unix.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

static gboolean on_end(gpointer user)
{
    app_quit(user);
    return G_SOURCE_CONTINUE;
}

static gboolean on_resize(gpointer user)
{
    App *app = user;
    ui_resized(app->ui);
    return G_SOURCE_CONTINUE;
}

static gboolean on_signalfd(gint fd, GIOCondition condition, gpointer user)
{
    App *app = user;
    struct signalfd_siginfo info;
    (void)condition;
    while (read(fd, &info, sizeof info) == (ssize_t)sizeof info) {
        switch (info.ssi_signo) {
        case SIGTSTP:
            ui_suspend(app->ui);
            break;
        case SIGCONT:
            ui_redraw(app->ui);
            break;
        default:
            app_quit(app);
            break;
        }
    }
    return G_SOURCE_CONTINUE;
}

static void end_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGQUIT);
    sigaddset(set, SIGTSTP);
    sigaddset(set, SIGCONT);
}

void app_block_signals(void)
{
    sigset_t set;
    end_signals(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
}

void app_watch_signals(App *app)
{
    g_unix_signal_add(SIGTERM, on_end, app);
    g_unix_signal_add(SIGINT, on_end, app);
    g_unix_signal_add(SIGHUP, on_end, app);
    g_unix_signal_add_full(G_PRIORITY_HIGH, SIGWINCH, on_resize, app, NULL);
    sigset_t set;
    end_signals(&set);
    int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (fd >= 0) {
        g_unix_fd_add(fd, G_IO_IN, on_signalfd, app);
    }
}
