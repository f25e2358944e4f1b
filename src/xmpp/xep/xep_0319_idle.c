/* xep_0319_idle.c: see xep_0319_idle.h.
 *
 * Our own idle time goes out with the presence; only leaving and coming back send one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/xep/xep_0319_idle.h"

#include "base/clock.h"
#include "xmpp/xep.h"

typedef struct {
    gint64 since; /* UTC us; 0: at the keys */
} IdleState;

extern const XepModule xep_0319_idle;

gint64 xep_0319_decode(Stanza *presence, gint64 now)
{
    Stanza *idle = stanza_child(presence, "idle", NS_IDLE);
    const char *text = idle != NULL ? stanza_attr(idle, "since") : NULL;
    gint64 since;
    if (text == NULL || !clock_parse_datetime(text, &since) || since <= 0 || since > now) {
        return 0;
    }
    return since;
}

static void presence_out(G_GNUC_UNUSED Session *session, void *state, Stanza *st)
{
    const IdleState *own = state;
    if (own->since != 0) {
        g_autofree char *text = clock_format_datetime_dup(own->since);
        stanza_set(stanza_add(st, "idle", NS_IDLE), "since", text);
    }
}

void session_set_idle_since(Session *session, gint64 since)
{
    IdleState *own = session_state(session, &xep_0319_idle);
    if (own->since != since) {
        own->since = since;
        session_send_presence(session);
    }
}

static const char *const features[] = {NS_IDLE, NULL};

const XepModule xep_0319_idle = {
    .number = "0319",
    .name = "Last User Interaction in Presence",
    .version = "1.0.2",
    .since = "0.1",
    .features = features,
    .state_size = sizeof(IdleState),
    .presence_out = presence_out,
};
