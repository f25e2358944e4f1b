/* suggest.h: the nearest known word to a mistyped one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_COMMAND_SUGGEST_H
#define CAUSERIE_COMMAND_SUGGEST_H

#include <glib.h>

/* Edits (insert, delete, replace, swap of neighbours) between A and B, ASCII case ignored;
 * words over 32 bytes are infinitely far. */
guint suggest_distance(const char *a, const char *b);

#endif
