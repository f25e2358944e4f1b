/* log.c: the sink of the debug log (see log.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/log.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The longest line; more is cut. */
#define LOG_LINE_MAX 4096

/* The sink; -1: closed. */
static int log_fd = -1;

bool log_open(const char *path, GError **error)
{
    int fd = open(
        path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || fchmod(fd, 0600) != 0) {
        int code = fd < 0 ? errno : EINVAL;
        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(code),
                    "The log file %s cannot be written: %s.", path,
                    fd < 0 ? g_strerror(code) : "it is no ordinary file of yours");
        if (fd >= 0) {
            close(fd);
        }
        return false;
    }
    log_close();
    log_fd = fd;
    return true;
}

void log_close(void)
{
    if (log_fd >= 0) {
        close(log_fd);
        log_fd = -1;
    }
}

bool log_is_open(void)
{
    return log_fd >= 0;
}

void log_line(const char *area, const char *format, ...)
{
    if (log_fd < 0) {
        return;
    }
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *escaped = g_strescape(text, "\"\\");
    g_autofree char *stamp = clock_format_datetime_dup(clock_now());
    g_autofree char *line = g_strdup_printf("%s %s: %.*s\n", stamp, area, LOG_LINE_MAX, escaped);
    if (write(log_fd, line, strlen(line)) < 0) {
        log_close();
    }
}
