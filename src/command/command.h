/* command.h: slash commands: one struct each; the only layer that sees screen and wire.
 *
 * Argument checks, error texts, completion, usage, /help and the man page come
 * from the table. A command answers where it was typed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_COMMAND_COMMAND_H
#define CAUSERIE_COMMAND_COMMAND_H

#include "config/account_file.h"
#include "config/settings.h"
#include "model/model.h"
#include "store/store.h"
#include "ui/ui.h"
#include "xmpp/session.h"

#include <glib.h>
#include <stdbool.h>

/* What commands may reach; made and owned by app/. */
typedef struct CommandEnv CommandEnv;
struct CommandEnv {
    Model *model;
    Settings *settings;
    AccountFile *accounts;
    Store *store;
    Ui *ui; /* NULL without an interface: then answers go only to reply() */
    Session *(*session)(CommandEnv *env, Account *account);
    /* Makes (where needed) account and session for CONFIG, taken over. */
    Session *(*add_session)(CommandEnv *env, AccountConfig *config);
    void (*quit)(CommandEnv *env);
    /* Starts the making of an account on SERVER (a form follows); nullable. */
    void (*register_account)(CommandEnv *env, const char *server);
    /* Reads settings, accounts, themes again; PROBLEMS gets sentences (char *). */
    void (*reload)(CommandEnv *env, GPtrArray *problems);
    /* Where answers go when not to the chat (control socket, tests); nullable. */
    void (*reply)(CommandEnv *env, Chat *chat, MessageKind kind, const char *text);
    void *user;
    char *held; /* command's own: the line last held back; freed by app */
};

/* One line being run. */
typedef struct CommandArgs CommandArgs;
typedef struct {
    CommandEnv *env;
    Chat *chat;       /* where it was typed; NULL: home */
    Account *account; /* the chat's, or the default one; NULL when there is none */
    const CommandArgs *args;
    const struct Command *command;
} CommandCall;

typedef struct Command {
    const char *name;           /* without the slash */
    const char *const *aliases; /* NULL-terminated; nullable */
    const char *topic;          /* Session, Chats, Messages, Contacts, Rooms, Security, Program */
    /* The usage is the grammar, after the name: "<who:contact> [text...]",
     * "[-server=host] [account:account]", "on|off". */
    const char *usage;
    const char *summary;         /* one line */
    const char *help;            /* a paragraph or more */
    const char *const *examples; /* NULL-terminated; each must parse */
    void (*run)(CommandCall *call);
} Command;

const Command *const *command_all(guint *ret_n);
const Command *command_find(const char *name); /* name or alias, exact */

/* Runs LINE typed in CHAT: a command, or text to say. PASTED: never a command.
 * False when the line should stay in the input (the reason was shown). */
bool command_run(CommandEnv *env, Chat *chat, const char *line, bool pasted);
GPtrArray *command_complete(CommandEnv *env, Chat *chat, const char *line, guint cursor,
                            guint *ret_start);
char *command_usage_dup(CommandEnv *env, Chat *chat, const char *line);

/* Arguments by the names of the usage string; NULL where absent. Borrowed. */
const char *command_arg(const CommandCall *call, const char *name);
/* Answers in the chat where the call was typed (home: as a home notice). */
void command_answer(const CommandCall *call, const char *format, ...) G_GNUC_PRINTF(2, 3);
void command_fail(const CommandCall *call, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* An answer that comes later: remembers where the call was typed. Give it exactly
 * one answer with command_later_answer(), which frees it. */
typedef struct CommandLater CommandLater;
CommandLater *command_later(const CommandCall *call);
/* KIND is MESSAGE_NOTICE or MESSAGE_ERROR. TEXT NULL: nothing to say. */
void command_later_answer(CommandLater *later, MessageKind kind, const char *text);

/* The session of the call's account; NULL (and the reason was told) when there is none. */
Session *command_session(const CommandCall *call);
/* As above, and it must be online. */
Session *command_online_session(const CommandCall *call);

/* The tables for --dump: commands, settings, keys, man. (transfer full) */
char *command_dump(const char *table, GError **error);

#endif
