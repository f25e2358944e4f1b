/* jid.c: parsing and preparing addresses (see jid.h).
 *
 * Preparation is nodeprep, nameprep and resourceprep (RFC 6122) by libidn, which is
 * what servers compare with today; an ASCII address without capitals skips it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/jid.h"

#include <idna.h>
#include <string.h>
#include <stringprep.h>

G_DEFINE_QUARK(causerie - jid - error, jid_error)

struct Jid {
    gatomicrefcount refs;
    char *full;
    char *bare; /* equals full where there is no resource */
    char *local;
    char *domain;
    char *resource;
};

static bool fail(GError **error, JidError code, const char *sentence)
{
    g_set_error_literal(error, JID_ERROR, (int)code, sentence);
    return false;
}

/* The profiles know Unicode 3.2. What came later and shows nothing, or turns the
 * direction of what stands beside it, they let pass; RFC 7622 does not. */
static bool has_hidden(const char *text)
{
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        GUnicodeType type = g_unichar_type(c);
        if (type == G_UNICODE_FORMAT || type == G_UNICODE_CONTROL || c == 0x115F || c == 0x1160 ||
            c == 0x17B4 || c == 0x17B5 || c == 0x180F || c == 0x3164 || c == 0xFFA0 ||
            (c >= 0x2065 && c <= 0x206F) || (c & 0xFFFE) == 0xFFFE ||
            (c >= 0xFFF0 && c <= 0xFFF8) || (c >= 0xE0000 && c <= 0xE0FFF)) {
            return true;
        }
    }
    return false;
}

/* Prepares TEXT by PROFILE; NULL when it is forbidden or too long. (transfer full) */
static char *prepare(const char *text, const Stringprep_profile *profile)
{
    gsize len = strlen(text);
    if (len > JID_PART_MAX || !g_utf8_validate(text, (gssize)len, NULL)) {
        return NULL;
    }
    char buffer[JID_PART_MAX * 4 + 1];
    memcpy(buffer, text, len + 1);
    if (stringprep(buffer, sizeof buffer, 0, profile) != STRINGPREP_OK || has_hidden(buffer)) {
        return NULL;
    }
    gsize prepared = strlen(buffer);
    return prepared > 0 && prepared <= JID_PART_MAX ? g_strdup(buffer) : NULL;
}

static bool is_plain_ascii(const char *text, const char *also)
{
    for (const char *p = text; *p != '\0'; p++) {
        if (!g_ascii_islower(*p) && !g_ascii_isdigit(*p) && strchr(also, *p) == NULL) {
            return false;
        }
    }
    return *text != '\0';
}

static char *prepare_local(const char *text, GError **error)
{
    if (strlen(text) <= JID_PART_MAX && is_plain_ascii(text, "-_.+=%!#$*?^`{|}~")) {
        return g_strdup(text);
    }
    char *prepared = prepare(text, stringprep_xmpp_nodeprep);
    if (prepared == NULL) {
        (void)fail(error, JID_ERROR_LOCAL, "the part before the @ is not allowed");
    }
    return prepared;
}

/* An IPv6 address in brackets. No zone: it means nothing to others and may hold any byte. */
static bool literal_is_sound(const char *domain)
{
    gsize len = strlen(domain);
    g_autofree char *inner = len > 2 ? g_strndup(domain + 1, len - 2) : NULL;
    return inner != NULL && domain[len - 1] == ']' &&
           strspn(inner, "0123456789abcdef:.") == len - 2 && strchr(inner, ':') != NULL &&
           g_hostname_is_ip_address(inner);
}

static bool domain_is_sound(const char *domain)
{
    if (*domain == '[') {
        return literal_is_sound(domain);
    }
    const char *label = domain;
    for (;;) {
        const char *end = strchrnul(label, '.');
        if (end == label || *label == '-' || end[-1] == '-') {
            return false;
        }
        if (*end == '\0') {
            break;
        }
        label = end + 1;
    }
    for (const char *p = domain; *p != '\0'; p++) {
        if ((guchar)*p < 0x80 && !g_ascii_isalnum(*p) && *p != '-' && *p != '.' && *p != '_') {
            return false;
        }
    }
    return true;
}

static char *prepare_domain(const char *text, GError **error)
{
    gsize len = strlen(text);
    g_autofree char *cut = g_strndup(text, len > 1 && text[len - 1] == '.' ? len - 1 : len);
    g_autofree char *prepared = NULL;
    if (len <= JID_PART_MAX && is_plain_ascii(cut, "-._") && strstr(cut, "xn--") == NULL) {
        prepared = g_strdup(cut);
    } else if (*cut == '[') {
        prepared = g_ascii_strdown(cut, -1);
    } else {
        g_autofree char *named = prepare(cut, stringprep_nameprep);
        char *unicode = NULL;
        /* A-labels become U-labels, so that both spellings are one address. */
        if (named != NULL &&
            idna_to_unicode_8z8z(named, &unicode, IDNA_ALLOW_UNASSIGNED) == IDNA_SUCCESS) {
            prepared = prepare(unicode, stringprep_nameprep);
        }
        free(unicode);
    }
    if (prepared == NULL || strlen(prepared) > JID_PART_MAX || !domain_is_sound(prepared)) {
        (void)fail(error, JID_ERROR_DOMAIN, "the server's name is not allowed");
        return NULL;
    }
    return g_steal_pointer(&prepared);
}

static char *prepare_resource(const char *text, GError **error)
{
    if (strlen(text) <= JID_PART_MAX &&
        is_plain_ascii(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.+=/@:!#$%&'()*,;<>?[]^`{|}~")) {
        return g_strdup(text);
    }
    char *prepared = prepare(text, stringprep_xmpp_resourceprep);
    if (prepared == NULL) {
        (void)fail(error, JID_ERROR_RESOURCE, "the part after the / is not allowed");
    }
    return prepared;
}

Jid *jid_from_parts(const char *local, const char *domain, const char *resource, GError **error)
{
    g_autofree char *l = NULL;
    g_autofree char *r = NULL;
    if (local != NULL && (l = prepare_local(local, error)) == NULL) {
        return NULL;
    }
    g_autofree char *d = prepare_domain(domain, error);
    if (d == NULL || (resource != NULL && (r = prepare_resource(resource, error)) == NULL)) {
        return NULL;
    }
    Jid *jid = g_new0(Jid, 1);
    g_atomic_ref_count_init(&jid->refs);
    jid->bare = l != NULL ? g_strconcat(l, "@", d, NULL) : g_strdup(d);
    jid->full = r != NULL ? g_strconcat(jid->bare, "/", r, NULL) : jid->bare;
    jid->local = g_steal_pointer(&l);
    jid->domain = g_steal_pointer(&d);
    jid->resource = g_steal_pointer(&r);
    return jid;
}

Jid *jid_parse(const char *text, GError **error)
{
    if (text == NULL || *text == '\0') {
        (void)fail(error, JID_ERROR_EMPTY, "it is empty");
        return NULL;
    }
    if (strlen(text) > JID_MAX) {
        (void)fail(error, JID_ERROR_TOO_LONG, "it is too long");
        return NULL;
    }
    const char *slash = strchr(text, '/');
    g_autofree char *bare = slash != NULL ? g_strndup(text, (gsize)(slash - text)) : g_strdup(text);
    const char *resource = slash != NULL ? slash + 1 : NULL;
    char *at = strchr(bare, '@');
    if (at == NULL) {
        return jid_from_parts(NULL, bare, resource, error);
    }
    *at = '\0';
    return jid_from_parts(bare, at + 1, resource, error);
}

Jid *jid_ref(const Jid *jid)
{
    Jid *writable = (Jid *)(guintptr)jid;
    g_atomic_ref_count_inc(&writable->refs);
    return writable;
}

void jid_unref(Jid *jid)
{
    if (jid == NULL || !g_atomic_ref_count_dec(&jid->refs)) {
        return;
    }
    if (jid->full != jid->bare) {
        g_free(jid->full);
    }
    g_free(jid->bare);
    g_free(jid->local);
    g_free(jid->domain);
    g_free(jid->resource);
    g_free(jid);
}

const char *jid_text(const Jid *jid)
{
    return jid->full;
}

const char *jid_bare(const Jid *jid)
{
    return jid->bare;
}

const char *jid_local(const Jid *jid)
{
    return jid->local;
}

const char *jid_domain(const Jid *jid)
{
    return jid->domain;
}

const char *jid_resource(const Jid *jid)
{
    return jid->resource;
}

Jid *jid_bare_dup(const Jid *jid)
{
    if (jid->resource == NULL) {
        return jid_ref(jid);
    }
    Jid *bare = g_new0(Jid, 1);
    g_atomic_ref_count_init(&bare->refs);
    bare->bare = g_strdup(jid->bare);
    bare->full = bare->bare;
    bare->local = g_strdup(jid->local);
    bare->domain = g_strdup(jid->domain);
    return bare;
}

bool jid_equal(const Jid *a, const Jid *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a->full, b->full) == 0);
}

bool jid_equal_bare(const Jid *a, const Jid *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a->bare, b->bare) == 0);
}

bool jid_is_bare(const Jid *jid)
{
    return jid->resource == NULL;
}

char *jid_domain_ascii_dup(const Jid *jid)
{
    char *ascii = NULL;
    if (idna_to_ascii_8z(jid->domain, &ascii, IDNA_ALLOW_UNASSIGNED) != IDNA_SUCCESS) {
        free(ascii);
        return g_strdup(jid->domain);
    }
    char *result = g_strdup(ascii);
    free(ascii);
    return result;
}
