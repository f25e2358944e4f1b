/* starttls.c: header, features, <starttls/>, <proceed/> (see starttls.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/starttls.h"

#include "xmpp/guard.h"
#include "xmpp/transport.h"

#include <string.h>

#define NS_TLS "urn:ietf:params:xml:ns:xmpp-tls"
/* Bytes that may come before TLS. */
#define STARTTLS_MAX (64 * 1024)

struct Starttls {
    Guard *guard;
    char *domain;
    gsize taken;
    bool asked;
    char start[8]; /* the first bytes, to tell a web page from a stream */
    gsize start_len;
};

Starttls *starttls_new(xmpp_ctx_t *ctx, const Jid *account)
{
    Starttls *starttls = g_new0(Starttls, 1);
    starttls->guard = guard_new(ctx);
    starttls->domain = g_strdup(jid_domain(account));
    return starttls;
}

void starttls_free(Starttls *starttls)
{
    if (starttls != NULL) {
        guard_free(starttls->guard);
        g_free(starttls->domain);
        g_free(starttls);
    }
}

char *starttls_hello_dup(const Starttls *starttls)
{
    g_autofree char *to = g_markup_escape_text(starttls->domain, -1);
    return g_strdup_printf("<?xml version='1.0'?><stream:stream to='%s' version='1.0' "
                           "xml:lang='en' xmlns='" NS_CLIENT "' xmlns:stream='" NS_STREAM "'>",
                           to);
}

static StarttlsStatus fail(GError **error, TransportError code, const char *what,
                           const char *domain)
{
    g_set_error(error, TRANSPORT_ERROR, (int)code, "%s %s.", domain, what);
    return STARTTLS_FAILED;
}

static StarttlsStatus on_element(Starttls *starttls, Stanza *stanza, char **ret_out, GError **error)
{
    if (stanza_is(stanza, "features", NS_STREAM) && !starttls->asked) {
        if (stanza_child(stanza, "starttls", NS_TLS) == NULL) {
            return fail(error, TRANSPORT_ERROR_NO_TLS,
                        "offers no encryption; causerie never logs in without it",
                        starttls->domain);
        }
        starttls->asked = true;
        *ret_out = g_strdup("<starttls xmlns='" NS_TLS "'/>");
    } else if (stanza_is(stanza, "proceed", NS_TLS) && starttls->asked) {
        return STARTTLS_PROCEED;
    } else if (stanza_is(stanza, "failure", NS_TLS) && starttls->asked) {
        return fail(error, TRANSPORT_ERROR_NO_TLS, "refuses to encrypt at the moment",
                    starttls->domain);
    } else if (stanza_is(stanza, "error", NS_STREAM)) {
        return fail(error, TRANSPORT_ERROR_UNREACHABLE, "ended the connection before it was secure",
                    starttls->domain);
    }
    return STARTTLS_MORE;
}

static void note_start(Starttls *starttls, const char *bytes, gsize len)
{
    gsize room = sizeof starttls->start - 1 - starttls->start_len;
    gsize n = MIN(room, len);
    memcpy(starttls->start + starttls->start_len, bytes, n);
    starttls->start_len += n;
}

StarttlsStatus starttls_feed(Starttls *starttls, const char *bytes, gsize len, char **ret_out,
                             GError **error)
{
    *ret_out = NULL;
    starttls->taken += len;
    note_start(starttls, bytes, len);
    bool sound = starttls->taken <= STARTTLS_MAX && guard_feed(starttls->guard, bytes, len, NULL);
    for (;;) {
        g_autoptr(GuardItem) item = guard_pop(starttls->guard);
        if (item == NULL) {
            break;
        }
        if (item->kind == GUARD_STANZA) {
            StarttlsStatus status = on_element(starttls, item->stanza, ret_out, error);
            if (status != STARTTLS_MORE) {
                return status;
            }
        } else if (item->kind == GUARD_CLOSE) {
            return fail(error, TRANSPORT_ERROR_UNREACHABLE,
                        "ended the connection before it was secure", starttls->domain);
        }
    }
    if (!sound) {
        bool web = g_str_has_prefix(starttls->start, "HTTP") || *starttls->start != '<';
        return fail(error, web ? TRANSPORT_ERROR_INTERCEPTED : TRANSPORT_ERROR_UNREACHABLE,
                    web ? "is not who answered: this network intercepts connections (a log-in "
                          "page?); open a web browser and log in to the network first"
                        : "does not speak XMPP there",
                    starttls->domain);
    }
    return STARTTLS_MORE;
}
