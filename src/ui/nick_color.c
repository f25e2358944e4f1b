/* nick_color.c: the colour of a name (XEP-0392), palettes and contrast.
 *
 * HSLuv is computed for saturation 100 only: the most colourful value a hue has
 * at a lightness. It caches nothing: a name on the screen costs some microseconds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "ui/nick_color.h"

#include <math.h>
#include <stdlib.h>

/* Lightness at which every hue can be read: on a dark ground, a light one, on both. */
#define LIGHTNESS_DARK 73.0
#define LIGHTNESS_LIGHT 45.0
#define LIGHTNESS_UNKNOWN 50.0

/* sRGB from CIE XYZ, the white point in u'v', and the constants of CIE L*. */
static const double xyz_to_rgb[3][3] = {
    {3.240969941904521, -1.537383177570093, -0.498610760293},
    {-0.96924363628087, 1.87596750150772, 0.041555057407175},
    {0.055630079696993, -0.20397695888897, 1.056971514242878},
};
#define REF_U 0.19783000664283
#define REF_V 0.46831999493879
#define KAPPA 903.2962962
#define EPSILON 0.0088564516

/* Entries of the 256-colour cube with at least 3.5:1 on black and on white, by hue. */
typedef struct {
    guint16 hue;
    guint8 index;
} HueEntry;
static const HueEntry both_grounds[] = {
    {3, 197},   {12, 95},   {12, 131},  {12, 160},  {12, 167},  {12, 196},  {26, 166},  {35, 130},
    {53, 94},   {86, 100},  {86, 101},  {109, 64},  {128, 28},  {128, 65},  {152, 29},  {192, 30},
    {192, 66},  {230, 31},  {243, 67},  {246, 32},  {254, 33},  {255, 68},  {258, 26},  {261, 27},
    {266, 61},  {266, 62},  {266, 63},  {272, 99},  {275, 98},  {281, 135}, {283, 97},  {284, 129},
    {290, 134}, {293, 128}, {295, 165}, {308, 96},  {308, 133}, {308, 164}, {325, 163}, {339, 199},
    {340, 132}, {344, 162}, {353, 198}, {354, 168}, {359, 161},
};

/* The colours of the first eight that a name may have: hue, index, forbidden grounds. */
typedef struct {
    double hue;
    int index;
    bool dark, light, unknown;
} BasicEntry;
static const BasicEntry basic[] = {
    {12.2, 1, true, true, true},  {127.7, 2, true, false, true}, {265.9, 4, false, true, false},
    {307.7, 5, true, true, true}, {192.2, 6, true, false, true},
};

double nick_hue(const char *who)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
    guint8 digest[20];
    gsize len = sizeof digest;

    g_checksum_update(sum, (const guchar *)who, -1);
    g_checksum_get_digest(sum, digest, &len);
    return (digest[0] + digest[1] * 256.0) / 65536.0 * 360.0;
}

/* The largest chroma inside sRGB at LIGHTNESS and HUE: the nearest of six border lines. */
static double max_chroma(double lightness, double hue)
{
    double angle = hue / 180.0 * G_PI;
    double sub1 = pow(lightness + 16.0, 3) / 1560896.0;
    double sub2 = sub1 > EPSILON ? sub1 : lightness / KAPPA;
    double least = 1e9;

    for (int c = 0; c < 3; c++) {
        const double *m = xyz_to_rgb[c];
        for (int t = 0; t < 2; t++) {
            double top1 = (284517.0 * m[0] - 94839.0 * m[2]) * sub2;
            double top2 = (838422.0 * m[2] + 769860.0 * m[1] + 731718.0 * m[0]) * lightness * sub2 -
                          769860.0 * t * lightness;
            double bottom = (632260.0 * m[2] - 126452.0 * m[1]) * sub2 + 126452.0 * t;
            double length = top2 / bottom / (sin(angle) - top1 / bottom * cos(angle));
            if (length >= 0) {
                least = MIN(least, length);
            }
        }
    }
    return least;
}

static guint32 channel(double linear)
{
    double value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1.0 / 2.4) - 0.055;
    return (guint32)lround(CLAMP(value, 0.0, 1.0) * 255.0);
}

guint32 hsluv_rgb(double hue, double lightness)
{
    double angle = hue / 180.0 * G_PI;
    double chroma = max_chroma(lightness, hue);
    double u = cos(angle) * chroma / (13.0 * lightness) + REF_U;
    double v = sin(angle) * chroma / (13.0 * lightness) + REF_V;
    double y = lightness > 8.0 ? pow((lightness + 16.0) / 116.0, 3) : lightness / KAPPA;
    double x = y * 9.0 * u / (4.0 * v);
    double z = (9.0 * y - 15.0 * v * y - v * x) / (3.0 * v);
    guint32 rgb = 0;

    for (int c = 0; c < 3; c++) {
        const double *m = xyz_to_rgb[c];
        rgb = rgb << 8 | channel(m[0] * x + m[1] * y + m[2] * z);
    }
    return rgb;
}

static double hue_distance(double a, double b)
{
    double d = fabs(a - b);
    return d > 180.0 ? 360.0 - d : d;
}

static Color nearest_on_both(double hue)
{
    const HueEntry *best = &both_grounds[0];
    for (guint i = 1; i < G_N_ELEMENTS(both_grounds); i++) {
        if (hue_distance(hue, both_grounds[i].hue) < hue_distance(hue, best->hue)) {
            best = &both_grounds[i];
        }
    }
    return best->index;
}

static Color nearest_basic(double hue, Ground ground)
{
    const BasicEntry *best = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(basic); i++) {
        const BasicEntry *entry = &basic[i];
        bool fits = ground == GROUND_DARK    ? entry->dark
                    : ground == GROUND_LIGHT ? entry->light
                                             : entry->unknown;
        if (fits &&
            (best == NULL || hue_distance(hue, entry->hue) < hue_distance(hue, best->hue))) {
            best = entry;
        }
    }
    return best->index;
}

/* The cube entry nearest to HUE that can be read on GROUND. */
static Color nearest_on_one(double hue, Ground ground)
{
    guint32 under = ground == GROUND_DARK ? 0x000000 : 0xffffff;
    guint32 wanted = hsluv_rgb(hue, ground == GROUND_DARK ? LIGHTNESS_DARK : LIGHTNESS_LIGHT);
    guint index = color_nearest_256(wanted);

    /* The nearest may be a step too close to the ground: walk away from it. */
    for (int step = 1; step < 20 && color_contrast(color_palette_rgb(index), under) < 4.5; step++) {
        double lightness =
            ground == GROUND_DARK ? LIGHTNESS_DARK + step : LIGHTNESS_LIGHT - 2 * step;
        index = color_nearest_256(hsluv_rgb(hue, lightness));
    }
    return (Color)index;
}

Color nick_color(const char *who, ColorDepth depth, Ground ground)
{
    double hue = nick_hue(who);

    switch (depth) {
    case DEPTH_16:
        return nearest_basic(hue, ground);
    case DEPTH_256:
        return ground == GROUND_UNKNOWN ? nearest_on_both(hue) : nearest_on_one(hue, ground);
    case DEPTH_TRUE:
        return COLOR_RGB((Color)hsluv_rgb(hue, ground == GROUND_DARK    ? LIGHTNESS_DARK
                                               : ground == GROUND_LIGHT ? LIGHTNESS_LIGHT
                                                                        : LIGHTNESS_UNKNOWN));
    case DEPTH_MONO:
    default:
        return COLOR_DEFAULT;
    }
}

guint32 color_palette_rgb(guint index)
{
    static const guint32 first[16] = {
        0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
        0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
    };
    static const guint8 level[6] = {0, 95, 135, 175, 215, 255};

    if (index < 16) {
        return first[index];
    }
    if (index >= 232) {
        return (8 + 10 * (MIN(index, 255) - 232)) * 0x010101;
    }
    index -= 16;
    return (guint32)level[index / 36] << 16 | (guint32)level[index / 6 % 6] << 8 | level[index % 6];
}

static gint64 rgb_distance(guint32 a, guint32 b)
{
    gint64 r = (gint64)(a >> 16 & 255) - (b >> 16 & 255);
    gint64 g = (gint64)(a >> 8 & 255) - (b >> 8 & 255);
    gint64 bl = (gint64)(a & 255) - (b & 255);
    return 3 * r * r + 4 * g * g + 2 * bl * bl;
}

static guint nearest(guint32 rgb, guint first, guint end)
{
    guint best = first;
    for (guint i = first + 1; i < end; i++) {
        if (rgb_distance(rgb, color_palette_rgb(i)) < rgb_distance(rgb, color_palette_rgb(best))) {
            best = i;
        }
    }
    return best;
}

guint color_nearest_256(guint32 rgb)
{
    return nearest(rgb, 16, 256);
}

guint color_nearest_16(guint32 rgb)
{
    return nearest(rgb, 0, 16);
}

static double luminance(guint32 rgb)
{
    static const double weight[3] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int c = 0; c < 3; c++) {
        double value = (rgb >> (16 - 8 * c) & 255) / 255.0;
        sum += weight[c] * (value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double color_contrast(guint32 a, guint32 b)
{
    double la = luminance(a) + 0.05;
    double lb = luminance(b) + 0.05;
    return la > lb ? la / lb : lb / la;
}
