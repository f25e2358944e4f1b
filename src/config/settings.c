/* settings.c: values of the settings, and their file (see settings.h).
 *
 * The file is read again right before it is written, so that an edit made by hand
 * meanwhile is never lost.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config/settings.h"

#include "base/observers.h"
#include "base/xdg.h"
#include "config/keyfile.h"

#include <string.h>

struct Settings {
    char *path;         /* nullable */
    GHashTable *values; /* key -> text, only what is not the default */
    Observers *observers;
};

/* "on"/"off" of TEXT in any usual spelling; NULL when it is neither. */
static const char *as_bool(const char *text)
{
    static const char *const yes[] = {"on", "true", "yes", "1", NULL};
    static const char *const no[] = {"off", "false", "no", "0", NULL};
    g_autofree char *lower = g_ascii_strdown(text, -1);
    return g_strv_contains(yes, lower) ? "on" : g_strv_contains(no, lower) ? "off" : NULL;
}

static bool is_one_line(const char *value)
{
    if (strlen(value) >= 1024 || !g_utf8_validate(value, -1, NULL)) {
        return false;
    }
    for (const char *p = value; *p != '\0'; p = g_utf8_next_char(p)) {
        if (g_unichar_iscntrl(g_utf8_get_char(p))) {
            return false;
        }
    }
    return true;
}

/* VALUE as ROW keeps it; NULL with a sentence when it does not fit. (transfer full) */
static char *fit(const SettingRow *row, const char *value, GError **error)
{
    g_autofree char *allowed = NULL;
    gint64 number = 0;
    switch (row->type) {
    case SETTING_BOOL:
        if (as_bool(value) != NULL) {
            return g_strdup(as_bool(value));
        }
        allowed = g_strdup("on or off");
        break;
    case SETTING_INT:
        if (g_ascii_string_to_signed(value, 10, row->min, row->max, &number, NULL)) {
            return g_strdup_printf("%" G_GINT64_FORMAT, number);
        }
        allowed = g_strdup_printf("a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                                  row->min, row->max);
        break;
    case SETTING_CHOICE:
        if (g_strv_contains(row->choices, value)) {
            return g_strdup(value);
        }
        allowed = g_strjoinv(", ", (char **)(guintptr)row->choices);
        break;
    case SETTING_TEXT:
        if (is_one_line(value)) {
            /* Spaces around it would be gone when the file is read. */
            return g_strstrip(g_strdup(value));
        }
        allowed = g_strdup("one line of text");
        break;
    }
    g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
                "%s cannot be \"%.100s\": it takes %s. /set %s VALUE changes it.", row->key, value,
                allowed, row->key);
    return NULL;
}

typedef struct {
    GHashTable *values;
    GHashTable *before; /* nullable: the values in force, kept where the file has a bad one */
    GPtrArray *problems;
} Reading;

static void read_value(const char *group, const char *key, const char *value, guint line,
                       void *user)
{
    Reading *reading = user;
    g_autofree char *name = g_strconcat(group, ".", key, NULL);
    const SettingRow *row = settings_find_row(name);
    g_autoptr(GError) error = NULL;
    char *fitting = row != NULL ? fit(row, value, &error) : NULL;
    if (fitting != NULL && strcmp(fitting, row->fallback) == 0) {
        g_hash_table_remove(reading->values, name);
        g_free(fitting);
        return;
    }
    if (fitting != NULL) {
        g_hash_table_replace(reading->values, g_strdup(name), fitting);
        return;
    }
    const char *good = reading->before != NULL ? g_hash_table_lookup(reading->before, name) : NULL;
    if (good != NULL && !g_hash_table_contains(reading->values, name)) {
        g_hash_table_replace(reading->values, g_strdup(name), g_strdup(good));
    }
    if (reading->problems != NULL && reading->problems->len < 20) {
        g_ptr_array_add(reading->problems,
                        row == NULL
                            ? g_strdup_printf("config line %u: there is no setting %s.", line, name)
                            : g_strdup_printf("config line %u: %s", line, error->message));
    }
}

/* The values in the file PATH; those of BEFORE when it cannot be read. */
static GHashTable *read_values(const char *path, GHashTable *before, GPtrArray *problems)
{
    Reading reading = {
        .values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
        .before = before,
        .problems = problems,
    };
    bool sound = true;
    if (path != NULL) {
        g_autoptr(KeyFile) file = key_file_read(path, problems, &sound);
        key_file_foreach(file, read_value, &reading);
    }
    if (before != NULL && (path == NULL || !sound)) {
        g_hash_table_unref(reading.values);
        return g_hash_table_ref(before);
    }
    return reading.values;
}

Settings *settings_open(const char *path, GPtrArray *problems)
{
    Settings *settings = g_new0(Settings, 1);
    settings->path = g_strdup(path);
    settings->observers = observers_new();
    settings->values = read_values(path, NULL, problems);
    return settings;
}

void settings_free(Settings *settings)
{
    if (settings != NULL) {
        g_free(settings->path);
        g_hash_table_unref(settings->values);
        observers_free(settings->observers);
        g_free(settings);
    }
}

void settings_reload(Settings *settings, GPtrArray *problems)
{
    g_autoptr(GHashTable) before = settings->values;
    settings->values = read_values(settings->path, before, problems);
    guint n = 0;
    const SettingRow *all = settings_rows(&n);
    for (guint i = 0; i < n; i++) {
        const char *key = all[i].key;
        if (g_strcmp0(g_hash_table_lookup(before, key),
                      g_hash_table_lookup(settings->values, key)) != 0) {
            OBSERVERS_EMIT(settings->observers, SettingsObserver, setting_changed, key);
        }
    }
}

const char *settings_text(const Settings *settings, const char *key)
{
    const char *value = g_hash_table_lookup(settings->values, key);
    if (value != NULL) {
        return value;
    }
    const SettingRow *row = settings_find_row(key);
    g_return_val_if_fail(row != NULL, "");
    return row->fallback;
}

bool settings_bool(const Settings *settings, const char *key)
{
    return strcmp(settings_text(settings, key), "on") == 0;
}

gint64 settings_int(const Settings *settings, const char *key)
{
    return g_ascii_strtoll(settings_text(settings, key), NULL, 10);
}

bool settings_is_default(const Settings *settings, const char *key)
{
    return !g_hash_table_contains(settings->values, key);
}

static bool write_value(const Settings *settings, const char *key, const char *value,
                        GError **error)
{
    bool sound = true;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(KeyFile) file = key_file_read(settings->path, problems, &sound);
    if (!sound) {
        g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE, "%s It is left as it is.",
                    (const char *)g_ptr_array_index(problems, 0));
        return false;
    }
    const char *dot = strchr(key, '.');
    g_autofree char *group = g_strndup(key, (gsize)(dot - key));
    key_file_set(file, group, dot + 1, value);
    gsize len = 0;
    g_autofree char *text = key_file_text_dup(file, &len);
    return xdg_write_file(settings->path, text, len, error);
}

bool settings_set(Settings *settings, const char *key, const char *value, GError **error)
{
    const SettingRow *row = settings_find_row(key);
    if (row == NULL) {
        g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND,
                    "There is no setting \"%s\". /help set lists them.", key);
        return false;
    }
    g_autofree char *fitting = value != NULL ? fit(row, value, error) : NULL;
    if (value != NULL && fitting == NULL) {
        return false;
    }
    if (settings->path != NULL && !write_value(settings, row->key, fitting, error)) {
        return false;
    }
    if (fitting != NULL && strcmp(fitting, row->fallback) != 0) {
        g_hash_table_replace(settings->values, g_strdup(row->key), g_steal_pointer(&fitting));
    } else {
        g_hash_table_remove(settings->values, row->key);
    }
    OBSERVERS_EMIT(settings->observers, SettingsObserver, setting_changed, row->key);
    return true;
}

guint settings_observe(Settings *settings, const SettingsObserver *table, void *user)
{
    return observers_add(settings->observers, table, user);
}

void settings_unobserve(Settings *settings, guint id)
{
    observers_remove(settings->observers, id);
}
