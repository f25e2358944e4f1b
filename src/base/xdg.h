/* xdg.h: our directories: found, made 0700, owner checked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_BASE_XDG_H
#define CAUSERIE_BASE_XDG_H

#include <glib.h>
#include <stdbool.h>

typedef enum { XDG_CONFIG, XDG_DATA, XDG_CACHE, XDG_RUNTIME } XdgKind;

/* $XDG_..._HOME/causerie or its default; a relative value is ignored as the
 * specification demands. NULL with ERROR when there is neither it nor HOME.
 * XDG_RUNTIME falls back to a 0700 directory under the data directory. (transfer full) */
char *xdg_dir_dup(XdgKind kind, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes PATH (and parents) as a directory of ours: mode 0700, owned by us, no
 * symbolic link as its last part. A wider mode of an existing one is narrowed. */
bool xdg_ensure_dir(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes DATA to PATH by a temporary file, fsync, rename and fsync of the
 * directory; mode 0600. The old file is whole until the new one is. */
bool xdg_write_file(const char *path, const char *data, gsize len, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

#endif
