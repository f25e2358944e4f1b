/* test_guard.c: what the guard lets through: names, namespaces, attributes, order, counts.
 *
 * Limits are in test_guard_limits.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/xmpp/guard_run.h"
#include "unit/xmpp/tests.h"

#include <string.h>

/* The one element that XML, inside an open stream, becomes. */
static Stanza *read_one(GuardRun *run, const char *xml)
{
    bool sound = guard_feed(run->guard, xml, strlen(xml), NULL);
    g_assert_true(sound);
    g_assert_cmpuint(guard_waiting(run->guard), ==, 1);
    g_autoptr(GuardItem) item = guard_pop(run->guard);
    g_assert_cmpint(item->kind, ==, GUARD_STANZA);
    return g_steal_pointer(&item->stanza);
}

static void test_prefixed_attributes_are_dropped(void) /* B01 */
{
    static const char *const forms[] = {
        "<message xmlns:e='urn:e' from='mallory@localhost/e' e:from='boss@localhost/d' "
        "e:type='groupchat' e:id='x' e:to='y'><body>hi</body></message>",
        "<message e:to='y' e:id='x' e:type='groupchat' e:from='boss@localhost/d' "
        "from='mallory@localhost/e' xmlns:e='urn:e'><body>hi</body></message>",
        "<message xmlns:e='jabber:client' e:from='boss@localhost/d' from='mallory@localhost/e' "
        "e:type='groupchat' e:id='x' e:to='y'><body>hi</body></message>",
        "<e:message xmlns:e='jabber:client' from='mallory@localhost/e' e:from='boss@localhost/d' "
        "e:type='groupchat' e:id='x' e:to='y'><e:body>hi</e:body></e:message>",
        "<message xmlns:e='jabber:client' xmlns:f='urn:f' f:from='boss@localhost/c' "
        "e:from='boss@localhost/d' xml:from='boss@localhost/b' "
        "from='mallory@localhost/e'><body e:from='boss@localhost/d'>hi</body></message>",
    };
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autoptr(GuardRun) run = guard_run_new_open();
        g_assert_true(guard_run_text(run, forms[i]));
        g_assert_cmpstr(run->log->str, ==,
                        "stanza 1 <{jabber:client}message from=19:mallory@localhost/e>"
                        "<{jabber:client}body>2:hi</></>\n");
    }
}

static void test_prefixed_attribute_alone_is_no_attribute(void) /* B01, B02 */
{
    static const char *const forms[] = {
        "<iq type='set' xmlns:e='urn:e' e:from='bob@localhost'/>",
        "<presence xmlns:e='jabber:client' e:from='bob@localhost' e:type='subscribe'/>",
        "<message xmlns:e='urn:e'><x xmlns='urn:x' e:from='bob@localhost'/></message>",
    };
    g_autoptr(GuardRun) run = guard_run_new_open();
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_assert_true(guard_run_text(run, forms[i]));
    }
    g_assert_cmpstr(run->log->str, ==,
                    "stanza 1 <{jabber:client}iq type=3:set></>\n"
                    "stanza 2 <{jabber:client}presence></>\n"
                    "stanza 3 <{jabber:client}message><{urn:x}x></></>\n");
}

static void test_one_attribute_twice_ends_the_stream(void) /* B01 */
{
    g_autoptr(GuardRun) run = guard_run_new_open();
    g_assert_false(guard_run_text(run, "<message from='a@b' from='c@d'/>"));
    g_assert_cmpint(run->error, ==, GUARD_ERROR_MALFORMED);
    g_autoptr(GuardRun) same_ns = guard_run_new_open();
    g_assert_false(guard_run_text(
        same_ns, "<message xmlns:p='urn:e' xmlns:q='urn:e' p:from='a@b' q:from='c@d'/>"));
    g_assert_cmpint(same_ns->error, ==, GUARD_ERROR_MALFORMED);
}

static void test_only_the_language_of_xml_is_the_language(void)
{
    g_autoptr(GuardRun) run = guard_run_new_open();
    g_assert_true(guard_run_text(run, "<message xml:lang='de' lang='fr'/>"
                                      "<message lang='fr' xml:lang='de'/><message lang='fr'/>"));
    g_assert_cmpstr(run->log->str, ==,
                    "stanza 1 <{jabber:client}message lang=2:de></>\n"
                    "stanza 2 <{jabber:client}message lang=2:de></>\n"
                    "stanza 3 <{jabber:client}message></>\n");
}

static void test_body_counts_only_in_its_namespace(void) /* B03 */
{
    g_autoptr(GuardRun) run = guard_run_new_open();
    Stanza *alone = read_one(run, "<message><body xmlns='urn:evil'>x</body></message>");
    g_autofree char *none = stanza_child_text_dup(alone, "body", NULL);
    g_assert_null(none);
    Stanza *both = read_one(run, "<message xmlns:e='urn:evil'><e:body>x</e:body><body>real</body>"
                                 "<body xmlns='urn:evil'>y</body></message>");
    g_autofree char *real = stanza_child_text_dup(both, "body", NULL);
    g_assert_cmpstr(real, ==, "real");
    stanza_free(alone);
    stanza_free(both);
}

static void test_stanzas_are_known_by_namespace(void) /* B05 */
{
    static const struct {
        const char *xml, *log;
    } cases[] = {
        {"<message xmlns='jabber:server'/>", "stanza 0 <{jabber:server}message></>\n"},
        {"<message xmlns=''/>", "stanza 0 <{}message></>\n"},
        {"<message xmlns='jabber:client '/>", "stanza 0 <{jabber:client }message></>\n"},
        {"<message xmlns='jabber:client'/>", "stanza 1 <{jabber:client}message></>\n"},
        {"<x:message xmlns:x='jabber:client'/>", "stanza 1 <{jabber:client}message></>\n"},
        {"<x:iq xmlns:x='jabber:client'/>", "stanza 1 <{jabber:client}iq></>\n"},
        {"<stream:message/>", "stanza 0 <{" NS_STREAM "}message></>\n"},
        {"<Message/>", "stanza 0 <{jabber:client}Message></>\n"},
        {"<messages/>", "stanza 0 <{jabber:client}messages></>\n"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GuardRun) run = guard_run_new_open();
        g_assert_true(guard_run_text(run, cases[i].xml));
        g_assert_cmpstr(run->log->str, ==, cases[i].log);
    }
}

static void test_undeclared_prefix_ends_the_stream(void) /* B05 */
{
    g_autoptr(GuardRun) run = guard_run_new_open();
    g_assert_false(guard_run_text(run, "<x:message/>"));
    g_assert_cmpint(run->error, ==, GUARD_ERROR_MALFORMED);
    g_autoptr(GuardRun) attribute = guard_run_new_open();
    g_assert_false(guard_run_text(attribute, "<message e:from='boss@localhost'/>"));
    g_assert_cmpint(attribute->error, ==, GUARD_ERROR_MALFORMED);
}

static void test_prefix_bound_to_nothing_ends_the_stream(void) /* B05 */
{
    static const char *const bad[] = {
        "<a xmlns:p=''/>",
        "<a xmlns:xml='urn:x'/>",
        "<a xmlns:xmlns='urn:x'/>",
        "<a xmlns:p='http://www.w3.org/2000/xmlns/'/>",
    };
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GuardRun) run = guard_run_new_open();
        g_assert_false(guard_run_text(run, bad[i]));
        g_assert_cmpint(run->error, ==, GUARD_ERROR_MALFORMED);
    }
}

/* A session of about 2 kB as servers write it: header, features, roster, messages, presence,
 * acks, an error, the end. */
static const char session[] =
    "<?xml version='1.0'?>\n<stream:stream id='4a6f' from='localhost' version='1.0' xml:lang='en' "
    "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='urn:db'>"
    "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>"
    "SCRAM-SHA-256</mechanism><mechanism>PLAIN</mechanism></mechanisms><bind "
    "xmlns='urn:ietf:params:xml:ns:xmpp-bind'><required/></bind></stream:features>\r\n"
    "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>dj1hYmM=</success> \n"
    "<iq type='result' id='r1' to='juliet@localhost/b'><query xmlns='jabber:iq:roster' ver='7'>"
    "<item jid='romeo@localhost' name='Romeo &amp; &quot;R&quot;' subscription='both'><group>"
    "Friends &lt;3</group></item><item jid=\"nurse@localhost\" subscription=\"to\"/></query></iq>"
    "<presence from='romeo@localhost/orchard'><show>away</show><status xml:lang='fr'>parti\xc3\xa9"
    "</status><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' "
    "ver='v='/></presence>"
    "<message type='chat' id='m1' from='romeo@localhost/orchard'><body>But, soft! \xf0\x9f\x8c\x99 "
    "&#x4e2d;&#233; <![CDATA[<not markup> & ]]]]><![CDATA[>]]> end\r\nof line</body><db:x db:a='1' "
    "b='2'/><active xmlns='http://jabber.org/protocol/chatstates'/><delay xmlns='urn:xmpp:delay' "
    "stamp='2026-11-26T03:00:00Z' from='localhost'/></message><r xmlns='urn:xmpp:sm:3'/>"
    "<a xmlns='urn:xmpp:sm:3' h='3'/>  <message from='nurse@localhost'><p:composing "
    "xmlns:p='http://jabber.org/protocol/chatstates'></p:composing><x xmlns='urn:a'><y "
    "xmlns=''><z/>"
    "</y>t<y/>u</x></message><iq type='error' id='q9' from='conference.localhost'><error "
    "type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text "
    "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>no</text></error></iq><message "
    "from='long@localhost' id='a-rather-long-id-that-some-client-made-up-0123456789'><body>"
    "a\tb\nc</body><html xmlns='http://jabber.org/protocol/xhtml-im'><body "
    "xmlns='http://www.w3.org/1999/xhtml'><p>a <em>b</em> c</p></body></html></message>"
    "<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
    "</stream:stream>";

static void assert_session(GuardRun *run, const char *expected)
{
    g_assert_true(run->sound);
    g_assert_cmpstr(run->log->str, ==, expected);
}

static void test_a_cut_anywhere_changes_nothing(void) /* B20 */
{
    const gsize len = sizeof session - 1;
    g_autoptr(GuardRun) whole = guard_run_new();
    g_assert_true(guard_run_feed(whole, session, len));
    g_assert_cmpuint(len, >, 2000);
    g_assert_nonnull(strstr(whole->log->str, "\xf0\x9f\x8c\x99 \xe4\xb8\xad\xc3\xa9 "
                                             "<not markup> & ]]> end\nof line</>"));
    g_assert_nonnull(strstr(whole->log->str, "close 6 "));
    for (gsize cut = 1; cut < len; cut++) {
        g_autoptr(GuardRun) run = guard_run_new();
        g_assert_true(guard_run_feed(run, session, cut));
        g_assert_true(guard_run_feed(run, session + cut, len - cut));
        assert_session(run, whole->log->str);
    }
}

static void test_single_bytes_are_enough(void) /* B20, B21 */
{
    g_autoptr(GuardRun) whole = guard_run_new();
    g_assert_true(guard_run_text(whole, session));
    for (gsize step = 1; step < 20; step++) {
        g_autoptr(GuardRun) run = guard_run_new();
        for (gsize at = 0; at < sizeof session - 1; at += step) {
            g_assert_true(guard_run_feed(run, session + at, MIN(step, sizeof session - 1 - at)));
        }
        assert_session(run, whole->log->str);
    }
}

static void test_a_stanza_is_there_with_its_last_byte(void) /* B21 */
{
    const char *xml = "<message from='a@b'><body>x</body></message>";
    g_autoptr(GuardRun) run = guard_run_new_open();
    for (gsize i = 0; xml[i] != '\0'; i++) {
        g_assert_cmpstr(run->log->str, ==, "");
        g_assert_true(guard_run_feed(run, xml + i, 1));
    }
    g_assert_cmpstr(run->log->str, !=, "");
}

static void test_two_stanzas_at_once_are_two(void) /* B21 */
{
    g_autoptr(GuardRun) run = guard_run_new_open();
    const char *xml = "<message id='1'/><presence id='2'/>";
    bool sound = guard_feed(run->guard, xml, strlen(xml), NULL);
    g_assert_true(sound);
    g_assert_cmpuint(guard_waiting(run->guard), ==, 2);
    g_assert_cmpuint(guard_handled(run->guard), ==, 2);
    guard_run_drain(run);
    g_assert_cmpstr(run->log->str, ==,
                    "stanza 1 <{jabber:client}message id=1:1></>\n"
                    "stanza 2 <{jabber:client}presence id=1:2></>\n");
}

static void test_a_stanza_in_4096_pieces_is_one(void) /* B21 */
{
    g_autoptr(GString) xml = g_string_new("<message><body>");
    while (xml->len < 4096 - strlen("</body></message>")) {
        g_string_append_c(xml, 'x');
    }
    g_string_append(xml, "</body></message>");
    g_autoptr(GuardRun) whole = guard_run_new_open();
    g_autoptr(GuardRun) run = guard_run_new_open();
    g_assert_true(guard_run_text(whole, xml->str));
    for (gsize i = 0; i < xml->len; i++) {
        g_assert_true(guard_run_feed(run, xml->str + i, 1));
    }
    assert_session(run, whole->log->str);
}

static void test_half_a_stanza_is_not_handled(void)
{
    g_autoptr(GuardRun) run = guard_run_new_open();
    g_assert_true(guard_run_text(run, "<message/><iq type='get'><query/>"));
    g_assert_cmpuint(guard_handled(run->guard), ==, 1);
    guard_reset(run->guard);
    g_assert_cmpuint(guard_handled(run->guard), ==, 1);
}

static void test_reset_drops_what_waits_and_goes_on_counting(void)
{
    g_autoptr(GuardRun) run = guard_run_new_open();
    const char *xml = "<message id='injected'/><message><bo";
    bool sound = guard_feed(run->guard, xml, strlen(xml), NULL);
    g_assert_true(sound);
    guard_reset(run->guard);
    g_assert_cmpuint(guard_waiting(run->guard), ==, 0);
    g_assert_true(guard_run_text(run, STREAM_OPEN "<presence/>"));
    g_assert_cmpstr(run->log->str, ==,
                    "open 1 <{" NS_STREAM "}stream id=2:s1 version=3:1.0></>\n"
                    "stanza 2 <{jabber:client}presence></>\n");
}

static void test_a_failure_lasts_until_reset(void)
{
    g_autoptr(GuardRun) run = guard_run_new_open();
    g_assert_false(guard_run_text(run, "<message/>&<message/>"));
    g_assert_false(guard_run_text(run, "<message/>"));
    g_assert_cmpint(run->error, ==, GUARD_ERROR_MALFORMED);
    g_assert_cmpstr(run->log->str, ==, "stanza 1 <{jabber:client}message></>\n");
    guard_reset(run->guard);
    g_assert_true(guard_run_text(run, STREAM_OPEN));
}

static void test_header_tells_its_attributes(void)
{
    g_autoptr(GuardRun) run = guard_run_new();
    g_assert_true(guard_run_text(
        run, " \n<s:stream xmlns:s='" NS_STREAM "' xmlns='jabber:client' xmlns:e='urn:e' "
             "from='localhost' e:from='evil' version='1.0' xml:lang='en' id='x'>"));
    g_assert_cmpstr(run->log->str, ==,
                    "open 0 <{" NS_STREAM "}stream from=9:localhost id=1:x lang=2:en "
                    "version=3:1.0></>\n");
}

static void test_what_is_no_stream_is_told_so(void)
{
    static const char *const others[] = {
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "220 mail.example ESMTP\r\n",
        "<html>",
        "<stream:stream>",
        "<stream xmlns='jabber:client'>",
        "<stream:stream xmlns:stream='urn:other'>",
        "<stream:streams xmlns:stream='" NS_STREAM "'>",
        "\x16\x03\x01\x02",
    };
    for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(GuardRun) run = guard_run_new();
        g_assert_false(guard_run_text(run, others[i]));
        g_assert_cmpint(run->error, ==, GUARD_ERROR_NO_STREAM);
        g_assert_cmpstr(run->log->str, ==, "");
    }
}

static void test_stream_error_comes_as_an_element(void) /* B23 */
{
    g_autoptr(GuardRun) run = guard_run_new_open();
    g_assert_true(guard_run_text(run, "<stream:error/><stream:error><host-gone "
                                      "xmlns='" NS_STREAM_ERROR "'/></stream:error>"
                                      "</stream:stream>"));
    g_assert_cmpstr(run->log->str, ==,
                    "stanza 0 <{" NS_STREAM "}error></>\n"
                    "stanza 0 <{" NS_STREAM "}error><{" NS_STREAM_ERROR "}host-gone></></>\n"
                    "close 0 \n");
}

static void test_nothing_may_follow_the_end(void)
{
    g_autoptr(GuardRun) run = guard_run_new_open();
    g_assert_true(guard_run_text(run, "</stream:stream>\n"));
    g_assert_false(guard_run_text(run, "<message/>"));
    g_assert_cmpint(run->error, ==, GUARD_ERROR_MALFORMED);
    g_assert_cmpstr(run->log->str, ==, "close 0 \n");
}

void test_guard_register(void)
{
    g_test_add_func("/guard/B01_prefixed_attributes_are_dropped",
                    test_prefixed_attributes_are_dropped);
    g_test_add_func("/guard/B01_prefixed_attribute_alone_is_no_attribute",
                    test_prefixed_attribute_alone_is_no_attribute);
    g_test_add_func("/guard/B01_one_attribute_twice_ends_the_stream",
                    test_one_attribute_twice_ends_the_stream);
    g_test_add_func("/guard/only_the_language_of_xml_is_the_language",
                    test_only_the_language_of_xml_is_the_language);
    g_test_add_func("/guard/B03_body_counts_only_in_its_namespace",
                    test_body_counts_only_in_its_namespace);
    g_test_add_func("/guard/B05_stanzas_are_known_by_namespace",
                    test_stanzas_are_known_by_namespace);
    g_test_add_func("/guard/B05_undeclared_prefix_ends_the_stream",
                    test_undeclared_prefix_ends_the_stream);
    g_test_add_func("/guard/B05_prefix_bound_to_nothing_ends_the_stream",
                    test_prefix_bound_to_nothing_ends_the_stream);
    g_test_add_func("/guard/B20_a_cut_anywhere_changes_nothing",
                    test_a_cut_anywhere_changes_nothing);
    g_test_add_func("/guard/B20_single_bytes_are_enough", test_single_bytes_are_enough);
    g_test_add_func("/guard/B21_a_stanza_is_there_with_its_last_byte",
                    test_a_stanza_is_there_with_its_last_byte);
    g_test_add_func("/guard/B21_two_stanzas_at_once_are_two", test_two_stanzas_at_once_are_two);
    g_test_add_func("/guard/B21_a_stanza_in_4096_pieces_is_one",
                    test_a_stanza_in_4096_pieces_is_one);
    g_test_add_func("/guard/half_a_stanza_is_not_handled", test_half_a_stanza_is_not_handled);
    g_test_add_func("/guard/reset_drops_what_waits_and_goes_on_counting",
                    test_reset_drops_what_waits_and_goes_on_counting);
    g_test_add_func("/guard/a_failure_lasts_until_reset", test_a_failure_lasts_until_reset);
    g_test_add_func("/guard/header_tells_its_attributes", test_header_tells_its_attributes);
    g_test_add_func("/guard/what_is_no_stream_is_told_so", test_what_is_no_stream_is_told_so);
    g_test_add_func("/guard/B23_stream_error_comes_as_an_element",
                    test_stream_error_comes_as_an_element);
    g_test_add_func("/guard/nothing_may_follow_the_end", test_nothing_may_follow_the_end);
}
