/* xep_0085_chat_states.h: who is writing just now (XEP-0085).
 *
 * Ours go only to people who may see our presence anyway, only while the setting
 * chat.typing is on, and never twice the same.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_XEP_0085_CHAT_STATES_H
#define CAUSERIE_XMPP_XEP_0085_CHAT_STATES_H

#include "model/chat.h"
#include "xmpp/session.h"
#include "xmpp/stanza.h"

#include <stdbool.h>

#define NS_CHAT_STATES "http://jabber.org/protocol/chatstates"
/* After this many seconds without news nobody is composing any more. */
#define CHAT_STATES_TIMEOUT 120
/* How many chats are watched at once. */
#define CHAT_STATES_MAX 500

typedef enum {
    CHAT_STATE_NONE, /* the message holds none */
    CHAT_STATE_ACTIVE,
    CHAT_STATE_COMPOSING,
    CHAT_STATE_PAUSED,
    CHAT_STATE_INACTIVE,
    CHAT_STATE_GONE,
} ChatState;

/* The first state in MESSAGE. */
ChatState xep_0085_decode(Stanza *message);
/* MESSAGE of CHAT's peer came, with or without words. */
void xep_0085_received(Session *session, Chat *chat, Stanza *message, bool has_words);

#endif
