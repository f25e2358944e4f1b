/* test_sasl.c: which way to log in is chosen, and which never is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/xmpp/tests.h"
#include "xmpp/sasl.h"

#include <string.h>

/* An offer of comma-separated MECHANISMS and BINDINGS (NULL: not told) under verified TLS. */
typedef struct {
    SaslOffer offer;
} Offer;

static void offer_init(Offer *o, const char *mechanisms, const char *bindings)
{
    memset(o, 0, sizeof *o);
    char **names = g_strsplit(mechanisms, ",", -1);
    o->offer.mechanisms = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; names[i] != NULL; i++) {
        g_ptr_array_add(o->offer.mechanisms, g_strdup(names[i]));
    }
    g_strfreev(names);
    if (bindings != NULL) {
        names = g_strsplit(bindings, ",", -1);
        o->offer.bindings = g_ptr_array_new_with_free_func(g_free);
        for (guint i = 0; names[i] != NULL; i++) {
            g_ptr_array_add(o->offer.bindings, g_strdup(names[i]));
        }
        g_strfreev(names);
    }
    o->offer.tls_verified = true;
    o->offer.have_exporter = true;
    o->offer.have_end_point = true;
}

static void offer_clear(Offer *o)
{
    g_clear_pointer(&o->offer.mechanisms, g_ptr_array_unref);
    g_clear_pointer(&o->offer.bindings, g_ptr_array_unref);
}

/* The choice among MECHANISMS as "mechanism gs2", or NULL with *RET_CODE. */
static char *choose(const char *mechanisms, const char *bindings, int *ret_code)
{
    Offer o;
    SaslPlan plan;
    g_autoptr(GError) error = NULL;
    char *result = NULL;
    offer_init(&o, mechanisms, bindings);
    if (sasl_choose(&o.offer, &plan, &error)) {
        result = g_strdup_printf("%s %s", plan.mechanism, plan.gs2);
    } else {
        *ret_code = error->code;
    }
    offer_clear(&o);
    return result;
}

static void test_strongest_is_chosen(void)
{
    static const struct {
        const char *mechanisms;
        const char *bindings;
        const char *choice;
    } cases[] = {
        {"PLAIN,SCRAM-SHA-1,SCRAM-SHA-256", NULL, "SCRAM-SHA-256 y,,"},
        {"PLAIN,SCRAM-SHA-1", NULL, "SCRAM-SHA-1 y,,"},
        {"SCRAM-SHA-1,SCRAM-SHA-1-PLUS", NULL, "SCRAM-SHA-1-PLUS p=tls-exporter,,"},
        {"SCRAM-SHA-256,SCRAM-SHA-1-PLUS,SCRAM-SHA-256-PLUS", "tls-exporter,tls-server-end-point",
         "SCRAM-SHA-256-PLUS p=tls-exporter,,"},
        {"SCRAM-SHA-256,SCRAM-SHA-256-PLUS", "tls-unique,tls-server-end-point",
         "SCRAM-SHA-256-PLUS p=tls-server-end-point,,"},
        {"PLAIN", NULL, "PLAIN "},
        {"DIGEST-MD5,PLAIN", NULL, "PLAIN "},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        int code = -1;
        g_autofree char *choice = choose(cases[i].mechanisms, cases[i].bindings, &code);
        g_assert_cmpstr(choice, ==, cases[i].choice);
    }
}

static void test_unsafe_ones_are_never_tried(void)
{
    static const char *const bad[] = {"DIGEST-MD5", "CRAM-MD5", "X-OAUTH2",    "EXTERNAL",
                                      "ANONYMOUS",  "LOGIN",    "scram-sha-1", ""};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        int code = -1;
        g_assert_null(choose(bad[i], NULL, &code));
        g_assert_cmpint(code, ==, SASL_ERROR_NO_MECHANISM);
    }
}

static void test_binding_list_without_plus_is_refused(void)
{
    int code = -1;
    g_assert_null(choose("SCRAM-SHA-256,PLAIN", "tls-exporter", &code));
    g_assert_cmpint(code, ==, SASL_ERROR_DOWNGRADE);
    code = -1;
    g_assert_null(choose("SCRAM-SHA-256,SCRAM-SHA-256-PLUS", "tls-unique", &code));
    g_assert_cmpint(code, ==, SASL_ERROR_DOWNGRADE);
}

static void test_without_own_binding_flag_is_n(void)
{
    Offer o;
    SaslPlan plan;
    offer_init(&o, "SCRAM-SHA-256,SCRAM-SHA-256-PLUS", NULL);
    o.offer.have_exporter = o.offer.have_end_point = false;
    g_assert_true(sasl_choose(&o.offer, &plan, NULL));
    g_assert_cmpstr(plan.mechanism, ==, "SCRAM-SHA-256");
    g_assert_cmpstr(plan.gs2, ==, "n,,");
    offer_clear(&o);
}

static void test_plain_is_refused_once_scram_worked(void)
{
    Offer o;
    SaslPlan plan;
    g_autoptr(GError) error = NULL;
    offer_init(&o, "PLAIN", NULL);
    o.offer.scram_before = true;
    g_assert_false(sasl_choose(&o.offer, &plan, &error));
    g_assert_error(error, SASL_ERROR, SASL_ERROR_PLAIN_ONLY);
    g_assert_nonnull(strstr(error->message, "/tls plain"));
    o.offer.plain_once = true;
    g_assert_true(sasl_choose(&o.offer, &plan, NULL));
    g_assert_cmpint(plan.method, ==, SASL_PLAIN);
    offer_clear(&o);
}

static void test_nothing_is_sent_without_verified_tls(void)
{
    Offer o;
    SaslPlan plan;
    g_autoptr(GError) error = NULL;
    offer_init(&o, "PLAIN,SCRAM-SHA-256,EXTERNAL", NULL);
    o.offer.tls_verified = false;
    o.offer.have_certificate = true;
    g_assert_false(sasl_choose(&o.offer, &plan, &error));
    g_assert_error(error, SASL_ERROR, SASL_ERROR_NO_MECHANISM);
    offer_clear(&o);
}

static void test_external_needs_own_certificate(void)
{
    Offer o;
    SaslPlan plan;
    g_autoptr(Jid) jid = jid_parse("juliet@capulet.example", NULL);
    offer_init(&o, "EXTERNAL,SCRAM-SHA-256", NULL);
    o.offer.have_certificate = true;
    g_assert_true(sasl_choose(&o.offer, &plan, NULL));
    g_assert_cmpint(plan.method, ==, SASL_EXTERNAL);
    g_autoptr(Sasl) sasl = sasl_new(&plan, &o.offer, jid, NULL, NULL);
    g_autofree char *initial = sasl_initial_dup(sasl);
    g_assert_cmpstr(initial, ==, "=");
    g_assert_true(sasl_success(sasl, NULL, NULL));
    offer_clear(&o);
}

static void test_plain_message_is_rfc4616(void)
{
    Offer o;
    SaslPlan plan;
    g_autoptr(Jid) jid = jid_parse("juliet@capulet.example", NULL);
    g_autoptr(Secret) password = secret_new("r0m30", -1);
    offer_init(&o, "PLAIN", NULL);
    g_assert_true(sasl_choose(&o.offer, &plan, NULL));
    g_autoptr(Sasl) sasl = sasl_new(&plan, &o.offer, jid, password, NULL);
    g_autofree char *initial = sasl_initial_dup(sasl);
    g_autofree char *wanted = g_base64_encode((const guchar *)"\0juliet\0r0m30", 13);
    g_assert_cmpstr(initial, ==, wanted);
    offer_clear(&o);
}

static void test_offer_text_is_sorted(void)
{
    Offer o;
    offer_init(&o, "SCRAM-SHA-256,PLAIN,SCRAM-SHA-1", "tls-server-end-point,tls-exporter");
    g_autofree char *text = sasl_offer_text_dup(&o.offer);
    g_assert_cmpstr(text, ==,
                    "PLAIN\x1eSCRAM-SHA-1\x1eSCRAM-SHA-256\x1f"
                    "tls-exporter\x1etls-server-end-point");
    offer_clear(&o);
}

typedef struct {
    Sasl *sasl;
    char *answer;
    GError *error;
    bool done;
} Wait;

static void on_challenge(GObject *source, GAsyncResult *result, gpointer user)
{
    Wait *wait = user;
    wait->answer = sasl_challenge_finish(wait->sasl, result, &wait->error);
    wait->done = true;
}

static void test_success_before_the_challenge_is_refused(void)
{
    Offer o;
    SaslPlan plan;
    g_autoptr(Jid) jid = jid_parse("juliet@capulet.example", NULL);
    g_autoptr(Secret) password = secret_new("r0m30", -1);
    g_autoptr(GError) error = NULL;
    offer_init(&o, "SCRAM-SHA-1", NULL);
    g_assert_true(sasl_choose(&o.offer, &plan, NULL));
    g_autoptr(Sasl) sasl = sasl_new(&plan, &o.offer, jid, password, NULL);
    g_assert_false(sasl_success(sasl, NULL, &error));
    g_assert_error(error, SASL_ERROR, SASL_ERROR_UNPROVEN);
    g_clear_error(&error);
    g_assert_false(sasl_success(sasl, "dj1ybUY5cHFWOFM3c3VBb1pXamE0ZEpSa0ZzS1E9", &error));
    offer_clear(&o);
}

static void test_freed_attempt_outlives_its_thread(void)
{
    Offer o;
    SaslPlan plan;
    g_autoptr(Jid) jid = jid_parse("juliet@capulet.example", NULL);
    g_autoptr(Secret) password = secret_new("r0m30", -1);
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    offer_init(&o, "SCRAM-SHA-1", NULL);
    g_assert_true(sasl_choose(&o.offer, &plan, NULL));
    Sasl *sasl = sasl_new(&plan, &o.offer, jid, password, NULL);
    g_autofree char *initial = sasl_initial_dup(sasl);
    gsize len;
    g_autofree char *first = (char *)g_base64_decode(initial, &len);
    g_autofree char *nonce =
        g_strndup(strstr(first, "r="), (gsize)(first + len - strstr(first, "r=")));
    g_autofree char *message = g_strdup_printf("%sX,s=QSXCR+Q6sek8bf92,i=100000", nonce);
    g_autofree char *challenge = g_base64_encode((const guchar *)message, strlen(message));
    Wait wait = {.sasl = sasl};
    sasl_challenge_async(sasl, challenge, cancellable, on_challenge, &wait);
    g_cancellable_cancel(cancellable);
    sasl_free(sasl);
    while (!wait.done) {
        g_main_context_iteration(NULL, TRUE);
    }
    g_assert_null(wait.answer);
    g_assert_error(wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    g_clear_error(&wait.error);
    offer_clear(&o);
}

static void test_failure_tells_words(void)
{
    g_autoptr(GError) error = NULL;
    sasl_failure("not-authorized", NULL, &error);
    g_assert_error(error, SASL_ERROR, SASL_ERROR_REFUSED);
    g_assert_cmpstr(error->message, ==, "wrong password, or no such account");
    g_clear_error(&error);
    sasl_failure("temporary-auth-failure", " later ", &error);
    g_assert_error(error, SASL_ERROR, SASL_ERROR_TEMPORARY);
    g_assert_nonnull(strstr(error->message, "(the server says: later)"));
    g_clear_error(&error);
    sasl_failure("x-unknown", "", &error);
    g_assert_error(error, SASL_ERROR, SASL_ERROR_REFUSED);
}

void test_sasl_register(void)
{
    g_test_add_func("/sasl/strongest_is_chosen", test_strongest_is_chosen);
    g_test_add_func("/sasl/A18_unsafe_ones_are_never_tried", test_unsafe_ones_are_never_tried);
    g_test_add_func("/sasl/A17_binding_list_without_plus_is_refused",
                    test_binding_list_without_plus_is_refused);
    g_test_add_func("/sasl/A17_without_own_binding_flag_is_n", test_without_own_binding_flag_is_n);
    g_test_add_func("/sasl/A11_plain_is_refused_once_scram_worked",
                    test_plain_is_refused_once_scram_worked);
    g_test_add_func("/sasl/A01_nothing_is_sent_without_verified_tls",
                    test_nothing_is_sent_without_verified_tls);
    g_test_add_func("/sasl/external_needs_own_certificate", test_external_needs_own_certificate);
    g_test_add_func("/sasl/plain_message_is_rfc4616", test_plain_message_is_rfc4616);
    g_test_add_func("/sasl/A12_offer_text_is_sorted", test_offer_text_is_sorted);
    g_test_add_func("/sasl/A14_success_before_the_challenge_is_refused",
                    test_success_before_the_challenge_is_refused);
    g_test_add_func("/sasl/A15_freed_attempt_outlives_its_thread",
                    test_freed_attempt_outlives_its_thread);
    g_test_add_func("/sasl/A19_failure_tells_words", test_failure_tells_words);
}
