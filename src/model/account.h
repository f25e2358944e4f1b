/* account.h: one account: its connection state, roster, requests and chats.
 *
 * Several are online at once; nothing here is global. The connection writes it,
 * the interface reads it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_MODEL_ACCOUNT_H
#define CAUSERIE_MODEL_ACCOUNT_H

#include "base/jid.h"
#include "model/chat.h"
#include "model/contact.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Model Model;

typedef enum {
    ACCOUNT_OFFLINE,    /* by the user's will, or not yet started */
    ACCOUNT_CONNECTING, /* resolving to binding; state_text says which */
    ACCOUNT_ONLINE,
    ACCOUNT_WAITING, /* will try again at retry_at */
    ACCOUNT_FAILED,  /* needs the user: wrong password, certificate, ... */
} AccountState;

/* The most pending requests kept; more are counted only. */
#define ACCOUNT_REQUESTS_MAX 1000
#define ACCOUNT_ROSTER_MAX 50000

/* Somebody wants to see our presence (RFC 6121 section 3). */
typedef struct {
    char *address; /* bare */
    char *text;    /* what they wrote with it; nullable */
    char *nick;    /* XEP-0172; nullable */
    gint64 time;
} SubscriptionRequest;

Model *account_model(const Account *account);
const char *account_name(const Account *account);
const Jid *account_address(const Account *account); /* bare */

AccountState account_state(const Account *account);
/* A plain sentence for people about the state, nullable. */
const char *account_state_text(const Account *account);
/* When WAITING: clock_monotonic() time of the next try. */
gint64 account_retry_at(const Account *account);
void account_set_state(Account *account, AccountState state, const char *text, gint64 retry_at);

/* What we show others. */
Show account_show(const Account *account);
const char *account_status(const Account *account); /* nullable */
void account_set_presence(Account *account, Show show, const char *status);

/* Roster. */
Contact *account_find_contact(Account *account, const char *bare);
guint account_n_contacts(const Account *account); /* those in the roster */
/* Roster contacts sorted by (online first, display name folded); borrowed, valid
 * until the next change. Sorted lazily: cheap when nothing changed. */
GPtrArray *account_contacts(Account *account);
/* The contact for BARE, made (not in the roster) if needed; NULL over ACCOUNT_ROSTER_MAX. */
Contact *account_get_contact(Account *account, const Jid *bare);
/* Applies one roster item; subscription "remove" is account_remove_contact(). */
void account_set_roster_item(Account *account, const Jid *bare, const RosterItem *item);
/* Takes it out of the roster; an open chat stays. */
void account_remove_contact(Account *account, const char *bare);
/* A whole fresh roster follows: contacts not set until _end() are removed; the
 * observers are told once, with roster_reset. */
void account_begin_roster(Account *account);
void account_end_roster(Account *account);
/* Version of XEP-0237 as the server gave it; "" when none. */
const char *account_roster_version(const Account *account);
void account_set_roster_version(Account *account, const char *version);
/* All resources of all contacts gone (the connection ended). */
void account_clear_presence(Account *account);

/* Subscription requests, oldest first. */
guint account_n_requests(const Account *account);
const SubscriptionRequest *account_request(const Account *account, guint index);
const SubscriptionRequest *account_find_request(const Account *account, const char *bare);
void account_add_request(Account *account, const char *bare, const char *text, const char *nick);
void account_remove_request(Account *account, const char *bare);

/* Chats: found or made (not opened). Only CHAT_PRIVATE keeps the resource of ADDRESS. */
Chat *account_find_chat(Account *account, const char *address);
Chat *account_get_chat(Account *account, const Jid *address, ChatKind kind);
/* All chats of the account, in no order; borrowed. */
GPtrArray *account_chats(Account *account);

#endif
