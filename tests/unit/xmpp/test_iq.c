/* test_iq.c: questions are answered once, and only by who was asked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/xmpp/tests.h"
#include "xmpp/iq.h"

typedef struct {
    xmpp_ctx_t *ctx;
    Jid *own;
    IqTable *table;
    guint calls;
    IqOutcome outcome;
    bool forget; /* the next callback forgets everything */
} Fixture;

static void setup(Fixture *f, gconstpointer data)
{
    f->ctx = xmpp_ctx_new(NULL, NULL);
    f->own = jid_parse("juliet@capulet.example", NULL);
    f->table = iq_table_new(f->own);
}

static void teardown(Fixture *f, gconstpointer data)
{
    iq_table_free(f->table);
    jid_unref(f->own);
    xmpp_ctx_free(f->ctx);
}

static void on_done(IqOutcome outcome, Stanza *reply, void *user)
{
    Fixture *f = user;
    f->calls++;
    f->outcome = outcome;
    g_assert_true((reply != NULL) == (outcome == IQ_RESULT || outcome == IQ_ERROR));
    if (f->forget) {
        iq_table_forget(f->table, f);
    }
}

static void ask(Fixture *f, const char *to, const char *id, guint timeout)
{
    Stanza *iq = stanza_iq_new(f->ctx, "get", to);
    stanza_set(iq, "id", id);
    g_assert_true(iq_table_expect(f->table, iq, timeout, on_done, f));
    stanza_free(iq);
}

static bool answer(Fixture *f, const char *from, const char *id, const char *type)
{
    Stanza *iq = stanza_iq_new(f->ctx, type, NULL);
    g_autoptr(Jid) jid = from != NULL ? jid_parse(from, NULL) : NULL;
    stanza_set(iq, "id", id);
    stanza_set(iq, "from", from);
    bool taken = iq_table_answer(f->table, iq, jid);
    stanza_free(iq);
    return taken;
}

static void test_only_the_asked_may_answer(Fixture *f, gconstpointer data)
{
    ask(f, "romeo@montague.example/x", "1", 0);
    g_assert_false(answer(f, "mallory@montague.example/x", "1", "result"));
    g_assert_false(answer(f, "romeo@montague.example", "1", "result"));
    g_assert_false(answer(f, NULL, "1", "result"));
    g_assert_false(answer(f, "juliet@capulet.example", "1", "result"));
    g_assert_cmpuint(f->calls, ==, 0);
    g_assert_true(answer(f, "romeo@montague.example/x", "1", "error"));
    g_assert_cmpuint(f->calls, ==, 1);
    g_assert_cmpint(f->outcome, ==, IQ_ERROR);
    g_assert_false(answer(f, "romeo@montague.example/x", "1", "result"));
    g_assert_cmpuint(f->calls, ==, 1);
}

static void test_own_account_answers_with_or_without_address(Fixture *f, gconstpointer data)
{
    ask(f, NULL, "1", 0);
    ask(f, "juliet@capulet.example", "2", 0);
    ask(f, "juliet@capulet.example", "3", 0);
    g_assert_false(answer(f, "capulet.example", "1", "result"));
    g_assert_false(answer(f, "romeo@montague.example", "2", "result"));
    g_assert_true(answer(f, "juliet@capulet.example", "1", "result"));
    g_assert_true(answer(f, NULL, "2", "result"));
    g_assert_true(answer(f, "Juliet@CAPULET.example", "3", "result"));
    g_assert_cmpuint(f->calls, ==, 3);
}

static void test_no_answer_times_out_once(Fixture *f, gconstpointer data)
{
    ask(f, "romeo@montague.example", "1", 1);
    while (f->calls == 0) {
        g_main_context_iteration(NULL, TRUE);
    }
    g_assert_cmpint(f->outcome, ==, IQ_TIMEOUT);
    g_assert_cmpuint(iq_table_size(f->table), ==, 0);
    g_assert_false(answer(f, "romeo@montague.example", "1", "result"));
    g_assert_cmpuint(f->calls, ==, 1);
    g_assert_false(g_main_context_pending(NULL));
}

static void test_clear_tells_each_once(Fixture *f, gconstpointer data)
{
    ask(f, NULL, "1", 0);
    ask(f, NULL, "2", 0);
    iq_table_clear(f->table);
    g_assert_cmpuint(f->calls, ==, 2);
    g_assert_cmpint(f->outcome, ==, IQ_GONE);
    iq_table_clear(f->table);
    g_assert_cmpuint(f->calls, ==, 2);
}

static void test_forget_inside_a_callback_holds(Fixture *f, gconstpointer data)
{
    ask(f, NULL, "1", 0);
    ask(f, NULL, "2", 0);
    f->forget = true;
    iq_table_clear(f->table);
    g_assert_cmpuint(f->calls, ==, 1);
}

static void test_same_id_twice_is_refused(Fixture *f, gconstpointer data)
{
    ask(f, NULL, "1", 0);
    Stanza *iq = stanza_iq_new(f->ctx, "get", NULL);
    stanza_set(iq, "id", "1");
    g_assert_false(iq_table_expect(f->table, iq, 0, on_done, f));
    stanza_free(iq);
}

static void add(const char *name, void (*test)(Fixture *, gconstpointer))
{
    g_test_add(name, Fixture, NULL, setup, test, teardown);
}

void test_iq_register(void)
{
    add("/iq/B08_only_the_asked_may_answer", test_only_the_asked_may_answer);
    add("/iq/B08_own_account_answers_with_or_without_address",
        test_own_account_answers_with_or_without_address);
    add("/iq/F26_no_answer_times_out_once", test_no_answer_times_out_once);
    add("/iq/clear_tells_each_once", test_clear_tells_each_once);
    add("/iq/forget_inside_a_callback_holds", test_forget_inside_a_callback_holds);
    add("/iq/same_id_twice_is_refused", test_same_id_twice_is_refused);
}
