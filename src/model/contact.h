/* contact.h: an entry of an account's roster with what is known of its presence.
 *
 * Also people who are not in the roster but sent a presence we asked for.
 * The roster's name is the user's own word for a contact and is never replaced
 * by what the contact says of itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_MODEL_CONTACT_H
#define CAUSERIE_MODEL_CONTACT_H

#include "base/jid.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Account Account;
typedef struct Contact Contact;

typedef enum {
    SUBSCRIPTION_NONE = 0,
    SUBSCRIPTION_TO = 1,   /* we see their presence */
    SUBSCRIPTION_FROM = 2, /* they see ours */
    SUBSCRIPTION_BOTH = 3,
} Subscription;

/* Ordered: a lower value is more reachable. */
typedef enum { SHOW_CHAT, SHOW_ONLINE, SHOW_AWAY, SHOW_XA, SHOW_DND, SHOW_OFFLINE } Show;

/* The most resources kept for one contact, and the longest status text, in bytes. */
#define CONTACT_RESOURCES_MAX 64
#define CONTACT_STATUS_MAX 1024
#define CONTACT_NAME_MAX 256

/* One connected client of a contact. */
typedef struct {
    char *resource;
    Show show;
    int priority;
    char *status;      /* nullable */
    gint64 idle_since; /* UTC us (XEP-0319); 0 unknown */
    char *caps;        /* verification string of XEP-0115, "hash#ver"; nullable */
    char *client;      /* name of the software where it told; nullable */
} Resource;

/* One roster item as pushed or fetched (RFC 6121 section 2); passed by value of its fields. */
typedef struct {
    const char *name; /* nullable */
    Subscription subscription;
    bool ask; /* our request is pending */
    const char *const *groups; /* NULL-terminated; nullable */
} RosterItem;

Account *contact_account(const Contact *contact);
const Jid *contact_address(const Contact *contact); /* bare */
const char *contact_name(const Contact *contact);   /* roster's; NULL when none */
/* What to show: roster name, else the nick they told (XEP-0172), else the local part. */
const char *contact_display_name(const Contact *contact);
Subscription contact_subscription(const Contact *contact);
bool contact_ask(const Contact *contact);
bool contact_in_roster(const Contact *contact);
const char *const *contact_groups(const Contact *contact); /* never NULL */
const char *contact_nick(const Contact *contact);          /* XEP-0172; nullable */

/* Best presence over all resources (highest priority, then most reachable). */
Show contact_show(const Contact *contact);
const char *contact_status(const Contact *contact); /* of the best resource; nullable */
guint contact_n_resources(const Contact *contact);
const Resource *contact_resource(const Contact *contact, guint index); /* best first */
const Resource *contact_find_resource(const Contact *contact, const char *resource);

/* Changes, called by xmpp/ and by the store's loader; each tells the observers once. */
void contact_set_nick(Contact *contact, const char *nick);
/* Takes a copy of VALUES as the state of its resource; SHOW_OFFLINE removes it. */
void contact_set_resource(Contact *contact, const Resource *values);
void contact_set_resource_client(Contact *contact, const char *resource, const char *client);

/* "online", "away" ... as commands and lists spell it. */
const char *show_word(Show show);
bool show_from_word(const char *word, Show *ret_show);

#endif
