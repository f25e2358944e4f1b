/* xdg.c: our directories and files, 0700 and 0600 (see xdg.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/xdg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(GError **error, int code, const char *what, const char *path, const char *why)
{
    g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(code), "%s %s: %s.", what, path,
                why);
    return false;
}

/* $VARIABLE where it is an absolute path without "..", else NULL; borrowed. */
static const char *absolute_from_env(const char *variable)
{
    const char *value = g_getenv(variable);
    bool sound = value != NULL && g_path_is_absolute(value) && strstr(value, "/../") == NULL &&
                 !g_str_has_suffix(value, "/..");
    return sound ? value : NULL;
}

static char *home_dir_dup(GError **error)
{
    const char *home = g_getenv("HOME");
    if (home == NULL || !g_path_is_absolute(home)) {
        g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                            "HOME is not set to a directory. Set it, or give -c DIR and -d DIR.");
        return NULL;
    }
    return g_strdup(home);
}

char *xdg_dir_dup(XdgKind kind, GError **error)
{
    static const struct {
        const char *variable;
        const char *fallback;
    } places[] = {
        [XDG_CONFIG] = {"XDG_CONFIG_HOME", ".config"},
        [XDG_DATA] = {"XDG_DATA_HOME", ".local/share"},
        [XDG_CACHE] = {"XDG_CACHE_HOME", ".cache"},
        [XDG_RUNTIME] = {"XDG_RUNTIME_DIR", NULL},
    };
    const char *base = absolute_from_env(places[kind].variable);
    if (base != NULL) {
        return g_build_filename(base, "causerie", NULL);
    }
    if (kind == XDG_RUNTIME) {
        g_autofree char *data = xdg_dir_dup(XDG_DATA, error);
        return data != NULL ? g_build_filename(data, "run", NULL) : NULL;
    }
    g_autofree char *home = home_dir_dup(error);
    return home != NULL ? g_build_filename(home, places[kind].fallback, "causerie", NULL) : NULL;
}

/* Where everybody may rename, our directory is not ours for long. /tmp's sticky bit forbids it. */
static bool can_be_swapped(const char *parent)
{
    struct stat info;
    return stat(parent, &info) == 0 && (info.st_mode & S_IWOTH) != 0 &&
           (info.st_mode & S_ISVTX) == 0;
}

bool xdg_ensure_dir(const char *path, GError **error)
{
    g_autofree char *parent = g_path_get_dirname(path);
    if (g_mkdir_with_parents(parent, 0700) != 0) {
        int code = errno;
        return fail(error, code, "Cannot make the directory", parent, g_strerror(code));
    }
    if (can_be_swapped(parent)) {
        return fail(error, EPERM, "Cannot use", path, "everybody may write to its parent");
    }
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        int code = errno;
        return fail(error, code, "Cannot make the directory", path, g_strerror(code));
    }
    struct stat info;
    if (lstat(path, &info) != 0) {
        int code = errno;
        return fail(error, code, "Cannot use", path, g_strerror(code));
    }
    if (S_ISLNK(info.st_mode)) {
        return fail(error, ELOOP, "Cannot use", path, "it is a symbolic link; name the directory");
    }
    if (!S_ISDIR(info.st_mode)) {
        return fail(error, ENOTDIR, "Cannot use", path, "it is not a directory");
    }
    if (info.st_uid != geteuid()) {
        return fail(error, EPERM, "Cannot use", path, "it belongs to somebody else");
    }
    if ((info.st_mode & 077) != 0 && chmod(path, 0700) != 0) {
        int code = errno;
        return fail(error, code, "Cannot make private", path, g_strerror(code));
    }
    return true;
}

static bool write_all(int fd, const char *data, gsize len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        data += n;
        len -= (gsize)n;
    }
    return true;
}

static void sync_dir_of(const char *path)
{
    g_autofree char *parent = g_path_get_dirname(path);
    int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
}

bool xdg_write_file(const char *path, const char *data, gsize len, GError **error)
{
    g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
    int fd = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        int code = errno;
        return fail(error, code, "Cannot write", path, g_strerror(code));
    }
    bool written = write_all(fd, data, len) && fsync(fd) == 0;
    int code = errno;
    written = close(fd) == 0 && written;
    if (!written || rename(temporary, path) != 0) {
        code = written ? errno : code;
        (void)unlink(temporary);
        return fail(error, code, "Cannot write", path, g_strerror(code));
    }
    sync_dir_of(path);
    return true;
}
