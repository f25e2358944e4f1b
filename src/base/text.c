/* text.c: the one function that makes text safe for a terminal (see text.h).
 *
 * What is taken out is replaced by something visible, so that nothing can hide and
 * nothing can be forged by being invisible.  The marks are plain ASCII, which makes
 * the function idempotent.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

#define ZWNJ 0x200C
#define ZWJ 0x200D
#define VS15 0xFE0E
#define VS16 0xFE0F
#define KEYCAP 0x20E3
#define REPLACEMENT "\xEF\xBF\xBD"
#define TAB_RUN "    "

typedef struct {
    GString *out;
    TextKind kind;
    guint marks;               /* combining marks on the current base */
    guint dropped;             /* of them, not shown */
    utf8proc_int32_t base;     /* last character that is no mark, joiner or selector */
    utf8proc_int32_t previous; /* last character written; 0 at the start and after a mark of ours */
} Cleaner;

/* Explicit direction controls: they reorder what stands beside them. */
static bool is_bidi_control(utf8proc_int32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E ||
           c == 0x200F || c == 0x061C;
}

/* Characters that show nothing, or look like a space that is none. */
static bool is_invisible(utf8proc_int32_t c)
{
    return c == 0x00AD || c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 ||
           (c >= 0x180B && c <= 0x180F) || (c >= 0x200B && c <= 0x200D) ||
           (c >= 0x2028 && c <= 0x2029) || (c >= 0x2060 && c <= 0x206F) || c == 0x2800 ||
           c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || c == 0xFFA0 ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0x1BCA0 && c <= 0x1BCA3) ||
           (c >= 0x1D173 && c <= 0x1D17A) || (c >= 0xE0000 && c <= 0xE0FFF);
}

/* Format characters but those that are drawn, as the Arabic number signs are. */
static bool is_format(utf8proc_int32_t c)
{
    const utf8proc_property_t *property = utf8proc_get_property(c);
    return property->category == UTF8PROC_CATEGORY_CF &&
           property->boundclass != UTF8PROC_BOUNDCLASS_PREPEND;
}

static bool is_pictographic(utf8proc_int32_t c)
{
    return c > 0 &&
           utf8proc_get_property(c)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

static bool is_mark(utf8proc_int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

static bool is_keycap_base(utf8proc_int32_t c)
{
    return (c >= '0' && c <= '9') || c == '#' || c == '*';
}

/* Letters of scripts that join or stack, where ZWJ and ZWNJ carry meaning. */
static bool is_joining_letter(utf8proc_int32_t c)
{
    if (c < 0x0590 || c > 0x1CFF) {
        return false;
    }
    utf8proc_category_t category = utf8proc_category(c);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
           category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC;
}

static utf8proc_int32_t peek(const guchar *p, const guchar *end)
{
    utf8proc_int32_t c = 0;
    return p < end && utf8proc_iterate(p, end - p, &c) > 0 ? c : 0;
}

/* Whether the joiner or selector C, with NEXT behind it, is part of something known. */
static bool belongs(const Cleaner *cleaner, utf8proc_int32_t c, utf8proc_int32_t next)
{
    if (c == VS15 || c == VS16) {
        return cleaner->previous == cleaner->base &&
               (is_pictographic(cleaner->base) ||
                (is_keycap_base(cleaner->base) && next == KEYCAP));
    }
    if (c == ZWJ && is_pictographic(cleaner->base) && is_pictographic(next) &&
        cleaner->previous != ZWJ) {
        return true;
    }
    return (c == ZWJ || c == ZWNJ) && cleaner->kind == TEXT_BODY &&
           is_joining_letter(cleaner->previous) && is_joining_letter(next);
}

static void end_marks(Cleaner *cleaner)
{
    if (cleaner->dropped > 0) {
        g_string_append_printf(cleaner->out, "<+%u>", cleaner->dropped);
    }
    cleaner->marks = 0;
    cleaner->dropped = 0;
}

/* A visible stand-in: what follows joins nothing before it. */
static void put_stand_in(Cleaner *cleaner, const char *text)
{
    end_marks(cleaner);
    g_string_append(cleaner->out, text);
    cleaner->base = 0;
    cleaner->previous = 0;
}

static void put_escape(Cleaner *cleaner, utf8proc_int32_t c)
{
    char text[16];
    g_snprintf(text, sizeof text, "<U+%04X>", (guint)c);
    put_stand_in(cleaner, text);
}

static void put_control(Cleaner *cleaner, utf8proc_int32_t c)
{
    if (c == '\n' && cleaner->kind == TEXT_BODY) {
        put_stand_in(cleaner, "\n");
    } else if (c == '\t' && cleaner->kind == TEXT_BODY) {
        put_stand_in(cleaner, TAB_RUN);
    } else if (c < 0x20 || c == 0x7F) {
        const char text[] = {'^', (char)(c ^ 0x40), '\0'};
        put_stand_in(cleaner, text);
    } else {
        put_escape(cleaner, c);
    }
}

static void put_mark(Cleaner *cleaner, const guchar *bytes, gssize len, utf8proc_int32_t c)
{
    if (cleaner->previous == 0 && cleaner->marks == 0) {
        /* A mark at the start would sit on what we draw before it. */
        g_string_append(cleaner->out, "\xE2\x97\x8C");
        cleaner->base = 0x25CC;
    }
    if (cleaner->marks < TEXT_MARKS_MAX) {
        g_string_append_len(cleaner->out, (const char *)bytes, len);
        cleaner->marks++;
    } else {
        cleaner->dropped++;
    }
    cleaner->previous = c;
}

static void put(Cleaner *cleaner, const guchar *p, gssize len, utf8proc_int32_t c,
                utf8proc_int32_t next)
{
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
        put_control(cleaner, c);
    } else if ((c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF)) {
        put_stand_in(cleaner, REPLACEMENT);
    } else if (is_bidi_control(c)) {
        put_escape(cleaner, c);
    } else if (is_invisible(c) || is_format(c)) {
        if (belongs(cleaner, c, next)) {
            g_string_append_len(cleaner->out, (const char *)p, len);
            cleaner->previous = c;
        } else {
            put_escape(cleaner, c);
        }
    } else if (is_mark(c)) {
        put_mark(cleaner, p, len, c);
    } else {
        end_marks(cleaner);
        g_string_append_len(cleaner->out, (const char *)p, len);
        bool modifier = c >= 0x1F3FB && c <= 0x1F3FF && is_pictographic(cleaner->base);
        cleaner->base = modifier ? cleaner->base : c;
        cleaner->previous = c;
    }
}

static bool is_plain(const guchar *bytes, gsize len, TextKind kind)
{
    for (gsize i = 0; i < len; i++) {
        if ((bytes[i] < 0x20 && !(bytes[i] == '\n' && kind == TEXT_BODY)) || bytes[i] >= 0x7F) {
            return false;
        }
    }
    return true;
}

SafeText text_safe(const char *bytes, gssize len, TextKind kind)
{
    gsize size = len < 0 ? strlen(bytes) : (gsize)len;
    const guchar *p = (const guchar *)bytes, *end = p + size;
    if (is_plain(p, size, kind)) {
        return (SafeText){g_strndup(bytes, size)};
    }
    Cleaner cleaner = {.out = g_string_sized_new(size + 16), .kind = kind};
    while (p < end) {
        utf8proc_int32_t c = 0;
        gssize n = utf8proc_iterate(p, end - p, &c);
        if (n <= 0) {
            put_stand_in(&cleaner, REPLACEMENT);
            p++;
            continue;
        }
        put(&cleaner, p, n, c, peek(p + n, end));
        p += n;
    }
    end_marks(&cleaner);
    return (SafeText){g_string_free(cleaner.out, FALSE)};
}

void safe_text_clear(SafeText *text)
{
    g_clear_pointer(&text->s, g_free);
}
