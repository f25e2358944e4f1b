/* login.c: from a secure link to a bound stream: features, SASL, resume or bind.
 *
 * One step at a time, each with a deadline; what comes out of turn is dropped. A password
 * that was refused is never tried again by itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/log.h"
#include "xmpp/session_private.h"

#include <string.h>

#define NS_CB_LIST "urn:xmpp:sasl-cb:0"
#define BIND_ID "bind"
#define SESSION_ID "session"

static gboolean step_over(gpointer user)
{
    Session *session = user;
    session->step_timer = 0;
    g_autofree char *words =
        g_strdup_printf("cannot reach %s: timed out, it does not go on with the login",
                        jid_domain(session->config->address));
    session_fail(session, false, words);
    return G_SOURCE_REMOVE;
}

static void set_step(Session *session, LoginStep step)
{
    session->step = step;
    g_clear_handle_id(&session->step_timer, g_source_remove);
    session->step_timer = g_timeout_add_seconds(LOGIN_STEP_SECONDS, step_over, session);
}

/* Sends ST (transfer full), which is not counted. */
static void send(Session *session, Stanza *st)
{
    (void)link_send(session->link, st);
    stanza_free(st);
}

void login_clear(Session *session)
{
    if (session->cancellable != NULL) {
        g_cancellable_cancel(session->cancellable);
        g_clear_object(&session->cancellable);
    }
    g_clear_pointer(&session->sasl, sasl_free);
    g_clear_pointer(&session->features, stanza_free);
    g_clear_pointer(&session->stream_error, stanza_free);
}

void login_start(Session *session)
{
    session_progress(session, "opening the stream");
    set_step(session, LOGIN_FEATURES);
    link_open_stream(session->link);
}

/* SASL. */

static GPtrArray *texts_of(Stanza *parent, const char *name)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (Stanza *c = parent != NULL ? stanza_child(parent, name, NULL) : NULL;
         c != NULL && texts->len < SASL_MECHANISMS_MAX; c = stanza_next(c, name, NULL)) {
        g_ptr_array_add(texts, stanza_text_dup(c));
    }
    return texts;
}

/* The types of channel binding that the server can do (XEP-0440); NULL: it does not say. */
static GPtrArray *bindings_of(Stanza *features)
{
    Stanza *list = stanza_child(features, "sasl-channel-binding", NS_CB_LIST);
    if (list == NULL) {
        return NULL;
    }
    GPtrArray *types = g_ptr_array_new_with_free_func(g_free);
    for (Stanza *c = stanza_child(list, "channel-binding", NULL);
         c != NULL && types->len < SASL_MECHANISMS_MAX;
         c = stanza_next(c, "channel-binding", NULL)) {
        const char *type = stanza_attr(c, "type");
        g_ptr_array_add(types, g_strdup(type != NULL ? type : ""));
    }
    return types;
}

static void sasl_failed(Session *session, const GError *error)
{
    const char *address = jid_bare(session->config->address);
    bool temporary = g_error_matches(error, SASL_ERROR, SASL_ERROR_TEMPORARY);
    g_autofree char *words = NULL;
    if (g_error_matches(error, SASL_ERROR, SASL_ERROR_REFUSED) &&
        g_str_has_prefix(error->message, "wrong password")) {
        session->password_refused = true;
        const char *said = strstr(error->message, " (the server says");
        words = g_strdup_printf("wrong password for %s, or no such account%s. /connect %s asks "
                                "again.",
                                address, said != NULL ? said : "", address);
    } else {
        words = g_strdup_printf("cannot log in as %s: %s", address, error->message);
    }
    session_fail(session, !temporary, words);
}

static GBytes *binding_for(Session *session, const SaslPlan *plan)
{
    return plan->binding != SASL_BINDING_NONE ? link_binding(session->link, plan->binding) : NULL;
}

static void fill_offer(Session *session, SaslOffer *offer)
{
    g_autofree char *before = session_memory_get(session, "scram");
    g_autoptr(GBytes) exporter = link_binding(session->link, SASL_BINDING_EXPORTER);
    g_autoptr(GBytes) end_point = link_binding(session->link, SASL_BINDING_END_POINT);
    offer->mechanisms =
        texts_of(stanza_child(session->features, "mechanisms", NS_SASL), "mechanism");
    offer->bindings = bindings_of(session->features);
    offer->have_exporter = exporter != NULL;
    offer->have_end_point = end_point != NULL;
    offer->have_certificate = session->config->client_certificate != NULL;
    offer->tls_verified = true;
    offer->scram_before = before != NULL;
    offer->plain_once = session->plain_once;
}

static void start_sasl(Session *session)
{
    SaslOffer offer = {0};
    SaslPlan plan;
    g_autoptr(GError) error = NULL;
    fill_offer(session, &offer);
    bool chosen = sasl_choose(&offer, &plan, &error);
    if (chosen && plan.method != SASL_EXTERNAL && session->password == NULL) {
        chosen = false;
        g_set_error_literal(&error, SASL_ERROR, SASL_ERROR_NO_MECHANISM,
                            "no password is set, and the server does not take the certificate");
    }
    if (chosen) {
        g_autoptr(GBytes) binding = binding_for(session, &plan);
        g_clear_pointer(&session->sasl, sasl_free);
        session->sasl =
            sasl_new(&plan, &offer, session->config->address, session->password, binding);
        session_progress(session, "logging in");
        set_step(session, LOGIN_AUTH);
        log_line("sasl", "using %s", plan.mechanism);
        char *initial = sasl_initial_dup(session->sasl);
        Stanza *auth = stanza_new(session->ctx, "auth", NS_SASL);
        stanza_set(auth, "mechanism", plan.mechanism);
        stanza_add_text(auth, initial);
        secret_wipe(initial, strlen(initial));
        g_free(initial);
        send(session, auth);
    }
    g_ptr_array_unref(offer.mechanisms);
    g_clear_pointer(&offer.bindings, g_ptr_array_unref);
    if (!chosen) {
        sasl_failed(session, error);
    }
}

typedef struct {
    Session *session; /* gone when CANCELLABLE is cancelled */
    GCancellable *cancellable;
    Sasl *sasl;
} Challenge;

static void challenge_answered(GObject *source, GAsyncResult *result, gpointer user)
{
    g_autofree Challenge *challenge = user;
    g_autoptr(GCancellable) cancellable = challenge->cancellable;
    (void)source;
    g_autoptr(GError) error = NULL;
    g_autofree char *answer = sasl_challenge_finish(challenge->sasl, result, &error);
    if (g_cancellable_is_cancelled(cancellable)) {
        return;
    }
    Session *session = challenge->session;
    if (answer == NULL) {
        sasl_failed(session, error);
        return;
    }
    Stanza *response = stanza_new(session->ctx, "response", NS_SASL);
    stanza_add_text(response, answer);
    send(session, response);
}

static void on_challenge(Session *session, Stanza *st)
{
    if (session->cancellable == NULL) {
        session->cancellable = g_cancellable_new();
    }
    Challenge *challenge = g_new0(Challenge, 1);
    challenge->session = session;
    challenge->cancellable = g_object_ref(session->cancellable);
    challenge->sasl = session->sasl;
    g_autofree char *text = stanza_text_dup(st);
    set_step(session, LOGIN_AUTH);
    sasl_challenge_async(session->sasl, text, session->cancellable, challenge_answered, challenge);
}

static void on_success(Session *session, Stanza *st)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *data = stanza_text_dup(st);
    if (!sasl_success(session->sasl, data, &error)) {
        sasl_failed(session, error);
        return;
    }
    SaslMethod method = sasl_plan(session->sasl)->method;
    if (method == SASL_SCRAM_SHA1 || method == SASL_SCRAM_SHA256) {
        session_memory_set(session, "scram", "1");
    }
    g_clear_pointer(&session->sasl, sasl_free);
    set_step(session, LOGIN_RESTARTED);
    link_open_stream(session->link);
}

static void on_failure(Session *session, Stanza *st)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = stanza_child_text_dup(st, "text", NULL);
    const char *condition = "";
    for (Stanza *c = stanza_child(st, NULL, NULL); c != NULL; c = stanza_next(c, NULL, NULL)) {
        if (strcmp(stanza_name(c), "text") != 0) {
            condition = stanza_name(c);
            break;
        }
    }
    sasl_failure(condition, text, &error);
    sasl_failed(session, error);
}

static void handle_sasl(Session *session, Stanza *st)
{
    const char *name = stanza_name(st);
    if (session->sasl == NULL) {
        session->dropped++;
    } else if (strcmp(name, "challenge") == 0) {
        on_challenge(session, st);
    } else if (strcmp(name, "success") == 0) {
        on_success(session, st);
    } else if (strcmp(name, "failure") == 0) {
        on_failure(session, st);
    }
}

/* Binding. */

/* The name of this client on the account: the configured one, else one made once per install, so
 * that a reconnect replaces its own dead connection and nobody else's. */
static char *resource_dup(Session *session)
{
    if (session->config->resource != NULL) {
        return g_strdup(session->config->resource);
    }
    char *kept = session_memory_get(session, "resource");
    if (kept == NULL) {
        g_autofree char *random = message_random_id();
        kept = g_strdup_printf("causerie.%.8s", random);
        session_memory_set(session, "resource", kept);
    }
    return kept;
}

static void start_bind(Session *session)
{
    g_autofree char *resource = resource_dup(session);
    set_step(session, LOGIN_BIND);
    Stanza *iq = stanza_iq_new(session->ctx, "set", NULL);
    stanza_set(iq, "id", BIND_ID);
    Stanza *bind = stanza_add(iq, "bind", NS_BIND);
    stanza_add_with_text(bind, "resource", NULL, resource);
    send(session, iq);
}

/* Bound: stream management where it is offered, then online. */
static void finish_login(Session *session)
{
    session_lose(session);
    if (session->sm_offered) {
        send(session, sm_enable_new(session->sm, session->ctx));
    } else {
        sm_track(session->sm);
    }
    session_become_online(session, false);
}

static void start_session(Session *session)
{
    Stanza *feature = stanza_child(session->features, "session", NS_SESSION);
    if (feature == NULL || stanza_child(feature, "optional", NULL) != NULL) {
        finish_login(session);
        return;
    }
    set_step(session, LOGIN_SESSION);
    Stanza *iq = stanza_iq_new(session->ctx, "set", NULL);
    stanza_set(iq, "id", SESSION_ID);
    stanza_add(iq, "session", NS_SESSION);
    send(session, iq);
}

static void on_bound(Session *session, Stanza *st)
{
    Stanza *bind = stanza_child(st, "bind", NS_BIND);
    g_autofree char *text = bind != NULL ? stanza_child_text_dup(bind, "jid", NULL) : NULL;
    g_autoptr(Jid) full = text != NULL ? jid_parse(text, NULL) : NULL;
    if (full == NULL || jid_is_bare(full) || !jid_equal_bare(full, session->config->address)) {
        session_fail(session, true, "the server did not say under which address we are connected");
        return;
    }
    jid_unref(session->full);
    session->full = g_steal_pointer(&full);
    start_session(session);
}

static void handle_iq(Session *session, Stanza *st)
{
    const char *id = stanza_id(st), *type = stanza_type(st);
    bool bind = session->step == LOGIN_BIND && g_strcmp0(id, BIND_ID) == 0;
    bool start = session->step == LOGIN_SESSION && g_strcmp0(id, SESSION_ID) == 0;
    if (!bind && !start) {
        session->dropped++;
    } else if (g_strcmp0(type, "error") == 0) {
        g_autofree char *why = stanza_error_text_dup(st);
        g_autofree char *words =
            g_strdup_printf("cannot log in as %s: %s", jid_bare(session->config->address), why);
        session_fail(session, false, words);
    } else if (g_strcmp0(type, "result") == 0) {
        if (bind) {
            on_bound(session, st);
        } else {
            finish_login(session);
        }
    }
}

/* Resuming. */

static void on_resumed(Session *session, Stanza *st)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) again = sm_resumed(session->sm, st, &error);
    if (again == NULL) {
        sm_drop(session->sm);
        session_fail(session, false, error->message);
        return;
    }
    for (guint i = 0; i < again->len; i++) {
        (void)link_send(session->link, g_ptr_array_index(again, i));
    }
    session_become_online(session, true);
    if (again->len > 0) {
        keepalive_request(session);
    }
}

static void handle_sm(Session *session, Stanza *st)
{
    if (session->step != LOGIN_RESUME) {
        session->dropped++;
    } else if (strcmp(stanza_name(st), "resumed") == 0) {
        on_resumed(session, st);
    } else if (strcmp(stanza_name(st), "failed") == 0) {
        sm_resume_failed(session->sm, st);
        start_bind(session);
    }
}

static void on_features(Session *session, Stanza *st)
{
    stanza_free(session->features);
    session->features = stanza_copy(st);
    if (session->step == LOGIN_FEATURES) {
        start_sasl(session);
        return;
    }
    if (session->step != LOGIN_RESTARTED) {
        return;
    }
    session->sm_offered = stanza_child(st, "sm", NS_SM) != NULL;
    if (session->sm_offered && session->alive && sm_can_resume(session->sm)) {
        set_step(session, LOGIN_RESUME);
        send(session, sm_resume_new(session->sm, session->ctx));
    } else if (stanza_child(st, "bind", NS_BIND) != NULL) {
        start_bind(session);
    } else {
        session_fail(session, false, "the server lets us in, but gives no address to be under");
    }
}

void login_handle(Session *session, Stanza *st)
{
    const char *ns = stanza_ns(st);
    if (stanza_is(st, "features", NS_STREAM)) {
        on_features(session, st);
    } else if (strcmp(ns, NS_SASL) == 0 && session->step == LOGIN_AUTH) {
        handle_sasl(session, st);
    } else if (strcmp(ns, NS_SM) == 0) {
        handle_sm(session, st);
    } else if (stanza_is(st, "iq", NS_CLIENT)) {
        handle_iq(session, st);
    } else {
        session->dropped++;
    }
}
