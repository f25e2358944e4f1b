/* command.c: from a typed line to the command that runs, or to text that is said.
 *
 * What cannot be run is never lost: it stays in the input line with a sentence
 * that says what to do. A line that only looks like a mistake (a path, "q/join")
 * is held once; the same line again is sent as text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command/command.h"

#include "base/text.h"
#include "command/command_list.h"
#include "command/grammar.h"
#include "command/suggest.h"

#include <string.h>

static const Command *const commands[] = {
#define COMMAND(symbol) &symbol,
    COMMAND_LIST
#undef COMMAND
};

const Command *const *command_all(guint *ret_n)
{
    *ret_n = G_N_ELEMENTS(commands);
    return commands;
}

const Command *command_find(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
        const Command *command = commands[i];
        if (strcmp(command->name, name) == 0 ||
            (command->aliases != NULL && g_strv_contains(command->aliases, name))) {
            return command;
        }
    }
    return NULL;
}

/* All commands whose name (not alias) begins with PREFIX. (transfer container) */
static GPtrArray *find_by_prefix(const char *prefix)
{
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (g_str_has_prefix(commands[i]->name, prefix)) {
            g_ptr_array_add(found, (gpointer)(guintptr)commands[i]);
        }
    }
    return found;
}

/* Names at most two edits away, the nearest; NULL when none is near. */
static const char *find_similar(const char *name)
{
    const char *best = NULL;
    guint best_distance = strlen(name) > 3 ? 3 : 2;
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
        guint distance = suggest_distance(commands[i]->name, name);
        if (distance < best_distance) {
            best = commands[i]->name;
            best_distance = distance;
        }
        for (const char *const *alias = commands[i]->aliases; alias != NULL && *alias != NULL;
             alias++) {
            distance = suggest_distance(*alias, name);
            if (distance < best_distance) {
                best = *alias;
                best_distance = distance;
            }
        }
    }
    return best;
}

static void tell(CommandEnv *env, Chat *chat, Account *account, MessageKind kind, const char *text)
{
    if (env->reply != NULL) {
        env->reply(env, chat, kind, text);
    }
    if (chat != NULL) {
        chat_notice(chat, kind, text);
    } else {
        model_notice(env->model, account, kind, text);
    }
}

static void tellf(CommandEnv *env, Chat *chat, MessageKind kind, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
static void tellf(CommandEnv *env, Chat *chat, MessageKind kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    tell(env, chat, NULL, kind, text);
}

void command_answer(const CommandCall *call, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    tell(call->env, call->chat, call->account, MESSAGE_NOTICE, text);
}

void command_fail(const CommandCall *call, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    tell(call->env, call->chat, call->account, MESSAGE_ERROR, text);
}

const char *command_arg(const CommandCall *call, const char *name)
{
    return command_args_get(call->args, name);
}

struct CommandLater {
    CommandEnv *env;
    char *account; /* name; nullable */
    char *chat;    /* address; nullable */
};

CommandLater *command_later(const CommandCall *call)
{
    CommandLater *later = g_new0(CommandLater, 1);
    later->env = call->env;
    later->account = call->account != NULL ? g_strdup(account_name(call->account)) : NULL;
    later->chat = call->chat != NULL ? g_strdup(jid_text(chat_address(call->chat))) : NULL;
    return later;
}

void command_later_answer(CommandLater *later, MessageKind kind, const char *text)
{
    Account *account =
        later->account != NULL ? model_find_account(later->env->model, later->account) : NULL;
    Chat *chat =
        account != NULL && later->chat != NULL ? account_find_chat(account, later->chat) : NULL;
    if (text != NULL) {
        tell(later->env, chat, account, kind, text);
    }
    g_free(later->account);
    g_free(later->chat);
    g_free(later);
}

Session *command_session(const CommandCall *call)
{
    Session *session = call->account != NULL ? call->env->session(call->env, call->account) : NULL;
    if (session == NULL) {
        command_fail(call, "No account is set up yet. /connect you@server logs in.");
    }
    return session;
}

Session *command_online_session(const CommandCall *call)
{
    Session *session = command_session(call);
    if (session != NULL && !session_is_online(session)) {
        command_fail(call, "%s is not connected. /connect connects.",
                     jid_bare(account_address(call->account)));
        return NULL;
    }
    return session;
}

/* The account that a call without a chat concerns: the first online, else the first. */
static Account *default_account(Model *model)
{
    for (guint i = 0; i < model_n_accounts(model); i++) {
        if (account_state(model_account(model, i)) == ACCOUNT_ONLINE) {
            return model_account(model, i);
        }
    }
    return model_n_accounts(model) > 0 ? model_account(model, 0) : NULL;
}

static bool run_command(CommandEnv *env, Chat *chat, const Command *command, const char *rest)
{
    g_autoptr(Grammar) grammar = grammar_new(command->usage);
    g_assert(grammar != NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(CommandArgs) args = grammar_match(grammar, rest, &error);
    if (args == NULL) {
        g_autofree char *usage = grammar_display_dup(grammar);
        tellf(env, chat, MESSAGE_ERROR, "%s. Usage: /%s%s%s", error->message, command->name,
              *usage != '\0' ? " " : "", usage);
        return false;
    }
    CommandCall call = {
        .env = env,
        .chat = chat,
        .account = chat != NULL ? chat_account(chat) : default_account(env->model),
        .args = args,
        .command = command,
    };
    command->run(&call);
    return true;
}

/* True when LINE was held back before and comes again. */
static bool held_before(CommandEnv *env, const char *line)
{
    bool same = env->held != NULL && strcmp(env->held, line) == 0;
    g_free(env->held);
    env->held = same ? NULL : g_strdup(line);
    return same;
}

static bool say(CommandEnv *env, Chat *chat, const char *text)
{
    if (chat == NULL) {
        tell(env, NULL, NULL, MESSAGE_ERROR,
             "This is the home window. /msg ADDRESS opens a chat to write in.");
        return false;
    }
    g_autofree char *clean = text_xml_clean_dup(text, -1);
    if (*clean == '\0') {
        return true;
    }
    (void)chat_say(chat, clean);
    return true;
}

static bool unknown_command(CommandEnv *env, Chat *chat, const char *line, const char *name)
{
    bool path_like = strchr(line + 1, '/') != NULL && !g_ascii_isspace(*name);
    const char *similar = find_similar(name);
    if (path_like && similar == NULL) {
        if (held_before(env, line)) {
            return say(env, chat, line);
        }
        g_autofree char *first = g_strndup(line, strcspn(line + 1, "/ \n") + 1);
        tellf(env, chat, MESSAGE_ERROR,
              "Unknown command %s. Enter again sends it as text; /help lists commands.", first);
    } else if (similar != NULL) {
        tellf(env, chat, MESSAGE_ERROR, "Unknown command /%s. Did you mean /%s?", name, similar);
    } else {
        tellf(env, chat, MESSAGE_ERROR,
              "Unknown command /%s. /help lists commands; //%s sends it as text.", name, name);
    }
    return false;
}

static bool run_slash(CommandEnv *env, Chat *chat, const char *line)
{
    gsize len = strcspn(line + 1, " \n\t");
    g_autofree char *name = g_strndup(line + 1, len);
    const char *rest = line + 1 + len;
    if (*name == '\0') {
        tell(env, chat, NULL, MESSAGE_ERROR, "A command follows the slash. /help lists them.");
        return false;
    }
    const Command *command = command_find(name);
    if (command == NULL) {
        g_autoptr(GPtrArray) found = find_by_prefix(name);
        if (found->len > 1) {
            g_autoptr(GString) names = g_string_new(NULL);
            for (guint i = 0; i < found->len; i++) {
                const Command *each = g_ptr_array_index(found, i);
                g_string_append_printf(names, "%s/%s", i > 0 ? ", " : "", each->name);
            }
            tellf(env, chat, MESSAGE_ERROR, "/%s could be %s.", name, names->str);
            return false;
        }
        if (found->len == 0) {
            return unknown_command(env, chat, line, name);
        }
        command = g_ptr_array_index(found, 0);
    }
    return run_command(env, chat, command, rest);
}

/* "q/join room": a command typed with a stray letter before the slash. */
static bool is_stray_command(const char *line)
{
    const char *slash = strchr(line, '/');
    if (slash == NULL || slash == line || slash - line > 2) {
        return false;
    }
    for (const char *p = line; p < slash; p++) {
        if (!g_ascii_isalpha(*p)) {
            return false;
        }
    }
    g_autofree char *name = g_strndup(slash + 1, strcspn(slash + 1, " \n\t"));
    return command_find(name) != NULL;
}

bool command_run(CommandEnv *env, Chat *chat, const char *line, bool pasted)
{
    if (!pasted && line[0] == '/' && line[1] != '/') {
        return run_slash(env, chat, line);
    }
    if (!pasted && is_stray_command(line) && !held_before(env, line)) {
        tellf(env, chat, MESSAGE_ERROR,
              "This looks like a command after a stray letter. Enter again sends it as text.");
        return false;
    }
    bool escaped =
        !pasted && ((line[0] == '/' && line[1] == '/') || (line[0] == ' ' && line[1] == '/'));
    return say(env, chat, line + (escaped ? 1 : 0));
}

char *command_usage_dup(CommandEnv *env, Chat *chat, const char *line)
{
    (void)env;
    (void)chat;
    if (line[0] != '/' || line[1] == '/' || line[1] == '\0') {
        return NULL;
    }
    g_autofree char *name = g_strndup(line + 1, strcspn(line + 1, " \n\t"));
    const Command *command = command_find(name);
    if (command == NULL) {
        g_autoptr(GPtrArray) found = find_by_prefix(name);
        if (found->len != 1) {
            return NULL;
        }
        command = g_ptr_array_index(found, 0);
    }
    g_autoptr(Grammar) grammar = grammar_new(command->usage);
    g_autofree char *usage = grammar_display_dup(grammar);
    return g_strdup_printf("/%s%s%s   %s", command->name, *usage != '\0' ? " " : "", usage,
                           command->summary);
}
