/* server_cert.c: certificates for the test server, made by OpenSSL when first needed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/xmpp/server_private.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

static EVP_PKEY *new_key(bool weak)
{
    return weak ? EVP_RSA_gen(1024u) : EVP_EC_gen("P-256");
}

static void add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    g_assert_nonnull(extension);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

static X509 *new_certificate(EVP_PKEY *key, const char *name, long from, long to)
{
    X509 *certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), (long)g_random_int_range(1, G_MAXINT));
    X509_gmtime_adj(X509_getm_notBefore(certificate), from);
    X509_gmtime_adj(X509_getm_notAfter(certificate), to);
    X509_set_pubkey(certificate, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                               (const guchar *)name, -1, -1, 0);
    return certificate;
}

typedef struct {
    EVP_PKEY *key;
    X509 *certificate;
} Pair;

static const Pair *authority(void)
{
    static Pair pair;
    if (g_once_init_enter(&pair.certificate)) {
        pair.key = new_key(false);
        X509 *certificate = new_certificate(pair.key, "Test Authority", -3600, 86400 * 30);
        X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
        add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
        add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
        add_extension(certificate, certificate, NID_subject_key_identifier, "hash");
        X509_sign(certificate, pair.key, EVP_sha256());
        g_once_init_leave(&pair.certificate, certificate);
    }
    return &pair;
}

const char *server_ca_file(void)
{
    static char *path;
    if (g_once_init_enter(&path)) {
        char *name = g_strdup("/tmp/causerie-test-ca.XXXXXX");
        int fd = g_mkstemp(name);
        FILE *file = fdopen(fd, "w");
        PEM_write_X509(file, authority()->certificate);
        fclose(file);
        g_once_init_leave(&path, name);
    }
    return path;
}

static X509 *make(Cert cert, EVP_PKEY *key)
{
    const long day = 86400;
    long from = cert == CERT_NOT_YET ? day : cert == CERT_EXPIRED ? -3 * day : -3600;
    long to = cert == CERT_EXPIRED ? -day : 30 * day;
    const char *name = cert == CERT_WRONG_HOST ? "elsewhere.example" : SERVER_DOMAIN;
    const Pair *issuer = authority();
    X509 *certificate = new_certificate(key, name, from, to);
    bool self = cert == CERT_SELF_SIGNED;
    X509_set_issuer_name(certificate,
                         X509_get_subject_name(self ? certificate : issuer->certificate));
    if (cert != CERT_CN_ONLY) {
        g_autofree char *names =
            g_strdup_printf("DNS:%s", cert == CERT_PARTIAL_WILDCARD ? "cap*.example" : name);
        add_extension(certificate, certificate, NID_subject_alt_name, names);
    }
    add_extension(certificate, certificate, NID_ext_key_usage,
                  cert == CERT_CLIENT_ONLY ? "clientAuth" : "serverAuth");
    X509_sign(certificate, self ? key : issuer->key, EVP_sha256());
    return certificate;
}

static Pair *pair_of(Cert cert)
{
    static Pair pairs[CERT_N];
    static GMutex mutex;
    g_mutex_lock(&mutex);
    if (pairs[cert].certificate == NULL) {
        pairs[cert].key = new_key(cert == CERT_WEAK_KEY);
        pairs[cert].certificate = make(cert, pairs[cert].key);
    }
    g_mutex_unlock(&mutex);
    return &pairs[cert];
}

SSL_CTX *server_tls_context(Cert cert)
{
    Pair *pair = pair_of(cert);
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (cert == CERT_WEAK_KEY) {
        SSL_CTX_set_security_level(context, 0);
    }
    g_assert_cmpint(SSL_CTX_use_certificate(context, pair->certificate), ==, 1);
    g_assert_cmpint(SSL_CTX_use_PrivateKey(context, pair->key), ==, 1);
    return context;
}

char *server_fingerprint(Cert cert)
{
    guchar *der = NULL;
    int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(pair_of(cert)->certificate), &der);
    g_autofree char *hex = g_compute_checksum_for_data(G_CHECKSUM_SHA256, der, (gsize)len);
    OPENSSL_free(der);
    GString *text = g_string_new(NULL);
    for (guint i = 0; hex[i] != '\0'; i += 2) {
        g_string_append_printf(text, "%s%c%c", i > 0 ? ":" : "", g_ascii_toupper(hex[i]),
                               g_ascii_toupper(hex[i + 1]));
    }
    return g_string_free(text, FALSE);
}
