/* test_guard_limits.c: what is too much for the guard, and what is not XML at all.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/xmpp/guard_run.h"
#include "unit/xmpp/tests.h"

#include <malloc.h>
#include <string.h>

static void repeat(GString *out, const char *text, guint n)
{
    for (guint i = 0; i < n; i++) {
        g_string_append(out, text);
    }
}

/* "<message>", N times PIECE, TAIL, "</message>" */
static GString *message_of(const char *piece, guint n, const char *tail)
{
    GString *xml = g_string_new("<message>");
    repeat(xml, piece, n);
    g_string_append(xml, tail);
    g_string_append(xml, "</message>");
    return xml;
}

/* XML (taken) is discarded for WHY, counted, and the next stanza comes through. */
static void assert_discarded(GString *xml, const char *why)
{
    g_autoptr(GString) text = xml;
    g_autoptr(GuardRun) run = guard_run_new_open();
    g_assert_true(guard_run_feed(run, text->str, text->len));
    g_assert_true(guard_run_text(run, "<presence/>"));
    g_autofree char *expected =
        g_strdup_printf("discarded 1 %s\nstanza 2 <{jabber:client}presence></>\n", why);
    g_assert_cmpstr(run->log->str, ==, expected);
    g_assert_cmpuint(guard_handled(run->guard), ==, 2);
}

/* XML (taken) comes through as one stanza. */
static void assert_kept(GString *xml)
{
    g_autoptr(GString) text = xml;
    g_autoptr(GuardRun) run = guard_run_new_open();
    g_assert_true(guard_run_feed(run, text->str, text->len));
    g_assert_true(g_str_has_prefix(run->log->str, "stanza 1 <{jabber:client}"));
    g_assert_cmpuint(guard_handled(run->guard), ==, 1);
}

static GString *nested(guint n)
{
    GString *xml = g_string_new("<message>");
    repeat(xml, "<a>", n);
    repeat(xml, "</a>", n);
    g_string_append(xml, "</message>");
    return xml;
}

static void test_deep_is_discarded(void) /* B10 */
{
    /* The stream and the message are two of them. */
    assert_kept(nested(GUARD_DEPTH_MAX - 2));
    assert_discarded(nested(GUARD_DEPTH_MAX - 1), "nested too deeply");
    assert_discarded(nested(35000), "nested too deeply");
    assert_discarded(nested(70000), "nested too deeply");
    assert_discarded(nested(150000), "nested too deeply");
}

static void test_deeper_than_anything_ends_the_stream(void) /* B10 */
{
    g_autoptr(GString) xml = nested(GUARD_HARD_DEPTH_MAX);
    g_autoptr(GuardRun) run = guard_run_new_open();
    g_assert_false(guard_run_feed(run, xml->str, xml->len));
    g_assert_cmpint(run->error, ==, GUARD_ERROR_SIZE);
    g_assert_cmpstr(run->log->str, ==, "");
    g_assert_cmpuint(guard_handled(run->guard), ==, 0);
}

static void test_wide_is_discarded(void) /* B11 */
{
    assert_kept(message_of("<a/>", GUARD_MESSAGE_ELEMENTS_MAX - 1, ""));
    assert_discarded(message_of("<a/>", GUARD_MESSAGE_ELEMENTS_MAX, ""), "too many elements");
    assert_discarded(message_of("<a/>", 60000, ""), "too many elements");
    assert_discarded(message_of("<a/>", 130000, ""), "too many elements");
}

/* Answers may hold large rosters, but not so many elements in a row that the library's way of
 * appending them takes seconds. */
static void test_wide_answer_is_discarded_where_it_is_slow(void) /* B11 */
{
    GString *roster = g_string_new("<iq type='result'><query xmlns='jabber:iq:roster'>");
    repeat(roster, "<item jid='a@b'/>", 15000);
    g_string_append(roster, "</query></iq>");
    assert_kept(roster);
    GString *flat = g_string_new("<iq type='get'>");
    repeat(flat, "<a/>", 130000);
    g_string_append(flat, "</iq>");
    assert_discarded(flat, "too many elements");
    GString *mixed = g_string_new("<iq type='get'>");
    repeat(mixed, "<a/>&lt;", 30000);
    g_string_append(mixed, "</iq>");
    assert_discarded(mixed, "too many elements");
}

static void test_elements_without_end_end_the_stream(void) /* B11 */
{
    g_autoptr(GuardRun) run = guard_run_new_open();
    g_autoptr(GString) piece = g_string_new(NULL);
    repeat(piece, "<a b='' c=''/>", 1000);
    g_assert_true(guard_run_text(run, "<message>"));
    guint fed = 0;
    while (fed < GUARD_HARD_NAMES_MAX && guard_run_feed(run, piece->str, piece->len)) {
        fed += 3000;
    }
    g_assert_false(run->sound);
    g_assert_cmpint(run->error, ==, GUARD_ERROR_SIZE);
}

static GString *with_attributes(guint n)
{
    GString *xml = g_string_new("<message><x xmlns='urn:x'");
    for (guint i = 0; i < n; i++) {
        g_string_append_printf(xml, " a%u='v'", i);
    }
    g_string_append(xml, "/></message>");
    return xml;
}

static GString *with_attribute(gsize name, gsize value)
{
    GString *xml = g_string_new("<message ");
    gsize at = xml->len;
    g_string_set_size(xml, at + name);
    memset(xml->str + at, 'n', name);
    g_string_append(xml, "='");
    at = xml->len;
    g_string_set_size(xml, at + value);
    memset(xml->str + at, 'v', value);
    g_string_append(xml, "'/>");
    return xml;
}

static void test_attributes_over_a_limit_are_discarded(void) /* B12 */
{
    assert_kept(with_attributes(GUARD_ATTRIBUTES_MAX));
    assert_discarded(with_attributes(GUARD_ATTRIBUTES_MAX + 1), "too many attributes");
    assert_discarded(with_attributes(1000), "too many attributes");
    assert_kept(with_attribute(1, GUARD_ATTRIBUTE_BYTES_MAX - 1));
    assert_discarded(with_attribute(1, GUARD_ATTRIBUTE_BYTES_MAX), "an attribute is too long");
    assert_discarded(with_attribute(1, 500000), "an attribute is too long");
    assert_discarded(with_attribute(100000, 1), "an attribute is too long");
}

static void test_header_over_a_limit_is_no_stream(void) /* B12 */
{
    g_autoptr(GString) xml = g_string_new("<stream:stream xmlns:stream='" NS_STREAM "'");
    for (guint i = 0; i <= GUARD_ATTRIBUTES_MAX; i++) {
        g_string_append_printf(xml, " a%u='v'", i);
    }
    g_string_append(xml, ">");
    g_autoptr(GuardRun) run = guard_run_new();
    g_assert_false(guard_run_feed(run, xml->str, xml->len));
    g_assert_cmpint(run->error, ==, GUARD_ERROR_NO_STREAM);
}

/* The body of N times PIECE comes as N times TEXT. */
static void assert_body(const char *piece, guint n, const char *text)
{
    g_autoptr(GString) xml = g_string_new("<message><body>");
    repeat(xml, piece, n);
    g_string_append(xml, "</body></message>");
    g_autoptr(GuardRun) run = guard_run_new_open();
    bool sound = guard_feed(run->guard, xml->str, xml->len, NULL);
    g_assert_true(sound);
    g_autoptr(GuardItem) item = guard_pop(run->guard);
    g_assert_cmpint(item->kind, ==, GUARD_STANZA);
    g_autofree char *body = stanza_child_text_dup(item->stanza, "body", NULL);
    g_autoptr(GString) expected = g_string_new(NULL);
    repeat(expected, text, n);
    g_assert_cmpuint(strlen(body), ==, expected->len);
    g_assert_true(strcmp(body, expected->str) == 0);
    /* One text, however many pieces the parser made of it. */
    Stanza *first = xmpp_stanza_get_children(stanza_child(item->stanza, "body", NULL));
    g_assert_null(xmpp_stanza_get_next(first));
}

static void test_text_in_many_pieces_is_one(void) /* B13 */
{
    assert_body("\n", 250000, "\n");
    assert_body("&lt;", 125000, "<");
    assert_body("&#x301;", 250000, "\xcc\x81");
}

static void test_long_text_is_discarded(void) /* B13 */
{
    g_autofree char *mebi = g_strnfill(1024 * 1024, 'x');
    assert_kept(message_of(mebi, 3, ""));
    assert_discarded(message_of(mebi, 4, "y"), "too large");
    GString *iq = g_string_new("<iq>");
    repeat(iq, mebi, 15);
    g_string_append(iq, "</iq>");
    assert_kept(iq);
    iq = g_string_new("<iq>");
    repeat(iq, mebi, 17);
    g_string_append(iq, "</iq>");
    assert_discarded(iq, "too large");
}

static gsize heap_bytes(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

#if defined(__SANITIZE_ADDRESS__)
#define HEAP_IS_KNOWN false
#else
#define HEAP_IS_KNOWN true
#endif

static void test_stanza_without_end_is_cut(void) /* B14 */
{
    g_autofree char *mebi = g_strnfill(1024 * 1024, 'x');
    g_autoptr(GuardRun) run = guard_run_new_open();
    gsize before = heap_bytes();
    gsize most = 0;
    guint fed = 0;
    g_assert_true(guard_run_text(run, "<message><body>"));
    while (fed < 1024 && guard_run_feed(run, mebi, 1024 * 1024)) {
        fed++;
        most = MAX(most, heap_bytes());
    }
    g_assert_false(run->sound);
    g_assert_cmpint(run->error, ==, GUARD_ERROR_SIZE);
    g_assert_cmpuint(fed, <=, GUARD_HARD_BYTES_MAX / 1024 / 1024);
    if (HEAP_IS_KNOWN) {
        g_assert_cmpuint(most - before, <, 16 * 1024 * 1024);
    }
}

static void test_tag_without_end_is_cut(void) /* B14 */
{
    static const char *const begins[] = {"<message a='", "<message ", "<", "<message/></", ""};
    g_autofree char *piece = g_strnfill(65536, 'x');
    for (guint i = 0; i < G_N_ELEMENTS(begins); i++) {
        g_autoptr(GuardRun) run = guard_run_new_open();
        gsize fed = 0;
        g_assert_true(guard_run_text(run, begins[i]));
        while (fed < 4 * GUARD_TOKEN_MAX && guard_run_feed(run, piece, 65536)) {
            fed += 65536;
        }
        if (begins[i][0] == '\0') {
            /* Text between two elements is no tag: keepalive, if a strange one. */
            g_assert_true(run->sound);
        } else {
            g_assert_false(run->sound);
            g_assert_cmpint(run->error, ==, GUARD_ERROR_SIZE);
            g_assert_cmpuint(fed, <=, GUARD_TOKEN_MAX);
        }
    }
}

static void test_document_type_ends_the_stream(void) /* B15 */
{
    g_autoptr(GuardRun) run = guard_run_new();
    g_assert_false(guard_run_text(
        run, "<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY l 'l'><!ENTITY m '&l;&l;&l;'>]>"
             "<stream:stream xmlns:stream='" NS_STREAM "' a='&m;'>"));
    g_assert_cmpint(run->error, ==, GUARD_ERROR_RESTRICTED);
    g_autoptr(GuardRun) external = guard_run_new();
    g_assert_false(guard_run_text(external, "<!DOCTYPE stream SYSTEM 'urn:elsewhere'>"));
    g_assert_cmpint(external->error, ==, GUARD_ERROR_RESTRICTED);
    /* The stream after TLS or SASL is as strict. */
    g_autoptr(GuardRun) second = guard_run_new_open();
    guard_reset(second->guard);
    g_assert_false(guard_run_text(second, "<!DOCTYPE a [<!ENTITY l 'l'>]>" STREAM_OPEN));
    g_assert_cmpint(second->error, ==, GUARD_ERROR_RESTRICTED);
    g_autoptr(GuardRun) entity = guard_run_new_open();
    g_assert_false(guard_run_text(entity, "<message><body>&nbsp;</body></message>"));
    g_assert_cmpint(entity->error, ==, GUARD_ERROR_MALFORMED);
    g_assert_cmpstr(entity->log->str, ==, "");
}

static void test_comments_and_instructions_end_the_stream(void) /* B16 */
{
    static const char *const bad[] = {
        "<message><body>a<!-- b -->c</body></message>",
        "<!-- -->",
        "<message><?php echo ?></message>",
        "<?x?>",
    };
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GuardRun) run = guard_run_new_open();
        g_assert_false(guard_run_text(run, bad[i]));
        g_assert_cmpint(run->error, ==, GUARD_ERROR_RESTRICTED);
        g_assert_cmpstr(run->log->str, ==, "");
    }
}

static void test_cdata_is_text(void) /* B16 */
{
    g_autoptr(GuardRun) run = guard_run_new_open();
    g_assert_true(guard_run_text(run, "<message><body>a<![CDATA[<b>&amp;]]>c</body></message>"));
    g_assert_cmpstr(run->log->str, ==,
                    "stanza 1 <{jabber:client}message><{jabber:client}body>10:a<b>&amp;c</></>\n");
}

typedef struct {
    const char *bytes;
    gsize len;
} Bytes;
#define BYTES(text)                                                                                \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

static void test_bytes_that_are_no_text_end_the_stream(void) /* B17 */
{
    static const Bytes bad[] = {
        BYTES("\xff"),
        BYTES("\xc3"),
        BYTES("\x80"),
        BYTES("\xc0\xaf"),
        BYTES("\xe0\x80\xaf"),
        BYTES("\xed\xa0\x80"),
        BYTES("\xf4\x90\x80\x80"),
        BYTES("\xf8\x88\x80\x80\x80"),
        BYTES("\0"),
        BYTES("\x1f"),
        BYTES("\x01"),
        BYTES("\xef\xbf\xbe"),
        BYTES("\xef\xbf\xbf"),
        BYTES("&#0;"),
        BYTES("&#31;"),
        BYTES("&#xFFFE;"),
        BYTES("&#xD800;"),
        BYTES("&#x110000;"),
        BYTES("]]>"),
        BYTES("&"),
    };
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GuardRun) run = guard_run_new_open();
        g_assert_true(guard_run_text(run, "<presence/><message><body>a"));
        bool sound = guard_run_feed(run, bad[i].bytes, bad[i].len) &&
                     guard_run_text(run, "b</body></message>");
        g_assert_false(sound);
        g_assert_cmpint(run->error, ==, GUARD_ERROR_MALFORMED);
        /* What was whole before is there, the rest is not. */
        g_assert_cmpstr(run->log->str, ==, "stanza 1 <{jabber:client}presence></>\n");
        g_assert_cmpuint(guard_handled(run->guard), ==, 1);
    }
}

static void test_control_in_namespace_ends_the_stream(void) /* B19 */
{
    static const char *const bad[] = {
        "<message xmlns='jabber:client\x1fmessage'/>",
        "<message xmlns='jabber:client&#31;x'/>",
        "<x:a xmlns:x='urn:a\x01"
        "from'/>",
        "<x:a xmlns:x='urn:a&#1;from' x:b=''/>",
        "<a xmlns:x='urn:a&#x1;from' x:b='c'/>",
    };
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GuardRun) run = guard_run_new_open();
        g_assert_false(guard_run_text(run, bad[i]));
        g_assert_cmpint(run->error, ==, GUARD_ERROR_MALFORMED);
        g_assert_cmpstr(run->log->str, ==, "");
    }
}

static void test_only_stanzas_are_counted_when_discarded(void)
{
    g_autoptr(GuardRun) run = guard_run_new_open();
    g_autoptr(GString) xml = g_string_new("<stream:features>");
    repeat(xml, "<a/>", GUARD_MESSAGE_ELEMENTS_MAX);
    g_string_append(xml, "</stream:features><message/>");
    g_assert_true(guard_run_feed(run, xml->str, xml->len));
    g_assert_cmpstr(run->log->str, ==,
                    "discarded 0 too many elements\nstanza 1 <{jabber:client}message></>\n");
}

/* Names that no element had before, in stanzas of their own; a prefix of the header in each. */
static void feed_new_names(GuardRun *run, guint from, guint n, gsize piece)
{
    g_autoptr(GString) xml = g_string_new(NULL);
    for (guint i = from; i < from + n; i++) {
        g_string_append_printf(xml, "<h:m b%u=''><c%u/>\xc3\xa9 &amp;</h:m>\n", i, i);
    }
    for (gsize at = 0; at < xml->len; at += piece) {
        g_assert_true(guard_run_feed(run, xml->str + at, MIN(piece, xml->len - at)));
    }
}

static void test_a_long_stream_reads_the_same(void)
{
    static const gsize pieces[] = {1u << 20, 16384, 777, 1};
    g_autofree char *first = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GuardRun) run = guard_run_new();
        g_assert_true(guard_run_text(run, "<?xml version='1.0'?> <stream:stream xmlns:h='urn:h' "
                                          "xmlns:stream='" NS_STREAM "' xmlns='jabber:client'>"));
        feed_new_names(run, 0, 120000, pieces[i]);
        g_assert_true(guard_run_text(run, "<message/></stream:stream>"));
        g_assert_cmpuint(run->log->len, >, 2 * GUARD_PARSER_BYTES_MAX);
        g_assert_true(g_str_has_suffix(run->log->str,
                                       "stanza 0 <{urn:h}m b119999=0:><{jabber:client}c119999>"
                                       "</>4:\xc3\xa9 &</>\n"
                                       "stanza 1 <{jabber:client}message></>\nclose 1 \n"));
        if (first == NULL) {
            first = g_strdup(run->log->str);
        }
        g_assert_true(strcmp(first, run->log->str) == 0);
    }
}

static void test_names_are_forgotten(void)
{
    if (!HEAP_IS_KNOWN) {
        g_test_skip("the heap cannot be measured under a sanitizer");
        return;
    }
    g_autoptr(GuardRun) run = guard_run_new_open();
    g_assert_true(guard_run_text(run, "<a xmlns:h='urn:h'/>"));
    gsize before = heap_bytes();
    for (guint i = 0; i < 20; i++) {
        g_autoptr(GString) xml = g_string_new(NULL);
        for (guint j = 0; j < 50000; j++) {
            g_string_append_printf(xml, "<a%x/>", i * 50000 + j);
        }
        g_assert_true(guard_run_feed(run, xml->str, xml->len));
        g_string_truncate(run->log, 0);
    }
    g_assert_cmpuint(heap_bytes(), <, before + 48 * 1024 * 1024);
}

void test_guard_limits_register(void)
{
    g_test_add_func("/guard/B10_deep_is_discarded", test_deep_is_discarded);
    g_test_add_func("/guard/B10_deeper_than_anything_ends_the_stream",
                    test_deeper_than_anything_ends_the_stream);
    g_test_add_func("/guard/B11_wide_is_discarded", test_wide_is_discarded);
    g_test_add_func("/guard/B11_wide_answer_is_discarded_where_it_is_slow",
                    test_wide_answer_is_discarded_where_it_is_slow);
    g_test_add_func("/guard/B11_elements_without_end_end_the_stream",
                    test_elements_without_end_end_the_stream);
    g_test_add_func("/guard/B12_attributes_over_a_limit_are_discarded",
                    test_attributes_over_a_limit_are_discarded);
    g_test_add_func("/guard/B12_header_over_a_limit_is_no_stream",
                    test_header_over_a_limit_is_no_stream);
    g_test_add_func("/guard/B13_text_in_many_pieces_is_one", test_text_in_many_pieces_is_one);
    g_test_add_func("/guard/B13_long_text_is_discarded", test_long_text_is_discarded);
    g_test_add_func("/guard/B14_stanza_without_end_is_cut", test_stanza_without_end_is_cut);
    g_test_add_func("/guard/B14_tag_without_end_is_cut", test_tag_without_end_is_cut);
    g_test_add_func("/guard/B15_document_type_ends_the_stream", test_document_type_ends_the_stream);
    g_test_add_func("/guard/B16_comments_and_instructions_end_the_stream",
                    test_comments_and_instructions_end_the_stream);
    g_test_add_func("/guard/B16_cdata_is_text", test_cdata_is_text);
    g_test_add_func("/guard/B17_bytes_that_are_no_text_end_the_stream",
                    test_bytes_that_are_no_text_end_the_stream);
    g_test_add_func("/guard/B19_control_in_namespace_ends_the_stream",
                    test_control_in_namespace_ends_the_stream);
    g_test_add_func("/guard/only_stanzas_are_counted_when_discarded",
                    test_only_stanzas_are_counted_when_discarded);
    g_test_add_func("/guard/a_long_stream_reads_the_same", test_a_long_stream_reads_the_same);
    g_test_add_func("/guard/names_are_forgotten", test_names_are_forgotten);
}
