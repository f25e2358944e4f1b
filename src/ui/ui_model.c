/* ui_model.c: what changes in the model becomes dirty flags, nothing more.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/ui_loop.h"

#include <string.h>

/* The pane of the chat shows the home window, where everything counts. */
/* Messages that may have come in between saying something and its being on disk. */
#define SAVED_LOOK_BACK 50

static guint home(const Ui *ui)
{
    return ui->current == NULL ? DIRTY_CHAT : 0;
}

static void account_added(Account *account, void *user)
{
    (void)account;
    ui_dirty(user, DIRTY_ALL);
}

static void account_removed(Account *account, void *user)
{
    Ui *ui = user;
    if (ui->last != NULL && chat_account(ui->last) == account) {
        ui->last = NULL;
    }
    if (ui->current != NULL && chat_account(ui->current) == account) {
        ui_show(ui, NULL);
        ui->last = NULL;
    }
    GPtrArray *chats = account_chats(account);
    for (guint i = 0; i < chats->len; i++) {
        layout_forget(ui->layout, g_ptr_array_index(chats, i));
    }
    ui_dirty(ui, DIRTY_ALL);
}

static void account_changed(Account *account, void *user)
{
    Ui *ui = user;
    (void)account;
    ui_loop_update_timers(ui);
    ui_dirty(ui, DIRTY_STATUS | DIRTY_LIST | DIRTY_TITLE | DIRTY_INPUT | home(ui));
}

static bool is_current(const Ui *ui, const Contact *contact)
{
    return ui->current != NULL && chat_account(ui->current) == contact_account(contact) &&
           chat_contact(ui->current) == contact;
}

static void contact_changed(Contact *contact, guint changes, void *user)
{
    Ui *ui = user;
    guint dirty = DIRTY_LIST;
    if (is_current(ui, contact)) {
        dirty |= DIRTY_TITLE;
        if ((changes & ~(guint)CONTACT_CHANGED_PRESENCE) != 0) {
            dirty |= DIRTY_CHAT | DIRTY_INPUT;
        }
    }
    ui_dirty(ui, dirty);
}

static void contact_removed(Account *account, const char *bare, void *user)
{
    (void)account, (void)bare;
    ui_dirty(user, DIRTY_LIST | DIRTY_TITLE | DIRTY_INPUT | DIRTY_CHAT);
}

static void roster_reset(Account *account, void *user)
{
    (void)account;
    ui_dirty(user, DIRTY_LIST | DIRTY_TITLE | DIRTY_INPUT | DIRTY_CHAT);
}

static void request_changed(Account *account, const char *bare, void *user)
{
    Ui *ui = user;
    if (account_find_request(account, bare) != NULL && ui->current != NULL) {
        g_autofree char *text = g_strdup_printf("%s wants to add you: /accept or /deny", bare);
        ui_remark(ui, text);
    }
    ui_dirty(ui, home(ui) | DIRTY_LIST);
}

static void chat_opened(Chat *chat, void *user)
{
    Ui *ui = user;
    (void)chat;
    ui_dirty(ui, DIRTY_LIST | home(ui));
}

static void chat_closed(Chat *chat, void *user)
{
    Ui *ui = user;
    if (ui->last == chat) {
        ui->last = NULL;
    }
    if (ui->current == chat) {
        ui_show(ui, NULL);
        ui->last = NULL;
    }
    layout_forget(ui->layout, chat);
    ui_dirty(ui, DIRTY_LIST | DIRTY_STATUS | home(ui));
}

static void chat_changed(Chat *chat, guint changes, void *user)
{
    Ui *ui = user;
    guint dirty = 0;
    if ((changes & (CHAT_CHANGED_UNREAD | CHAT_CHANGED_TITLE | CHAT_CHANGED_DRAFT)) != 0) {
        dirty |= DIRTY_LIST | DIRTY_STATUS | home(ui);
    }
    if ((changes & CHAT_CHANGED_TYPING) != 0) {
        dirty |= DIRTY_LIST | DIRTY_STATUS;
    }
    if (chat == ui->current && (changes & CHAT_CHANGED_LOADED) != 0) {
        dirty |= DIRTY_CHAT;
    }
    if (dirty != 0) {
        ui_dirty(ui, dirty);
    }
}

static void message_added(Chat *chat, const Message *message, void *user)
{
    Ui *ui = user;
    if (chat == ui->current) {
        /* Before it is counted: whether it counts as read is decided now. */
        layout_message_added(ui->layout, chat, message);
        ui_update_reading(ui);
        ui_dirty(ui, DIRTY_CHAT);
    } else {
        ui_dirty(ui, DIRTY_LIST | DIRTY_STATUS | home(ui));
    }
}

static void message_changed(Chat *chat, const Message *message, void *user)
{
    Ui *ui = user;
    (void)message;
    if (chat == ui->current) {
        ui_dirty(ui, DIRTY_CHAT);
    } else {
        ui_dirty(ui, DIRTY_LIST | home(ui));
    }
}

static void notice_added(const Message *notice, Account *account, void *user)
{
    Ui *ui = user;
    (void)account;
    if (ui->current != NULL) {
        ui_remark(ui, notice->body);
    }
    ui_dirty(ui, home(ui));
}

/* Own words are shown once they are on disk. */
static void saved(gint64 key, void *user)
{
    Ui *ui = user;
    (void)key;
    guint n = ui->current != NULL ? chat_n_messages(ui->current) : 0;
    for (guint i = n; i > 0 && n - i < SAVED_LOOK_BACK; i--) {
        const Message *message = chat_message(ui->current, i - 1);
        if (message->direction == MESSAGE_OUT && message->state == MESSAGE_PENDING) {
            ui_dirty(ui, DIRTY_CHAT);
            return;
        }
    }
}

static const ModelObserver observer = {
    .account_added = account_added,
    .account_removed = account_removed,
    .account_changed = account_changed,
    .contact_changed = contact_changed,
    .contact_removed = contact_removed,
    .roster_reset = roster_reset,
    .request_changed = request_changed,
    .chat_opened = chat_opened,
    .chat_closed = chat_closed,
    .chat_changed = chat_changed,
    .message_added = message_added,
    .message_changed = message_changed,
    .notice_added = notice_added,
    .saved = saved,
};

static void setting_changed(const char *key, void *user)
{
    Ui *ui = user;
    if (g_str_has_prefix(key, "ui.")) {
        layout_load_theme(ui);
        ui_loop_update_timers(ui);
        ui_dirty(ui, DIRTY_ALL);
    }
}

static const SettingsObserver settings_observer = {.setting_changed = setting_changed};

void ui_watch_model(Ui *ui)
{
    ui->loop->model_observer = model_observe(ui->model, &observer, ui);
    ui->loop->settings_observer = settings_observe(ui->settings, &settings_observer, ui);
}

void ui_unwatch_model(Ui *ui)
{
    model_unobserve(ui->model, ui->loop->model_observer);
    settings_unobserve(ui->settings, ui->loop->settings_observer);
}
