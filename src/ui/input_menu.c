/* input_menu.c: completion: the common part at once, then a menu to choose from.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/input_private.h"

#include <string.h>

void completion_free(Completion *completion)
{
    if (completion != NULL) {
        g_free(completion->text);
        g_free(completion->description);
        g_free(completion);
    }
}

void menu_close(Input *input)
{
    g_clear_pointer(&input->items, g_ptr_array_unref);
    g_clear_pointer(&input->before, g_free);
}

/* Replaces the word that ends at END with TEXT and SUFFIX. */
static void put_word(Input *input, guint end, const char *text, const char *suffix)
{
    const char *line = line_text();
    g_autofree char *head = g_strndup(line, input->word_start);
    g_autofree char *tail = g_strdup(line + end);
    /* The cursor goes behind a blank that is there already. */
    bool there = *suffix != '\0' && *tail == *suffix;
    g_autofree char *whole = g_strconcat(head, text, there ? "" : suffix, tail, NULL);
    line_set(whole, input->word_start + (guint)strlen(text) + (guint)strlen(suffix));
}

/* What all proposals begin with. (transfer full) */
static char *common_part_dup(const GPtrArray *items)
{
    const Completion *first = g_ptr_array_index(items, 0);
    gsize len = strlen(first->text);
    for (guint i = 1; i < items->len; i++) {
        const Completion *item = g_ptr_array_index(items, i);
        gsize same = 0;
        while (same < len && item->text[same] == first->text[same]) {
            same++;
        }
        len = same;
    }
    while (len > 0 && ((guchar)first->text[len] & 0xC0) == 0x80) {
        len--;
    }
    return g_strndup(first->text, len);
}

static void show_selected(Input *input)
{
    const Completion *item = g_ptr_array_index(input->items, input->selected);
    put_word(input, line_cursor(), item->text, "");
    if (input->selected < input->top) {
        input->top = input->selected;
    } else if (input->selected >= input->top + INPUT_MENU_ROWS) {
        input->top = input->selected - INPUT_MENU_ROWS + 1;
    }
}

static void step(Input *input, bool back)
{
    guint n = input->items->len;
    input->selected = back ? (input->selected + n - 1) % n : (input->selected + 1) % n;
    show_selected(input);
}

static void open_menu(Input *input, GPtrArray *items, bool back)
{
    input->items = g_ptr_array_ref(items);
    input->selected = back ? items->len - 1 : 0;
    input->top = 0;
    input->before = g_strdup(line_text());
    input->before_cursor = line_cursor();
    show_selected(input);
}

void input_complete(Input *input, bool back)
{
    if (input_asks(input)) {
        return;
    }
    if (input->items != NULL) {
        step(input, back);
        input->hooks.changed(input->user);
        return;
    }
    guint cursor = line_cursor();
    g_autoptr(GPtrArray) items =
        input->hooks.complete(line_text(), cursor, &input->word_start, input->user);
    if (items == NULL || items->len == 0) {
        return;
    }
    if (items->len == 1) {
        const Completion *only = g_ptr_array_index(items, 0);
        put_word(input, cursor, only->text, " ");
    } else {
        g_autofree char *common = common_part_dup(items);
        if (strlen(common) > cursor - input->word_start) {
            put_word(input, cursor, common, "");
        } else {
            open_menu(input, items, back);
        }
    }
    input->hooks.changed(input->user);
}

void menu_take(Input *input)
{
    guint end = line_cursor();
    const Completion *item = g_ptr_array_index(input->items, input->selected);
    put_word(input, end, item->text, " ");
    menu_close(input);
}

bool input_menu(const Input *input, InputMenu *ret_menu)
{
    if (input->items == NULL) {
        return false;
    }
    *ret_menu = (InputMenu){input->items, input->selected, input->top};
    return true;
}
