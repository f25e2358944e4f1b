/* layout.c: which pane lies where, for each width and height; overlays on top.
 *
 *   title                      (not under 12 rows)
 *   list | chat or home        (list from 80 columns on)
 *   status, full width
 *   context, full width        (when there is something to say)
 *   input, full width, 1 to 6 rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/panes.h"

#include <stdlib.h>
#include <string.h>

#define LIST_COLS_L 16
#define CHAT_COLS_MIN 40
#define ROWS_FOR_TITLE 12

struct Layout {
    Ui *ui;
    Pane *title, *list, *status, *home, *chat;
    GPtrArray *overlays; /* Pane *, the last one on top */
    bool zoomed;
    bool list_wanted; /* F7 on a narrow screen: the list lies over the chat */
    bool list_hidden; /* F7 on a wide one */
    int context_rows, input_rows, menu_rows;
    Region title_region, list_region, rule_region, body, chat_region, status_region, context_region,
        input_region;
};

Layout *layout_new(Ui *ui)
{
    Layout *layout = g_new0(Layout, 1);
    layout->ui = ui;
    layout->title = pane_title_new(ui);
    layout->list = pane_list_new(ui);
    layout->status = pane_status_new(ui);
    layout->home = pane_home_new(ui);
    layout->chat = pane_chat_new(ui);
    layout->overlays = g_ptr_array_new_with_free_func((GDestroyNotify)pane_free);
    return layout;
}

void layout_free(Layout *layout)
{
    if (layout != NULL) {
        g_ptr_array_unref(layout->overlays);
        pane_free(layout->title);
        pane_free(layout->list);
        pane_free(layout->status);
        pane_free(layout->home);
        pane_free(layout->chat);
        g_free(layout);
    }
}

static Pane *top_overlay(const Layout *layout)
{
    guint n = layout->overlays->len;
    return n > 0 ? g_ptr_array_index(layout->overlays, n - 1) : NULL;
}

static Pane *main_pane(const Layout *layout)
{
    return layout->ui->current != NULL ? layout->chat : layout->home;
}

/* Columns of the list beside the chat; 0 when it is not there. */
static int list_cols(const Layout *layout, int cols)
{
    Ui *ui = layout->ui;
    WidthClass class = width_class(cols);
    if (layout->zoomed || layout->list_hidden || class < CLASS_L ||
        strcmp(settings_text(ui->settings, "ui.list"), "off") == 0) {
        return 0;
    }
    int wanted = class == CLASS_XL ? (int)settings_int(ui->settings, "ui.list_width") : LIST_COLS_L;
    return cols - wanted - 1 >= CHAT_COLS_MIN ? wanted : 0;
}

static void place(Layout *layout)
{
    Ui *ui = layout->ui;
    Region all = screen_region(ui->screen);
    int title = all.rows >= ROWS_FOR_TITLE && !layout->zoomed ? 1 : 0;
    int input_max = all.rows < ROWS_FOR_TITLE ? 2 : MIN(INPUT_ROWS_MAX, all.rows / 3);
    layout->input_rows = line_rows(ui, all.cols, input_max);
    layout->context_rows = all.rows >= 8 ? line_context_rows(ui) : 0;
    int below = 1 + layout->context_rows + layout->input_rows;
    int body_rows = MAX(all.rows - title - below, 1);
    int list = list_cols(layout, all.cols);
    layout->title_region = region_part(&all, 0, 0, title, all.cols);
    layout->body = region_part(&all, title, 0, body_rows, all.cols);
    layout->list_region = region_part(&layout->body, 0, 0, body_rows, list);
    layout->rule_region = region_part(&layout->body, 0, list, body_rows, list > 0 ? 1 : 0);
    int left = list > 0 ? list + 1 : 0;
    layout->chat_region = region_part(&layout->body, 0, left, body_rows, all.cols - left);
    layout->status_region = region_part(&all, title + body_rows, 0, 1, all.cols);
    layout->context_region =
        region_part(&all, title + body_rows + 1, 0, layout->context_rows, all.cols);
    layout->input_region = region_part(&all, title + body_rows + 1 + layout->context_rows, 0,
                                       layout->input_rows, all.cols);
    layout->menu_rows = MIN(line_menu_rows(ui), body_rows);
}

/* True when sizes have changed, so that everything moves. */
static bool sizes_changed(Layout *layout)
{
    int input = layout->input_rows, context = layout->context_rows, menu = layout->menu_rows;
    place(layout);
    return input != layout->input_rows || context != layout->context_rows ||
           menu != layout->menu_rows;
}

static void draw_pane(Pane *pane, const Region *region)
{
    pane->region = *region;
    if (region->rows > 0 && region->cols > 0) {
        pane->ops->draw(pane, region);
    }
}

static void draw_list(Layout *layout)
{
    if (layout->list_region.cols > 0) {
        draw_pane(layout->list, &layout->list_region);
        Style style = ui_style(layout->ui, ROLE_BORDER);
        for (int row = 0; row < layout->rule_region.rows; row++) {
            region_glyph(&layout->rule_region, row, 0, GLYPH_VLINE, style);
        }
    }
}

static void draw_body(Layout *layout, guint dirty)
{
    Pane *overlay = top_overlay(layout);
    if (overlay != NULL) {
        if ((dirty & (DIRTY_OVERLAY | DIRTY_LAYOUT | DIRTY_MENU)) != 0) {
            draw_pane(overlay, &layout->body);
        }
        return;
    }
    if ((dirty & (DIRTY_CHAT | DIRTY_LAYOUT)) != 0) {
        draw_pane(main_pane(layout), &layout->chat_region);
    }
    if ((dirty & (DIRTY_LIST | DIRTY_LAYOUT)) != 0) {
        draw_list(layout);
    }
    if (layout->list_wanted && layout->list_region.cols == 0) {
        int cols = MIN(layout->body.cols, 30);
        Region over = region_part(&layout->body, 0, 0, layout->body.rows, cols);
        draw_pane(layout->list, &over);
    }
    if (layout->menu_rows > 0) {
        Region menu = region_part(&layout->body, layout->body.rows - layout->menu_rows, 0,
                                  layout->menu_rows, layout->body.cols);
        line_draw_menu(layout->ui, &menu);
    }
}

void layout_draw(Layout *layout, guint dirty)
{
    Ui *ui = layout->ui;
    if (sizes_changed(layout)) {
        dirty = DIRTY_ALL;
    }
    /* What lies over the chat has to be drawn after it. */
    if (layout->menu_rows > 0 || (layout->list_wanted && layout->list_region.cols == 0)) {
        dirty |= DIRTY_CHAT;
    }
    draw_body(layout, dirty);
    if ((dirty & (DIRTY_TITLE | DIRTY_LAYOUT)) != 0) {
        draw_pane(layout->title, &layout->title_region);
    }
    if ((dirty & (DIRTY_STATUS | DIRTY_LAYOUT)) != 0) {
        draw_pane(layout->status, &layout->status_region);
    }
    if ((dirty & (DIRTY_CONTEXT | DIRTY_LAYOUT)) != 0 && layout->context_rows > 0) {
        line_draw_context(ui, &layout->context_region);
    }
    Pane *overlay = top_overlay(layout);
    bool cursor_above = overlay != NULL && !overlay->typing && !input_asks(ui->input);
    if ((dirty & (DIRTY_INPUT | DIRTY_LAYOUT)) != 0) {
        line_draw(ui, &layout->input_region);
    }
    if (cursor_above) {
        draw_pane(overlay, &layout->body);
    } else if ((dirty & (DIRTY_INPUT | DIRTY_LAYOUT)) == 0) {
        line_draw(ui, &layout->input_region);
    }
}

/* Keys. */

static int page_rows(const Layout *layout)
{
    return MAX(layout->chat_region.rows - 2, 1);
}

static bool scroll_main(Layout *layout, int lines)
{
    Pane *pane = main_pane(layout);
    bool moved = pane->ops->scroll != NULL && pane->ops->scroll(pane, lines);
    if (moved) {
        ui_dirty(layout->ui, DIRTY_CHAT);
        ui_update_reading(layout->ui);
    }
    return moved;
}

static void toggle_list(Layout *layout)
{
    if (width_class(screen_cols(layout->ui->screen)) >= CLASS_L) {
        layout->list_hidden = !layout->list_hidden;
    } else {
        layout->list_wanted = !layout->list_wanted;
    }
    ui_dirty(layout->ui, DIRTY_ALL);
}

bool layout_key(Layout *layout, Action action, const TermEvent *event)
{
    Pane *overlay = top_overlay(layout);
    if (overlay != NULL) {
        bool asked = input_asks(layout->ui->input);
        bool taken =
            !asked && overlay->ops->key != NULL && overlay->ops->key(overlay, action, event);
        ui_dirty(layout->ui, DIRTY_OVERLAY | DIRTY_LAYOUT);
        return taken;
    }
    Pane *pane = main_pane(layout);
    if (input_is_empty(layout->ui->input) && pane->ops->key != NULL &&
        pane->ops->key(pane, action, event)) {
        ui_dirty(layout->ui, DIRTY_CHAT);
        return true;
    }
    switch (action) {
    case ACTION_PAGE_UP:
        return scroll_main(layout, -page_rows(layout)), true;
    case ACTION_PAGE_DOWN:
        return scroll_main(layout, page_rows(layout)), true;
    case ACTION_LINES_UP:
        return scroll_main(layout, -3), true;
    case ACTION_LINES_DOWN:
        return scroll_main(layout, 3), true;
    case ACTION_OLDEST:
        return scroll_main(layout, -G_MAXINT / 2), true;
    case ACTION_NEWEST:
        return scroll_main(layout, G_MAXINT / 2), true;
    case ACTION_UNREAD:
        return scroll_main(layout, 0), true;
    case ACTION_LIST:
        toggle_list(layout);
        return true;
    case ACTION_ZOOM:
        layout->zoomed = !layout->zoomed;
        ui_dirty(layout->ui, DIRTY_ALL);
        return true;
    case ACTION_CANCEL:
        if (layout->list_wanted) {
            layout->list_wanted = false;
            ui_dirty(layout->ui, DIRTY_ALL);
            return true;
        }
        return false;
    default:
        return false;
    }
}

bool layout_has_overlay(const Layout *layout)
{
    return layout->overlays->len > 0;
}

void layout_push(Layout *layout, Pane *pane)
{
    g_ptr_array_add(layout->overlays, pane);
    ui_update_reading(layout->ui);
    ui_dirty(layout->ui, DIRTY_ALL);
}

void layout_pop(Layout *layout, Pane *pane)
{
    g_ptr_array_remove(layout->overlays, pane);
    ui_update_reading(layout->ui);
    ui_dirty(layout->ui, DIRTY_ALL);
}

/* What the ui tells. */

void layout_shown(Layout *layout)
{
    layout->list_wanted = false;
    pane_chat_shown(layout->chat);
}

bool layout_at_end(const Layout *layout)
{
    return pane_chat_at_end(layout->chat);
}

void layout_message_added(Layout *layout, Chat *chat, const Message *message)
{
    if (chat == layout->ui->current) {
        pane_chat_message_added(layout->chat, message);
    }
}

void layout_forget(Layout *layout, Chat *chat)
{
    pane_chat_forget(layout->chat, chat);
}

void layout_load_theme(Ui *ui)
{
    const char *name =
        ui->theme_name != NULL ? ui->theme_name : settings_text(ui->settings, "ui.theme");
    g_autofree char *own =
        ui->config_dir != NULL ? g_build_filename(ui->config_dir, "themes", NULL) : NULL;
    const char *const dirs[] = {own != NULL ? own : PKGDATADIR "/themes", PKGDATADIR "/themes",
                                NULL};
    g_autoptr(GError) error = NULL;
    Theme *theme = theme_load(name, dirs, &error);
    if (theme == NULL) {
        theme = theme_new_default();
        model_notice(ui->model, NULL, MESSAGE_ERROR, error->message);
    }
    theme_free(ui->theme);
    ui->theme = theme;
    const char *ground = settings_text(ui->settings, "ui.background");
    int colors = ui->paint != NULL ? paint_colors(ui->paint) : 256;
    bool rgb = ui->paint != NULL && paint_is_rgb(ui->paint);
    /* Without RGB in terminfo ncurses cannot be told a colour beyond the palette. */
    theme_set_depth(theme, theme_depth_of(colors, rgb, NULL, ui->no_color));
    theme_set_ground(theme, strcmp(ground, "dark") == 0    ? GROUND_DARK
                            : strcmp(ground, "light") == 0 ? GROUND_LIGHT
                                                           : GROUND_UNKNOWN);
    theme_set_nick_colors(theme, settings_bool(ui->settings, "ui.nick_colors"));
}
