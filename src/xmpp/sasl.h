/* sasl.h: choosing how to log in, and carrying it through (RFC 6120 section 6).
 *
 * The choice is a pure function of what the server offers, what our TLS can give
 * and what was learned before; the exchange turns challenges into responses.
 * The mechanisms are SCRAM-SHA-256 and -1, each with -PLUS, EXTERNAL and PLAIN, and no
 * others. One Sasl is one attempt: a refused password is never tried in another way.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_SASL_H
#define CAUSERIE_XMPP_SASL_H

#include "base/jid.h"
#include "base/secret.h"

#include <gio/gio.h>
#include <glib.h>
#include <stdbool.h>

#define SASL_ERROR (sasl_error_quark())
GQuark sasl_error_quark(void);
typedef enum {
    SASL_ERROR_NO_MECHANISM, /* nothing offered that we would use */
    SASL_ERROR_PLAIN_ONLY,   /* only PLAIN, though SCRAM worked before: "/tls plain" */
    SASL_ERROR_DOWNGRADE,    /* the offer was changed on its way */
    SASL_ERROR_PROTOCOL,     /* the server breaks the rules */
    SASL_ERROR_UNPROVEN,     /* the server does not know the password */
    SASL_ERROR_REFUSED,      /* <failure/>: wrong password, account disabled, ... */
    SASL_ERROR_TEMPORARY,    /* <failure/> that passes by itself */
} SaslError;

#define SASL_MECHANISMS_MAX 64

typedef enum { SASL_BINDING_NONE, SASL_BINDING_EXPORTER, SASL_BINDING_END_POINT } SaslBinding;

typedef struct {
    GPtrArray *mechanisms; /* char *, as offered */
    GPtrArray *bindings;   /* char *, of XEP-0440; NULL: the server told none */
    bool have_exporter;    /* what our TLS can give */
    bool have_end_point;
    bool have_certificate; /* a client certificate was set up */
    bool tls_verified;     /* the certificate was verified or is pinned */
    bool scram_before;     /* SCRAM worked for this account before */
    bool plain_once;       /* the user allows PLAIN this time nevertheless */
} SaslOffer;

typedef enum { SASL_PLAIN, SASL_EXTERNAL, SASL_SCRAM_SHA1, SASL_SCRAM_SHA256 } SaslMethod;
typedef struct {
    SaslMethod method;
    const char *mechanism; /* its name on the wire, static */
    SaslBinding binding;
    const char *gs2; /* header of SCRAM; static */
} SaslPlan;

bool sasl_choose(const SaslOffer *offer, SaslPlan *ret_plan,
                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The text that XEP-0474 hashes. (transfer full) */
char *sasl_offer_text_dup(const SaslOffer *offer);

typedef struct Sasl Sasl;
/* ACCOUNT is the bare address; PASSWORD may be NULL for EXTERNAL only; BINDING the channel
 * binding's data (nullable). */
Sasl *sasl_new(const SaslPlan *plan, const SaslOffer *offer, const Jid *account, Secret *password,
               GBytes *binding);
void sasl_free(Sasl *sasl);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sasl, sasl_free)
const SaslPlan *sasl_plan(const Sasl *sasl);
/* The initial response as base64 ("=" when empty). It may hold the password: wipe it.
 * (transfer full) */
char *sasl_initial_dup(Sasl *sasl);
/* CHALLENGE is the base64 of the server; the answer comes from _finish() as base64 ("" when
 * empty). DONE is always called and must call _finish(): SASL stays alive until then, even
 * where its owner frees it meanwhile. */
void sasl_challenge_async(Sasl *sasl, const char *challenge, GCancellable *cancellable,
                          GAsyncReadyCallback done, gpointer user);
char *sasl_challenge_finish(Sasl *sasl, GAsyncResult *result,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* <success>; DATA is its base64 ("" or NULL: none). True only when the server proved itself
 * where the method has a proof. */
bool sasl_success(Sasl *sasl, const char *data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sets ERROR to what a <failure/> with CONDITION and the server's TEXT (nullable) means. */
void sasl_failure(const char *condition, const char *text, GError **error);

#endif
