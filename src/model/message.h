/* message.h: one line of talk as everybody above the wire sees it.
 *
 * A Message is owned by the Chat it lies in; others see it inside one callback
 * and keep its key. It is filled by xmpp/ (incoming) or by chat_say()
 * (outgoing), written to disk by store/, drawn by ui/.  Its text is as received,
 * valid UTF-8 but not yet safe for a terminal: drawing makes it so.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_MODEL_MESSAGE_H
#define CAUSERIE_MODEL_MESSAGE_H

#include "base/jid.h"

#include <glib.h>
#include <stdbool.h>

typedef enum {
    MESSAGE_TEXT,   /* somebody's words */
    MESSAGE_NOTICE, /* a plain sentence of ours, in the chat concerned; never stored */
    MESSAGE_ERROR,  /* as NOTICE, shown with the "! " sign; never stored */
} MessageKind;

typedef enum { MESSAGE_IN, MESSAGE_OUT } MessageDirection;

/* States of an own message (PENDING: in the store, not yet at the server). */
typedef enum {
    MESSAGE_PENDING = 0,
    MESSAGE_SENT,      /* at the server (in rooms: reflected) */
    MESSAGE_DELIVERED, /* receipt */
    MESSAGE_READ,      /* displayed marker */
    MESSAGE_FAILED,    /* see reason */
} MessageState;

typedef enum { MESSAGE_PLAIN, MESSAGE_OMEMO } MessageEncryption;

typedef struct {
    gint64 key;    /* local row key, grows with arrival; 0 for NOTICE and ERROR */
    gint64 time;   /* UTC us of arrival or of sending: the order */
    gint64 stamp;  /* UTC us as claimed by a delay stamp, else equal to time: shown */
    MessageKind kind;
    MessageDirection direction;
    MessageState state;
    MessageEncryption encryption;
    bool delayed;      /* came with a delay stamp */
    char *author;      /* full address as the server stamped it (own: own bare address) */
    char *author_name; /* nick in rooms; NULL in one-to-one chats */
    char *id;          /* the stanza's id; own: random 128 bit, equal to its origin-id */
    char *archive_id;  /* stanza-id by the archive's owner, when trusted; else NULL */
    char *body;        /* UTF-8 */
    char *reason;      /* FAILED: why, in words; else NULL */
    gint64 state_time; /* UTC us of the last change of state; 0 when never */
} Message;

/* An empty TEXT message of DIRECTION stamped now, without a key. */
Message *message_new(MessageKind kind, MessageDirection direction);
Message *message_copy(const Message *message);
void message_free(Message *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Message, message_free)

/* The part after "/me " where the body is an action (XEP-0245), else NULL; borrowed. */
const char *message_action(const Message *message);

/* 128 random bits as 26 characters of base32, for ids. (transfer full) */
char *message_random_id(void);

#endif
