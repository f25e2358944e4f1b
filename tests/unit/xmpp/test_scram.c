/* test_scram.c: the exchange against the RFCs' examples, and its limits.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/xmpp/tests.h"
#include "xmpp/sasl.h"
#include "xmpp/scram.h"

#include <string.h>

#define NONCE "fyko+d2lbbFgONRv9qkxdawL"

static void check_example(ScramHash hash, const char *nonce, const char *server_first,
                          const char *client_final, const char *server_final)
{
    g_autoptr(Scram) scram = scram_new(hash, "user", "n,,", NULL, nonce);
    g_autoptr(Secret) password = secret_new("pencil", -1);
    g_autoptr(GError) error = NULL;
    g_autofree char *first = g_strdup_printf("n,,n=user,r=%s", nonce);
    g_assert_cmpstr(scram_first(scram), ==, first);
    g_assert_true(scram_challenge(scram, server_first, NULL, &error));
    g_assert_true(scram_derive(scram, password, &error));
    g_assert_cmpstr(scram_final(scram), ==, client_final);
    g_assert_false(scram_is_proven(scram));
    g_assert_true(scram_finish(scram, server_final, &error));
    g_assert_true(scram_is_proven(scram));
    g_assert_no_error(error);
}

static void test_sha1_example_of_rfc5802(void)
{
    check_example(SCRAM_SHA1, NONCE, "r=" NONCE "3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
                  "c=biws,r=" NONCE "3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
                  "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");
}

static void test_sha256_example_of_rfc7677(void)
{
    check_example(SCRAM_SHA256, "rOprNGfwEbeRWgbNEkqO",
                  "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                  "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                  "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                  "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                  "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
}

/* True when MESSAGE is taken as the server's first. */
static bool takes(const char *message, const char *offer)
{
    g_autoptr(Scram) scram = scram_new(SCRAM_SHA1, "user", "n,,", NULL, NONCE);
    g_autoptr(GError) error = NULL;
    bool ok = scram_challenge(scram, message, offer, &error);
    g_assert_true(ok == (error == NULL));
    return ok;
}

static void test_foreign_nonce_is_refused(void)
{
    g_assert_true(takes("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=4096", NULL));
    g_assert_false(takes("r=" NONCE ",s=QSXCR+Q6sek8bf92,i=4096", NULL));
    g_assert_false(takes("r=other,s=QSXCR+Q6sek8bf92,i=4096", NULL));
    g_assert_false(takes("r=,s=QSXCR+Q6sek8bf92,i=4096", NULL));
    g_assert_false(takes("s=QSXCR+Q6sek8bf92,i=4096", NULL));
    g_assert_false(takes("m=x,r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=4096", NULL));
    g_assert_false(takes("", NULL));
    g_assert_false(takes("e=other-error", NULL));
}

static void test_rounds_outside_the_limits_are_refused(void)
{
    static const char *const bad[] = {"1",    "4095", "10000001", "2147483647",           "-1",
                                      "abc",  "",     "0",        "99999999999999999999", " 4096",
                                      "4096x"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *message = g_strdup_printf("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=%s", bad[i]);
        g_assert_false(takes(message, NULL));
    }
    g_assert_false(takes("r=" NONCE "x,s=QSXCR+Q6sek8bf92", NULL));
    g_assert_true(takes("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=10000000", NULL));
}

static void test_salts_of_any_length_are_safe(void)
{
    static const struct {
        gsize len;
        bool ok;
    } cases[] = {{0, false}, {1, true}, {124, true}, {125, true}, {200, true}, {4096, false}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree guchar *bytes = g_malloc0(cases[i].len + 1);
        g_autofree char *salt = g_base64_encode(bytes, cases[i].len);
        g_autofree char *message = g_strdup_printf("r=" NONCE "x,s=%s,i=4096", salt);
        g_assert_true(takes(message, NULL) == cases[i].ok);
    }
    g_assert_false(takes("r=" NONCE "x,s=Q$XC,i=4096", NULL));
    g_assert_false(takes("r=" NONCE "x,s=QSX,i=4096", NULL));
    g_assert_false(takes("r=" NONCE "x,s====,i=4096", NULL));
}

static void test_server_proof_is_demanded(void)
{
    static const char *const bad[] = {
        "", "v=", "v=AAAA", "v=rmF9pqV8S7suAoZWja4dJRkFsKU=", "e=invalid-proof", "x"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(Scram) scram = scram_new(SCRAM_SHA1, "user", "n,,", NULL, NONCE);
        g_autoptr(Secret) password = secret_new("pencil", -1);
        g_autoptr(GError) error = NULL;
        g_assert_true(scram_challenge(
            scram, "r=" NONCE "3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096", NULL, NULL));
        g_assert_true(scram_derive(scram, password, NULL));
        scram_final(scram);
        g_assert_false(scram_finish(scram, bad[i], &error));
        g_assert_error(error, SASL_ERROR, SASL_ERROR_UNPROVEN);
        g_assert_false(scram_is_proven(scram));
    }
    g_autoptr(Scram) early = scram_new(SCRAM_SHA1, "user", "n,,", NULL, NONCE);
    g_assert_false(scram_finish(early, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", NULL));
}

static void test_changed_offer_is_noticed(void) /* A12 */
{
    /* base64(SHA-1("SCRAM-SHA-1\x1eSCRAM-SHA-256")) is made here by GLib. */
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
    guint8 digest[20];
    gsize len = sizeof digest;
    g_checksum_update(sum, (const guchar *)"SCRAM-SHA-1\x1eSCRAM-SHA-256", -1);
    g_checksum_get_digest(sum, digest, &len);
    g_autofree char *h = g_base64_encode(digest, len);
    g_autofree char *message = g_strdup_printf("r=" NONCE "x,s=QSXCR+Q6sek8bf92,i=4096,h=%s", h);
    g_assert_true(takes(message, "SCRAM-SHA-1\x1eSCRAM-SHA-256"));
    g_assert_false(takes(message, "SCRAM-SHA-1"));
}

static void test_names_are_prepared_and_escaped(void)
{
    g_autoptr(Scram) scram = scram_new(SCRAM_SHA1, "a=b,c\xc2\xad", "y,,", NULL, "N");
    g_assert_cmpstr(scram_first(scram), ==, "y,,n=a=3Db=2Cc,r=N");
}

static void test_binding_data_is_in_the_proof(void)
{
    g_autoptr(GBytes) data = g_bytes_new_static("\0bind", 5);
    g_autoptr(Scram) scram = scram_new(SCRAM_SHA256, "u", "p=tls-exporter,,", data, "N");
    g_autoptr(Secret) password = secret_new("p", -1);
    g_assert_true(scram_challenge(scram, "r=N1,s=QSXCR+Q6sek8bf92,i=4096", NULL, NULL));
    g_assert_true(scram_derive(scram, password, NULL));
    g_autofree char *c = g_base64_encode((const guchar *)"p=tls-exporter,,\0bind", 21);
    g_autofree char *start = g_strdup_printf("c=%s,r=N1,p=", c);
    g_assert_true(g_str_has_prefix(scram_final(scram), start));
}

void test_scram_register(void)
{
    g_test_add_func("/scram/sha1_example_of_rfc5802", test_sha1_example_of_rfc5802);
    g_test_add_func("/scram/sha256_example_of_rfc7677", test_sha256_example_of_rfc7677);
    g_test_add_func("/scram/A13_foreign_nonce_is_refused", test_foreign_nonce_is_refused);
    g_test_add_func("/scram/A15_rounds_outside_the_limits_are_refused",
                    test_rounds_outside_the_limits_are_refused);
    g_test_add_func("/scram/A16_salts_of_any_length_are_safe", test_salts_of_any_length_are_safe);
    g_test_add_func("/scram/A14_server_proof_is_demanded", test_server_proof_is_demanded);
    g_test_add_func("/scram/A12_changed_offer_is_noticed", test_changed_offer_is_noticed);
    g_test_add_func("/scram/names_are_prepared_and_escaped", test_names_are_prepared_and_escaped);
    g_test_add_func("/scram/A17_binding_data_is_in_the_proof", test_binding_data_is_in_the_proof);
}
