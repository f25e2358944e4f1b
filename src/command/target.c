/* target.c: finds whom a word of a command means (see target.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command/target.h"

#include "base/text.h"

#include <string.h>

static Jid *target_of_chat(const CommandCall *call, Chat *chat, Account **ret_account)
{
    if (chat == NULL) {
        command_fail(call, "This is the home window. Say whom: an address or a contact's name.");
        return NULL;
    }
    *ret_account = chat_account(chat);
    return jid_ref(chat_address(chat));
}

static Jid *target_of_window(const CommandCall *call, const char *who, Account **ret_account)
{
    guint64 number = g_ascii_strtoull(who, NULL, 10);
    Chat *chat = number <= G_MAXUINT ? model_chat_by_number(call->env->model, (guint)number) : NULL;
    if (chat == NULL) {
        command_fail(call, "There is no chat number %s. /win lists them.", who);
        return NULL;
    }
    return target_of_chat(call, chat, ret_account);
}

/* "xmpp:romeo@montague.example?message;body=x": the address only. (transfer full) (nullable) */
static char *address_of_link(const char *link)
{
    const char *start = link + strlen("xmpp:");
    g_autofree char *escaped = g_strndup(start, strcspn(start, "?#"));
    return g_uri_unescape_string(escaped, "/");
}

/* The contacts of ACCOUNT whose name is, or begins with, FOLDED. */
static void match_names(Account *account, const char *folded, GPtrArray *exact, GPtrArray *begins)
{
    GPtrArray *contacts = account_contacts(account);
    for (guint i = 0; i < contacts->len; i++) {
        Contact *contact = g_ptr_array_index(contacts, i);
        g_autofree char *name = text_fold_dup(contact_display_name(contact));
        if (strcmp(name, folded) == 0) {
            g_ptr_array_add(exact, contact);
        } else if (g_str_has_prefix(name, folded)) {
            g_ptr_array_add(begins, contact);
        }
    }
}

static Jid *target_of_name(const CommandCall *call, const char *who, Account **ret_account)
{
    g_autoptr(GPtrArray) exact = g_ptr_array_new();
    g_autoptr(GPtrArray) begins = g_ptr_array_new();
    g_autofree char *folded = text_fold_dup(who);
    if (call->account != NULL) {
        match_names(call->account, folded, exact, begins);
    }
    for (guint i = 0; exact->len == 0 && i < model_n_accounts(call->env->model); i++) {
        Account *account = model_account(call->env->model, i);
        if (account != call->account) {
            match_names(account, folded, exact, begins);
        }
    }
    GPtrArray *found = exact->len > 0 ? exact : begins;
    if (found->len == 1) {
        Contact *contact = g_ptr_array_index(found, 0);
        *ret_account = contact_account(contact);
        return jid_ref(contact_address(contact));
    }
    if (found->len > 1) {
        Contact *first = g_ptr_array_index(found, 0);
        Contact *second = g_ptr_array_index(found, 1);
        command_fail(call, "\"%s\" could be %s or %s. Type more of it, or the address.", who,
                     jid_bare(contact_address(first)), jid_bare(contact_address(second)));
    } else {
        command_fail(call, "No contact is called \"%s\". An address looks like name@server.", who);
    }
    return NULL;
}

Jid *command_target(const CommandCall *call, const char *who, Account **ret_account)
{
    if (who == NULL || strcmp(who, ".") == 0) {
        return target_of_chat(call, call->chat, ret_account);
    }
    if (*who != '\0' && strspn(who, "0123456789") == strlen(who)) {
        return target_of_window(call, who, ret_account);
    }
    g_autofree char *address = NULL;
    if (g_ascii_strncasecmp(who, "xmpp:", 5) == 0) {
        address = address_of_link(who);
    } else if (strchr(who, '@') != NULL || strchr(who, '.') != NULL) {
        address = g_strdup(who);
    } else {
        return target_of_name(call, who, ret_account);
    }
    g_autoptr(GError) error = NULL;
    Jid *jid = jid_parse(address != NULL ? address : "", &error);
    if (jid == NULL) {
        command_fail(call, "\"%s\" is not an address: %s", who, error->message);
        return NULL;
    }
    if (call->account == NULL) {
        command_fail(call, "No account is set up yet. /connect you@server logs in.");
        jid_unref(jid);
        return NULL;
    }
    *ret_account = call->account;
    return jid;
}
