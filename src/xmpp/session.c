/* session.c: the life of a connection: wanted, tried, lost, tried again.
 *
 * login.c carries an attempt from TLS to a bound stream, session_stream.c takes what
 * comes, keepalive.c and outbox.c live in what is up. Everything that ends an attempt
 * comes through session_fail(), which decides what follows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/clock.h"
#include "base/log.h"
#include "xmpp/session_private.h"

#include <string.h>

#define GOODBYE_MS 1800
/* How long a lost session is worth the try to resume, where the server did not say. */
#define RESUME_US (300 * G_USEC_PER_SEC)

static const XepModule *module_at(guint index)
{
    return xep_modules()[index];
}

static void told(gint64 key, const char *chat, bool has_it, void *user)
{
    outbox_told(key, chat, has_it, user);
}

/* Own messages appear in the model first; this is how they come to be sent. */

static void message_added(Chat *chat, const Message *message, void *user)
{
    Session *session = user;
    if (chat_account(chat) == session->account) {
        outbox_take(session->outbox, chat, message);
    }
}

static const ModelObserver observer = {
    .message_added = message_added,
    .message_changed = message_added,
};

Session *session_new(Account *account, const AccountConfig *config, Settings *settings,
                     const SessionHooks *hooks, void *user)
{
    Session *session = g_new0(Session, 1);
    session->account = account;
    session->config = account_config_copy(config);
    session->settings = settings;
    session->hooks = *hooks;
    session->user = user;
    session->ctx = xmpp_ctx_new(NULL, NULL);
    session->iqs = iq_table_new(account_address(account));
    session->limit = rate_limit_new();
    session->sm = sm_new(told, session);
    session->outbox = outbox_new(session);
    session->password = config->password != NULL ? secret_ref(config->password) : NULL;
    guint n = 0;
    while (module_at(n) != NULL) {
        n++;
    }
    session->states = g_new0(void *, n + 1);
    for (guint i = 0; i < n; i++) {
        session->states[i] = g_malloc0(MAX(module_at(i)->state_size, 1));
    }
    router_check();
    for (guint i = 0; i < n; i++) {
        if (module_at(i)->start != NULL) {
            module_at(i)->start(session, session->states[i]);
        }
    }
    session->observer = model_observe(account_model(account), &observer, session);
    return session;
}

static void clear_timers(Session *session)
{
    g_clear_handle_id(&session->retry_timer, g_source_remove);
    g_clear_handle_id(&session->step_timer, g_source_remove);
    g_clear_handle_id(&session->total_timer, g_source_remove);
    g_clear_handle_id(&session->goodbye_timer, g_source_remove);
    keepalive_stop(session);
}

void session_free(Session *session)
{
    if (session == NULL) {
        return;
    }
    session->wanted = false;
    model_unobserve(account_model(session->account), session->observer);
    clear_timers(session);
    session_end_link(session);
    session->alive = false;
    iq_table_free(session->iqs);
    for (guint i = 0; module_at(i) != NULL; i++) {
        if (module_at(i)->stop != NULL) {
            module_at(i)->stop(session, session->states[i]);
        }
        g_free(session->states[i]);
    }
    g_free(session->states);
    outbox_free(session->outbox);
    sm_free(session->sm);
    rate_limit_free(session->limit);
    certificate_info_free(session->certificate);
    secret_unref(session->password);
    jid_unref(session->full);
    g_free(session->host);
    account_config_free(session->config);
    xmpp_ctx_free(session->ctx);
    g_free(session);
}

void session_end_link(Session *session)
{
    login_clear(session);
    keepalive_stop(session);
    g_clear_handle_id(&session->step_timer, g_source_remove);
    g_clear_handle_id(&session->total_timer, g_source_remove);
    session->step = LOGIN_IDLE;
    if (session->link != NULL) {
        Link *link = g_steal_pointer(&session->link);
        link_free(link);
    }
}

void session_lose(Session *session)
{
    if (!session->alive) {
        return;
    }
    session->alive = false;
    iq_table_clear(session->iqs);
    for (guint i = 0; module_at(i) != NULL; i++) {
        if (module_at(i)->offline != NULL) {
            module_at(i)->offline(session, session->states[i]);
        }
    }
    account_clear_presence(session->account);
}

void session_progress(Session *session, const char *words)
{
    account_set_state(session->account, ACCOUNT_CONNECTING, words, 0);
}

/* Attempts. */

static gboolean total_over(gpointer user)
{
    Session *session = user;
    session->total_timer = 0;
    g_autofree char *words = g_strdup_printf("cannot reach %s: timed out, the login takes too long",
                                             jid_domain(session->config->address));
    session_fail(session, false, words);
    return G_SOURCE_REMOVE;
}

void session_start_attempt(Session *session)
{
    g_autofree char *pin = session_memory_get(session, "tls-pin");
    session_end_link(session);
    session->total_timer = g_timeout_add_seconds(LOGIN_TOTAL_SECONDS, total_over, session);
    const LinkOptions options = {
        .config = session->config,
        .pin = pin,
        .host = session->host,
        .port = session->port,
        .events = &session_link_events,
        .user = session,
    };
    session_progress(session, "connecting");
    session->link = link_new(session->ctx, &options);
}

static void got_password(GObject *source, GAsyncResult *result, gpointer user)
{
    Session *session = user;
    (void)source;
    g_autoptr(GError) error = NULL;
    Secret *password = account_password_command_finish(result, &error);
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
        return;
    }
    g_clear_object(&session->cancellable);
    if (password == NULL) {
        session_fail(session, true, error->message);
        return;
    }
    secret_unref(session->password);
    session->password = password;
    session_start_attempt(session);
}

/* Connects once the password is at hand. */
static void find_password(Session *session)
{
    const AccountConfig *config = session->config;
    if (session->password != NULL || config->client_certificate != NULL) {
        session_start_attempt(session);
    } else if (config->password_command != NULL) {
        session_progress(session, "asking password-command");
        session->cancellable = g_cancellable_new();
        account_password_command_async(config->password_command, session->cancellable, got_password,
                                       session);
    } else if (session->hooks.need_password != NULL) {
        session_progress(session, "waiting for the password");
        session->hooks.need_password(session, session->user);
    } else {
        session_fail(session, true, "no password is set for this account");
    }
}

void session_connect(Session *session)
{
    session->wanted = true;
    session->tries = 0;
    session->hops = 0;
    g_clear_pointer(&session->host, g_free);
    if (session->step == LOGIN_ONLINE) {
        /* A wish to start afresh: what is there may be dead without anybody knowing. */
        session->lost_at = clock_boottime();
    }
    clear_timers(session);
    session_end_link(session);
    if (session->password_refused) {
        session->password_refused = false;
        g_clear_pointer(&session->password, secret_unref);
        session->password =
            session->config->password != NULL ? secret_ref(session->config->password) : NULL;
    }
    find_password(session);
}

void session_set_password(Session *session, const Secret *password)
{
    secret_unref(session->password);
    session->password = secret_ref((Secret *)(guintptr)password);
    session->password_refused = false;
    if (session->wanted && session->link == NULL) {
        session_start_attempt(session);
    }
}

static gboolean retry(gpointer user)
{
    Session *session = user;
    session->retry_timer = 0;
    find_password(session);
    return G_SOURCE_REMOVE;
}

/* Waits longer after each try, by chance a little more or less: a server that comes back is not
 * met by all its clients at once. */
static void schedule_retry(Session *session, const char *words)
{
    guint base = MIN(RETRY_MIN << MIN(session->tries, 9u), RETRY_MAX);
    guint ms = base * 500 + (guint)g_random_int_range(0, (gint32)(base * 500));
    guint seconds = MAX((ms + 999) / 1000, 1);
    session->tries++;
    g_autofree char *text =
        g_strdup_printf("Reconnecting in %u s (try %u): %s. /reconnect tries now. What you write "
                        "is queued.",
                        seconds, session->tries, words);
    if (session->tries == 1) {
        model_notice(account_model(session->account), session->account, MESSAGE_ERROR, text);
    }
    session->retry_timer = g_timeout_add(ms, retry, session);
    account_set_state(session->account, ACCOUNT_WAITING, text,
                      clock_monotonic() + (gint64)ms * 1000);
}

static bool worth_resuming(Session *session)
{
    guint max = sm_max(session->sm);
    gint64 limit = max > 0 ? (gint64)max * G_USEC_PER_SEC : RESUME_US;
    return sm_can_resume(session->sm) && clock_boottime() - session->lost_at < limit;
}

/* WORDS without its full stop: more follows. */
static char *without_stop_dup(const char *words)
{
    gsize len = strlen(words);
    return g_strndup(words, len > 0 && words[len - 1] == '.' ? len - 1 : len);
}

void session_fail(Session *session, bool permanent, const char *words)
{
    g_autofree char *why = without_stop_dup(words);
    bool was_online = session->step == LOGIN_ONLINE;
    log_line("session", "%s: %s", account_name(session->account), why);
    if (was_online) {
        session->lost_at = clock_boottime();
    }
    clear_timers(session);
    session_end_link(session);
    if (!session->wanted || permanent || !worth_resuming(session)) {
        session_lose(session);
    }
    if (!session->wanted) {
        account_set_state(session->account, ACCOUNT_OFFLINE, NULL, 0);
    } else if (permanent) {
        session->wanted = false;
        account_set_state(session->account, ACCOUNT_FAILED, words, 0);
        model_notice(account_model(session->account), session->account, MESSAGE_ERROR, words);
    } else {
        schedule_retry(session, why);
    }
}

void session_become_online(Session *session, bool resumed)
{
    Account *account = session->account;
    clear_timers(session);
    session->step = LOGIN_ONLINE;
    session->tries = 0;
    session->hops = 0;
    session->alive = true;
    session->plain_once = false;
    g_autofree char *words = g_strdup_printf("Connected as %s", jid_bare(account_address(account)));
    account_set_state(account, ACCOUNT_ONLINE, NULL, 0);
    model_notice(account_model(account), account, MESSAGE_NOTICE, words);
    for (guint i = 0; module_at(i) != NULL && session->step == LOGIN_ONLINE; i++) {
        if (module_at(i)->online != NULL) {
            module_at(i)->online(session, session->states[i], resumed);
        }
    }
    if (session->step == LOGIN_ONLINE) {
        keepalive_start(session);
        outbox_online(session->outbox);
    }
}

/* Goodbye. */

static void goodbye_over(Session *session)
{
    g_clear_handle_id(&session->goodbye_timer, g_source_remove);
    session_end_link(session);
    session_lose(session);
    sm_drop(session->sm);
    account_set_state(session->account, ACCOUNT_OFFLINE, NULL, 0);
    void (*done)(void *user) = session->goodbye_done;
    session->goodbye_done = NULL;
    if (done != NULL) {
        done(session->goodbye_user);
    }
}

void session_goodbye_ended(Session *session)
{
    goodbye_over(session);
}

static gboolean goodbye_limit(gpointer user)
{
    Session *session = user;
    session->goodbye_timer = 0;
    goodbye_over(session);
    return G_SOURCE_REMOVE;
}

void session_disconnect(Session *session, void (*done)(void *user), void *user)
{
    bool online = session->step == LOGIN_ONLINE;
    session->wanted = false;
    session->goodbye_done = done;
    session->goodbye_user = user;
    if (!online) {
        clear_timers(session);
        goodbye_over(session);
        return;
    }
    for (guint i = 0; module_at(i) != NULL; i++) {
        if (module_at(i)->goodbye != NULL) {
            module_at(i)->goodbye(session, session->states[i]);
        }
    }
    if (sm_is_confirmed(session->sm)) {
        Stanza *ack = sm_ack_new(session->ctx, sm_handled(session->sm));
        link_send(session->link, ack);
        stanza_free(ack);
    }
    session->goodbye_timer = g_timeout_add(GOODBYE_MS, goodbye_limit, session);
    link_close(session->link);
}

void session_committed(Session *session, guint64 ticket)
{
    session->committed = MAX(session->committed, ticket);
    if (session->step == LOGIN_ONLINE) {
        keepalive_committed(session);
        outbox_flush(session->outbox);
    }
}

/* Certificates. */

const CertificateInfo *session_certificate(const Session *session)
{
    const CertificateInfo *now = session->link != NULL ? link_certificate(session->link) : NULL;
    return now != NULL ? now : session->certificate;
}

bool session_trust_certificate(Session *session, GError **error)
{
    const CertificateInfo *info = session->certificate;
    if (info == NULL || info->reason == NULL || info->fingerprint == NULL) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                            "No certificate was refused, so there is none to trust.");
        return false;
    }
    session_memory_set(session, "tls-pin", info->fingerprint);
    g_clear_pointer(&session->certificate, certificate_info_free);
    session_connect(session);
    return true;
}

void session_forget_pin(Session *session)
{
    session_memory_set(session, "tls-pin", NULL);
}

void session_allow_plain_once(Session *session)
{
    session->plain_once = true;
}
