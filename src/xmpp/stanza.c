/* stanza.c: looking into stanzas, exact about names and namespaces.
 *
 * An element that we built may lack an xmlns where its parent has the same one;
 * one that was read never does. So a child without a namespace counts as being in
 * its parent's, and nowhere else is a namespace guessed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/stanza.h"

#include <string.h>

/* The longest text of an error that is shown, in bytes. */
#define ERROR_TEXT_MAX 1024

const char *stanza_name(Stanza *st)
{
    const char *name = xmpp_stanza_is_tag(st) ? xmpp_stanza_get_name(st) : NULL;
    return name != NULL ? name : "";
}

const char *stanza_ns(Stanza *st)
{
    const char *ns = xmpp_stanza_is_tag(st) ? xmpp_stanza_get_ns(st) : NULL;
    return ns != NULL ? ns : "";
}

bool stanza_is(Stanza *st, const char *name, const char *ns)
{
    return strcmp(stanza_name(st), name) == 0 && strcmp(stanza_ns(st), ns) == 0;
}

const char *stanza_attr(Stanza *st, const char *name)
{
    return xmpp_stanza_is_tag(st) ? xmpp_stanza_get_attribute(st, name) : NULL;
}

const char *stanza_id(Stanza *st)
{
    return stanza_attr(st, "id");
}

const char *stanza_type(Stanza *st)
{
    return stanza_attr(st, "type");
}

/* First of CHILD and its later siblings that matches. */
static Stanza *find_from(Stanza *child, const char *name, const char *ns)
{
    for (; child != NULL; child = xmpp_stanza_get_next(child)) {
        if (!xmpp_stanza_is_tag(child) || (name != NULL && strcmp(stanza_name(child), name) != 0)) {
            continue;
        }
        const char *own = xmpp_stanza_get_ns(child);
        if (strcmp(ns, STANZA_ANY) == 0 || own == NULL || strcmp(own, ns) == 0) {
            return child;
        }
    }
    return NULL;
}

Stanza *stanza_child(Stanza *st, const char *name, const char *ns)
{
    return find_from(xmpp_stanza_get_children(st), name, ns != NULL ? ns : stanza_ns(st));
}

Stanza *stanza_next(Stanza *child, const char *name, const char *ns)
{
    return find_from(xmpp_stanza_get_next(child), name, ns != NULL ? ns : stanza_ns(child));
}

char *stanza_text_dup(Stanza *st)
{
    GString *text = g_string_new(NULL);
    for (Stanza *c = xmpp_stanza_get_children(st); c != NULL; c = xmpp_stanza_get_next(c)) {
        const char *part = xmpp_stanza_is_text(c) ? xmpp_stanza_get_text_ptr(c) : NULL;
        if (part != NULL) {
            g_string_append(text, part);
        }
    }
    return g_string_free(text, FALSE);
}

char *stanza_child_text_dup(Stanza *st, const char *name, const char *ns)
{
    Stanza *child = stanza_child(st, name, ns);
    return child != NULL ? stanza_text_dup(child) : NULL;
}

bool stanza_from(Stanza *st, Jid **ret_from, GError **error)
{
    const char *from = stanza_attr(st, "from");
    Jid *jid = NULL;
    if (from != NULL) {
        jid = jid_parse(from, error);
        if (jid == NULL) {
            return false;
        }
    }
    *ret_from = jid;
    return true;
}

Jid *stanza_attr_jid(Stanza *st, const char *name, GError **error)
{
    const char *text = stanza_attr(st, name);
    return jid_parse(text != NULL ? text : "", error);
}

bool stanza_attr_int(Stanza *st, const char *name, gint64 min, gint64 max, gint64 *ret_value)
{
    const char *text = stanza_attr(st, name);
    if (text == NULL || !(g_ascii_isdigit(text[0]) || text[0] == '-')) {
        return false;
    }
    return g_ascii_string_to_signed(text, 10, min, max, ret_value, NULL);
}

/* Words for the conditions of RFC 6120 section 8.3.3. */
static const struct {
    const char *condition;
    const char *words;
} condition_words[] = {
    {"bad-request", "it did not understand the question"},
    {"conflict", "that name is taken"},
    {"feature-not-implemented", "it does not know how to do that"},
    {"forbidden", "you are not allowed to do that"},
    {"gone", "that address is no longer used"},
    {"internal-server-error", "the other server has a fault"},
    {"item-not-found", "there is no such thing there"},
    {"jid-malformed", "that address is not valid there"},
    {"not-acceptable", "it does not accept that"},
    {"not-allowed", "nobody is allowed to do that there"},
    {"not-authorized", "it wants you to log in first"},
    {"policy-violation", "that is against the server's rules"},
    {"recipient-unavailable", "they are not there now"},
    {"redirect", "that address has moved"},
    {"registration-required", "you need to register there first"},
    {"remote-server-not-found", "there is no such server"},
    {"remote-server-timeout", "the other server does not answer"},
    {"resource-constraint", "the server is too busy or the text is too long"},
    {"service-unavailable", "it does not offer that, or does not answer you"},
    {"subscription-required", "you need to be in each other's contacts first"},
    {"unexpected-request", "it did not expect that now"},
};

const char *stanza_error_condition(Stanza *st)
{
    Stanza *error = stanza_child(st, "error", NULL);
    Stanza *c = error != NULL ? stanza_child(error, NULL, NS_STANZA_ERROR) : NULL;
    for (; c != NULL; c = stanza_next(c, NULL, NS_STANZA_ERROR)) {
        for (gsize i = 0; i < G_N_ELEMENTS(condition_words); i++) {
            if (strcmp(stanza_name(c), condition_words[i].condition) == 0) {
                return condition_words[i].condition;
            }
        }
    }
    return "undefined-condition";
}

char *stanza_error_text_dup(Stanza *st)
{
    Stanza *error = stanza_child(st, "error", NULL);
    g_autofree char *text =
        error != NULL ? stanza_child_text_dup(error, "text", NS_STANZA_ERROR) : NULL;
    if (text != NULL && *g_strstrip(text) != '\0') {
        g_autofree char *valid = g_utf8_make_valid(text, -1);
        return g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), ERROR_TEXT_MAX));
    }
    const char *condition = stanza_error_condition(st);
    for (gsize i = 0; i < G_N_ELEMENTS(condition_words); i++) {
        if (strcmp(condition, condition_words[i].condition) == 0) {
            return g_strdup(condition_words[i].words);
        }
    }
    return g_strdup("it gave no reason");
}
