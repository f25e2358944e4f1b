/* pane_line.c: what belongs to the input line: prompt, context row, completion menu.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/panes.h"

#include <string.h>

/* "Romeo (plain)> ": whom a line goes to and how. */
static SafeText prompt_of(Ui *ui)
{
    Chat *chat = ui->current;
    if (chat == NULL) {
        return safe_line("home> ");
    }
    bool online = account_state(chat_account(chat)) == ACCOUNT_ONLINE;
    g_auto(SafeText) name = text_safe(chat_title(chat), -1, TEXT_NAME);
    g_autofree char *cut = text_ellipsize_dup(name.s, MAX(screen_cols(ui->screen) / 3, 4),
                                              screen_is_ascii(ui->screen));
    g_autofree char *text = width_class(screen_cols(ui->screen)) == CLASS_S && online
                                ? g_strdup_printf("%s> ", cut)
                                : g_strdup_printf("%s (%s)> ", cut, online ? "plain" : "offline");
    return safe_line(text);
}

static InputLook look_of(Ui *ui, const SafeText *prompt)
{
    return (InputLook){
        .prompt = prompt,
        .prompt_style = ui_style(ui, ROLE_PROMPT),
        .text_style = ui_style(ui, ROLE_INPUT),
        .ghost_style = ui_style(ui, ROLE_GHOST),
    };
}

int line_rows(Ui *ui, int cols, int max)
{
    g_auto(SafeText) prompt = prompt_of(ui);
    InputLook look = look_of(ui, &prompt);
    return input_rows(ui->input, &look, cols, max);
}

void line_draw(Ui *ui, const Region *region)
{
    g_auto(SafeText) prompt = prompt_of(ui);
    InputLook look = look_of(ui, &prompt);
    input_draw(ui->input, &look, region);
}

/* What the context row says. (transfer full) (nullable) */
static char *context_dup(Ui *ui)
{
    const char *pasted = input_context(ui->input);
    if (pasted != NULL) {
        return g_strdup(pasted);
    }
    if (input_asks(ui->input)) {
        return g_strdup("Enter answers, Ctrl-G cancels");
    }
    const char *text = input_text(ui->input);
    return ui->hooks.usage != NULL && *text == '/' && !input_is_pasted(ui->input)
               ? ui->hooks.usage(ui->current, text, ui->user)
               : NULL;
}

int line_context_rows(Ui *ui)
{
    g_autofree char *text = context_dup(ui);
    return text != NULL ? 1 : 0;
}

void line_draw_context(Ui *ui, const Region *region)
{
    g_autofree char *text = context_dup(ui);
    g_auto(SafeText) safe = safe_line(text != NULL ? text : "");
    Style style = ui_style(ui, ROLE_CONTEXT);
    region_clear(region, style);
    region_text_cut(region, 0, 1, region->cols - 2, &safe, style);
}

int line_menu_rows(Ui *ui)
{
    InputMenu menu;
    return input_menu(ui->input, &menu) ? (int)MIN(menu.items->len, INPUT_MENU_ROWS) : 0;
}

void line_draw_menu(Ui *ui, const Region *region)
{
    InputMenu menu;
    if (!input_menu(ui->input, &menu)) {
        return;
    }
    int widest = 8;
    for (guint i = 0; i < menu.items->len; i++) {
        const Completion *item = g_ptr_array_index(menu.items, i);
        widest = MAX(widest, text_width(item->text, -1));
    }
    widest = MIN(widest, region->cols / 2);
    for (int row = 0; row < region->rows; row++) {
        guint index = menu.top + (guint)row;
        if (index >= menu.items->len) {
            break;
        }
        const Completion *item = g_ptr_array_index(menu.items, index);
        bool selected = index == menu.selected;
        Style style = ui_style(ui, selected ? ROLE_MENU_SELECTED : ROLE_MENU);
        g_auto(SafeText) text = safe_line(item->text);
        g_auto(SafeText) description =
            safe_line(item->description != NULL ? item->description : "");
        region_blank(region, row, 0, region->cols, style);
        if (selected) {
            region_words(region, row, 0, ">", style);
        }
        region_text_cut(region, row, 1, widest, &text, style);
        region_text_cut(region, row, widest + 3, region->cols - widest - 4, &description, style);
    }
}
