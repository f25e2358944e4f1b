/* session.h: one account's connection: from DNS to a bound, living stream.
 *
 * A Session changes the model and is driven by it: it observes chats of its
 * account and sends what is PENDING once the store has it. It shows nothing; what
 * the user must know goes into account_set_state() and chat_notice().
 * Everything in it is asynchronous; nothing here ever blocks the loop.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_SESSION_H
#define CAUSERIE_XMPP_SESSION_H

#include "config/account_file.h"
#include "config/settings.h"
#include "model/form.h"
#include "model/model.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Session Session;

/* What a session needs of the world; implemented by app/ over store/ and ui/. */
typedef struct {
    /* Small persistent texts, see store_memory_get(). */
    char *(*memory_get)(void *user, const char *account, const char *key);
    void (*memory_set)(void *user, const char *account, const char *key, const char *value);
    char *(*caps_get)(void *user, const char *ver);
    void (*caps_set)(void *user, const char *ver, const char *info);
    /* The ticket that covers every change up to now (store_ticket); 0: nothing to wait for. */
    guint64 (*ticket)(void *user);
    /* The password is needed and neither file nor command gave it: the answer comes
     * by session_set_password(). */
    void (*need_password)(Session *session, void *user);
    /* An element, known by HASH, is about to be handled: false leaves it out, after which
     * left_out() gets its text. Both may be NULL. */
    bool (*handling)(void *user, guint64 hash);
    void (*handled)(void *user);
    void (*left_out)(Session *session, guint64 hash, const char *xml, void *user);
} SessionHooks;

Session *session_new(Account *account, const AccountConfig *config, Settings *settings,
                     const SessionHooks *hooks, void *user);
/* Ends at once; never call it inside one of its callbacks. */
void session_free(Session *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_free)
Account *session_account(const Session *session);
const AccountConfig *session_config(const Session *session);

/* Connects now, whatever the state; progress and failure show in the account's state. */
void session_connect(Session *session);
/* Says goodbye (unavailable, close) and ends; no reconnect. DONE (nullable) when
 * closed, at most 2 s later. */
void session_disconnect(Session *session, void (*done)(void *user), void *user);
bool session_is_online(const Session *session);
void session_set_password(Session *session, const Secret *password);
/* The store committed up to TICKET: what waited for it leaves. */
void session_committed(Session *session, guint64 ticket);

/* The certificate that the last attempt refused, for /tls. */
typedef struct {
    char *fingerprint; /* SHA-256 of the public key (SPKI), colon-separated upper-case hex */
    char *subject, *issuer;
    char *not_before, *not_after;
    char *reason; /* why it is not trusted; NULL when it is */
    char *protocol; /* "TLSv1.3", nullable */
    char *cipher;   /* nullable */
} CertificateInfo;
/* Of the current or last connection; NULL before any. Borrowed. */
const CertificateInfo *session_certificate(const Session *session);
/* Pins the last refused certificate's key for this account and connects again. */
bool session_trust_certificate(Session *session, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void session_forget_pin(Session *session);
/* Allows PLAIN once although SCRAM worked before. */
void session_allow_plain_once(Session *session);

/* Roster and subscriptions (RFC 6121). Each answers by DONE (nullable): ERROR is
 * NULL on success, else a sentence for the user. */
typedef void (*SessionDone)(const char *error, void *user);
void session_add_contact(Session *session, const Jid *bare, const char *name,
                         const char *const *groups, SessionDone done, void *user);
void session_remove_contact(Session *session, const Jid *bare, SessionDone done, void *user);
void session_rename_contact(Session *session, const Jid *bare, const char *name,
                            const char *const *groups, SessionDone done, void *user);
void session_accept(Session *session, const Jid *bare);
void session_deny(Session *session, const Jid *bare);

/* Tells presence; the account's show and status are set by the caller before. */
void session_send_presence(Session *session);
/* The user touched a key / left: for idle (XEP-0319). UTC us, 0: active. */
void session_set_idle_since(Session *session, gint64 since);

/* Asks an entity; ANSWER is a sentence or several lines for people, or ERROR. */
typedef void (*SessionAnswer)(const char *answer, const char *error, void *user);
void session_ping(Session *session, const Jid *to, SessionAnswer done, void *user);
void session_version(Session *session, const Jid *to, SessionAnswer done, void *user);
void session_time(Session *session, const Jid *to, SessionAnswer done, void *user);

/* The table of what is spoken: one tab-separated line a XEP; as DOAP (XEP-0453).
 * (transfer full) */
char *session_dump_xeps(void);
char *session_dump_doap(void);

/* In-band registration (XEP-0077) on DOMAIN, without an account. FORM is NULL on
 * error. The flow object lives until _free; _submit answers through DONE. */
typedef struct Registration Registration;
typedef void (*RegistrationForm)(Form *form, const char *error, void *user);
Registration *registration_start(const AccountConfig *config, Settings *settings,
                                 RegistrationForm got, void *user);
void registration_submit(Registration *registration, const Form *form, SessionDone done,
                         void *user);
/* Trusts the certificate that this flow was refused with. */
bool registration_trust_certificate(Registration *registration);
void registration_free(Registration *registration);

/* Checks a server before a login, for the wizard: "found, TLS ok, 14 ms" or why not. */
void session_check_server(const AccountConfig *config, Settings *settings,
                          GCancellable *cancellable, SessionAnswer done, void *user);

#endif
