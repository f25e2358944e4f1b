/* test_log.c: the debug log: private, one line an event, nothing that moves a cursor.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/clock.h"
#include "base/log.h"
#include "unit/base/tests.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    char *dir;
    char *path;
} Fixture;

static void set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    f->dir = g_dir_make_tmp("causerie-log-XXXXXX", NULL);
    f->path = g_build_filename(f->dir, "log", NULL);
    clock_set(1795637542123000);
}

static void tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    clock_set(0);
    log_close();
    (void)g_unlink(f->path);
    g_assert_cmpint(g_rmdir(f->dir), ==, 0);
    g_free(f->path);
    g_free(f->dir);
}

static void open_log(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    bool opened = log_open(f->path, &error);
    g_assert_no_error(error);
    g_assert_true(opened);
    g_assert_true(log_is_open());
}

static void assert_content(Fixture *f, const char *expected)
{
    g_autofree char *content = NULL;
    g_assert_true(g_file_get_contents(f->path, &content, NULL, NULL));
    g_assert_cmpstr(content, ==, expected);
}

static void assert_not_opened(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(log_open(path, &error));
    g_assert_nonnull(error);
    g_assert_nonnull(strstr(error->message, path));
    g_assert_false(log_is_open());
}

static void closed_log_writes_nothing(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_assert_false(log_is_open());
    log_line("net", "nothing %d", 1);
    log_close();
    g_assert_false(g_file_test(f->path, G_FILE_TEST_EXISTS));
}

static void lines_are_stamped_and_appended(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    open_log(f);
    log_line("net", "connected to %s port %d", "\"x\"", 5222);
    log_close();
    g_assert_false(log_is_open());
    log_line("net", "lost");
    open_log(f);
    log_line("ui", "drawn");
    assert_content(f, "2026-11-25T20:12:22.123Z net: connected to \"x\" port 5222\n"
                      "2026-11-25T20:12:22.123Z ui: drawn\n");
}

/* I01: the log is read in a terminal. */
static void every_control_is_escaped(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    open_log(f);
    char all[256];
    for (int i = 1; i < 256; i++) {
        all[i - 1] = (char)i;
    }
    all[255] = '\0';
    log_line("net", "%s", all);
    g_autofree char *content = NULL;
    gsize len = 0;
    g_assert_true(g_file_get_contents(f->path, &content, &len, NULL));
    for (gsize i = 0; i + 1 < len; i++) {
        g_assert_cmpint(content[i], >=, 0x20);
        g_assert_cmpint(content[i], <, 0x7F);
    }
    g_assert_cmpint(content[len - 1], ==, '\n');
    g_assert_nonnull(strstr(content, "\\n"));
}

static void long_lines_are_cut(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    open_log(f);
    g_autofree char *text = g_strnfill(1 << 20, 'x');
    log_line("net", "%s", text);
    g_autofree char *content = NULL;
    gsize len = 0;
    g_assert_true(g_file_get_contents(f->path, &content, &len, NULL));
    g_assert_cmpuint(len, <, 5000);
    g_assert_cmpint(content[len - 1], ==, '\n');
}

/* L01, L09 */
static void file_is_for_its_owner(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_assert_true(g_file_set_contents(f->path, "old\n", -1, NULL));
    g_assert_cmpint(g_chmod(f->path, 0666), ==, 0);
    mode_t mask = umask(0);
    open_log(f);
    umask(mask);
    struct stat info;
    g_assert_cmpint(stat(f->path, &info), ==, 0);
    g_assert_cmphex(info.st_mode & 07777, ==, 0600);
    assert_content(f, "old\n");
}

/* L02 */
static void what_is_no_plain_file_is_refused(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_autofree char *target = g_build_filename(f->dir, "target", NULL);
    g_assert_true(g_file_set_contents(target, "mine", -1, NULL));
    g_assert_cmpint(symlink(target, f->path), ==, 0);
    assert_not_opened(f->path);
    g_assert_cmpint(g_unlink(f->path), ==, 0);
    g_assert_cmpint(g_unlink(target), ==, 0);
    assert_not_opened(f->dir);
    assert_not_opened("/dev/null");
    g_autofree char *missing = g_build_filename(f->dir, "no", "log", NULL);
    assert_not_opened(missing);
    /* A pipe that nobody reads must not stop the start. */
    g_assert_cmpint(mkfifo(f->path, 0600), ==, 0);
    assert_not_opened(f->path);
}

static void failed_open_keeps_the_old_log(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    open_log(f);
    g_autoptr(GError) error = NULL;
    g_assert_false(log_open(f->dir, &error));
    g_assert_nonnull(error);
    log_line("net", "still here");
    assert_content(f, "2026-11-25T20:12:22.123Z net: still here\n");
}

void test_log_register(void)
{
#define ADD(name, test) g_test_add("/log/" name, Fixture, NULL, set_up, test, tear_down)
    ADD("closed_log_writes_nothing", closed_log_writes_nothing);
    ADD("lines_are_stamped_and_appended", lines_are_stamped_and_appended);
    ADD("I01_every_control_is_escaped", every_control_is_escaped);
    ADD("long_lines_are_cut", long_lines_are_cut);
    ADD("L09_file_is_for_its_owner", file_is_for_its_owner);
    ADD("L02_what_is_no_plain_file_is_refused", what_is_no_plain_file_is_refused);
    ADD("failed_open_keeps_the_old_log", failed_open_keeps_the_old_log);
#undef ADD
}
