/* chat.h: a conversation: its messages near the view, unread count, draft, typing.
 *
 * All that belongs to a conversation lives here, never in a window. The chat
 * holds a window of messages around what is shown; older ones are fetched from
 * the history source (the store) by key.  Every change tells the observers.
 * It does not send: xmpp/ watches for PENDING messages.
 *
 * Messages are in order of (time, key). NOTICE and ERROR lines live only here.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_MODEL_CHAT_H
#define CAUSERIE_MODEL_CHAT_H

#include "base/jid.h"
#include "model/contact.h"
#include "model/message.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Chat Chat;

typedef enum {
    CHAT_CONTACT, /* one to one, by bare address */
    CHAT_ROOM,    /* a room, by bare address */
    CHAT_PRIVATE, /* one occupant of a room, by full address */
} ChatKind;

/* Chat states of XEP-0085 as received. */
typedef enum { TYPING_NONE, TYPING_COMPOSING, TYPING_PAUSED } Typing;

/* How many messages a chat keeps in memory while nobody scrolls. */
#define CHAT_WINDOW 300
/* The longest body that is kept, in bytes; a longer one is cut with a mark. */
#define CHAT_BODY_MAX (1024 * 1024)

Account *chat_account(const Chat *chat);
const Jid *chat_address(const Chat *chat); /* bare; full for CHAT_PRIVATE */
ChatKind chat_kind(const Chat *chat);
/* The contact of a CHAT_CONTACT, or NULL when it is not known. */
Contact *chat_contact(const Chat *chat);
/* What to call it: contact's display name, else the local part of the address. */
const char *chat_title(const Chat *chat);
/* The window number, from 2 (1 is home); 0 while the chat is not open. It stays
 * as long as the chat is open. */
guint chat_number(const Chat *chat);
bool chat_is_open(const Chat *chat);
/* Gives it a number and tells chat_opened; nothing when it is open already. */
void chat_open(Chat *chat);
/* Takes the number away; history stays in the store. */
void chat_close(Chat *chat);

/* Messages in memory, oldest first. */
guint chat_n_messages(const Chat *chat);
const Message *chat_message(const Chat *chat, guint index);
const Message *chat_find_key(const Chat *chat, gint64 key);
/* By stanza id; among own messages only where DIRECTION is MESSAGE_OUT. */
const Message *chat_find_id(const Chat *chat, const char *id, MessageDirection direction);

/* Adds MESSAGE (transfer full): gives it its key (TEXT), keeps the order, counts
 * it as unread where it is incoming TEXT and the chat is not being read, opens
 * the chat, tells message_added. NULL when it is a duplicate: same archive_id,
 * or same author (bare), id and body as one of the last CHAT_WINDOW messages. */
const Message *chat_add(Chat *chat, Message *message);
/* Adds a NOTICE or ERROR line with TEXT (UTF-8, may hold newlines). */
void chat_notice(Chat *chat, MessageKind kind, const char *text);
/* New own TEXT message with BODY in state PENDING, a fresh random id; borrowed result. */
const Message *chat_say(Chat *chat, const char *body);
/* Moves an own message's state forward (never back, but to FAILED from PENDING
 * or SENT, and from FAILED to PENDING: a retry). REASON only for FAILED. False when
 * the move is not allowed or the key is unknown. */
bool chat_set_state(Chat *chat, gint64 key, MessageState state, const char *reason);

/* Fetches up to N older messages from the history source into memory; the
 * number added, 0 at the true beginning. */
guint chat_load_older(Chat *chat, guint n);
/* True when the store has nothing older than what is in memory. */
bool chat_at_beginning(const Chat *chat);
/* Drops messages from the old end down to CHAT_WINDOW; called when nobody scrolls. */
void chat_trim(Chat *chat);

/* Unread: incoming TEXT since the last chat_mark_read(). */
guint chat_unread(const Chat *chat);
guint chat_mentions(const Chat *chat);
/* Key of the last message read; the unread rule stands after it. */
gint64 chat_read_key(const Chat *chat);
/* READING: the interface shows this chat at its end with the focus; then new
 * messages count as read at once. */
void chat_set_reading(Chat *chat, bool reading);
bool chat_is_reading(const Chat *chat);
void chat_mark_read(Chat *chat);

/* The half-written line, kept per chat and over restarts; "" when none. */
const char *chat_draft(const Chat *chat);
void chat_set_draft(Chat *chat, const char *draft);

/* What the peer is doing; who typed last in a room is NAME (nullable). */
Typing chat_typing(const Chat *chat);
void chat_set_typing(Chat *chat, Typing typing);
/* Whether our user is composing here; told by ui/, sent by xmpp/ (XEP-0085). */
bool chat_composing(const Chat *chat);
void chat_set_composing(Chat *chat, bool composing);

/* What the store knows of a chat from last time; for the loader at start, tells nobody. */
typedef struct {
    gint64 read_key;
    guint unread;
    guint mentions;
    guint number;      /* 0: not open */
    const char *draft; /* nullable */
    gint64 last_time;
} ChatMemory;
void chat_restore(Chat *chat, const ChatMemory *memory);

/* Takes a stored MESSAGE (transfer full) into memory, in order, telling nobody: what
 * still waits to be sent must be at hand from the start. */
void chat_restore_message(Chat *chat, Message *message);

/* Time of the last message, UTC us; 0 when none. For ordering lists. */
gint64 chat_last_time(const Chat *chat);
/* Monotonic count of changes to what is shown; ui/ uses it to skip redraws. */
guint64 chat_version(const Chat *chat);

#endif
