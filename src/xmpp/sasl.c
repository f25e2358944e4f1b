/* sasl.c: the choice of a mechanism, and one attempt to log in.
 *
 * The rules of the choice, in order: a client certificate where one was set up;
 * SCRAM with channel binding; SCRAM. PLAIN only where the server offers no SCRAM
 * and never did. A list of bindings (XEP-0440) without a -PLUS mechanism or
 * without a binding that we have is no server's doing: then nothing is tried.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/sasl.h"

#include "xmpp/scram.h"

#include <string.h>

G_DEFINE_QUARK(causerie - sasl - error, sasl_error)

struct Sasl {
    int refs;
    SaslPlan plan;
    char *offer_text;
    char *user; /* the local part */
    Secret *password;
    Scram *scram;
};

static bool offers(GPtrArray *names, const char *name)
{
    return names != NULL && g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL);
}

/* The binding to use where -PLUS is offered. */
static SaslBinding choose_binding(const SaslOffer *offer)
{
    if (offer->bindings == NULL) {
        /* Not told: RFC 9266 makes tls-exporter the one that every server has. */
        return offer->have_exporter ? SASL_BINDING_EXPORTER : SASL_BINDING_NONE;
    }
    if (offer->have_exporter && offers(offer->bindings, "tls-exporter")) {
        return SASL_BINDING_EXPORTER;
    }
    if (offer->have_end_point && offers(offer->bindings, "tls-server-end-point")) {
        return SASL_BINDING_END_POINT;
    }
    return SASL_BINDING_NONE;
}

static bool refuse(GError **error, SaslError code, const char *words)
{
    g_set_error_literal(error, SASL_ERROR, (int)code, words);
    return false;
}

static const struct {
    const char *name;
    const char *plus;
    SaslMethod method;
} scrams[] = {
    {"SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", SASL_SCRAM_SHA256},
    {"SCRAM-SHA-1", "SCRAM-SHA-1-PLUS", SASL_SCRAM_SHA1},
};

static const char *gs2_header(SaslBinding binding, bool plus_offered, bool we_can)
{
    switch (binding) {
    case SASL_BINDING_EXPORTER:
        return "p=tls-exporter,,";
    case SASL_BINDING_END_POINT:
        return "p=tls-server-end-point,,";
    case SASL_BINDING_NONE:
        break;
    }
    return we_can && !plus_offered ? "y,," : "n,,";
}

static bool choose_scram(const SaslOffer *offer, SaslPlan *ret_plan, GError **error)
{
    bool plus =
        offers(offer->mechanisms, scrams[0].plus) || offers(offer->mechanisms, scrams[1].plus);
    SaslBinding binding = plus ? choose_binding(offer) : SASL_BINDING_NONE;
    if (offer->bindings != NULL && binding == SASL_BINDING_NONE) {
        return refuse(error, SASL_ERROR_DOWNGRADE,
                      "the server's list of ways to log in was changed on its way: somebody may "
                      "sit between you and the server");
    }
    for (guint i = 0; i < G_N_ELEMENTS(scrams); i++) {
        const char *name = binding != SASL_BINDING_NONE ? scrams[i].plus : scrams[i].name;
        if (offers(offer->mechanisms, name)) {
            *ret_plan = (SaslPlan){
                .method = scrams[i].method,
                .mechanism = name,
                .binding = binding,
                .gs2 = gs2_header(binding, plus, offer->have_exporter || offer->have_end_point),
            };
            return true;
        }
    }
    return refuse(error, SASL_ERROR_NO_MECHANISM,
                  "the server offers no way to log in that this connection can use");
}

bool sasl_choose(const SaslOffer *offer, SaslPlan *ret_plan, GError **error)
{
    if (!offer->tls_verified) {
        return refuse(error, SASL_ERROR_NO_MECHANISM,
                      "the connection is not safe: nothing is sent over it");
    }
    if (offer->have_certificate && offers(offer->mechanisms, "EXTERNAL")) {
        *ret_plan = (SaslPlan){.method = SASL_EXTERNAL, .mechanism = "EXTERNAL", .gs2 = ""};
        return true;
    }
    for (guint i = 0; i < G_N_ELEMENTS(scrams); i++) {
        if (offers(offer->mechanisms, scrams[i].name) ||
            offers(offer->mechanisms, scrams[i].plus)) {
            return choose_scram(offer, ret_plan, error);
        }
    }
    if (!offers(offer->mechanisms, "PLAIN")) {
        return refuse(error, SASL_ERROR_NO_MECHANISM,
                      "the server offers no safe way to log in that causerie knows");
    }
    if (offer->scram_before && !offer->plain_once) {
        return refuse(error, SASL_ERROR_PLAIN_ONLY,
                      "the server now wants the password itself, though it could do without "
                      "before: somebody may sit between you and the server. If its administrator "
                      "confirms the change, /tls plain allows it once");
    }
    *ret_plan = (SaslPlan){.method = SASL_PLAIN, .mechanism = "PLAIN", .gs2 = ""};
    return true;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void append_sorted(GString *out, GPtrArray *names)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_copy(names, NULL, NULL);
    g_ptr_array_set_free_func(sorted, NULL);
    g_ptr_array_sort(sorted, compare_names);
    for (guint i = 0; i < sorted->len; i++) {
        if (i > 0) {
            g_string_append_c(out, '\x1e');
        }
        g_string_append(out, sorted->pdata[i]);
    }
}

char *sasl_offer_text_dup(const SaslOffer *offer)
{
    GString *out = g_string_new(NULL);
    append_sorted(out, offer->mechanisms);
    if (offer->bindings != NULL) {
        g_string_append_c(out, '\x1f');
        append_sorted(out, offer->bindings);
    }
    return g_string_free(out, FALSE);
}

Sasl *sasl_new(const SaslPlan *plan, const SaslOffer *offer, const Jid *account, Secret *password,
               GBytes *binding)
{
    Sasl *sasl = g_new0(Sasl, 1);
    const char *local = jid_local(account);
    sasl->refs = 1;
    sasl->plan = *plan;
    sasl->user = g_strdup(local != NULL ? local : "");
    sasl->password = password != NULL ? secret_ref(password) : NULL;
    sasl->offer_text = sasl_offer_text_dup(offer);
    if (plan->method == SASL_SCRAM_SHA1 || plan->method == SASL_SCRAM_SHA256) {
        ScramHash hash = plan->method == SASL_SCRAM_SHA256 ? SCRAM_SHA256 : SCRAM_SHA1;
        sasl->scram = scram_new(hash, sasl->user, plan->gs2,
                                plan->binding != SASL_BINDING_NONE ? binding : NULL, NULL);
    }
    return sasl;
}

/* Counted: a thread may still derive the key when the session lets go of it. Only the main
 * thread counts: each _async() is followed by its _finish() there. */
void sasl_free(Sasl *sasl)
{
    if (sasl == NULL || --sasl->refs > 0) {
        return;
    }
    secret_unref(sasl->password);
    scram_free(sasl->scram);
    g_free(sasl->offer_text);
    g_free(sasl->user);
    g_free(sasl);
}

const SaslPlan *sasl_plan(const Sasl *sasl)
{
    return &sasl->plan;
}

/* RFC 4616, in memory that is wiped. */
static char *plain_dup(const Sasl *sasl)
{
    gsize user_len = strlen(sasl->user);
    gsize password_len = sasl->password != NULL ? secret_length(sasl->password) : 0;
    gsize len = user_len + password_len + 2;
    g_autofree guchar *bytes = g_malloc0(len);
    memcpy(bytes + 1, sasl->user, user_len);
    if (password_len > 0) {
        memcpy(bytes + 2 + user_len, secret_peek(sasl->password), password_len);
    }
    char *text = g_base64_encode(bytes, len);
    secret_wipe(bytes, len);
    return text;
}

char *sasl_initial_dup(Sasl *sasl)
{
    if (sasl->scram != NULL) {
        const char *first = scram_first(sasl->scram);
        return g_base64_encode((const guchar *)first, strlen(first));
    }
    return sasl->plan.method == SASL_PLAIN ? plain_dup(sasl) : g_strdup("=");
}

/* The text in the base64 TEXT; NULL when it holds a NUL. */
static char *decode_dup(const char *text)
{
    gsize len = 0;
    g_autofree char *compact = g_strdup(text);
    guchar *bytes = g_base64_decode(g_strstrip(compact), &len);
    if (memchr(bytes, '\0', len) != NULL) {
        g_free(bytes);
        return NULL;
    }
    bytes = g_realloc(bytes, len + 1);
    bytes[len] = '\0';
    return (char *)bytes;
}

static void derive_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    Sasl *sasl = data;
    g_autoptr(GError) error = NULL;
    if (!scram_derive(sasl->scram, sasl->password, &error)) {
        g_task_return_error(task, g_steal_pointer(&error));
        return;
    }
    g_task_return_boolean(task, TRUE);
}

void sasl_challenge_async(Sasl *sasl, const char *challenge, GCancellable *cancellable,
                          GAsyncReadyCallback done, gpointer user)
{
    g_autoptr(GTask) task = g_task_new(NULL, cancellable, done, user);
    g_autoptr(GError) error = NULL;
    g_autofree char *message = decode_dup(challenge);
    g_task_set_source_tag(task, sasl_challenge_async);
    sasl->refs++;
    g_task_set_task_data(task, sasl, NULL);
    if (sasl->scram == NULL || message == NULL || sasl->password == NULL) {
        g_task_return_new_error(task, SASL_ERROR, SASL_ERROR_PROTOCOL,
                                "the server did not keep to the login's rules");
    } else if (g_str_has_prefix(message, "v=")) {
        /* The proof may come as a last challenge instead of inside <success/>. */
        if (scram_finish(sasl->scram, message, &error)) {
            g_task_return_boolean(task, TRUE);
        } else {
            g_task_return_error(task, g_steal_pointer(&error));
        }
    } else if (!scram_challenge(sasl->scram, message, sasl->offer_text, &error)) {
        g_task_return_error(task, g_steal_pointer(&error));
    } else {
        g_task_run_in_thread(task, derive_in_thread);
    }
}

char *sasl_challenge_finish(Sasl *sasl, GAsyncResult *result, GError **error)
{
    char *answer = NULL;
    if (g_task_propagate_boolean(G_TASK(result), error)) {
        const char *final = scram_is_proven(sasl->scram) ? "" : scram_final(sasl->scram);
        answer = g_base64_encode((const guchar *) final, strlen(final));
    }
    sasl_free(sasl); /* the reference of sasl_challenge_async() */
    return answer;
}

bool sasl_success(Sasl *sasl, const char *data, GError **error)
{
    if (sasl->scram == NULL || scram_is_proven(sasl->scram)) {
        return true;
    }
    g_autofree char *message = decode_dup(data != NULL ? data : "");
    return scram_finish(sasl->scram, message != NULL ? message : "", error);
}

void sasl_failure(const char *condition, const char *text, GError **error)
{
    static const struct {
        const char *condition;
        SaslError code;
        const char *words;
    } known[] = {
        {"not-authorized", SASL_ERROR_REFUSED, "wrong password, or no such account"},
        {"account-disabled", SASL_ERROR_REFUSED, "the account is switched off"},
        {"credentials-expired", SASL_ERROR_REFUSED, "the password has run out"},
        {"temporary-auth-failure", SASL_ERROR_TEMPORARY, "the server cannot log anybody in now"},
    };
    g_autofree char *said = text != NULL ? g_strstrip(g_utf8_make_valid(text, -1)) : NULL;
    g_autofree char *cut = said != NULL && *said != '\0'
                               ? g_utf8_substring(said, 0, MIN(g_utf8_strlen(said, -1), 300))
                               : NULL;
    const char *words = "the server refused the login";
    SaslError code = SASL_ERROR_REFUSED;
    for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
        if (strcmp(condition, known[i].condition) == 0) {
            words = known[i].words;
            code = known[i].code;
        }
    }
    if (cut != NULL) {
        g_set_error(error, SASL_ERROR, (int)code, "%s (the server says: %s)", words, cut);
    } else {
        g_set_error_literal(error, SASL_ERROR, (int)code, words);
    }
}
