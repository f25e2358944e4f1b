/* lru.h: a bounded map by text; what was not used for longest goes first.
 *
 * For whatever peers can make grow: the bound is given at birth.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_LRU_H
#define CAUSERIE_XMPP_LRU_H

#include <glib.h>

typedef struct Lru Lru;

/* MAX > 0 entries; FREE_VALUE is called for each value that leaves. */
Lru *lru_new(guint max, GDestroyNotify free_value);
void lru_free(Lru *lru);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lru, lru_free)
/* The value of KEY, now the most recently used, or NULL; borrowed. */
void *lru_find(Lru *lru, const char *key);
/* Takes VALUE (never NULL); replaces that of KEY. */
void lru_put(Lru *lru, const char *key, void *value);
void lru_remove(Lru *lru, const char *key);
void lru_clear(Lru *lru);
guint lru_size(const Lru *lru);

#endif
