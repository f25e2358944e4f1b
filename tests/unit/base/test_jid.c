/* test_jid.c: addresses: cut, prepared, compared.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/jid.h"
#include "unit/base/tests.h"

static void assert_parts(const char *text, const char *local, const char *domain,
                         const char *resource)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Jid) jid = jid_parse(text, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(jid_local(jid), ==, local);
    g_assert_cmpstr(jid_domain(jid), ==, domain);
    g_assert_cmpstr(jid_resource(jid), ==, resource);
}

static void assert_refused(const char *text, JidError code)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Jid) jid = jid_parse(text, &error);
    if (jid != NULL) {
        g_test_message("accepted: %s", jid_text(jid));
    }
    g_assert_null(jid);
    g_assert_error(error, JID_ERROR, (int)code);
    g_assert_cmpstr(error->message, !=, "");
}

static void parts_are_found(void)
{
    assert_parts("juliet@capulet.example/balcony", "juliet", "capulet.example", "balcony");
    assert_parts("juliet@capulet.example", "juliet", "capulet.example", NULL);
    assert_parts("capulet.example", NULL, "capulet.example", NULL);
    assert_parts("capulet.example/x", NULL, "capulet.example", "x");
    assert_parts("capulet.example.", NULL, "capulet.example", NULL);
    assert_parts("a@[::1]/r", "a", "[::1]", "r");
    assert_parts("a@127.0.0.1", "a", "127.0.0.1", NULL);
    assert_parts("a@local_host", "a", "local_host", NULL);
    assert_parts("a@b/ two words ", "a", "b", " two words ");
}

static void resource_is_cut_before_at(void)
{
    assert_parts("evil.example/x@bank.example", NULL, "evil.example", "x@bank.example");
    assert_parts("a@b/c@d/e", "a", "b", "c@d/e");
    assert_parts("a@b/@", "a", "b", "@");
}

/* B06 */
static void bad_addresses_are_refused(void)
{
    assert_refused("", JID_ERROR_EMPTY);
    assert_refused("@", JID_ERROR_LOCAL);
    assert_refused("/r", JID_ERROR_DOMAIN);
    assert_refused("@b", JID_ERROR_LOCAL);
    assert_refused("a@", JID_ERROR_DOMAIN);
    assert_refused("a@/r", JID_ERROR_DOMAIN);
    assert_refused("a@b/", JID_ERROR_RESOURCE);
    assert_refused("a@b@c", JID_ERROR_DOMAIN);
    assert_refused("a b@c", JID_ERROR_LOCAL);
    assert_refused("a@b c", JID_ERROR_DOMAIN);
    assert_refused(" a@b", JID_ERROR_LOCAL);
    assert_refused("a@b ", JID_ERROR_DOMAIN);
    assert_refused("a\"b@c", JID_ERROR_LOCAL);
    assert_refused("a<b@c", JID_ERROR_LOCAL);
    assert_refused("a:b@c", JID_ERROR_LOCAL);
    assert_refused("a'b@c", JID_ERROR_LOCAL);
    assert_refused("a&b@c", JID_ERROR_LOCAL);
    assert_refused("a@.", JID_ERROR_DOMAIN);
    assert_refused("a@b..c", JID_ERROR_DOMAIN);
    assert_refused("a@b..", JID_ERROR_DOMAIN);
    assert_refused("a@-b", JID_ERROR_DOMAIN);
    assert_refused("a@b-", JID_ERROR_DOMAIN);
    assert_refused("a@b:5222", JID_ERROR_DOMAIN);
    assert_refused("a@[::1", JID_ERROR_DOMAIN);
    assert_refused("a@[]", JID_ERROR_DOMAIN);
    assert_refused("a@[", JID_ERROR_DOMAIN);
    assert_refused("a@[127.0.0.1]", JID_ERROR_DOMAIN);
    assert_refused("a@[fe80::1%eth\x1b]", JID_ERROR_DOMAIN);
    assert_refused("a@b\n", JID_ERROR_DOMAIN);
    assert_refused("a\x1b@b", JID_ERROR_LOCAL);
    assert_refused("a@b/\x1b[2J", JID_ERROR_RESOURCE);
    assert_refused("a@b/\x7f", JID_ERROR_RESOURCE);
    assert_refused("a@b/\xc2\x85", JID_ERROR_RESOURCE);
}

/* B06: direction controls, in Unicode's old set and in its newer one, and bytes that are no text.
 */
static void controls_and_broken_text_are_refused(void)
{
    static const char *const bad[] = {
        "\xe2\x80\xae", "\xe2\x80\x8e", "\xe2\x81\xa6", "\xe2\x81\xa9",     "\xd8\x9c",
        "\xe2\x81\xa4", "\xe2\x80\xa8", "\xef\xbf\xbe", "\xf3\xa0\x80\xa1", "\xee\x80\x80",
        "\xed\xa0\x80", "\xc0\xaf",     "\xff",         "\xe2\x82",         "\xf4\x90\x80\x80",
        "\xe3\x85\xa4",
    };
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *local = g_strconcat("a", bad[i], "b@c", NULL);
        g_autofree char *domain = g_strconcat("a@b", bad[i], "c", NULL);
        g_autofree char *resource = g_strconcat("a@b/c", bad[i], "d", NULL);
        g_test_message("row %u", i);
        assert_refused(local, JID_ERROR_LOCAL);
        assert_refused(domain, JID_ERROR_DOMAIN);
        assert_refused(resource, JID_ERROR_RESOURCE);
    }
}

/* B06 */
static void each_part_has_1023_bytes(void)
{
    g_autofree char *longest = g_strnfill(JID_PART_MAX, 'a');
    g_autofree char *more = g_strnfill(JID_PART_MAX + 1, 'a');
    g_autofree char *full = g_strconcat(longest, "@", longest, "/", longest, NULL);
    g_assert_cmpuint(strlen(full), ==, JID_MAX);
    assert_parts(full, longest, longest, longest);
    g_autofree char *local = g_strconcat(more, "@b", NULL);
    g_autofree char *domain = g_strconcat("a@", more, NULL);
    g_autofree char *resource = g_strconcat("a@b/", more, NULL);
    g_autofree char *huge = g_strnfill(4000, 'a');
    assert_refused(local, JID_ERROR_LOCAL);
    assert_refused(domain, JID_ERROR_DOMAIN);
    assert_refused(resource, JID_ERROR_RESOURCE);
    assert_refused(huge, JID_ERROR_TOO_LONG);
    /* U+1E9E is 3 bytes and prepared 2; U+FDFA is 3 bytes and prepared 33. */
    GString *grows = g_string_new("a@b/");
    for (guint i = 0; i < 200; i++) {
        g_string_append(grows, "\xef\xb7\xba");
    }
    assert_refused(grows->str, JID_ERROR_RESOURCE);
    g_string_free(grows, TRUE);
}

static bool same(const char *a, const char *b)
{
    g_autoptr(Jid) x = jid_parse(a, NULL);
    g_autoptr(Jid) y = jid_parse(b, NULL);
    g_assert_nonnull(x);
    g_assert_nonnull(y);
    bool equal = jid_equal(x, y);
    g_assert_true(equal == (strcmp(jid_text(x), jid_text(y)) == 0));
    g_assert_true(equal == jid_equal(y, x));
    return equal;
}

/* B07 */
static void comparison_is_after_preparation(void)
{
    g_assert_true(same("BOB@LOCALHOST", "bob@localhost"));
    g_assert_true(same("Bob@Localhost/Home", "bob@localhost/Home"));
    g_assert_false(same("bob@localhost/Home", "bob@localhost/home"));
    g_assert_false(same("bob@localhost", "bob@localhost.example"));
    g_assert_false(same("bob@localhost", "bobby@localhost"));
    g_assert_false(same("bob@localhost", "bob@localhost/x"));
    /* Composed and not. */
    g_assert_true(same("ren\xc3\xa9@x", "rene\xcc\x81@x"));
    g_assert_true(same("ren\xc3\xa9@x/\xc3\xa9", "ren\xc3\x89@x/e\xcc\x81"));
    g_assert_true(same("a@caf\xc3\xa9.example", "a@cafe\xcc\x81.example"));
    g_assert_true(same("a@caf\xc3\xa9.example", "a@xn--caf-dma.example"));
    g_assert_true(same("a@b\xe3\x80\x82"
                       "c",
                       "a@b.c"));
    /* Full width letters are the letters. */
    g_assert_true(same("\xef\xbc\xa2ob@x", "bob@x"));
    /* Sharp s folds to ss; the capital one came after the profile's Unicode and is nobody else. */
    g_assert_true(same("stra\xc3\x9f"
                       "e@x",
                       "strasse@x"));
    g_assert_false(same("stra\xe1\xba\x9e"
                        "e@x",
                        "strasse@x"));
    /* The dotted capital I is an i with a dot above, not an i; the dotless one is its own. */
    g_assert_false(same("\xc4\xb0stanbul@x", "istanbul@x"));
    g_assert_true(same("\xc4\xb0stanbul@x", "i\xcc\x87stanbul@x"));
    g_assert_false(same("\xc4\xb1@x", "i@x"));
    /* Final sigma is sigma; a Cyrillic a is no Latin one. */
    g_assert_true(same("\xcf\x82@x", "\xcf\x83@x"));
    g_assert_false(same("p\xd0\xb0ypal@x", "paypal@x"));
}

static void preparation_is_final(void)
{
    static const char *const texts[] = {
        "\xc4\xb0@x/\xe2\x84\xab",
        "a@\xc3\x9f.example",
        "\xe1\xba\x9e@x",
        "\xef\xbc\xa1@\xef\xbc\xa2.c",
        "a@xn--strae-oqa.de",
        "a@XN--CAF-DMA.Example",
        "\xce\x90@x",
        "a@b/\xef\xac\x83",
        "a@\xe2\x84\xab.c",
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(Jid) once = jid_parse(texts[i], NULL);
        g_assert_nonnull(once);
        g_autoptr(Jid) twice = jid_parse(jid_text(once), NULL);
        g_assert_true(jid_equal(once, twice));
    }
}

/* B07: what we show or store and read again is the same address, whatever it is made of. */
static void each_letter_is_prepared_once(void)
{
    static const char *const forms[] = {"a%sb@x", "a@b%sc", "a@b/c%sd"};
    guint accepted = 0;
    for (gunichar c = 1; c < 0x10000; c = c == 0x33FF ? 0xF900 : c + 1) {
        char letter[8] = {0};
        letter[g_unichar_to_utf8(c, letter)] = '\0';
        for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
            g_auto(GStrv) halves = g_strsplit(forms[i], "%s", 2);
            g_autofree char *text = g_strconcat(halves[0], letter, halves[1], NULL);
            g_autoptr(Jid) once = jid_parse(text, NULL);
            if (once == NULL) {
                continue;
            }
            accepted++;
            g_autoptr(Jid) twice = jid_parse(jid_text(once), NULL);
            if (!jid_equal(once, twice)) {
                g_test_message("U+%04X in %s: %s", c, forms[i], jid_text(once));
                g_test_fail();
            }
        }
    }
    g_assert_cmpuint(accepted, >, 10000);
}

static void signs_of_full_width_do_not_become_separators(void)
{
    assert_refused("a\xef\xbc\xa0"
                   "b@c",
                   JID_ERROR_LOCAL);
    assert_refused("a@b\xef\xbc\x8f"
                   "c",
                   JID_ERROR_DOMAIN);
    assert_refused("a@b\xef\xbc\xa0"
                   "c",
                   JID_ERROR_DOMAIN);
    assert_refused("a\xef\xbc\x8f"
                   "b@c",
                   JID_ERROR_LOCAL);
}

static void bare_and_ascii_forms(void)
{
    g_autoptr(Jid) full = jid_parse("a@caf\xc3\xa9.example/r", NULL);
    g_autoptr(Jid) bare = jid_bare_dup(full);
    g_assert_cmpstr(jid_text(bare), ==, "a@caf\xc3\xa9.example");
    g_assert_cmpstr(jid_bare(full), ==, jid_text(bare));
    g_assert_true(jid_is_bare(bare));
    g_assert_false(jid_is_bare(full));
    g_assert_true(jid_equal_bare(full, bare));
    g_assert_false(jid_equal(full, bare));
    g_autoptr(Jid) again = jid_bare_dup(bare);
    g_assert_true(again == bare);
    g_autofree char *ascii = jid_domain_ascii_dup(full);
    g_assert_cmpstr(ascii, ==, "xn--caf-dma.example");
    g_assert_true(jid_equal(NULL, NULL));
    g_assert_false(jid_equal(full, NULL));
    g_assert_false(jid_equal_bare(NULL, full));
    jid_unref(NULL);
}

static void parts_are_not_reparsed(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Jid) forged = jid_from_parts("a@evil.example/x", "b", NULL, &error);
    g_assert_null(forged);
    g_assert_error(error, JID_ERROR, JID_ERROR_LOCAL);
    g_autoptr(Jid) domain = jid_from_parts(NULL, "a@b/c", NULL, NULL);
    g_assert_null(domain);
    g_autoptr(Jid) empty = jid_from_parts("", "b", NULL, NULL);
    g_assert_null(empty);
}

void test_jid_register(void)
{
    g_test_add_func("/jid/parse/parts_are_found", parts_are_found);
    g_test_add_func("/jid/parse/resource_is_cut_before_at", resource_is_cut_before_at);
    g_test_add_func("/jid/parse/B06_bad_addresses_are_refused", bad_addresses_are_refused);
    g_test_add_func("/jid/parse/B06_controls_and_broken_text_are_refused",
                    controls_and_broken_text_are_refused);
    g_test_add_func("/jid/parse/B06_each_part_has_1023_bytes", each_part_has_1023_bytes);
    g_test_add_func("/jid/equal/B07_comparison_is_after_preparation",
                    comparison_is_after_preparation);
    g_test_add_func("/jid/parse/preparation_is_final", preparation_is_final);
    g_test_add_func("/jid/parse/B07_each_letter_is_prepared_once", each_letter_is_prepared_once);
    g_test_add_func("/jid/parse/signs_of_full_width_do_not_become_separators",
                    signs_of_full_width_do_not_become_separators);
    g_test_add_func("/jid/bare_and_ascii_forms", bare_and_ascii_forms);
    g_test_add_func("/jid/from_parts/parts_are_not_reparsed", parts_are_not_reparsed);
}
