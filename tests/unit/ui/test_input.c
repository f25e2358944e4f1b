/* test_input.c: the line being typed: editing, rows, history per chat, pastes, menu, questions.
 *
 * Keys go in as bytes of a terminal through the decoder; what is bound to an action
 * is called by its function, as the interface does.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "tests.h"
#include "ui/input.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
    Input *input;
    Decoder *decoder;
    GString *sent; /* "line|" of each; a pasted one ends in "(p)|" */
    bool refuse;
    guint changes;
    const char *const *words; /* that complete; NULL-terminated */
    char *answer;
    guint answers;
} Bench;

static bool on_line(const char *line, bool pasted, void *user)
{
    Bench *bench = user;
    g_string_append_printf(bench->sent, "%s%s|", line, pasted ? "(p)" : "");
    return !bench->refuse;
}

static GPtrArray *on_complete(const char *line, guint cursor, guint *ret_start, void *user)
{
    Bench *bench = user;
    GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)completion_free);
    guint start = cursor;
    while (start > 0 && line[start - 1] != ' ') {
        start--;
    }
    g_autofree char *word = g_strndup(line + start, cursor - start);
    for (guint i = 0; bench->words != NULL && bench->words[i] != NULL; i++) {
        if (g_str_has_prefix(bench->words[i], word)) {
            Completion *item = g_new0(Completion, 1);
            item->text = g_strdup(bench->words[i]);
            g_ptr_array_add(found, item);
        }
    }
    *ret_start = start;
    return found;
}

static void on_changed(void *user)
{
    ((Bench *)user)->changes++;
}

static const InputHooks hooks = {on_line, on_complete, on_changed};

static void on_event(const TermEvent *event, void *user)
{
    input_event(((Bench *)user)->input, event);
}

static void set_up(Bench *bench, gconstpointer data)
{
    bench->sent = g_string_new(NULL);
    bench->input = input_new(&hooks, bench, data);
    bench->decoder = decoder_new(on_event, bench);
}

static void tear_down(Bench *bench, gconstpointer data)
{
    (void)data;
    input_free(bench->input);
    decoder_free(bench->decoder);
    g_string_free(bench->sent, TRUE);
    g_free(bench->answer);
}

static void type(Bench *bench, const char *bytes)
{
    decoder_feed(bench->decoder, bytes, strlen(bytes));
    if (decoder_pending(bench->decoder)) {
        decoder_timeout(bench->decoder);
    }
}

static void paste(Bench *bench, const char *text)
{
    g_autofree char *bytes = g_strdup_printf("\033[200~%s\033[201~", text);
    type(bench, bytes);
}

/* The line with '_' at the cursor. */
static void check_line(Bench *bench, const char *expected)
{
    const char *text = input_text(bench->input);
    guint cursor = input_cursor(bench->input);
    g_autofree char *head = g_strndup(text, cursor);
    g_autofree char *shown = g_strdup_printf("%s_%s", head, text + cursor);
    g_assert_cmpstr(shown, ==, expected);
}

static void test_editing(Bench *bench, gconstpointer data)
{
    static const struct {
        const char *bytes;
        const char *line;
    } steps[] = {
        {"one two three", "one two three_"},
        {"\x17", "one two _"},       /* Ctrl-W */
        {"\x19", "one two three_"},  /* Ctrl-Y */
        {"\033b", "one two _three"}, /* Alt-B */
        {"\033[D", "one two_ three"},
        {"\x01", "_one two three"},       /* Ctrl-A */
        {"\033f", "one_ two three"},      /* Alt-F */
        {"\x0b", "one_"},                 /* Ctrl-K */
        {"\x1f", "one two three_"},       /* Ctrl-_ */
        {"\x01\033f\x15", "_ two three"}, /* Ctrl-U */
        {"\033[3~\033d", "_ three"},      /* Delete, Alt-D */
        {"\x05 \xc3\xa4\xe2\x82\xac", " three ä€_"},
        {"\033[D\x7f", " three _€"},
        {"\x14", " three€ _"},      /* Ctrl-T */
        {"\033[H\x04", "_three€ "}, /* Home, Ctrl-D */
        {"\033[F\033\x7f", "_"},    /* End, Alt-Backspace */
    };
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
        guint changes = bench->changes;
        type(bench, steps[i].bytes);
        check_line(bench, steps[i].line);
        g_assert_cmpuint(bench->changes, >, changes);
    }
    g_assert_true(input_is_empty(bench->input));
}

static void test_sending(Bench *bench, gconstpointer data)
{
    (void)data;
    input_send(bench->input);
    g_assert_cmpstr(bench->sent->str, ==, "");
    type(bench, "hello");
    input_send(bench->input);
    g_assert_cmpstr(bench->sent->str, ==, "hello|");
    check_line(bench, "_");
    /* What was not taken stays, with the cursor where it was. */
    bench->refuse = true;
    type(bench, "again\033[D");
    input_send(bench->input);
    g_assert_cmpstr(bench->sent->str, ==, "hello|again|");
    check_line(bench, "agai_n");
    /* Neither does an editing command that sends lose it. */
    type(bench, "\x0f");
    g_assert_cmpstr(bench->sent->str, ==, "hello|again|again|");
    check_line(bench, "again_");
    bench->refuse = false;
    type(bench, "\x0f");
    check_line(bench, "_");
    type(bench, "\033[A");
    check_line(bench, "again_");
}

static void test_rows(Bench *bench, gconstpointer data)
{
    (void)data;
    type(bench, "first");
    input_newline(bench->input);
    type(bench, "2");
    input_newline(bench->input);
    type(bench, "third");
    check_line(bench, "first\n2\nthird_");
    /* Up and Down walk through the rows before they walk through history. */
    type(bench, "\033[A");
    check_line(bench, "first\n2_\nthird");
    type(bench, "\033[A");
    check_line(bench, "f_irst\n2\nthird");
    type(bench, "\033[B\033[B");
    check_line(bench, "first\n2\nt_hird");
    input_send(bench->input);
    g_assert_cmpstr(bench->sent->str, ==, "first\n2\nthird|");
    type(bench, "\033[A");
    check_line(bench, "first\n2\nthird_");
}

static void test_history(Bench *bench, gconstpointer data)
{
    (void)data;
    const char *const lines[] = {"one", "two", "two", "three"};
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        type(bench, lines[i]);
        input_send(bench->input);
    }
    type(bench, "half");
    type(bench, "\033[A");
    check_line(bench, "three_");
    type(bench, "\033[A\033[A");
    check_line(bench, "one_");
    type(bench, "\033[A");
    check_line(bench, "one_");
    type(bench, "\033[B\033[B\033[B");
    check_line(bench, "half_");
    /* Ctrl-C empties the line and keeps it. */
    g_assert_true(input_clear(bench->input));
    check_line(bench, "_");
    g_assert_false(input_clear(bench->input));
    type(bench, "\033[A");
    check_line(bench, "half_");
    type(bench, "\033[A");
    check_line(bench, "three_");
}

static void test_history_per_chat(Bench *bench, gconstpointer data)
{
    (void)data;
    input_switch(bench->input, "romeo@montague.example", "");
    type(bench, "to romeo");
    input_send(bench->input);
    type(bench, "only for romeo");
    type(bench, "\033[A");
    check_line(bench, "to romeo_");
    input_switch(bench->input, "nurse@capulet.example", "a draft");
    check_line(bench, "a draft_");
    /* Nothing of the other chat comes up here, in either direction. */
    type(bench, "\033[A");
    check_line(bench, "a draft_");
    type(bench, "\033[B\033[B");
    check_line(bench, "a draft_");
    type(bench, "\x15to the nurse");
    input_send(bench->input);
    input_switch(bench->input, "romeo@montague.example", "");
    type(bench, "\033[A");
    check_line(bench, "to romeo_");
    type(bench, "\033[A");
    check_line(bench, "to romeo_");
    input_switch(bench->input, "nurse@capulet.example", "");
    type(bench, "\033[A");
    check_line(bench, "to the nurse_");
}

static void test_line_left_for_history_is_gone_when_sent(Bench *bench, gconstpointer data)
{
    (void)data;
    type(bench, "one");
    input_send(bench->input);
    type(bench, "secret\033[A");
    input_send(bench->input);
    type(bench, "\033[B");
    check_line(bench, "_");
}

static void test_history_has_a_ceiling(Bench *bench, gconstpointer data)
{
    (void)data;
    for (int i = 0; i < INPUT_HISTORY_MAX + 20; i++) {
        g_autofree char *line = g_strdup_printf("line %d", i);
        input_set_text(bench->input, line);
        input_send(bench->input);
    }
    for (int i = 0; i < INPUT_HISTORY_MAX + 40; i++) {
        type(bench, "\033[A");
    }
    check_line(bench, "line 20_");
}

static void test_search(Bench *bench, gconstpointer data)
{
    (void)data;
    type(bench, "the balcony");
    input_send(bench->input);
    type(bench, "the garden");
    input_send(bench->input);
    type(bench, "\x12"
                "balc");
    check_line(bench, "the _balcony");
    /* Enter ends the search and sends nothing yet. */
    input_send(bench->input);
    g_assert_cmpstr(bench->sent->str, ==, "the balcony|the garden|");
    check_line(bench, "the _balcony");
    type(bench, "\x15\x0bhalf\x12gar");
    g_assert_true(input_cancel(bench->input));
    check_line(bench, "half_");
}

static void test_pastes(Bench *bench, gconstpointer data)
{
    (void)data;
    /* I14: a command that was pasted is text. */
    paste(bench, "/quit");
    check_line(bench, "/quit_");
    g_assert_true(input_is_pasted(bench->input));
    g_assert_null(input_context(bench->input));
    input_send(bench->input);
    g_assert_cmpstr(bench->sent->str, ==, "/quit(p)|");
    g_assert_false(input_is_pasted(bench->input));
    /* One word into a line that is a command leaves it one. */
    g_string_truncate(bench->sent, 0);
    type(bench, "/msg ");
    paste(bench, "romeo@montague.example");
    input_send(bench->input);
    g_assert_cmpstr(bench->sent->str, ==, "/msg romeo@montague.example|");
    /* Before what was typed it decides what the line is. */
    g_string_truncate(bench->sent, 0);
    type(bench, "now\x01");
    paste(bench, "/quit ");
    check_line(bench, "/quit _now");
    input_send(bench->input);
    g_assert_cmpstr(bench->sent->str, ==, "/quit now(p)|");
    /* I13: many lines are one draft that is sent by Enter only. */
    g_string_truncate(bench->sent, 0);
    type(bench, "/say ");
    paste(bench, "a\r/quit\rb\r");
    g_assert_cmpstr(bench->sent->str, ==, "");
    check_line(bench, "/say a\n/quit\nb\n_");
    g_assert_nonnull(strstr(input_context(bench->input), "pasted 4 lines"));
    g_assert_true(input_cancel(bench->input));
    check_line(bench, "_");
    g_assert_null(input_context(bench->input));
    /* Emptied by hand the next line is typed again. */
    paste(bench, "x");
    type(bench, "\x7f/quit");
    g_assert_false(input_is_pasted(bench->input));
}

static void test_paste_has_a_ceiling(Bench *bench, gconstpointer data)
{
    (void)data;
    GString *text = g_string_new("x");
    while (text->len < INPUT_MAX + 1000) {
        g_string_append(text, "\xc3\xa4");
    }
    paste(bench, text->str);
    g_assert_cmpuint(strlen(input_text(bench->input)), <=, INPUT_MAX);
    g_assert_true(g_utf8_validate(input_text(bench->input), -1, NULL));
    g_assert_nonnull(strstr(input_context(bench->input), "too long"));
    g_string_free(text, TRUE);
}

static void test_menu(Bench *bench, gconstpointer data)
{
    static const char *const words[] = {"/account", "/accept", "/help", NULL};
    InputMenu menu;
    (void)data;
    bench->words = words;
    type(bench, "/h");
    input_complete(bench->input, false);
    check_line(bench, "/help _");
    g_assert_false(input_menu(bench->input, &menu));
    /* The common part first, then the menu. */
    type(bench, "\x15/a");
    input_complete(bench->input, false);
    check_line(bench, "/acc_");
    g_assert_false(input_menu(bench->input, &menu));
    input_complete(bench->input, false);
    g_assert_true(input_menu(bench->input, &menu));
    g_assert_cmpuint(menu.items->len, ==, 2);
    check_line(bench, "/account_");
    input_complete(bench->input, false);
    check_line(bench, "/accept_");
    input_complete(bench->input, false);
    check_line(bench, "/account_");
    input_complete(bench->input, true);
    check_line(bench, "/accept_");
    /* Ctrl-G gives back what was typed. */
    g_assert_true(input_cancel(bench->input));
    check_line(bench, "/acc_");
    g_assert_false(input_menu(bench->input, &menu));
    /* Enter takes the choice and sends nothing. */
    input_complete(bench->input, true);
    check_line(bench, "/accept_");
    input_send(bench->input);
    check_line(bench, "/accept _");
    g_assert_cmpstr(bench->sent->str, ==, "");
    /* Inside a line only the word is replaced. */
    input_set_text(bench->input, "say /he now");
    type(bench, "\033[D\033[D\033[D\033[D");
    input_complete(bench->input, false);
    check_line(bench, "say /help _now");
    g_assert_false(input_cancel(bench->input));
}

static void on_answer(const char *answer, void *user)
{
    Bench *bench = user;
    g_free(bench->answer);
    bench->answer = g_strdup(answer);
    bench->answers++;
}

static void test_questions(Bench *bench, gconstpointer data)
{
    (void)data;
    type(bench, "half a line");
    input_ask(bench->input, "Password: ", true, on_answer, bench);
    input_ask(bench->input, "Sure? ", false, on_answer, bench);
    g_assert_true(input_asks(bench->input));
    g_assert_cmpstr(input_text(bench->input), ==, "");
    type(bench, "s3crex\x7f\xc3\xa4");
    input_send(bench->input);
    g_assert_cmpstr(bench->answer, ==, "s3creä");
    g_assert_true(input_asks(bench->input));
    paste(bench, "yes\nno");
    input_send(bench->input);
    g_assert_cmpstr(bench->answer, ==, "yes");
    g_assert_cmpuint(bench->answers, ==, 2);
    /* The line is back, and no answer is in its history. */
    check_line(bench, "half a line_");
    type(bench, "\033[A");
    check_line(bench, "half a line_");
    input_ask(bench->input, "Name: ", false, on_answer, bench);
    type(bench, "x");
    g_assert_true(input_cancel(bench->input));
    g_assert_null(bench->answer);
    g_assert_cmpuint(bench->answers, ==, 3);
    g_assert_cmpstr(bench->sent->str, ==, "");
}

/* Drawing. */

static void check_drawn(Bench *bench, int cols, int rows, const SafeText *ghost,
                        const char *expected, int cursor_row, int cursor_col)
{
    g_autoptr(Screen) screen = screen_new_offscreen(cols, rows);
    Region region = screen_region(screen);
    const SafeText prompt = {(char[]){"me> "}};
    const Style plain = {COLOR_DEFAULT, COLOR_DEFAULT, 0};
    InputLook look = {&prompt, ghost, plain, plain, plain};
    int row, col;
    g_assert_cmpint(input_rows(bench->input, &look, cols, rows), <=, rows);
    input_draw(bench->input, &look, &region);
    g_autofree char *text = screen_text_dup(screen);
    screen_cursor(screen, &row, &col);
    g_assert_cmpstr(text, ==, expected);
    g_assert_cmpint(row, ==, cursor_row);
    g_assert_cmpint(col, ==, cursor_col);
}

static void test_drawing(Bench *bench, gconstpointer data)
{
    const SafeText ghost = {(char[]){" NAME"}};
    (void)data;
    check_drawn(bench, 20, 1, NULL, "me>\n", 0, 4);
    type(bench, "/msg");
    check_drawn(bench, 20, 1, &ghost, "me> /msg NAME\n", 0, 8);
    type(bench, "\033[D");
    check_drawn(bench, 20, 1, &ghost, "me> /msg\n", 0, 7);
    /* Folded at the edge; the cursor after the last cell goes to the next row. */
    type(bench, "\x15\x0b"
                "abcdef");
    check_drawn(bench, 10, 2, NULL, "me> abcdef\n\n", 1, 0);
    type(bench, "g");
    check_drawn(bench, 10, 2, NULL, "me> abcdef\ng\n", 1, 1);
    /* A wide cluster is never cut in two. */
    type(bench, "\x15"
                "abcde\xe7\x8c\xab");
    check_drawn(bench, 10, 2, NULL, "me> abcde\n猫\n", 1, 2);
    type(bench, "\x15"
                "e\xcc\x81x\033[D");
    check_drawn(bench, 10, 1, NULL, "me> e\xcc\x81x\n", 0, 5);
    /* Control characters that a paste or Ctrl-V brought are marks. */
    type(bench, "\x15\x0b\x16\x01x");
    check_drawn(bench, 10, 1, NULL, "me> ^Ax\n", 0, 7);
    /* More rows than fit: that of the cursor is in view. */
    input_set_text(bench->input, "1\n2\n3\n4");
    check_drawn(bench, 10, 2, NULL, "3\n4\n", 1, 1);
    type(bench, "\033[A\033[A\033[A");
    check_drawn(bench, 10, 2, NULL, "me> 1\n2\n", 0, 5);
    input_ask(bench->input, "Password: ", true, on_answer, bench);
    type(bench, "p\xc3\xa4s");
    check_drawn(bench, 20, 1, NULL, "Password: ***\n", 0, 13);
}

static void test_inputrc(void)
{
    g_autofree char *dir = g_dir_make_tmp("causerie-input.XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "inputrc", NULL);
    g_assert_true(g_file_set_contents(path,
                                      "set bell-style audible\n"
                                      "$if causerie\n\"\\C-t\": \"typed by a macro\"\n$endif\n",
                                      -1, NULL));
    Bench bench = {0};
    set_up(&bench, dir);
    type(&bench, "\x14");
    check_line(&bench, "typed by a macro_");
    tear_down(&bench, NULL);
    g_assert_cmpint(g_remove(path), ==, 0);
    g_assert_cmpint(g_rmdir(dir), ==, 0);
}

#define ADD(path, function) g_test_add("/input/" path, Bench, NULL, set_up, function, tear_down)

void test_input_register(void)
{
    ADD("editing_keys_edit", test_editing);
    ADD("what_is_not_taken_stays", test_sending);
    ADD("several_rows", test_rows);
    ADD("history_walks_and_comes_back", test_history);
    ADD("history_and_drafts_belong_to_their_chat", test_history_per_chat);
    ADD("line_left_for_history_is_gone_when_sent", test_line_left_for_history_is_gone_when_sent);
    ADD("history_has_a_ceiling", test_history_has_a_ceiling);
    ADD("search_in_history", test_search);
    ADD("I13_I14_pastes_are_text", test_pastes);
    ADD("I13_paste_has_a_ceiling", test_paste_has_a_ceiling);
    ADD("completion_menu", test_menu);
    ADD("questions_take_the_line_and_give_it_back", test_questions);
    ADD("drawing_and_cursor", test_drawing);
    g_test_add_func("/input/inputrc_is_read", test_inputrc);
}
