/* paint.c: ncurses, writing into memory (see paint.h).
 *
 * ncurses wants a file descriptor to write to: it gets one of a file that exists only
 * in memory, which is read back and emptied after each frame.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/paint.h"

#include "ui/ui.h"

#include <fcntl.h>
#include <ncurses.h>
#include <string.h>
#include <sys/mman.h>
#include <term.h>
#include <unistd.h>

struct Paint {
    FILE *out;
    FILE *in;
    SCREEN *curses;
    int rows, cols;
    Cell *shown; /* what the last frame gave out */
    int colors;
    bool rgb;
    char *enter, *leave;
};

static const char *capability(const char *name)
{
    const char *value = tigetstr(name);
    return value != NULL && value != (const char *)-1 ? value : "";
}

bool paint_knows(const char *name)
{
    int code = 0;
    TERMINAL *before = cur_term;
    bool known = setupterm(name, STDOUT_FILENO, &code) == OK && code == 1;
    known = known && *capability("cup") != '\0';
    if (cur_term != before && cur_term != NULL) {
        TERMINAL *mine = cur_term;
        set_curterm(before);
        del_curterm(mine);
    }
    return known;
}

/* Takes what ncurses wrote since the last time. */
static void take_output(Paint *paint, GString *out)
{
    char buffer[16384];
    ssize_t n;
    off_t at = 0;
    int fd = fileno(paint->out);
    fflush(paint->out);
    while ((n = pread(fd, buffer, sizeof buffer, at)) > 0) {
        if (out != NULL) {
            g_string_append_len(out, buffer, n);
        }
        at += n;
    }
    (void)lseek(fd, 0, SEEK_SET);
    (void)!ftruncate(fd, 0);
}

Paint *paint_new(const char *term, GError **error)
{
    Paint *paint = g_new0(Paint, 1);
    int fd = memfd_create("causerie-screen", MFD_CLOEXEC);
    paint->out = fd >= 0 ? fdopen(fd, "w+") : NULL;
    paint->in = fopen("/dev/null", "r");
    /* The environment says nothing of our size; without the second call a terminal type that
     * names no size (linux) would be refused. */
    use_env(FALSE);
    use_tioctl(TRUE);
    paint->curses =
        paint->out != NULL && paint->in != NULL ? newterm(term, paint->out, paint->in) : NULL;
    if (paint->curses == NULL) {
        g_set_error(error, UI_ERROR, UI_ERROR_TERM,
                    "The terminal type \"%s\" cannot be used. TERM=xterm-256color may do.", term);
        paint_free(paint);
        return NULL;
    }
    start_color();
    use_default_colors();
    idlok(stdscr, FALSE);
    leaveok(stdscr, FALSE);
    scrollok(stdscr, FALSE);
    int colors = tigetnum("colors");
    paint->colors = MAX(colors, 0);
    paint->rgb = tigetflag("RGB") > 0;
    paint->enter = g_strdup(capability("smcup"));
    paint->leave = g_strdup(capability("rmcup"));
    take_output(paint, NULL);
    return paint;
}

void paint_free(Paint *paint)
{
    if (paint == NULL) {
        return;
    }
    if (paint->curses != NULL) {
        delscreen(paint->curses);
    }
    if (paint->out != NULL) {
        fclose(paint->out);
    }
    if (paint->in != NULL) {
        fclose(paint->in);
    }
    g_free(paint->shown);
    g_free(paint->enter);
    g_free(paint->leave);
    g_free(paint);
}

int paint_colors(const Paint *paint)
{
    return paint->colors;
}

bool paint_is_rgb(const Paint *paint)
{
    return paint->rgb;
}

const char *paint_enter(const Paint *paint)
{
    return paint->enter;
}

const char *paint_leave(const Paint *paint)
{
    return paint->leave;
}

static attr_t attributes_of(guint attrs)
{
    return (attrs & STYLE_BOLD ? A_BOLD : 0) | (attrs & STYLE_DIM ? A_DIM : 0) |
           (attrs & STYLE_ITALIC ? A_ITALIC : 0) | (attrs & STYLE_UNDERLINE ? A_UNDERLINE : 0) |
           (attrs & STYLE_REVERSE ? A_REVERSE : 0);
}

static int color_of(const Paint *paint, Color color)
{
    if (color == COLOR_DEFAULT) {
        return -1;
    }
    if (COLOR_IS_RGB(color)) {
        return paint->rgb ? color & 0xFFFFFF : -1;
    }
    return color < paint->colors ? color : -1;
}

static int pair_of(const Paint *paint, Style style)
{
    int fg = color_of(paint, style.fg), bg = color_of(paint, style.bg);
    if (paint->colors == 0 || (fg == -1 && bg == -1)) {
        return 0;
    }
    int pair = alloc_pair(fg, bg);
    return pair > 0 ? pair : 0;
}

static void put_cell(Paint *paint, int row, int col, const Cell *cell)
{
    wchar_t text[CCHARW_MAX + 1] = L" ";
    cchar_t cluster;
    int pair = pair_of(paint, cell->style);
    if (cell->text[0] != '\0' && !cell->odd) {
        const char *p = cell->text;
        guint n = 0;
        for (; *p != '\0' && n < CCHARW_MAX; p = g_utf8_next_char(p)) {
            text[n++] = (wchar_t)g_utf8_get_char(p);
        }
        text[n] = L'\0';
    }
    setcchar(&cluster, text, attributes_of(cell->style.attrs), 0, &pair);
    mvadd_wch(row, col, &cluster);
    if (cell->odd && cell->width == 2) {
        mvadd_wch(row, col + 1, &cluster);
    }
}

static bool same_cell(const Cell *a, const Cell *b)
{
    return a->width == b->width && a->odd == b->odd && a->style.fg == b->style.fg &&
           a->style.bg == b->style.bg && a->style.attrs == b->style.attrs &&
           strcmp(a->text, b->text) == 0;
}

static void resize(Paint *paint, const Screen *screen)
{
    paint->rows = screen_rows(screen);
    paint->cols = screen_cols(screen);
    resizeterm(paint->rows, paint->cols);
    g_free(paint->shown);
    paint->shown = g_new0(Cell, (gsize)paint->rows * (gsize)paint->cols);
    erase();
    clearok(curscr, TRUE);
    take_output(paint, NULL);
}

/* GROUND: 3 for the foreground, 4 for the background. */
static void append_color(const Paint *paint, GString *out, Color color, int ground)
{
    int n = color_of(paint, color);
    if (n < 0) {
        return;
    }
    if (COLOR_IS_RGB(color)) {
        g_string_append_printf(out, ";%d8;2;%d;%d;%d", ground, n >> 16, (n >> 8) & 0xFF, n & 0xFF);
    } else if (n < 8) {
        g_string_append_printf(out, ";%d%d", ground, n);
    } else {
        g_string_append_printf(out, ";%d8;5;%d", ground, n);
    }
}

/* Colours of a cluster that ncurses cannot write, as plain SGR. */
static void append_sgr(const Paint *paint, GString *out, Style style)
{
    static const struct {
        guint attr;
        const char *code;
    } codes[] = {{STYLE_BOLD, ";1"},
                 {STYLE_DIM, ";2"},
                 {STYLE_ITALIC, ";3"},
                 {STYLE_UNDERLINE, ";4"},
                 {STYLE_REVERSE, ";7"}};
    g_string_append(out, "\033[0");
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++) {
        g_string_append(out, (style.attrs & codes[i].attr) != 0 ? codes[i].code : "");
    }
    append_color(paint, out, style.fg, 3);
    append_color(paint, out, style.bg, 4);
    g_string_append_c(out, 'm');
}

static void append_move(GString *out, int row, int col)
{
    const char *bytes = tparm(capability("cup"), (long)row, (long)col, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
    if (bytes != NULL) {
        g_string_append(out, bytes);
    }
}

static bool same_style(Style a, Style b)
{
    return a.fg == b.fg && a.bg == b.bg && a.attrs == b.attrs;
}

static int used_cols(const Paint *paint, const Screen *screen, int row)
{
    const Style plain = {COLOR_DEFAULT, COLOR_DEFAULT, 0};
    for (int col = paint->cols; col > 0; col--) {
        const Cell *cell = screen_cell(screen, row, col - 1);
        bool blank = cell->text[0] == '\0' || strcmp(cell->text, " ") == 0;
        if (!blank || cell->width == 0 || !same_style(cell->style, plain)) {
            return col;
        }
    }
    return 0;
}

/* A cluster of unsure width at its own address, then all behind it again: where the terminal
 * thinks it wider than we do, it has written over its neighbours. */
static void append_odd_cell(Paint *paint, const Screen *screen, int row, int *col, GString *out)
{
    const Cell *cell = screen_cell(screen, row, *col);
    append_move(out, row, *col);
    append_sgr(paint, out, cell->style);
    g_string_append(out, cell->text);
    g_string_append(out, "\033[0m");
    *col += MAX(cell->width, 1);
    if (*col < paint->cols) {
        append_move(out, row, *col);
        g_string_append(out, capability("el"));
    }
}

/* Writes ROW from its first cluster of unsure width on; false when it has none. */
static bool append_odd(Paint *paint, const Screen *screen, int row, GString *out)
{
    int end = used_cols(paint, screen, row), col = 0;
    while (col < end && !screen_cell(screen, row, col)->odd) {
        col++;
    }
    bool any = col < end;
    Style style = {COLOR_DEFAULT, COLOR_DEFAULT, 0};
    while (col < end) {
        const Cell *cell = screen_cell(screen, row, col);
        if (cell->odd) {
            append_odd_cell(paint, screen, row, &col, out);
            style = (Style){COLOR_DEFAULT, COLOR_DEFAULT, 0};
            continue;
        }
        if (cell->width > 0 && !same_style(cell->style, style)) {
            append_sgr(paint, out, cell->style);
            style = cell->style;
        }
        g_string_append(out, cell->width > 0 && cell->text[0] == '\0' ? " " : cell->text);
        col++;
    }
    return any;
}

void paint_frame(Paint *paint, const Screen *screen, GString *out)
{
    set_term(paint->curses);
    if (paint->rows != screen_rows(screen) || paint->cols != screen_cols(screen)) {
        resize(paint, screen);
    }
    g_autofree bool *touched = g_new0(bool, (gsize)paint->rows);
    for (int row = 0; row < paint->rows; row++) {
        for (int col = 0; col < paint->cols; col++) {
            const Cell *cell = screen_cell(screen, row, col);
            Cell *shown = &paint->shown[row * paint->cols + col];
            if (!same_cell(cell, shown)) {
                if (cell->width > 0) {
                    put_cell(paint, row, col, cell);
                }
                *shown = *cell;
                touched[row] = true;
            }
        }
    }
    int row, col;
    screen_cursor(screen, &row, &col);
    move(row, col);
    refresh();
    take_output(paint, out);
    bool any = false;
    for (int r = 0; r < paint->rows; r++) {
        any |= touched[r] && append_odd(paint, screen, r, out);
    }
    if (any) {
        g_string_append(out, "\033[0m");
        append_move(out, row, col);
    }
}

void paint_forget(Paint *paint)
{
    set_term(paint->curses);
    if (paint->shown != NULL) {
        memset(paint->shown, 0, sizeof(Cell) * (gsize)paint->rows * (gsize)paint->cols);
    }
    clearok(curscr, TRUE);
}
