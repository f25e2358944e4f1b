/* scram.c: the exchange of RFC 5802, step by step, with the limits of ours.
 *
 * The names follow the RFC: SaltedPassword, ClientKey, AuthMessage. Keys are
 * wiped as soon as they are used.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/scram.h"

#include "xmpp/sasl.h"

#include <gsasl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <string.h>

typedef enum { STEP_FIRST, STEP_CHALLENGED, STEP_DERIVED, STEP_FINAL, STEP_PROVEN } Step;

struct Scram {
    ScramHash hash;
    Step step;
    char *gs2;
    GBytes *binding;
    char *first; /* gs2 and the bare first message */
    char *nonce;
    char *server_first;
    char *full_nonce;
    guchar *salt;
    gsize salt_len;
    int iterations;
    guchar salted_password[EVP_MAX_MD_SIZE];
    guchar server_signature[EVP_MAX_MD_SIZE];
    char *final;
};

static const EVP_MD *scram_md(const Scram *scram)
{
    return scram->hash == SCRAM_SHA256 ? EVP_sha256() : EVP_sha1();
}

static gsize scram_size(const Scram *scram)
{
    return (gsize)EVP_MD_get_size(scram_md(scram));
}

static bool fail(GError **error, int code, const char *words)
{
    g_set_error_literal(error, SASL_ERROR, code, words);
    return false;
}

/* TEXT after SASLprep, or as it is where SASLprep refuses it. Ends in malloc'ed memory. */
static char *prepare(const char *text)
{
    char *out = NULL;
    if (g_utf8_validate(text, -1, NULL) &&
        gsasl_saslprep(text, GSASL_ALLOW_UNASSIGNED, &out, NULL) == GSASL_OK) {
        return out;
    }
    return strdup(text);
}

/* "," and "=" are written "=2C" and "=3D" in names. */
static char *escape_name_dup(const char *name)
{
    GString *out = g_string_new(NULL);
    for (const char *c = name; *c != '\0'; c++) {
        if (*c == ',') {
            g_string_append(out, "=2C");
        } else if (*c == '=') {
            g_string_append(out, "=3D");
        } else {
            g_string_append_c(out, *c);
        }
    }
    return g_string_free(out, FALSE);
}

static char *random_nonce_dup(void)
{
    guchar bytes[24];
    if (RAND_bytes(bytes, sizeof bytes) != 1) {
        g_error("no random numbers from the system");
    }
    return g_base64_encode(bytes, sizeof bytes);
}

Scram *scram_new(ScramHash hash, const char *user, const char *gs2, GBytes *binding,
                 const char *nonce)
{
    Scram *scram = g_new0(Scram, 1);
    scram->hash = hash;
    scram->gs2 = g_strdup(gs2);
    scram->binding = binding != NULL ? g_bytes_ref(binding) : NULL;
    scram->nonce = nonce != NULL ? g_strdup(nonce) : random_nonce_dup();
    char *prepared = prepare(user);
    g_autofree char *name = escape_name_dup(prepared);
    gsasl_free(prepared);
    scram->first = g_strdup_printf("%sn=%s,r=%s", gs2, name, scram->nonce);
    return scram;
}

void scram_free(Scram *scram)
{
    if (scram == NULL) {
        return;
    }
    secret_wipe(scram->salted_password, sizeof scram->salted_password);
    g_clear_pointer(&scram->binding, g_bytes_unref);
    g_free(scram->gs2);
    g_free(scram->first);
    g_free(scram->nonce);
    g_free(scram->server_first);
    g_free(scram->full_nonce);
    g_free(scram->salt);
    g_free(scram->final);
    g_free(scram);
}

const char *scram_first(const Scram *scram)
{
    return scram->first;
}

/* The value of the attribute X in PARTS ("x=value"), or NULL; borrowed. */
static const char *find_part(char *const *parts, char x)
{
    for (guint i = 0; parts[i] != NULL; i++) {
        if (parts[i][0] == x && parts[i][1] == '=') {
            return parts[i] + 2;
        }
    }
    return NULL;
}

/* Strict base64: the decoder of GLib skips what it does not know. */
static guchar *base64_dup(const char *text, gsize *ret_len)
{
    gsize len = strlen(text);
    if (len == 0 || len % 4 != 0) {
        return NULL;
    }
    gsize body = len - (text[len - 1] == '=') - (text[len - 2] == '=' && text[len - 1] == '=');
    for (gsize i = 0; i < body; i++) {
        if (!g_ascii_isalnum(text[i]) && text[i] != '+' && text[i] != '/') {
            return NULL;
        }
    }
    return g_base64_decode(text, ret_len);
}

/* XEP-0474: the server signs, inside the exchange, the list that it gave. */
static bool check_offer(const Scram *scram, const char *named, const char *offer, GError **error)
{
    if (named == NULL || offer == NULL) {
        return true;
    }
    guchar digest[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    EVP_Digest(offer, strlen(offer), digest, &len, scram_md(scram), NULL);
    g_autofree char *ours = g_base64_encode(digest, len);
    if (strcmp(ours, named) != 0) {
        return fail(error, SASL_ERROR_DOWNGRADE,
                    "somebody between you and the server changed its list of ways to log in");
    }
    return true;
}

static bool read_numbers(Scram *scram, char *const *parts, GError **error)
{
    const char *salt = find_part(parts, 's');
    const char *count = find_part(parts, 'i');
    guint64 iterations;
    gsize len = 0;
    guchar *bytes = salt != NULL ? base64_dup(salt, &len) : NULL;
    if (bytes == NULL || len == 0 || len > SCRAM_SALT_MAX) {
        g_free(bytes);
        return fail(error, SASL_ERROR_PROTOCOL, "the server's part of the login is broken (salt)");
    }
    g_free(scram->salt);
    scram->salt = bytes;
    scram->salt_len = len;
    if (count == NULL || !g_ascii_string_to_unsigned(count, 10, 0, G_MAXINT64, &iterations, NULL)) {
        return fail(error, SASL_ERROR_PROTOCOL, "the server's part of the login is broken (count)");
    }
    if (iterations < SCRAM_ITERATIONS_MIN || iterations > SCRAM_ITERATIONS_MAX) {
        g_set_error(error, SASL_ERROR, SASL_ERROR_PROTOCOL,
                    "the server asks for %" G_GUINT64_FORMAT " rounds of hashing; %d to %d are "
                    "safe: its administrator has to change that",
                    iterations, SCRAM_ITERATIONS_MIN, SCRAM_ITERATIONS_MAX);
        return false;
    }
    scram->iterations = (int)iterations;
    return true;
}

bool scram_challenge(Scram *scram, const char *message, const char *offer, GError **error)
{
    if (scram->step != STEP_FIRST || strlen(message) > SCRAM_MESSAGE_MAX) {
        return fail(error, SASL_ERROR_PROTOCOL, "the server did not keep to the login's rules");
    }
    g_auto(GStrv) parts = g_strsplit(message, ",", -1);
    /* The order of the first three is fixed; an "m=" before them asks for what nobody knows. */
    if (parts[0] == NULL || !g_str_has_prefix(parts[0], "r=")) {
        return fail(error, SASL_ERROR_PROTOCOL, "the server did not keep to the login's rules");
    }
    const char *nonce = parts[0] + 2;
    if (!g_str_has_prefix(nonce, scram->nonce) || strlen(nonce) == strlen(scram->nonce)) {
        return fail(error, SASL_ERROR_PROTOCOL, "the server answered to somebody else's login");
    }
    if (!read_numbers(scram, parts, error) ||
        !check_offer(scram, find_part(parts, 'h'), offer, error)) {
        return false;
    }
    scram->full_nonce = g_strdup(nonce);
    scram->server_first = g_strdup(message);
    scram->step = STEP_CHALLENGED;
    return true;
}

bool scram_derive(Scram *scram, const Secret *password, GError **error)
{
    if (scram->step != STEP_CHALLENGED) {
        return fail(error, SASL_ERROR_PROTOCOL, "the server did not keep to the login's rules");
    }
    char *prepared = prepare(secret_peek(password));
    gsize len = strlen(prepared);
    int ok =
        PKCS5_PBKDF2_HMAC(prepared, (int)len, scram->salt, (int)scram->salt_len, scram->iterations,
                          scram_md(scram), (int)scram_size(scram), scram->salted_password);
    secret_wipe(prepared, len);
    gsasl_free(prepared);
    if (ok != 1) {
        return fail(error, SASL_ERROR_PROTOCOL, "the key could not be computed");
    }
    scram->step = STEP_DERIVED;
    return true;
}

static void hmac(const Scram *scram, const guchar *key, const char *text, guchar *out)
{
    unsigned int len = 0;
    HMAC(scram_md(scram), key, (int)scram_size(scram), (const guchar *)text, strlen(text), out,
         &len);
}

const char *scram_final(Scram *scram)
{
    g_assert(scram->step == STEP_DERIVED);
    guchar client_key[EVP_MAX_MD_SIZE], stored_key[EVP_MAX_MD_SIZE], proof[EVP_MAX_MD_SIZE];
    guchar server_key[EVP_MAX_MD_SIZE];
    gsize size = scram_size(scram), data_len = 0;
    const void *data = scram->binding != NULL ? g_bytes_get_data(scram->binding, &data_len) : NULL;

    g_autoptr(GByteArray) bound = g_byte_array_new();
    g_byte_array_append(bound, (const guchar *)scram->gs2, (guint)strlen(scram->gs2));
    if (data_len > 0) {
        g_byte_array_append(bound, data, (guint)data_len);
    }
    g_autofree char *c = g_base64_encode(bound->data, bound->len);
    g_autofree char *unproven = g_strdup_printf("c=%s,r=%s", c, scram->full_nonce);
    g_autofree char *auth = g_strdup_printf("%s,%s,%s", scram->first + strlen(scram->gs2),
                                            scram->server_first, unproven);

    hmac(scram, scram->salted_password, "Client Key", client_key);
    EVP_Digest(client_key, size, stored_key, NULL, scram_md(scram), NULL);
    hmac(scram, stored_key, auth, proof);
    for (gsize i = 0; i < size; i++) {
        proof[i] ^= client_key[i];
    }
    hmac(scram, scram->salted_password, "Server Key", server_key);
    hmac(scram, server_key, auth, scram->server_signature);
    g_autofree char *p = g_base64_encode(proof, size);
    scram->final = g_strdup_printf("%s,p=%s", unproven, p);
    secret_wipe(scram->salted_password, sizeof scram->salted_password);
    secret_wipe(client_key, sizeof client_key);
    secret_wipe(stored_key, sizeof stored_key);
    secret_wipe(server_key, sizeof server_key);
    scram->step = STEP_FINAL;
    return scram->final;
}

bool scram_finish(Scram *scram, const char *message, GError **error)
{
    static const char unproven[] = "the server could not prove that it knows you";
    if (scram->step != STEP_FINAL || strlen(message) > SCRAM_MESSAGE_MAX) {
        return fail(error, SASL_ERROR_UNPROVEN, unproven);
    }
    g_auto(GStrv) parts = g_strsplit(message, ",", -1);
    if (parts[0] == NULL || !g_str_has_prefix(parts[0], "v=")) {
        return fail(error, SASL_ERROR_UNPROVEN, unproven);
    }
    gsize len = 0;
    g_autofree guchar *signature = base64_dup(parts[0] + 2, &len);
    if (signature == NULL || len != scram_size(scram) ||
        CRYPTO_memcmp(signature, scram->server_signature, len) != 0) {
        return fail(error, SASL_ERROR_UNPROVEN, unproven);
    }
    scram->step = STEP_PROVEN;
    return true;
}

bool scram_is_proven(const Scram *scram)
{
    return scram->step == STEP_PROVEN;
}
