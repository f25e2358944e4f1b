/* tty_crash.c: handlers for the signals of a crash (see tty_crash.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/tty_crash.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

/* What the handler needs; it cannot be handed anything. FD is -1 while disarmed. */
static struct {
    volatile sig_atomic_t fd;
    struct termios modes;
    char bytes[CRASH_BYTES_MAX];
    size_t len;
} crash = {.fd = -1};

static const int signals[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSYS};

static void on_crash(int number)
{
    int fd = crash.fd;
    if (fd >= 0) {
        crash.fd = -1;
        ssize_t ignored = write(fd, crash.bytes, crash.len);
        (void)ignored;
        (void)tcsetattr(fd, TCSANOW, &crash.modes);
    }
    /* SA_RESETHAND gave the default back: it ends the program now. */
    (void)raise(number);
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
    struct sigaction action = {.sa_handler = on_crash,
                               .sa_flags = (int)(SA_RESETHAND | SA_NODEFER)};
    sigemptyset(&action.sa_mask);
    for (unsigned i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        sigaction(signals[i], &action, NULL);
    }
    crash.fd = fd;
}

void tty_crash_disarm(void)
{
    crash.fd = -1;
}
