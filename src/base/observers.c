/* observers.c: registrations in an array; removed ones are holes until no walk is on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/observers.h"

typedef struct {
    guint id; /* 0: a hole */
    gconstpointer table;
    gpointer user;
} Entry;

struct Observers {
    GArray *entries; /* Entry */
    guint next_id;
    guint walks;
    gboolean holes;
};

Observers *observers_new(void)
{
    Observers *observers = g_new0(Observers, 1);
    observers->entries = g_array_new(FALSE, FALSE, sizeof(Entry));
    observers->next_id = 1;
    return observers;
}

void observers_free(Observers *observers)
{
    if (observers != NULL) {
        g_array_unref(observers->entries);
        g_free(observers);
    }
}

guint observers_add(Observers *observers, gconstpointer table, gpointer user)
{
    Entry entry = {.id = observers->next_id++, .table = table, .user = user};
    g_array_append_val(observers->entries, entry);
    return entry.id;
}

static void close_holes(Observers *observers)
{
    guint kept = 0;
    for (guint i = 0; i < observers->entries->len; i++) {
        Entry *entry = &g_array_index(observers->entries, Entry, i);
        if (entry->id != 0) {
            g_array_index(observers->entries, Entry, kept++) = *entry;
        }
    }
    g_array_set_size(observers->entries, kept);
    observers->holes = FALSE;
}

void observers_remove(Observers *observers, guint id)
{
    for (guint i = 0; i < observers->entries->len; i++) {
        Entry *entry = &g_array_index(observers->entries, Entry, i);
        if (id != 0 && entry->id == id) {
            entry->id = 0;
            observers->holes = TRUE;
        }
    }
    if (observers->walks == 0 && observers->holes) {
        close_holes(observers);
    }
}

void observers_iter_init(ObserversIter *iter, Observers *observers)
{
    iter->list = observers;
    iter->index = 0;
    iter->table = NULL;
    iter->user = NULL;
    observers->walks++;
}

gboolean observers_iter_next(ObserversIter *iter)
{
    Observers *observers = iter->list;
    while (iter->index < observers->entries->len) {
        const Entry *entry = &g_array_index(observers->entries, Entry, iter->index++);
        if (entry->id != 0) {
            iter->table = entry->table;
            iter->user = entry->user;
            return TRUE;
        }
    }
    if (--observers->walks == 0 && observers->holes) {
        close_holes(observers);
    }
    return FALSE;
}
