/* settings_table.c: the one table of all settings; a new setting is one row.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config/settings.h"

#include <string.h>

#define CHOICES(...)                                                                               \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

#define BOOL_ROW(key, fallback, sentence)                                                          \
    {                                                                                              \
        key, SETTING_BOOL, fallback, 0, 0, NULL, sentence                                          \
    }
#define INT_ROW(key, fallback, min, max, sentence)                                                 \
    {                                                                                              \
        key, SETTING_INT, fallback, min, max, NULL, sentence                                       \
    }
#define TEXT_ROW(key, fallback, sentence)                                                          \
    {                                                                                              \
        key, SETTING_TEXT, fallback, 0, 0, NULL, sentence                                          \
    }
#define CHOICE_ROW(key, fallback, choices, sentence)                                               \
    {                                                                                              \
        key, SETTING_CHOICE, fallback, 0, 0, choices, sentence                                     \
    }

static const SettingRow rows[] = {
    TEXT_ROW("ui.theme", "default", "The colours: the name of a theme."),
    CHOICE_ROW("ui.glyphs", "auto", CHOICES("auto", "unicode", "ascii"),
               "Which signs are drawn; auto takes ASCII where the locale is not UTF-8."),
    CHOICE_ROW("ui.list", "auto", CHOICES("auto", "left", "off"),
               "Where the list of chats stands; auto shows it from 80 columns on."),
    INT_ROW("ui.list_width", "22", 16, 32, "Columns of the list on wide screens."),
    CHOICE_ROW("ui.time_format", "24h", CHOICES("24h", "12h"), "How times are written."),
    BOOL_ROW("ui.group", "off", "Leaves out the name where the same person goes on within 5 min."),
    CHOICE_ROW("ui.ghost", "auto", CHOICES("auto", "on", "off"),
               "Shows the rest of a command dimly while it is typed."),
    CHOICE_ROW("ui.background", "auto", CHOICES("auto", "dark", "light"),
               "The ground of your terminal, where causerie cannot find it out."),
    BOOL_ROW("ui.nick_colors", "on", "Gives each person a colour of their own."),
    BOOL_ROW("ui.clock", "on", "Shows the time in the status row."),
    BOOL_ROW("ui.hints", "on", "Shows a hint now and then."),
    BOOL_ROW("ui.title", "on", "Writes the number of unread messages into the window's title."),
    INT_ROW("keys.esc_ms", "0", 0, 1000,
            "How long a lone Esc waits for more, in ms; 0 chooses: 25, over SSH 100."),
    BOOL_ROW("chat.typing", "on", "Tells others that you are typing."),
    BOOL_ROW("privacy.client_info", "on", "Answers which program and version you use."),
    BOOL_ROW("privacy.idle", "on", "Tells others since when you have been idle."),
    CHOICE_ROW("log.level", "info", CHOICES("error", "info", "debug"),
               "How much the log of --debug says."),
};

const SettingRow *settings_rows(guint *ret_n)
{
    *ret_n = G_N_ELEMENTS(rows);
    return rows;
}

const SettingRow *settings_find_row(const char *key)
{
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (strcmp(rows[i].key, key) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}
