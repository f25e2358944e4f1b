/* model.h: what is true now, for everybody to read: the root, and its observers.
 *
 * Single-threaded, on the main loop. Writers are xmpp/, the store's loader and
 * commands; ui/, store/ and app/ observe. Callbacks run at once, inside the
 * change: an observer only notes what became stale (dirty flag, row to write).
 * The pointers it gets are good for the call.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_MODEL_MODEL_H
#define CAUSERIE_MODEL_MODEL_H

#include "model/account.h"
#include "model/chat.h"
#include "model/contact.h"
#include "model/message.h"

#include <glib.h>
#include <stdbool.h>

/* What of a chat changed, in chat_changed. */
typedef enum {
    CHAT_CHANGED_UNREAD = 1 << 0,
    CHAT_CHANGED_TYPING = 1 << 1,
    CHAT_CHANGED_DRAFT = 1 << 2,
    CHAT_CHANGED_COMPOSING = 1 << 3,
    CHAT_CHANGED_TITLE = 1 << 4,
    CHAT_CHANGED_READ = 1 << 5,
    CHAT_CHANGED_LOADED = 1 << 6, /* older messages came into memory */
} ChatChange;

/* What of a contact changed, in contact_changed. */
typedef enum {
    CONTACT_CHANGED_ITEM = 1 << 0, /* roster item: name, groups, subscription; also added */
    CONTACT_CHANGED_PRESENCE = 1 << 1,
    CONTACT_CHANGED_NICK = 1 << 2,
} ContactChange;

typedef struct {
    void (*account_added)(Account *account, void *user);
    void (*account_removed)(Account *account, void *user); /* about to be freed */
    void (*account_changed)(Account *account, void *user); /* state, own presence */
    void (*contact_changed)(Contact *contact, guint changes, void *user);
    void (*contact_removed)(Account *account, const char *bare, void *user);
    void (*roster_reset)(Account *account, void *user); /* the whole roster may differ */
    void (*roster_version)(Account *account, void *user);
    void (*request_changed)(Account *account, const char *bare, void *user);
    void (*chat_opened)(Chat *chat, void *user);
    void (*chat_closed)(Chat *chat, void *user);
    void (*chat_changed)(Chat *chat, guint changes, void *user);
    void (*message_added)(Chat *chat, const Message *message, void *user);
    void (*message_changed)(Chat *chat, const Message *message, void *user);
    void (*notice_added)(const Message *notice, Account *account, void *user); /* home window */
    void (*saved)(gint64 key, void *user); /* model_set_saved_key() */
} ModelObserver;

/* Where older messages come from; implemented by store/, wired by app/. */
typedef struct {
    /* Appends up to N messages of CHAT older than KEY (0: the newest) to OUT, newest
     * first; the array owns them. */
    void (*load_before)(void *user, Chat *chat, gint64 key, guint n, GPtrArray *out);
} HistorySource;

Model *model_new(void);
void model_free(Model *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Model, model_free)

guint model_observe(Model *model, const ModelObserver *table, void *user);
void model_unobserve(Model *model, guint id);
void model_set_history(Model *model, const HistorySource *source, void *user);
/* The next free message key; the store sets it above its newest row at start. */
gint64 model_next_key(Model *model);
void model_set_next_key(Model *model, gint64 key);
/* What was said with a key beyond this one is not on disk yet, and not to be shown: who sees own
 * words on the screen may rely on them. G_MAXINT64 where there is no store, or none that works. */
gint64 model_saved_key(const Model *model);
void model_set_saved_key(Model *model, gint64 key);

/* NULL when the name is taken. */
Account *model_add_account(Model *model, const char *name, const Jid *address);
void model_remove_account(Model *model, Account *account);
Account *model_find_account(Model *model, const char *name_or_address);
guint model_n_accounts(const Model *model);
Account *model_account(const Model *model, guint index);

/* Open chats by window number, ascending; borrowed, valid until the next change. */
GPtrArray *model_open_chats(Model *model);
Chat *model_chat_by_number(Model *model, guint number);
/* Moves an open chat to NUMBER; the one there moves away. */
void model_renumber_chat(Model *model, Chat *chat, guint number);

/* A line for the home window; ACCOUNT is NULL when it concerns none. At most
 * MODEL_NOTICES_MAX are kept. */
#define MODEL_NOTICES_MAX 500
void model_notice(Model *model, Account *account, MessageKind kind, const char *text);
guint model_n_notices(const Model *model);
const Message *model_notice_at(const Model *model, guint index);

/* Sums over all accounts. */
guint model_unread(const Model *model);
guint model_unread_chats(const Model *model);

#endif
