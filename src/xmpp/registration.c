/* registration.c: making an account on a server (XEP-0077), before there is one.
 *
 * A link of its own: features, the question, the form, the answer. A form of XEP-0004 is
 * preferred; else the old fixed fields become a form. Passwords only ever go over the
 * verified connection.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/session_private.h"
#include "xmpp/xep/xep_0004_forms.h"

#include <string.h>

#define NS_REGISTER "jabber:iq:register"
#define NS_FORM "jabber:x:data"
#define STEP_SECONDS 30
/* A form may stay open for so long. */
#define FORM_SECONDS 1200

struct Registration {
    AccountConfig *config;
    xmpp_ctx_t *ctx;
    Link *link;
    char *pin; /* what the user trusted */
    CertificateInfo *certificate;
    RegistrationForm got;
    void *user;
    SessionDone submitted;
    void *submitted_user;
    guint timer;
    bool asked;
    bool has_form; /* the server sent a form of XEP-0004 */
    char *form_instructions;
};

static void drop_link(Registration *registration)
{
    g_clear_handle_id(&registration->timer, g_source_remove);
    if (registration->link != NULL) {
        Link *link = g_steal_pointer(&registration->link);
        link_free(link);
    }
}

void registration_free(Registration *registration)
{
    if (registration != NULL) {
        drop_link(registration);
        certificate_info_free(registration->certificate);
        account_config_free(registration->config);
        xmpp_ctx_free(registration->ctx);
        g_free(registration->pin);
        g_free(registration);
    }
}

/* The answer to whoever waits for one; the last thing done with REGISTRATION in a call. */
static void tell(Registration *registration, const char *error)
{
    drop_link(registration);
    if (registration->submitted != NULL) {
        SessionDone done = registration->submitted;
        registration->submitted = NULL;
        done(error, registration->submitted_user);
    } else if (registration->got != NULL) {
        RegistrationForm got = registration->got;
        registration->got = NULL;
        got(NULL, error, registration->user);
    }
}

static gboolean too_slow(gpointer user)
{
    Registration *registration = user;
    registration->timer = 0;
    g_autofree char *words =
        g_strdup_printf("%s does not answer", jid_domain(registration->config->address));
    tell(registration, words);
    return G_SOURCE_REMOVE;
}

static void set_timer(Registration *registration, guint seconds)
{
    g_clear_handle_id(&registration->timer, g_source_remove);
    registration->timer = g_timeout_add_seconds(seconds, too_slow, registration);
}

static void send(Registration *registration, Stanza *st)
{
    (void)link_send(registration->link, st);
    stanza_free(st);
}

static void ask_form(Registration *registration)
{
    Stanza *iq = stanza_iq_new(registration->ctx, "get", jid_domain(registration->config->address));
    stanza_set(iq, "id", "form");
    stanza_add(iq, "query", NS_REGISTER);
    registration->asked = true;
    send(registration, iq);
}

static FormFieldType legacy_type(const char *name)
{
    return strcmp(name, "password") == 0 ? FORM_TEXT_PRIVATE : FORM_TEXT_SINGLE;
}

/* The fixed fields of old as a form: each element but <instructions/> is one. */
static Form *legacy_form(Stanza *query)
{
    static const char *const known[] = {"username", "password", "name", "nick",  "email", "first",
                                        "last",     "address",  "city", "state", "zip",   "phone",
                                        "url",      "date",     "misc", "text",  "key",   NULL};
    Form *form = form_new();
    form->instructions = stanza_child_text_dup(query, "instructions", NULL);
    for (Stanza *c = stanza_child(query, NULL, NULL); c != NULL; c = stanza_next(c, NULL, NULL)) {
        const char *name = stanza_name(c);
        if (g_strv_contains(known, name) && form_find(form, name) == NULL) {
            bool hidden = strcmp(name, "key") == 0;
            FormField *field =
                form_add_field(form, name, hidden ? FORM_HIDDEN : legacy_type(name), name);
            g_autofree char *value = stanza_text_dup(c);
            field->required = !hidden;
            if (*value != '\0') {
                form_field_set(field, value);
            }
        }
    }
    return form;
}

static void got_form(Registration *registration, Stanza *iq)
{
    Stanza *query = stanza_child(iq, "query", NS_REGISTER);
    Stanza *data = query != NULL ? stanza_child(query, "x", NS_FORM) : NULL;
    g_autoptr(Form) form = NULL;
    if (query == NULL) {
        tell(registration, "the server sent no form");
        return;
    }
    if (data != NULL) {
        form = xep_0004_decode(data, NULL);
        registration->has_form = form != NULL;
    }
    if (form == NULL) {
        form = legacy_form(query);
    }
    if (form->fields->len == 0) {
        g_autofree char *words = g_strdup_printf(
            "%s has no form to fill in here%s%s", jid_domain(registration->config->address),
            form->instructions != NULL ? ": " : "",
            form->instructions != NULL ? form->instructions : "");
        tell(registration, words);
        return;
    }
    set_timer(registration, FORM_SECONDS);
    RegistrationForm got = registration->got;
    registration->got = NULL;
    got(g_steal_pointer(&form), NULL, registration->user);
}

static void on_iq(Registration *registration, Stanza *st)
{
    bool result = g_strcmp0(stanza_type(st), "result") == 0;
    bool error = g_strcmp0(stanza_type(st), "error") == 0;
    const char *id = stanza_id(st);
    if (error) {
        g_autofree char *why = stanza_error_text_dup(st);
        bool taken = strcmp(stanza_error_condition(st), "conflict") == 0;
        bool closed = g_strcmp0(id, "form") == 0;
        g_autofree char *words =
            g_strdup_printf(taken    ? "This name is taken on %s: choose another one (%s)."
                            : closed ? "%s lets nobody make an account this way (%s)."
                                     : "%s refused: %s",
                            jid_domain(registration->config->address), why);
        tell(registration, words);
    } else if (result && g_strcmp0(id, "form") == 0 && registration->got != NULL) {
        got_form(registration, st);
    } else if (result && g_strcmp0(id, "submit") == 0 && registration->submitted != NULL) {
        tell(registration, NULL);
    }
}

static void on_secure(void *user)
{
    Registration *registration = user;
    link_open_stream(registration->link);
}

static void on_stanza(Stanza *st, void *user)
{
    Registration *registration = user;
    if (stanza_is(st, "features", NS_STREAM) && !registration->asked) {
        ask_form(registration);
    } else if (stanza_is(st, "iq", NS_CLIENT)) {
        on_iq(registration, st);
    }
}

static void on_ended(LinkEnd how, const char *words, void *user)
{
    Registration *registration = user;
    (void)how;
    const CertificateInfo *info = link_certificate(registration->link);
    if (info != NULL) {
        certificate_info_free(registration->certificate);
        registration->certificate = certificate_info_copy(info);
    }
    g_autofree char *copy = g_strdup(words);
    tell(registration, copy);
}

static const LinkEvents events = {
    .secure = on_secure,
    .stanza = on_stanza,
    .ended = on_ended,
};

static void start(Registration *registration)
{
    const LinkOptions options = {
        .config = registration->config,
        .pin = registration->pin,
        .events = &events,
        .user = registration,
    };
    registration->asked = false;
    registration->link = link_new(registration->ctx, &options);
    set_timer(registration, STEP_SECONDS);
}

Registration *registration_start(const AccountConfig *config, Settings *settings,
                                 RegistrationForm got, void *user)
{
    (void)settings;
    Registration *registration = g_new0(Registration, 1);
    registration->config = account_config_copy(config);
    registration->ctx = xmpp_ctx_new(NULL, NULL);
    registration->got = got;
    registration->user = user;
    start(registration);
    return registration;
}

void registration_submit(Registration *registration, const Form *form, SessionDone done, void *user)
{
    registration->submitted = done;
    registration->submitted_user = user;
    if (registration->link == NULL) {
        tell(registration, "the server closed the connection meanwhile; start again");
        return;
    }
    Stanza *iq = stanza_iq_new(registration->ctx, "set", jid_domain(registration->config->address));
    stanza_set(iq, "id", "submit");
    Stanza *query = stanza_add(iq, "query", NS_REGISTER);
    if (registration->has_form) {
        g_autoptr(Stanza) data = xep_0004_encode_submit(registration->ctx, form);
        stanza_add_copy(query, data);
    } else {
        for (guint i = 0; i < form->fields->len; i++) {
            const FormField *field = g_ptr_array_index(form->fields, i);
            stanza_add_with_text(query, field->var, NULL, form_field_value(field));
        }
    }
    set_timer(registration, STEP_SECONDS);
    send(registration, iq);
}

bool registration_trust_certificate(Registration *registration)
{
    if (registration->certificate == NULL || registration->certificate->fingerprint == NULL) {
        return false;
    }
    g_free(registration->pin);
    registration->pin = g_strdup(registration->certificate->fingerprint);
    start(registration);
    return true;
}
