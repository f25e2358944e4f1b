/* session_modules.c: what modules see of a Session: the calls of xep.h, and sending.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/session_private.h"

#include <string.h>

Account *session_account(const Session *session)
{
    return session->account;
}

const AccountConfig *session_config(const Session *session)
{
    return session->config;
}

bool session_is_online(const Session *session)
{
    return session->step == LOGIN_ONLINE;
}

void *session_state(Session *session, const XepModule *module)
{
    const XepModule *const *modules = xep_modules();
    for (guint i = 0; modules[i] != NULL; i++) {
        if (modules[i] == module) {
            return session->states[i];
        }
    }
    g_return_val_if_reached(NULL);
}

Model *session_model(Session *session)
{
    return account_model(session->account);
}

Settings *session_settings(Session *session)
{
    return session->settings;
}

xmpp_ctx_t *session_ctx(Session *session)
{
    return session->ctx;
}

const Jid *session_own(const Session *session)
{
    return account_address(session->account);
}

const Jid *session_full(const Session *session)
{
    return session->full;
}

bool session_has_stream_feature(Session *session, const char *name, const char *ns)
{
    return session->features != NULL && stanza_child(session->features, name, ns) != NULL;
}

char *session_memory_get(Session *session, const char *key)
{
    return session->hooks.memory_get != NULL
               ? session->hooks.memory_get(session->user, account_name(session->account), key)
               : NULL;
}

void session_memory_set(Session *session, const char *key, const char *value)
{
    if (session->hooks.memory_set != NULL) {
        session->hooks.memory_set(session->user, account_name(session->account), key, value);
    }
}

char *session_caps_get(Session *session, const char *ver)
{
    return session->hooks.caps_get != NULL ? session->hooks.caps_get(session->user, ver) : NULL;
}

void session_caps_set(Session *session, const char *ver, const char *info)
{
    if (session->hooks.caps_set != NULL) {
        session->hooks.caps_set(session->user, ver, info);
    }
}

/* Sending. */

bool session_write(Session *session, Stanza *st, gint64 key, const char *chat)
{
    bool sent = session->link != NULL && link_send(session->link, st);
    if (sent) {
        sm_sent(session->sm, st, key, chat);
        keepalive_sent(session);
    }
    stanza_free(st);
    return sent;
}

bool session_send(Session *session, Stanza *st)
{
    if (session->step != LOGIN_ONLINE) {
        stanza_free(st);
        return false;
    }
    return session_write(session, st, 0, NULL);
}

void session_ask(Session *session, Stanza *iq, guint timeout, IqDone done, void *user)
{
    if (session->step != LOGIN_ONLINE || !iq_table_expect(session->iqs, iq, timeout, done, user)) {
        stanza_free(iq);
        done(IQ_GONE, NULL, user);
        return;
    }
    (void)session_write(session, iq, 0, NULL);
}

void session_forget(Session *session, const void *user)
{
    iq_table_forget(session->iqs, user);
}

Stanza *session_presence_new(Session *session, const char *to)
{
    const XepModule *const *modules = xep_modules();
    Stanza *st = stanza_presence_new(session->ctx, NULL, to);
    for (guint i = 0; modules[i] != NULL; i++) {
        if (modules[i]->presence_out != NULL) {
            modules[i]->presence_out(session, session->states[i], st);
        }
    }
    return st;
}
