/* test_text.c: what reaches the terminal: no control, nothing hidden, nothing stacked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/text.h"
#include "unit/base/tests.h"

#define MARK "\xcc\x81"       /* combining acute */
#define CIRCLE "\xe2\x97\x8c" /* dotted circle */
#define BROKEN "\xef\xbf\xbd" /* replacement character */
#define ZWJ "\xe2\x80\x8d"
#define VS16 "\xef\xb8\x8f"
#define MAN "\xf0\x9f\x91\xa8"
#define WOMAN "\xf0\x9f\x91\xa9"
#define GIRL "\xf0\x9f\x91\xa7"
#define BROWN "\xf0\x9f\x8f\xbe"
#define HEART "\xe2\x9d\xa4"
#define KEYCAP "\xe2\x83\xa3"

static const TextKind kinds[] = {TEXT_NAME, TEXT_LINE, TEXT_BODY};

/* The safe form of TEXT; checks what must hold for every one of them. (transfer full) */
static char *safe_dup(const char *text, gssize len, TextKind kind)
{
    g_auto(SafeText) safe = text_safe(text, len, kind);
    gsize size = len < 0 ? strlen(text) : (gsize)len;
    g_assert_true(g_utf8_validate(safe.s, -1, NULL));
    g_assert_cmpuint(strlen(safe.s), <=, 8 * size);
    for (const char *p = safe.s; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_assert_false(g_unichar_iscntrl(c) && !(c == '\n' && kind == TEXT_BODY));
    }
    g_auto(SafeText) again = text_safe(safe.s, -1, kind);
    g_assert_cmpstr(again.s, ==, safe.s);
    return g_strdup(safe.s);
}

static void assert_safe(const char *text, TextKind kind, const char *expected)
{
    g_autofree char *safe = safe_dup(text, -1, kind);
    g_assert_cmpstr(safe, ==, expected);
}

static void assert_safe_everywhere(const char *text, const char *expected)
{
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        assert_safe(text, kinds[i], expected);
    }
}

static void expected_mark(guint code, char *mark, gsize size)
{
    if (code < 0x20 || code == 0x7F) {
        g_snprintf(mark, size, "a^%cb", (int)(code ^ 0x40));
    } else {
        g_snprintf(mark, size, "a<U+%04X>b", code);
    }
}

/* I01: every code of C0 and C1, and DEL, shows as a mark in each kind of text. */
static void every_control_becomes_a_mark(void)
{
    guint seen = 0;
    for (guint code = 0; code < 0xA0; code++) {
        if (code >= 0x20 && code < 0x7F) {
            continue;
        }
        char text[8] = "a", mark[16];
        gsize len = 1 + (gsize)g_unichar_to_utf8(code, text + 1);
        text[len++] = 'b';
        expected_mark(code, mark, sizeof mark);
        for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
            bool kept = kinds[i] == TEXT_BODY && (code == '\n' || code == '\t');
            g_autofree char *safe = safe_dup(text, (gssize)len, kinds[i]);
            g_assert_cmpstr(safe, ==, !kept ? mark : code == '\n' ? "a\nb" : "a    b");
        }
        seen++;
    }
    g_assert_cmpuint(seen, ==, 65);
}

/* I01: the C1 codes as single bytes, which an old terminal obeys, are no text at all. */
static void every_raw_high_byte_is_replaced(void)
{
    for (guint byte = 0x80; byte <= 0xFF; byte++) {
        const char text[] = {'a', (char)byte, 'b', '\0'};
        assert_safe_everywhere(text, "a" BROKEN "b");
    }
}

/* I03 */
static void characters_that_move_the_cursor_are_marks(void)
{
    assert_safe("one\rtwo\bthree\vfour\ffive\tsix", TEXT_BODY,
                "one^Mtwo^Hthree^Kfour^Lfive    six");
    assert_safe("one\r\ntwo", TEXT_BODY, "one^M\ntwo");
    assert_safe("one\ntwo\tthree", TEXT_LINE, "one^Jtwo^Ithree");
    assert_safe("one\ntwo", TEXT_NAME, "one^Jtwo");
    assert_safe_everywhere("\x1b]0;title\x07\x1b[2J", "^[]0;title^G^[[2J");
    assert_safe("one\xe2\x80\xa8two\xe2\x80\xa9three", TEXT_BODY, "one<U+2028>two<U+2029>three");
}

/* I04 */
static void direction_controls_are_marks(void)
{
    static const gunichar controls[] = {
        0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066,
        0x2067, 0x2068, 0x2069, 0x200E, 0x200F, 0x061C,
    };
    for (guint i = 0; i < G_N_ELEMENTS(controls); i++) {
        char text[12] = "ab", mark[24];
        gsize len = 2 + (gsize)g_unichar_to_utf8(controls[i], text + 2);
        memcpy(text + len, "cd", 3);
        g_snprintf(mark, sizeof mark, "ab<U+%04X>cd", controls[i]);
        assert_safe_everywhere(text, mark);
    }
    /* Letters of a script written from the right stay. */
    assert_safe_everywhere("\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d");
}

/* I05 */
static void invisible_characters_are_marks(void)
{
    static const gunichar hidden[] = {
        0x200B, 0x200C, 0x200D, 0x2060,  0xFEFF,  0x00AD,  0x034F,  0x3164,  0x115F,
        0x1160, 0x180E, 0x2800, 0xFE00,  0xFE0F,  0xE0001, 0xE0041, 0xE007F, 0xE0100,
        0xFFA0, 0x2064, 0xFFF9, 0x1D173, 0x1BCA0, 0x17B4,  0x2061,  0x206F,
    };
    for (guint i = 0; i < G_N_ELEMENTS(hidden); i++) {
        char text[12] = "ab", mark[24];
        gsize len = 2 + (gsize)g_unichar_to_utf8(hidden[i], text + 2);
        memcpy(text + len, "cd", 3);
        g_snprintf(mark, sizeof mark, "ab<U+%04X>cd", hidden[i]);
        assert_safe_everywhere(text, mark);
    }
}

/* I05: no character at all that Unicode calls invisible gets through by itself. */
static void no_format_character_passes_alone(void)
{
    for (gunichar c = 0x80; c < 0xE1000; c = c == 0x1FFFF ? 0xE0000 : c + 1) {
        bool drawn = (c >= 0x0600 && c <= 0x0605) || c == 0x06DD || c == 0x070F || c == 0x0890 ||
                     c == 0x0891 || c == 0x08E2 || c == 0x110BD || c == 0x110CD;
        if (g_unichar_type(c) != G_UNICODE_FORMAT || drawn) {
            continue;
        }
        char text[12] = "a";
        gsize len = 1 + (gsize)g_unichar_to_utf8(c, text + 1);
        memcpy(text + len, "b", 2);
        g_auto(SafeText) safe = text_safe(text, -1, TEXT_NAME);
        if (strcmp(safe.s, text) == 0) {
            g_test_message("U+%04X", c);
            g_test_fail();
        }
    }
}

/* I05 */
static void joiners_stay_in_known_sequences_only(void)
{
    static const char *const known[] = {
        MAN ZWJ WOMAN ZWJ GIRL,       WOMAN BROWN ZWJ MAN BROWN, HEART VS16,
        WOMAN ZWJ HEART VS16 ZWJ MAN, "1" VS16 KEYCAP,           "#" VS16 KEYCAP,
    };
    for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
        assert_safe(known[i], TEXT_BODY, known[i]);
    }
    assert_safe(MAN ZWJ, TEXT_BODY, MAN "<U+200D>");
    assert_safe(MAN ZWJ ZWJ WOMAN, TEXT_BODY, MAN "<U+200D><U+200D>" WOMAN);
    assert_safe(MAN ZWJ "a", TEXT_BODY, MAN "<U+200D>a");
    assert_safe(HEART VS16 VS16, TEXT_BODY, HEART VS16 "<U+FE0F>");
    assert_safe("1" VS16 "2", TEXT_BODY, "1<U+FE0F>2");
    assert_safe("a" VS16, TEXT_BODY, "a<U+FE0F>");
    /* A joiner that a script needs: in prose it stays, in a name it shows. */
    assert_safe("\xd9\x85\xe2\x80\x8c\xdb\x8c", TEXT_BODY, "\xd9\x85\xe2\x80\x8c\xdb\x8c");
    assert_safe("\xd9\x85\xe2\x80\x8c\xdb\x8c", TEXT_NAME, "\xd9\x85<U+200C>\xdb\x8c");
    assert_safe("a\xe2\x80\x8c"
                "b",
                TEXT_BODY, "a<U+200C>b");
}

/* I07 */
static void marks_beyond_four_are_counted(void)
{
    assert_safe_everywhere("e" MARK MARK MARK MARK "x", "e" MARK MARK MARK MARK "x");
    assert_safe_everywhere("e" MARK MARK MARK MARK MARK "x", "e" MARK MARK MARK MARK "<+1>x");
    assert_safe_everywhere(MARK "x", CIRCLE MARK "x");
    assert_safe("a\n" MARK "x", TEXT_BODY, "a\n" CIRCLE MARK "x");
    assert_safe_everywhere("\x1b" MARK, "^[" CIRCLE MARK);
    GString *zalgo = g_string_new("a");
    for (guint i = 0; i < 100000; i++) {
        g_string_append(zalgo, MARK);
    }
    gint64 start = g_get_monotonic_time();
    assert_safe_everywhere(zalgo->str, "a" MARK MARK MARK MARK "<+99996>");
    g_assert_cmpint(g_get_monotonic_time() - start, <, 5 * G_USEC_PER_SEC);
    g_string_free(zalgo, TRUE);
}

/* Bytes of the longest cluster of S. */
static gsize longest_cluster(const char *s)
{
    const char *p = s;
    gsize longest = 0;
    Grapheme grapheme;
    while (text_next_grapheme(&p, s + strlen(s), &grapheme)) {
        longest = MAX(longest, grapheme.len);
    }
    return longest;
}

/* I07: everything that Unicode joins without end: one cell of the screen stays small. */
static void no_cluster_grows_without_end(void)
{
    static const struct {
        const char *first, *more;
    } runs[] = {
        {"a", MARK},
        {"\xe0\xa4\x95", "\xe0\xa4\xbe"},                         /* spacing vowel sign */
        {"\xe1\x84\x80", "\xe1\x84\x80"},                         /* Hangul leading consonant */
        {"\xea\xb0\x80", "\xe1\x85\xa1"},                         /* Hangul vowel */
        {"\xe0\xa4\x95", "\xe0\xa5\x8d\xe2\x80\x8d\xe0\xa4\x95"}, /* conjuncts */
        {MAN, ZWJ MAN},
        {MAN, BROWN},
        {"\xd8\x80", "\xd8\x80"}, /* a sign that belongs to what follows */
        {"\xf0\x9f\x87\xa9", "\xf0\x9f\x87\xaa"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(runs); i++) {
        GString *text = g_string_new(runs[i].first);
        for (guint n = 0; n < 1000; n++) {
            g_string_append(text, runs[i].more);
        }
        for (guint kind = 0; kind < G_N_ELEMENTS(kinds); kind++) {
            g_autofree char *safe = safe_dup(text->str, -1, kinds[kind]);
            g_test_message("row %u: %zu", i, longest_cluster(safe));
            g_assert_cmpuint(longest_cluster(safe), <=, TEXT_CLUSTER_MAX);
        }
        g_string_free(text, TRUE);
    }
}

/* I10 */
static void what_is_no_text_is_replaced(void)
{
    assert_safe_everywhere("a\xed\xa0\x80z", "a" BROKEN BROKEN BROKEN "z"); /* half a pair */
    assert_safe_everywhere("a\xed\xa0\xbd\xed\xb8\x80z",
                           "a" BROKEN BROKEN BROKEN BROKEN BROKEN BROKEN "z");
    assert_safe_everywhere("a\xc0\xafz", "a" BROKEN BROKEN "z"); /* overlong */
    assert_safe_everywhere("a\xe0\x80\xafz", "a" BROKEN BROKEN BROKEN "z");
    assert_safe_everywhere("a\xc1\x9bz", "a" BROKEN BROKEN "z"); /* an overlong [ */
    assert_safe_everywhere("a\xf4\x90\x80\x80z", "a" BROKEN BROKEN BROKEN BROKEN "z");
    assert_safe_everywhere("a\xe2\x82", "a" BROKEN BROKEN);   /* cut short */
    assert_safe_everywhere("a\xef\xbf\xbez", "a" BROKEN "z"); /* a noncharacter */
    assert_safe_everywhere("a\xef\xb7\x90z", "a" BROKEN "z");
}

/* I10: three letters of flags are a flag and a letter, wherever they are cut. */
static void odd_flags_do_not_drift(void)
{
    const char *letter = "\xf0\x9f\x87\xa9";
    GString *text = g_string_new(NULL);
    for (int count = 1; count < 9; count++) {
        g_string_append(text, letter);
        g_autofree char *safe = safe_dup(text->str, -1, TEXT_BODY);
        g_assert_cmpstr(safe, ==, text->str);
        g_assert_cmpint(text_width(safe, -1), ==, (count + 1) / 2 * 2);
    }
    g_string_free(text, TRUE);
}

/* I10: any bytes give safe text, whose width is the sum of its clusters' widths. */
static void any_bytes_give_safe_text(void)
{
    static const char *const pieces[] = {
        "a",
        "\n",
        "\t",
        "\x1b",
        "\xc2\x9b",
        "\xff",
        "\xe2\x80",
        MARK,
        CIRCLE,
        ZWJ,
        VS16,
        MAN,
        BROWN,
        HEART,
        KEYCAP,
        "1",
        "\xf0\x9f\x87\xa9",
        "\xe2\x80\xae",
        "\xe1\x84\x80",
        "\xe1\x85\xa1",
        "\xe0\xa4\x95",
        "\xe0\xa5\x8d",
        "\xe0\xa4\xbe",
        "\xd8\x80",
        "\xe4\xb8\x80",
        "<+1>",
        "\xef\xbf\xbe",
        "\xd9\x85",
        "\xe2\x80\x8c",
        "\xf3\xa0\x81\xa7",
        "\xc2\xad",
        "\xe0\xb8\xb3",
    };
    g_autoptr(GRand) random = g_rand_new_with_seed(20261126);
    for (guint round = 0; round < 20000; round++) {
        GString *text = g_string_new(NULL);
        gint32 count = g_rand_int_range(random, 1, 24);
        for (gint32 i = 0; i < count; i++) {
            g_string_append(text, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
        }
        g_autofree char *safe = safe_dup(text->str, (gssize)text->len, kinds[round % 3]);
        g_assert_cmpuint(longest_cluster(safe), <=, TEXT_CLUSTER_MAX);
        const char *p = safe, *end = safe + strlen(safe);
        Grapheme grapheme;
        int width = 0;
        while (text_next_grapheme(&p, end, &grapheme)) {
            g_assert_true(grapheme.start + grapheme.len == p && grapheme.len > 0);
            g_assert_cmpint(grapheme.width, <=, 2);
            g_assert_true(grapheme.width > 0 || *grapheme.start == '\n');
            g_assert_true(text_prev_grapheme(safe, p) == grapheme.start);
            width += grapheme.width;
        }
        g_assert_cmpint(width, ==, text_width(safe, -1));
        g_string_free(text, TRUE);
    }
}

static void plain_text_is_kept(void)
{
    assert_safe_everywhere("", "");
    assert_safe_everywhere("But, soft! what light through yonder window breaks?",
                           "But, soft! what light through yonder window breaks?");
    assert_safe_everywhere("caf\xc3\xa9 \xe2\x82\xac \xe6\x97\xa5\xe6\x9c\xac \xd0\xb4\xd0\xb0",
                           "caf\xc3\xa9 \xe2\x82\xac \xe6\x97\xa5\xe6\x9c\xac \xd0\xb4\xd0\xb0");
    assert_safe("one\ntwo", TEXT_BODY, "one\ntwo");
    g_autofree char *part = safe_dup("abcdef", 3, TEXT_BODY);
    g_assert_cmpstr(part, ==, "abc");
    g_autofree char *nul = safe_dup("a\0b", 3, TEXT_NAME);
    g_assert_cmpstr(nul, ==, "a^@b");
}

/* I05: whatever passes takes a cell of the screen, so that it can be seen to be there. */
static void each_character_takes_a_column(void)
{
    for (gunichar c = 1; c < 0x20000; c++) {
        char text[8] = {0};
        text[g_unichar_to_utf8(c, text)] = '\0';
        g_auto(SafeText) safe = text_safe(text, -1, TEXT_NAME);
        if (text_width(safe.s, -1) < 1) {
            g_test_message("U+%04X type %d", c, g_unichar_type(c));
            g_test_fail();
        }
    }
}

void test_text_register(void)
{
    g_test_add_func("/text/safe/I05_each_character_takes_a_column", each_character_takes_a_column);
    g_test_add_func("/text/safe/plain_text_is_kept", plain_text_is_kept);
    g_test_add_func("/text/safe/I01_every_control_becomes_a_mark", every_control_becomes_a_mark);
    g_test_add_func("/text/safe/I01_every_raw_high_byte_is_replaced",
                    every_raw_high_byte_is_replaced);
    g_test_add_func("/text/safe/I03_characters_that_move_the_cursor_are_marks",
                    characters_that_move_the_cursor_are_marks);
    g_test_add_func("/text/safe/I04_direction_controls_are_marks", direction_controls_are_marks);
    g_test_add_func("/text/safe/I05_invisible_characters_are_marks",
                    invisible_characters_are_marks);
    g_test_add_func("/text/safe/I05_no_format_character_passes_alone",
                    no_format_character_passes_alone);
    g_test_add_func("/text/safe/I05_joiners_stay_in_known_sequences_only",
                    joiners_stay_in_known_sequences_only);
    g_test_add_func("/text/safe/I07_marks_beyond_four_are_counted", marks_beyond_four_are_counted);
    g_test_add_func("/text/safe/I07_no_cluster_grows_without_end", no_cluster_grows_without_end);
    g_test_add_func("/text/safe/I10_what_is_no_text_is_replaced", what_is_no_text_is_replaced);
    g_test_add_func("/text/safe/I10_odd_flags_do_not_drift", odd_flags_do_not_drift);
    g_test_add_func("/text/safe/I10_any_bytes_give_safe_text", any_bytes_give_safe_text);
}
