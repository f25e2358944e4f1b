/* test_clock.c: times of XEP-0082 in both directions, and the clock that tests set.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/clock.h"
#include "unit/base/tests.h"

#define SECOND ((gint64)G_USEC_PER_SEC)

static void good_times_are_read(void)
{
    static const struct {
        const char *text;
        gint64 us;
    } rows[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01T00:00:01.5Z", 1500000},
        {"1969-12-31T23:59:59.25Z", -750000},
        {"2026-11-25T20:12:22.123Z", 1795637542123000},
        {"2026-11-25T20:12:22.123456Z", 1795637542123456},
        {"2026-11-25T20:12:22.123456789Z", 1795637542123456},
        {"2026-11-25T21:42:22.123+01:30", 1795637542123000},
        {"2026-11-25T12:12:22.123-08:00", 1795637542123000},
        {"2026-11-25T20:12:22.123-00:00", 1795637542123000},
        {"2024-02-29T00:00:00Z", 1709164800 * SECOND},
        {"2000-02-29T00:00:00Z", 951782400 * SECOND},
        {"2016-12-31T23:59:60Z", 1483228800 * SECOND}, /* a leap second */
        {"0001-01-01T00:00:00Z", -62135596800 * SECOND},
        {"9999-12-31T23:59:59Z", 253402300799 * SECOND},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 us = 42;
        g_test_message("%s", rows[i].text);
        g_assert_true(clock_parse_datetime(rows[i].text, &us));
        g_assert_cmpint(us, ==, rows[i].us);
    }
}

static void what_is_no_time_is_refused(void)
{
    static const char *const rows[] = {
        "",
        "now",
        "2026-11-25",
        "2026-11-25T20:12:22",
        "2026-11-25T20:12:22z",
        "2026-11-25t20:12:22Z",
        "2026-11-25 20:12:22Z",
        "20261125T20:12:22",
        "2026-11-25T20:12Z",
        "2026-11-25T20:12:22.Z",
        "2026-11-25T20:12:22,5Z",
        "2026-11-25T20:12:22.1234567890123456789Z",
        "2026-11-25T20:12:22Z ",
        " 2026-11-25T20:12:22Z",
        "2026-11-25T20:12:22+0100",
        "2026-11-25T20:12:22+15:00",
        "2026-11-25T20:12:22+01:60",
        "2026-11-25T20:12:22+",
        "2026-00-25T20:12:22Z",
        "2026-13-25T20:12:22Z",
        "2026-11-00T20:12:22Z",
        "2026-11-31T20:12:22Z",
        "2026-02-29T20:12:22Z",
        "2100-02-29T20:12:22Z",
        "2026-11-25T24:00:00Z",
        "2026-11-25T20:60:22Z",
        "2026-11-25T20:12:61Z",
        "0000-11-25T20:12:22Z",
        "-001-11-25T20:12:22Z",
        "+026-11-25T20:12:22Z",
        "12026-11-25T20:12:22Z",
        "2026-1-25T20:12:22Z",
        "\xd9\xa2"
        "26-11-25T20:12:22Z",
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 us = 42;
        g_test_message("%s", rows[i]);
        g_assert_false(clock_parse_datetime(rows[i], &us));
        g_assert_cmpint(us, ==, 42);
    }
    gint64 us;
    g_assert_false(clock_parse_datetime(NULL, &us));
}

static void assert_formatted(gint64 us, const char *expected)
{
    g_autofree char *text = clock_format_datetime_dup(us);
    g_assert_cmpstr(text, ==, expected);
}

static void times_are_written_in_utc_with_milliseconds(void)
{
    assert_formatted(1795637542123456, "2026-11-25T20:12:22.123Z");
    assert_formatted(0, "1970-01-01T00:00:00.000Z");
    assert_formatted(-1, "1969-12-31T23:59:59.999Z");
    assert_formatted(-62135596800 * SECOND, "0001-01-01T00:00:00.000Z");
    assert_formatted(253402300799 * SECOND, "9999-12-31T23:59:59.000Z");
    /* No such time can be written: it is the start of time, and no crash. */
    assert_formatted(G_MAXINT64, "1970-01-01T00:00:00.000Z");
    assert_formatted(G_MININT64, "1970-01-01T00:00:00.000Z");
}

static void written_times_are_read_again(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (guint i = 0; i < 5000; i++) {
        double seconds = g_rand_double_range(random, -62135596800.0, 253402300799.0);
        gint64 us = (gint64)seconds * SECOND + g_rand_int_range(random, 0, 1000) * 1000;
        g_autofree char *text = clock_format_datetime_dup(us);
        gint64 again = 0;
        g_assert_true(clock_parse_datetime(text, &again));
        g_assert_cmpint(again, ==, us);
    }
}

static void clock_can_be_set_and_given_back(void)
{
    gint64 before = g_get_real_time();
    g_assert_cmpint(clock_now(), >=, before - SECOND);
    gint64 monotonic = clock_monotonic();
    clock_set(5 * SECOND);
    g_assert_cmpint(clock_now(), ==, 5 * SECOND);
    g_assert_cmpint(clock_now(), ==, 5 * SECOND);
    /* Durations do not know of it. */
    g_assert_cmpint(clock_monotonic(), >=, monotonic);
    clock_set(0);
    g_assert_cmpint(clock_now(), >=, before - SECOND);
}

static void running_clocks_go_forward(void)
{
    gint64 monotonic = clock_monotonic(), boottime = clock_boottime();
    g_assert_cmpint(clock_monotonic(), >=, monotonic);
    g_assert_cmpint(clock_boottime(), >=, boottime);
    g_assert_cmpint(boottime, >=, monotonic); /* it counts sleep, the other does not */
}

void test_clock_register(void)
{
    g_test_add_func("/clock/parse/good_times_are_read", good_times_are_read);
    g_test_add_func("/clock/parse/what_is_no_time_is_refused", what_is_no_time_is_refused);
    g_test_add_func("/clock/format/utc_with_milliseconds",
                    times_are_written_in_utc_with_milliseconds);
    g_test_add_func("/clock/format/written_times_are_read_again", written_times_are_read_again);
    g_test_add_func("/clock/set/can_be_set_and_given_back", clock_can_be_set_and_given_back);
    g_test_add_func("/clock/running_clocks_go_forward", running_clocks_go_forward);
}
