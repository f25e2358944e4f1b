/* input.c: what keys do to the line, and how the line is drawn (see input.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/input_private.h"

#include "base/secret.h"

#include <string.h>

/* Bytes of an answer to a question. */
#define ANSWER_MAX 4096

static void question_free(gpointer data)
{
    Question *question = data;
    g_free(question->prompt);
    g_free(question);
}

Input *input_new(const InputHooks *hooks, void *user, const char *config_dir)
{
    Input *input = g_new0(Input, 1);
    input->hooks = *hooks;
    input->user = user;
    input->ring = g_string_new(NULL);
    /* Never moved, so that wiping it wipes all of it. */
    input->answer = g_string_sized_new(ANSWER_MAX + 8);
    input->histories = g_hash_table_new(g_str_hash, g_str_equal);
    g_queue_init(&input->questions);
    line_open(input, config_dir);
    line_switch_history(input, "");
    return input;
}

void input_free(Input *input)
{
    if (input == NULL) {
        return;
    }
    menu_close(input);
    line_close(input);
    secret_wipe(input->answer->str, input->answer->len);
    g_string_free(input->answer, TRUE);
    g_string_free(input->ring, TRUE);
    g_queue_clear_full(&input->questions, question_free);
    g_hash_table_unref(input->histories);
    g_free(input->context);
    g_free(input);
}

static void changed(Input *input)
{
    if (*line_text() == '\0') {
        input->pasted = false;
        g_clear_pointer(&input->context, g_free);
    }
    input->hooks.changed(input->user);
}

/* Questions. */

void input_ask(Input *input, const char *prompt, bool secret, UiAnswer done, void *user)
{
    Question *question = g_new0(Question, 1);
    question->prompt = g_strdup(prompt);
    question->secret = secret;
    question->done = done;
    question->user = user;
    g_queue_push_tail(&input->questions, question);
    menu_close(input);
    changed(input);
}

bool input_asks(const Input *input)
{
    return input->questions.length > 0;
}

/* ANSWERED: with what was typed; else cancelled. */
static void end_question(Input *input, bool answered)
{
    Question *question = g_queue_pop_head(&input->questions);
    char *answer = answered ? g_strndup(input->answer->str, input->answer->len) : NULL;
    secret_wipe(input->answer->str, input->answer->len);
    g_string_truncate(input->answer, 0);
    question->done(answer, question->user);
    if (answer != NULL) {
        secret_wipe(answer, strlen(answer));
        g_free(answer);
    }
    question_free(question);
    changed(input);
}

static void answer_event(Input *input, const TermEvent *event)
{
    GString *answer = input->answer;
    if (event->type == EVENT_TEXT && answer->len < ANSWER_MAX) {
        g_string_append_unichar(answer, event->key);
    } else if (event->type == EVENT_PASTE && answer->len + event->length < ANSWER_MAX) {
        g_string_append_len(answer, event->paste, (gssize)strcspn(event->paste, "\n"));
    } else if (event->type == EVENT_KEY && event->key == KEYSYM_BACKSPACE && answer->len > 0) {
        const char *last = text_prev_grapheme(answer->str, answer->str + answer->len);
        gsize keep = (gsize)(last - answer->str);
        secret_wipe(answer->str + keep, answer->len - keep);
        g_string_truncate(answer, keep);
    } else if (event->type == EVENT_KEY && event->key == 'u' && event->mods == MOD_CTRL) {
        secret_wipe(answer->str, answer->len);
        g_string_truncate(answer, 0);
    }
    changed(input);
}

/* Editing. */

static guint count_lines(const char *text, gsize len)
{
    guint lines = 1;
    for (gsize i = 0; i < len; i++) {
        lines += text[i] == '\n';
    }
    return lines;
}

static void paste(Input *input, const TermEvent *event)
{
    gsize room = INPUT_MAX - MIN(strlen(line_text()), INPUT_MAX);
    gsize len = MIN(event->length, room);
    while (len > 0 && len < event->length && ((guchar)event->paste[len] & 0xC0) == 0x80) {
        len--;
    }
    g_autofree char *text = g_strndup(event->paste, len);
    guint lines = count_lines(text, len);
    if (lines > 1 || line_cursor() == 0) {
        input->pasted = true;
    }
    line_insert(text);
    if (lines > 1 || len < event->length || event->cut) {
        g_free(input->context);
        input->context = g_strdup_printf(
            len < event->length || event->cut
                ? "pasted %u lines, the rest is too long and was left out: Ctrl-G drops"
                : "pasted %u lines: Enter sends as one message, Ctrl-G drops",
            lines);
    }
}

/* Up and down inside a line of several rows; false where history is meant. */
static bool move_row(bool up)
{
    const char *text = line_text();
    guint at = line_cursor();
    guint start = at;
    while (start > 0 && text[start - 1] != '\n') {
        start--;
    }
    guint column = at - start;
    guint row, row_end;
    if (up) {
        if (start == 0) {
            return false;
        }
        row_end = start - 1;
        row = row_end;
        while (row > 0 && text[row - 1] != '\n') {
            row--;
        }
    } else {
        const char *newline = strchr(text + at, '\n');
        if (newline == NULL) {
            return false;
        }
        row = (guint)(newline - text) + 1;
        row_end = row + (guint)strcspn(text + row, "\n");
    }
    guint to = MIN(row + column, row_end);
    while (to > row && ((guchar)text[to] & 0xC0) == 0x80) {
        to--;
    }
    line_set_cursor(to);
    return true;
}

static bool is_plain(const TermEvent *event, guint32 key)
{
    return event->type == EVENT_KEY && event->key == key && event->mods == 0;
}

static void edit(Input *input, const TermEvent *event)
{
    char bytes[32];
    if ((is_plain(event, KEYSYM_UP) && move_row(true)) ||
        (is_plain(event, KEYSYM_DOWN) && move_row(false))) {
        return;
    }
    gsize len = event_to_bytes(event, bytes);
    if (len > 0 && strlen(line_text()) + len < INPUT_MAX) {
        line_feed(input, bytes, len);
    } else if (len > 0 && event->type == EVENT_KEY) {
        line_feed(input, bytes, len);
    }
}

void input_event(Input *input, const TermEvent *event)
{
    if (input_asks(input)) {
        answer_event(input, event);
        return;
    }
    menu_close(input);
    if (event->type == EVENT_PASTE) {
        paste(input, event);
    } else if (event->type == EVENT_TEXT || event->type == EVENT_KEY) {
        edit(input, event);
    }
    changed(input);
}

void input_send(Input *input)
{
    if (input_asks(input)) {
        end_question(input, true);
        return;
    }
    if (input->items != NULL) {
        menu_take(input);
        changed(input);
        return;
    }
    if (line_is_searching()) {
        line_feed(input, "\n", 1);
        changed(input);
        return;
    }
    g_autofree char *text = g_strdup(line_text());
    bool pasted = input->pasted;
    if (*text == '\0') {
        return;
    }
    /* Emptied first: what the line does may put something new into it. */
    guint cursor = line_cursor();
    line_end_walk();
    line_set("", 0);
    if (input->hooks.line(text, pasted, input->user)) {
        line_remember(text);
        input->pasted = false;
        g_clear_pointer(&input->context, g_free);
    } else if (*line_text() == '\0') {
        line_set(text, cursor);
    }
    changed(input);
}

void input_newline(Input *input)
{
    if (!input_asks(input)) {
        menu_close(input);
        line_insert("\n");
        changed(input);
    }
}

bool input_cancel(Input *input)
{
    if (input->items != NULL) {
        g_autofree char *before = g_strdup(input->before);
        guint cursor = input->before_cursor;
        menu_close(input);
        line_set(before, cursor);
    } else if (input_asks(input)) {
        end_question(input, false);
        return true;
    } else if (line_is_searching()) {
        line_feed(input, "\007", 1);
    } else if (input->context != NULL) {
        line_set("", 0);
    } else {
        return false;
    }
    changed(input);
    return true;
}

bool input_clear(Input *input)
{
    if (input_asks(input)) {
        end_question(input, false);
        return true;
    }
    menu_close(input);
    if (line_is_searching()) {
        line_feed(input, "\007", 1);
    }
    if (*line_text() == '\0') {
        return false;
    }
    line_remember(line_text());
    line_end_walk();
    line_set("", 0);
    changed(input);
    return true;
}

const char *input_text(const Input *input)
{
    return input_asks(input) ? "" : line_text();
}

guint input_cursor(const Input *input)
{
    return input_asks(input) ? 0 : line_cursor();
}

bool input_is_empty(const Input *input)
{
    return input_asks(input) ? input->answer->len == 0 : *line_text() == '\0';
}

bool input_is_pasted(const Input *input)
{
    return input->pasted;
}

void input_set_text(Input *input, const char *text)
{
    menu_close(input);
    line_set(text, (guint)strlen(text));
    input->pasted = false;
    changed(input);
}

void input_switch(Input *input, const char *key, const char *draft)
{
    menu_close(input);
    line_switch_history(input, key);
    line_set(draft, (guint)strlen(draft));
    input->pasted = false;
    changed(input);
}

const char *input_context(const Input *input)
{
    return input->context;
}
