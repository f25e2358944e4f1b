/* xep.h: what a protocol extension is: one constant struct in one file of xep/.
 *
 * Its line in xep_list.h switches it on: routing, disco features, the
 * capabilities hash, the table of what is spoken all come from there. Its state
 * is a block of state_size zeroed bytes per session that only its file reads.
 * Below are the calls that a module may make; it never sees the inside of a Session.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_XEP_H
#define CAUSERIE_XMPP_XEP_H

#include "model/model.h"
#include "xmpp/iq.h"
#include "xmpp/router.h"
#include "xmpp/session.h"
#include "xmpp/stanza.h"

#include <glib.h>
#include <stdbool.h>

typedef struct XepModule XepModule;
struct XepModule {
    const char *number;          /* "0199"; "6121" for an RFC */
    const char *name;            /* "XMPP Ping" */
    const char *version;         /* "2.0.1"; NULL for an RFC */
    const char *since;           /* our version that had it first */
    const char *note;            /* what of it is there; nullable: all */
    const char *const *features; /* disco features, NULL-terminated; nullable */
    gsize state_size;
    const Route *routes; /* ends with a NULL stanza; nullable */
    /* All nullable. Once per session, and at its end. */
    void (*start)(Session *session, void *state);
    void (*stop)(Session *session, void *state);
    /* The stream is bound. RESUMED: the old one goes on, nothing is asked again. In the
     * order of xep_list.h. */
    void (*online)(Session *session, void *state, bool resumed);
    /* The connection is gone; nothing can be sent. Questions were told IQ_GONE before. */
    void (*offline)(Session *session, void *state);
    /* Before a clean close; can still send. */
    void (*goodbye)(Session *session, void *state);
    /* An own message leaves (also: again): adds its part to ST, which has to, type and id.
     * The module of RFC 6121 adds the body. */
    void (*message_out)(Session *session, void *state, Chat *chat, const Message *message,
                        Stanza *st);
    /* An own available presence leaves: adds its part (caps, idle, nick). */
    void (*presence_out)(Session *session, void *state, Stanza *st);
};

/* Every module in order; NULL-terminated. */
const XepModule *const *xep_modules(void);
/* The state of MODULE in SESSION; never NULL for a listed module with a state. */
void *session_state(Session *session, const XepModule *module);

/* Surroundings. */
Model *session_model(Session *session);
Settings *session_settings(Session *session);
xmpp_ctx_t *session_ctx(Session *session);       /* for building stanzas */
const Jid *session_own(const Session *session);  /* own bare address */
const Jid *session_full(const Session *session); /* as bound; NULL before the first login */
/* True where the server's last features had the child NAME in NS. */
bool session_has_stream_feature(Session *session, const char *name, const char *ns);
/* See SessionHooks. (transfer full) (nullable) */
char *session_memory_get(Session *session, const char *key);
void session_memory_set(Session *session, const char *key, const char *value);
char *session_caps_get(Session *session, const char *ver);
void session_caps_set(Session *session, const char *ver, const char *info);

/* Sends ST (transfer full). False, and nothing sent, when not online. */
bool session_send(Session *session, Stanza *st);
/* Asks IQ (transfer full; type get or set). DONE (nullable) runs exactly once, with
 * IQ_GONE at once when not online. TIMEOUT in seconds, 0: the default. */
void session_ask(Session *session, Stanza *iq, guint timeout, IqDone done, void *user);
/* Forgets, without calling, the questions with USER. */
void session_forget(Session *session, const void *user);
/* Answers the request IN with ST (transfer full); dropped where the sender asks too
 * often. Does nothing for results and errors. */
void session_reply(Session *session, const Incoming *in, Stanza *st);
/* session_reply() with an empty result, or an error. */
void session_reply_done(Session *session, const Incoming *in);
void session_reply_error(Session *session, const Incoming *in, const char *kind,
                         const char *condition);
/* May the sender of IN learn what we run and that we are here? Own account and server,
 * those who see our presence. Others get what a server says for an absent one:
 * "service-unavailable". */
bool session_may_tell(Session *session, const Incoming *in);

/* Presence with everything of presence_out in it. (transfer full) */
Stanza *session_presence_new(Session *session, const char *to);

#endif
