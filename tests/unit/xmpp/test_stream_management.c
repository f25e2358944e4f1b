/* test_stream_management.c: counters, the queue, resuming.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/xmpp/tests.h"
#include "xmpp/stream_management.h"

typedef struct {
    xmpp_ctx_t *ctx;
    StreamManagement *sm;
    GString *told; /* "1+2+3-": key and whether the server has it */
} Fixture;

static void on_told(gint64 key, const char *chat, bool has_it, void *user)
{
    Fixture *f = user;
    g_assert_cmpstr(chat, ==, "romeo@montague.example");
    g_string_append_printf(f->told, "%d%c", (int)key, has_it ? '+' : '-');
}

static void setup(Fixture *f, gconstpointer data)
{
    f->ctx = xmpp_ctx_new(NULL, NULL);
    f->told = g_string_new(NULL);
    f->sm = sm_new(on_told, f);
    Stanza *enable = sm_enable_new(f->sm, f->ctx);
    g_assert_cmpstr(stanza_attr(enable, "resume"), ==, "true");
    stanza_free(enable);
}

static void teardown(Fixture *f, gconstpointer data)
{
    sm_free(f->sm);
    g_string_free(f->told, TRUE);
    xmpp_ctx_free(f->ctx);
}

static void send(Fixture *f, const char *name, gint64 key)
{
    Stanza *st = stanza_new(f->ctx, name, NS_CLIENT);
    stanza_set_int(st, "id", key);
    sm_sent(f->sm, st, key, "romeo@montague.example");
    stanza_free(st);
}

static void enabled(Fixture *f)
{
    Stanza *st = stanza_from_text(
        f->ctx, "<enabled xmlns='urn:xmpp:sm:3' id='abc' resume='true' max='300'/>");
    g_assert_true(sm_enabled(f->sm, st));
    g_assert_cmpuint(sm_max(f->sm), ==, 300);
    stanza_free(st);
}

static bool acked(Fixture *f, const char *h)
{
    Stanza *st = stanza_new(f->ctx, "a", NS_SM);
    stanza_set(st, "h", h);
    bool ok = sm_acked(f->sm, st, NULL);
    stanza_free(st);
    return ok;
}

static Stanza *resumed_new(Fixture *f, const char *previd, const char *h)
{
    Stanza *st = stanza_new(f->ctx, "resumed", NS_SM);
    stanza_set(st, "previd", previd);
    stanza_set(st, "h", h);
    return st;
}

static void test_counting_starts_when_enable_is_sent(Fixture *f, gconstpointer data)
{
    send(f, "presence", 0);
    send(f, "message", 1);
    enabled(f);
    send(f, "message", 2);
    g_assert_cmpuint(sm_unacked(f->sm), ==, 3);
    g_assert_true(acked(f, "2"));
    g_assert_cmpstr(f->told->str, ==, "1+");
    g_assert_true(acked(f, "3"));
    g_assert_cmpstr(f->told->str, ==, "1+2+");
}

static void test_resume_sends_exactly_the_rest(Fixture *f, gconstpointer data) /* F01 */
{
    for (int i = 1; i <= 5; i++) {
        send(f, "message", i);
    }
    enabled(f);
    for (int i = 6; i <= 8; i++) {
        send(f, "message", i);
    }
    Stanza *st = resumed_new(f, "abc", "5");
    g_autoptr(GPtrArray) again = sm_resumed(f->sm, st, NULL);
    g_assert_nonnull(again);
    g_assert_cmpstr(f->told->str, ==, "1+2+3+4+5+");
    g_assert_cmpuint(again->len, ==, 3);
    g_assert_cmpstr(stanza_id(again->pdata[0]), ==, "6");
    g_assert_cmpuint(sm_unacked(f->sm), ==, 3);
    stanza_free(st);
}

static void test_impossible_counts_are_refused(Fixture *f, gconstpointer data)
{
    enabled(f);
    send(f, "message", 1);
    send(f, "message", 2);
    g_assert_false(acked(f, "3"));
    g_assert_false(acked(f, "4294967295"));
    g_assert_false(acked(f, "x"));
    g_assert_false(acked(f, NULL));
    g_assert_true(acked(f, "2"));
    g_assert_false(acked(f, "1")); /* backwards */
    g_assert_true(acked(f, "2"));
    g_assert_cmpstr(f->told->str, ==, "1+2+");
}

static void test_only_stanzas_count(Fixture *f, gconstpointer data)
{
    Stanza *r = sm_request_new(f->ctx);
    sm_sent(f->sm, r, 0, NULL);
    stanza_free(r);
    Stanza *csi = stanza_new(f->ctx, "active", "urn:xmpp:csi:0");
    sm_sent(f->sm, csi, 0, NULL);
    stanza_free(csi);
    g_assert_cmpuint(sm_unacked(f->sm), ==, 0);
    sm_received(f->sm, 3);
    g_assert_cmpuint(sm_handled(f->sm), ==, 3);
}

static void test_resumed_of_another_session_is_refused(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    enabled(f);
    Stanza *st = resumed_new(f, "other", "0");
    g_assert_null(sm_resumed(f->sm, st, &error));
    g_assert_nonnull(error);
    stanza_free(st);
    st = resumed_new(f, NULL, "0");
    g_assert_null(sm_resumed(f->sm, st, NULL));
    stanza_free(st);
}

static void test_resumed_unasked_is_refused(Fixture *f, gconstpointer data)
{
    Stanza *st = resumed_new(f, "abc", "0");
    g_assert_null(sm_resumed(f->sm, st, NULL)); /* never enabled with an id */
    stanza_free(st);
}

static void test_failed_with_h_settles_that_much(Fixture *f, gconstpointer data)
{
    enabled(f);
    for (int i = 1; i <= 5; i++) {
        send(f, "message", i);
    }
    Stanza *st = stanza_from_text(f->ctx, "<failed xmlns='urn:xmpp:sm:3' h='3'/>");
    sm_resume_failed(f->sm, st);
    g_assert_cmpstr(f->told->str, ==, "1+2+3+4-5-");
    g_assert_false(sm_can_resume(f->sm));
    stanza_free(st);
}

static void test_failed_without_anything_settles_nothing(Fixture *f, gconstpointer data)
{
    enabled(f);
    send(f, "message", 1);
    Stanza *st = stanza_from_text(f->ctx, "<failed xmlns='urn:xmpp:sm:3'/>");
    sm_resume_failed(f->sm, st);
    g_assert_cmpstr(f->told->str, ==, "1-");
    stanza_free(st);
}

static void test_enabled_without_id_cannot_resume(Fixture *f, gconstpointer data)
{
    Stanza *st = stanza_from_text(f->ctx, "<enabled xmlns='urn:xmpp:sm:3' resume='true'/>");
    g_assert_false(sm_enabled(f->sm, st));
    g_assert_true(sm_is_confirmed(f->sm));
    g_assert_false(sm_can_resume(f->sm));
    stanza_free(st);
}

static void test_resume_false_is_false(Fixture *f, gconstpointer data)
{
    Stanza *st = stanza_from_text(f->ctx, "<enabled xmlns='urn:xmpp:sm:3' id='x' resume='false'/>");
    g_assert_false(sm_enabled(f->sm, st));
    g_assert_false(sm_can_resume(f->sm));
    stanza_free(st);
}

static void add(const char *name, void (*test)(Fixture *, gconstpointer))
{
    g_test_add(name, Fixture, NULL, setup, test, teardown);
}

void test_stream_management_register(void)
{
    add("/sm/counting_starts_when_enable_is_sent", test_counting_starts_when_enable_is_sent);
    add("/sm/F01_resume_sends_exactly_the_rest", test_resume_sends_exactly_the_rest);
    add("/sm/B25_impossible_counts_are_refused", test_impossible_counts_are_refused);
    add("/sm/only_stanzas_count", test_only_stanzas_count);
    add("/sm/B26_resumed_of_another_session_is_refused",
        test_resumed_of_another_session_is_refused);
    add("/sm/B26_resumed_unasked_is_refused", test_resumed_unasked_is_refused);
    add("/sm/B26_failed_with_h_settles_that_much", test_failed_with_h_settles_that_much);
    add("/sm/failed_without_anything_settles_nothing",
        test_failed_without_anything_settles_nothing);
    add("/sm/B26_enabled_without_id_cannot_resume", test_enabled_without_id_cannot_resume);
    add("/sm/resume_false_is_false", test_resume_false_is_false);
}
