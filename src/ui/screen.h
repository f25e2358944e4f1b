/* screen.h: the grid of cells that is drawn into: text, looks, clipping, the cursor.
 *
 * A pane gets a Region and draws into it; what it draws is cut at the region's
 * edges. Only three things can be drawn: SafeText (a stranger's words), literals of
 * this program, and glyphs from our table; raw bytes do not compile. The grid keeps
 * what was drawn until it is drawn over, so a pane that is not dirty draws nothing.
 * It knows no terminal: paint.h turns what changed into bytes. So a screen without a
 * terminal is a Screen like any other, and tests read its cells back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_SCREEN_H
#define CAUSERIE_UI_SCREEN_H

#include "base/text.h"
#include "ui/theme.h"

#include <glib.h>
#include <stdbool.h>

/* A terminal that claims more is drawn on in its upper left part only. */
#define SCREEN_ROWS_MAX 300
#define SCREEN_COLS_MAX 600
/* The longest cluster kept in one cell, in bytes; a longer one is cut between code points. */
#define CELL_BYTES_MAX 47

/* Signs of our own; each has an ASCII form where the terminal needs it. */
typedef enum {
    GLYPH_VLINE,          /* │  | */
    GLYPH_HLINE,          /* ─  - */
    GLYPH_DASH,           /* ╌  - */
    GLYPH_CORNER_NW,      /* ┌  + */
    GLYPH_CORNER_NE,      /* ┐  + */
    GLYPH_CORNER_SW,      /* └  + */
    GLYPH_CORNER_SE,      /* ┘  + */
    GLYPH_TEE_LEFT,       /* ├  + */
    GLYPH_TEE_RIGHT,      /* ┤  + */
    GLYPH_ELLIPSIS,       /* …  .. */
    GLYPH_TICK_WAITING,   /* …  .. */
    GLYPH_TICK_SENT,      /* ✓  > */
    GLYPH_TICK_DELIVERED, /* ✓✓ >> */
    GLYPH_TICK_READ,      /* ✓✓ R */
    GLYPH_TICK_FAILED,    /* ✗  !! */
    GLYPH_MENTION,        /* ▌  * */
    GLYPH_PREVIEW,        /* ┆  | */
    GLYPH_REPLY,          /* ↪  > */
    GLYPH_DOWN,           /* ↓  v */
    GLYPH_UP,             /* ↑  ^ */
    GLYPH_MORE,           /* »  > */
    GLYPH_DOT,            /* ·  - */
    GLYPH_BULLET,         /* •  * */
    GLYPH_STAR,           /* *  * (a secret being typed) */
    GLYPH_N
} Glyph;

/* One cell. A wide cluster has width 2 and is followed by a cell of width 0. */
typedef struct {
    Style style;
    guint8 width;
    bool odd;                      /* terminals may disagree about its width */
    char text[CELL_BYTES_MAX + 1]; /* the cluster; "" is a space */
} Cell;

typedef struct Screen Screen;

/* A part of the screen; a value, cheap to copy. Coordinates below are relative to it. */
typedef struct {
    Screen *screen;
    int row, col; /* on the screen */
    int rows, cols;
} Region;

Screen *screen_new(int rows, int cols);
/* The same for tests and golden screens: columns first, glyphs in Unicode. */
Screen *screen_new_offscreen(int cols, int rows);
void screen_free(Screen *screen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Screen, screen_free)
/* Sizes over the limits are cut to them. All cells become blank. */
void screen_resize(Screen *screen, int rows, int cols);
int screen_rows(const Screen *screen);
int screen_cols(const Screen *screen);
void screen_set_ascii(Screen *screen, bool ascii);
bool screen_is_ascii(const Screen *screen);

/* The whole screen, and a part of a region (cut to it; may be empty). */
Region screen_region(Screen *screen);
Region region_part(const Region *region, int row, int col, int rows, int cols);

void region_clear(const Region *region, Style style);
/* All drawing answers the columns used, also those that were cut off at an edge.
 * TEXT is drawn in one row: a newline in it ends the drawing. COL may be negative. */
int region_text(const Region *region, int row, int col, const SafeText *text, Style style);
/* LEN bytes of TEXT from START (whole clusters, as FlowRow tells them). */
int region_span(const Region *region, int row, int col, const SafeText *text, gsize start,
                gsize len, Style style);
/* As region_text(), never more than COLS columns: cut with an ellipsis. */
int region_text_cut(const Region *region, int row, int col, int cols, const SafeText *text,
                    Style style);
/* A string constant of this program, nothing else compiles. */
#define region_words(region, row, col, literal, style)                                             \
    region_words_((region), (row), (col), "" literal, (style))
int region_words_(const Region *region, int row, int col, const char *literal, Style style);
/* NUMBER in decimal. */
int region_number(const Region *region, int row, int col, guint64 number, Style style);
int region_glyph(const Region *region, int row, int col, Glyph glyph, Style style);
/* COLS times GLYPH (of one column): rules; blanks with region_blank(). */
void region_rule(const Region *region, int row, int col, int cols, Glyph glyph, Style style);
void region_blank(const Region *region, int row, int col, int cols, Style style);
/* Changes the look of COLS cells and leaves their text. */
void region_restyle(const Region *region, int row, int col, int cols, Style style);
/* Where the terminal's cursor stands after the frame. Never hidden. */
void region_set_cursor(const Region *region, int row, int col);

const char *screen_glyph(const Screen *screen, Glyph glyph);
int screen_glyph_width(const Screen *screen, Glyph glyph);

/* Reading back. */
const Cell *screen_cell(const Screen *screen, int row, int col);
void screen_cursor(const Screen *screen, int *ret_row, int *ret_col);
/* A row as text without blanks at its end; the whole screen, rows ended by '\n'.
 * (transfer full) */
char *screen_row_dup(const Screen *screen, int row);
char *screen_text_dup(const Screen *screen);
/* As text, then per row with any look: "row: col+len fg/bg attrs", for golden files.
 * (transfer full) */
char *screen_dump(const Screen *screen);

#endif
