/* suggest.c: edit distance with swaps, over short words (see suggest.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command/suggest.h"

#include <string.h>

#define WORD_MAX 32

guint suggest_distance(const char *a, const char *b)
{
    gsize m = strlen(a), n = strlen(b);
    if (m > WORD_MAX || n > WORD_MAX) {
        return G_MAXUINT;
    }
    guint cost[WORD_MAX + 1][WORD_MAX + 1];
    for (gsize i = 0; i <= m; i++) {
        cost[i][0] = (guint)i;
    }
    for (gsize j = 0; j <= n; j++) {
        cost[0][j] = (guint)j;
    }
    for (gsize i = 1; i <= m; i++) {
        for (gsize j = 1; j <= n; j++) {
            char ca = g_ascii_tolower(a[i - 1]), cb = g_ascii_tolower(b[j - 1]);
            guint best = cost[i - 1][j - 1] + (ca != cb);
            best = MIN(best, cost[i - 1][j] + 1);
            best = MIN(best, cost[i][j - 1] + 1);
            if (i > 1 && j > 1 && ca == g_ascii_tolower(b[j - 2]) &&
                cb == g_ascii_tolower(a[i - 2])) {
                best = MIN(best, cost[i - 2][j - 2] + 1);
            }
            cost[i][j] = best;
        }
    }
    return cost[m][n];
}
