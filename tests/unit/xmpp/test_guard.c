/* test_guard.c: what passes the guard, and as what.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tests.h"

#include "xmpp/guard.h"

#include <string.h>

#define HEADER                                                                                     \
    "<?xml version='1.0'?><stream:stream xmlns='jabber:client' version='1.0' id='s1' "             \
    "xmlns:stream='http://etherx.jabber.org/streams' from='capulet.example'>"

typedef struct {
    xmpp_ctx_t *ctx;
    Guard *guard;
} Fixture;

static void set_up(Fixture *f, gconstpointer data)
{
    (void)data;
    f->ctx = xmpp_ctx_new(NULL, NULL);
    f->guard = guard_new(f->ctx);
    g_assert_true(guard_feed(f->guard, HEADER, strlen(HEADER), NULL));
    g_autoptr(GuardItem) item = guard_pop(f->guard);
    g_assert_cmpint(item->kind, ==, GUARD_OPEN);
    g_assert_cmpstr(stanza_attr(item->stanza, "from"), ==, "capulet.example");
}

static void tear_down(Fixture *f, gconstpointer data)
{
    (void)data;
    guard_free(f->guard);
    xmpp_ctx_free(f->ctx);
}

static bool feed(Fixture *f, const char *text)
{
    return guard_feed(f->guard, text, strlen(text), NULL);
}

/* Feeds TEXT, which holds one element, and gives it. */
static GuardItem *one(Fixture *f, const char *text)
{
    g_assert_true(feed(f, text));
    GuardItem *item = guard_pop(f->guard);
    g_assert_nonnull(item);
    g_assert_null(guard_pop(f->guard));
    return item;
}

static void B01_prefixed_attributes_are_dropped(Fixture *f, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {
        "<message xmlns:e='urn:e' from='m@e.example/e' e:from='b@e.example/d' type='chat' "
        "e:type='groupchat' e:id='x' e:to='y'><body>x</body></message>",
        "<message xmlns:e='urn:e' e:from='b@e.example/d' from='m@e.example/e' e:type='groupchat' "
        "type='chat' e:id='x' e:to='y'><body>x</body></message>",
        "<message xmlns:e='jabber:client' e:from='b@e.example/d' from='m@e.example/e' "
        "type='chat' e:id='x' e:to='y'><body>x</body></message>",
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GuardItem) item = one(f, texts[i]);
        g_assert_cmpint(item->kind, ==, GUARD_STANZA);
        g_assert_cmpstr(stanza_attr(item->stanza, "from"), ==, "m@e.example/e");
        g_assert_cmpstr(stanza_type(item->stanza), ==, "chat");
        g_assert_null(stanza_id(item->stanza));
        g_assert_null(stanza_attr(item->stanza, "to"));
    }
}

static void language_is_kept_as_lang(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autoptr(GuardItem) item = one(f, "<message><body xml:lang='it'>ciao</body></message>");
    Stanza *body = stanza_child(item->stanza, "body", NULL);
    g_assert_cmpstr(stanza_attr(body, "lang"), ==, "it");
}

static void B03_names_are_matched_by_namespace(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autoptr(GuardItem) item = one(f, "<message><body xmlns='urn:evil'>no</body>"
                                       "<e:body xmlns:e='jabber:client'>yes</e:body></message>");
    g_autofree char *text = stanza_child_text_dup(item->stanza, "body", NULL);
    g_assert_cmpstr(text, ==, "yes");
}

static void B05_the_stanza_itself_too(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autoptr(GuardItem) prefixed = one(f, "<x:message xmlns:x='jabber:client'/>");
    g_assert_true(stanza_is(prefixed->stanza, "message", NS_CLIENT));
    g_autoptr(GuardItem) server = one(f, "<message xmlns='jabber:server'/>");
    g_assert_false(stanza_is(server->stanza, "message", NS_CLIENT));
    g_autoptr(GuardItem) blank = one(f, "<message xmlns='jabber:client '/>");
    g_assert_false(stanza_is(blank->stanza, "message", NS_CLIENT));
    g_autoptr(GuardItem) none = one(f, "<message xmlns=''/>");
    g_assert_false(stanza_is(none->stanza, "message", NS_CLIENT));
}

static void text_is_joined_and_entities_are_read(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autoptr(GuardItem) item = one(f, "<message><body>a&lt;b&#13;<![CDATA[<c>]]>&amp;d"
                                       "</body></message>");
    Stanza *body = stanza_child(item->stanza, "body", NULL);
    g_autofree char *text = stanza_text_dup(body);
    g_assert_cmpstr(text, ==, "a<b\r<c>&d");
    Stanza *first = xmpp_stanza_get_children(body);
    g_assert_true(xmpp_stanza_is_text(first));
    g_assert_null(xmpp_stanza_get_next(first));
}

static char *repeated(const char *head, const char *text, guint n, const char *tail)
{
    GString *out = g_string_new(head);
    for (guint i = 0; i < n; i++) {
        g_string_append(out, text);
    }
    g_string_append(out, tail);
    return g_string_free(out, FALSE);
}

/* TEXT is discarded and counted, and what follows is read. */
static void check_discarded(Fixture *f, const char *text)
{
    guint32 before = guard_handled(f->guard);
    g_assert_true(feed(f, text));
    g_autoptr(GuardItem) item = guard_pop(f->guard);
    g_assert_nonnull(item);
    g_assert_cmpint(item->kind, ==, GUARD_DISCARDED);
    g_assert_null(item->stanza);
    g_assert_nonnull(item->why);
    g_assert_cmpuint(item->handled, ==, before + 1);
    g_autoptr(GuardItem) next = one(f, "<message from='a@b.example'><body>on</body></message>");
    g_assert_cmpint(next->kind, ==, GUARD_STANZA);
    g_assert_cmpuint(next->handled, ==, before + 2);
}

static void B10_deep_stanzas_are_discarded(Fixture *f, gconstpointer data)
{
    (void)data;
    for (guint n = 35000; n <= 150000; n += 115000) {
        g_autoptr(GString) text = g_string_new("<message>");
        for (guint i = 0; i < n; i++) {
            g_string_append(text, "<a>");
        }
        for (guint i = 0; i < n; i++) {
            g_string_append(text, "</a>");
        }
        g_string_append(text, "</message>");
        check_discarded(f, text->str);
    }
}

static void depth_within_the_limit_passes(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autofree char *down = repeated("<message>", "<a>", GUARD_DEPTH_MAX - 2, "");
    g_autofree char *up = repeated(down, "</a>", GUARD_DEPTH_MAX - 2, "</message>");
    g_autoptr(GuardItem) item = one(f, up);
    g_assert_cmpint(item->kind, ==, GUARD_STANZA);
}

static void B11_wide_messages_are_discarded(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autofree char *text = repeated("<message>", "<a/>", 130000, "</message>");
    check_discarded(f, text);
}

static void answers_may_be_wide(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autofree char *text = repeated("<iq type='result' id='1'><query xmlns='jabber:iq:roster'>",
                                     "<item jid='a@b.example'/>", 50000, "</query></iq>");
    g_autoptr(GuardItem) item = one(f, text);
    g_assert_cmpint(item->kind, ==, GUARD_STANZA);
    guint n = 0;
    Stanza *query = stanza_child(item->stanza, "query", "jabber:iq:roster");
    for (Stanza *c = stanza_child(query, "item", NULL); c != NULL; c = stanza_next(c, NULL, NULL)) {
        n++;
    }
    g_assert_cmpuint(n, ==, 50000);
}

static void B12_many_or_long_attributes_are_discarded(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autoptr(GString) many = g_string_new("<message");
    for (guint i = 0; i < 1000; i++) {
        g_string_append_printf(many, " a%u='1'", i);
    }
    g_string_append(many, "/>");
    check_discarded(f, many->str);
    g_autofree char *name = repeated("<message><", "n", 100000, "/></message>");
    g_assert_true(feed(f, name));
    g_autoptr(GuardItem) item = guard_pop(f->guard);
    g_assert_nonnull(item);
}

static void B13_large_bodies_pass(Fixture *f, gconstpointer data)
{
    (void)data;
    static const char *const pieces[] = {"\n", "&lt;", "&#x301;"};
    for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autofree char *text = repeated("<message><body>", pieces[i], 250000, "</body></message>");
        g_autoptr(GuardItem) item = one(f, text);
        g_assert_cmpint(item->kind, ==, GUARD_STANZA);
    }
}

static void B14_an_endless_stanza_ends_the_stream(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autofree char *block = g_strnfill(1 << 20, 'x');
    g_assert_true(feed(f, "<message><body>"));
    g_autoptr(GError) error = NULL;
    gsize fed = 0;
    while (guard_feed(f->guard, block, 1 << 20, &error)) {
        fed += 1 << 20;
        g_assert_cmpuint(fed, <=, GUARD_HARD_BYTES_MAX + (2u << 20));
    }
    g_assert_error(error, GUARD_ERROR, GUARD_ERROR_SIZE);
}

static void B14_an_endless_tag_ends_the_stream(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autofree char *block = g_strnfill(65536, 'x');
    g_assert_true(feed(f, "<message a='"));
    g_autoptr(GError) error = NULL;
    gsize fed = 0;
    while (guard_feed(f->guard, block, 65536, &error)) {
        fed += 65536;
        g_assert_cmpuint(fed, <=, GUARD_TOKEN_MAX + 65536);
    }
    g_assert_error(error, GUARD_ERROR, GUARD_ERROR_SIZE);
}

typedef struct {
    const char *text;
    gsize len;
    int code;
} Breach;

#define BREACH(text, code)                                                                         \
    {                                                                                              \
        text, sizeof(text) - 1, code                                                               \
    }
static const Breach breaches[] = {
    BREACH("<!DOCTYPE x [<!ENTITY a 'b'>]>", GUARD_ERROR_MALFORMED), /* B15, after the root */
    BREACH("<!-- x -->", GUARD_ERROR_RESTRICTED),                    /* B16 */
    BREACH("<?php x?>", GUARD_ERROR_RESTRICTED),
    BREACH("<message>\xff\xfe</message>", GUARD_ERROR_MALFORMED), /* B17 */
    BREACH("<message>\xc0\xaf</message>", GUARD_ERROR_MALFORMED),
    BREACH("<message>\xed\xa0\x80</message>", GUARD_ERROR_MALFORMED),
    BREACH("<message>\0</message>", GUARD_ERROR_MALFORMED),
    BREACH("<message>\x1f</message>", GUARD_ERROR_MALFORMED),
    BREACH("<message>&#x1f;</message>", GUARD_ERROR_MALFORMED),
    BREACH("<message>\xef\xbf\xbe</message>", GUARD_ERROR_MALFORMED),
    BREACH("<message>&undefined;</message>", GUARD_ERROR_MALFORMED),
    BREACH("<message xmlns='a&#31;b'/>", GUARD_ERROR_MALFORMED), /* B19 */
    BREACH("<message xmlns='a\x01message'/>", GUARD_ERROR_MALFORMED),
    BREACH("<unbound:message/>", GUARD_ERROR_MALFORMED),
    BREACH("<message a='1' a='2'/>", GUARD_ERROR_MALFORMED),
    BREACH("<message></iq>", GUARD_ERROR_MALFORMED),
};

static void breaches_end_the_stream(gconstpointer data)
{
    const Breach *breach = data;
    Fixture f;
    set_up(&f, NULL);
    g_assert_true(feed(&f, "<message><body>before</body></message>"));
    g_autoptr(GError) error = NULL;
    g_assert_false(guard_feed(f.guard, breach->text, breach->len, &error));
    g_assert_error(error, GUARD_ERROR, breach->code);
    GuardItem *before = guard_pop(f.guard);
    g_assert_cmpint(before->kind, ==, GUARD_STANZA);
    guard_item_free(before);
    g_assert_false(feed(&f, "<message/>"));
    tear_down(&f, NULL);
}

static void B15_a_doctype_in_the_prolog_is_refused(void)
{
    xmpp_ctx_t *ctx = xmpp_ctx_new(NULL, NULL);
    g_autoptr(Guard) guard = guard_new(ctx);
    static const char text[] = "<?xml version='1.0'?><!DOCTYPE s [<!ENTITY a '"
                               "aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>" HEADER;
    g_autoptr(GError) error = NULL;
    g_assert_false(guard_feed(guard, text, strlen(text), &error));
    g_assert_error(error, GUARD_ERROR, GUARD_ERROR_RESTRICTED);
    g_assert_null(guard_pop(guard));
    g_clear_pointer(&guard, guard_free);
    xmpp_ctx_free(ctx);
}

static void no_stream_is_told_apart(void)
{
    static const char *const texts[] = {"HTTP/1.1 302 Found\r\n", "<html><body>log in</body>",
                                        "SSH-2.0-OpenSSH_9\r\n", "{\"json\": 1}"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        xmpp_ctx_t *ctx = xmpp_ctx_new(NULL, NULL);
        g_autoptr(Guard) guard = guard_new(ctx);
        g_autoptr(GError) error = NULL;
        g_assert_false(guard_feed(guard, texts[i], strlen(texts[i]), &error));
        g_assert_error(error, GUARD_ERROR, GUARD_ERROR_NO_STREAM);
        g_clear_pointer(&guard, guard_free);
        xmpp_ctx_free(ctx);
    }
}

/* A session of some 2 kB, and what it holds. */
#define RECORDED                                                                                   \
    HEADER "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"                     \
           "<sm xmlns='urn:xmpp:sm:3'/></stream:features>"                                         \
           "<iq type='result' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"              \
           "<jid>juliet@capulet.example/x</jid></bind></iq>"                                       \
           "<r xmlns='urn:xmpp:sm:3'/> \n "                                                        \
           "<presence from='romeo@montague.example/o'><show>away</show></presence>"                \
           "<message from='romeo@montague.example/o' type='chat'><body>\xe6\xbc\xa2 &lt;&amp;"     \
           "<![CDATA[ x ]]></body><active xmlns='http://jabber.org/protocol/chatstates'/>"         \
           "</message><iq type='get' id='q' from='a@b.example/c'>"                                 \
           "<query xmlns='jabber:iq:version'/></iq></stream:stream>"

static void append_item(GString *out, GuardItem *item)
{
    g_autofree char *text = item->stanza != NULL ? stanza_to_text_dup(item->stanza) : NULL;
    g_string_append_printf(out, "%d %u %s\n", item->kind, item->handled, text != NULL ? text : "");
}

/* What the guard makes of RECORDED in pieces of SIZE bytes, the first one of FIRST. */
static char *read_in_pieces(gsize first, gsize size)
{
    xmpp_ctx_t *ctx = xmpp_ctx_new(NULL, NULL);
    Guard *guard = guard_new(ctx);
    GString *out = g_string_new(NULL);
    gsize len = strlen(RECORDED), at = 0, piece = first;
    while (at < len) {
        piece = MIN(piece, len - at);
        g_assert_true(guard_feed(guard, &RECORDED[at], piece, NULL));
        at += piece;
        piece = size;
        for (;;) {
            g_autoptr(GuardItem) item = guard_pop(guard);
            if (item == NULL) {
                break;
            }
            append_item(out, item);
        }
    }
    guard_free(guard);
    xmpp_ctx_free(ctx);
    return g_string_free(out, FALSE);
}

static void B20_split_anywhere_it_is_the_same(void)
{
    g_autofree char *whole = read_in_pieces(strlen(RECORDED), 1);
    g_assert_nonnull(strstr(whole, "juliet@capulet.example/x"));
    for (gsize at = 1; at < strlen(RECORDED); at++) {
        g_autofree char *split = read_in_pieces(at, strlen(RECORDED));
        g_assert_cmpstr(split, ==, whole);
    }
    for (gsize size = 1; size <= 7; size++) {
        g_autofree char *sliced = read_in_pieces(size, size);
        g_assert_cmpstr(sliced, ==, whole);
    }
}

static void B21_a_tag_in_pieces_waits_for_nothing_more(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autofree char *text =
        repeated("<message from='a@b.example' x='", "y", 300000, "'><body>z</body></message>");
    gsize len = strlen(text);
    for (gsize at = 0; at < len; at += 1000) {
        g_assert_true(guard_feed(f->guard, text + at, MIN(1000, len - at), NULL));
    }
    g_autoptr(GuardItem) item = guard_pop(f->guard);
    g_assert_nonnull(item);
}

static void only_stanzas_are_counted(Fixture *f, gconstpointer data)
{
    (void)data;
    g_assert_true(feed(f, "<r xmlns='urn:xmpp:sm:3'/><a xmlns='urn:xmpp:sm:3' h='1'/>"
                          "<message xmlns='urn:other'/><stream:error/>"));
    g_assert_cmpuint(guard_handled(f->guard), ==, 0);
    g_assert_true(feed(f, "<message/><presence/><iq/>"));
    g_assert_cmpuint(guard_handled(f->guard), ==, 3);
}

static void a_reset_begins_a_stream_and_goes_on_counting(Fixture *f, gconstpointer data)
{
    (void)data;
    g_assert_true(feed(f, "<message/><message><body>half"));
    guard_reset(f->guard);
    g_assert_true(feed(f, HEADER "<message/>"));
    g_assert_cmpuint(guard_handled(f->guard), ==, 2);
}

#define ADD(name, function) g_test_add("/guard/" name, Fixture, NULL, set_up, function, tear_down)

void test_guard_register(void)
{
    ADD("B01_prefixed_attributes_are_dropped", B01_prefixed_attributes_are_dropped);
    ADD("language_is_kept_as_lang", language_is_kept_as_lang);
    ADD("B03_names_are_matched_by_namespace", B03_names_are_matched_by_namespace);
    ADD("B05_the_stanza_itself_too", B05_the_stanza_itself_too);
    ADD("text_is_joined_and_entities_are_read", text_is_joined_and_entities_are_read);
    ADD("B10_deep_stanzas_are_discarded", B10_deep_stanzas_are_discarded);
    ADD("depth_within_the_limit_passes", depth_within_the_limit_passes);
    ADD("B11_wide_messages_are_discarded", B11_wide_messages_are_discarded);
    ADD("answers_may_be_wide", answers_may_be_wide);
    ADD("B12_many_or_long_attributes_are_discarded", B12_many_or_long_attributes_are_discarded);
    ADD("B13_large_bodies_pass", B13_large_bodies_pass);
    ADD("B14_an_endless_stanza_ends_the_stream", B14_an_endless_stanza_ends_the_stream);
    ADD("B14_an_endless_tag_ends_the_stream", B14_an_endless_tag_ends_the_stream);
    for (guint i = 0; i < G_N_ELEMENTS(breaches); i++) {
        g_autofree char *name = g_strdup_printf("/guard/B15_B16_B17_B19_breach_%u", i);
        g_test_add_data_func(name, &breaches[i], breaches_end_the_stream);
    }
    g_test_add_func("/guard/B15_a_doctype_in_the_prolog_is_refused",
                    B15_a_doctype_in_the_prolog_is_refused);
    g_test_add_func("/guard/A23_no_stream_is_told_apart", no_stream_is_told_apart);
    g_test_add_func("/guard/B20_split_anywhere_it_is_the_same", B20_split_anywhere_it_is_the_same);
    ADD("B21_a_tag_in_pieces_waits_for_nothing_more", B21_a_tag_in_pieces_waits_for_nothing_more);
    ADD("only_stanzas_are_counted", only_stanzas_are_counted);
    ADD("a_reset_begins_a_stream_and_goes_on_counting",
        a_reset_begins_a_stream_and_goes_on_counting);
}
