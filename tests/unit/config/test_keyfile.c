/* test_keyfile.c: lines that are kept, named when bad, and changed in place.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config/keyfile.h"
#include "unit/config/fixture.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char sample[] = "# The house of Capulet\n"
                             "\n"
                             "[juliet]\n"
                             "; her age\n"
                             "age = 13\n"
                             "house=Capulet\n"
                             "\n"
                             "[romeo]\n"
                             "house=Montague\n";

static void assert_text(const KeyFile *file, const char *expected)
{
    gsize len = 0;
    g_autofree char *text = key_file_text_dup(file, &len);
    g_assert_cmpstr(text, ==, expected);
    g_assert_cmpuint(len, ==, strlen(expected));
}

static KeyFile *parse(Fixture *f, const char *text)
{
    return key_file_parse(text, strlen(text), "config", f->problems);
}

static void values_are_found(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(KeyFile) file = parse(f, sample);
    fixture_assert_no_problem(f);
    g_assert_cmpstr(key_file_get(file, "juliet", "age"), ==, "13");
    g_assert_cmpstr(key_file_get(file, "juliet", "house"), ==, "Capulet");
    g_assert_cmpstr(key_file_get(file, "romeo", "house"), ==, "Montague");
    g_assert_null(key_file_get(file, "romeo", "age"));
    g_assert_null(key_file_get(file, "Romeo", "house"));
    g_assert_null(key_file_get(file, "nurse", "house"));
    g_autoptr(KeyFile) odd = parse(f, " [ a b ]\r\n\tk.e-y_1\t=\t a = b #c \r\nempty=\n");
    fixture_assert_no_problem(f);
    g_assert_cmpstr(key_file_get(odd, " a b ", "k.e-y_1"), ==, "a = b #c");
    g_assert_cmpstr(key_file_get(odd, " a b ", "empty"), ==, "");
}

static void untouched_text_is_kept_to_the_byte(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const texts[] = {
        "", "\n", "# x\n", sample, "[a]\n b =  c  \r\n\n\n", "bad\n[a\n=\n"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(KeyFile) file = parse(f, texts[i]);
        assert_text(file, texts[i]);
    }
    g_autoptr(KeyFile) open = parse(f, "[a]\nb=c");
    assert_text(open, "[a]\nb=c\n");
}

static void change_touches_one_line(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(KeyFile) file = parse(f, sample);
    key_file_set(file, "juliet", "age", "14");
    key_file_set(file, "juliet", "house", "Capulet");
    key_file_set(file, "juliet", "friend", "romeo");
    key_file_set(file, "nurse", "house", "Capulet");
    assert_text(file, "# The house of Capulet\n"
                      "\n"
                      "[juliet]\n"
                      "; her age\n"
                      "age=14\n"
                      "house=Capulet\n"
                      "friend=romeo\n"
                      "\n"
                      "[romeo]\n"
                      "house=Montague\n"
                      "\n"
                      "[nurse]\n"
                      "house=Capulet\n");
    key_file_set(file, "juliet", "age", NULL);
    key_file_set(file, "juliet", "friend", NULL);
    key_file_set(file, "juliet", "nothing", NULL);
    key_file_set(file, "nobody", "nothing", NULL);
    key_file_remove_group(file, "romeo");
    key_file_remove_group(file, "nobody");
    g_assert_null(key_file_get(file, "juliet", "age"));
    assert_text(file, "# The house of Capulet\n"
                      "\n"
                      "[juliet]\n"
                      "; her age\n"
                      "house=Capulet\n"
                      "\n"
                      "[nurse]\n"
                      "house=Capulet\n");
}

static void comment_above_a_group_is_about_it(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(KeyFile) file = parse(f, "[a]\nb=1\n# of a\n\n# of c\n; too\n[c]\nd=1\n# of c\n");
    key_file_set(file, "a", "x", "2");
    key_file_set(file, "c", "x", "3");
    assert_text(file, "[a]\nb=1\n# of a\nx=2\n\n# of c\n; too\n[c]\nd=1\n# of c\nx=3\n");
    key_file_remove_group(file, "a");
    assert_text(file, "# of c\n; too\n[c]\nd=1\n# of c\nx=3\n");
    key_file_remove_group(file, "c");
    assert_text(file, "# of c\n; too\n");
}

static void empty_file_can_be_filled(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(KeyFile) file = parse(f, "");
    key_file_set(file, "a", "b", "c");
    assert_text(file, "[a]\nb=c\n");
}

/* J12 */
static void bad_lines_are_named_and_kept(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *text, *problem;
    } rows[] = {
        {"[a]\nb=c\nnonsense\n", "config line 3: there is no = in it"},
        {"[a]\nb=c\n\n[d\n", "config line 4: a group looks like [name]."},
        {"[a]\nb=c\n[]\n", "config line 3: a group"},
        {"[a]\nb=c\n[d] # x\n", "config line 3: a group"},
        {"b=c\n[a]\nb=c\n", "config line 1: it stands in no [group]."},
        {"[a]\n=d\nb=c\n", "config line 2: a key is made of"},
        {"[a]\nk y=d\nb=c\n", "config line 2: a key is made of"},
        {"[a]\nk\xc3\xa9y=d\nb=c\n", "config line 2: a key is made of"},
        {"[a]\nb=\xff\nb=c\n", "config line 2: it is not text (UTF-8)."},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("row %u", i);
        g_autoptr(KeyFile) file = parse(f, rows[i].text);
        fixture_assert_problem(f, rows[i].problem);
        g_assert_cmpstr(key_file_get(file, "a", "b"), ==, "c");
        assert_text(file, rows[i].text);
    }
}

/* Else the keys of a group whose name is mistyped would change the account before it. */
static void keys_behind_a_bad_group_belong_to_none(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(KeyFile) file = parse(f, "[one]\na=1\n[two\na=2\n[three]\na=3\n");
    g_assert_cmpstr(key_file_get(file, "one", "a"), ==, "1");
    g_assert_cmpstr(key_file_get(file, "three", "a"), ==, "3");
    g_assert_cmpuint(f->problems->len, ==, 2);
    g_assert_cmpstr(g_ptr_array_index(f->problems, 1), ==,
                    "config line 4: it stands in no [group].");
    key_file_remove_group(file, "one");
    assert_text(file, "[two\na=2\n[three]\na=3\n");
}

/* J12 */
static void nul_is_a_bad_line_and_kept(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    static const char text[] = "[a]\nb=c\nd=e\0f\nd=g\n\0";
    gsize size = sizeof text - 1;
    g_autoptr(KeyFile) file = key_file_parse(text, size, "config", f->problems);
    g_assert_cmpuint(f->problems->len, ==, 2);
    g_assert_cmpstr(g_ptr_array_index(f->problems, 0), ==,
                    "config line 3: it is not text (UTF-8).");
    g_assert_cmpstr(key_file_get(file, "a", "d"), ==, "g");
    gsize len = 0;
    g_autofree char *kept = key_file_text_dup(file, &len);
    g_assert_cmpuint(len, ==, size + 1);
    g_assert_cmpmem(kept, (int)size, text, (int)size);
}

static void problems_are_limited(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *text = g_strnfill(10000, '\n');
    for (guint i = 0; i < 10000; i += 2) {
        text[i] = 'x';
    }
    g_autoptr(KeyFile) file = parse(f, text);
    g_assert_cmpuint(f->problems->len, ==, 20);
    g_autoptr(KeyFile) quiet = key_file_parse(text, 10000, "config", NULL);
    assert_text(quiet, text);
}

static void last_of_equal_keys_counts(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(KeyFile) file = parse(f, "[a]\nb=1\n[c]\nb=2\n[a]\nb=3\n");
    g_assert_cmpstr(key_file_get(file, "a", "b"), ==, "3");
    g_autoptr(GPtrArray) groups = key_file_groups(file);
    g_assert_cmpuint(groups->len, ==, 2);
    g_assert_cmpstr(g_ptr_array_index(groups, 0), ==, "a");
    g_assert_cmpstr(g_ptr_array_index(groups, 1), ==, "c");
    key_file_set(file, "a", "b", "4");
    assert_text(file, "[a]\nb=1\n[c]\nb=2\n[a]\nb=4\n");
    key_file_set(file, "a", "b", NULL);
    assert_text(file, "[a]\n[c]\nb=2\n[a]\n");
}

static void collect(const char *group, const char *key, const char *value, guint line, void *user)
{
    g_string_append_printf(user, "%u:%s.%s=%s ", line, group, key, value);
}

static void each_value_comes_with_its_line(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(KeyFile) file = parse(f, sample);
    GString *all = g_string_new(NULL);
    key_file_foreach(file, collect, all);
    g_assert_cmpstr(all->str, ==, "5:juliet.age=13 6:juliet.house=Capulet 9:romeo.house=Montague ");
    g_string_free(all, TRUE);
}

static void absent_file_is_an_empty_one(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    bool sound = false;
    g_autoptr(KeyFile) file = key_file_read(f->path, f->problems, &sound);
    fixture_assert_no_problem(f);
    g_assert_true(sound);
    assert_text(file, "");
}

static void assert_unsound(Fixture *f, const char *path, const char *why)
{
    bool sound = true;
    g_autoptr(KeyFile) file = key_file_read(path, f->problems, &sound);
    g_assert_false(sound);
    fixture_assert_problem(f, why);
    assert_text(file, "");
    g_autoptr(KeyFile) quiet = key_file_read(path, NULL, NULL);
    assert_text(quiet, "");
}

/* J12 */
static void huge_file_is_refused(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *text = g_strnfill(KEY_FILE_MAX + 1, ' ');
    fixture_write(f, text, KEY_FILE_MAX);
    bool sound = false;
    g_autoptr(KeyFile) file = key_file_read(f->path, f->problems, &sound);
    g_assert_true(sound);
    fixture_write(f, text, KEY_FILE_MAX + 1);
    assert_unsound(f, f->path, "larger than 1 MiB");
    /* 100 MB, without writing them. */
    g_assert_cmpint(truncate(f->path, 100 << 20), ==, 0);
    assert_unsound(f, f->path, "larger than 1 MiB");
}

/* J12: an error in the middle is not the end of the file: it would be written over. */
static void what_cannot_be_read_is_told(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    assert_unsound(f, f->dir, "not an ordinary file");
    assert_unsound(f, "/dev/zero", "not an ordinary file");
    g_assert_cmpint(mkfifo(f->path, 0600), ==, 0);
    assert_unsound(f, f->path, "not an ordinary file");
    assert_unsound(f, "/proc/self/mem", "cannot be read");
    g_autofree char *below = g_build_filename("/dev/null", "config", NULL);
    assert_unsound(f, below, "cannot be read");
}

void test_keyfile_register(void)
{
#define ADD(name, test)                                                                            \
    g_test_add("/keyfile/" name, Fixture, "config", fixture_set_up, test, fixture_tear_down)
    ADD("values_are_found", values_are_found);
    ADD("untouched_text_is_kept_to_the_byte", untouched_text_is_kept_to_the_byte);
    ADD("set/change_touches_one_line", change_touches_one_line);
    ADD("set/comment_above_a_group_is_about_it", comment_above_a_group_is_about_it);
    ADD("set/empty_file_can_be_filled", empty_file_can_be_filled);
    ADD("parse/J12_bad_lines_are_named_and_kept", bad_lines_are_named_and_kept);
    ADD("parse/keys_behind_a_bad_group_belong_to_none", keys_behind_a_bad_group_belong_to_none);
    ADD("parse/J12_nul_is_a_bad_line_and_kept", nul_is_a_bad_line_and_kept);
    ADD("parse/problems_are_limited", problems_are_limited);
    ADD("parse/last_of_equal_keys_counts", last_of_equal_keys_counts);
    ADD("foreach/each_value_comes_with_its_line", each_value_comes_with_its_line);
    ADD("read/absent_file_is_an_empty_one", absent_file_is_an_empty_one);
    ADD("read/J12_huge_file_is_refused", huge_file_is_refused);
    ADD("read/J12_what_cannot_be_read_is_told", what_cannot_be_read_is_told);
#undef ADD
}
