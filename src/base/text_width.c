/* text_width.c: grapheme clusters and their columns.
 *
 * A cluster is as wide as its base; one with an emoji presentation selector, a
 * joiner between pictures, or a pair of regional indicators is two columns. This is
 * what modern terminals do; screen.c corrects by cursor moves where one differs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

#define VS16 0xFE0F
#define VS15 0xFE0E
#define KEYCAP 0x20E3

static bool is_ascii_printable(char c)
{
    return c >= 0x20 && c < 0x7F;
}

static bool is_regional(utf8proc_int32_t c)
{
    return c >= 0x1F1E6 && c <= 0x1F1FF;
}

static int codepoint_width(utf8proc_int32_t c)
{
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
        return 0;
    }
    if (is_regional(c)) {
        return 2;
    }
    int width = utf8proc_charwidth(c);
    const utf8proc_property_t *property = utf8proc_get_property(c);
    if (property->category == UTF8PROC_CATEGORY_MN || property->category == UTF8PROC_CATEGORY_ME ||
        property->category == UTF8PROC_CATEGORY_CF) {
        return 0;
    }
    return CLAMP(width, 0, 2);
}

/* Vowels of Hangul, signs that belong to what follows, letters newer than our table: they have
 * no width of their own there, but what shows nothing at all would be hidden from the reader. */
static bool is_drawn_alone(utf8proc_int32_t c)
{
    const utf8proc_property_t *property = utf8proc_get_property(c);
    return property->category != UTF8PROC_CATEGORY_CC &&
           property->category != UTF8PROC_CATEGORY_MN &&
           property->category != UTF8PROC_CATEGORY_ME &&
           (property->category != UTF8PROC_CATEGORY_CF ||
            property->boundclass == UTF8PROC_BOUNDCLASS_PREPEND);
}

bool text_next_grapheme(const char **cursor, const char *end, Grapheme *ret_grapheme)
{
    const char *p = *cursor;
    if (p >= end) {
        return false;
    }
    ret_grapheme->start = p;
    /* ASCII followed by ASCII is a cluster by itself: the fast path. */
    if (is_ascii_printable(*p) && (p + 1 == end || (guchar)p[1] < 0x80)) {
        ret_grapheme->len = 1;
        ret_grapheme->width = 1;
        *cursor = p + 1;
        return true;
    }
    utf8proc_int32_t state = 0, previous = 0, begins = 0, c = 0;
    int width = 0;
    bool first = true;
    while (p < end) {
        utf8proc_ssize_t len =
            utf8proc_iterate((const utf8proc_uint8_t *)p, (utf8proc_ssize_t)(end - p), &c);
        if (len <= 0) {
            /* Invalid bytes count one column each; text_safe() leaves none. */
            c = 0xFFFD;
            len = 1;
        }
        if (!first && ((gsize)(p - ret_grapheme->start) + (gsize)len > TEXT_CLUSTER_MAX ||
                       utf8proc_grapheme_break_stateful(previous, c, &state))) {
            break;
        }
        if (first) {
            begins = c;
            width = codepoint_width(c);
        } else if (c == VS16 || c == KEYCAP) {
            width = 2;
        } else if (c == VS15) {
            width = 1;
        } else if (width == 0) {
            width = codepoint_width(c);
        }
        previous = c;
        first = false;
        p += len;
    }
    ret_grapheme->len = (gsize)(p - ret_grapheme->start);
    ret_grapheme->width = width == 0 && is_drawn_alone(begins) ? 1 : width;
    *cursor = p;
    return true;
}

const char *text_prev_grapheme(const char *begin, const char *cursor)
{
    if (cursor <= begin) {
        return begin;
    }
    /* Clusters cannot be found backwards; walk from a safe point: the line's start, or
     * the last run of two ASCII characters. */
    const char *safe = cursor - 1;
    while (safe > begin && !((guchar)*safe < 0x80 && (guchar)safe[-1] < 0x80)) {
        safe--;
    }
    const char *p = safe, *last = safe;
    Grapheme grapheme;
    while (p < cursor && text_next_grapheme(&p, cursor, &grapheme)) {
        last = grapheme.start;
    }
    return last;
}

static gsize length_of(const char *s, gssize len)
{
    return len < 0 ? strlen(s) : (gsize)len;
}

int text_width(const char *s, gssize len)
{
    const char *p = s, *end = s + length_of(s, len);
    int width = 0;
    Grapheme grapheme;
    while (text_next_grapheme(&p, end, &grapheme)) {
        width += grapheme.width;
    }
    return width;
}

gsize text_prefix_fitting(const char *s, int columns, int *ret_width)
{
    const char *p = s, *end = s + strlen(s), *fit = s;
    int width = 0;
    Grapheme grapheme;
    while (text_next_grapheme(&p, end, &grapheme) && width + grapheme.width <= columns) {
        width += grapheme.width;
        fit = p;
    }
    if (ret_width != NULL) {
        *ret_width = width;
    }
    return (gsize)(fit - s);
}

char *text_ellipsize_dup(const char *s, int columns, bool ascii)
{
    int width = 0;
    gsize fits = text_prefix_fitting(s, columns, &width);
    if (s[fits] == '\0') {
        return g_strdup(s);
    }
    const char *mark = ascii ? "..." : "…";
    int mark_width = ascii ? 3 : 1;
    if (columns < mark_width) {
        return g_strndup(mark, columns > 0 ? (gsize)columns : 0);
    }
    fits = text_prefix_fitting(s, columns - mark_width, &width);
    g_autofree char *head = g_strndup(s, fits);
    return g_strconcat(head, mark, NULL);
}
