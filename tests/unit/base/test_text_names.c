/* test_text_names.c: folding, look-alikes, and what XML carries.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/text.h"
#include "unit/base/tests.h"

static bool alike(const char *a, const char *b)
{
    g_autofree char *x = text_skeleton_dup(a);
    g_autofree char *y = text_skeleton_dup(b);
    return strcmp(x, y) == 0;
}

/* I06 */
static void look_alikes_share_a_skeleton(void)
{
    g_assert_true(alike("paypal", "p\xd0\xb0ypal"));
    g_assert_true(alike("paypal", "PayPal"));
    g_assert_true(alike("paypal", "p\xce\xb1ypal"));
    g_assert_true(alike("paypal", "paypa1"));
    g_assert_true(alike("romeo", "r\xd0\xbemeo"));
    g_assert_true(alike("romeo", "rome0"));
    g_assert_true(alike("romeo", "\xef\xbd\x92omeo"));
    g_assert_true(alike("romeo", "rorneo"));
    g_assert_true(alike("romeo", "ro\xe2\x80\x8bmeo"));
    g_assert_true(alike("romeo", "ro\xc2\xadmeo"));
    g_assert_true(alike("romeo", "ro\xd8\x9cmeo"));
    g_assert_true(alike("cafe\xcc\x81", "caf\xc3\xa9"));
    /* The whole word in another script. */
    g_assert_true(alike("cope", "\xd1\x81\xd0\xbe\xd1\x80\xd0\xb5"));
    g_assert_true(alike("a-b", "a\xe2\x80\x91"
                               "b"));
}

static void different_names_stay_different(void)
{
    g_assert_false(alike("romeo", "juliet"));
    g_assert_false(alike("romeo", "romeos"));
    g_assert_false(alike("romeo", ""));
    g_assert_false(alike("\xe6\x97\xa5", "\xe6\x9c\xac"));
    g_assert_true(alike("", ""));
}

/* I06 */
static void mixed_scripts_are_seen(void)
{
    g_assert_true(text_is_mixed_script("p\xd0\xb0ypal"));
    g_assert_true(text_is_mixed_script("\xce\xb1\xd0\xb0"));
    g_assert_true(text_is_mixed_script("a\xce\xb1"));
    g_assert_false(text_is_mixed_script("paypal 123 -_."));
    g_assert_false(text_is_mixed_script("\xd0\xb4\xd0\xb0 123"));
    g_assert_false(text_is_mixed_script("caf\xc3\xa9"));
    g_assert_false(text_is_mixed_script("\xe6\x97\xa5\xe6\x9c\xac abc"));
    g_assert_false(text_is_mixed_script(""));
    g_assert_true(text_is_mixed_script("\xff"
                                       "a\xd0\xb0"));
}

static void assert_folded(const char *text, const char *expected)
{
    g_autofree char *folded = text_fold_dup(text);
    g_assert_cmpstr(folded, ==, expected);
}

static void folding_takes_case_and_forms_away(void)
{
    assert_folded("Romeo 7!", "romeo 7!");
    assert_folded("\xc3\x89T\xc3\x89", "\xc3\xa9t\xc3\xa9");
    assert_folded("e\xcc\x81", "\xc3\xa9");
    assert_folded("STRA\xc3\x9f"
                  "E",
                  "strasse");
    assert_folded("\xef\xbc\xa1", "a");
    assert_folded("\xd0\x94\xd0\x90", "\xd0\xb4\xd0\xb0");
    assert_folded("", "");
    assert_folded("A\xff", "a\xef\xbf\xbd");
}

static void xml_characters_are_known(void)
{
    static const char *const bad[] = {"\x01",         "\x0b",         "\x1b",
                                      "\x1f",         "\xef\xbf\xbe", "\xef\xbf\xbf",
                                      "\xed\xa0\x80", "\xff",         "\xc0\x80"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *text = g_strconcat("a", bad[i], "b", NULL);
        g_test_message("row %u", i);
        g_assert_false(text_is_xml(text));
    }
    g_assert_true(text_is_xml(""));
    g_assert_true(text_is_xml("a\tb\nc\rd <&>\x7f\xc2\x85"));
    g_assert_true(text_is_xml("\xf0\x9f\x98\x80\xf0\x9f\xbf\xbe"));
    g_assert_true(text_is_xml("\xef\xbf\xbd"));
}

static void assert_cleaned(const char *text, gssize len, const char *expected)
{
    g_autofree char *clean = text_xml_clean_dup(text, len);
    g_assert_cmpstr(clean, ==, expected);
    g_assert_true(text_is_xml(clean));
}

static void cleaning_keeps_what_xml_carries(void)
{
    assert_cleaned("a\x1b[2Jb\x01", -1, "a[2Jb");
    assert_cleaned("a\r\nb\rc\n\rd\r", -1, "a\nb\nc\n\nd\n");
    assert_cleaned("a\tb", -1, "a\tb");
    assert_cleaned("a\xffz", -1, "a\xef\xbf\xbdz");
    assert_cleaned("a\xef\xbf\xbez", -1, "az");
    assert_cleaned("abcdef", 3, "abc");
    assert_cleaned("ab\r\n", 3, "ab\n");
    assert_cleaned("a\0b", 3,
                   "a\xef\xbf\xbd"
                   "b");
    assert_cleaned("", 0, "");
}

void test_text_names_register(void)
{
    g_test_add_func("/text/skeleton/I06_look_alikes_share_a_skeleton",
                    look_alikes_share_a_skeleton);
    g_test_add_func("/text/skeleton/different_names_stay_different",
                    different_names_stay_different);
    g_test_add_func("/text/mixed_script/I06_mixed_scripts_are_seen", mixed_scripts_are_seen);
    g_test_add_func("/text/fold/takes_case_and_forms_away", folding_takes_case_and_forms_away);
    g_test_add_func("/text/xml/characters_are_known", xml_characters_are_known);
    g_test_add_func("/text/xml/cleaning_keeps_what_xml_carries", cleaning_keeps_what_xml_carries);
}
