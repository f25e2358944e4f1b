/* theme.h: what each thing on the screen looks like: roles, read from a text file.
 *
 * A theme gives every role a foreground, a background and attributes; the file
 * may inherit another one. Colours come out of here fitted to what the terminal
 * can do (none, 16, 256, true colour), so the screen never has to guess. Names of
 * people get their colour by XEP-0392, chosen so that it can be read on the ground
 * that is known, or on both when none is. It writes nothing to the terminal.
 * Nothing may be told by colour alone: a role only supports a sign or a word.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_THEME_H
#define CAUSERIE_UI_THEME_H

#include <glib.h>
#include <stdbool.h>

typedef struct Theme Theme;

/* Keep in step with role_names[] in theme.c. */
typedef enum {
    ROLE_TEXT, /* the terminal's own colours */
    ROLE_DIM,
    ROLE_ACCENT,
    ROLE_ERROR,
    ROLE_WARNING,
    ROLE_OK,
    ROLE_BORDER,
    ROLE_TITLE,         /* the title row */
    ROLE_TITLE_NAME,    /* the chat's name in it */
    ROLE_TITLE_WARNING, /* "not encrypted" and the like */
    ROLE_STATUS,        /* the status row */
    ROLE_STATUS_ACTIVE, /* Act: entries */
    ROLE_STATUS_WARNING,
    ROLE_LIST_HEADER,
    ROLE_LIST_ITEM,
    ROLE_LIST_CURRENT,
    ROLE_LIST_UNREAD,
    ROLE_LIST_MENTION,
    ROLE_LIST_OFFLINE,
    ROLE_SIGN_ONLINE,
    ROLE_SIGN_AWAY,
    ROLE_SIGN_DND,
    ROLE_CHAT_TIME,
    ROLE_CHAT_NICK, /* weight of a name; its colour is the person's */
    ROLE_CHAT_OWN,
    ROLE_CHAT_BODY,
    ROLE_CHAT_ACTION,
    ROLE_CHAT_NOTICE, /* our own sentences: a look that no message body can have */
    ROLE_CHAT_ERROR,
    ROLE_CHAT_DAY,
    ROLE_CHAT_UNREAD,
    ROLE_CHAT_MENTION,
    ROLE_CHAT_TICK,
    ROLE_CHAT_READ,
    ROLE_CHAT_FAILED,
    ROLE_CHAT_QUOTE,
    ROLE_CHAT_REACTION,
    ROLE_CHAT_FOLD,
    ROLE_CHAT_MORE, /* "12 new (End)" */
    ROLE_PROMPT,
    ROLE_PROMPT_PLAIN, /* plain although it was encrypted before */
    ROLE_INPUT,
    ROLE_GHOST,
    ROLE_CONTEXT,
    ROLE_MENU,
    ROLE_MENU_SELECTED,
    ROLE_PAGE_TITLE,
    ROLE_PAGE_TEXT,
    ROLE_MATCH,
    ROLE_N
} Role;

typedef enum { DEPTH_MONO, DEPTH_16, DEPTH_256, DEPTH_TRUE } ColorDepth;
typedef enum { GROUND_UNKNOWN, GROUND_DARK, GROUND_LIGHT } Ground;

/* A colour: COLOR_DEFAULT, a palette index 0-255, or COLOR_RGB(0xrrggbb). */
typedef gint32 Color;
#define COLOR_DEFAULT (-1)
#define COLOR_RGB_FLAG 0x1000000
#define COLOR_RGB(rgb) (COLOR_RGB_FLAG | (rgb))
#define COLOR_IS_RGB(color) ((color) >= COLOR_RGB_FLAG)

typedef enum {
    STYLE_BOLD = 1 << 0,
    STYLE_DIM = 1 << 1,
    STYLE_ITALIC = 1 << 2,
    STYLE_UNDERLINE = 1 << 3,
    STYLE_REVERSE = 1 << 4,
} StyleAttrs;

typedef struct {
    Color fg, bg;
    guint attrs; /* of StyleAttrs */
} Style;

#define THEME_ERROR (theme_error_quark())
GQuark theme_error_quark(void);
typedef enum { THEME_ERROR_NOT_FOUND, THEME_ERROR_SYNTAX, THEME_ERROR_LOOP } ThemeError;

/* The theme that needs no file: as themes/default.theme. */
Theme *theme_new_default(void);
/* NAME from the directories DIRS (NULL-terminated, first wins), else a compiled-in
 * one. A bad line is an error that names file and line. */
Theme *theme_load(const char *name, const char *const *dirs,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void theme_free(Theme *theme);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Theme, theme_free)

const char *theme_name(const Theme *theme);
/* The ground the theme was made for (`ground = dark`), unknown for both. */
Ground theme_ground(const Theme *theme);

/* What the terminal can do; a theme starts at DEPTH_MONO, ground unknown. */
void theme_set_depth(Theme *theme, ColorDepth depth);
void theme_set_ground(Theme *theme, Ground ground); /* of the terminal */
void theme_set_nick_colors(Theme *theme, bool on);

/* The look of ROLE at the depth set. */
Style theme_style(const Theme *theme, Role role);
/* The look of a person's name; WHO is the bare address, or the nick in rooms. */
Style theme_nick_style(const Theme *theme, const char *who);
/* OVER drawn on UNDER: what OVER leaves default is taken from UNDER. */
Style style_over(Style under, Style over);

/* Depth for a terminal with N_COLORS of terminfo, $COLORTERM, and no_color. */
ColorDepth theme_depth_of(int n_colors, bool rgb, const char *colorterm, bool no_color);

/* "chat.nick" and back. */
const char *role_name(Role role);
bool role_from_name(const char *name, Role *ret_role);

#endif
