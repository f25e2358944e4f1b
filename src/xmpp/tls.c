/* tls.c: OpenSSL, non-blocking (see tls.h).
 *
 * The verification never stops the handshake: it is judged afterwards, so that the
 * user can be shown the certificate that was refused.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

struct Tls {
    SSL_CTX *ctx;
    SSL *ssl;
    char *pin;
    char *domain; /* ASCII */
    long verdict; /* first X509_V_ERR_..., X509_V_OK */
    CertificateInfo *info;
    char *failure;
};

static void set_failure(Tls *tls, const char *words)
{
    g_free(tls->failure);
    tls->failure = g_strdup(words);
}

void certificate_info_free(CertificateInfo *info)
{
    if (info != NULL) {
        g_free(info->fingerprint);
        g_free(info->subject);
        g_free(info->issuer);
        g_free(info->not_before);
        g_free(info->not_after);
        g_free(info->reason);
        g_free(info->protocol);
        g_free(info->cipher);
        g_free(info);
    }
}

CertificateInfo *certificate_info_copy(const CertificateInfo *info)
{
    CertificateInfo *copy = g_new0(CertificateInfo, 1);
    copy->fingerprint = g_strdup(info->fingerprint);
    copy->subject = g_strdup(info->subject);
    copy->issuer = g_strdup(info->issuer);
    copy->not_before = g_strdup(info->not_before);
    copy->not_after = g_strdup(info->not_after);
    copy->reason = g_strdup(info->reason);
    copy->protocol = g_strdup(info->protocol);
    copy->cipher = g_strdup(info->cipher);
    return copy;
}

/* Setting up. */

static int note_verdict(int ok, X509_STORE_CTX *store)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    Tls *tls = SSL_get_app_data(ssl);
    int error = X509_STORE_CTX_get_error(store);
    if (!ok && tls->verdict == X509_V_OK) {
        tls->verdict = error;
    }
    return 1;
}

static bool load_files(SSL_CTX *ctx, const AccountConfig *config, GError **error)
{
    (void)SSL_CTX_set_default_verify_paths(ctx);
    if (config->ca_file != NULL && SSL_CTX_load_verify_locations(ctx, config->ca_file, NULL) != 1) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                    "ca-file %s cannot be read as certificates. Check it in the file accounts.",
                    config->ca_file);
        return false;
    }
    if (config->client_certificate != NULL &&
        (SSL_CTX_use_certificate_chain_file(ctx, config->client_certificate) != 1 ||
         SSL_CTX_use_PrivateKey_file(ctx, config->client_certificate, SSL_FILETYPE_PEM) != 1)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                    "client-certificate %s cannot be read: it has to hold a certificate and its "
                    "key as PEM.",
                    config->client_certificate);
        return false;
    }
    return true;
}

static SSL_CTX *new_context(const AccountConfig *config, GError **error)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    if (ctx == NULL || !load_files(ctx, config, error)) {
        SSL_CTX_free(ctx);
        ERR_clear_error();
        return NULL;
    }
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
    SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                              SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_security_level(ctx, 2);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, note_verdict);
    return ctx;
}

static void expect_domain(Tls *tls)
{
    X509_VERIFY_PARAM *param = SSL_get0_param(tls->ssl);
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
                                               X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    gsize len = strlen(tls->domain);
    if (*tls->domain == '[') {
        g_autofree char *address = g_strndup(tls->domain + 1, len - 2);
        X509_VERIFY_PARAM_set1_ip_asc(param, address);
    } else if (g_hostname_is_ip_address(tls->domain)) {
        X509_VERIFY_PARAM_set1_ip_asc(param, tls->domain);
    } else {
        X509_VERIFY_PARAM_set1_host(param, tls->domain, len);
        SSL_set_tlsext_host_name(tls->ssl, tls->domain);
    }
}

Tls *tls_new(int fd, const AccountConfig *config, const char *pin, bool direct, GError **error)
{
    static const guchar alpn[] = "\x0bxmpp-client";
    SSL_CTX *ctx = new_context(config, error);
    if (ctx == NULL) {
        if (error != NULL && *error == NULL) {
            g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                                "TLS cannot be set up on this system.");
        }
        return NULL;
    }
    Tls *tls = g_new0(Tls, 1);
    tls->ctx = ctx;
    tls->ssl = SSL_new(ctx);
    tls->pin = g_strdup(pin);
    tls->domain = jid_domain_ascii_dup(config->address);
    tls->verdict = X509_V_OK;
    SSL_set_app_data(tls->ssl, tls);
    SSL_set_fd(tls->ssl, fd);
    SSL_set_connect_state(tls->ssl);
    expect_domain(tls);
    if (direct) {
        SSL_set_alpn_protos(tls->ssl, alpn, sizeof alpn - 1);
    }
    return tls;
}

void tls_free(Tls *tls)
{
    if (tls != NULL) {
        SSL_free(tls->ssl);
        SSL_CTX_free(tls->ctx);
        certificate_info_free(tls->info);
        g_free(tls->pin);
        g_free(tls->domain);
        g_free(tls->failure);
        g_free(tls);
    }
}

/* Working. */

static TlsStatus status_of(Tls *tls, int result)
{
    switch (SSL_get_error(tls->ssl, result)) {
    case SSL_ERROR_WANT_READ:
        return TLS_WANT_READ;
    case SSL_ERROR_WANT_WRITE:
        return TLS_WANT_WRITE;
    case SSL_ERROR_ZERO_RETURN:
        return TLS_CLOSED;
    case SSL_ERROR_SYSCALL:
        set_failure(tls, "the connection broke");
        break;
    default: {
        const char *reason = ERR_reason_error_string(ERR_peek_last_error());
        set_failure(tls, reason != NULL ? reason : "the other side broke the rules of TLS");
        break;
    }
    }
    ERR_clear_error();
    return TLS_FAILED;
}

TlsStatus tls_handshake(Tls *tls)
{
    ERR_clear_error();
    int result = SSL_do_handshake(tls->ssl);
    return result == 1 ? TLS_DONE : status_of(tls, result);
}

TlsStatus tls_read(Tls *tls, void *buffer, gsize size, gsize *ret_len)
{
    ERR_clear_error();
    *ret_len = 0;
    int result = SSL_read_ex(tls->ssl, buffer, size, ret_len);
    return result == 1 ? TLS_DONE : status_of(tls, result);
}

TlsStatus tls_write(Tls *tls, const void *bytes, gsize len, gsize *ret_written)
{
    ERR_clear_error();
    *ret_written = 0;
    int result = SSL_write_ex(tls->ssl, bytes, len, ret_written);
    return result == 1 ? TLS_DONE : status_of(tls, result);
}

bool tls_has_pending(Tls *tls)
{
    return SSL_has_pending(tls->ssl) == 1;
}

void tls_shutdown(Tls *tls)
{
    ERR_clear_error();
    (void)SSL_shutdown(tls->ssl);
    ERR_clear_error();
}

const char *tls_failure(Tls *tls)
{
    return tls->failure != NULL ? tls->failure : "unknown trouble";
}

/* The certificate. */

static char *name_dup(X509_NAME *name)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    X509_NAME_print_ex(bio, name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
    long len = BIO_get_mem_data(bio, &bytes);
    char *text = g_utf8_make_valid(bytes, MIN(len, 300));
    BIO_free(bio);
    return text;
}

static char *time_dup(const ASN1_TIME *time)
{
    struct tm parts;
    if (time == NULL || ASN1_TIME_to_tm(time, &parts) != 1) {
        return g_strdup("unknown");
    }
    return g_strdup_printf("%04d-%02d-%02d", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

/* SHA-256 of the public key's info, "AB:CD:...". */
static char *fingerprint_dup(X509 *certificate)
{
    guchar *der = NULL;
    int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    guchar digest[EVP_MAX_MD_SIZE];
    guint size = 0;
    if (len <= 0 || EVP_Digest(der, (gsize)len, digest, &size, EVP_sha256(), NULL) != 1) {
        OPENSSL_free(der);
        return g_strdup("");
    }
    OPENSSL_free(der);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < size; i++) {
        g_string_append_printf(text, i > 0 ? ":%02X" : "%02X", digest[i]);
    }
    return g_string_free(text, FALSE);
}

static char *reason_dup(const Tls *tls, X509 *certificate)
{
    g_autofree char *begins = time_dup(X509_get0_notBefore(certificate));
    g_autofree char *ends = time_dup(X509_get0_notAfter(certificate));
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    g_autofree char *today = g_date_time_format(now, "%Y-%m-%d %H:%M");
    switch (tls->verdict) {
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return g_strdup("it is signed by itself");
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return g_strdup("nobody that this system trusts has signed it");
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return g_strdup_printf("it is not for %s", tls->domain);
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return g_strdup_printf("it expired on %s; your clock says %s", ends, today);
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return g_strdup_printf("it is valid only from %s; your clock says %s", begins, today);
    case X509_V_ERR_INVALID_PURPOSE:
        return g_strdup("it is not meant for servers");
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
        return g_strdup("its key is too short to be safe");
    case X509_V_ERR_CA_MD_TOO_WEAK:
        return g_strdup("its signature is too weak to be safe");
    case X509_V_ERR_PERMITTED_VIOLATION:
    case X509_V_ERR_EXCLUDED_VIOLATION:
        return g_strdup("who signed it may not sign for this domain");
    default:
        return g_strdup(X509_verify_cert_error_string(tls->verdict));
    }
}

bool tls_certificate_is_good(Tls *tls)
{
    X509 *certificate = SSL_get0_peer_certificate(tls->ssl);
    CertificateInfo *info = g_new0(CertificateInfo, 1);
    certificate_info_free(tls->info);
    tls->info = info;
    info->protocol = g_strdup(SSL_get_version(tls->ssl));
    info->cipher = g_strdup(SSL_get_cipher_name(tls->ssl));
    if (certificate == NULL) {
        info->reason = g_strdup("it sent none");
        return false;
    }
    info->fingerprint = fingerprint_dup(certificate);
    info->subject = name_dup(X509_get_subject_name(certificate));
    info->issuer = name_dup(X509_get_issuer_name(certificate));
    info->not_before = time_dup(X509_get0_notBefore(certificate));
    info->not_after = time_dup(X509_get0_notAfter(certificate));
    bool pinned = tls->pin != NULL;
    if (pinned && *info->fingerprint != '\0' && strcmp(tls->pin, info->fingerprint) == 0) {
        return true;
    }
    if (pinned) {
        info->reason = g_strdup_printf("its key is not the one that you pinned (%s)", tls->pin);
    } else if (tls->verdict != X509_V_OK) {
        info->reason = reason_dup(tls, certificate);
    }
    return info->reason == NULL;
}

const CertificateInfo *tls_certificate(const Tls *tls)
{
    return tls->info;
}

GBytes *tls_exporter(Tls *tls)
{
    static const char label[] = "EXPORTER-Channel-Binding";
    guchar key[32];
    /* Before TLS 1.3 it is only unique where the extended master secret is used. */
    if (SSL_version(tls->ssl) < TLS1_3_VERSION && SSL_get_extms_support(tls->ssl) != 1) {
        return NULL;
    }
    if (SSL_export_keying_material(tls->ssl, key, sizeof key, label, sizeof label - 1,
                                   (const guchar *)"", 0, 1) != 1) {
        ERR_clear_error();
        return NULL;
    }
    return g_bytes_new(key, sizeof key);
}

GBytes *tls_end_point(Tls *tls)
{
    X509 *certificate = SSL_get0_peer_certificate(tls->ssl);
    int digest = NID_undef;
    if (certificate == NULL ||
        X509_get_signature_info(certificate, &digest, NULL, NULL, NULL) != 1) {
        return NULL;
    }
    if (digest == NID_md5 || digest == NID_sha1 || digest == NID_undef) {
        digest = NID_sha256;
    }
    guchar hash[EVP_MAX_MD_SIZE];
    guint size = 0;
    const EVP_MD *method = EVP_get_digestbynid(digest);
    if (method == NULL || X509_digest(certificate, method, hash, &size) != 1) {
        return NULL;
    }
    return g_bytes_new(hash, size);
}
