/* lru.c: see lru.h: a hash table over the links of a queue, most recently used first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/lru.h"

typedef struct {
    char *key;
    void *value;
    GList link;
} Entry;

struct Lru {
    GHashTable *entries; /* key (owned by the entry) to Entry */
    GQueue order;        /* Entry, through their links */
    guint max;
    GDestroyNotify free_value;
};

Lru *lru_new(guint max, GDestroyNotify free_value)
{
    Lru *lru = g_new0(Lru, 1);
    lru->entries = g_hash_table_new(g_str_hash, g_str_equal);
    g_queue_init(&lru->order);
    lru->max = max;
    lru->free_value = free_value;
    return lru;
}

static void drop(Lru *lru, Entry *entry)
{
    g_hash_table_remove(lru->entries, entry->key);
    g_queue_unlink(&lru->order, &entry->link);
    if (lru->free_value != NULL) {
        lru->free_value(entry->value);
    }
    g_free(entry->key);
    g_free(entry);
}

void lru_clear(Lru *lru)
{
    while (lru->order.head != NULL) {
        drop(lru, lru->order.head->data);
    }
}

void lru_free(Lru *lru)
{
    if (lru != NULL) {
        lru_clear(lru);
        g_hash_table_unref(lru->entries);
        g_free(lru);
    }
}

void *lru_find(Lru *lru, const char *key)
{
    Entry *entry = g_hash_table_lookup(lru->entries, key);
    if (entry == NULL) {
        return NULL;
    }
    g_queue_unlink(&lru->order, &entry->link);
    g_queue_push_head_link(&lru->order, &entry->link);
    return entry->value;
}

void lru_put(Lru *lru, const char *key, void *value)
{
    lru_remove(lru, key);
    while (lru->order.length >= lru->max) {
        drop(lru, lru->order.tail->data);
    }
    Entry *entry = g_new0(Entry, 1);
    entry->key = g_strdup(key);
    entry->value = value;
    entry->link.data = entry;
    g_hash_table_insert(lru->entries, entry->key, entry);
    g_queue_push_head_link(&lru->order, &entry->link);
}

void lru_remove(Lru *lru, const char *key)
{
    Entry *entry = g_hash_table_lookup(lru->entries, key);
    if (entry != NULL) {
        drop(lru, entry);
    }
}

guint lru_size(const Lru *lru)
{
    return lru->order.length;
}
