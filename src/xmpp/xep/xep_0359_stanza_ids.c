/* xep_0359_stanza_ids.c: our id of an own message, kept through servers and rooms (XEP-0359).
 *
 * It equals the stanza's id. The origin-id of others is never used: anybody can write one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/xep.h"

#define NS_STANZA_IDS "urn:xmpp:sid:0"

static void message_out(G_GNUC_UNUSED Session *session, G_GNUC_UNUSED void *state,
                        G_GNUC_UNUSED Chat *chat, const Message *message, Stanza *st)
{
    stanza_set(stanza_add(st, "origin-id", NS_STANZA_IDS), "id", message->id);
}

static const char *const features[] = {NS_STANZA_IDS, NULL};

const XepModule xep_0359_stanza_ids = {
    .number = "0359",
    .name = "Unique and Stable Stanza IDs",
    .version = "0.7.0",
    .since = "0.1",
    .note = "origin-id of own messages",
    .features = features,
    .message_out = message_out,
};
