/* lock.c: the lock of a data directory: held by an open file, gone with the process.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "store/store_private.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Who holds it, as the file says; 0 when it does not. */
static guint holder(int fd)
{
    char text[32] = "";
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    return n > 0 ? (guint)g_ascii_strtoull(text, NULL, 10) : 0;
}

int lock_take(const char *dir, GError **error)
{
    g_autofree char *path = g_build_filename(dir, "lock", NULL);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN,
                    "The data directory %s cannot be written: %s. Its rights, or -d DIR, help.",
                    dir, g_strerror(errno));
        return -1;
    }
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(fd, F_OFD_SETLK, &lock) != 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_LOCKED,
                    "causerie is running already (process %u) with the data in %s. Use that one, "
                    "or give another directory with -d DIR.",
                    holder(fd), dir);
        close(fd);
        return -1;
    }
    char text[32];
    g_snprintf(text, sizeof text, "%d\n", (int)getpid());
    if (ftruncate(fd, 0) != 0 || pwrite(fd, text, strlen(text), 0) < 0) {
        log_line("store", "the lock holds, but its file cannot name us");
    }
    return fd;
}

void lock_release(int fd)
{
    if (fd >= 0) {
        close(fd);
    }
}
