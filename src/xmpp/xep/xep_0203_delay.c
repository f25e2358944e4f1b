/* xep_0203_delay.c: see xep_0203_delay.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/xep/xep_0203_delay.h"

#include "base/clock.h"
#include "xmpp/xep.h"

/* 1999-01-01: nobody wrote here before; and a clock may be ahead by this much. */
#define EARLIEST (G_GINT64_CONSTANT(915148800) * G_USEC_PER_SEC)
#define CLOCK_SLACK (5 * G_TIME_SPAN_MINUTE)

static bool is_of_own_server(const char *from, const Jid *own)
{
    g_autoptr(Jid) jid = from != NULL ? jid_parse(from, NULL) : NULL;
    return jid != NULL && jid_is_bare(jid) &&
           (g_str_equal(jid_text(jid), jid_domain(own)) ||
            g_str_equal(jid_text(jid), jid_bare(own)));
}

bool xep_0203_decode(Stanza *stanza, const Jid *own, gint64 now, gint64 *ret_stamp)
{
    bool found = false;
    guint seen = 0;
    for (Stanza *child = stanza_child(stanza, "delay", NS_DELAY);
         child != NULL && seen++ < DELAY_MAX; child = stanza_next(child, "delay", NULL)) {
        const char *text = stanza_attr(child, "stamp");
        gint64 stamp;
        if (text == NULL || !clock_parse_datetime(text, &stamp) || stamp < EARLIEST ||
            stamp > now + CLOCK_SLACK) {
            continue;
        }
        if (is_of_own_server(stanza_attr(child, "from"), own)) {
            *ret_stamp = stamp;
            return true;
        }
        if (!found) {
            *ret_stamp = stamp;
            found = true;
        }
    }
    return found;
}

static const char *const features[] = {NS_DELAY, NULL};

const XepModule xep_0203_delay = {
    .number = "0203",
    .name = "Delayed Delivery",
    .version = "2.0",
    .since = "0.1",
    .features = features,
};
