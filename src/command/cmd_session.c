/* cmd_session.c: connecting, accounts, presence, leaving.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command/command_list.h"
#include "command/target.h"

#include <string.h>

#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* Port of TEXT; 0 with the reason told when it is none. */
static guint parse_port(const CommandCall *call, const char *text)
{
    guint64 port = 0;
    if (!g_ascii_string_to_unsigned(text, 10, 1, 65535, &port, NULL)) {
        command_fail(call, "\"%s\" is not a port: a number from 1 to 65535.", text);
    }
    return (guint)port;
}

/* One of CONFIG's connection details by the word that names it. */
static bool set_detail(const CommandCall *call, AccountConfig *config, const char *word,
                       const char *value)
{
    if (strcmp(word, "server") == 0) {
        g_free(config->server);
        config->server = g_strdup(value);
    } else if (strcmp(word, "port") == 0) {
        config->port = parse_port(call, value);
        return config->port != 0;
    } else if (strcmp(word, "tls") == 0) {
        if (strcmp(value, "direct") == 0 || strcmp(value, "legacy") == 0) {
            config->security = SECURITY_DIRECT;
        } else if (strcmp(value, "starttls") == 0 || strcmp(value, "force") == 0) {
            config->security = SECURITY_STARTTLS;
        } else if (strcmp(value, "auto") == 0 || strcmp(value, "allow") == 0) {
            config->security = SECURITY_AUTO;
        } else {
            command_fail(call,
                         "-tls is auto, direct or starttls; causerie never logs in without "
                         "encryption. A certificate is pinned by /tls trust after it was refused.");
            return false;
        }
    } else {
        command_fail(call, "\"%s\" is not known here: server, port or tls.", word);
        return false;
    }
    return true;
}

/* Options, and the words "server X port N tls Y" behind the address. */
static bool set_details(const CommandCall *call, AccountConfig *config)
{
    static const char *const options[] = {"server", "port", "tls"};
    for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
        const char *value = command_arg(call, options[i]);
        if (value != NULL && !set_detail(call, config, options[i], value)) {
            return false;
        }
    }
    const char *words = command_arg(call, "words");
    if (words == NULL) {
        return true;
    }
    g_auto(GStrv) list = g_strsplit_set(words, " \t\n", -1);
    for (guint i = 0; list[i] != NULL; i++) {
        if (*list[i] == '\0') {
            continue;
        }
        if (list[i + 1] == NULL) {
            command_fail(call, "\"%s\" needs a value.", list[i]);
            return false;
        }
        if (!set_detail(call, config, list[i], list[i + 1])) {
            return false;
        }
        i++;
    }
    return true;
}

static void connect_all(const CommandCall *call)
{
    guint started = 0;
    for (guint i = 0; i < model_n_accounts(call->env->model); i++) {
        Account *account = model_account(call->env->model, i);
        Session *session = call->env->session(call->env, account);
        if (session != NULL && account_state(account) != ACCOUNT_ONLINE) {
            session_connect(session);
            started++;
        }
    }
    if (started == 0) {
        command_fail(call, model_n_accounts(call->env->model) > 0
                               ? "Every account is connected already."
                               : "No account is set up yet. /connect you@server logs in.");
    }
}

static void run_connect(CommandCall *call)
{
    const char *name = command_arg(call, "account");
    if (name == NULL) {
        connect_all(call);
        return;
    }
    Account *account = model_find_account(call->env->model, name);
    Session *session = account != NULL ? call->env->session(call->env, account) : NULL;
    bool details = command_arg(call, "server") != NULL || command_arg(call, "port") != NULL ||
                   command_arg(call, "tls") != NULL || command_arg(call, "words") != NULL;
    if (session != NULL && !details) {
        session_connect(session);
        return;
    }
    const AccountConfig *known =
        session != NULL ? session_config(session) : account_file_find(call->env->accounts, name);
    g_autoptr(AccountConfig) config = NULL;
    if (known != NULL) {
        config = account_config_copy(known);
    } else {
        g_autoptr(GError) error = NULL;
        g_autoptr(Jid) address = jid_parse(name, &error);
        if (address == NULL || jid_local(address) == NULL) {
            command_fail(call, "\"%s\" is no account of yours and no address like you@server.",
                         name);
            return;
        }
        config = account_config_new(jid_bare(address), address);
    }
    if (!set_details(call, config)) {
        return;
    }
    session = call->env->add_session(call->env, g_steal_pointer(&config));
    if (session == NULL) {
        command_fail(call, "%s cannot be opened.", name);
        return;
    }
    session_connect(session);
}

const Command cmd_connect = {
    .name = "connect",
    .aliases = WORDS("server"),
    .topic = "Session",
    .usage = "[-server=host] [-port=number] [-tls=auto|direct|starttls] [account:account] "
             "[words...]",
    .summary = "log in",
    .help = "Connects the account, or every account when none is named. An address that is no "
            "account yet is used for this run; /account add keeps it. The connection is always "
            "encrypted. Progress and trouble show in the status row and in the home window.",
    .examples = WORDS("/connect", "/connect juliet@capulet.example",
                      "/connect -server=xmpp.capulet.example -port=5223 -tls=direct "
                      "juliet@capulet.example",
                      "/connect juliet@capulet.example server localhost port 5222"),
    .run = run_connect,
};

/* The account named by the argument, or the call's; the reason was told when NULL. */
static Account *named_account(const CommandCall *call)
{
    const char *name = command_arg(call, "account");
    Account *account = name != NULL ? model_find_account(call->env->model, name) : call->account;
    if (account == NULL && name != NULL) {
        command_fail(call, "No account is called \"%s\". /account list shows them.", name);
    } else if (account == NULL) {
        command_fail(call, "No account is set up yet. /connect you@server logs in.");
    }
    return account;
}

static void run_disconnect(CommandCall *call)
{
    Account *account = named_account(call);
    Session *session = account != NULL ? call->env->session(call->env, account) : NULL;
    if (session != NULL) {
        session_disconnect(session, NULL, NULL);
        command_answer(call, "Disconnected %s. /connect logs in again.",
                       jid_bare(account_address(account)));
    }
}

const Command cmd_disconnect = {
    .name = "disconnect",
    .aliases = WORDS("dc"),
    .topic = "Session",
    .usage = "[account:account]",
    .summary = "log out, keep the program open",
    .help = "What you write while disconnected waits and goes out at the next login.",
    .examples = WORDS("/disconnect", "/disconnect juliet@capulet.example"),
    .run = run_disconnect,
};

static void run_reconnect(CommandCall *call)
{
    Account *account = named_account(call);
    Session *session = account != NULL ? call->env->session(call->env, account) : NULL;
    if (session != NULL) {
        session_connect(session);
    }
}

const Command cmd_reconnect = {
    .name = "reconnect",
    .topic = "Session",
    .usage = "[account:account]",
    .summary = "try again now",
    .help = "Connects at once instead of waiting for the next try.",
    .examples = WORDS("/reconnect"),
    .run = run_reconnect,
};

static void account_list(CommandCall *call)
{
    g_autoptr(GString) text = g_string_new("Accounts:");
    Model *model = call->env->model;
    for (guint i = 0; i < model_n_accounts(model); i++) {
        Account *account = model_account(model, i);
        static const char *const words[] = {
            [ACCOUNT_OFFLINE] = "offline",        [ACCOUNT_CONNECTING] = "connecting",
            [ACCOUNT_ONLINE] = "online",          [ACCOUNT_WAITING] = "waiting to reconnect",
            [ACCOUNT_FAILED] = "needs attention",
        };
        const char *state = account_state_text(account);
        g_string_append_printf(text, "\n  %s  %s  %s%s%s", account_name(account),
                               jid_bare(account_address(account)), words[account_state(account)],
                               state != NULL ? ": " : "", state != NULL ? state : "");
    }
    for (guint i = 0; i < account_file_size(call->env->accounts); i++) {
        const AccountConfig *config = account_file_get(call->env->accounts, i);
        if (model_find_account(model, config->name) == NULL) {
            g_string_append_printf(text, "\n  %s  %s  not opened", config->name,
                                   jid_bare(config->address));
        }
    }
    command_answer(call, "%s",
                   strchr(text->str, '\n') != NULL ? text->str : "No account is set up yet.");
}

static void account_add(CommandCall *call, const char *which)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Jid) address = jid_parse(which, &error);
    if (address == NULL || jid_local(address) == NULL) {
        command_fail(call, "\"%s\" is not an address like you@server.", which);
        return;
    }
    Account *account = model_find_account(call->env->model, jid_bare(address));
    Session *session = account != NULL ? call->env->session(call->env, account) : NULL;
    g_autoptr(AccountConfig) config = session != NULL
                                          ? account_config_copy(session_config(session))
                                          : account_config_new(jid_bare(address), address);
    config->autoconnect = true;
    if (!account_file_put(call->env->accounts, config, &error)) {
        command_fail(call, "%s", error->message);
        return;
    }
    command_answer(call, "%s is kept in the file accounts. /account remove %s takes it out.",
                   jid_bare(address), config->name);
    if (session == NULL) {
        session = call->env->add_session(call->env, g_steal_pointer(&config));
        if (session != NULL) {
            session_connect(session);
        }
    }
}

static void run_account(CommandCall *call)
{
    const char *action = command_arg(call, "action");
    const char *which = command_arg(call, "account");
    if (action == NULL || strcmp(action, "list") == 0) {
        account_list(call);
    } else if (which == NULL) {
        command_fail(call, "Say which: /account %s you@server", action);
    } else if (strcmp(action, "add") == 0) {
        account_add(call, which);
    } else {
        g_autoptr(GError) error = NULL;
        const AccountConfig *config = account_file_find(call->env->accounts, which);
        if (config == NULL) {
            command_fail(call, "The file accounts has no \"%s\".", which);
            return;
        }
        g_autofree char *name = g_strdup(config->name);
        if (!account_file_remove(call->env->accounts, name, &error)) {
            command_fail(call, "%s", error->message);
        } else {
            command_answer(call, "%s is no longer in the file accounts; its history stays.", name);
        }
    }
}

const Command cmd_account = {
    .name = "account",
    .topic = "Session",
    .usage = "[action:list|add|remove] [account:account]",
    .summary = "list, keep or forget accounts",
    .help = "list shows every account and its state. add keeps an address in the file accounts "
            "and logs in. remove takes it out again; its history stays.",
    .examples = WORDS("/account", "/account add juliet@capulet.example",
                      "/account remove juliet@capulet.example"),
    .run = run_account,
};

static void run_register(CommandCall *call)
{
    if (call->env->register_account == NULL) {
        command_fail(call, "An account can only be made in the interface.");
        return;
    }
    call->env->register_account(call->env, command_arg(call, "server"));
}

const Command cmd_register = {
    .name = "register",
    .topic = "Session",
    .usage = "<server>",
    .summary = "make a new account on a server",
    .help = "Asks the server for its form and shows it. Not every server lets strangers in.",
    .examples = WORDS("/register capulet.example"),
    .run = run_register,
};

static void set_presence(CommandCall *call, Show show, const char *text)
{
    Account *account = call->account;
    Session *session = command_session(call);
    if (session == NULL) {
        return;
    }
    if (show == SHOW_OFFLINE) {
        session_disconnect(session, NULL, NULL);
        command_answer(call, "You are offline. /connect logs in again.");
        return;
    }
    account_set_presence(account, show, text != NULL && *text != '\0' ? text : NULL);
    session_send_presence(session);
    const char *status = account_status(account);
    command_answer(call, "You are %s%s%s.%s", show_word(show), status != NULL ? ": " : "",
                   status != NULL ? status : "",
                   session_is_online(session) ? "" : " Others see it once you are connected.");
}

static void run_status(CommandCall *call)
{
    const char *word = command_arg(call, "show");
    Show show = SHOW_ONLINE;
    if (word == NULL) {
        if (call->account == NULL) {
            (void)command_session(call);
            return;
        }
        const char *status = account_status(call->account);
        bool online = account_state(call->account) == ACCOUNT_ONLINE;
        command_answer(call, "You are %s%s%s.",
                       online ? show_word(account_show(call->account)) : "offline",
                       status != NULL ? ": " : "", status != NULL ? status : "");
        return;
    }
    if (show_from_word(word, &show)) {
        set_presence(call, show, command_arg(call, "text"));
    }
}

const Command cmd_status = {
    .name = "status",
    .topic = "Session",
    .usage = "[show:online|chat|away|xa|dnd|offline] [text...]",
    .summary = "tell others how you are",
    .help = "online, chat (free to talk), away, xa (away for long), dnd (do not disturb) or "
            "offline, and a few words of your own.",
    .examples = WORDS("/status", "/status away lunch", "/status online"),
    .run = run_status,
};

static void run_away(CommandCall *call)
{
    set_presence(call, SHOW_AWAY, command_arg(call, "text"));
}

static void run_back(CommandCall *call)
{
    set_presence(call, SHOW_ONLINE, command_arg(call, "text"));
}

static void run_xa(CommandCall *call)
{
    set_presence(call, SHOW_XA, command_arg(call, "text"));
}

static void run_dnd(CommandCall *call)
{
    set_presence(call, SHOW_DND, command_arg(call, "text"));
}

const Command cmd_away = {
    .name = "away",
    .topic = "Session",
    .usage = "[text...]",
    .summary = "be away; /back ends it",
    .help = "The same as /status away.",
    .examples = WORDS("/away", "/away lunch"),
    .run = run_away,
};

const Command cmd_back = {
    .name = "back",
    .aliases = WORDS("online"),
    .topic = "Session",
    .usage = "[text...]",
    .summary = "be online again",
    .help = "The same as /status online.",
    .examples = WORDS("/back"),
    .run = run_back,
};

const Command cmd_xa = {
    .name = "xa",
    .aliases = WORDS("gone"),
    .topic = "Session",
    .usage = "[text...]",
    .summary = "be away for long",
    .help = "The same as /status xa.",
    .examples = WORDS("/xa holidays"),
    .run = run_xa,
};

const Command cmd_dnd = {
    .name = "dnd",
    .topic = "Session",
    .usage = "[text...]",
    .summary = "do not want to be disturbed",
    .help = "The same as /status dnd.",
    .examples = WORDS("/dnd writing"),
    .run = run_dnd,
};

static void run_quit(CommandCall *call)
{
    const char *text = command_arg(call, "text");
    for (guint i = 0; text != NULL && i < model_n_accounts(call->env->model); i++) {
        Account *account = model_account(call->env->model, i);
        account_set_presence(account, account_show(account), text);
    }
    call->env->quit(call->env);
}

const Command cmd_quit = {
    .name = "quit",
    .aliases = WORDS("exit", "bye"),
    .topic = "Session",
    .usage = "[text...]",
    .summary = "leave the program",
    .help = "Half-written lines and messages that still wait are kept.",
    .examples = WORDS("/quit", "/quit good night"),
    .run = run_quit,
};
