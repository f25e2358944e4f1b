/* grammar.h: usage strings as grammars: what a command takes, and reading a line by it.
 *
 *   usage := { item }
 *   item  := "<" param ">" | "[" param "]" | "[-" flag [ "=" name ] "]"
 *   param := name [ ":" type ] [ "..." ]
 *
 * <> is required, [] optional, "..." takes the rest of the line verbatim (only the
 * last item). A type with '|' lists the words allowed; any other type (contact,
 * account, chat, setting, command, number ...) says where completion looks.
 * It knows no command and no model.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_COMMAND_GRAMMAR_H
#define CAUSERIE_COMMAND_GRAMMAR_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
    char *name;
    char *type;     /* "word" where none is given */
    char **choices; /* NULL-terminated where the type lists words; else NULL */
    bool required;
    bool rest;
    bool flag;       /* "-name" */
    bool flag_value; /* "-name=value" */
} GrammarParam;

typedef struct {
    GPtrArray *params; /* GrammarParam * */
    bool has_flags;
} Grammar;

typedef struct CommandArgs CommandArgs;

/* NULL when USAGE is malformed: an error of ours, found by the tests. */
Grammar *grammar_new(const char *usage);
void grammar_free(Grammar *grammar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grammar, grammar_free)

/* USAGE as people read it, types left out: "<who> [text...]". (transfer full) */
char *grammar_display_dup(const Grammar *grammar);

/* Reads REST (what follows the command's name) by GRAMMAR. The error is a sentence
 * without the usage; the caller adds it. */
CommandArgs *grammar_match(const Grammar *grammar, const char *rest,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void command_args_free(CommandArgs *args);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CommandArgs, command_args_free)
/* The value of NAME, NULL where absent; a flag without value gives "". Borrowed. */
const char *command_args_get(const CommandArgs *args, const char *name);

/* Which parameter the word at the end of REST belongs to, for completion; NULL when
 * there is none. RET_WORD points to where that word begins in REST. */
const GrammarParam *grammar_param_at_end(const Grammar *grammar, const char *rest,
                                         const char **ret_word);

#endif
