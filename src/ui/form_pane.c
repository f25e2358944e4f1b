/* form_pane.c: a form to fill in: fields one below the other, checked before it is sent.
 *
 * Up, Down and Tab move; text fields take what is typed; choices and yes/no change with
 * Left, Right and Space. Enter on the last field, or Ctrl-J anywhere, submits.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/panes.h"

#include <string.h>

typedef struct {
    Pane pane;
    Form *form; /* borrowed */
    UiFormDone done;
    void *user;
    guint selected; /* index of a field that can be changed */
    int top;
    char *problem;
} FormPane;

static bool can_change(const FormField *field)
{
    return field->type != FORM_FIXED && field->type != FORM_HIDDEN;
}

static FormField *field_at(const FormPane *pane, guint index)
{
    return index < pane->form->fields->len ? g_ptr_array_index(pane->form->fields, index) : NULL;
}

/* The next field that can be changed, from FROM in direction STEP; FROM when there is none. */
static guint next_field(const FormPane *pane, guint from, int step)
{
    int n = (int)pane->form->fields->len;
    for (int i = (int)from + step; i >= 0 && i < n; i += step) {
        if (can_change(field_at(pane, (guint)i))) {
            return (guint)i;
        }
    }
    return from;
}

static bool is_last(const FormPane *pane)
{
    return next_field(pane, pane->selected, 1) == pane->selected;
}

static bool is_list(const FormField *field)
{
    return field->type == FORM_LIST_SINGLE || field->type == FORM_LIST_MULTI;
}

static const char *option_label(const FormField *field, const char *value)
{
    for (guint i = 0; i < field->options->len; i++) {
        const FormOption *option = g_ptr_array_index(field->options, i);
        if (strcmp(option->value, value) == 0) {
            return option->label;
        }
    }
    return value;
}

static bool is_yes(const FormField *field)
{
    const char *value = form_field_value(field);
    return strcmp(value, "1") == 0 || strcmp(value, "true") == 0;
}

/* What stands behind the label. (transfer full) */
static char *shown_value_dup(const FormField *field)
{
    const char *value = form_field_value(field);
    if (field->type == FORM_BOOLEAN) {
        return g_strdup(is_yes(field) ? "(yes)" : "(no)");
    }
    if (is_list(field)) {
        return g_strdup_printf("< %s >", option_label(field, value));
    }
    if (field->type == FORM_TEXT_PRIVATE) {
        return g_strnfill((gsize)MIN(g_utf8_strlen(value, -1), 60), '*');
    }
    return g_strdup(value);
}

static char *label_dup(const FormField *field)
{
    const char *label = field->label != NULL && *field->label != '\0' ? field->label : field->var;
    return g_strdup_printf("%s%s: ", label != NULL ? label : "", field->required ? " *" : "");
}

static int draw_wrapped(const FormPane *pane, const Region *region, int row, const char *text,
                        Role role)
{
    g_auto(SafeText) safe = text_safe(text, -1, TEXT_BODY);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(FlowRow));
    const FlowShape shape = {.width = MAX(region->cols - 2, 1)};
    flow_break(safe.s, &shape, rows);
    for (guint i = 0; i < rows->len; i++, row++) {
        const FlowRow *flow = &g_array_index(rows, FlowRow, i);
        if (row >= 1 && row < region->rows - 1) {
            region_span(region, row, 1, &safe, flow->start, flow->len,
                        ui_style(pane->pane.ui, role));
        }
    }
    return row;
}

static int draw_field(const FormPane *pane, const Region *region, int row, guint index)
{
    Ui *ui = pane->pane.ui;
    const FormField *field = field_at(pane, index);
    bool selected = index == pane->selected;
    if (field->type == FORM_HIDDEN) {
        return row;
    }
    if (field->type == FORM_FIXED) {
        return draw_wrapped(pane, region, row, form_field_value(field), ROLE_DIM);
    }
    g_autofree char *label = label_dup(field);
    g_autofree char *value = shown_value_dup(field);
    if (row >= 1 && row < region->rows - 1) {
        g_auto(SafeText) safe_label = safe_line(label);
        g_auto(SafeText) safe_value = safe_line(value);
        Style style = ui_style(ui, selected ? ROLE_MENU_SELECTED : ROLE_PAGE_TEXT);
        region_blank(region, row, 0, region->cols, style);
        region_words(region, row, 0, " ", style);
        int col = 1 + region_text_cut(region, row, 1, region->cols / 2, &safe_label, style);
        col += region_text_cut(region, row, col, region->cols - col - 1, &safe_value, style);
        if (selected) {
            region_set_cursor(region, row, MIN(col, region->cols - 1));
        }
    }
    row++;
    if (selected && field->description != NULL) {
        row = draw_wrapped(pane, region, row, field->description, ROLE_DIM);
    }
    if (field->media_uri != NULL) {
        g_autofree char *text = g_strdup_printf("picture: %s", field->media_uri);
        row = draw_wrapped(pane, region, row, text, ROLE_DIM);
    }
    return row;
}

/* Draws from row 1 - top on; the row behind the last. SELECTED_ROW gets that of the selection. */
static int draw_fields(const FormPane *pane, const Region *region, int *ret_selected)
{
    int row = 1 - pane->top;
    if (pane->form->instructions != NULL) {
        row = draw_wrapped(pane, region, row, pane->form->instructions, ROLE_PAGE_TEXT) + 1;
    }
    for (guint i = 0; i < pane->form->fields->len; i++) {
        if (i == pane->selected) {
            *ret_selected = row;
        }
        row = draw_field(pane, region, row, i);
    }
    return row;
}

static void draw(Pane *base, const Region *region)
{
    FormPane *pane = (FormPane *)base;
    Ui *ui = base->ui;
    Style title = ui_style(ui, ROLE_PAGE_TITLE);
    int selected = 1, last = region->rows - 1;
    for (int again = 0; again < 2; again++) {
        region_clear(region, ui_style(ui, ROLE_PAGE_TEXT));
        (void)draw_fields(pane, region, &selected);
        if (selected >= 1 && selected < last) {
            break;
        }
        pane->top = MAX(pane->top + selected - last + 1 + (selected < 1 ? last - 2 : 0), 0);
    }
    region_blank(region, 0, 0, region->cols, title);
    g_auto(SafeText) name =
        safe_line(pane->form->title != NULL ? pane->form->title : "Please fill in");
    region_text_cut(region, 0, 1, region->cols - 2, &name, title);
    region_blank(region, last, 0, region->cols, title);
    if (pane->problem != NULL) {
        g_autofree char *text = g_strdup_printf("! %s", pane->problem);
        g_auto(SafeText) safe = safe_line(text);
        region_text_cut(region, last, 1, region->cols - 2, &safe, ui_style(ui, ROLE_ERROR));
    } else {
        region_words(region, last, 1,
                     "Enter next, on the last one sends   Up Down move   Ctrl-G cancels", title);
    }
}

static void finish(FormPane *pane, bool submitted)
{
    Form *form = pane->form;
    UiFormDone done = pane->done;
    void *user = pane->user;
    if (submitted) {
        g_free(pane->problem);
        pane->problem = form_problem_dup(form);
        if (pane->problem != NULL) {
            return;
        }
    }
    layout_pop(pane->pane.ui->layout, &pane->pane);
    done(form, submitted, user);
}

static void change_option(FormField *field, int step)
{
    if (field->type == FORM_BOOLEAN) {
        form_field_set(field, is_yes(field) ? "0" : "1");
        return;
    }
    if (!is_list(field) || field->options->len == 0) {
        return;
    }
    int n = (int)field->options->len, at = -1;
    for (int i = 0; i < n; i++) {
        const FormOption *option = g_ptr_array_index(field->options, (guint)i);
        if (strcmp(option->value, form_field_value(field)) == 0) {
            at = i;
        }
    }
    at = at < 0 ? 0 : (at + step + n) % n;
    const FormOption *option = g_ptr_array_index(field->options, (guint)at);
    form_field_set(field, option->value);
}

/* The text of FIELD with EVENT typed at its end. */
static bool edit(FormField *field, const TermEvent *event)
{
    GString *text = g_string_new(form_field_value(field));
    bool used = true;
    if (event->type == EVENT_TEXT && text->len < 4000) {
        g_string_append_unichar(text, event->key);
    } else if (event->type == EVENT_PASTE && text->len + event->length < 65536) {
        gsize len = field->type == FORM_TEXT_MULTI ? event->length : strcspn(event->paste, "\n");
        g_string_append_len(text, event->paste, (gssize)len);
    } else if (event->type == EVENT_KEY && event->key == KEYSYM_BACKSPACE) {
        const char *last = text_prev_grapheme(text->str, text->str + text->len);
        g_string_truncate(text, (gsize)(last - text->str));
    } else if (event->type == EVENT_KEY && event->key == 'u' && event->mods == MOD_CTRL) {
        g_string_truncate(text, 0);
    } else {
        used = false;
    }
    if (used) {
        form_field_set(field, text->str);
    }
    explicit_bzero(text->str, text->len);
    g_string_free(text, TRUE);
    return used;
}

static bool field_key(FormPane *pane, const TermEvent *event)
{
    FormField *field = field_at(pane, pane->selected);
    bool choice = field != NULL && (is_list(field) || field->type == FORM_BOOLEAN);
    bool plain = event->type == EVENT_KEY && event->mods == 0;
    if (plain && event->key == KEYSYM_UP) {
        pane->selected = next_field(pane, pane->selected, -1);
    } else if (plain && event->key == KEYSYM_DOWN) {
        pane->selected = next_field(pane, pane->selected, 1);
    } else if (choice && plain && event->key == KEYSYM_LEFT) {
        change_option(field, -1);
    } else if (choice && ((plain && event->key == KEYSYM_RIGHT) ||
                          (event->type == EVENT_TEXT && event->key == ' '))) {
        change_option(field, 1);
    } else if (field != NULL && !choice && can_change(field)) {
        (void)edit(field, event);
    }
    return true;
}

static bool key(Pane *base, Action action, const TermEvent *event)
{
    FormPane *pane = (FormPane *)base;
    g_clear_pointer(&pane->problem, g_free);
    switch (action) {
    case ACTION_CANCEL:
    case ACTION_CLEAR:
        finish(pane, false);
        return true;
    case ACTION_NEWLINE:
        finish(pane, true);
        return true;
    case ACTION_SEND:
        if (is_last(pane)) {
            finish(pane, true);
        } else {
            pane->selected = next_field(pane, pane->selected, 1);
        }
        return true;
    case ACTION_COMPLETE:
    case ACTION_COMPLETE_BACK:
        pane->selected = next_field(pane, pane->selected, action == ACTION_COMPLETE_BACK ? -1 : 1);
        return true;
    case ACTION_NONE:
        return field_key(pane, event);
    default:
        return action != ACTION_REDRAW && action != ACTION_SUSPEND;
    }
}

static void free_pane(Pane *base)
{
    FormPane *pane = (FormPane *)base;
    g_free(pane->problem);
    g_free(pane);
}

static const PaneOps ops = {.name = "form", .draw = draw, .key = key, .free = free_pane};

void ui_form(Ui *ui, Form *form, UiFormDone done, void *user)
{
    FormPane *pane = g_new0(FormPane, 1);
    pane->pane.ops = &ops;
    pane->pane.ui = ui;
    pane->form = form;
    pane->done = done;
    pane->user = user;
    FormField *first = field_at(pane, 0);
    if (first != NULL && !can_change(first)) {
        pane->selected = next_field(pane, 0, 1);
    }
    layout_push(ui->layout, &pane->pane);
}
