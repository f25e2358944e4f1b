/* keyfile.h: a key file that keeps its comments and order when one line of it changes.
 *
 *   [group]
 *   key=value      # comments only on lines of their own
 *
 * A bad line is named with its number and kept as it stands. It knows no settings.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_CONFIG_KEYFILE_H
#define CAUSERIE_CONFIG_KEYFILE_H

#include <glib.h>
#include <stdbool.h>

typedef struct KeyFile KeyFile;

/* The largest file that is read, in bytes. */
#define KEY_FILE_MAX (1024 * 1024)

/* From TEXT (LEN bytes). PROBLEMS (nullable, char *) gets "NAME line N: what is wrong." */
KeyFile *key_file_parse(const char *text, gsize len, const char *name, GPtrArray *problems);
/* From PATH; an absent file is an empty one. One that cannot be read, or is too large
 * or no text, is a problem too and empty; RET_SOUND (nullable) is false then: such a
 * file must not be written over. */
KeyFile *key_file_read(const char *path, GPtrArray *problems, bool *ret_sound);
void key_file_free(KeyFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KeyFile, key_file_free)

/* The value of KEY in GROUP; NULL when absent. Borrowed. */
const char *key_file_get(const KeyFile *file, const char *group, const char *key);
/* Sets (VALUE NULL: takes out) KEY in GROUP, in place where it stands already. */
void key_file_set(KeyFile *file, const char *group, const char *key, const char *value);
void key_file_remove_group(KeyFile *file, const char *group);
/* Names of all groups, in order; elements borrowed. (transfer container) */
GPtrArray *key_file_groups(const KeyFile *file);
/* Calls EACH for every value line in order. */
void key_file_foreach(const KeyFile *file,
                      void (*each)(const char *group, const char *key, const char *value,
                                   guint line, void *user),
                      void *user);
/* The whole text, with the NULs of bad lines. (transfer full) */
char *key_file_text_dup(const KeyFile *file, gsize *ret_len);

#endif
