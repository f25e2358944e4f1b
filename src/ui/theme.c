/* theme.c: see theme.h.
 *
 * A theme holds each role's colour three times, for 16, 256 and true colour. What
 * a file does not spell out for 256 is the nearest entry; for 16 it is the
 * terminal's own colour, because the nearest of 16 may be unreadable.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "ui/theme.h"

#include "ui/nick_color.h"
#include "ui/theme_builtin.h"

#include <stdlib.h>
#include <string.h>

#define THEME_FILE_MAX (64 * 1024)
#define INHERIT_MAX 8

/* A colour at DEPTH_16, DEPTH_256, DEPTH_TRUE. */
typedef struct {
    Color at[3];
} ColorSpec;

typedef struct {
    ColorSpec fg, bg;
    guint attrs;
} RoleSpec;

struct Theme {
    char *name;
    Ground made_for;
    Ground ground;
    ColorDepth depth;
    bool nick_colors;
    RoleSpec roles[ROLE_N];
};

static const char *const role_names[ROLE_N] = {
    "text",           "dim",          "accent",
    "error",          "warning",      "ok",
    "border",         "title",        "title.name",
    "title.warning",  "status",       "status.active",
    "status.warning", "list.header",  "list.item",
    "list.current",   "list.unread",  "list.mention",
    "list.offline",   "sign.online",  "sign.away",
    "sign.dnd",       "chat.time",    "chat.nick",
    "chat.own",       "chat.body",    "chat.action",
    "chat.notice",    "chat.error",   "chat.day",
    "chat.unread",    "chat.mention", "chat.tick",
    "chat.read",      "chat.failed",  "chat.quote",
    "chat.reaction",  "chat.fold",    "chat.more",
    "prompt",         "prompt.plain", "input",
    "ghost",          "context",      "menu",
    "menu.selected",  "page.title",   "page.text",
    "match",
};

static const char *const color_names[8] = {
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
};

static const struct {
    const char *name;
    guint attr;
} attr_names[] = {
    {"bold", STYLE_BOLD},           {"dim", STYLE_DIM},         {"italic", STYLE_ITALIC},
    {"underline", STYLE_UNDERLINE}, {"reverse", STYLE_REVERSE},
};

G_DEFINE_QUARK(causerie - theme - error - quark, theme_error)

const char *role_name(Role role)
{
    return role_names[role];
}

bool role_from_name(const char *name, Role *ret_role)
{
    for (guint i = 0; i < ROLE_N; i++) {
        if (strcmp(role_names[i], name) == 0) {
            *ret_role = (Role)i;
            return true;
        }
    }
    return false;
}

static bool parse_one_color(const char *word, Color *ret_color)
{
    char *end = NULL;

    if (strcmp(word, "default") == 0) {
        *ret_color = COLOR_DEFAULT;
        return true;
    }
    for (guint i = 0; i < G_N_ELEMENTS(color_names); i++) {
        if (strcmp(color_names[i], word) == 0) {
            *ret_color = (Color)i;
            return true;
        }
    }
    if (word[0] == '#' && strlen(word) == 7) {
        guint64 rgb = g_ascii_strtoull(word + 1, &end, 16);
        *ret_color = COLOR_RGB((Color)rgb);
        return *end == '\0';
    }
    if (!g_ascii_isdigit(word[0])) {
        return false;
    }
    guint64 index = g_ascii_strtoull(word, &end, 10);
    *ret_color = (Color)MIN(index, 255);
    return *end == '\0' && index <= 255;
}

/* "true[/256[/16]]". */
static bool parse_color(const char *word, ColorSpec *ret_spec)
{
    g_auto(GStrv) parts = g_strsplit(word, "/", 4);
    guint n = g_strv_length(parts);
    Color c[3] = {COLOR_DEFAULT, COLOR_DEFAULT, COLOR_DEFAULT};

    if (n == 0 || n > 3) {
        return false;
    }
    for (guint i = 0; i < n; i++) {
        if (!parse_one_color(parts[i], &c[i])) {
            return false;
        }
    }
    if (n < 2) {
        c[1] = COLOR_IS_RGB(c[0]) ? (Color)color_nearest_256((guint32)c[0] & 0xffffff) : c[0];
    }
    if (n < 3) {
        c[2] = c[1] < 16 ? c[1] : COLOR_DEFAULT;
    }
    if (COLOR_IS_RGB(c[1]) || c[2] >= 16) {
        return false;
    }
    *ret_spec = (ColorSpec){{c[2], c[1], c[0]}};
    return true;
}

static bool parse_spec(const char *value, RoleSpec *ret_spec)
{
    g_auto(GStrv) words = g_strsplit_set(value, " \t", -1);
    const ColorSpec none = {{COLOR_DEFAULT, COLOR_DEFAULT, COLOR_DEFAULT}};
    RoleSpec spec = {.fg = none, .bg = none};
    int colors = 0;

    for (char **w = words; *w != NULL; w++) {
        guint attr = 0;
        for (guint i = 0; i < G_N_ELEMENTS(attr_names); i++) {
            attr |= strcmp(attr_names[i].name, *w) == 0 ? attr_names[i].attr : 0;
        }
        if (**w == '\0') {
            continue;
        }
        if (attr != 0) {
            spec.attrs |= attr;
        } else if (colors == 2 || !parse_color(*w, colors == 0 ? &spec.fg : &spec.bg)) {
            return false;
        } else {
            colors++;
        }
    }
    *ret_spec = spec;
    return true;
}

static bool theme_read(Theme *theme, const char *name, const char *const *dirs, int depth,
                       GError **error);

static bool theme_line(Theme *theme, const char *key, const char *value, const char *const *dirs,
                       int depth, GError **error)
{
    Role role;

    if (strcmp(key, "inherits") == 0) {
        return theme_read(theme, value, dirs, depth + 1, error);
    }
    if (strcmp(key, "ground") == 0) {
        theme->made_for = strcmp(value, "dark") == 0    ? GROUND_DARK
                          : strcmp(value, "light") == 0 ? GROUND_LIGHT
                                                        : GROUND_UNKNOWN;
        return true;
    }
    if (!role_from_name(key, &role)) {
        g_set_error(error, THEME_ERROR, THEME_ERROR_SYNTAX, "there is no role \"%s\"", key);
        return false;
    }
    if (!parse_spec(value, &theme->roles[role])) {
        g_set_error(error, THEME_ERROR, THEME_ERROR_SYNTAX,
                    "\"%s\" is no look: write foreground, background, then bold, dim, italic, "
                    "underline or reverse",
                    value);
        return false;
    }
    return true;
}

static bool theme_parse(Theme *theme, const char *name, const char *text, const char *const *dirs,
                        int depth, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; lines[i] != NULL; i++) {
        char *line = g_strstrip(lines[i]);
        char *equals = strchr(line, '=');
        if (*line == '\0' || *line == '#') {
            continue;
        }
        if (equals == NULL) {
            g_set_error(error, THEME_ERROR, THEME_ERROR_SYNTAX,
                        "%s.theme, line %u: \"role = look\" is needed", name, i + 1);
            return false;
        }
        *equals = '\0';
        if (!theme_line(theme, g_strstrip(line), g_strstrip(equals + 1), dirs, depth, error)) {
            g_prefix_error(error, "%s.theme, line %u: ", name, i + 1);
            return false;
        }
    }
    return true;
}

/* The text of theme NAME, or NULL. (transfer full) */
static char *theme_text_dup(const char *name, const char *const *dirs)
{
    for (; dirs != NULL && *dirs != NULL; dirs++) {
        g_autofree char *file = g_strconcat(name, ".theme", NULL);
        g_autofree char *path = g_build_filename(*dirs, file, NULL);
        char *text = NULL;
        gsize len = 0;
        if (!g_file_get_contents(path, &text, &len, NULL)) {
            continue;
        }
        if (len <= THEME_FILE_MAX && g_utf8_validate(text, (gssize)len, NULL)) {
            return text;
        }
        g_free(text);
    }
    for (const BuiltinTheme *theme = builtin_themes; theme->name != NULL; theme++) {
        if (strcmp(theme->name, name) == 0) {
            return g_strdup(theme->text);
        }
    }
    return NULL;
}

static bool theme_read(Theme *theme, const char *name, const char *const *dirs, int depth,
                       GError **error)
{
    if (depth > INHERIT_MAX) {
        g_set_error(error, THEME_ERROR, THEME_ERROR_LOOP,
                    "themes inherit each other in a circle, or more than %d deep", INHERIT_MAX);
        return false;
    }
    g_autofree char *text = strchr(name, '/') == NULL ? theme_text_dup(name, dirs) : NULL;
    if (text == NULL) {
        g_set_error(error, THEME_ERROR, THEME_ERROR_NOT_FOUND,
                    "there is no theme \"%s\" (a file %s.theme under themes/)", name, name);
        return false;
    }
    return theme_parse(theme, name, text, dirs, depth, error);
}

Theme *theme_load(const char *name, const char *const *dirs, GError **error)
{
    const ColorSpec none = {{COLOR_DEFAULT, COLOR_DEFAULT, COLOR_DEFAULT}};
    g_autoptr(Theme) theme = g_new0(Theme, 1);

    theme->name = g_strdup(name);
    theme->nick_colors = true;
    for (guint i = 0; i < ROLE_N; i++) {
        theme->roles[i] = (RoleSpec){.fg = none, .bg = none};
    }
    if (!theme_read(theme, name, dirs, 0, error)) {
        return NULL;
    }
    return g_steal_pointer(&theme);
}

Theme *theme_new_default(void)
{
    g_autoptr(GError) error = NULL;
    Theme *theme = theme_load("default", NULL, &error);
    /* Compiled in: it cannot fail, whatever files there are. */
    g_assert_no_error(error);
    return theme;
}

void theme_free(Theme *theme)
{
    if (theme != NULL) {
        g_free(theme->name);
        g_free(theme);
    }
}

const char *theme_name(const Theme *theme)
{
    return theme->name;
}

Ground theme_ground(const Theme *theme)
{
    return theme->made_for;
}

void theme_set_depth(Theme *theme, ColorDepth depth)
{
    theme->depth = depth;
}

void theme_set_ground(Theme *theme, Ground ground)
{
    theme->ground = ground;
}

void theme_set_nick_colors(Theme *theme, bool on)
{
    theme->nick_colors = on;
}

static Color color_at(const ColorSpec *spec, ColorDepth depth)
{
    return depth == DEPTH_MONO ? COLOR_DEFAULT : spec->at[depth - DEPTH_16];
}

Style theme_style(const Theme *theme, Role role)
{
    const RoleSpec *spec = &theme->roles[role];
    return (Style){color_at(&spec->fg, theme->depth), color_at(&spec->bg, theme->depth),
                   spec->attrs};
}

Style theme_nick_style(const Theme *theme, const char *who)
{
    Style style = theme_style(theme, ROLE_CHAT_NICK);
    Ground ground = theme->made_for != GROUND_UNKNOWN ? theme->made_for : theme->ground;

    if (theme->nick_colors && theme->depth != DEPTH_MONO) {
        style.fg = nick_color(who, theme->depth, ground);
    }
    return style;
}

Style style_over(Style under, Style over)
{
    return (Style){
        .fg = over.fg == COLOR_DEFAULT ? under.fg : over.fg,
        .bg = over.bg == COLOR_DEFAULT ? under.bg : over.bg,
        .attrs = under.attrs | over.attrs,
    };
}

ColorDepth theme_depth_of(int n_colors, bool rgb, const char *colorterm, bool no_color)
{
    if (no_color || n_colors < 8) {
        return DEPTH_MONO;
    }
    if (rgb || n_colors > 256 ||
        (n_colors >= 256 && colorterm != NULL &&
         (strcmp(colorterm, "truecolor") == 0 || strcmp(colorterm, "24bit") == 0))) {
        return DEPTH_TRUE;
    }
    return n_colors >= 256 ? DEPTH_256 : DEPTH_16;
}
