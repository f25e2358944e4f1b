/* vtscreen.c: a terminal without a window: bytes in, screen out, through libvterm.
 *
 * The end-to-end tests own the pty; this only says what a person would see.
 * Requests come on standard input, one line each, answers go to standard output:
 *
 *   D n           n bytes for the terminal follow; answer: what the terminal sends
 *                 back (to queries), as "O n" and n bytes
 *   R rows cols   resize; answer as for D
 *   S             the screen: "S rows cols row col visible bells alternate", then two lines
 *                 a row: its text, and one letter a cell (see cell_look())
 *   T             the title: "T text"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vterm.h>

#define ROWS_MAX 1000
#define BYTES_MAX (1 << 24)

typedef struct {
    VTerm *vt;
    VTermScreen *screen;
    int rows, cols;
    VTermPos cursor;
    int visible, alternate;
    unsigned bells;
    char *title;
} Terminal;

static int on_cursor(VTermPos pos, VTermPos old, int visible, void *user)
{
    Terminal *terminal = user;
    (void)old;
    (void)visible;
    terminal->cursor = pos;
    return 1;
}

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    Terminal *terminal = user;
    if (property == VTERM_PROP_CURSORVISIBLE) {
        terminal->visible = value->boolean;
    } else if (property == VTERM_PROP_ALTSCREEN) {
        terminal->alternate = value->boolean;
    } else if (property == VTERM_PROP_TITLE) {
        g_free(terminal->title);
        terminal->title = g_strdup(value->string);
    }
    return 1;
}

static int on_bell(void *user)
{
    Terminal *terminal = user;
    terminal->bells++;
    return 1;
}

static const VTermScreenCallbacks callbacks = {
    .movecursor = on_cursor,
    .settermprop = on_property,
    .bell = on_bell,
};

/* One letter for how a cell looks: '.' plain, r reverse, b bold, B bold and reverse, u underlined,
 * c coloured, C coloured and bold. */
static char cell_look(const VTermScreenCell *cell)
{
    bool coloured = !VTERM_COLOR_IS_DEFAULT_FG(&cell->fg) || !VTERM_COLOR_IS_DEFAULT_BG(&cell->bg);
    if (cell->attrs.reverse) {
        return cell->attrs.bold ? 'B' : 'r';
    }
    if (cell->attrs.bold) {
        return coloured ? 'C' : 'b';
    }
    return cell->attrs.underline ? 'u' : coloured ? 'c' : '.';
}

static void show_row(Terminal *terminal, int row)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GString) look = g_string_new(NULL);
    VTermScreenCell cell;
    VTermPos pos = {row, 0};
    while (pos.col < terminal->cols) {
        if (!vterm_screen_get_cell(terminal->screen, pos, &cell)) {
            break;
        }
        if (cell.chars[0] == 0 || cell.chars[0] == (uint32_t)-1) {
            g_string_append_c(text, ' ');
        }
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++) {
            if (cell.chars[i] != (uint32_t)-1) {
                g_string_append_unichar(text, cell.chars[i]);
            }
        }
        int width = cell.width > 0 ? cell.width : 1;
        for (int i = 0; i < width; i++) {
            g_string_append_c(look, cell_look(&cell));
        }
        pos.col += width;
    }
    printf("%s\n%s\n", text->str, look->str);
}

static void show_screen(Terminal *terminal)
{
    printf("S %d %d %d %d %d %u %d\n", terminal->rows, terminal->cols, terminal->cursor.row,
           terminal->cursor.col, terminal->visible, terminal->bells, terminal->alternate);
    for (int row = 0; row < terminal->rows; row++) {
        show_row(terminal, row);
    }
}

static void show_replies(Terminal *terminal)
{
    static char replies[65536];
    size_t n = vterm_output_read(terminal->vt, replies, sizeof replies);
    printf("O %zu\n", n);
    fwrite(replies, 1, n, stdout);
}

static bool feed(Terminal *terminal, size_t n)
{
    char buffer[16384];
    while (n > 0) {
        size_t part = fread(buffer, 1, MIN(n, sizeof buffer), stdin);
        if (part == 0) {
            return false;
        }
        vterm_input_write(terminal->vt, buffer, part);
        n -= part;
    }
    vterm_screen_flush_damage(terminal->screen);
    show_replies(terminal);
    return true;
}

static bool answer(Terminal *terminal, const char *line)
{
    unsigned n;
    int rows, cols;
    if (sscanf(line, "D %u", &n) == 1 && n <= BYTES_MAX) {
        return feed(terminal, n);
    }
    if (sscanf(line, "R %d %d", &rows, &cols) == 2 && rows > 0 && rows <= ROWS_MAX && cols > 0 &&
        cols <= ROWS_MAX) {
        terminal->rows = rows;
        terminal->cols = cols;
        vterm_set_size(terminal->vt, rows, cols);
        show_replies(terminal);
        return true;
    }
    if (line[0] == 'S') {
        show_screen(terminal);
        return true;
    }
    if (line[0] == 'T') {
        printf("T %s\n", terminal->title != NULL ? terminal->title : "");
        return true;
    }
    return false;
}

int main(void)
{
    Terminal terminal = {.rows = 24, .cols = 80, .visible = 1};
    char line[256];
    terminal.vt = vterm_new(terminal.rows, terminal.cols);
    vterm_set_utf8(terminal.vt, 1);
    terminal.screen = vterm_obtain_screen(terminal.vt);
    vterm_screen_set_callbacks(terminal.screen, &callbacks, &terminal);
    vterm_screen_enable_altscreen(terminal.screen, 1);
    vterm_screen_reset(terminal.screen, 1);
    int status = 0;
    while (status == 0 && fgets(line, sizeof line, stdin) != NULL) {
        status = answer(&terminal, line) && fflush(stdout) == 0 ? 0 : 1;
    }
    vterm_free(terminal.vt);
    g_free(terminal.title);
    return status;
}
