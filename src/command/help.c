/* help.c: texts of /help and the dumps, made from the tables (see help.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command/help.h"

#include "command/grammar.h"

#include <string.h>

static const char *const topics[] = {"Session",  "Chats",   "Messages", "Contacts",
                                     "Security", "Program", NULL};

/* What a newcomer needs first. */
static const char *const dozen[] = {"connect", "query", "msg",    "close", "add",  "accept",
                                    "status",  "win",   "unread", "set",   "help", "quit"};

const char *const *help_topics(void)
{
    return topics;
}

static char *usage_of(const Command *command)
{
    g_autoptr(Grammar) grammar = grammar_new(command->usage);
    g_autofree char *usage = grammar_display_dup(grammar);
    return g_strdup_printf("/%s%s%s", command->name, *usage != '\0' ? " " : "", usage);
}

static void append_line(GString *text, const Command *command)
{
    g_autofree char *name = g_strconcat("/", command->name, NULL);
    g_string_append_printf(text, "  %-12s %s\n", name, command->summary);
}

char *help_overview_dup(void)
{
    GString *text = g_string_new("The dozen you need\n\n");
    for (guint i = 0; i < G_N_ELEMENTS(dozen); i++) {
        append_line(text, command_find(dozen[i]));
    }
    g_string_append(text, "\nText without a slash is said in the open chat. Enter sends, Ctrl-J "
                          "makes a new line.\nAlt-1, Alt-2 … go to windows, Alt-A to the next "
                          "unread chat, Tab completes, PgUp reads back.\n\nMore, by topic "
                          "(/help TOPIC)\n\n");
    for (guint i = 0; topics[i] != NULL; i++) {
        g_autofree char *folded = g_ascii_strdown(topics[i], -1);
        g_string_append_printf(text, "  %-12s", folded);
        guint n = 0;
        const Command *const *all = command_all(&n);
        for (guint j = 0; j < n; j++) {
            if (strcmp(all[j]->topic, topics[i]) == 0) {
                g_string_append_printf(text, " /%s", all[j]->name);
            }
        }
        g_string_append_c(text, '\n');
    }
    g_string_append(text, "\n  keys         every key\n  set          every setting\n\n"
                          "/help COMMAND explains one command.\n");
    return g_string_free(text, FALSE);
}

static char *help_command_dup(const Command *command)
{
    GString *text = g_string_new(NULL);
    g_autofree char *usage = usage_of(command);
    g_string_append_printf(text, "%s\n  %s\n\n%s\n", usage, command->summary, command->help);
    if (command->aliases != NULL) {
        g_autofree char *aliases = g_strjoinv(" /", (char **)(guintptr)command->aliases);
        g_string_append_printf(text, "\nAlso: /%s\n", aliases);
    }
    g_string_append(text, "\nExamples\n");
    for (guint i = 0; command->examples[i] != NULL; i++) {
        g_string_append_printf(text, "  %s\n", command->examples[i]);
    }
    return g_string_free(text, FALSE);
}

static char *help_group_dup(const char *topic)
{
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "%s\n\n", topic);
    guint n = 0;
    const Command *const *all = command_all(&n);
    for (guint i = 0; i < n; i++) {
        if (strcmp(all[i]->topic, topic) == 0) {
            append_line(text, all[i]);
        }
    }
    return g_string_free(text, FALSE);
}

static void append_setting(GString *text, const Settings *settings, const SettingRow *row)
{
    const char *value = settings != NULL ? settings_text(settings, row->key) : row->fallback;
    g_string_append_printf(text, "%s = %s\n    %s", row->key, *value != '\0' ? value : "(empty)",
                           row->sentence);
    if (row->choices != NULL) {
        g_autofree char *choices = g_strjoinv(", ", (char **)(guintptr)row->choices);
        g_string_append_printf(text, " One of: %s.", choices);
    } else if (row->type == SETTING_BOOL) {
        g_string_append(text, " on or off.");
    } else if (row->type == SETTING_INT) {
        g_string_append_printf(text, " From %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ".",
                               row->min, row->max);
    }
    if (settings != NULL && !settings_is_default(settings, row->key)) {
        g_string_append_printf(text, " Default: %s.",
                               *row->fallback != '\0' ? row->fallback : "empty");
    }
    g_string_append_c(text, '\n');
}

static char *help_settings_dup(const Settings *settings)
{
    GString *text = g_string_new("Settings. /set KEY VALUE changes one, /unset KEY undoes it.\n\n");
    guint n = 0;
    const SettingRow *rows = settings_rows(&n);
    for (guint i = 0; i < n; i++) {
        append_setting(text, settings, &rows[i]);
    }
    return g_string_free(text, FALSE);
}

char *help_topic_dup(const Settings *settings, const char *topic)
{
    const char *name = topic + (*topic == '/' ? 1 : 0);
    if (g_ascii_strcasecmp(name, "settings") == 0) {
        return help_settings_dup(settings);
    }
    if (strcmp(name, "set") == 0) {
        g_autofree char *command = help_command_dup(command_find("set"));
        g_autofree char *rows = help_settings_dup(settings);
        return g_strconcat(command, "\n", rows, NULL);
    }
    const Command *command = command_find(name);
    if (command != NULL && strcmp(name, "keys") != 0) {
        return help_command_dup(command);
    }
    if (g_ascii_strcasecmp(name, "keys") == 0) {
        return ui_dump_keys();
    }
    const SettingRow *row = settings_find_row(name);
    if (row != NULL) {
        GString *text = g_string_new(NULL);
        append_setting(text, settings, row);
        return g_string_free(text, FALSE);
    }
    for (guint i = 0; topics[i] != NULL; i++) {
        if (g_ascii_strcasecmp(topics[i], name) == 0) {
            return help_group_dup(topics[i]);
        }
    }
    return NULL;
}

static char *dump_commands(void)
{
    GString *text = g_string_new(NULL);
    guint n = 0;
    const Command *const *all = command_all(&n);
    for (guint i = 0; i < n; i++) {
        g_autofree char *usage = usage_of(all[i]);
        g_autofree char *aliases =
            all[i]->aliases != NULL ? g_strjoinv(",", (char **)(guintptr)all[i]->aliases) : NULL;
        g_string_append_printf(text, "%s\t%s\t%s\t%s\n", usage, all[i]->topic,
                               aliases != NULL ? aliases : "", all[i]->summary);
    }
    return g_string_free(text, FALSE);
}

static char *dump_settings(void)
{
    GString *text = g_string_new(NULL);
    static const char *const types[] = {
        [SETTING_BOOL] = "on|off",
        [SETTING_INT] = "number",
        [SETTING_TEXT] = "text",
        [SETTING_CHOICE] = "choice",
    };
    guint n = 0;
    const SettingRow *rows = settings_rows(&n);
    for (guint i = 0; i < n; i++) {
        g_autofree char *choices = rows[i].choices != NULL
                                       ? g_strjoinv("|", (char **)(guintptr)rows[i].choices)
                                       : g_strdup(types[rows[i].type]);
        g_string_append_printf(text, "%s\t%s\t%s\t%s\n", rows[i].key, choices, rows[i].fallback,
                               rows[i].sentence);
    }
    return g_string_free(text, FALSE);
}

char *command_dump(const char *table, GError **error)
{
    if (strcmp(table, "commands") == 0) {
        return dump_commands();
    }
    if (strcmp(table, "settings") == 0) {
        return dump_settings();
    }
    if (strcmp(table, "keys") == 0) {
        return ui_dump_keys();
    }
    if (strcmp(table, "xeps") == 0) {
        return session_dump_xeps();
    }
    if (strcmp(table, "doap") == 0) {
        return session_dump_doap();
    }
    if (strcmp(table, "man") == 0) {
        return help_man_dup();
    }
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "There is no table \"%s\": commands, settings, keys, xeps, doap or man.", table);
    return NULL;
}
