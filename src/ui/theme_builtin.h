/* theme_builtin.h: the shipped themes inside the program, so that it needs no file.
 *
 * theme_builtin.c is made from themes/NAME.theme by the build; edit those.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_THEME_BUILTIN_H
#define CAUSERIE_UI_THEME_BUILTIN_H

typedef struct {
    const char *name;
    const char *text;
} BuiltinTheme;

/* Ends with a NULL name. */
extern const BuiltinTheme builtin_themes[];

#endif
