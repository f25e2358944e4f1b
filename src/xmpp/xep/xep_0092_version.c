/* xep_0092_version.c: see xep_0092_version.h.
 *
 * We tell our name and version to those who may know, never the system.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "xmpp/xep/xep_0092_version.h"

#include "xmpp/xep.h"

#include <string.h>

typedef struct {
    SessionAnswer done;
    void *user;
} Question;

static char *text_of(Stanza *query, const char *name)
{
    g_autofree char *text = stanza_child_text_dup(query, name, NULL);
    if (text == NULL) {
        return g_strdup("");
    }
    g_strdelimit(text, "\r\n\t", ' ');
    g_strstrip(text);
    if (strlen(text) > VERSION_TEXT_MAX) {
        *g_utf8_find_prev_char(text, text + VERSION_TEXT_MAX + 1) = '\0';
    }
    return g_steal_pointer(&text);
}

char *xep_0092_decode(Stanza *query)
{
    g_autofree char *name = text_of(query, "name");
    g_autofree char *version = text_of(query, "version");
    g_autofree char *os = text_of(query, "os");
    if (name[0] == '\0') {
        return NULL;
    }
    return g_strconcat(name, version[0] != '\0' ? " " : "", version, os[0] != '\0' ? " on " : "",
                       os, NULL);
}

static RouteResult handle_get(Session *session, G_GNUC_UNUSED void *state, const Incoming *in)
{
    if (!session_may_tell(session, in) ||
        !settings_bool(session_settings(session), "privacy.client_info")) {
        session_reply_error(session, in, "cancel", "service-unavailable");
        return ROUTE_DONE;
    }
    Stanza *reply = stanza_result_new(in->stanza);
    Stanza *query = stanza_add(reply, "query", NS_VERSION);
    stanza_add_with_text(query, "name", NULL, PACKAGE_NAME);
    stanza_add_with_text(query, "version", NULL, PACKAGE_VERSION);
    session_reply(session, in, reply);
    return ROUTE_DONE;
}

static void version_came(IqOutcome outcome, Stanza *reply, void *user)
{
    Question *question = user;
    if (outcome == IQ_RESULT) {
        Stanza *query = stanza_child(reply, "query", NS_VERSION);
        g_autofree char *text = query != NULL ? xep_0092_decode(query) : NULL;
        question->done(text, text == NULL ? "They do not say what they run." : NULL,
                       question->user);
    } else {
        g_autofree char *problem = iq_problem_dup(outcome, reply);
        question->done(NULL, problem, question->user);
    }
    g_free(question);
}

void session_version(Session *session, const Jid *to, SessionAnswer done, void *user)
{
    Question *question = g_new0(Question, 1);
    question->done = done;
    question->user = user;
    const char *target = to != NULL ? jid_text(to) : jid_domain(session_own(session));
    Stanza *iq = stanza_iq_new(session_ctx(session), "get", target);
    stanza_add(iq, "query", NS_VERSION);
    session_ask(session, iq, 0, version_came, question);
}

static const char *const features[] = {NS_VERSION, NULL};

static const Route routes[] = {
    {"iq", "get", "query", NS_VERSION, handle_get},
    {NULL, NULL, NULL, NULL, NULL},
};

const XepModule xep_0092_version = {
    .number = "0092",
    .name = "Software Version",
    .version = "1.1",
    .since = "0.1",
    .features = features,
    .routes = routes,
};
