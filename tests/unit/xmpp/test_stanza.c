/* test_stanza.c: reading and building stanzas.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/xmpp/tests.h"
#include "xmpp/stanza.h"

static xmpp_ctx_t *ctx_new(void)
{
    return xmpp_ctx_new(NULL, NULL);
}

#define MESSAGE "<message xmlns='jabber:client' "

static void test_child_in_foreign_namespace_is_not_found(void) /* B03 */
{
    xmpp_ctx_t *ctx = ctx_new();
    Stanza *st = stanza_from_text(ctx, MESSAGE
                                  "><body xmlns='urn:evil'>bad</body><body>good</body></message>");
    g_autofree char *body = stanza_child_text_dup(st, "body", NULL);
    g_assert_cmpstr(body, ==, "good");
    Stanza *evil = stanza_child(st, "body", "urn:evil");
    g_assert_nonnull(evil);
    g_assert_true(stanza_next(evil, "body", NULL) == NULL);
    g_assert_nonnull(stanza_next(evil, "body", NS_CLIENT));
    g_assert_null(stanza_child(st, "body", "urn:other"));
    stanza_free(st);
    st = stanza_from_text(ctx, MESSAGE "><body xmlns='urn:evil'>bad</body></message>");
    g_assert_null(stanza_child_text_dup(st, "body", NULL));
    stanza_free(st);
    xmpp_ctx_free(ctx);
}

static void test_text_is_direct_children_joined(void) /* B04 */
{
    xmpp_ctx_t *ctx = ctx_new();
    Stanza *st = stanza_from_text(ctx, MESSAGE "><body>a<b>no</b>b&amp;<![CDATA[c]]></body>"
                                               "<subject/></message>");
    g_autofree char *body = stanza_child_text_dup(st, "body", NULL);
    g_autofree char *subject = stanza_child_text_dup(st, "subject", NULL);
    g_assert_cmpstr(body, ==, "ab&c");
    g_assert_cmpstr(subject, ==, "");
    stanza_free(st);
    xmpp_ctx_free(ctx);
}

static void test_prefixed_attribute_is_dropped_from_text(void) /* B01 */
{
    xmpp_ctx_t *ctx = ctx_new();
    Stanza *st = stanza_from_text(ctx, MESSAGE "xmlns:e='urn:e' from='a@b/c' e:from='boss@b/d' "
                                               "e:type='groupchat' xml:lang='de'/>");
    g_assert_cmpstr(stanza_attr(st, "from"), ==, "a@b/c");
    g_assert_null(stanza_type(st));
    g_assert_cmpstr(stanza_attr(st, "lang"), ==, "de");
    stanza_free(st);
    xmpp_ctx_free(ctx);
}

static void test_bad_text_is_refused(void)
{
    static const char *const bad[] = {
        "", "<a>", "<a/><b/>", "text", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "<a>\x01</a>",
    };
    xmpp_ctx_t *ctx = ctx_new();
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_assert_null(stanza_from_text(ctx, bad[i]));
    }
    GString *deep = g_string_new(NULL);
    for (int i = 0; i < 100; i++) {
        g_string_append(deep, "<a>");
    }
    for (int i = 0; i < 100; i++) {
        g_string_append(deep, "</a>");
    }
    g_assert_null(stanza_from_text(ctx, deep->str));
    g_string_free(deep, TRUE);
    xmpp_ctx_free(ctx);
}

static void test_from_absent_is_no_error(void) /* B06 */
{
    static const char *const bad[] = {"", "@", "/r"};
    xmpp_ctx_t *ctx = ctx_new();
    Stanza *st = stanza_new(ctx, "message", NS_CLIENT);
    g_autoptr(Jid) from = NULL;
    g_assert_true(stanza_from(st, &from, NULL));
    g_assert_null(from);
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        stanza_set(st, "from", bad[i]);
        g_assert_false(stanza_from(st, &from, NULL));
    }
    stanza_set(st, "from", "evil.org/x@bank.example");
    g_assert_true(stanza_from(st, &from, NULL));
    g_assert_cmpstr(jid_domain(from), ==, "evil.org");
    stanza_free(st);
    xmpp_ctx_free(ctx);
}

static void test_built_text_is_valid_xml(void) /* F20 */
{
    xmpp_ctx_t *ctx = ctx_new();
    Stanza *st = stanza_message_new(ctx, "chat", "a&b'\"<>\x01@c", "id\xff");
    stanza_add_with_text(st, "body", NULL, "<x>&\x1b]0;\xef\xbf\xbf\xff end");
    g_autofree char *xml = stanza_to_text_dup(st);
    Stanza *again = stanza_from_text(ctx, xml);
    g_assert_nonnull(again);
    g_autofree char *body = stanza_child_text_dup(again, "body", "");
    g_assert_true(g_str_has_prefix(body, "<x>&"));
    g_assert_true(g_str_has_suffix(body, " end"));
    stanza_free(again);
    stanza_free(st);
    xmpp_ctx_free(ctx);
}

static void test_child_inherits_namespace_and_is_copied(void)
{
    xmpp_ctx_t *ctx = ctx_new();
    Stanza *iq = stanza_iq_new(ctx, "get", "a@b");
    Stanza *query = stanza_add(iq, "query", "urn:q");
    Stanza *item = stanza_add(query, "item", NULL);
    g_assert_cmpstr(stanza_ns(item), ==, "urn:q");
    g_assert_nonnull(stanza_id(iq));
    Stanza *other = stanza_new(ctx, "wrap", "urn:w");
    stanza_add_copy(other, query);
    stanza_free(iq);
    g_autofree char *xml = stanza_to_text_dup(other);
    g_assert_cmpstr(xml, ==, "<wrap xmlns=\"urn:w\"><query xmlns=\"urn:q\"><item/></query></wrap>");
    stanza_free(other);
    xmpp_ctx_free(ctx);
}

static void test_error_tells_words(void)
{
    xmpp_ctx_t *ctx = ctx_new();
    Stanza *iq = stanza_iq_new(ctx, "get", "a@b");
    Stanza *error = stanza_error_new(iq, "cancel", "item-not-found");
    g_assert_cmpstr(stanza_error_condition(error), ==, "item-not-found");
    g_autofree char *words = stanza_error_text_dup(error);
    g_assert_cmpstr(words, ==, "there is no such thing there");
    stanza_add_with_text(stanza_child(error, "error", NULL), "text", NS_STANZA_ERROR, " Own. ");
    g_autofree char *own = stanza_error_text_dup(error);
    g_assert_cmpstr(own, ==, "Own.");
    g_assert_cmpstr(stanza_error_condition(iq), ==, "undefined-condition");
    stanza_free(iq);
    stanza_free(error);
    xmpp_ctx_free(ctx);
}

static void test_numbers_are_strict(void)
{
    xmpp_ctx_t *ctx = ctx_new();
    Stanza *st = stanza_new(ctx, "a", NS_SM);
    gint64 h = 7;
    static const char *const bad[] = {"", "x", " 1", "+1", "1x", "4294967296", "-1"};
    g_assert_false(stanza_attr_int(st, "h", 0, G_MAXUINT32, &h));
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        stanza_set(st, "h", bad[i]);
        g_assert_false(stanza_attr_int(st, "h", 0, G_MAXUINT32, &h));
    }
    g_assert_cmpint(h, ==, 7);
    stanza_set(st, "h", "4294967295");
    g_assert_true(stanza_attr_int(st, "h", 0, G_MAXUINT32, &h));
    g_assert_cmpint(h, ==, G_MAXUINT32);
    stanza_free(st);
    xmpp_ctx_free(ctx);
}

void test_stanza_register(void)
{
    g_test_add_func("/stanza/B03_child_in_foreign_namespace_is_not_found",
                    test_child_in_foreign_namespace_is_not_found);
    g_test_add_func("/stanza/B04_text_is_direct_children_joined",
                    test_text_is_direct_children_joined);
    g_test_add_func("/stanza/B01_prefixed_attribute_is_dropped_from_text",
                    test_prefixed_attribute_is_dropped_from_text);
    g_test_add_func("/stanza/bad_text_is_refused", test_bad_text_is_refused);
    g_test_add_func("/stanza/B06_from_absent_is_no_error", test_from_absent_is_no_error);
    g_test_add_func("/stanza/F20_built_text_is_valid_xml", test_built_text_is_valid_xml);
    g_test_add_func("/stanza/child_inherits_namespace_and_is_copied",
                    test_child_inherits_namespace_and_is_copied);
    g_test_add_func("/stanza/error_tells_words", test_error_tells_words);
    g_test_add_func("/stanza/numbers_are_strict", test_numbers_are_strict);
}
