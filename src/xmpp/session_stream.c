/* session_stream.c: what a link tells its session: elements, and its end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/session_private.h"

#include <string.h>

static void on_progress(const char *words, void *user)
{
    session_progress(user, words);
}

static void on_secure(void *user)
{
    Session *session = user;
    g_clear_pointer(&session->certificate, certificate_info_free);
    login_start(session);
}

static bool is_counted(Stanza *st)
{
    const char *name = stanza_name(st);
    return strcmp(stanza_ns(st), NS_CLIENT) == 0 &&
           (strcmp(name, "message") == 0 || strcmp(name, "presence") == 0 ||
            strcmp(name, "iq") == 0);
}

static guint64 mix(guint64 hash, const char *text)
{
    for (; text != NULL && *text != '\0'; text++) {
        hash = (hash ^ (guchar)*text) * G_GUINT64_CONSTANT(1099511628211);
    }
    return hash;
}

/* What an element says, whatever it came in: names, senders and words, but no ids, which differ
 * when it is delivered again. */
static guint64 hash_of(Stanza *st, guint64 hash)
{
    if (xmpp_stanza_is_text(st)) {
        return mix(hash, xmpp_stanza_get_text_ptr(st));
    }
    hash = mix(mix(hash, stanza_name(st)), stanza_attr(st, "from"));
    for (Stanza *c = xmpp_stanza_get_children(st); c != NULL; c = xmpp_stanza_get_next(c)) {
        /* A server adds these, or not. */
        if (strcmp(stanza_name(c), "stanza-id") != 0 && strcmp(stanza_name(c), "delay") != 0) {
            hash = hash_of(c, hash);
        }
    }
    return hash;
}

/* Handles ST unless the program has died of it before. */
static void handle_carefully(Session *session, Stanza *st)
{
    const SessionHooks *hooks = &session->hooks;
    if (hooks->handling == NULL) {
        router_handle(session, st);
        return;
    }
    guint64 hash = MAX(hash_of(st, G_GUINT64_CONSTANT(14695981039346656037)), 1);
    if (hooks->handling(session->user, hash)) {
        router_handle(session, st);
        hooks->handled(session->user);
    } else {
        g_autofree char *xml = stanza_to_text_dup(st);
        session->dropped++;
        hooks->left_out(session, hash, xml, session->user);
    }
}

static void on_online_element(Session *session, Stanza *st)
{
    if (strcmp(stanza_ns(st), NS_SM) == 0) {
        keepalive_handle(session, st);
    } else if (is_counted(st)) {
        handle_carefully(session, st);
        sm_received(session->sm, 1);
    } else {
        session->dropped++;
    }
}

static void on_stanza(Stanza *st, void *user)
{
    Session *session = user;
    session->heard++;
    if (stanza_is(st, "error", NS_STREAM)) {
        stanza_free(session->stream_error);
        session->stream_error = stanza_copy(st);
    } else if (session->step == LOGIN_ONLINE) {
        on_online_element(session, st);
    } else {
        login_handle(session, st);
    }
}

static void on_discarded(void *user)
{
    Session *session = user;
    session->dropped++;
    sm_received(session->sm, 1);
}

/* The end. */

/* A stream error's condition, "" when it has none. */
static const char *condition_of(Stanza *error)
{
    for (Stanza *c = stanza_child(error, NULL, NS_STREAM_ERROR); c != NULL;
         c = stanza_next(c, NULL, NS_STREAM_ERROR)) {
        if (strcmp(stanza_name(c), "text") != 0) {
            return stanza_name(c);
        }
    }
    return "";
}

typedef struct {
    const char *condition;
    bool permanent;
    const char *words;
} ErrorRow;

static const ErrorRow error_rows[] = {
    {"conflict", true,
     "another client of yours took this connection's place. /connect takes it "
     "back"},
    {"host-unknown", true, "the server does not know this domain"},
    {"host-gone", true, "the server does not serve this domain any more"},
    {"not-authorized", true, "the server does not let this account in"},
    {"policy-violation", false, "the server says that something broke its rules"},
    {"resource-constraint", false, "the server is overloaded"},
    {"system-shutdown", false, "the server is being shut down or restarted"},
    {"connection-timeout", false, "the server did not hear from us in time"},
    {"remote-connection-failed", false, "the server cannot reach what it needs"},
    {"reset", false, "the server asks to log in again"},
    {"not-well-formed", false, "the server could not read what was sent"},
    {"internal-server-error", false, "the server has trouble of its own"},
};

/* Where <see-other-host/> points; false when it may not be followed (no more hops, a port that
 * belongs to something else, no address). */
static bool other_host(Session *session, Stanza *error)
{
    g_autofree char *text = stanza_child_text_dup(error, "see-other-host", NS_STREAM_ERROR);
    if (text == NULL || *text == '\0' || session->hops >= LOGIN_HOPS_MAX) {
        return false;
    }
    g_autoptr(GError) problem = NULL;
    g_autoptr(GSocketConnectable) address = g_network_address_parse(text, 5222, &problem);
    if (address == NULL) {
        return false;
    }
    guint port = g_network_address_get_port(G_NETWORK_ADDRESS(address));
    const char *host = g_network_address_get_hostname(G_NETWORK_ADDRESS(address));
    if ((port < 1024 && port != 443) || strlen(host) > 255) {
        return false;
    }
    session->hops++;
    g_free(session->host);
    session->host = g_strdup(host);
    session->port = port;
    return true;
}

/* What the server's last words mean; false when it had none. */
static bool end_by_error(Session *session)
{
    g_autoptr(Stanza) error = g_steal_pointer(&session->stream_error);
    if (error == NULL) {
        return false;
    }
    const char *condition = condition_of(error);
    if (strcmp(condition, "see-other-host") == 0 && session->step < LOGIN_ONLINE &&
        other_host(session, error)) {
        session_start_attempt(session);
        return true;
    }
    const ErrorRow *row = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(error_rows); i++) {
        if (strcmp(error_rows[i].condition, condition) == 0) {
            row = &error_rows[i];
        }
    }
    g_autofree char *words =
        g_strdup_printf("%s closed the connection: %s", jid_domain(session->config->address),
                        row != NULL ? row->words : "it gives no reason that is known");
    session_fail(session, row != NULL && row->permanent, words);
    return true;
}

static void on_ended(LinkEnd how, const char *words, void *user)
{
    Session *session = user;
    if (session->goodbye_timer != 0) {
        session_goodbye_ended(session);
        return;
    }
    const CertificateInfo *info = link_certificate(session->link);
    if (info != NULL) {
        certificate_info_free(session->certificate);
        session->certificate = certificate_info_copy(info);
    }
    if (end_by_error(session)) {
        return;
    }
    bool permanent = how == LINK_CERTIFICATE || (how == LINK_REFUSED && !session->alive);
    session_fail(session, permanent, words);
}

const LinkEvents session_link_events = {
    .progress = on_progress,
    .secure = on_secure,
    .stanza = on_stanza,
    .discarded = on_discarded,
    .ended = on_ended,
};
