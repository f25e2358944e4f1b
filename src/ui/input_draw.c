/* input_draw.c: the line on the screen: rows, cursor, stars for secrets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/input_private.h"

#include <string.h>

/* A walk over the cells of prompt and text; draws where there is a region. */
typedef struct {
    const Region *region; /* nullable: only measures */
    int cols;
    int row, col;
    int first_row; /* rows above it are scrolled out */
    int cursor_row, cursor_col;
} Walk;

static void put(Walk *walk, const SafeText *text, int width, Style style)
{
    if (width > 0 && walk->col + width > walk->cols) {
        walk->row++;
        walk->col = 0;
    }
    if (walk->region != NULL && walk->row >= walk->first_row) {
        region_text(walk->region, walk->row - walk->first_row, walk->col, text, style);
    }
    walk->col += width;
}

static void put_text(Walk *walk, const SafeText *text, Style style)
{
    const char *p = text->s, *end = p + strlen(p);
    Grapheme g;
    while (text_next_grapheme(&p, end, &g)) {
        g_autofree char *bytes = g_strndup(g.start, g.len);
        const SafeText cluster = {bytes};
        put(walk, &cluster, g.width, style);
    }
}

static void mark_cursor(Walk *walk)
{
    walk->cursor_row = walk->row;
    walk->cursor_col = walk->col;
    if (walk->col >= walk->cols) {
        walk->cursor_row++;
        walk->cursor_col = 0;
    }
}

/* The text of the user, each cluster made safe by itself so that the cursor stays right. */
static void put_line(Walk *walk, const char *text, guint cursor, bool stars, Style style)
{
    const char *p = text, *end = text + strlen(text);
    Grapheme g;
    bool marked = false;
    while (p < end) {
        if (!marked && p >= text + cursor) {
            mark_cursor(walk);
            marked = true;
        }
        (void)text_next_grapheme(&p, end, &g);
        if (*g.start == '\n' && !stars) {
            walk->row++;
            walk->col = 0;
            continue;
        }
        g_auto(SafeText) cluster =
            text_safe(stars ? "*" : g.start, stars ? 1 : (gssize)g.len, TEXT_LINE);
        put(walk, &cluster, text_width(cluster.s, -1), style);
    }
    if (!marked) {
        mark_cursor(walk);
    }
}

/* Walks over all there is; the walk ends behind the last cell. */
static void walk_all(const Input *input, const InputLook *look, Walk *walk)
{
    const Question *question = g_queue_peek_head((GQueue *)(guintptr)&input->questions);
    if (question != NULL) {
        g_auto(SafeText) prompt = text_safe(question->prompt, -1, TEXT_LINE);
        put_text(walk, &prompt, look->prompt_style);
        put_line(walk, input->answer->str, (guint)input->answer->len, question->secret,
                 look->text_style);
        return;
    }
    if (line_is_searching()) {
        g_auto(SafeText) prompt = text_safe(line_prompt(), -1, TEXT_LINE);
        put_text(walk, &prompt, look->prompt_style);
    } else {
        put_text(walk, look->prompt, look->prompt_style);
    }
    put_line(walk, line_text(), line_cursor(), false, look->text_style);
    if (look->ghost != NULL && line_cursor() == strlen(line_text())) {
        put_text(walk, look->ghost, look->ghost_style);
    }
}

int input_rows(const Input *input, const InputLook *look, int cols, int max)
{
    Walk walk = {.cols = MAX(cols, 1)};
    walk_all(input, look, &walk);
    int rows = MAX(walk.row, walk.cursor_row) + 1;
    return CLAMP(rows, 1, MAX(max, 1));
}

void input_draw(const Input *input, const InputLook *look, const Region *region)
{
    Walk measure = {.cols = MAX(region->cols, 1)};
    walk_all(input, look, &measure);
    int rows = MAX(measure.row, measure.cursor_row) + 1;
    Walk walk = {.region = region, .cols = MAX(region->cols, 1)};
    if (rows > region->rows) {
        /* The row of the cursor is always in view. */
        walk.first_row = CLAMP(measure.cursor_row - region->rows + 1, 0, rows - region->rows);
    }
    region_clear(region, look->text_style);
    walk_all(input, look, &walk);
    region_set_cursor(region, walk.cursor_row - walk.first_row, walk.cursor_col);
}
