/* test_observers.c: a list that changes while it is walked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/observers.h"
#include "unit/base/tests.h"

typedef struct {
    void (*said)(const char *word, gpointer user);
    void (*left)(int code, gpointer user);
} Table;

typedef struct {
    Observers *list;
    GString *heard;
    char name;
    guint remove; /* an id to remove when something is heard */
    const Table *add;
    gpointer add_user;
    guint nested; /* emits again so many times */
} Listener;

static void hear(const char *word, gpointer user)
{
    Listener *listener = user;
    g_string_append_c(listener->heard, listener->name);
    if (listener->remove != 0) {
        observers_remove(listener->list, listener->remove);
    }
    if (listener->add != NULL) {
        observers_add(listener->list, listener->add, listener->add_user);
        listener->add = NULL;
    }
    if (listener->nested > 0) {
        listener->nested--;
        OBSERVERS_EMIT(listener->list, Table, said, word);
    }
}

static const Table hears = {.said = hear};
static const Table deaf = {.said = NULL};

typedef struct {
    Observers *list;
    GString *heard;
    Listener a, b, c;
    guint id_a, id_b, id_c;
} Fixture;

static void set_up(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    f->list = observers_new();
    f->heard = g_string_new(NULL);
    f->a = (Listener){.list = f->list, .heard = f->heard, .name = 'a'};
    f->b = (Listener){.list = f->list, .heard = f->heard, .name = 'b'};
    f->c = (Listener){.list = f->list, .heard = f->heard, .name = 'c'};
    f->id_a = observers_add(f->list, &hears, &f->a);
    f->id_b = observers_add(f->list, &hears, &f->b);
    f->id_c = observers_add(f->list, &hears, &f->c);
}

static void tear_down(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    observers_free(f->list);
    g_string_free(f->heard, TRUE);
}

static void assert_heard(Fixture *f, const char *expected)
{
    g_string_truncate(f->heard, 0);
    OBSERVERS_EMIT(f->list, Table, said, "word");
    g_assert_cmpstr(f->heard->str, ==, expected);
}

static void all_are_called_in_order(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    g_assert_cmpuint(f->id_a, !=, 0);
    g_assert_cmpuint(f->id_a, !=, f->id_b);
    assert_heard(f, "abc");
    observers_remove(f->list, f->id_b);
    assert_heard(f, "ac");
    observers_remove(f->list, f->id_b);
    observers_remove(f->list, 0);
    observers_remove(f->list, 999);
    assert_heard(f, "ac");
}

static void missing_functions_are_skipped(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    observers_add(f->list, &deaf, NULL);
    assert_heard(f, "abc");
    OBSERVERS_EMIT(f->list, Table, left, 3);
    g_assert_cmpstr(f->heard->str, ==, "abc");
}

static void one_may_remove_itself(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    f->b.remove = f->id_b;
    assert_heard(f, "abc");
    assert_heard(f, "ac");
}

static void one_may_remove_those_before_and_after(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    f->b.remove = f->id_c;
    assert_heard(f, "ab");
    f->b.remove = f->id_a;
    assert_heard(f, "ab");
    assert_heard(f, "b");
}

static void one_may_add_another(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    Listener d = {.list = f->list, .heard = f->heard, .name = 'd'};
    f->c.add = &hears;
    f->c.add_user = &d;
    assert_heard(f, "abcd");
    assert_heard(f, "abcd");
}

/* The array grows in the middle of a walk. */
static void many_may_be_added(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    Listener more[64];
    for (guint i = 0; i < G_N_ELEMENTS(more); i++) {
        bool last = i + 1 == G_N_ELEMENTS(more);
        more[i] = (Listener){.list = f->list,
                             .heard = f->heard,
                             .name = '.',
                             .add = last ? NULL : &hears,
                             .add_user = last ? NULL : &more[i + 1]};
    }
    f->a.add = &hears;
    f->a.add_user = &more[0];
    g_string_truncate(f->heard, 0);
    OBSERVERS_EMIT(f->list, Table, said, "word");
    g_assert_cmpuint(f->heard->len, ==, 3 + G_N_ELEMENTS(more));
}

static void walks_may_be_nested(Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
    f->b.nested = 1;
    f->c.remove = f->id_a;
    /* The inner walk removes a, while the outer one stands on b. */
    assert_heard(f, "ababcc");
    assert_heard(f, "bc");
}

void test_observers_register(void)
{
#define ADD(name, test) g_test_add("/observers/" name, Fixture, NULL, set_up, test, tear_down)
    ADD("all_are_called_in_order", all_are_called_in_order);
    ADD("missing_functions_are_skipped", missing_functions_are_skipped);
    ADD("one_may_remove_itself", one_may_remove_itself);
    ADD("one_may_remove_those_before_and_after", one_may_remove_those_before_and_after);
    ADD("one_may_add_another", one_may_add_another);
    ADD("many_may_be_added", many_may_be_added);
    ADD("walks_may_be_nested", walks_may_be_nested);
#undef ADD
}
