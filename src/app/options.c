/* options.c: reads the command line (see options.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "app/options.h"

#include <string.h>

static bool check(Options *options, GError **error)
{
    static const char *const colors[] = {"auto", "always", "never", NULL};
    if (options->color != NULL && !g_strv_contains(colors, options->color)) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--color is auto, always or never, not \"%s\".", options->color);
        return false;
    }
    guint n = options->rest != NULL ? g_strv_length(options->rest) : 0;
    if (n > 1) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "Only one address or account can be opened this way; -a NAME may be repeated. "
                    "\"%s\" is too much.",
                    options->rest[1]);
        return false;
    }
    options->address = n == 1 ? options->rest[0] : NULL;
    return true;
}

bool options_parse(Options *options, int *argc, char ***argv, GError **error)
{
    memset(options, 0, sizeof *options);
    const GOptionEntry entries[] = {
        {"account", 'a', 0, G_OPTION_ARG_STRING_ARRAY, &options->accounts,
         "use this account only (repeatable); default: every account with autoconnect", "NAME"},
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &options->config_dir, "configuration directory",
         "DIR"},
        {"data", 'd', 0, G_OPTION_ARG_FILENAME, &options->data_dir, "data directory", "DIR"},
        {"execute", 'x', 0, G_OPTION_ARG_STRING_ARRAY, &options->execute,
         "run a slash command once online (repeatable, in order)", "COMMAND"},
        {"theme", 't', 0, G_OPTION_ARG_STRING, &options->theme, "theme for this run", "NAME"},
        {"offline", 0, 0, G_OPTION_ARG_NONE, &options->offline, "open without connecting", NULL},
        {"color", 0, 0, G_OPTION_ARG_STRING, &options->color, "auto, always, never", "WHEN"},
        {"debug", 0, 0, G_OPTION_ARG_FILENAME, &options->debug_file,
         "write a debug log (secrets masked, mode 0600)", "FILE"},
        {"dump", 0, 0, G_OPTION_ARG_STRING, &options->dump,
         "print a table as text: commands, settings, keys, xeps, doap, man", "TABLE"},
        {"version", 'V', 0, G_OPTION_ARG_NONE, &options->version, "print the version", NULL},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->rest, NULL, "[ADDRESS]"},
        {.long_name = NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_summary(
        context, "Instant messaging in the terminal. ADDRESS is an address or an account's name.");
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, argc, argv, error) && check(options, error);
}

void options_clear(Options *options)
{
    g_strfreev(options->accounts);
    g_free(options->config_dir);
    g_free(options->data_dir);
    g_strfreev(options->execute);
    g_free(options->theme);
    g_free(options->color);
    g_free(options->debug_file);
    g_free(options->dump);
    g_strfreev(options->rest);
    memset(options, 0, sizeof *options);
}
