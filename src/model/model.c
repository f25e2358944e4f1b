/* model.c: the root: accounts, open windows, home notices (see model.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model/model_private.h"

#include <string.h>

Model *model_new(void)
{
    Model *model = g_new0(Model, 1);
    model->saved_key = G_MAXINT64;
    model->observers = observers_new();
    model->accounts = g_ptr_array_new_with_free_func((GDestroyNotify)account_free);
    model->open = g_ptr_array_new();
    model->notices = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    model->next_key = 1;
    return model;
}

void model_free(Model *model)
{
    if (model == NULL) {
        return;
    }
    g_ptr_array_set_size(model->open, 0);
    g_ptr_array_unref(model->accounts);
    g_ptr_array_unref(model->open);
    g_ptr_array_unref(model->notices);
    observers_free(model->observers);
    g_free(model);
}

guint model_observe(Model *model, const ModelObserver *table, void *user)
{
    return observers_add(model->observers, table, user);
}

void model_unobserve(Model *model, guint id)
{
    observers_remove(model->observers, id);
}

void model_set_history(Model *model, const HistorySource *source, void *user)
{
    model->history = source;
    model->history_user = user;
}

gint64 model_next_key(Model *model)
{
    return model->next_key++;
}

void model_set_next_key(Model *model, gint64 key)
{
    model->next_key = MAX(model->next_key, key);
}

gint64 model_saved_key(const Model *model)
{
    return model->saved_key;
}

void model_set_saved_key(Model *model, gint64 key)
{
    if (model->saved_key != key) {
        model->saved_key = key;
        MODEL_EMIT(model, saved, key);
    }
}

Account *model_add_account(Model *model, const char *name, const Jid *address)
{
    for (guint i = 0; i < model->accounts->len; i++) {
        if (strcmp(account_name(g_ptr_array_index(model->accounts, i)), name) == 0) {
            return NULL;
        }
    }
    Account *account = account_new(model, name, address);
    g_ptr_array_add(model->accounts, account);
    MODEL_EMIT(model, account_added, account);
    return account;
}

void model_remove_account(Model *model, Account *account)
{
    for (guint i = model->open->len; i > 0; i--) {
        Chat *chat = g_ptr_array_index(model->open, i - 1);
        if (chat->account == account) {
            chat_close(chat);
        }
    }
    MODEL_EMIT(model, account_removed, account);
    g_ptr_array_remove(model->accounts, account);
}

Account *model_find_account(Model *model, const char *name_or_address)
{
    for (guint i = 0; i < model->accounts->len; i++) {
        Account *account = g_ptr_array_index(model->accounts, i);
        if (strcmp(account->name, name_or_address) == 0) {
            return account;
        }
    }
    g_autoptr(Jid) address = jid_parse(name_or_address, NULL);
    for (guint i = 0; address != NULL && i < model->accounts->len; i++) {
        Account *account = g_ptr_array_index(model->accounts, i);
        if (jid_equal_bare(account->address, address)) {
            return account;
        }
    }
    return NULL;
}

guint model_n_accounts(const Model *model)
{
    return model->accounts->len;
}

Account *model_account(const Model *model, guint index)
{
    return g_ptr_array_index(model->accounts, index);
}

GPtrArray *model_open_chats(Model *model)
{
    return model->open;
}

Chat *model_chat_by_number(Model *model, guint number)
{
    for (guint i = 0; i < model->open->len; i++) {
        Chat *chat = g_ptr_array_index(model->open, i);
        if (chat->number == number) {
            return chat;
        }
    }
    return NULL;
}

static guint lowest_free_number(const Model *model)
{
    guint number = 2;
    for (guint i = 0; i < model->open->len; i++) {
        const Chat *chat = g_ptr_array_index(model->open, i);
        if (chat->number != number) {
            break;
        }
        number++;
    }
    return number;
}

void model_insert_open(Model *model, Chat *chat, guint number)
{
    if (number < 2 || model_chat_by_number(model, number) != NULL) {
        number = lowest_free_number(model);
    }
    guint at = 0;
    while (at < model->open->len && ((Chat *)g_ptr_array_index(model->open, at))->number < number) {
        at++;
    }
    chat->number = number;
    g_ptr_array_insert(model->open, (gint)at, chat);
}

void model_remove_open(Model *model, Chat *chat)
{
    g_ptr_array_remove(model->open, chat);
    chat->number = 0;
}

void model_renumber_chat(Model *model, Chat *chat, guint number)
{
    if (number < 2 || chat->number == 0 || chat->number == number) {
        return;
    }
    Chat *other = model_chat_by_number(model, number);
    guint old = chat->number;
    model_remove_open(model, chat);
    if (other != NULL) {
        model_remove_open(model, other);
    }
    model_insert_open(model, chat, number);
    if (other != NULL) {
        model_insert_open(model, other, old);
        MODEL_EMIT(model, chat_changed, other, CHAT_CHANGED_TITLE);
    }
    MODEL_EMIT(model, chat_changed, chat, CHAT_CHANGED_TITLE);
}

void model_notice(Model *model, Account *account, MessageKind kind, const char *text)
{
    Message *notice = message_new(kind, MESSAGE_IN);
    notice->body = g_strdup(text);
    if (model->notices->len >= MODEL_NOTICES_MAX) {
        g_ptr_array_remove_index(model->notices, 0);
    }
    g_ptr_array_add(model->notices, notice);
    MODEL_EMIT(model, notice_added, notice, account);
}

guint model_n_notices(const Model *model)
{
    return model->notices->len;
}

const Message *model_notice_at(const Model *model, guint index)
{
    return g_ptr_array_index(model->notices, index);
}

guint model_unread(const Model *model)
{
    guint sum = 0;
    for (guint i = 0; i < model->open->len; i++) {
        sum += chat_unread(g_ptr_array_index(model->open, i));
    }
    return sum;
}

guint model_unread_chats(const Model *model)
{
    guint sum = 0;
    for (guint i = 0; i < model->open->len; i++) {
        sum += chat_unread(g_ptr_array_index(model->open, i)) > 0;
    }
    return sum;
}
