/* xep_0202_time.c: see xep_0202_time.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/xep/xep_0202_time.h"

#include "base/clock.h"
#include "xmpp/xep.h"

#include <stdlib.h>
#include <string.h>

/* XEP-0082: an offset is at most this far from UTC. */
#define OFFSET_MAX (14 * 3600)

typedef struct {
    SessionAnswer done;
    void *user;
} Question;

/* "+02:00", "-11:30" or "Z". */
static bool parse_offset(const char *text, int *ret_offset)
{
    if (g_str_equal(text, "Z")) {
        *ret_offset = 0;
        return true;
    }
    if (strlen(text) != 6 || strchr("+-", text[0]) == NULL || text[3] != ':') {
        return false;
    }
    for (int i = 1; i < 6; i++) {
        if (i != 3 && !g_ascii_isdigit(text[i])) {
            return false;
        }
    }
    int hours = (text[1] - '0') * 10 + text[2] - '0';
    int minutes = (text[4] - '0') * 10 + text[5] - '0';
    int offset = hours * 3600 + minutes * 60;
    if (minutes > 59 || offset > OFFSET_MAX) {
        return false;
    }
    *ret_offset = text[0] == '-' ? -offset : offset;
    return true;
}

bool xep_0202_decode(Stanza *time, gint64 *ret_utc, int *ret_offset)
{
    g_autofree char *utc = stanza_child_text_dup(time, "utc", NULL);
    g_autofree char *tzo = stanza_child_text_dup(time, "tzo", NULL);
    return utc != NULL && tzo != NULL && parse_offset(tzo, ret_offset) &&
           clock_parse_datetime(utc, ret_utc);
}

static char *offset_dup(int offset)
{
    return g_strdup_printf("%c%02d:%02d", offset < 0 ? '-' : '+', abs(offset) / 3600,
                           abs(offset) / 60 % 60);
}

char *xep_0202_words(gint64 utc, int offset)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_offset(offset);
    g_autoptr(GDateTime) base = g_date_time_new_from_unix_utc(utc / G_USEC_PER_SEC);
    g_autoptr(GDateTime) local = base != NULL ? g_date_time_to_timezone(base, zone) : NULL;
    g_autofree char *words =
        local != NULL ? g_date_time_format(local, "%H:%M on %A, %-d %B") : NULL;
    g_autofree char *east = offset_dup(offset);
    return words != NULL ? g_strdup_printf("%s (UTC%s)", words, east) : NULL;
}

static int own_offset(gint64 now)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_local();
    int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, now / G_USEC_PER_SEC);
    return interval >= 0 ? g_time_zone_get_offset(zone, interval) : 0;
}

static RouteResult handle_get(Session *session, G_GNUC_UNUSED void *state, const Incoming *in)
{
    if (!session_may_tell(session, in) ||
        !settings_bool(session_settings(session), "privacy.client_info")) {
        session_reply_error(session, in, "cancel", "service-unavailable");
        return ROUTE_DONE;
    }
    gint64 now = clock_now();
    g_autofree char *utc = clock_format_datetime_dup(now);
    g_autofree char *tzo = offset_dup(own_offset(now));
    Stanza *reply = stanza_result_new(in->stanza);
    Stanza *time = stanza_add(reply, "time", NS_TIME);
    stanza_add_with_text(time, "tzo", NULL, tzo);
    stanza_add_with_text(time, "utc", NULL, utc);
    session_reply(session, in, reply);
    return ROUTE_DONE;
}

static void time_came(IqOutcome outcome, Stanza *reply, void *user)
{
    Question *question = user;
    if (outcome == IQ_RESULT) {
        Stanza *time = stanza_child(reply, "time", NS_TIME);
        gint64 utc;
        int offset;
        g_autofree char *words = time != NULL && xep_0202_decode(time, &utc, &offset)
                                     ? xep_0202_words(utc, offset)
                                     : NULL;
        question->done(words, words == NULL ? "They do not say what time it is." : NULL,
                       question->user);
    } else {
        g_autofree char *problem = iq_problem_dup(outcome, reply);
        question->done(NULL, problem, question->user);
    }
    g_free(question);
}

void session_time(Session *session, const Jid *to, SessionAnswer done, void *user)
{
    Question *question = g_new0(Question, 1);
    question->done = done;
    question->user = user;
    const char *target = to != NULL ? jid_text(to) : jid_domain(session_own(session));
    Stanza *iq = stanza_iq_new(session_ctx(session), "get", target);
    stanza_add(iq, "time", NS_TIME);
    session_ask(session, iq, 0, time_came, question);
}

static const char *const features[] = {NS_TIME, NULL};

static const Route routes[] = {
    {"iq", "get", "time", NS_TIME, handle_get},
    {NULL, NULL, NULL, NULL, NULL},
};

const XepModule xep_0202_time = {
    .number = "0202",
    .name = "Entity Time",
    .version = "2.0",
    .since = "0.1",
    .features = features,
    .routes = routes,
};
