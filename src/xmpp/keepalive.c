/* keepalive.c: telling the server what we have, asking what it has, noticing a dead link.
 *
 * Timers run only while there is a reason: one slow timer while online, a short
 * one after something was sent, one while an answer is due. An acknowledgement
 * leaves only when the store has what it covers.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/clock.h"
#include "base/log.h"
#include "xmpp/session_private.h"

#include <string.h>

/* How soon after a stanza that is no message the server is asked, ms. */
#define REQUEST_DELAY_MS 2000
/* Least time between two acknowledgements, ms. */
#define ACK_PAUSE_MS 50

static void send_nonza(Session *session, Stanza *st)
{
    link_send(session->link, st);
    stanza_free(st);
}

static gboolean on_no_answer(gpointer user)
{
    Session *session = user;
    session->answer_timer = 0;
    session_fail(session, false, "the server does not answer any more");
    return G_SOURCE_REMOVE;
}

static void answered(Session *session)
{
    g_clear_handle_id(&session->answer_timer, g_source_remove);
    if (session->request_again) {
        session->request_again = false;
        if (sm_unacked(session->sm) > 0) {
            keepalive_request(session);
        }
    }
}

static void on_pong(IqOutcome outcome, Stanza *reply, void *user)
{
    Session *session = user;
    if (outcome == IQ_RESULT || outcome == IQ_ERROR) {
        sm_settle_to(session->sm, session->ping_position);
        answered(session);
    }
}

void keepalive_request(Session *session)
{
    if (session->step != LOGIN_ONLINE) {
        return;
    }
    if (session->answer_timer != 0) {
        session->request_again = true;
        return;
    }
    g_clear_handle_id(&session->request_timer, g_source_remove);
    session->answer_timer =
        g_timeout_add_seconds(KEEPALIVE_ANSWER_SECONDS, on_no_answer, session);
    if (sm_is_confirmed(session->sm)) {
        send_nonza(session, sm_request_new(session->ctx));
        return;
    }
    session->ping_position = sm_position(session->sm);
    Stanza *ping = stanza_iq_new(session->ctx, "get", jid_domain(session_own(session)));
    stanza_add(ping, "ping", "urn:xmpp:ping");
    session_ask(session, ping, KEEPALIVE_ANSWER_SECONDS * 2, on_pong, session);
}

static gboolean on_request(gpointer user)
{
    Session *session = user;
    session->request_timer = 0;
    if (sm_unacked(session->sm) > 0) {
        keepalive_request(session);
    }
    return G_SOURCE_REMOVE;
}

void keepalive_sent(Session *session)
{
    if (session->step == LOGIN_ONLINE && session->request_timer == 0 &&
        session->answer_timer == 0 && sm_is_confirmed(session->sm)) {
        session->request_timer = g_timeout_add(REQUEST_DELAY_MS, on_request, session);
    }
}

static gboolean on_keepalive(gpointer user)
{
    Session *session = user;
    if (session->heard == session->heard_before) {
        keepalive_request(session);
    }
    session->heard_before = session->heard;
    return G_SOURCE_CONTINUE;
}

void keepalive_start(Session *session)
{
    keepalive_stop(session);
    session->keepalive_timer = g_timeout_add_seconds(KEEPALIVE_SECONDS, on_keepalive, session);
    session->heard = 0;
    session->heard_before = 0;
    keepalive_sent(session);
}

void keepalive_stop(Session *session)
{
    g_clear_handle_id(&session->keepalive_timer, g_source_remove);
    g_clear_handle_id(&session->request_timer, g_source_remove);
    g_clear_handle_id(&session->answer_timer, g_source_remove);
    g_clear_handle_id(&session->ack_timer, g_source_remove);
    session->ack_due = session->ack_again = session->request_again = false;
}

static void note_ack(Session *session)
{
    session->ack_due = true;
    session->ack_again = false;
    session->ack_h = sm_handled(session->sm);
    session->ack_ticket = session->hooks.ticket != NULL ? session->hooks.ticket(session->user) : 0;
}

static gboolean on_ack(gpointer user)
{
    Session *session = user;
    session->ack_timer = 0;
    keepalive_committed(session);
    return G_SOURCE_REMOVE;
}

void keepalive_committed(Session *session)
{
    if (!session->ack_due || session->step != LOGIN_ONLINE || session->ack_timer != 0 ||
        (session->ack_ticket != 0 && session->ack_ticket > session->committed)) {
        return;
    }
    gint64 since = (clock_monotonic() - session->ack_at) / 1000;
    if (since < ACK_PAUSE_MS) {
        session->ack_timer = g_timeout_add((guint)(ACK_PAUSE_MS - since), on_ack, session);
        return;
    }
    session->ack_at = clock_monotonic();
    session->ack_due = false;
    send_nonza(session, sm_ack_new(session->ctx, session->ack_h));
    if (session->ack_again) {
        note_ack(session);
        keepalive_committed(session);
    }
}

static void end_for_wrong_count(Session *session, const char *words)
{
    Stanza *error = stanza_new(session->ctx, "stream:error", NS_CLIENT);
    stanza_add(error, "undefined-condition", NS_STREAM_ERROR);
    stanza_add(error, "handled-count-too-high", NS_SM);
    send_nonza(session, error);
    sm_drop(session->sm);
    session_fail(session, false, words);
}

void keepalive_handle(Session *session, Stanza *st)
{
    const char *name = stanza_name(st);
    g_autoptr(GError) error = NULL;
    if (strcmp(name, "r") == 0) {
        if (session->ack_due) {
            session->ack_again = true;
        } else if (sm_is_confirmed(session->sm)) {
            note_ack(session);
            keepalive_committed(session);
        }
    } else if (strcmp(name, "a") == 0) {
        if (!sm_acked(session->sm, st, &error)) {
            end_for_wrong_count(session, error->message);
            return;
        }
        answered(session);
    } else if (strcmp(name, "enabled") == 0) {
        if (!sm_enabled(session->sm, st)) {
            log_line("sm", "the session cannot be resumed");
        }
        keepalive_sent(session);
        answered(session);
    } else if (strcmp(name, "failed") == 0 && !sm_is_confirmed(session->sm)) {
        sm_refused(session->sm);
        answered(session);
    } else {
        session->dropped++;
    }
}
