/* test_decode.c: bytes of terminals and the events they are, cut anywhere.
 *
 * Every case is a row: bytes, and the events written as text. A row that needs the timer
 * of Esc ends in "..."; all rows are fed whole, byte by byte and cut at every offset.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "tests.h"
#include "ui/decode.h"
#include "ui/keymap.h"

#include <string.h>

/* Events as text, one a word. */
static void record(const TermEvent *event, void *user)
{
    GString *log = user;
    g_autofree char *name = NULL;
    g_autofree char *escaped = NULL;
    g_string_append(log, log->len > 0 ? " " : "");
    switch (event->type) {
    case EVENT_TEXT:
        name = key_name_dup(event);
        g_string_append_printf(log, "%s", name);
        break;
    case EVENT_KEY:
        name = key_name_dup(event);
        g_string_append_printf(log, "<%s>", name);
        break;
    case EVENT_PASTE:
        g_assert_cmpuint(strlen(event->paste), ==, event->length);
        g_assert_true(g_utf8_validate(event->paste, -1, NULL));
        escaped = g_strescape(event->paste, NULL);
        g_string_append_printf(log, "paste(%s)%s", escaped, event->cut ? "cut" : "");
        break;
    case EVENT_FOCUS:
        g_string_append(log, event->on ? "focus" : "blur");
        break;
    case EVENT_MOUSE:
        g_string_append_printf(log, "mouse(%d,%d,%d,%s)", event->button, event->row, event->col,
                               event->on ? "down" : "up");
        break;
    case EVENT_REPLY:
        g_string_append_printf(log, "reply(%d,%x,%d,%d,%d)", (int)event->reply, event->value,
                               event->on, event->row, event->col);
        break;
    }
}

/* The events of BYTES fed as far as AT, then the rest; then the timer. (transfer full) */
static char *decode_cut_dup(const char *bytes, gsize len, gsize at, gsize step)
{
    GString *log = g_string_new(NULL);
    g_autoptr(Decoder) decoder = decoder_new(record, log);
    decoder_feed(decoder, bytes, at);
    for (gsize i = at; i < len; i += step) {
        decoder_feed(decoder, bytes + i, MIN(step, len - i));
    }
    if (decoder_pending(decoder)) {
        decoder_timeout(decoder);
    }
    g_assert_false(decoder_pending(decoder));
    return g_string_free(log, FALSE);
}

static void check(const char *bytes, gsize len, const char *events)
{
    for (gsize at = 0; at <= len; at++) {
        g_autofree char *cut = decode_cut_dup(bytes, len, at, MAX(len, 1));
        g_assert_cmpstr(cut, ==, events);
    }
    g_autofree char *single = decode_cut_dup(bytes, len, 0, 1);
    g_assert_cmpstr(single, ==, events);
}

typedef struct {
    const char *bytes;
    const char *events;
} Row;

static void check_rows(const Row *rows, guint n)
{
    for (guint i = 0; i < n; i++) {
        check(rows[i].bytes, strlen(rows[i].bytes), rows[i].events);
    }
}

static void test_text(void)
{
    static const Row rows[] = {
        {"", ""},
        {"aZ~", "a Z ~"},
        {"\xc3\xa4\xe2\x82\xac\xf0\x9f\x91\x8d", "ä € 👍"},
        {"e\xcc\x81", "e \xcc\x81"},
        {"\x01\x05\x7f\x08\t\r\n", "<Ctrl-A> <Ctrl-E> <Backspace> <Backspace> <Tab> <Enter> "
                                   "<Ctrl-J>"},
        {"\x1c\x1d\x1e\x1f", "<Ctrl-\\> <Ctrl-]> <Ctrl-^> <Ctrl-_>"},
    };
    check_rows(rows, G_N_ELEMENTS(rows));
    check("a\0b", 3, "a <Ctrl-Space> b");
}

static void test_invalid_utf8(void)
{
    static const Row rows[] = {
        {"a\xff\xfe"
         "b",
         "a b"},
        {"\xc3(", "("},
        {"\xe2\x82"
         "a",
         "a"},
        {"\xc0\xaf\xe0\x80\xafx", "x"}, /* overlong */
        {"\xed\xa0\x80x", "x"},         /* a surrogate */
        {"\xf4\x90\x80\x80x", "x"},     /* above U+10FFFF */
        {"\xf5\x80\x80\x80x", "x"},     /* no lead byte */
        {"\x80\xbfx", "x"},             /* tails without a head */
        {"\xc2\x9b[31mx", "[ 3 1 m x"}, /* a C1 control is no text */
        {"\xc3\033[A", "<Up>"},         /* broken off by a sequence */
        {"\xe2\x82\033b", "<Alt-B>"},   /* and by Alt */
        {"\033\xc3\xa4\xc3\xa4", "<Alt-Ä> ä"},
    };
    check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_keys(void)
{
    static const Row rows[] = {
        {"\033[A\033[B\033[C\033[D", "<Up> <Down> <Right> <Left>"},
        {"\033OA\033OB\033OC\033OD\033OH\033OF", "<Up> <Down> <Right> <Left> <Home> <End>"},
        {"\033[H\033[F\033[1~\033[4~\033[7~\033[8~", "<Home> <End> <Home> <End> <Home> <End>"},
        {"\033[2~\033[3~\033[5~\033[6~", "<Insert> <Delete> <PgUp> <PgDn>"},
        {"\033OP\033OQ\033OR\033OS", "<F1> <F2> <F3> <F4>"},
        {"\033[P\033[1;5R", "<F1> <Ctrl-F3>"},
        {"\033[11~\033[15~\033[17~\033[18~\033[19~", "<F1> <F5> <F6> <F7> <F8>"},
        {"\033[21~\033[23~\033[24~\033[26~", "<F10> <F11> <F12> <F14>"},
        {"\033[[A\033[[B\033[[E", "<F1> <F2> <F5>"}, /* the Linux console */
        {"\033[1;5A\033[1;3B\033[1;2C", "<Ctrl-Up> <Alt-Down> <Shift-Right>"},
        {"\033[5;3~\033[6;3~\033[1;3H\033[1;3F", "<Alt-PgUp> <Alt-PgDn> <Alt-Home> <Alt-End>"},
        {"\033[1;8A", "<Ctrl-Alt-Shift-Up>"},
        {"\033O5A", "<Ctrl-Up>"},
        {"\033[Z", "<Shift-Tab>"},
        {"\033OM", "<Enter>"},
        {"\033b\0331\033/\033\x7f", "<Alt-B> <Alt-1> <Alt-/> <Alt-Backspace>"},
        {"\033\033[A\033\033OA", "<Alt-Up> <Alt-Up>"},
    };
    check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_codes(void)
{
    static const Row rows[] = {
        /* All that ends a row: a new line, not a message. */
        {"\n", "<Ctrl-J>"},
        {"\033\r", "<Alt-Enter>"},
        {"\033\n", "<Alt-Enter>"},
        {"\033[13;2u", "<Shift-Enter>"},
        {"\033[13;3u", "<Alt-Enter>"},
        {"\033[27;2;13~", "<Shift-Enter>"},
        {"\033[27;3;13~", "<Alt-Enter>"},
        /* The same keys however they are told. */
        {"\033[97;5u\033[27;5;97~\x01", "<Ctrl-A> <Ctrl-A> <Ctrl-A>"},
        {"\033[99;5u", "<Ctrl-C>"},
        {"\033[109;5u\033[105;5u\033[104;5u\033[91;5u", "<Enter> <Tab> <Backspace> <Esc>"},
        {"\033[27u\033[9u\033[127u\033[13u", "<Esc> <Tab> <Backspace> <Enter>"},
        {"\033[9;2u", "<Shift-Tab>"},
        {"\033[106;3u\033[74;4u", "<Alt-J> <Alt-J>"},
        {"\033[228u\033[65;2u", "ä A"},
        {"\033[106:74;3:1u", "<Alt-J>"},
        {"\033[27;7;97~", "<Ctrl-Alt-A>"},
        /* No characters at all: surrogates, lone modifiers, nothing, too much. */
        {"\033[55296u\033[57441u\033[0u\033[u\033[27;5~x", "x"},
        {"\033[99999999999999999999ux", "\xf4\x8f\xbf\xbf x"},
        {"\033[1;2;3;4;5;6;7;8;9;10;11;12;13Ax", "<Shift-Up> x"},
    };
    check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_focus_and_mouse(void)
{
    static const Row rows[] = {
        {"\033[I\033[O", "focus blur"},
        {"\033[<0;5;3M\033[<0;5;3m", "mouse(0,2,4,down) mouse(0,2,4,up)"},
        {"\033[<64;1;1Mx", "mouse(64,0,0,down) x"},
        {"\033[M !!x", "x"}, /* the old report has three bytes more */
    };
    check_rows(rows, G_N_ELEMENTS(rows));
}

/* An answer of the terminal is never taken for typing. */
static void test_replies(void)
{
    static const Row rows[] = {
        {"\033[?62;22cx", "reply(0,0,0,0,0) x"},
        {"\033[>41;354;0cx", "reply(4,0,0,0,0) x"},
        {"\033[?2026;2$y", "reply(1,7ea,1,0,0)"},
        {"\033[?2026;0$y", "reply(1,7ea,0,0,0)"},
        {"\033[12;40R", "reply(2,0,0,11,39)"},
        {"\033]11;rgb:ffff/8080/0000\033\\x", "reply(3,ff8000,0,0,0) x"},
        {"\033]11;rgb:ff/80/00\ax", "reply(3,ff8000,0,0,0) x"},
        {"\033]11;rgb:\ax", "reply(3,0,0,0,0) x"},
        {"\033]52;c;L3F1aXQK\ax", "reply(4,0,0,0,0) x"},
        {"\033P1+r524742=38\033\\x", "reply(4,0,0,0,0) x"},
        {"\033P>|XTerm(354)\033\\x", "reply(4,0,0,0,0) x"},
        {"\033_Gi=1;OK\033\\x", "reply(4,0,0,0,0) x"},
        {"\033[0nx", "reply(4,0,0,0,0) x"},
        {"\033[?1u\033[8;24;80tx", "reply(4,0,0,0,0) x"},
        /* Broken off: what follows is read anew, nothing of it is text. */
        {"\033]11;rgb\033[A", "<Up>"},
        {"\033[12;\033[A", "<Up>"},
        {"\033O\033[A", "<Up>"},
        {"\033[12\rx", "x"},
        {"\033Phello\rx", "x"},
    };
    check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_long_sequences(void)
{
    g_autofree char *digits = g_strnfill(100000, '1');
    g_autofree char *csi = g_strdup_printf("\033[%s;2Ax", digits);
    g_autofree char *osc = g_strdup_printf("\033]11;%s\033\\x", digits);
    g_autofree char *one = decode_cut_dup(csi, strlen(csi), 0, 4096);
    g_autofree char *two = decode_cut_dup(osc, strlen(osc), 0, 4096);
    g_assert_cmpstr(one, ==, "x");
    g_assert_cmpstr(two, ==, "reply(4,0,0,0,0) x");
}

static void test_escape(void)
{
    GString *log = g_string_new(NULL);
    g_autoptr(Decoder) decoder = decoder_new(record, log);
    decoder_feed(decoder, "\033", 1);
    g_assert_true(decoder_pending(decoder));
    g_assert_cmpstr(log->str, ==, "");
    decoder_timeout(decoder);
    g_assert_false(decoder_pending(decoder));
    g_assert_cmpstr(log->str, ==, "<Esc>");
    /* With its next byte in time it is Alt; after the timer it is not. */
    decoder_feed(decoder, "b", 1);
    decoder_feed(decoder, "\033", 1);
    decoder_feed(decoder, "b", 1);
    g_assert_cmpstr(log->str, ==, "<Esc> b <Alt-B>");
    /* A sequence that has begun waits for its end, however long that takes. */
    decoder_feed(decoder, "\033[", 2);
    g_assert_false(decoder_pending(decoder));
    decoder_timeout(decoder);
    decoder_feed(decoder, "A", 1);
    g_assert_cmpstr(log->str, ==, "<Esc> b <Alt-B> <Up>");
    /* A timer that comes late does nothing. */
    decoder_timeout(decoder);
    g_assert_cmpstr(log->str, ==, "<Esc> b <Alt-B> <Up>");
    g_string_free(log, TRUE);
    check("\033\033", 2, "<Alt-Esc>");
    check("\033\033\033", 3, "<Esc> <Alt-Esc>");
}

static void test_paste(void)
{
    static const Row rows[] = {
        {"\033[200~hello\033[201~x", "paste(hello) x"},
        {"\033[200~\033[201~x", "paste() x"},
        {"\033[200~a\rb\r\nc\nd\n\n\033[201~", "paste(a\\nb\\nc\\nd\\n\\n)"},
        {"\033[200~/quit\r\033[201~", "paste(/quit\\n)"},
        /* Control bytes, C1 too, do not get through; the tabulator does. */
        {"\033[200~a\x01\x03\x04\x7f\x1a\tb\xc2\x9b\x31m\033[201~", "paste(a\\tb1m)"},
        {"\033[200~\033]52;c;eA==\a\033[A\033[201~", "paste(]52;c;eA==[A)"},
        /* What only looks like the end is text. */
        {"\033[200~a\033[201b\033[20\033[201~", "paste(a[201b[20)"},
        {"\033[200~\033\033\033[201~", "paste()"},
        {"\033[200~\xc3\xa4\033[201~\xc3\xa4", "paste(\\303\\244) ä"},
        /* Invalid UTF-8 is marked, not kept. */
        {"\033[200~\xff\xc3\033[201~x", "paste(\\357\\277\\275\\357\\277\\275) x"},
        {"a\033[200~b\033[201~\r", "a paste(b) <Enter>"},
    };
    check_rows(rows, G_N_ELEMENTS(rows));
}

/* The text that is pasted holds the end of a paste and goes on with what would be typed. */
static void test_paste_with_end(void)
{
    static const Row rows[] = {
        {"\033[200~a\033[201~\r/quit\r\033[201~", "paste(a\\n/quit\\n)"},
        {"\033[200~a\033[201~\r/quit\r\033[201~x", "paste(a\\n/quit\\n) x"},
        {"\033[200~a\033[201~\033[201~\033[201~\r", "paste(a) <Enter>"},
        {"\033[200~a\033[201~\r/quit\r\033[200~b\033[201~", "paste(a\\n/quit\\nb)"},
        {"\033[200~a\033[201~\x03\x03\r\033[A\033[201~", "paste(a\\n[A)"},
    };
    check_rows(rows, G_N_ELEMENTS(rows));
    /* In one breath nobody types that much: it was pasted. */
    GString *log = g_string_new(NULL);
    g_autoptr(Decoder) decoder = decoder_new(record, log);
    g_autofree char *many = g_strnfill(5000, '\r');
    decoder_feed(decoder, "\033[200~a\033[201~", strlen("\033[200~a\033[201~"));
    decoder_feed(decoder, many, strlen(many));
    decoder_timeout(decoder);
    g_assert_true(g_str_has_prefix(log->str, "paste(a\\n\\n"));
    g_assert_null(strstr(log->str, "/quit"));
    g_string_free(log, TRUE);
}

static void test_paste_waits_for_timer(void)
{
    GString *log = g_string_new(NULL);
    g_autoptr(Decoder) decoder = decoder_new(record, log);
    decoder_feed(decoder, "\033[200~a\033[201~", strlen("\033[200~a\033[201~"));
    g_assert_true(decoder_pending(decoder));
    g_assert_cmpstr(log->str, ==, "");
    decoder_feed(decoder, "\r\033", 2);
    decoder_timeout(decoder);
    g_assert_false(decoder_pending(decoder));
    g_assert_cmpstr(log->str, ==, "paste(a) <Enter> <Esc>");
    g_string_free(log, TRUE);
}

static void test_paste_without_brackets(void)
{
    GString *log = g_string_new(NULL);
    g_autoptr(Decoder) decoder = decoder_new(record, log);
    decoder_feed(decoder, "one\r/quit\r", 10);
    g_assert_cmpstr(log->str, ==, "paste(one\\n/quit\\n)");
    g_string_truncate(log, 0);
    decoder_feed(decoder, "one\r", 4);
    g_assert_cmpstr(log->str, ==, "o n e <Enter>");
    g_string_free(log, TRUE);
}

static void count(const TermEvent *event, void *user)
{
    gsize *totals = user;
    g_assert_cmpint(event->type, ==, EVENT_PASTE);
    totals[0] += event->length;
    totals[1] += event->cut;
}

static void test_long_paste(void)
{
    gsize totals[2] = {0, 0};
    g_autoptr(Decoder) decoder = decoder_new(count, totals);
    g_autofree char *megabyte = g_strnfill(1024 * 1024, 'x');
    decoder_feed(decoder, "\033[200~", 6);
    for (int i = 0; i < 5; i++) {
        decoder_feed(decoder, megabyte, 1024 * 1024);
    }
    decoder_feed(decoder, "\033[201~", 6);
    decoder_timeout(decoder);
    g_assert_cmpuint(totals[0], ==, PASTE_MAX);
    g_assert_cmpuint(totals[1], ==, 1);
}

/* What an editor gets for an event is what a terminal of old would have sent. */
static void keep_last(const TermEvent *event, void *user)
{
    *(TermEvent *)user = *event;
}

static void test_bytes_of_events(void)
{
    static const Row rows[] = {
        {"a", "a"},
        {"\xc3\xa4", "\xc3\xa4"},
        {"\033[97;5u", "\x01"},
        {"\033b", "\033b"},
        {"\033OA", "\033[A"},
        {"\033[1;5D", "\033[1;5D"},
        {"\033[3~", "\033[3~"},
        {"\033[3;5~", "\033[3;5~"},
        {"\x7f", "\x7f"},
        {"\033\x7f", "\033\x7f"},
        {"\033[[A", ""},
        {"\033[I", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        TermEvent event = {.type = EVENT_FOCUS};
        char bytes[33] = "";
        g_autoptr(Decoder) decoder = decoder_new(keep_last, &event);
        decoder_feed(decoder, rows[i].bytes, strlen(rows[i].bytes));
        gsize len = event_to_bytes(&event, bytes);
        bytes[len] = '\0';
        g_assert_cmpstr(bytes, ==, rows[i].events);
    }
}

/* Random bytes: no crash, no control character as text, always the way back. */
static void check_sane(const TermEvent *event, void *user)
{
    (void)user;
    if (event->type == EVENT_TEXT) {
        g_assert_true(event->key >= 0x20 && event->key != 0x7f &&
                      !(event->key >= 0x80 && event->key < 0xa0) && event->key < 0x110000);
        g_assert_cmpuint(event->mods, ==, 0);
    }
    if (event->type == EVENT_PASTE) {
        g_assert_true(g_utf8_validate(event->paste, (gssize)event->length, NULL));
    }
}

static void test_random_bytes(void)
{
    static const char likely[] = "\033\033\033[[]OP~;:0123?<>$MuAR\r\n\a\\";
    for (guint32 seed = 1; seed <= 200; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        g_autoptr(Decoder) decoder = decoder_new(check_sane, NULL);
        for (int i = 0; i < 2000; i++) {
            char byte = g_rand_boolean(rand) ? likely[g_rand_int_range(rand, 0, sizeof likely - 1)]
                                             : (char)g_rand_int_range(rand, 0, 256);
            decoder_feed(decoder, &byte, 1);
            if (g_rand_int_range(rand, 0, 50) == 0) {
                decoder_timeout(decoder);
                g_assert_false(decoder_pending(decoder));
            }
        }
    }
}

void test_decode_register(void)
{
    g_test_add_func("/decode/text_and_control_keys", test_text);
    g_test_add_func("/decode/invalid_utf8_is_no_text", test_invalid_utf8);
    g_test_add_func("/decode/keys_of_terminals", test_keys);
    g_test_add_func("/decode/keys_told_by_their_code", test_codes);
    g_test_add_func("/decode/focus_and_mouse", test_focus_and_mouse);
    g_test_add_func("/decode/replies_are_never_typed", test_replies);
    g_test_add_func("/decode/long_sequences_are_swallowed", test_long_sequences);
    g_test_add_func("/decode/esc_alone_needs_its_timer", test_escape);
    g_test_add_func("/decode/I14_paste_is_text", test_paste);
    g_test_add_func("/decode/I13_end_inside_a_paste_is_pasted", test_paste_with_end);
    g_test_add_func("/decode/end_of_paste_waits_for_its_timer", test_paste_waits_for_timer);
    g_test_add_func("/decode/I13_paste_without_brackets", test_paste_without_brackets);
    g_test_add_func("/decode/I13_paste_has_a_ceiling", test_long_paste);
    g_test_add_func("/decode/events_as_bytes_for_the_editor", test_bytes_of_events);
    g_test_add_func("/decode/random_bytes_are_survived", test_random_bytes);
}
