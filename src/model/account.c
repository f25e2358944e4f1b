/* account.c: state, requests and chats of an account (see account.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model/model_private.h"

#include "base/clock.h"

#include <string.h>

static void request_free(SubscriptionRequest *request)
{
    g_free(request->address);
    g_free(request->text);
    g_free(request->nick);
    g_free(request);
}

Account *account_new(Model *model, const char *name, const Jid *address)
{
    Account *account = g_new0(Account, 1);
    account->model = model;
    account->name = g_strdup(name);
    account->address = jid_bare_dup(address);
    account->show = SHOW_ONLINE;
    account->roster_version = g_strdup("");
    account->contacts =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)contact_free);
    account->sorted = g_ptr_array_new();
    account->requests = g_ptr_array_new_with_free_func((GDestroyNotify)request_free);
    account->chats =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)chat_free);
    account->chat_list = g_ptr_array_new();
    return account;
}

void account_free(Account *account)
{
    g_ptr_array_unref(account->chat_list);
    g_hash_table_unref(account->chats);
    g_ptr_array_unref(account->sorted);
    g_hash_table_unref(account->contacts);
    g_ptr_array_unref(account->requests);
    g_free(account->roster_version);
    g_free(account->status);
    g_free(account->state_text);
    jid_unref(account->address);
    g_free(account->name);
    g_free(account);
}

Model *account_model(const Account *account)
{
    return account->model;
}

const char *account_name(const Account *account)
{
    return account->name;
}

const Jid *account_address(const Account *account)
{
    return account->address;
}

AccountState account_state(const Account *account)
{
    return account->state;
}

const char *account_state_text(const Account *account)
{
    return account->state_text;
}

gint64 account_retry_at(const Account *account)
{
    return account->retry_at;
}

void account_set_state(Account *account, AccountState state, const char *text, gint64 retry_at)
{
    if (account->state == state && account->retry_at == retry_at &&
        g_strcmp0(account->state_text, text) == 0) {
        return;
    }
    char *copy = g_strdup(text);
    g_free(account->state_text);
    account->state_text = copy;
    account->state = state;
    account->retry_at = retry_at;
    MODEL_EMIT(account->model, account_changed, account);
}

Show account_show(const Account *account)
{
    return account->show;
}

const char *account_status(const Account *account)
{
    return account->status;
}

void account_set_presence(Account *account, Show show, const char *status)
{
    char *copy = g_strdup(status);
    g_free(account->status);
    account->status = copy;
    account->show = show;
    MODEL_EMIT(account->model, account_changed, account);
}

/* Requests. */

guint account_n_requests(const Account *account)
{
    return account->requests->len;
}

const SubscriptionRequest *account_request(const Account *account, guint index)
{
    return g_ptr_array_index(account->requests, index);
}

static gint request_index(const Account *account, const char *bare)
{
    for (guint i = 0; i < account->requests->len; i++) {
        if (strcmp(account_request(account, i)->address, bare) == 0) {
            return (gint)i;
        }
    }
    return -1;
}

const SubscriptionRequest *account_find_request(const Account *account, const char *bare)
{
    gint index = request_index(account, bare);
    return index >= 0 ? account_request(account, (guint)index) : NULL;
}

void account_add_request(Account *account, const char *bare, const char *text, const char *nick)
{
    if (request_index(account, bare) >= 0 || account->requests->len >= ACCOUNT_REQUESTS_MAX) {
        return;
    }
    SubscriptionRequest *request = g_new0(SubscriptionRequest, 1);
    request->address = g_strdup(bare);
    request->text = g_strdup(text);
    request->nick = g_strdup(nick);
    request->time = clock_now();
    g_ptr_array_add(account->requests, request);
    MODEL_EMIT(account->model, request_changed, account, bare);
}

void account_remove_request(Account *account, const char *bare)
{
    gint index = request_index(account, bare);
    if (index >= 0) {
        g_autofree char *address = g_strdup(bare);
        g_ptr_array_remove_index(account->requests, (guint)index);
        MODEL_EMIT(account->model, request_changed, account, address);
    }
}

/* Chats. */

Chat *account_find_chat(Account *account, const char *address)
{
    return g_hash_table_lookup(account->chats, address);
}

Chat *account_get_chat(Account *account, const Jid *address, ChatKind kind)
{
    const char *key = kind == CHAT_PRIVATE ? jid_text(address) : jid_bare(address);
    Chat *chat = account_find_chat(account, key);
    if (chat == NULL) {
        g_autoptr(Jid) own = kind == CHAT_PRIVATE ? jid_ref(address) : jid_bare_dup(address);
        chat = chat_new(account, own, kind);
        g_hash_table_insert(account->chats, (gpointer)(guintptr)jid_text(chat->address), chat);
        g_ptr_array_add(account->chat_list, chat);
    }
    return chat;
}

GPtrArray *account_chats(Account *account)
{
    return account->chat_list;
}
