/* stream_management.h: our own counters and queue of XEP-0198: what the server has, what it lacks.
 *
 * Pure bookkeeping: it builds and reads the elements, session.c sends them. Only
 * message, presence and iq count. Outgoing counting starts when <enable/> is
 * sent, not when <enabled/> comes: the server counts from there.
 * The state outlives the connection, so that the next one can go on with it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_STREAM_MANAGEMENT_H
#define CAUSERIE_XMPP_STREAM_MANAGEMENT_H

#include "xmpp/stanza.h"

#include <glib.h>
#include <stdbool.h>

typedef struct StreamManagement StreamManagement;

/* Stanzas that may wait for the server's word; nothing but messages is sent over it. */
#define SM_QUEUE_MAX 2000

/* What of the queue the server has, or never will: KEY is the message's (0: no message). */
typedef void (*SmTold)(gint64 key, const char *chat, bool has_it, void *user);

StreamManagement *sm_new(SmTold told, void *user);
void sm_free(StreamManagement *sm);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StreamManagement, sm_free)

/* A fresh session begins: counters to 0 and <enable resume='true'/>; what was unacknowledged
 * of the old session is told as "never". (transfer full) */
Stanza *sm_enable_new(StreamManagement *sm, xmpp_ctx_t *ctx);
/* False: the answer is not a sound <enabled/>, go on without resuming. */
bool sm_enabled(StreamManagement *sm, Stanza *enabled);
/* No stream management here, or <enable/> was refused: own messages are still kept in order
 * until sm_settle_to() is told that the server has them. */
void sm_track(StreamManagement *sm);
void sm_refused(StreamManagement *sm);
/* Where the queue ends now; and: all up to there is at the server. */
guint32 sm_position(const StreamManagement *sm);
void sm_settle_to(StreamManagement *sm, guint32 position);
/* Counting outgoing: between <enable/> and the end of the session. */
bool sm_is_on(const StreamManagement *sm);
/* <enabled/> came: <r/> and <a/> may be used. */
bool sm_is_confirmed(const StreamManagement *sm);
bool sm_can_resume(const StreamManagement *sm);
/* Seconds that the server keeps the session, as it said; 0: it did not say. */
guint sm_max(const StreamManagement *sm);
/* Forgets the session: what is unacknowledged is told as "never". */
void sm_drop(StreamManagement *sm);

/* ST was handed to the connection; KEY and CHAT (nullable) where it is an own message. */
void sm_sent(StreamManagement *sm, Stanza *st, gint64 key, const char *chat);
guint sm_unacked(const StreamManagement *sm);
/* N more stanzas came in and are dealt with. */
void sm_received(StreamManagement *sm, guint n);
guint32 sm_handled(const StreamManagement *sm);

/* Elements; (transfer full). HANDLED: the count that may be acknowledged. */
Stanza *sm_ack_new(xmpp_ctx_t *ctx, guint32 handled);
Stanza *sm_request_new(xmpp_ctx_t *ctx);
Stanza *sm_resume_new(StreamManagement *sm, xmpp_ctx_t *ctx);
/* <a h/> or <resumed h/>. False with ERROR when h cannot be: the stream has to end. */
bool sm_acked(StreamManagement *sm, Stanza *st, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* <resumed/>: checks previd and h; then what has to be sent again, in order (Stanza *,
 * borrowed from the queue where it stays). (transfer container) */
GPtrArray *sm_resumed(StreamManagement *sm, Stanza *resumed,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* <failed/> in answer to <resume/>: uses its h where there is one, drops the rest. */
void sm_resume_failed(StreamManagement *sm, Stanza *failed);

#endif
