/* fixture.c: a directory with one file in it (see fixture.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/config/fixture.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

void fixture_set_up(Fixture *f, gconstpointer name)
{
    f->dir = g_dir_make_tmp("causerie-config-XXXXXX", NULL);
    f->path = g_build_filename(f->dir, name, NULL);
    f->problems = g_ptr_array_new_with_free_func(g_free);
}

/* Fails when something was left beside the file: a temporary one, for example. */
void fixture_tear_down(Fixture *f, gconstpointer name G_GNUC_UNUSED)
{
    (void)g_remove(f->path);
    g_assert_cmpint(g_rmdir(f->dir), ==, 0);
    g_ptr_array_unref(f->problems);
    g_free(f->path);
    g_free(f->dir);
}

void fixture_write(Fixture *f, const char *text, gssize len)
{
    g_assert_true(g_file_set_contents(f->path, text, len, NULL));
    g_assert_cmpint(g_chmod(f->path, 0600), ==, 0);
}

char *fixture_read_dup(Fixture *f)
{
    char *content = NULL;
    g_assert_true(g_file_get_contents(f->path, &content, NULL, NULL));
    return content;
}

void fixture_assert_content(Fixture *f, const char *expected)
{
    g_autofree char *content = fixture_read_dup(f);
    g_assert_cmpstr(content, ==, expected);
}

guint fixture_mode(Fixture *f)
{
    struct stat info;
    g_assert_cmpint(stat(f->path, &info), ==, 0);
    return info.st_mode & 07777;
}

void fixture_assert_problem(Fixture *f, const char *part)
{
    for (guint i = 0; i < f->problems->len; i++) {
        g_test_message("%s", (const char *)g_ptr_array_index(f->problems, i));
    }
    g_assert_cmpuint(f->problems->len, ==, 1);
    g_assert_nonnull(strstr(g_ptr_array_index(f->problems, 0), part));
    g_ptr_array_set_size(f->problems, 0);
}

void fixture_assert_no_problem(Fixture *f)
{
    g_assert_cmpstr(f->problems->len > 0 ? g_ptr_array_index(f->problems, 0) : NULL, ==, NULL);
}
