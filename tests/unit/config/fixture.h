/* fixture.h: a directory with one file in it, and the groups of test-config.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_TESTS_UNIT_CONFIG_FIXTURE_H
#define CAUSERIE_TESTS_UNIT_CONFIG_FIXTURE_H

#include <glib.h>
#include <stdbool.h>
#include <string.h>

typedef struct {
    char *dir;
    char *path;          /* of a file that is not there yet */
    GPtrArray *problems; /* char * */
} Fixture;

void fixture_set_up(Fixture *f, gconstpointer name);
void fixture_tear_down(Fixture *f, gconstpointer name);

/* The file, of mode 0600, and what it holds now. (transfer full) */
void fixture_write(Fixture *f, const char *text, gssize len);
char *fixture_read_dup(Fixture *f);
void fixture_assert_content(Fixture *f, const char *expected);
guint fixture_mode(Fixture *f);
/* Exactly one problem, which holds PART; it is forgotten then. */
void fixture_assert_problem(Fixture *f, const char *part);
void fixture_assert_no_problem(Fixture *f);

void test_account_file_register(void);
void test_keyfile_register(void);
void test_password_command_register(void);
void test_settings_register(void);

#endif
