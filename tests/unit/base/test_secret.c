/* test_secret.c: secrets are whole, locked, out of dumps and forks, and wiped.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/secret.h"
#include "unit/base/tests.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void bytes_are_kept(void)
{
    char typed[] = "wherefore art thou";
    g_autoptr(Secret) secret = secret_new(typed, -1);
    secret_wipe(typed, sizeof typed);
    g_assert_cmpstr(secret_peek(secret), ==, "wherefore art thou");
    g_assert_cmpuint(secret_length(secret), ==, 18);
    g_autoptr(Secret) part = secret_new("a\0bc", 3);
    g_assert_cmpuint(secret_length(part), ==, 3);
    g_assert_cmpmem(secret_peek(part), 3, "a\0b", 3);
    g_assert_cmpint(secret_peek(part)[3], ==, '\0');
    g_autoptr(Secret) empty = secret_new("", -1);
    g_assert_cmpuint(secret_length(empty), ==, 0);
    g_assert_cmpstr(secret_peek(empty), ==, "");
    secret_unref(NULL);
}

/* The byte after the last one of a page is needed for the end of the string. */
static void sizes_around_a_page_end_in_nul(void)
{
    gsize page = (gsize)sysconf(_SC_PAGESIZE);
    for (gsize len = page - 1; len <= page + 1; len++) {
        g_autofree char *text = g_strnfill(len, 'k');
        g_autoptr(Secret) secret = secret_new(text, -1);
        g_assert_cmpuint(strlen(secret_peek(secret)), ==, len);
    }
}

static void references_share_the_bytes(void)
{
    g_autoptr(Secret) secret = secret_new("x", -1);
    Secret *other = secret_ref(secret);
    g_assert_true(secret_peek(other) == secret_peek(secret));
    secret_unref(other);
    g_assert_cmpstr(secret_peek(secret), ==, "x");
}

static void wiped_memory_is_zero(void)
{
    char buffer[] = "0123456789";
    secret_wipe(buffer, 4);
    g_assert_cmpmem(buffer, sizeof buffer,
                    "\0\0\0\0"
                    "456789",
                    sizeof buffer);
    secret_wipe(NULL, 0);
}

/* The flags of the mapping that holds ADDRESS, as the kernel tells them. (transfer full) */
static char *flags_of_dup(const void *address)
{
    g_autofree char *maps = NULL;
    g_assert_true(g_file_get_contents("/proc/self/smaps", &maps, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(maps, "\n", -1);
    bool inside = false;
    for (guint i = 0; lines[i] != NULL; i++) {
        uintptr_t from, to;
        if (sscanf(lines[i], "%" SCNxPTR "-%" SCNxPTR " ", &from, &to) == 2) {
            inside = (uintptr_t)address >= from && (uintptr_t)address < to;
        } else if (inside && g_str_has_prefix(lines[i], "VmFlags:")) {
            return g_strconcat(lines[i] + strlen("VmFlags:"), " ", NULL);
        }
    }
    return NULL;
}

/* L05, L07, L08 */
static void memory_is_locked_and_out_of_dumps(void)
{
    g_autoptr(Secret) secret = secret_new("x", -1);
    g_autofree char *flags = flags_of_dup(secret_peek(secret));
    g_assert_nonnull(flags);
    g_test_message("%s", flags);
    g_assert_nonnull(strstr(flags, " dd "));
    g_assert_nonnull(strstr(flags, " wf "));
#ifndef __SANITIZE_ADDRESS__ /* it makes mlock() do nothing */
    struct rlimit limit;
    g_assert_cmpint(getrlimit(RLIMIT_MEMLOCK, &limit), ==, 0);
    if (limit.rlim_cur >= 1 << 16) {
        g_assert_nonnull(strstr(flags, " lo "));
    }
#endif
}

/* L08 */
static void a_child_process_does_not_have_it(void)
{
    g_autoptr(Secret) secret = secret_new("x", -1);
    pid_t child = fork();
    if (child == 0) {
        _exit(secret_peek(secret)[0] == '\0' ? 0 : 1);
    }
    int status = 0;
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 0);
    g_assert_cmpstr(secret_peek(secret), ==, "x");
}

void test_secret_register(void)
{
    g_test_add_func("/secret/bytes_are_kept", bytes_are_kept);
    g_test_add_func("/secret/sizes_around_a_page_end_in_nul", sizes_around_a_page_end_in_nul);
    g_test_add_func("/secret/references_share_the_bytes", references_share_the_bytes);
    g_test_add_func("/secret/wiped_memory_is_zero", wiped_memory_is_zero);
    g_test_add_func("/secret/L07_memory_is_locked_and_out_of_dumps",
                    memory_is_locked_and_out_of_dumps);
    g_test_add_func("/secret/L08_a_child_process_does_not_have_it",
                    a_child_process_does_not_have_it);
}
