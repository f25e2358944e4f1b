/* test_textflow.c: every code point in one row, whatever the width; folds; cost.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "tests.h"
#include "ui/textflow.h"

#include <string.h>

static GArray *broken(const char *text, int width, int first, int indent)
{
    const FlowShape shape = {width, first, indent};
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(FlowRow));
    flow_break(text, &shape, rows);
    return rows;
}

/* Rows as text with '|' between them. (transfer full) */
static char *drawn(const char *text, int width, int first, int indent)
{
    g_autoptr(GArray) rows = broken(text, width, first, indent);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < rows->len; i++) {
        const FlowRow *row = &g_array_index(rows, FlowRow, i);
        g_string_append_printf(out, "%s%.*s", i > 0 ? "|" : "", (int)row->len, text + row->start);
    }
    return g_string_free(out, FALSE);
}

static void check_drawn(const char *text, int width, const char *expected)
{
    g_autofree char *rows = drawn(text, width, 0, 0);
    g_assert_cmpstr(rows, ==, expected);
}

static void test_breaks_at_spaces(void)
{
    check_drawn("", 10, "");
    check_drawn("one two three", 10, "one two|three");
    check_drawn("one two three", 7, "one two|three");
    check_drawn("one  two", 4, "one|two");
    check_drawn("a\n\nb", 4, "a||b");
    check_drawn("abc   \ndef", 3, "abc|def");
    check_drawn("abc   ", 3, "abc");
    check_drawn("  in", 10, "  in");
    check_drawn("one two\n", 7, "one two|");
}

static void test_long_words(void)
{
    check_drawn("abcdefghij", 4, "abcd|efgh|ij");
    /* A word that no row can hold is broken where it stands. */
    check_drawn("ab cdefghij", 4, "ab c|defg|hij");
    /* A word that fits a row of its own gets one: so does an address. */
    check_drawn("see https://a.example/", 20, "see|https://a.example/");
    check_drawn("\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2", 3,
                "\xe6\xbc\xa2|\xe5\xad\x97|\xe6\xbc\xa2");
}

static void test_indents(void)
{
    g_autofree char *rows = drawn("aa bb cc dd", 8, 3, 5);
    g_assert_cmpstr(rows, ==, "aa bb|cc|dd");
}

/* Rows in order, each code point in one of them, but spaces and newlines between. */
static void check_property(const char *text, int width)
{
    g_autoptr(GArray) rows = broken(text, width, 0, 0);
    gsize at = 0;

    for (guint i = 0; i < rows->len; i++) {
        const FlowRow *row = &g_array_index(rows, FlowRow, i);
        g_assert_cmpuint(row->start, >=, at);
        for (; at < row->start; at++) {
            g_assert_true(text[at] == ' ' || text[at] == '\n');
        }
        g_assert_null(memchr(text + row->start, '\n', row->len));
        g_assert_cmpint(row->width, ==, text_width(text + row->start, row->len));
        Grapheme g;
        const char *p = text + row->start;
        bool one = text_next_grapheme(&p, text + row->start + row->len, &g) &&
                   p == text + row->start + row->len;
        g_assert_true(row->width <= width || one);
        at = row->start + row->len;
    }
    for (; text[at] != '\0'; at++) {
        g_assert_true(text[at] == ' ' || text[at] == '\n');
    }
}

static void test_each_code_point_once(void)
{
    static const char *const parts[] = {
        "word",
        " ",
        "  ",
        "\n",
        "a",
        "https://crt.example/?q=mx2.acme.example",
        "\xe6\xbc\xa2",
        "e\xcc\x81",
        "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
        "\xd7\xa9\xd7\x9c",
        "\xe2\x9d\xa4\xef\xb8\x8f",
        "0123456789",
        "-",
        "\n\n",
    };
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);

    for (int width = 1; width <= 500; width++) {
        g_autoptr(GString) raw = g_string_new(NULL);
        int n = g_rand_int_range(rand, 0, 120);
        for (int i = 0; i < n; i++) {
            g_string_append(raw, parts[g_rand_int_range(rand, 0, G_N_ELEMENTS(parts))]);
        }
        g_auto(SafeText) safe = text_safe(raw->str, -1, TEXT_BODY);
        check_property(safe.s, width);
    }
}

static char *repeat_dup(const char *part, gsize times)
{
    GString *out = g_string_sized_new(strlen(part) * times + 1);
    for (gsize i = 0; i < times; i++) {
        g_string_append(out, part);
    }
    return g_string_free(out, FALSE);
}

/* B13, I08: what nobody reads is folded, at once. */
static void check_fold(const char *part, gsize times, const char *mark)
{
    const FlowShape shape = {60, 0, 0};
    g_autofree char *raw = repeat_dup(part, times);
    g_autoptr(Flow) flow = flow_new(raw, &shape, false);

    g_assert_cmpstr(flow->fold, ==, mark);
    g_assert_cmpuint(flow_n_rows(flow), <=, mark != NULL ? 100 : FLOW_FOLD_LINES);
}

static void test_folds(void)
{
    check_fold("\n", 249999, "250 000 lines, /expand");
    check_fold("a", 1024 * 1024, "1 024 kB, /expand");
    check_fold("\xef\xbc\xb7", 349525, "1 024 kB, /expand");
    check_fold("&", 125000, "123 kB, /expand");
    check_fold("\xcc\x81", 250000, "489 kB, /expand");
    check_fold("short\n", 199, NULL);
}

/* D15: a newline in a body begins a row like any other, a CR none at all. */
static void test_fake_lines_are_rows(void)
{
    const FlowShape shape = {40, 0, 0};
    g_autoptr(Flow) flow = flow_new("hi\n12:00 boss: pay\r12:01 boss: now", &shape, false);
    gsize len;

    g_assert_cmpuint(flow_n_rows(flow), ==, 2);
    const char *row = flow_row_text(flow, 1, &len);
    g_assert_true(g_str_has_prefix(row, "12:00 boss: pay"));
    g_assert_null(strchr(flow->text.s, '\r'));
}

static void test_cache_measures_once(void)
{
    g_autoptr(FlowCache) cache = flow_cache_new();
    const FlowShape shape = {40, 0, 0};
    const FlowShape wider = {50, 0, 0};

    flow_cache_get(cache, 1, "hello", &shape);
    flow_cache_get(cache, 1, "hello", &shape);
    g_assert_cmpuint(flow_cache_misses(cache), ==, 1);
    flow_cache_get(cache, 1, "hello", &wider);
    flow_cache_get(cache, 1, "hullo", &wider);
    flow_cache_get(cache, 2, "hullo", &wider);
    g_assert_cmpuint(flow_cache_misses(cache), ==, 4);
    for (int i = 0; i < 3 * FLOW_CACHE_MAX; i++) {
        flow_cache_get(cache, i, "x", &shape);
    }
    const Flow *flow = flow_cache_get(cache, 1, "hello", &shape);
    g_assert_cmpstr(flow->text.s, ==, "hello");
}

void test_textflow_register(void)
{
    g_test_add_func("/textflow/breaks_at_spaces", test_breaks_at_spaces);
    g_test_add_func("/textflow/long_words_and_addresses", test_long_words);
    g_test_add_func("/textflow/first_and_hanging_indent", test_indents);
    g_test_add_func("/textflow/each_code_point_once_at_widths_1_to_500", test_each_code_point_once);
    g_test_add_func("/textflow/B13_I08_long_text_is_folded_at_once", test_folds);
    g_test_add_func("/textflow/D15_fake_lines_are_rows_of_the_text", test_fake_lines_are_rows);
    g_test_add_func("/textflow/cache_measures_once", test_cache_measures_once);
}
