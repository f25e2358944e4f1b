/* cmd_program.c: settings, help and the program itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command/command_list.h"
#include "command/help.h"

#include <string.h>

#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

static void show_page(CommandCall *call, const char *title, const char *text)
{
    if (call->env->ui != NULL) {
        ui_page(call->env->ui, title, text);
    } else {
        command_answer(call, "%s", text);
    }
}

/* The row of KEY; NULL and a sentence when there is none. */
static const SettingRow *known_row(CommandCall *call, const char *key)
{
    const SettingRow *row = settings_find_row(key);
    if (row == NULL) {
        command_fail(call, "There is no setting \"%s\". /help set lists them.", key);
    }
    return row;
}

static void show_setting(CommandCall *call, const SettingRow *row)
{
    const char *value = settings_text(call->env->settings, row->key);
    command_answer(call, "%s = %s\n%s", row->key, *value != '\0' ? value : "(empty)",
                   row->sentence);
}

/* Shows all settings whose key begins with PREFIX; false when there is none. */
static bool show_settings(CommandCall *call, const char *prefix)
{
    g_autoptr(GString) text = g_string_new(NULL);
    guint n = 0;
    const SettingRow *rows = settings_rows(&n);
    for (guint i = 0; i < n; i++) {
        if (g_str_has_prefix(rows[i].key, prefix)) {
            bool fallback = settings_is_default(call->env->settings, rows[i].key);
            g_string_append_printf(text, "%s%s = %s\n      %s\n", fallback ? "  " : "* ",
                                   rows[i].key, settings_text(call->env->settings, rows[i].key),
                                   rows[i].sentence);
        }
    }
    if (text->len > 0) {
        show_page(call, "Settings (* changed)", text->str);
    }
    return text->len > 0;
}

static void change_setting(CommandCall *call, const char *key, const char *value)
{
    g_autoptr(GError) error = NULL;
    if (!settings_set(call->env->settings, key, value, &error)) {
        command_fail(call, "%s", error->message);
        return;
    }
    const char *now = settings_text(call->env->settings, key);
    command_answer(call, "%s = %s%s", key, *now != '\0' ? now : "(empty)",
                   value == NULL ? " (the default)" : "");
}

static void run_set(CommandCall *call)
{
    const char *word = command_arg(call, "key");
    const char *value = command_arg(call, "value");
    if (word == NULL) {
        (void)show_settings(call, "");
        return;
    }
    g_autofree char *key = g_strdup(word);
    g_autofree char *joined = NULL;
    char *equals = strchr(key, '=');
    if (equals != NULL) {
        *equals = '\0';
        joined = value != NULL ? g_strconcat(equals + 1, " ", value, NULL) : g_strdup(equals + 1);
        value = joined;
    }
    if (value == NULL && settings_find_row(key) == NULL && show_settings(call, key)) {
        return;
    }
    const SettingRow *row = known_row(call, key);
    if (row == NULL) {
        return;
    }
    if (value == NULL) {
        show_setting(call, row);
    } else {
        change_setting(call, row->key, value);
    }
}

const Command cmd_set = {
    .name = "set",
    .aliases = WORDS("fset", "prefs"),
    .topic = "Program",
    .usage = "[key:setting] [value...]",
    .summary = "see or change a setting",
    .help = "/set alone shows all, /set ui shows those that begin with ui, /set KEY shows one. "
            "What you set is kept in the file config.",
    .examples = WORDS("/set", "/set ui.theme", "/set ui.theme dark", "/set ui.theme=dark"),
    .run = run_set,
};

static void run_unset(CommandCall *call)
{
    const SettingRow *row = known_row(call, command_arg(call, "key"));
    if (row != NULL) {
        change_setting(call, row->key, NULL);
    }
}

const Command cmd_unset = {
    .name = "unset",
    .topic = "Program",
    .usage = "<key:setting>",
    .summary = "give a setting its default back",
    .help = "The line goes out of the file config.",
    .examples = WORDS("/unset ui.theme"),
    .run = run_unset,
};

static void run_toggle(CommandCall *call)
{
    const SettingRow *row = known_row(call, command_arg(call, "key"));
    if (row == NULL) {
        return;
    }
    if (row->type != SETTING_BOOL) {
        command_fail(call, "%s is not on or off. /set %s VALUE changes it.", row->key, row->key);
        return;
    }
    change_setting(call, row->key, settings_bool(call->env->settings, row->key) ? "off" : "on");
}

const Command cmd_toggle = {
    .name = "toggle",
    .topic = "Program",
    .usage = "<key:setting>",
    .summary = "switch a setting between on and off",
    .help = "Only for settings that are on or off.",
    .examples = WORDS("/toggle chat.typing"),
    .run = run_toggle,
};

static void run_reload(CommandCall *call)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    if (call->env->reload != NULL) {
        call->env->reload(call->env, problems);
    } else {
        settings_reload(call->env->settings, problems);
    }
    for (guint i = 0; i < problems->len; i++) {
        command_fail(call, "%s", (const char *)g_ptr_array_index(problems, i));
    }
    if (problems->len == 0) {
        command_answer(call, "Read the files again; all is well.");
    }
}

const Command cmd_reload = {
    .name = "reload",
    .topic = "Program",
    .usage = "",
    .summary = "read the files config and accounts again",
    .help = "For changes made by hand. A bad line is named; the rest holds.",
    .examples = WORDS("/reload"),
    .run = run_reload,
};

static void run_help(CommandCall *call)
{
    const char *topic = command_arg(call, "topic");
    if (topic == NULL || *topic == '\0') {
        g_autofree char *text = help_overview_dup();
        show_page(call, "Help", text);
        return;
    }
    g_autofree char *text = help_topic_dup(call->env->settings, topic);
    if (text == NULL) {
        command_fail(call, "There is no help about \"%s\". /help lists what there is.", topic);
        return;
    }
    g_autofree char *title = g_strdup_printf("Help: %s", topic);
    show_page(call, title, text);
}

const Command cmd_help = {
    .name = "help",
    .topic = "Program",
    .usage = "[topic:topic]",
    .summary = "how things are done",
    .help = "/help alone shows the dozen commands that you need; a topic, a command or a setting "
            "explains itself.",
    .examples = WORDS("/help", "/help msg", "/help keys", "/help ui.theme"),
    .run = run_help,
};

static void run_keys(CommandCall *call)
{
    g_autofree char *text = ui_dump_keys();
    show_page(call, "Keys", text);
}

const Command cmd_keys = {
    .name = "keys",
    .topic = "Program",
    .usage = "",
    .summary = "every key and what it does",
    .help = "The same as /help keys.",
    .examples = WORDS("/keys"),
    .run = run_keys,
};

static void run_redraw(CommandCall *call)
{
    if (call->env->ui != NULL) {
        ui_redraw(call->env->ui);
    }
}

const Command cmd_redraw = {
    .name = "redraw",
    .topic = "Program",
    .usage = "",
    .summary = "draw the whole screen again",
    .help = "The same as Ctrl-L.",
    .examples = WORDS("/redraw"),
    .run = run_redraw,
};
