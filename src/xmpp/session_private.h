/* session_private.h: the inside of a Session, shared by the files that make it up.
 *
 * session.c (life and reconnecting), session_stream.c (what the stream brings),
 * login.c (from features to bound), keepalive.c (acknowledgements, dead links),
 * outbox.c (own messages on their way), router.c. Modules under xep/ use xep.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_SESSION_PRIVATE_H
#define CAUSERIE_XMPP_SESSION_PRIVATE_H

#include "xmpp/iq.h"
#include "xmpp/link.h"
#include "xmpp/sasl.h"
#include "xmpp/session.h"
#include "xmpp/stanza.h"
#include "xmpp/stream_management.h"
#include "xmpp/tls.h"
#include "xmpp/xep.h"

#include <glib.h>
#include <stdbool.h>

typedef struct RateLimit RateLimit;
typedef struct Outbox Outbox;

typedef enum {
    LOGIN_IDLE,     /* no link, or not secure yet */
    LOGIN_FEATURES, /* a stream was opened */
    LOGIN_AUTH,
    LOGIN_RESTARTED, /* the stream after SASL */
    LOGIN_RESUME,
    LOGIN_BIND,
    LOGIN_SESSION,
    LOGIN_ONLINE,
} LoginStep;

/* Longest silence of the server at one step of the login, and of the whole, in seconds. */
#define LOGIN_STEP_SECONDS 20
#define LOGIN_TOTAL_SECONDS 90
/* Hops of see-other-host in a row. */
#define LOGIN_HOPS_MAX 3
/* Back-off in seconds. */
#define RETRY_MIN 1
#define RETRY_MAX 300
/* A living link is asked after so long a silence; it has so long to answer. Seconds. */
#define KEEPALIVE_SECONDS 180
#define KEEPALIVE_ANSWER_SECONDS 20

struct Session {
    Account *account;
    AccountConfig *config;
    Settings *settings;
    SessionHooks hooks;
    void *user;
    xmpp_ctx_t *ctx;
    void **states; /* one per module */
    IqTable *iqs;
    RateLimit *limit;
    StreamManagement *sm;
    Outbox *outbox;
    guint observer;
    guint dropped; /* stanzas that were no valid ones */

    /* The attempt. */
    Link *link;
    LoginStep step;
    guint step_timer, total_timer;
    Sasl *sasl;
    GCancellable *cancellable; /* of password command and key derivation */
    Stanza *features;          /* the last ones; nullable */
    Stanza *stream_error;      /* until the link ends; nullable */
    char *host;                /* of see-other-host; nullable */
    guint port;
    guint hops;
    bool sm_offered;

    /* Between attempts. */
    bool wanted; /* the user wants to be connected */
    bool alive;  /* modules were told online and not yet offline */
    guint retry_timer;
    guint tries;
    guint breaches;   /* streams in a row that ended because what came was not sound */
    gint64 breach_at; /* the last one, monotonic */
    gint64 lost_at;   /* monotonic time of the loss of a session that may be resumed */
    Secret *password;
    bool password_refused;
    bool plain_once;
    CertificateInfo *certificate;
    Jid *full;
    guint64 committed; /* the store's last ticket */

    /* Keepalive. */
    guint keepalive_timer;
    guint request_timer; /* <r/> soon */
    guint answer_timer;  /* the answer to it is due */
    guint ack_timer;
    guint32 ack_h; /* to be told at ack_ticket */
    guint64 ack_ticket;
    gint64 ack_at; /* the last one sent */
    bool ack_due, ack_again;
    bool request_again;
    guint32 ping_position;
    guint heard, heard_before; /* elements that came in */

    /* Goodbye. */
    guint goodbye_timer;
    void (*goodbye_done)(void *user);
    void *goodbye_user;
};

/* session.c */
/* The attempt is over: PERMANENT needs the user, else it is tried again. */
void session_fail(Session *session, bool permanent, const char *words);
void session_end_link(Session *session);
void session_progress(Session *session, const char *words);
/* The attempt has its password, or needs none: connect. */
void session_start_attempt(Session *session);
/* Tells modules and questions that the session is gone for good. */
void session_lose(Session *session);
void session_become_online(Session *session, bool resumed);
/* The link ended while a goodbye was said. */
void session_goodbye_ended(Session *session);

/* session_stream.c */
extern const LinkEvents session_link_events;

/* login.c */
void login_start(Session *session);
/* An element of the stream before the session is online. */
void login_handle(Session *session, Stanza *st);
void login_clear(Session *session);

/* keepalive.c */
void keepalive_start(Session *session);
void keepalive_stop(Session *session);
/* An element of XEP-0198 while online. */
void keepalive_handle(Session *session, Stanza *st);
/* Own messages were written: ask for the server's word. */
void keepalive_request(Session *session);
void keepalive_committed(Session *session);
void keepalive_sent(Session *session);

/* outbox.c */
Outbox *outbox_new(Session *session);
void outbox_free(Outbox *outbox);
void outbox_take(Outbox *outbox, Chat *chat, const Message *message);
/* Sends what may leave now. */
void outbox_flush(Outbox *outbox);
/* A fresh session: finds what waits from before. */
void outbox_online(Outbox *outbox);
void outbox_told(gint64 key, const char *chat, bool has_it, void *session);

/* router.c */
RateLimit *rate_limit_new(void);
void rate_limit_free(RateLimit *limit);
bool rate_limit_take(RateLimit *limit, const char *bare);
/* Stops the program where a route has no row in the origin table. */
void router_check(void);

/* Writes ST (transfer full) and counts it; KEY and CHAT for an own message. */
bool session_write(Session *session, Stanza *st, gint64 key, const char *chat);

#endif
