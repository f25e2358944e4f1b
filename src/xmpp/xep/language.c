/* language.c: see language.h.
 *
 * A tag of the network is "de-CH", a locale is "de_CH.UTF-8": only the parts that both have
 * are compared, without regard to case.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/xep/language.h"

#include <string.h>

/* The library gives xml:lang as "lang". */
#define LANG "lang"
#define CHILDREN_MAX 64

static bool lang_matches(const char *tag, const char *locale)
{
    for (; *tag != '\0' && *locale != '\0'; tag++, locale++) {
        if (*tag == '-' && *locale == '_') {
            continue;
        }
        if (g_ascii_tolower(*tag) != g_ascii_tolower(*locale)) {
            return false;
        }
    }
    /* "de" is good for "de_CH", and "de-CH" for "de". */
    return (*tag == '\0' || *tag == '-') && strchr("_.@", *locale) != NULL;
}

/* The place of TAG in LANGUAGES, lower is better; G_MAXUINT: not there. */
static guint lang_rank(const char *tag, const char *const *languages)
{
    for (guint i = 0; languages[i] != NULL; i++) {
        if (!g_str_equal(languages[i], "C") && lang_matches(tag, languages[i])) {
            return i;
        }
    }
    return G_MAXUINT;
}

Stanza *language_child(Stanza *st, const char *name, const char *const *languages)
{
    Stanza *best = NULL;
    Stanza *plain = NULL;
    guint best_rank = G_MAXUINT;
    guint seen = 0;
    Stanza *first = stanza_child(st, name, NULL);
    for (Stanza *child = first; child != NULL && seen++ < CHILDREN_MAX;
         child = stanza_next(child, name, NULL)) {
        const char *tag = stanza_attr(child, LANG);
        if (tag == NULL || tag[0] == '\0') {
            plain = plain != NULL ? plain : child;
            continue;
        }
        guint rank = lang_rank(tag, languages);
        if (rank < best_rank) {
            best = child;
            best_rank = rank;
        }
    }
    if (best != NULL) {
        return best;
    }
    return plain != NULL ? plain : first;
}
