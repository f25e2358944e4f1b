/* clock.c: time, and XEP-0082 in both directions (see clock.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/clock.h"

#include <string.h>
#include <time.h>

/* Set by tests only; 0: the real clock. */
static gint64 fixed_now;

gint64 clock_now(void)
{
    return fixed_now != 0 ? fixed_now : g_get_real_time();
}

gint64 clock_monotonic(void)
{
    return g_get_monotonic_time();
}

gint64 clock_boottime(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_BOOTTIME, &now) != 0) {
        return g_get_monotonic_time();
    }
    return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

void clock_set(gint64 us)
{
    fixed_now = us;
}

/* Reads exactly N digits at *CURSOR. */
static bool take_digits(const char **cursor, int n, int *ret_value)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        char c = (*cursor)[i];
        if (!g_ascii_isdigit(c)) {
            return false;
        }
        value = value * 10 + (c - '0');
    }
    *cursor += n;
    *ret_value = value;
    return true;
}

static bool take_char(const char **cursor, char c)
{
    if (**cursor != c) {
        return false;
    }
    (*cursor)++;
    return true;
}

/* Days from 1970-01-01 to a date of the proleptic Gregorian calendar. */
static gint64 days_from_civil(gint64 year, int month, int day)
{
    year -= month <= 2;
    gint64 era = (year >= 0 ? year : year - 399) / 400;
    gint64 year_of_era = year - era * 400;
    gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

/* A fraction of a second, if there is one: at most 6 digits count, 18 are allowed. */
static bool take_fraction(const char **cursor, gint64 *ret_us)
{
    *ret_us = 0;
    if (**cursor != '.') {
        return true;
    }
    (*cursor)++;
    gint64 scale = 100000;
    int digits = 0;
    while (g_ascii_isdigit(**cursor) && digits < 18) {
        *ret_us += (**cursor - '0') * scale;
        scale /= 10;
        digits++;
        (*cursor)++;
    }
    return digits > 0;
}

static bool take_zone(const char **cursor, gint64 *ret_seconds)
{
    int hours = 0, minutes = 0;
    *ret_seconds = 0;
    if (take_char(cursor, 'Z')) {
        return true;
    }
    int sign = **cursor == '+' ? 1 : **cursor == '-' ? -1 : 0;
    if (sign == 0) {
        return false;
    }
    (*cursor)++;
    if (!take_digits(cursor, 2, &hours) || !take_char(cursor, ':') ||
        !take_digits(cursor, 2, &minutes) || hours > 14 || minutes > 59) {
        return false;
    }
    *ret_seconds = sign * (hours * 3600 + minutes * 60);
    return true;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool clock_parse_datetime(const char *text, gint64 *ret_us)
{
    const char *p = text;
    int year, month, day, hour, minute, second;
    gint64 fraction, zone;
    if (text == NULL || !take_digits(&p, 4, &year) || !take_char(&p, '-') ||
        !take_digits(&p, 2, &month) || !take_char(&p, '-') || !take_digits(&p, 2, &day) ||
        !take_char(&p, 'T') || !take_digits(&p, 2, &hour) || !take_char(&p, ':') ||
        !take_digits(&p, 2, &minute) || !take_char(&p, ':') || !take_digits(&p, 2, &second) ||
        !take_fraction(&p, &fraction) || !take_zone(&p, &zone) || *p != '\0') {
        return false;
    }
    /* Second 60 is a leap second; it counts as the next one's start. */
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) ||
        hour > 23 || minute > 59 || second > 60) {
        return false;
    }
    gint64 seconds =
        days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - zone;
    *ret_us = seconds * G_USEC_PER_SEC + fraction;
    return true;
}

char *clock_format_datetime_dup(gint64 us)
{
    gint64 seconds = us / G_USEC_PER_SEC;
    gint64 rest = us % G_USEC_PER_SEC;
    if (rest < 0) {
        rest += G_USEC_PER_SEC;
        seconds--;
    }
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
    if (time == NULL) {
        return g_strdup("1970-01-01T00:00:00.000Z");
    }
    return g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", g_date_time_get_year(time),
                           g_date_time_get_month(time), g_date_time_get_day_of_month(time),
                           g_date_time_get_hour(time), g_date_time_get_minute(time),
                           g_date_time_get_second(time), (int)(rest / 1000));
}
