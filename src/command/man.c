/* man.c: the manual page causerie(1), written from the tables.
 *
 * Text from the tables is escaped for roff; only this file writes requests.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command/help.h"

#include "command/grammar.h"

#include <string.h>

/* Appends TEXT with what roff would read as its own escaped. */
static void append_roff(GString *out, const char *text)
{
    bool line_start = out->len == 0 || out->str[out->len - 1] == '\n';
    for (const char *p = text; *p != '\0'; p++) {
        if (line_start && (*p == '.' || *p == '\'')) {
            g_string_append(out, "\\&");
        }
        line_start = *p == '\n';
        if (*p == '\\') {
            g_string_append(out, "\\e");
        } else if (*p == '-') {
            g_string_append(out, "\\-");
        } else {
            g_string_append_c(out, *p);
        }
    }
}

static void append_commands(GString *out, const char *topic)
{
    guint n = 0;
    const Command *const *all = command_all(&n);
    for (guint i = 0; i < n; i++) {
        if (strcmp(all[i]->topic, topic) != 0) {
            continue;
        }
        g_autoptr(Grammar) grammar = grammar_new(all[i]->usage);
        g_autofree char *usage = grammar_display_dup(grammar);
        g_string_append(out, ".TP\n\\fB/");
        append_roff(out, all[i]->name);
        g_string_append(out, "\\fR ");
        append_roff(out, usage);
        g_string_append(out, "\n");
        append_roff(out, all[i]->summary);
        g_string_append(out, ".\n");
        append_roff(out, all[i]->help);
        g_string_append(out, "\n");
    }
}

static void append_settings(GString *out)
{
    guint n = 0;
    const SettingRow *rows = settings_rows(&n);
    for (guint i = 0; i < n; i++) {
        g_string_append(out, ".TP\n\\fB");
        append_roff(out, rows[i].key);
        g_string_append(out, "\\fR=");
        append_roff(out, rows[i].fallback);
        g_string_append(out, "\n");
        append_roff(out, rows[i].sentence);
        g_string_append(out, "\n");
    }
}

static void append_keys(GString *out)
{
    g_autofree char *keys = ui_dump_keys();
    g_string_append(out, ".nf\n");
    append_roff(out, keys);
    g_string_append(out, ".fi\n");
}

static const char head[] =
    ".TH CAUSERIE 1\n"
    ".SH NAME\ncauserie \\- instant messaging in the terminal\n"
    ".SH SYNOPSIS\n"
    ".B causerie\n[\\fIOPTION\\fR...] [\\fIADDRESS\\fR]\n"
    ".SH DESCRIPTION\n"
    "causerie is a client for XMPP, the open and federated standard of instant messaging, for "
    "people who chat from a shell. It opens its interface with every account that connects by "
    "itself, or with ADDRESS, which is an address (name@server) or an account's name. At the "
    "first start it asks for an account or helps to make one.\n"
    ".SH OPTIONS\n";

/* One option a row, as main() takes them. */
static const char *const options[][2] = {
    {"-a, --account NAME", "use this account only; may be repeated"},
    {"-c, --config DIR", "the configuration directory"},
    {"-d, --data DIR", "the data directory"},
    {"-x, --execute COMMAND", "run a slash command once online; may be repeated, in order"},
    {"-t, --theme NAME", "the theme for this run"},
    {"--offline", "open without connecting"},
    {"--color WHEN", "auto, always or never"},
    {"--debug FILE", "write a debug log, secrets masked, readable by you only"},
    {"--dump TABLE", "print a table as text: commands, settings, keys, xeps, doap, man"},
    {"-h, --help", "a summary of the options"},
    {"-V, --version", "the version"},
};

static const char tail[] =
    ".SH FILES\n"
    ".TP\n$XDG_CONFIG_HOME/causerie/config\nSettings, written by /set, made for editing by hand.\n"
    ".TP\n$XDG_CONFIG_HOME/causerie/accounts\n"
    "One group per account: address, password or password\\-command, autoconnect, nick, resource, "
    "server, port, security (auto, direct or starttls), ca\\-file, proxy, client\\-certificate, "
    "encryption. A password counts only while the file is readable by you alone.\n"
    ".TP\n$XDG_CONFIG_HOME/causerie/inputrc\nKeys of the input line, read after ~/.inputrc.\n"
    ".TP\n$XDG_DATA_HOME/causerie/causerie.db\nHistory, contacts and what must outlive a restart.\n"
    ".SH ENVIRONMENT\n"
    "$TERM, $COLORTERM, $NO_COLOR, the locale and ~/.inputrc are honoured.\n"
    ".SH EXIT STATUS\n"
    "0 done, 64 usage, 69 unreachable, 74 input or output, 77 login refused, 78 configuration.\n"
    ".SH SECURITY\n"
    "A login is never made without encryption. What one user's root, a keylogger or the other "
    "side's machine can read is out of reach of any client.\n";

char *help_man_dup(void)
{
    GString *out = g_string_new(head);
    for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
        g_string_append(out, ".TP\n\\fB");
        append_roff(out, options[i][0]);
        g_string_append(out, "\\fR\n");
        append_roff(out, options[i][1]);
        g_string_append(out, "\n");
    }
    g_string_append(out, ".SH COMMANDS\n");
    for (const char *const *topic = help_topics(); *topic != NULL; topic++) {
        g_string_append_printf(out, ".SS %s\n", *topic);
        append_commands(out, *topic);
    }
    g_string_append(out, ".SH KEYS\n");
    append_keys(out);
    g_string_append(out, ".SH SETTINGS\n");
    append_settings(out);
    g_string_append(out, tail);
    return g_string_free(out, FALSE);
}
