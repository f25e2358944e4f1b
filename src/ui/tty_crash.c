/* tty_crash.c: handlers for the signals of a crash (see tty_crash.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/tty_crash.h"

#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* What the handler needs; it cannot be handed anything. FD is -1 while disarmed. */
static struct {
    volatile sig_atomic_t fd;
    struct termios modes;
    char bytes[CRASH_BYTES_MAX];
    size_t len;
    struct sigaction before[6];
    bool installed;
} crash = {.fd = -1};

static const int signals[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSYS};
#define N_SIGNALS (sizeof signals / sizeof signals[0])

/* Puts back what was set for NUMBER before us: the default, or a sanitizer's report. */
static void put_back(int number)
{
    for (unsigned i = 0; i < N_SIGNALS; i++) {
        if (signals[i] == number) {
            (void)sigaction(number, &crash.before[i], NULL);
        }
    }
}

static void on_crash(int number, siginfo_t *info, void *context)
{
    (void)context;
    int fd = crash.fd;
    if (fd >= 0) {
        crash.fd = -1;
        ssize_t ignored = write(fd, crash.bytes, crash.len);
        (void)ignored;
        (void)tcsetattr(fd, TCSANOW, &crash.modes);
    }
    put_back(number);
    /* A fault happens again on return, now with what was set before; a signal that was sent does
     * not. */
    if (info->si_code <= 0) {
        (void)raise(number);
    }
}

void tty_crash_arm(int fd, const struct termios *modes, const char *bytes)
{
    crash.fd = -1;
    crash.modes = *modes;
    crash.len = strlen(bytes);
    if (crash.len > sizeof crash.bytes) {
        crash.len = sizeof crash.bytes;
    }
    memcpy(crash.bytes, bytes, crash.len);
    if (!crash.installed) {
        struct sigaction action = {.sa_sigaction = on_crash,
                                   .sa_flags = (int)(SA_SIGINFO | SA_NODEFER)};
        sigemptyset(&action.sa_mask);
        for (unsigned i = 0; i < N_SIGNALS; i++) {
            sigaction(signals[i], &action, &crash.before[i]);
        }
        crash.installed = true;
    }
    crash.fd = fd;
}

void tty_crash_disarm(void)
{
    crash.fd = -1;
}
