/* test_settings.c: values by type and limit, and a file that the user edits too.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config/settings.h"
#include "unit/config/fixture.h"

#include <glib/gstdio.h>
#include <unistd.h>

static Settings *open_with(Fixture *f, const char *text)
{
    fixture_write(f, text, -1);
    return settings_open(f->path, f->problems);
}

static void assert_set(Settings *settings, const char *key, const char *value, const char *kept)
{
    g_autoptr(GError) error = NULL;
    bool set = settings_set(settings, key, value, &error);
    g_assert_no_error(error);
    g_assert_true(set);
    g_assert_cmpstr(settings_text(settings, key), ==, kept);
}

static void assert_not_set(Settings *settings, const char *key, const char *value, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *before =
        settings_find_row(key) != NULL ? g_strdup(settings_text(settings, key)) : NULL;
    g_assert_false(settings_set(settings, key, value, &error));
    g_assert_nonnull(error);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, why));
    g_assert_true(g_utf8_validate(error->message, -1, NULL));
    if (before != NULL) {
        g_assert_cmpstr(settings_text(settings, key), ==, before);
    }
}

/* Each row can be said in the file and by hand, and its default is one of its values. */
static void each_row_is_sound(Fixture *f G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
    guint n = 0;
    const SettingRow *rows = settings_rows(&n);
    g_assert_cmpuint(n, >, 10);
    g_autoptr(Settings) settings = settings_open(NULL, NULL);
    for (guint i = 0; i < n; i++) {
        g_test_message("%s", rows[i].key);
        g_assert_true(settings_find_row(rows[i].key) == &rows[i]);
        g_assert_nonnull(strchr(rows[i].key, '.'));
        g_assert_true(g_str_has_suffix(rows[i].sentence, "."));
        g_assert_true(settings_is_default(settings, rows[i].key));
        g_assert_cmpstr(settings_text(settings, rows[i].key), ==, rows[i].fallback);
        assert_set(settings, rows[i].key, rows[i].fallback, rows[i].fallback);
        g_assert_true(settings_is_default(settings, rows[i].key));
    }
    g_assert_null(settings_find_row("ui"));
    g_assert_null(settings_find_row(""));
    g_assert_null(settings_find_row("UI.CLOCK"));
}

static void file_gives_the_values(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Settings) settings =
        open_with(f, "[ui]\nclock=No\nlist_width=30\ntheme=two words\nglyphs=ascii\n");
    fixture_assert_no_problem(f);
    g_assert_false(settings_bool(settings, "ui.clock"));
    g_assert_cmpstr(settings_text(settings, "ui.clock"), ==, "off");
    g_assert_cmpint(settings_int(settings, "ui.list_width"), ==, 30);
    g_assert_cmpstr(settings_text(settings, "ui.theme"), ==, "two words");
    g_assert_cmpstr(settings_text(settings, "ui.glyphs"), ==, "ascii");
    g_assert_true(settings_bool(settings, "ui.title"));
    g_assert_false(settings_is_default(settings, "ui.clock"));
    g_assert_true(settings_is_default(settings, "ui.title"));
}

/* J12 */
static void bad_lines_are_named_and_the_rest_holds(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Settings) settings = open_with(f, "# mine\n"
                                                "[ui]\n"
                                                "nosuch=1\n"
                                                "list_width=99\n"
                                                "clock=perhaps\n"
                                                "glyphs=ASCII\n"
                                                "half a li\n"
                                                "title=off\n");
    g_assert_false(settings_bool(settings, "ui.title"));
    g_assert_cmpint(settings_int(settings, "ui.list_width"), ==, 22);
    g_assert_true(settings_bool(settings, "ui.clock"));
    g_assert_cmpuint(f->problems->len, ==, 5);
    /* What is no line at all comes first; the others in order. */
    static const char *const parts[] = {
        "config line 7: there is no =",
        "config line 3: there is no setting ui.nosuch.",
        "config line 4: ui.list_width cannot be \"99\": it takes a number from 16 to 32.",
        "config line 5: ui.clock cannot be \"perhaps\": it takes on or off.",
        "config line 6: ui.glyphs cannot be \"ASCII\": it takes auto, unicode, ascii.",
    };
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_assert_nonnull(strstr(g_ptr_array_index(f->problems, i), parts[i]));
    }
    g_autoptr(Settings) quiet = settings_open(f->path, NULL);
    g_assert_false(settings_bool(quiet, "ui.title"));
}

static void values_are_checked_by_type(Fixture *f G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Settings) s = settings_open(NULL, NULL);
    static const char *const yes[] = {"on", "ON", "true", "Yes", "1"};
    static const char *const no[] = {"off", "OFF", "false", "No", "0"};
    for (guint i = 0; i < G_N_ELEMENTS(yes); i++) {
        assert_set(s, "ui.clock", no[i], "off");
        assert_set(s, "ui.clock", yes[i], "on");
    }
    assert_not_set(s, "ui.clock", "", "on or off");
    assert_not_set(s, "ui.clock", "maybe", "ui.clock cannot be \"maybe\": it takes on or off.");
    assert_set(s, "ui.list_width", "16", "16");
    assert_set(s, "ui.list_width", "32", "32");
    assert_set(s, "ui.list_width", "020", "20");
    static const char *const bad[] = {"15",
                                      "33",
                                      "-20",
                                      "",
                                      "20.5",
                                      "0x14",
                                      "20 ",
                                      " 20",
                                      "x",
                                      "99999999999999999999",
                                      "\xd9\xa2\xd9\xa0"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        assert_not_set(s, "ui.list_width", bad[i], "a number from 16 to 32");
    }
    assert_set(s, "ui.glyphs", "unicode", "unicode");
    assert_not_set(s, "ui.glyphs", "none", "auto, unicode, ascii");
    assert_not_set(s, "ui.nosuch", "1", "There is no setting \"ui.nosuch\". /help set lists them.");
    assert_not_set(s, "", "1", "There is no setting");
    assert_set(s, "ui.list_width", NULL, "22");
    g_assert_true(settings_is_default(s, "ui.list_width"));
}

static void texts_are_one_line(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Settings) s = open_with(f, "[ui]\nclock=off\n");
    static const char *const bad[] = {"a\nclock=on", "a\r",        "a\x1b[2J",
                                      "a\x7f",       "a\xc2\x85z", "a\xff"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(settings_set(s, "ui.theme", bad[i], &error));
        g_assert_nonnull(strstr(error->message, "it takes one line of text"));
    }
    fixture_assert_content(f, "[ui]\nclock=off\n");
    g_autofree char *longest = g_strnfill(1023, 'x');
    g_autofree char *more = g_strnfill(1024, 'x');
    assert_set(s, "ui.theme", longest, longest);
    assert_not_set(s, "ui.theme", more, "one line");
    /* What is in force is what the next start reads. */
    assert_set(s, "ui.theme", "  night  ", "night");
    g_autoptr(Settings) next = settings_open(f->path, f->problems);
    fixture_assert_no_problem(f);
    g_assert_cmpstr(settings_text(next, "ui.theme"), ==, "night");
}

static void change_is_written_and_comments_kept(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Settings) s = open_with(f, "# mine\n[ui]\n# the clock\nclock=off\nnosuch=1\n");
    assert_set(s, "ui.clock", "yes", "on");
    assert_set(s, "chat.typing", "off", "off");
    fixture_assert_content(f, "# mine\n[ui]\n# the clock\nclock=on\nnosuch=1\n\n[chat]\n"
                              "typing=off\n");
    assert_set(s, "ui.clock", NULL, "on");
    fixture_assert_content(f, "# mine\n[ui]\n# the clock\nnosuch=1\n\n[chat]\ntyping=off\n");
    g_assert_cmphex(fixture_mode(f), ==, 0600);
    assert_not_set(s, "ui.list_width", "1", "16");
    fixture_assert_content(f, "# mine\n[ui]\n# the clock\nnosuch=1\n\n[chat]\ntyping=off\n");
}

/* J12 */
static void edit_by_hand_is_not_written_over(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Settings) s = open_with(f, "[ui]\nclock=off\n");
    fixture_write(f, "[ui]\nclock=on\n# new\ntitle=off\n", -1);
    assert_set(s, "ui.hints", "off", "off");
    fixture_assert_content(f, "[ui]\nclock=on\n# new\ntitle=off\nhints=off\n");
    g_assert_cmpint(g_unlink(f->path), ==, 0);
    assert_set(s, "ui.hints", "on", "on");
    fixture_assert_content(f, "[ui]\nhints=on\n");
}

/* J12 */
static void file_that_cannot_be_read_is_left_alone(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Settings) s = open_with(f, "[ui]\nclock=off\n");
    g_assert_cmpint(truncate(f->path, 100 << 20), ==, 0);
    assert_not_set(s, "ui.hints", "off", "It is left as it is.");
    GStatBuf info;
    g_assert_cmpint(g_stat(f->path, &info), ==, 0);
    g_assert_cmpint(info.st_size, ==, 100 << 20);
    g_assert_true(settings_bool(s, "ui.hints"));
    /* The values that held go on holding. */
    settings_reload(s, f->problems);
    fixture_assert_problem(f, "larger than 1 MiB");
    g_assert_false(settings_bool(s, "ui.clock"));
}

static void note(const char *key, void *user)
{
    g_string_append_printf(user, "%s ", key);
}

static const SettingsObserver notes = {.setting_changed = note};

/* J12 */
static void reload_tells_changes_and_keeps_what_was_good(Fixture *f,
                                                         gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Settings) s = open_with(f, "[ui]\nclock=off\nlist_width=30\ntitle=off\n");
    GString *heard = g_string_new(NULL);
    guint id = settings_observe(s, &notes, heard);
    settings_reload(s, f->problems);
    g_assert_cmpstr(heard->str, ==, "");
    fixture_write(f, "[ui]\nclock=on\nlist_width=3\ngroup=on\n", -1);
    settings_reload(s, f->problems);
    fixture_assert_problem(f, "config line 3: ui.list_width cannot be \"3\"");
    g_assert_cmpint(settings_int(s, "ui.list_width"), ==, 30);
    g_assert_true(settings_bool(s, "ui.clock"));
    g_assert_true(settings_bool(s, "ui.group"));
    g_assert_true(settings_bool(s, "ui.title"));
    g_assert_cmpstr(heard->str, ==, "ui.group ui.clock ui.title ");
    g_string_truncate(heard, 0);
    assert_set(s, "ui.clock", "off", "off");
    g_assert_cmpstr(heard->str, ==, "ui.clock ");
    settings_unobserve(s, id);
    assert_set(s, "ui.clock", "on", "on");
    g_assert_cmpstr(heard->str, ==, "ui.clock ");
    g_string_free(heard, TRUE);
}

/* A file that gives the default says nothing that /set would have to show. */
static void default_in_the_file_is_the_default(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(Settings) s = open_with(f, "[ui]\nclock=on\nlist_width=22\nhints=off\n");
    g_assert_true(settings_is_default(s, "ui.clock"));
    g_assert_true(settings_is_default(s, "ui.list_width"));
    g_assert_false(settings_is_default(s, "ui.hints"));
}

void test_settings_register(void)
{
#define ADD(name, test)                                                                            \
    g_test_add("/settings/" name, Fixture, "config", fixture_set_up, test, fixture_tear_down)
    ADD("rows/each_is_sound", each_row_is_sound);
    ADD("open/file_gives_the_values", file_gives_the_values);
    ADD("open/J12_bad_lines_are_named_and_the_rest_holds", bad_lines_are_named_and_the_rest_holds);
    ADD("open/default_in_the_file_is_the_default", default_in_the_file_is_the_default);
    ADD("set/values_are_checked_by_type", values_are_checked_by_type);
    ADD("set/texts_are_one_line", texts_are_one_line);
    ADD("set/change_is_written_and_comments_kept", change_is_written_and_comments_kept);
    ADD("set/J12_edit_by_hand_is_not_written_over", edit_by_hand_is_not_written_over);
    ADD("set/J12_file_that_cannot_be_read_is_left_alone", file_that_cannot_be_read_is_left_alone);
    ADD("reload/J12_tells_changes_and_keeps_what_was_good",
        reload_tells_changes_and_keeps_what_was_good);
#undef ADD
}
