/* test_xdg.c: our directories and files: where they are, and whose.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/xdg.h"
#include "unit/base/tests.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const variables[] = {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
                                        "XDG_RUNTIME_DIR", "HOME"};

typedef struct {
    char *dir;
    char *old[G_N_ELEMENTS(variables)];
} Fixture;

static void set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    f->dir = g_dir_make_tmp("causerie-xdg-XXXXXX", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(variables); i++) {
        f->old[i] = g_strdup(g_getenv(variables[i]));
        g_unsetenv(variables[i]);
    }
    g_setenv("HOME", "/home/juliet", TRUE);
}

static void remove_tree(const char *path)
{
    (void)g_chmod(path, 0700);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        if (g_file_test(child, G_FILE_TEST_IS_DIR) && !g_file_test(child, G_FILE_TEST_IS_SYMLINK)) {
            remove_tree(child);
        } else {
            (void)g_unlink(child);
        }
    }
    (void)g_rmdir(path);
}

static void tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(variables); i++) {
        if (f->old[i] != NULL) {
            g_setenv(variables[i], f->old[i], TRUE);
        } else {
            g_unsetenv(variables[i]);
        }
        g_free(f->old[i]);
    }
    remove_tree(f->dir);
    g_free(f->dir);
}

static void assert_dir(XdgKind kind, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = xdg_dir_dup(kind, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(dir, ==, expected);
}

static void assert_defaults(void)
{
    assert_dir(XDG_CONFIG, "/home/juliet/.config/causerie");
    assert_dir(XDG_DATA, "/home/juliet/.local/share/causerie");
    assert_dir(XDG_CACHE, "/home/juliet/.cache/causerie");
    assert_dir(XDG_RUNTIME, "/home/juliet/.local/share/causerie/run");
}

static void defaults_are_under_home(Fixture *f G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
    assert_defaults();
}

static void variables_are_followed(Fixture *f G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
    g_setenv("XDG_CONFIG_HOME", "/a", TRUE);
    g_setenv("XDG_DATA_HOME", "/b/..c", TRUE);
    g_setenv("XDG_CACHE_HOME", "/d/", TRUE);
    assert_dir(XDG_CONFIG, "/a/causerie");
    assert_dir(XDG_DATA, "/b/..c/causerie");
    assert_dir(XDG_CACHE, "/d/causerie");
    assert_dir(XDG_RUNTIME, "/b/..c/causerie/run");
    g_setenv("XDG_RUNTIME_DIR", "/e", TRUE);
    assert_dir(XDG_RUNTIME, "/e/causerie");
    g_unsetenv("HOME");
    assert_dir(XDG_CONFIG, "/a/causerie");
}

/* L03 */
static void unsound_variables_are_ignored(Fixture *f G_GNUC_UNUSED,
                                          gconstpointer data G_GNUC_UNUSED)
{
    static const char *const unsound[] = {"", "a", "./a", "../a", "~", "/a/../b", "/a/..", "/.."};
    for (guint i = 0; i < G_N_ELEMENTS(unsound); i++) {
        for (guint v = 0; v < 4; v++) {
            g_setenv(variables[v], unsound[i], TRUE);
        }
        g_test_message("%s", unsound[i]);
        assert_defaults();
    }
}

/* J19 */
static void home_must_be_a_directory_name(Fixture *f G_GNUC_UNUSED,
                                          gconstpointer data G_GNUC_UNUSED)
{
    static const char *const homes[] = {NULL, "", "juliet", "./x"};
    for (guint i = 0; i < G_N_ELEMENTS(homes); i++) {
        if (homes[i] == NULL) {
            g_unsetenv("HOME");
        } else {
            g_setenv("HOME", homes[i], TRUE);
        }
        for (int kind = XDG_CONFIG; kind <= XDG_RUNTIME; kind++) {
            g_autoptr(GError) error = NULL;
            g_autofree char *dir = xdg_dir_dup((XdgKind)kind, &error);
            g_assert_null(dir);
            g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
            g_assert_nonnull(strstr(error->message, "HOME is not set"));
        }
    }
}

static guint mode_of(const char *path)
{
    struct stat info;
    g_assert_cmpint(lstat(path, &info), ==, 0);
    return info.st_mode & 07777;
}

static void assert_made(const char *path)
{
    g_autoptr(GError) error = NULL;
    bool made = xdg_ensure_dir(path, &error);
    g_assert_no_error(error);
    g_assert_true(made);
    g_assert_cmphex(mode_of(path), ==, 0700);
}

static void assert_not_made(const char *path, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(xdg_ensure_dir(path, &error));
    g_assert_nonnull(error);
    g_test_message("%.200s", error->message);
    g_assert_nonnull(strstr(error->message, why));
}

/* L01 */
static void directories_are_private(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *path = g_build_filename(f->dir, "a", "b", "causerie", NULL);
    g_autofree char *parent = g_path_get_dirname(path);
    mode_t mask = umask(0);
    assert_made(path);
    umask(mask);
    g_assert_cmphex(mode_of(parent), ==, 0700);
    g_assert_cmpint(g_chmod(path, 0777), ==, 0);
    assert_made(path);
    assert_made(path);
}

/* L02, J19 */
static void what_is_no_directory_of_ours_is_refused(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *real = g_build_filename(f->dir, "real", NULL);
    g_autofree char *link = g_build_filename(f->dir, "link", NULL);
    g_autofree char *file = g_build_filename(f->dir, "file", NULL);
    g_autofree char *below = g_build_filename(file, "causerie", NULL);
    assert_made(real);
    g_assert_cmpint(symlink(real, link), ==, 0);
    assert_not_made(link, "symbolic link");
    g_assert_true(g_file_set_contents(file, "", 0, NULL));
    assert_not_made(file, "not a directory");
    assert_not_made(below, file);
    g_autofree char *part = g_strnfill(4000, 'x');
    g_autofree char *deep = g_build_filename(f->dir, part, "causerie", NULL);
    assert_not_made(deep, "too long");
    if (geteuid() != 0) {
        assert_not_made("/", "somebody else");
    }
}

/* L03: who may write beside our directory may put another one in its place. */
static void directory_that_others_can_swap_is_refused(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *open = g_build_filename(f->dir, "open", NULL);
    g_autofree char *path = g_build_filename(open, "causerie", NULL);
    g_assert_cmpint(g_mkdir(open, 0700), ==, 0);
    g_assert_cmpint(g_chmod(open, 0777), ==, 0);
    assert_not_made(path, "everybody");
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    g_assert_cmpint(g_chmod(open, 01777), ==, 0); /* as /tmp is */
    assert_made(path);
    g_assert_cmpint(g_chmod(open, 0775), ==, 0);
    assert_made(path);
}

static void assert_written(const char *path, const char *data, gsize len)
{
    g_autoptr(GError) error = NULL;
    bool written = xdg_write_file(path, data, len, &error);
    g_assert_no_error(error);
    g_assert_true(written);
    g_autofree char *content = NULL;
    gsize size = 0;
    g_assert_true(g_file_get_contents(path, &content, &size, NULL));
    g_assert_cmpmem(content, (int)size, data, (int)len);
    g_assert_cmphex(mode_of(path), ==, 0600);
}

static guint entries_in(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    guint count = 0;
    while (g_dir_read_name(dir) != NULL) {
        count++;
    }
    return count;
}

/* J12, L01 */
static void files_are_replaced_whole(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *path = g_build_filename(f->dir, "file", NULL);
    g_autofree char *kept = g_build_filename(f->dir, "kept", NULL);
    mode_t mask = umask(0);
    assert_written(path, "one", 3);
    g_assert_cmpint(link(path, kept), ==, 0);
    g_assert_cmpint(g_chmod(path, 0644), ==, 0);
    assert_written(path, "t\0o\n", 4);
    assert_written(path, "", 0);
    umask(mask);
    /* The old bytes were never written over: a reader that had them open still has them. */
    g_autofree char *old = NULL;
    g_assert_true(g_file_get_contents(kept, &old, NULL, NULL));
    g_assert_cmpstr(old, ==, "one");
    g_assert_cmpuint(entries_in(f->dir), ==, 2);
}

/* J12 */
static void failed_write_leaves_nothing_behind(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *missing = g_build_filename(f->dir, "no", "file", NULL);
    g_autofree char *dir = g_build_filename(f->dir, "dir", NULL);
    g_autofree char *inside = g_build_filename(dir, "x", NULL);
    g_autoptr(GError) error = NULL;
    g_assert_false(xdg_write_file(missing, "x", 1, &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_assert_nonnull(strstr(error->message, missing));
    g_clear_error(&error);
    /* The rename fails: the temporary file goes. */
    assert_made(inside);
    g_assert_false(xdg_write_file(dir, "x", 1, &error));
    g_assert_nonnull(error);
    g_assert_cmpuint(entries_in(f->dir), ==, 1);
}

void test_xdg_register(void)
{
#define ADD(name, test) g_test_add("/xdg/" name, Fixture, NULL, set_up, test, tear_down)
    ADD("dir/defaults_are_under_home", defaults_are_under_home);
    ADD("dir/variables_are_followed", variables_are_followed);
    ADD("dir/L03_unsound_variables_are_ignored", unsound_variables_are_ignored);
    ADD("dir/J19_home_must_be_a_directory_name", home_must_be_a_directory_name);
    ADD("ensure_dir/L01_directories_are_private", directories_are_private);
    ADD("ensure_dir/L02_what_is_no_directory_of_ours_is_refused",
        what_is_no_directory_of_ours_is_refused);
    ADD("ensure_dir/L03_directory_that_others_can_swap_is_refused",
        directory_that_others_can_swap_is_refused);
    ADD("write_file/J12_files_are_replaced_whole", files_are_replaced_whole);
    ADD("write_file/J12_failed_write_leaves_nothing_behind", failed_write_leaves_nothing_behind);
#undef ADD
}
