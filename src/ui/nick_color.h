/* nick_color.h: the colour of a name: one hue for the same person in every client (XEP-0392).
 *
 * Pure arithmetic: SHA-1, HSLuv, palettes. The hue alone comes from the name;
 * lightness follows the ground, because a colour that cannot be read is none.
 * It knows no theme and no terminal.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_NICK_COLOR_H
#define CAUSERIE_UI_NICK_COLOR_H

#include "ui/theme.h"

#include <glib.h>

/* Hue in degrees, 0 <= hue < 360. */
double nick_hue(const char *who);
/* 0xrrggbb of HSLuv (HUE, 100, LIGHTNESS). */
guint32 hsluv_rgb(double hue, double lightness);
/* The colour for WHO at DEPTH on GROUND; COLOR_DEFAULT at DEPTH_MONO. */
Color nick_color(const char *who, ColorDepth depth, Ground ground);

/* 0xrrggbb of an entry of the xterm palette (16-255 exact, 0-15 xterm's defaults). */
guint32 color_palette_rgb(guint index);
/* The entry 16-255 nearest to RGB. */
guint color_nearest_256(guint32 rgb);
/* The entry of the first 16 nearest to RGB. */
guint color_nearest_16(guint32 rgb);
/* Contrast of WCAG between two colours, 1 to 21. */
double color_contrast(guint32 a, guint32 b);

#endif
