/* test_text_width.c: columns of clusters, and cutting text to columns.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/text.h"
#include "unit/base/tests.h"

/* One cluster each: its text and its columns. */
static const struct {
    const char *text;
    int width;
} clusters[] = {
    {"a", 1},
    {" ", 1},
    {"\n", 0},
    {"\xc3\xa9", 1},                             /* e acute */
    {"e\xcc\x81", 1},                            /* the same, in two */
    {"\xc2\xb1", 1},                             /* plus-minus: ambiguous is narrow */
    {"\xe2\x80\xa6", 1},                         /* ellipsis */
    {"\xe2\x94\x80", 1},                         /* a line of a box */
    {"\xd7\xa9\xd6\xb8", 1},                     /* Hebrew with a point */
    {"\xe0\xb8\x99\xe0\xb9\x89", 1},             /* Thai with a tone */
    {"\xe4\xb8\xad", 2},                         /* Chinese */
    {"\xe3\x81\x8b\xe3\x82\x99", 2},             /* kana with a voice mark */
    {"\xef\xbc\xa1", 2},                         /* full width A */
    {"\xef\xbd\xb1", 1},                         /* half width kana */
    {"\xea\xb0\x80", 2},                         /* a syllable of Hangul */
    {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 2}, /* the same kind, in three */
    {"\xf0\xa0\x80\x80", 2},                     /* rare Chinese */
    {"\xf0\x9f\x98\x80", 2},                     /* a face */
    {"\xf0\x9f\xab\xa0", 2},                     /* a face of Unicode 14 */
    {"\xf0\x9f\xaa\xbf", 2},                     /* a goose of Unicode 15 */
    {"\xe2\x9d\xa4", 1},                         /* heart, as text */
    {"\xe2\x9d\xa4\xef\xb8\x8e", 1},             /* the same, asked for */
    {"\xe2\x9d\xa4\xef\xb8\x8f", 2},             /* heart, as a picture */
    {"\xe2\x8c\x9a", 2},                         /* watch: a picture by itself */
    {"\xe2\x8c\x9a\xef\xb8\x8e", 1},             /* watch, as text */
    {"1\xef\xb8\x8f\xe2\x83\xa3", 2},            /* keycap */
    {"#\xef\xb8\x8f\xe2\x83\xa3", 2},            /* keycap */
    {"\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa", 2},     /* flag */
    {"\xf0\x9f\x87\xa9", 2},                     /* half a flag */
    {"\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbe", 2},     /* thumb with a colour */
    {"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", 2}, /* family */
    {"\xf0\x9f\x91\xa9\xf0\x9f\x8f\xbe\xe2\x80\x8d\xf0\x9f\x9a\x80", 2}, /* astronaut, colour */
    {"\xf0\x9f\x8f\xb4\xe2\x80\x8d\xe2\x98\xa0\xef\xb8\x8f", 2},         /* pirate flag */
    {"\xf0\x9f\x91\xa9\xe2\x80\x8d\xe2\x9d\xa4\xef\xb8\x8f\xe2\x80\x8d\xf0\x9f\x92\x8b\xe2\x80\x8d"
     "\xf0\x9f\x91\xa8",
     2},                         /* kiss */
    {"\xe2\x97\x8c\xcc\x81", 1}, /* our stand-in with a mark */
};

static void each_cluster_has_its_columns(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(clusters); i++) {
        const char *text = clusters[i].text, *p = text, *end = text + strlen(text);
        Grapheme grapheme;
        g_test_message("row %u: %s", i, text);
        g_assert_true(text_next_grapheme(&p, end, &grapheme));
        g_assert_true(grapheme.start == text);
        g_assert_true(p == end);
        g_assert_cmpuint(grapheme.len, ==, strlen(text));
        g_assert_cmpint(grapheme.width, ==, clusters[i].width);
        g_assert_false(text_next_grapheme(&p, end, &grapheme));
    }
}

/* Side by side they are what they are alone, read forwards and backwards. */
static void clusters_do_not_depend_on_neighbours(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(clusters); i++) {
        g_autofree char *text =
            g_strconcat("x", clusters[i].text, "y", clusters[i].text, "\xe4\xb8\xad", NULL);
        g_assert_cmpint(text_width(text, -1), ==, 4 + 2 * clusters[i].width);
        const char *end = text + strlen(text) - strlen("\xe4\xb8\xad");
        const char *second = text_prev_grapheme(text, end);
        g_assert_cmpuint((gsize)(end - second), ==, strlen(clusters[i].text));
        const char *letter = text_prev_grapheme(text, second);
        g_assert_cmpint(*letter, ==, 'y');
        const char *first = text_prev_grapheme(text, letter);
        g_assert_true(first == text + 1);
        g_assert_true(text_prev_grapheme(text, first) == text);
        g_assert_true(text_prev_grapheme(text, text) == text);
    }
}

static void flags_are_paired_from_the_start(void)
{
    const char *four = "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa\xf0\x9f\x87\xab\xf0\x9f\x87\xb7";
    g_assert_cmpint(text_width(four, -1), ==, 4);
    g_assert_true(text_prev_grapheme(four, four + 16) == four + 8);
    g_assert_true(text_prev_grapheme(four, four + 8) == four);
    g_assert_cmpint(text_width(four, 12), ==, 4);
}

static void width_counts_as_many_bytes_as_told(void)
{
    g_assert_cmpint(text_width("", -1), ==, 0);
    g_assert_cmpint(text_width("abc", 2), ==, 2);
    g_assert_cmpint(text_width("abc", 0), ==, 0);
    g_assert_cmpint(text_width("ab\ncd", -1), ==, 4);
    g_assert_cmpint(text_width("ab\xe4\xb8\xad", 5), ==, 4);
}

static void prefix_holds_whole_clusters(void)
{
    const char *text = "a\xe4\xb8\xad"
                       "e\xcc\x81z";
    static const struct {
        int columns, width;
        gsize bytes;
    } rows[] = {{-1, 0, 0}, {0, 0, 0}, {1, 1, 1}, {2, 1, 1},
                {3, 3, 4},  {4, 4, 7}, {5, 5, 8}, {9, 5, 8}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        int width = -1;
        g_assert_cmpuint(text_prefix_fitting(text, rows[i].columns, &width), ==, rows[i].bytes);
        g_assert_cmpint(width, ==, rows[i].width);
    }
    g_assert_cmpuint(text_prefix_fitting(text, 3, NULL), ==, 4);
}

static void assert_ellipsized(const char *text, int columns, bool ascii, const char *expected)
{
    g_autofree char *cut = text_ellipsize_dup(text, columns, ascii);
    g_assert_cmpstr(cut, ==, expected);
    g_assert_cmpint(text_width(cut, -1), <=, MAX(columns, 0));
}

static void cut_text_ends_with_an_ellipsis(void)
{
    assert_ellipsized("balcony", 7, false, "balcony");
    assert_ellipsized("balcony", 6, false, "balco\xe2\x80\xa6");
    assert_ellipsized("balcony", 6, true, "bal...");
    assert_ellipsized("balcony", 1, false, "\xe2\x80\xa6");
    assert_ellipsized("balcony", 2, true, "..");
    assert_ellipsized("balcony", 0, false, "");
    assert_ellipsized("balcony", 0, true, "");
    assert_ellipsized("balcony", -3, false, "");
    assert_ellipsized("", 0, false, "");
    /* A wide one that does not fit leaves its column empty. */
    assert_ellipsized("\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad", 4, false, "\xe4\xb8\xad\xe2\x80\xa6");
    assert_ellipsized("\xe4\xb8\xad\xe4\xb8\xad", 3, false, "\xe4\xb8\xad\xe2\x80\xa6");
    assert_ellipsized("\xe4\xb8\xad\xe4\xb8\xad", 4, false, "\xe4\xb8\xad\xe4\xb8\xad");
}

/* Bytes that are no text count one column each and end nothing early. */
static void broken_bytes_count_one_each(void)
{
    const char *text = "a\xff\xc3";
    const char *p = text, *end = text + 3;
    Grapheme grapheme;
    guint count = 0;
    while (text_next_grapheme(&p, end, &grapheme)) {
        g_assert_cmpint(grapheme.width, ==, 1);
        g_assert_cmpuint(grapheme.len, ==, 1);
        count++;
    }
    g_assert_cmpuint(count, ==, 3);
}

void test_text_width_register(void)
{
    g_test_add_func("/text/width/each_cluster_has_its_columns", each_cluster_has_its_columns);
    g_test_add_func("/text/width/clusters_do_not_depend_on_neighbours",
                    clusters_do_not_depend_on_neighbours);
    g_test_add_func("/text/width/I10_flags_are_paired_from_the_start",
                    flags_are_paired_from_the_start);
    g_test_add_func("/text/width/counts_as_many_bytes_as_told", width_counts_as_many_bytes_as_told);
    g_test_add_func("/text/width/prefix_holds_whole_clusters", prefix_holds_whole_clusters);
    g_test_add_func("/text/width/cut_text_ends_with_an_ellipsis", cut_text_ends_with_an_ellipsis);
    g_test_add_func("/text/width/broken_bytes_count_one_each", broken_bytes_count_one_each);
}
