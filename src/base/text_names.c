/* text_names.c: folding, look-alikes, and what XML can carry.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

static bool is_xml_char(gunichar c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xD7FF) ||
           (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

bool text_is_xml(const char *text)
{
    if (!g_utf8_validate(text, -1, NULL)) {
        return false;
    }
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        if (!is_xml_char(g_utf8_get_char(p))) {
            return false;
        }
    }
    return true;
}

char *text_xml_clean_dup(const char *text, gssize len)
{
    gsize size = len < 0 ? strlen(text) : (gsize)len;
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)size);
    GString *out = g_string_sized_new(size);
    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '\r') {
            if (p[1] != '\n') {
                g_string_append_c(out, '\n');
            }
        } else if (is_xml_char(c)) {
            g_string_append_len(out, p, g_utf8_next_char(p) - p);
        }
    }
    return g_string_free(out, FALSE);
}

char *text_fold_dup(const char *text)
{
    bool ascii = true;
    for (const char *p = text; *p != '\0' && ascii; p++) {
        ascii = (guchar)*p < 0x80;
    }
    if (ascii) {
        return g_ascii_strdown(text, -1);
    }
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    utf8proc_uint8_t *folded = utf8proc_NFKC_Casefold((const utf8proc_uint8_t *)valid);
    if (folded == NULL) {
        return g_steal_pointer(&valid);
    }
    char *result = g_strdup((const char *)folded);
    free(folded);
    return result;
}

/* Letters of other scripts, and digits, that look like a Latin letter. Lower case only:
 * the text is folded before. */
static const struct {
    gunichar from;
    const char *to;
} look_alikes[] = {
    {'0', "o"},    {'1', "l"},    {'|', "l"},    {0x0131, "i"}, {0x0261, "g"}, {0x0269, "i"},
    {0x03B1, "a"}, {0x03B3, "y"}, {0x03B5, "e"}, {0x03B7, "n"}, {0x03B9, "i"}, {0x03BA, "k"},
    {0x03BD, "v"}, {0x03BF, "o"}, {0x03C1, "p"}, {0x03C3, "o"}, {0x03C4, "t"}, {0x03C5, "u"},
    {0x03C7, "x"}, {0x03C9, "w"}, {0x0430, "a"}, {0x0432, "b"}, {0x0433, "r"}, {0x0435, "e"},
    {0x0437, "3"}, {0x043A, "k"}, {0x043C, "m"}, {0x043D, "h"}, {0x043E, "o"}, {0x043F, "n"},
    {0x0440, "p"}, {0x0441, "c"}, {0x0442, "t"}, {0x0443, "y"}, {0x0445, "x"}, {0x044C, "b"},
    {0x0455, "s"}, {0x0456, "i"}, {0x0457, "i"}, {0x0458, "j"}, {0x04BB, "h"}, {0x04CF, "l"},
    {0x0501, "d"}, {0x051B, "q"}, {0x051D, "w"}, {0x0585, "o"}, {0x0578, "n"}, {0x057D, "u"},
    {0x2010, "-"}, {0x2011, "-"}, {0x2012, "-"}, {0x2013, "-"}, {0x2212, "-"}, {0x2044, "/"},
    {0x2215, "/"},
};

static const char *look_alike(gunichar c)
{
    for (guint i = 0; i < G_N_ELEMENTS(look_alikes); i++) {
        if (look_alikes[i].from == c) {
            return look_alikes[i].to;
        }
    }
    return NULL;
}

char *text_skeleton_dup(const char *text)
{
    g_autofree char *folded = text_fold_dup(text);
    g_autofree char *spread = g_utf8_normalize(folded, -1, G_NORMALIZE_NFD);
    const char *source = spread != NULL ? spread : folded;
    GString *out = g_string_sized_new(strlen(source));
    for (const char *p = source; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        const char *latin = look_alike(c);
        if (latin != NULL) {
            g_string_append(out, latin);
        } else if (g_unichar_type(c) != G_UNICODE_FORMAT) {
            g_string_append_unichar(out, c);
        }
    }
    /* "rn" is read as "m". */
    g_string_replace(out, "rn", "m", 0);
    return g_string_free(out, FALSE);
}

bool text_is_mixed_script(const char *text)
{
    bool latin = false, greek = false, cyrillic = false;
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isalpha(c)) {
            continue;
        }
        GUnicodeScript script = g_unichar_get_script(c);
        latin |= script == G_UNICODE_SCRIPT_LATIN;
        greek |= script == G_UNICODE_SCRIPT_GREEK;
        cyrillic |= script == G_UNICODE_SCRIPT_CYRILLIC;
    }
    return (int)latin + (int)greek + (int)cyrillic > 1;
}
