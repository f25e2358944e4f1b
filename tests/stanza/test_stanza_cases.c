/* test_stanza_cases.c: data cases: given these stanzas, the model is such and we send that.
 *
 * Each file FOLDER/NAME.xml is one test, /stanza/FOLDER/NAME; see case.h for what is
 * in it. UPDATE_STANZAS=1 writes <send> and <model> anew: read the difference, it is
 * what the test says from then on. Each stanza received is then bent in every way of
 * case B22 and handed in again, in a test of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "case.h"

#include "model_text.h"

#include <locale.h>
#include <string.h>

static char *escaped_model_dup(Wire *wire)
{
    g_autofree char *model = model_text_dup(wire);
    return g_markup_escape_text(model, -1);
}

/* Each step's text is what was sent, or what is, from now on. */
static void update_case(const Case *c)
{
    g_autoptr(Wire) wire = case_wire(c);
    for (guint i = 0; i < c->steps->len; i++) {
        Step *step = g_ptr_array_index(c->steps, i);
        case_play_step(c, wire, step);
        if (step->part >= PART_SEND) {
            g_free(step->text);
            step->text = step->part == PART_SEND ? wire_take_sent(wire) : escaped_model_dup(wire);
        }
    }
    case_write(c);
}

/* Fails the test, and lets the other cases run. */
static void compare(const char *what, const char *is, const char *should_be)
{
    if (strcmp(is, should_be) != 0) {
        g_test_message("%s should be:\n%sand is:\n%s", what, should_be, is);
        g_test_fail();
    }
}

static void compare_step(Wire *wire, const Step *step)
{
    if (step->part == PART_SEND) {
        g_autofree char *sent = wire_take_sent(wire);
        compare("what is sent", sent, step->text);
    } else if (step->part == PART_MODEL) {
        g_autofree char *model = escaped_model_dup(wire);
        compare("the model", model, step->text);
    }
}

static void run_case(gconstpointer data)
{
    const Case *c = data;
    if (g_getenv("UPDATE_STANZAS") != NULL) {
        update_case(c);
        return;
    }
    g_assert_nonnull(case_text(c, PART_SEND, NULL));
    g_assert_nonnull(case_text(c, PART_MODEL, NULL));
    g_autoptr(Wire) wire = case_wire(c);
    for (guint i = 0; i < c->steps->len; i++) {
        const Step *step = g_ptr_array_index(c->steps, i);
        case_play_step(c, wire, step);
        compare_step(wire, step);
    }
    g_autofree char *more = wire_take_sent(wire);
    compare("what is sent at the end", more, "");
}

static void add_case(const char *folder, const char *name, GPtrArray *cases)
{
    g_autofree char *top = g_test_build_filename(G_TEST_DIST, "stanza", NULL);
    g_autofree char *path = g_build_filename(top, folder, name, NULL);
    g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".xml"));
    g_autofree char *test = g_strdup_printf("/stanza/%s/%s", folder, stem);
    g_autofree char *bent = g_strdup_printf("/stanza/B22/%s/%s", folder, stem);
    Case *c = case_read(path);
    g_ptr_array_add(cases, c);
    g_test_add_data_func(test, c, run_case);
    if (case_text(c, PART_RECEIVE, NULL) != NULL) {
        g_test_add_data_func(bent, c, bend_run);
    }
}

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *names_in(const char *path)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_ptr_array_add(names, g_strdup(name));
    }
    g_ptr_array_sort(names, by_name);
    return names;
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    g_test_init(&argc, &argv, NULL);
    g_autofree char *top = g_test_build_filename(G_TEST_DIST, "stanza", NULL);
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    g_autoptr(GPtrArray) folders = names_in(top);
    for (guint i = 0; i < folders->len; i++) {
        const char *folder = g_ptr_array_index(folders, i);
        g_autofree char *path = g_build_filename(top, folder, NULL);
        g_autoptr(GPtrArray) names = names_in(path);
        for (guint n = 0; n < names->len; n++) {
            const char *name = g_ptr_array_index(names, n);
            if (g_str_has_suffix(name, ".xml")) {
                add_case(folder, name, cases);
            }
        }
    }
    g_assert_cmpuint(cases->len, >, 0);
    g_test_add_data_func("/stanza/every_route_of_every_module_is_fed", cases, routes_run);
    return g_test_run();
}
