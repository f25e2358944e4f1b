/* model_private.h: what the files of the model share; nobody else includes it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_MODEL_MODEL_PRIVATE_H
#define CAUSERIE_MODEL_MODEL_PRIVATE_H

#include "base/observers.h"
#include "model/model.h"

struct Model {
    Observers *observers;
    GPtrArray *accounts; /* Account * */
    GPtrArray *open;     /* Chat *, by number, ascending */
    GPtrArray *notices;  /* Message * */
    const HistorySource *history;
    void *history_user;
    gint64 next_key;
    gint64 saved_key; /* all up to this one are on disk */
};

struct Account {
    Model *model;
    char *name;
    Jid *address;
    AccountState state;
    char *state_text;
    gint64 retry_at;
    Show show;
    char *status;
    GHashTable *contacts; /* bare -> Contact */
    guint in_roster;
    GPtrArray *sorted; /* roster contacts; valid while !unsorted */
    bool unsorted;
    bool resetting; /* between account_begin_roster() and _end_roster() */
    char *roster_version;
    GPtrArray *requests; /* SubscriptionRequest * */
    GHashTable *chats;   /* address -> Chat */
    GPtrArray *chat_list;
};

struct Contact {
    Account *account;
    Jid *address;
    char *name;
    char *nick;
    char **groups;
    Subscription subscription;
    bool ask;
    bool in_roster;
    bool keep;            /* seen during a roster reset */
    GPtrArray *resources; /* Resource *, best first; NULL while there is none */
    char *sort_key;       /* folded display name; NULL when stale */
};

struct Chat {
    Account *account;
    Jid *address;
    ChatKind kind;
    guint number;
    GPtrArray *messages;     /* Message *, oldest first */
    GHashTable *by_key;      /* gint64 * -> Message */
    GHashTable *by_identity; /* dedupe text -> itself; incoming and archive ids in memory */
    GHashTable *own_by_id;   /* id -> Message, own */
    bool at_beginning;
    guint unread;
    guint mentions;
    gint64 read_key;
    bool reading;
    char *draft;
    Typing typing;
    bool composing;
    gint64 last_time;
    guint64 version;
};

/* The folded name that lists sort by. */
const char *contact_sort_key(Contact *contact);
Contact *contact_new(Account *account, const Jid *bare);
void contact_free(Contact *contact);
void contact_set_item(Contact *contact, const RosterItem *item);
bool contact_drop_resources(Contact *contact);
/* The list's order of CONTACT's account is stale. */
void account_unsort(Account *account);
Account *account_new(Model *model, const char *name, const Jid *address);
void account_free(Account *account);
Chat *chat_new(Account *account, const Jid *address, ChatKind kind);
void chat_free(Chat *chat);
/* Puts CHAT into the list of open ones with its number; 0 gives the lowest free. */
void model_insert_open(Model *model, Chat *chat, guint number);
void model_remove_open(Model *model, Chat *chat);

#define MODEL_EMIT(model, member, ...)                                                             \
    OBSERVERS_EMIT((model)->observers, ModelObserver, member, __VA_ARGS__)

#endif
