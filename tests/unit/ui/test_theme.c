/* test_theme.c: theme files, depths, contrast, and the colours of names.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "tests.h"
#include "ui/nick_color.h"
#include "ui/theme.h"

#include <glib/gstdio.h>
#include <math.h>

/* The examples of XEP-0392: hue, and the colour at lightness 50. */
static void test_xep_0392_vectors(void)
{
    static const struct {
        const char *who;
        double hue;
        double rgb[3];
    } cases[] = {
        {"Romeo", 327.255249, {0.865, 0.000, 0.686}},
        {"juliet@capulet.lit", 209.410400, {0.000, 0.515, 0.573}},
        {"\xf0\x9f\x98\xba", 331.199341, {0.872, 0.000, 0.659}},
        {"council", 359.994507, {0.918, 0.000, 0.394}},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        double hue = nick_hue(cases[i].who);
        guint32 rgb = hsluv_rgb(hue, 50.0);
        g_assert_cmpfloat_with_epsilon(hue, cases[i].hue, 0.0001);
        for (int c = 0; c < 3; c++) {
            double value = (rgb >> (16 - 8 * c) & 255) / 255.0;
            g_assert_cmpfloat_with_epsilon(value, cases[i].rgb[c], 0.004);
        }
    }
}

static guint32 rgb_of(Color color, guint32 fallback)
{
    if (color == COLOR_DEFAULT) {
        return fallback;
    }
    return COLOR_IS_RGB(color) ? (guint32)color & 0xffffff : color_palette_rgb((guint)color);
}

/* Every hue at every depth, against the grounds a terminal may have. */
static void test_nicks_can_be_read(void)
{
    static const struct {
        ColorDepth depth;
        Ground ground;
        double on_black, on_white;
    } cases[] = {
        {DEPTH_TRUE, GROUND_DARK, 4.5, 0},      {DEPTH_TRUE, GROUND_LIGHT, 0, 4.5},
        {DEPTH_TRUE, GROUND_UNKNOWN, 4.4, 4.4}, {DEPTH_256, GROUND_DARK, 4.5, 0},
        {DEPTH_256, GROUND_LIGHT, 0, 4.5},      {DEPTH_256, GROUND_UNKNOWN, 3.5, 3.5},
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (int n = 0; n < 500; n++) {
            g_autofree char *who = g_strdup_printf("nick%d", n);
            Color color = nick_color(who, cases[i].depth, cases[i].ground);
            g_assert_cmpint(color, !=, COLOR_DEFAULT);
            g_assert_cmpfloat(color_contrast(rgb_of(color, 0), 0x000000), >=, cases[i].on_black);
            g_assert_cmpfloat(color_contrast(rgb_of(color, 0), 0xffffff), >=, cases[i].on_white);
        }
    }
}

static void test_nick_16_never_forbidden(void)
{
    for (int n = 0; n < 500; n++) {
        g_autofree char *who = g_strdup_printf("nick%d", n);
        g_assert_cmpint(nick_color(who, DEPTH_16, GROUND_DARK), !=, 4);
        g_assert_cmpint(nick_color(who, DEPTH_16, GROUND_UNKNOWN), !=, 4);
        Color light = nick_color(who, DEPTH_16, GROUND_LIGHT);
        g_assert_true(light != 2 && light != 6 && light != 3 && light != 7);
    }
}

/* `default` uses no entry that vanishes on somebody's ground, and no background. */
static void test_default_is_safe_on_both(void)
{
    g_autoptr(Theme) theme = theme_new_default();

    for (guint d = DEPTH_16; d <= DEPTH_TRUE; d++) {
        theme_set_depth(theme, (ColorDepth)d);
        for (guint r = 0; r < ROLE_N; r++) {
            Style style = theme_style(theme, (Role)r);
            g_assert_cmpint(style.bg, ==, COLOR_DEFAULT);
            g_assert_true(style.fg == COLOR_DEFAULT || style.fg == 1 || style.fg == 2 ||
                          style.fg == 5 || style.fg == 6);
        }
    }
    g_assert_cmpint(theme_style(theme, ROLE_CHAT_BODY).fg, ==, COLOR_DEFAULT);
    g_assert_true(theme_style(theme, ROLE_STATUS).attrs & STYLE_REVERSE);
    g_assert_true(theme_style(theme, ROLE_TITLE).attrs & STYLE_REVERSE);
}

static void test_mono_depth_has_no_colour(void)
{
    static const char *const names[] = {"default", "mono", "dark", "light"};

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(Theme) theme = theme_load(names[i], NULL, NULL);
        g_assert_nonnull(theme);
        for (guint r = 0; r < ROLE_N; r++) {
            Style style = theme_style(theme, (Role)r);
            g_assert_cmpint(style.fg, ==, COLOR_DEFAULT);
            g_assert_cmpint(style.bg, ==, COLOR_DEFAULT);
        }
        g_assert_cmpint(theme_nick_style(theme, "romeo@montague.example").fg, ==, COLOR_DEFAULT);
    }
}

static void check_contrast(const char *name, const guint32 *grounds, guint n_grounds)
{
    g_autoptr(Theme) theme = theme_load(name, NULL, NULL);

    g_assert_nonnull(theme);
    for (guint d = DEPTH_256; d <= DEPTH_TRUE; d++) {
        theme_set_depth(theme, (ColorDepth)d);
        for (guint r = 0; r < ROLE_N; r++) {
            Style style = theme_style(theme, (Role)r);
            for (guint g = 0; g < n_grounds; g++) {
                guint32 text = theme_ground(theme) == GROUND_DARK ? 0xe5e5e5 : 0x202020;
                double contrast =
                    color_contrast(rgb_of(style.fg, text), rgb_of(style.bg, grounds[g]));
                if (contrast < 4.5) {
                    g_test_message("%s: %s has %.2f", name, role_name((Role)r), contrast);
                }
                g_assert_cmpfloat(contrast, >=, 4.5);
            }
        }
    }
}

static void test_dark_contrast(void)
{
    static const guint32 grounds[] = {0x000000, 0x1e1e1e, 0x282c34, 0x2e3436};
    check_contrast("dark", grounds, G_N_ELEMENTS(grounds));
}

static void test_light_contrast(void)
{
    static const guint32 grounds[] = {0xffffff, 0xfdf6e3, 0xeeeeee};
    check_contrast("light", grounds, G_N_ELEMENTS(grounds));
}

/* A directory with one theme file NAME of TEXT. (transfer full) */
static char *theme_dir(const char *name, const char *text)
{
    g_autoptr(GError) error = NULL;
    char *dir = g_dir_make_tmp("causerie-theme-XXXXXX", &error);
    g_assert_no_error(error);
    g_autofree char *file = g_strconcat(name, ".theme", NULL);
    g_autofree char *path = g_build_filename(dir, file, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, &error));
    return dir;
}

static void test_inherits_and_overrides(void)
{
    g_autofree char *dir =
        theme_dir("mine", "inherits = default\n# words\nchat.body = #ff0000/9 blue bold dim\n");
    const char *const dirs[] = {dir, NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(Theme) theme = theme_load("mine", dirs, &error);

    g_assert_no_error(error);
    theme_set_depth(theme, DEPTH_TRUE);
    Style style = theme_style(theme, ROLE_CHAT_BODY);
    g_assert_cmpint(style.fg, ==, COLOR_RGB(0xff0000));
    g_assert_cmpint(style.bg, ==, 4);
    g_assert_cmpuint(style.attrs, ==, STYLE_BOLD | STYLE_DIM);
    theme_set_depth(theme, DEPTH_256);
    g_assert_cmpint(theme_style(theme, ROLE_CHAT_BODY).fg, ==, 9);
    g_assert_cmpint(theme_style(theme, ROLE_CHAT_ERROR).fg, ==, 1);
}

static void check_bad(const char *text, const char *words)
{
    g_autofree char *dir = theme_dir("bad", text);
    const char *const dirs[] = {dir, NULL};
    g_autoptr(GError) error = NULL;

    g_assert_null(theme_load("bad", dirs, &error));
    g_assert_nonnull(error);
    if (strstr(error->message, words) == NULL) {
        g_error("\"%s\" does not say \"%s\"", error->message, words);
    }
}

static void test_bad_files_are_told(void)
{
    check_bad("text = default\nfoo = red\n", "line 2: there is no role \"foo\"");
    check_bad("text = reddish\n", "line 1: \"reddish\" is no look");
    check_bad("text = red green blue\n", "is no look");
    check_bad("text = 256\n", "is no look");
    check_bad("text = #12345g\n", "is no look");
    check_bad("text\n", "line 1: \"role = look\"");
    check_bad("inherits = bad\n", "circle");
    check_bad("inherits = nothing-there\n", "there is no theme \"nothing-there\"");
    check_bad("inherits = ../default\n", "there is no theme");
}

static void test_role_names_round_trip(void)
{
    for (guint r = 0; r < ROLE_N; r++) {
        Role back = ROLE_N;
        g_assert_true(role_from_name(role_name((Role)r), &back));
        g_assert_cmpint(back, ==, r);
    }
}

static void test_depth_of_terminals(void)
{
    g_assert_cmpint(theme_depth_of(256, false, "truecolor", true), ==, DEPTH_MONO);
    g_assert_cmpint(theme_depth_of(-1, false, NULL, false), ==, DEPTH_MONO);
    g_assert_cmpint(theme_depth_of(8, false, "truecolor", false), ==, DEPTH_16);
    g_assert_cmpint(theme_depth_of(256, false, NULL, false), ==, DEPTH_256);
    g_assert_cmpint(theme_depth_of(256, false, "24bit", false), ==, DEPTH_TRUE);
    g_assert_cmpint(theme_depth_of(256, true, NULL, false), ==, DEPTH_TRUE);
}

void test_theme_register(void)
{
    g_test_add_func("/theme/nick/xep_0392_vectors", test_xep_0392_vectors);
    g_test_add_func("/theme/nick/every_hue_can_be_read", test_nicks_can_be_read);
    g_test_add_func("/theme/nick/sixteen_colours_leave_out_what_vanishes",
                    test_nick_16_never_forbidden);
    g_test_add_func("/theme/default/uses_only_safe_colours", test_default_is_safe_on_both);
    g_test_add_func("/theme/mono_depth_has_no_colour", test_mono_depth_has_no_colour);
    g_test_add_func("/theme/dark/contrast_is_4.5", test_dark_contrast);
    g_test_add_func("/theme/light/contrast_is_4.5", test_light_contrast);
    g_test_add_func("/theme/file/inherits_and_overrides", test_inherits_and_overrides);
    g_test_add_func("/theme/file/bad_line_is_told_with_its_number", test_bad_files_are_told);
    g_test_add_func("/theme/role_names_round_trip", test_role_names_round_trip);
    g_test_add_func("/theme/depth_of_terminals", test_depth_of_terminals);
}
