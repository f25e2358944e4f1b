/* complete.c: proposals for the word being typed, by its place in the command's grammar.
 *
 * Everything proposed comes from tables and from the model; a peer's name is only
 * ever proposed as the address behind it, so that a hostile name is never typed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command/command.h"

#include "base/text.h"
#include "command/grammar.h"
#include "command/help.h"

#include <string.h>

/* The most proposals made at once. */
#define PROPOSALS_MAX 200

typedef struct {
    CommandEnv *env;
    Chat *chat;
    const char *word;
    char *folded;
    GPtrArray *out;
} Search;

static void propose(Search *search, const char *text, const char *description)
{
    if (search->out->len < PROPOSALS_MAX) {
        Completion *completion = g_new0(Completion, 1);
        completion->text = g_strdup(text);
        completion->description = g_strdup(description);
        g_ptr_array_add(search->out, completion);
    }
}

static void propose_if(Search *search, const char *text, const char *description)
{
    if (g_str_has_prefix(text, search->word)) {
        propose(search, text, description);
    }
}

static void complete_commands(Search *search)
{
    guint n = 0;
    const Command *const *all = command_all(&n);
    for (guint i = 0; i < n; i++) {
        g_autofree char *name = g_strconcat("/", all[i]->name, NULL);
        propose_if(search, name, all[i]->summary);
    }
    if (search->out->len > 0) {
        return;
    }
    for (guint i = 0; i < n; i++) {
        for (const char *const *alias = all[i]->aliases; alias != NULL && *alias != NULL; alias++) {
            g_autofree char *name = g_strconcat("/", *alias, NULL);
            propose_if(search, name, all[i]->summary);
        }
    }
}

/* The address in which TEXT appears at the start of the name, the local part or the address. */
static bool contact_matches(Search *search, Contact *contact)
{
    if (g_str_has_prefix(jid_bare(contact_address(contact)), search->folded)) {
        return true;
    }
    g_autofree char *name = text_fold_dup(contact_display_name(contact));
    return g_str_has_prefix(name, search->folded);
}

static void complete_contacts(Search *search)
{
    Model *model = search->env->model;
    for (guint a = 0; a < model_n_accounts(model); a++) {
        GPtrArray *contacts = account_contacts(model_account(model, a));
        for (guint i = 0; i < contacts->len && search->out->len < PROPOSALS_MAX; i++) {
            Contact *contact = g_ptr_array_index(contacts, i);
            if (contact_matches(search, contact)) {
                propose(search, jid_bare(contact_address(contact)), contact_display_name(contact));
            }
        }
    }
}

static bool already_proposed(Search *search, const char *text)
{
    for (guint i = 0; i < search->out->len; i++) {
        const Completion *completion = g_ptr_array_index(search->out, i);
        if (strcmp(completion->text, text) == 0) {
            return true;
        }
    }
    return false;
}

static void complete_open_chats(Search *search)
{
    GPtrArray *chats = model_open_chats(search->env->model);
    for (guint i = 0; i < chats->len; i++) {
        Chat *chat = g_ptr_array_index(chats, i);
        const char *address = jid_text(chat_address(chat));
        g_autofree char *title = text_fold_dup(chat_title(chat));
        if ((g_str_has_prefix(address, search->folded) ||
             g_str_has_prefix(title, search->folded)) &&
            !already_proposed(search, address)) {
            propose(search, address, chat_title(chat));
        }
    }
}

static void complete_windows(Search *search)
{
    propose_if(search, "list", "show all windows");
    propose_if(search, "move", "give this window a number");
    GPtrArray *chats = model_open_chats(search->env->model);
    for (guint i = 0; i < chats->len; i++) {
        Chat *chat = g_ptr_array_index(chats, i);
        g_autofree char *number = g_strdup_printf("%u", chat_number(chat));
        propose_if(search, number, chat_title(chat));
    }
}

static void complete_requests(Search *search)
{
    Model *model = search->env->model;
    for (guint a = 0; a < model_n_accounts(model); a++) {
        Account *account = model_account(model, a);
        for (guint i = 0; i < account_n_requests(account); i++) {
            const SubscriptionRequest *request = account_request(account, i);
            propose_if(search, request->address, request->text);
        }
    }
}

static void complete_accounts(Search *search)
{
    Model *model = search->env->model;
    for (guint a = 0; a < model_n_accounts(model); a++) {
        Account *account = model_account(model, a);
        propose_if(search, account_name(account), jid_bare(account_address(account)));
    }
    for (guint i = 0; i < account_file_size(search->env->accounts); i++) {
        const AccountConfig *config = account_file_get(search->env->accounts, i);
        if (model_find_account(model, config->name) == NULL) {
            propose_if(search, config->name, jid_bare(config->address));
        }
    }
}

static void complete_settings(Search *search)
{
    guint n = 0;
    const SettingRow *rows = settings_rows(&n);
    for (guint i = 0; i < n; i++) {
        propose_if(search, rows[i].key, rows[i].sentence);
    }
}

static void complete_topics(Search *search)
{
    for (const char *const *topic = help_topics(); *topic != NULL; topic++) {
        g_autofree char *folded = g_ascii_strdown(*topic, -1);
        propose_if(search, folded, "topic");
    }
    propose_if(search, "keys", "every key");
    guint n = 0;
    const Command *const *all = command_all(&n);
    for (guint i = 0; i < n; i++) {
        propose_if(search, all[i]->name, all[i]->summary);
    }
    if (strchr(search->word, '.') != NULL) {
        complete_settings(search);
    }
}

/* Values of the setting whose key stands before; the one in force is marked. */
static void complete_value(Search *search, const char *key)
{
    static const char *const on_off[] = {"on", "off", NULL};
    const SettingRow *row = settings_find_row(key);
    if (row == NULL) {
        return;
    }
    const char *const *choices = row->type == SETTING_BOOL ? on_off : row->choices;
    const char *now = settings_text(search->env->settings, key);
    for (guint i = 0; choices != NULL && choices[i] != NULL; i++) {
        bool current = row->type == SETTING_BOOL
                           ? settings_bool(search->env->settings, key) == (i == 0)
                           : strcmp(choices[i], now) == 0;
        propose_if(search, choices[i], current ? "now" : NULL);
    }
}

static void complete_param(Search *search, const GrammarParam *param, const char *rest)
{
    static const struct {
        const char *type;
        void (*complete)(Search *search);
    } sources[] = {
        {"contact", complete_contacts}, {"address", complete_contacts},
        {"window", complete_windows},   {"request", complete_requests},
        {"account", complete_accounts}, {"setting", complete_settings},
        {"topic", complete_topics},
    };
    if (param->choices != NULL) {
        for (guint i = 0; param->choices[i] != NULL; i++) {
            propose_if(search, param->choices[i], NULL);
        }
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS(sources); i++) {
        if (strcmp(sources[i].type, param->type) == 0) {
            sources[i].complete(search);
        }
    }
    if (strcmp(param->type, "contact") == 0) {
        complete_open_chats(search);
    }
    if (strcmp(param->name, "value") == 0) {
        const char *start = rest + strspn(rest, " ");
        g_autofree char *key = g_strndup(start, strcspn(start, " "));
        complete_value(search, key);
    }
}

static void complete_arguments(Search *search, const char *head, guint *ret_start)
{
    gsize name_len = strcspn(head + 1, " ");
    g_autofree char *name = g_strndup(head + 1, name_len);
    const Command *command = command_find(name);
    if (command == NULL) {
        return;
    }
    g_autoptr(Grammar) grammar = grammar_new(command->usage);
    const char *rest = head + 1 + name_len;
    const char *word = NULL;
    const GrammarParam *param = grammar_param_at_end(grammar, rest, &word);
    if (param == NULL) {
        return;
    }
    *ret_start = (guint)(word - head);
    search->word = word;
    search->folded = text_fold_dup(word);
    complete_param(search, param, rest);
}

GPtrArray *command_complete(CommandEnv *env, Chat *chat, const char *line, guint cursor,
                            guint *ret_start)
{
    g_autofree char *head = g_strndup(line, cursor);
    Search search = {
        .env = env,
        .chat = chat,
        .word = head,
        .out = g_ptr_array_new_with_free_func((GDestroyNotify)completion_free),
    };
    *ret_start = 0;
    if (head[0] == '/' && strchr(head, ' ') == NULL) {
        complete_commands(&search);
    } else if (head[0] == '/') {
        complete_arguments(&search, head, ret_start);
    } else if (strchr(head, '@') != NULL) {
        const char *space = strrchr(head, ' ');
        search.word = space != NULL ? space + 1 : head;
        if (strchr(search.word, '@') == search.word) {
            *ret_start = (guint)(search.word - head);
            search.folded = text_fold_dup(search.word + 1);
            complete_contacts(&search);
        }
    }
    g_free(search.folded);
    return search.out;
}
