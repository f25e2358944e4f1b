/* xep_0199_ping.c: is anybody there, and how long is the way (XEP-0199).
 *
 * An error that the other side itself sends is an answer too: it came back.
 * It does not watch the connection; the session does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/clock.h"
#include "xmpp/xep.h"

#define NS_PING "urn:xmpp:ping"

typedef struct {
    char *to;
    gint64 sent; /* clock_monotonic() */
    SessionAnswer done;
    void *user;
} Ping;

static RouteResult handle_ping(Session *session, G_GNUC_UNUSED void *state, const Incoming *in)
{
    if (session_may_tell(session, in)) {
        session_reply_done(session, in);
    } else {
        session_reply_error(session, in, "cancel", "service-unavailable");
    }
    return ROUTE_DONE;
}

/* Errors that an entity sends which is there but does not know pings, or will not say. */
static bool is_alive(IqOutcome outcome, Stanza *reply)
{
    if (outcome == IQ_RESULT) {
        return true;
    }
    const char *condition = outcome == IQ_ERROR ? stanza_error_condition(reply) : NULL;
    return g_strcmp0(condition, "feature-not-implemented") == 0 ||
           g_strcmp0(condition, "service-unavailable") == 0;
}

static void ping_finished(IqOutcome outcome, Stanza *reply, void *user)
{
    Ping *ping = user;
    if (is_alive(outcome, reply)) {
        gint64 took = (clock_monotonic() - ping->sent) / 1000;
        g_autofree char *text =
            g_strdup_printf("%s answered in %" G_GINT64_FORMAT " ms%s.", ping->to, took,
                            outcome == IQ_RESULT ? "" : ", but does not say more");
        ping->done(text, NULL, ping->user);
    } else {
        g_autofree char *problem = iq_problem_dup(outcome, reply);
        ping->done(NULL, problem, ping->user);
    }
    g_free(ping->to);
    g_free(ping);
}

void session_ping(Session *session, const Jid *to, SessionAnswer done, void *user)
{
    const char *target = to != NULL ? jid_text(to) : jid_domain(session_own(session));
    Ping *ping = g_new0(Ping, 1);
    ping->to = g_strdup(target);
    ping->sent = clock_monotonic();
    ping->done = done;
    ping->user = user;
    Stanza *iq = stanza_iq_new(session_ctx(session), "get", target);
    stanza_add(iq, "ping", NS_PING);
    session_ask(session, iq, 0, ping_finished, ping);
}

static const char *const features[] = {NS_PING, NULL};

static const Route routes[] = {
    {"iq", "get", "ping", NS_PING, handle_ping},
    {NULL, NULL, NULL, NULL, NULL},
};

const XepModule xep_0199_ping = {
    .number = "0199",
    .name = "XMPP Ping",
    .version = "2.0.1",
    .since = "0.1",
    .features = features,
    .routes = routes,
};
