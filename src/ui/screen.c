/* screen.c: cells, drawn into through regions (see screen.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/screen.h"

#include <string.h>
#include <wchar.h>

struct Screen {
    int rows, cols;
    Cell *cells;
    int cursor_row, cursor_col;
    bool ascii;
};

static const struct {
    const char *unicode;
    const char *ascii;
} glyphs[GLYPH_N] = {
    [GLYPH_VLINE] = {"│", "|"},
    [GLYPH_HLINE] = {"─", "-"},
    [GLYPH_DASH] = {"╌", "-"},
    [GLYPH_CORNER_NW] = {"┌", "+"},
    [GLYPH_CORNER_NE] = {"┐", "+"},
    [GLYPH_CORNER_SW] = {"└", "+"},
    [GLYPH_CORNER_SE] = {"┘", "+"},
    [GLYPH_TEE_LEFT] = {"├", "+"},
    [GLYPH_TEE_RIGHT] = {"┤", "+"},
    [GLYPH_ELLIPSIS] = {"…", ".."},
    [GLYPH_TICK_WAITING] = {"…", ".."},
    [GLYPH_TICK_SENT] = {"✓", ">"},
    [GLYPH_TICK_DELIVERED] = {"✓✓", ">>"},
    [GLYPH_TICK_READ] = {"✓✓", "R"},
    [GLYPH_TICK_FAILED] = {"✗", "!!"},
    [GLYPH_MENTION] = {"▌", "*"},
    [GLYPH_PREVIEW] = {"┆", "|"},
    [GLYPH_REPLY] = {"↪", ">"},
    [GLYPH_DOWN] = {"↓", "v"},
    [GLYPH_UP] = {"↑", "^"},
    [GLYPH_MORE] = {"»", ">"},
    [GLYPH_DOT] = {"·", "-"},
    [GLYPH_BULLET] = {"•", "*"},
    [GLYPH_STAR] = {"*", "*"},
};

Screen *screen_new(int rows, int cols)
{
    Screen *screen = g_new0(Screen, 1);
    screen_resize(screen, rows, cols);
    return screen;
}

Screen *screen_new_offscreen(int cols, int rows)
{
    return screen_new(rows, cols);
}

void screen_free(Screen *screen)
{
    if (screen != NULL) {
        g_free(screen->cells);
        g_free(screen);
    }
}

static void blank(Cell *cell, Style style)
{
    cell->style = style;
    cell->width = 1;
    cell->odd = false;
    cell->text[0] = '\0';
}

static const Style plain = {COLOR_DEFAULT, COLOR_DEFAULT, 0};

void screen_resize(Screen *screen, int rows, int cols)
{
    screen->rows = CLAMP(rows, 1, SCREEN_ROWS_MAX);
    screen->cols = CLAMP(cols, 1, SCREEN_COLS_MAX);
    g_free(screen->cells);
    screen->cells = g_new0(Cell, (gsize)screen->rows * (gsize)screen->cols);
    for (int i = 0; i < screen->rows * screen->cols; i++) {
        blank(&screen->cells[i], plain);
    }
    screen->cursor_row = 0;
    screen->cursor_col = 0;
}

int screen_rows(const Screen *screen)
{
    return screen->rows;
}

int screen_cols(const Screen *screen)
{
    return screen->cols;
}

void screen_set_ascii(Screen *screen, bool ascii)
{
    screen->ascii = ascii;
}

bool screen_is_ascii(const Screen *screen)
{
    return screen->ascii;
}

Region screen_region(Screen *screen)
{
    return (Region){screen, 0, 0, screen->rows, screen->cols};
}

Region region_part(const Region *region, int row, int col, int rows, int cols)
{
    int top = CLAMP(row, 0, region->rows), left = CLAMP(col, 0, region->cols);
    int bottom = CLAMP(row + rows, top, region->rows),
        right = CLAMP(col + cols, left, region->cols);
    return (Region){region->screen, region->row + top, region->col + left, bottom - top,
                    right - left};
}

static Cell *cell_at(Screen *screen, int row, int col)
{
    return &screen->cells[row * screen->cols + col];
}

/* The cell at COL is about to be drawn over: no half of a wide cluster may stay beside it. */
static void split_wide(Screen *screen, int row, int col)
{
    Cell *cell = cell_at(screen, row, col);
    if (cell->width == 0 && col > 0) {
        blank(cell_at(screen, row, col - 1), cell_at(screen, row, col - 1)->style);
    }
    if (cell->width == 2 && col + 1 < screen->cols) {
        blank(cell_at(screen, row, col + 1), cell_at(screen, row, col + 1)->style);
    }
    cell->width = 1;
}

/* True when terminals may take other than WIDTH columns for the cluster. */
static bool is_odd(const char *text, gsize len, int width)
{
    if (len == 1) {
        return false;
    }
    gunichar first = g_utf8_get_char(text);
    if (wcwidth((wchar_t)first) != width) {
        return true;
    }
    guint n = 0;
    for (const char *p = g_utf8_next_char(text); p < text + len; p = g_utf8_next_char(p)) {
        GUnicodeType type = g_unichar_type(g_utf8_get_char(p));
        if (type != G_UNICODE_NON_SPACING_MARK && type != G_UNICODE_ENCLOSING_MARK) {
            return true;
        }
        gunichar c = g_utf8_get_char(p);
        if ((c >= 0xFE00 && c <= 0xFE0F) || c == 0x20E3 || ++n > 4) {
            return true;
        }
    }
    return false;
}

static gsize fitting_bytes(const char *text, gsize len)
{
    gsize fit = MIN(len, CELL_BYTES_MAX);
    while (fit < len && fit > 0 && ((guchar)text[fit] & 0xC0) == 0x80) {
        fit--;
    }
    return fit;
}

/* Puts one cluster at COL of REGION; what does not fit the region is left out. */
static void put_cluster(const Region *region, int row, int col, const Grapheme *g, Style style)
{
    if (row < 0 || row >= region->rows || col < 0 || col + g->width > region->cols ||
        g->width <= 0) {
        return;
    }
    Screen *screen = region->screen;
    int r = region->row + row, c = region->col + col;
    split_wide(screen, r, c);
    if (g->width == 2) {
        split_wide(screen, r, c + 1);
        Cell *second = cell_at(screen, r, c + 1);
        blank(second, style);
        second->width = 0;
    }
    Cell *cell = cell_at(screen, r, c);
    gsize len = fitting_bytes(g->start, g->len);
    cell->style = style;
    cell->width = (guint8)g->width;
    if (len == 1 && *g->start == ' ') {
        len = 0;
    }
    memcpy(cell->text, g->start, len);
    cell->text[len] = '\0';
    cell->odd = len > 1 && is_odd(cell->text, len, g->width);
}

static int draw(const Region *region, int row, int col, const char *text, gsize len, Style style)
{
    const char *p = text, *end = text + len;
    Grapheme g;
    int used = 0;
    while (text_next_grapheme(&p, end, &g) && *g.start != '\n') {
        put_cluster(region, row, col + used, &g, style);
        used += g.width;
    }
    return used;
}

void region_clear(const Region *region, Style style)
{
    for (int row = 0; row < region->rows; row++) {
        region_blank(region, row, 0, region->cols, style);
    }
}

int region_text(const Region *region, int row, int col, const SafeText *text, Style style)
{
    return draw(region, row, col, text->s, strlen(text->s), style);
}

int region_span(const Region *region, int row, int col, const SafeText *text, gsize start,
                gsize len, Style style)
{
    return draw(region, row, col, text->s + start, len, style);
}

int region_text_cut(const Region *region, int row, int col, int cols, const SafeText *text,
                    Style style)
{
    g_autofree char *line = g_strndup(text->s, strcspn(text->s, "\n"));
    g_autofree char *cut = text_ellipsize_dup(line, MAX(cols, 0), region->screen->ascii);
    return draw(region, row, col, cut, strlen(cut), style);
}

int region_words_(const Region *region, int row, int col, const char *literal, Style style)
{
    return draw(region, row, col, literal, strlen(literal), style);
}

int region_number(const Region *region, int row, int col, guint64 number, Style style)
{
    char text[24];
    int len = g_snprintf(text, sizeof text, "%" G_GUINT64_FORMAT, number);
    return draw(region, row, col, text, (gsize)len, style);
}

const char *screen_glyph(const Screen *screen, Glyph glyph)
{
    return screen->ascii ? glyphs[glyph].ascii : glyphs[glyph].unicode;
}

int screen_glyph_width(const Screen *screen, Glyph glyph)
{
    return text_width(screen_glyph(screen, glyph), -1);
}

int region_glyph(const Region *region, int row, int col, Glyph glyph, Style style)
{
    return region_words_(region, row, col, screen_glyph(region->screen, glyph), style);
}

void region_rule(const Region *region, int row, int col, int cols, Glyph glyph, Style style)
{
    for (int i = 0; i < cols; i++) {
        region_glyph(region, row, col + i, glyph, style);
    }
}

void region_blank(const Region *region, int row, int col, int cols, Style style)
{
    if (row < 0 || row >= region->rows) {
        return;
    }
    int end = MIN(col + cols, region->cols);
    for (int c = MAX(col, 0); c < end; c++) {
        split_wide(region->screen, region->row + row, region->col + c);
        blank(cell_at(region->screen, region->row + row, region->col + c), style);
    }
}

void region_restyle(const Region *region, int row, int col, int cols, Style style)
{
    if (row < 0 || row >= region->rows) {
        return;
    }
    int end = MIN(col + cols, region->cols);
    for (int c = MAX(col, 0); c < end; c++) {
        cell_at(region->screen, region->row + row, region->col + c)->style = style;
    }
}

void region_set_cursor(const Region *region, int row, int col)
{
    Screen *screen = region->screen;
    screen->cursor_row = CLAMP(region->row + row, 0, screen->rows - 1);
    screen->cursor_col = CLAMP(region->col + col, 0, screen->cols - 1);
}

/* Reading back. */

const Cell *screen_cell(const Screen *screen, int row, int col)
{
    return &screen->cells[row * screen->cols + col];
}

void screen_cursor(const Screen *screen, int *ret_row, int *ret_col)
{
    *ret_row = screen->cursor_row;
    *ret_col = screen->cursor_col;
}

char *screen_row_dup(const Screen *screen, int row)
{
    GString *text = g_string_new(NULL);
    for (int col = 0; col < screen->cols; col++) {
        const Cell *cell = screen_cell(screen, row, col);
        if (cell->width > 0) {
            g_string_append(text, cell->text[0] != '\0' ? cell->text : " ");
        }
    }
    return g_strchomp(g_string_free(text, FALSE));
}

char *screen_text_dup(const Screen *screen)
{
    GString *text = g_string_new(NULL);
    for (int row = 0; row < screen->rows; row++) {
        g_autofree char *line = screen_row_dup(screen, row);
        g_string_append_printf(text, "%s\n", line);
    }
    return g_string_free(text, FALSE);
}

static bool same_style(Style a, Style b)
{
    return a.fg == b.fg && a.bg == b.bg && a.attrs == b.attrs;
}

static void append_color(GString *text, Color color)
{
    if (color == COLOR_DEFAULT) {
        g_string_append_c(text, '-');
    } else if (COLOR_IS_RGB(color)) {
        g_string_append_printf(text, "#%06x", (guint)color & 0xFFFFFF);
    } else {
        g_string_append_printf(text, "%d", (int)color);
    }
}

static void append_style(GString *text, Style style)
{
    static const char letters[] = "bdiur";
    append_color(text, style.fg);
    g_string_append_c(text, '/');
    append_color(text, style.bg);
    g_string_append_c(text, ' ');
    for (guint i = 0; letters[i] != '\0'; i++) {
        if (style.attrs & (1u << i)) {
            g_string_append_c(text, letters[i]);
        }
    }
}

char *screen_dump(const Screen *screen)
{
    g_autofree char *lines = screen_text_dup(screen);
    GString *text = g_string_new(lines);
    for (int row = 0; row < screen->rows; row++) {
        for (int col = 0, end; col < screen->cols; col = end) {
            Style style = screen_cell(screen, row, col)->style;
            for (end = col + 1;
                 end < screen->cols && same_style(style, screen_cell(screen, row, end)->style);
                 end++) {
            }
            if (!same_style(style, plain)) {
                g_string_append_printf(text, "%d: %d+%d ", row, col, end - col);
                append_style(text, style);
                g_string_append_c(g_string_truncate(text, strlen(g_strchomp(text->str))), '\n');
            }
        }
    }
    return g_string_free(text, FALSE);
}
