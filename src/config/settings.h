/* settings.h: what the user can set: one table of rows, values in the file `config`.
 *
 * Each row has key ("ui.theme"), type, default, limits and the sentence that
 * /help set shows. The file is a key file with comments kept ([ui] theme=dark);
 * a bad line is named with its number and the rest still holds; writing is atomic
 * and never overwrites an edit made meanwhile by hand.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_CONFIG_SETTINGS_H
#define CAUSERIE_CONFIG_SETTINGS_H

#include <glib.h>
#include <stdbool.h>

typedef struct Settings Settings;

typedef enum { SETTING_BOOL, SETTING_INT, SETTING_TEXT, SETTING_CHOICE } SettingType;

typedef struct {
    const char *key;
    SettingType type;
    const char *fallback;       /* the default, as text */
    gint64 min, max;            /* SETTING_INT */
    const char *const *choices; /* SETTING_CHOICE, NULL-terminated */
    const char *sentence;
} SettingRow;

const SettingRow *settings_rows(guint *ret_n);
const SettingRow *settings_find_row(const char *key);

/* Settings with their defaults, from PATH where it exists. A file that cannot be
 * read or has bad lines still gives settings: PROBLEMS (nullable) gets one sentence
 * per problem (char *). PATH may be NULL (tests): nothing is written then. */
Settings *settings_open(const char *path, GPtrArray *problems);
void settings_free(Settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Settings, settings_free)
/* Reads the file again; observers are told of each change.  What was good stays where the file
 * cannot be read, or holds a value that does not fit. */
void settings_reload(Settings *settings, GPtrArray *problems);

/* KEY must be a row's. */
bool settings_bool(const Settings *settings, const char *key);
gint64 settings_int(const Settings *settings, const char *key);
const char *settings_text(const Settings *settings, const char *key); /* any type, as text */
bool settings_is_default(const Settings *settings, const char *key);
/* Checks, keeps and writes VALUE (NULL: back to the default). The error names the
 * key, what is allowed and what to do. */
bool settings_set(Settings *settings, const char *key, const char *value, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
    void (*setting_changed)(const char *key, void *user);
} SettingsObserver;
guint settings_observe(Settings *settings, const SettingsObserver *table, void *user);
void settings_unobserve(Settings *settings, guint id);

#endif
