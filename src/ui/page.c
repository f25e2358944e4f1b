/* page.c: a text over the chat: scrolled, filtered as one types after '/', closed by q.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/panes.h"

#include <string.h>

typedef struct {
    Pane pane;
    char *title;
    GPtrArray *lines; /* char *, all */
    GString *filter;
    bool filtering;
    int top;
} Page;

static bool matches(const Page *page, const char *line)
{
    if (page->filter->len == 0) {
        return true;
    }
    g_autofree char *folded = text_fold_dup(line);
    g_autofree char *wanted = text_fold_dup(page->filter->str);
    return strstr(folded, wanted) != NULL;
}

/* Rows of the lines that match, broken to COLS. Elements are owned. */
static GPtrArray *rows_of(const Page *page, int cols)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < page->lines->len; i++) {
        const char *line = g_ptr_array_index(page->lines, i);
        if (!matches(page, line)) {
            continue;
        }
        g_auto(SafeText) safe = text_safe(line, -1, TEXT_BODY);
        g_autoptr(GArray) broken = g_array_new(FALSE, FALSE, sizeof(FlowRow));
        int indent = (int)strspn(safe.s, " ");
        const FlowShape shape = {.width = MAX(cols, 1), .indent = MIN(indent, cols / 2)};
        flow_break(safe.s, &shape, broken);
        for (guint r = 0; r < broken->len; r++) {
            const FlowRow *row = &g_array_index(broken, FlowRow, r);
            g_ptr_array_add(rows, g_strdup_printf("%*s%.*s", r > 0 ? shape.indent : 0, "",
                                                  (int)row->len, safe.s + row->start));
        }
    }
    return rows;
}

static void draw(Pane *pane, const Region *region)
{
    Page *page = (Page *)pane;
    Ui *ui = pane->ui;
    Style title = ui_style(ui, ROLE_PAGE_TITLE), style = ui_style(ui, ROLE_PAGE_TEXT);
    region_clear(region, style);
    g_autoptr(GPtrArray) rows = rows_of(page, region->cols - 2);
    int room = MAX(region->rows - 2, 1);
    page->top = CLAMP(page->top, 0, MAX((int)rows->len - room, 0));
    region_blank(region, 0, 0, region->cols, title);
    g_auto(SafeText) name = safe_line(page->title);
    region_text_cut(region, 0, 1, region->cols - 2, &name, title);
    for (int i = 0; i < room && page->top + i < (int)rows->len; i++) {
        g_auto(SafeText) line = safe_line(g_ptr_array_index(rows, (guint)(page->top + i)));
        region_text(region, 1 + i, 1, &line, style);
    }
    int last = region->rows - 1;
    region_blank(region, last, 0, region->cols, title);
    int col = 1;
    if (page->filtering || page->filter->len > 0) {
        g_autofree char *text = g_strdup_printf("/%s", page->filter->str);
        g_auto(SafeText) safe = safe_line(text);
        col += region_text_cut(region, last, 1, region->cols / 2, &safe, title);
    } else {
        col += region_words(region, last, 1, "q closes   PgUp PgDn scroll   / filters", title);
    }
    region_set_cursor(region, last, MIN(col, region->cols - 1));
}

static void close_page(Page *page)
{
    layout_pop(page->pane.ui->layout, &page->pane);
}

/* Typing after '/'. True when the key was used. */
static bool filter_key(Page *page, Action action, const TermEvent *event)
{
    if (action == ACTION_SEND) {
        page->filtering = false;
    } else if (action == ACTION_CANCEL) {
        page->filtering = false;
        g_string_truncate(page->filter, 0);
    } else if (event->type == EVENT_TEXT && page->filter->len < 200) {
        g_string_append_unichar(page->filter, event->key);
        page->top = 0;
    } else if (event->type == EVENT_KEY && event->key == KEYSYM_BACKSPACE) {
        const char *end = page->filter->str + page->filter->len;
        const char *last = text_prev_grapheme(page->filter->str, end);
        g_string_truncate(page->filter, (gsize)(last - page->filter->str));
    } else {
        return false;
    }
    return true;
}

static bool key(Pane *pane, Action action, const TermEvent *event)
{
    Page *page = (Page *)pane;
    int room = MAX(pane->region.rows - 3, 1);
    if (page->filtering && filter_key(page, action, event)) {
        return true;
    }
    switch (action) {
    case ACTION_PAGE_UP:
        page->top -= room;
        return true;
    case ACTION_PAGE_DOWN:
        page->top += room;
        return true;
    case ACTION_LINES_UP:
        page->top -= 3;
        return true;
    case ACTION_LINES_DOWN:
        page->top += 3;
        return true;
    case ACTION_OLDEST:
        page->top = 0;
        return true;
    case ACTION_NEWEST:
        page->top = G_MAXINT / 2;
        return true;
    case ACTION_CANCEL:
    case ACTION_SEND:
        close_page(page);
        return true;
    case ACTION_NONE:
        break;
    default:
        return false;
    }
    if (event->type == EVENT_KEY && event->key == KEYSYM_UP) {
        page->top--;
    } else if (event->type == EVENT_KEY && event->key == KEYSYM_DOWN) {
        page->top++;
    } else if (event->type == EVENT_KEY && event->key == KEYSYM_HOME) {
        page->top = 0;
    } else if (event->type == EVENT_TEXT && event->key == ' ') {
        page->top += room;
    } else if (event->type == EVENT_TEXT && event->key == '/') {
        page->filtering = true;
    } else if (event->type == EVENT_TEXT && event->key == 'q') {
        close_page(page);
    } else if (event->type == EVENT_TEXT) {
        /* Any other character closes the page and is typed: nobody gets stuck. */
        close_page(page);
        return false;
    }
    return true;
}

static void free_pane(Pane *pane)
{
    Page *page = (Page *)pane;
    g_ptr_array_unref(page->lines);
    g_string_free(page->filter, TRUE);
    g_free(page->title);
    g_free(page);
}

static const PaneOps ops = {.name = "page", .draw = draw, .key = key, .free = free_pane};

void ui_page(Ui *ui, const char *title, const char *text)
{
    Page *page = g_new0(Page, 1);
    page->pane.ops = &ops;
    page->pane.ui = ui;
    page->title = g_strdup(title);
    page->filter = g_string_new(NULL);
    page->lines = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        if (lines[i + 1] != NULL || *lines[i] != '\0') {
            g_ptr_array_add(page->lines, g_strdup(lines[i]));
        }
    }
    layout_push(ui->layout, &page->pane);
}
