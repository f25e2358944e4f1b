/* test_keymap.c: the default keys, their prefixes, and their names.
 *
 * Keys are given as bytes of a terminal, so that decoder and table are tested as one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "tests.h"
#include "ui/decode.h"
#include "ui/keymap.h"

#include <string.h>

typedef struct {
    Keymap *keymap;
    KeyPlace place;
    KeyResult result;
    Action action;
    int number;
    TermEvent event;
} Feed;

static void on_event(const TermEvent *event, void *user)
{
    Feed *feed = user;
    feed->event = *event;
    feed->action = ACTION_NONE;
    feed->result =
        keymap_feed(feed->keymap, &feed->event, &feed->place, &feed->action, &feed->number);
}

/* What the last key of BYTES does. */
static Feed press(const char *bytes, bool line_empty)
{
    Feed feed = {.keymap = keymap_new(), .place = {.line_empty = line_empty}};
    g_autoptr(Decoder) decoder = decoder_new(on_event, &feed);
    decoder_feed(decoder, bytes, strlen(bytes));
    if (decoder_pending(decoder)) {
        decoder_timeout(decoder);
    }
    g_clear_pointer(&feed.keymap, keymap_free);
    return feed;
}

static void test_default_keys(void)
{
    static const struct {
        const char *bytes;
        Action action;
        int number;
    } cases[] = {
        {"\r", ACTION_SEND, 0},
        {"\n", ACTION_NEWLINE, 0},
        {"\033\r", ACTION_NEWLINE, 0},
        {"\033\n", ACTION_NEWLINE, 0},
        {"\033[13;2u", ACTION_NEWLINE, 0},
        {"\033[13;3u", ACTION_NEWLINE, 0},
        {"\033[27;2;13~", ACTION_NEWLINE, 0},
        {"\033[27;3;13~", ACTION_NEWLINE, 0},
        {"\0331", ACTION_WINDOW, 1},
        {"\0339", ACTION_WINDOW, 9},
        {"\0330", ACTION_WINDOW, 10},
        {"\033j12", ACTION_WINDOW_JUMP, 12},
        {"\033j03", ACTION_WINDOW_JUMP, 3},
        {"\033a", ACTION_WINDOW_ACTIVE, 0},
        {"\033/", ACTION_WINDOW_LAST, 0},
        {"\x0e", ACTION_WINDOW_NEXT, 0},
        {"\x10", ACTION_WINDOW_PREVIOUS, 0},
        {"\033[1;3B", ACTION_WINDOW_NEXT, 0},
        {"\033[1;3A", ACTION_WINDOW_PREVIOUS, 0},
        {"\033[1;3C", ACTION_WINDOW_NEXT, 0},
        {"\033[1;3D", ACTION_WINDOW_PREVIOUS, 0},
        {"\033\033[B", ACTION_WINDOW_NEXT, 0},
        {"\033[17~", ACTION_WINDOW_NEXT, 0},
        {"\033[15~", ACTION_WINDOW_PREVIOUS, 0},
        {"\033[5~", ACTION_PAGE_UP, 0},
        {"\033[6~", ACTION_PAGE_DOWN, 0},
        {"\033[5;3~", ACTION_LINES_UP, 0},
        {"\033[6;3~", ACTION_LINES_DOWN, 0},
        {"\033[1;3H", ACTION_OLDEST, 0},
        {"\033[1;3F", ACTION_NEWEST, 0},
        {"\033u", ACTION_UNREAD, 0},
        {"\033[18~", ACTION_LIST, 0},
        {"\033z", ACTION_ZOOM, 0},
        {"\033h", ACTION_HELP, 0},
        {"\033OP", ACTION_HELP, 0},
        {"\033[[A", ACTION_HELP, 0},
        {"\t", ACTION_COMPLETE, 0},
        {"\033[Z", ACTION_COMPLETE_BACK, 0},
        {"\x07", ACTION_CANCEL, 0},
        {"\033", ACTION_CANCEL, 0},
        {"\x03", ACTION_CLEAR, 0},
        {"\033[99;5u", ACTION_CLEAR, 0},
        {"\x0c", ACTION_REDRAW, 0},
        {"\x1a", ACTION_SUSPEND, 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (int empty = 0; empty < 2; empty++) {
            Feed feed = press(cases[i].bytes, empty == 1);
            g_assert_cmpint(feed.result, ==, KEY_BOUND);
            g_assert_cmpint(feed.action, ==, cases[i].action);
            g_assert_cmpint(feed.number, ==, cases[i].number);
        }
    }
}

/* What edits the line stays with the editor. */
static void test_editing_keys_are_free(void)
{
    static const char *const bytes[] = {
        "a",      "\xc3\xa4", "\x01",   "\x05",   "\x02",   "\x06",    "\x08",  "\x0b",
        "\x15",   "\x17",     "\x19",   "\x14",   "\x1f",   "\x0f",    "\x12",  "\x11",
        "\x16",   "\033b",    "\033f",  "\033d",  "\033y",  "\033t",   "\033c", "\033\x7f",
        "\033[A", "\033[B",   "\033[C", "\033[D", "\033[H", "\033[3~",
    };
    for (guint i = 0; i < G_N_ELEMENTS(bytes); i++) {
        g_assert_cmpint(press(bytes[i], false).result, ==, KEY_UNBOUND);
    }
    /* Two keys are ours on an empty line only. */
    g_assert_cmpint(press("\x04", false).result, ==, KEY_UNBOUND);
    g_assert_cmpint(press("\x04", true).action, ==, ACTION_LEAVE);
    g_assert_cmpint(press("\033[F", false).result, ==, KEY_UNBOUND);
    g_assert_cmpint(press("\033[F", true).action, ==, ACTION_NEWEST);
}

/* Ctrl-X key is Alt-key. */
static void test_prefix(void)
{
    g_assert_cmpint(press("\x18", true).result, ==, KEY_PENDING);
    Feed feed = press("\x18"
                      "1",
                      true);
    g_assert_cmpint(feed.action, ==, ACTION_WINDOW);
    g_assert_cmpint(feed.number, ==, 1);
    g_assert_cmpint(press("\x18"
                          "a",
                          true)
                        .action,
                    ==, ACTION_WINDOW_ACTIVE);
    g_assert_cmpint(press("\x18"
                          "A",
                          true)
                        .action,
                    ==, ACTION_WINDOW_ACTIVE);
    g_assert_cmpint(press("\x18\033[5~", true).action, ==, ACTION_LINES_UP);
    g_assert_cmpint(press("\x18\033[B", true).action, ==, ACTION_WINDOW_NEXT);
    g_assert_cmpint(press("\x18"
                          "j1",
                          true)
                        .result,
                    ==, KEY_PENDING);
    feed = press("\x18"
                 "j12",
                 true);
    g_assert_cmpint(feed.action, ==, ACTION_WINDOW_JUMP);
    g_assert_cmpint(feed.number, ==, 12);
    /* Not ours: the editor gets it as Alt-key. */
    feed = press("\x18"
                 "b",
                 true);
    g_assert_cmpint(feed.result, ==, KEY_UNBOUND);
    g_assert_cmpuint(feed.event.mods, ==, MOD_ALT);
    g_assert_cmpuint(feed.event.key, ==, 'b');
    /* The prefix is good for one key. */
    g_assert_cmpint(press("\x18"
                          "b1",
                          true)
                        .result,
                    ==, KEY_UNBOUND);
    /* Cancelled. */
    g_assert_cmpint(press("\x18\x07", true).action, ==, ACTION_CANCEL);
    g_assert_cmpint(press("\x18\033", true).action, ==, ACTION_CANCEL);
    g_assert_cmpint(press("\x18\x07"
                          "1",
                          true)
                        .result,
                    ==, KEY_UNBOUND);
}

static void test_window_jump(void)
{
    g_assert_cmpint(press("\033j", true).result, ==, KEY_PENDING);
    g_assert_cmpint(press("\033j1", true).result, ==, KEY_PENDING);
    /* No digit: the jump is off, and the key is what it always is. */
    g_assert_cmpint(press("\033jx", true).result, ==, KEY_UNBOUND);
    g_assert_cmpint(press("\033j\r", true).action, ==, ACTION_SEND);
    g_assert_cmpint(press("\033j1\x03", true).action, ==, ACTION_CLEAR);
    g_assert_cmpint(press("\033jx12", true).result, ==, KEY_UNBOUND);
}

static void test_reset(void)
{
    Feed feed = {.keymap = keymap_new()};
    g_autoptr(Decoder) decoder = decoder_new(on_event, &feed);
    decoder_feed(decoder, "\x18", 1);
    keymap_reset(feed.keymap);
    decoder_feed(decoder, "1", 1);
    g_assert_cmpint(feed.result, ==, KEY_UNBOUND);
    decoder_feed(decoder, "\033j1", 3);
    keymap_reset(feed.keymap);
    decoder_feed(decoder, "2", 1);
    g_assert_cmpint(feed.result, ==, KEY_UNBOUND);
    keymap_free(feed.keymap);
}

/* Keys that a terminal or a program around it needs are bound to nothing, and no key twice. */
static void test_table(void)
{
    static const char *const never[] = {"Ctrl-]", "Ctrl-^", "Ctrl-\\"};
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guint n;
    const ActionRow *rows = keymap_rows(&n);
    for (guint i = 0; i < n; i++) {
        g_auto(GStrv) keys = g_strsplit(rows[i].keys, " ", -1);
        g_assert_cmpuint(strlen(rows[i].sentence), >, 0);
        for (guint k = 0; keys[k] != NULL; k++) {
            TermEvent event;
            g_assert_true(key_from_name(keys[k], &event));
            char *name = key_name_dup(&event);
            g_assert_cmpstr(name, ==, keys[k]);
            g_assert_true(g_hash_table_add(seen, name));
        }
    }
    for (guint i = 0; i < G_N_ELEMENTS(never); i++) {
        g_assert_false(g_hash_table_contains(seen, never[i]));
    }
    g_autofree char *dump = ui_dump_keys();
    g_assert_nonnull(strstr(dump, "window-next      Ctrl-N Alt-Down Alt-Right F6\n"));
}

static void test_names(void)
{
    static const struct {
        const char *name;
        guint32 key;
        guint mods;
    } cases[] = {
        {"a", 'a', 0},
        {"A", 'A', 0},
        {"Ctrl-A", 'a', MOD_CTRL},
        {"Alt-Shift-Left", KEYSYM_LEFT, MOD_ALT | MOD_SHIFT},
        {"F20", KEYSYM_F20, 0},
        {"Alt--", '-', MOD_ALT},
        {"-", '-', 0},
        {"Ctrl-Space", ' ', MOD_CTRL},
        {"\xc3\xa4", 0xe4, 0},
    };
    TermEvent event;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_assert_true(key_from_name(cases[i].name, &event));
        g_assert_cmpuint(event.key, ==, cases[i].key);
        g_assert_cmpuint(event.mods, ==, cases[i].mods);
    }
    g_assert_false(key_from_name("", &event));
    g_assert_false(key_from_name("Ctrl-", &event) && event.mods == MOD_CTRL);
    g_assert_false(key_from_name("F21", &event));
    g_assert_false(key_from_name("Hyper", &event));
    g_assert_false(key_from_name("\xff", &event));
}

void test_keymap_register(void)
{
    g_test_add_func("/keymap/default_keys", test_default_keys);
    g_test_add_func("/keymap/editing_keys_are_free", test_editing_keys_are_free);
    g_test_add_func("/keymap/ctrl_x_is_alt", test_prefix);
    g_test_add_func("/keymap/alt_j_takes_two_digits", test_window_jump);
    g_test_add_func("/keymap/reset_forgets_half_a_key", test_reset);
    g_test_add_func("/keymap/no_key_twice_nor_one_that_is_needed", test_table);
    g_test_add_func("/keymap/names_of_keys", test_names);
}
