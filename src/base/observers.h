/* observers.h: a list of (table of functions, user data) that is safe to change while it is walked.
 *
 * Each subject declares its own struct of typed callbacks; OBSERVERS_EMIT
 * calls one member of every registered table, skipping NULLs. An observer may
 * remove itself or others, and add new ones, from inside a call.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_BASE_OBSERVERS_H
#define CAUSERIE_BASE_OBSERVERS_H

#include <glib.h>

typedef struct Observers Observers;

Observers *observers_new(void);
void observers_free(Observers *observers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Observers, observers_free)
/* Adds TABLE (borrowed, must outlive the registration); the result removes it. */
guint observers_add(Observers *observers, gconstpointer table, gpointer user);
void observers_remove(Observers *observers, guint id);

/* Walking, for OBSERVERS_EMIT only. */
typedef struct {
    Observers *list;
    guint index;
    gconstpointer table;
    gpointer user;
} ObserversIter;
void observers_iter_init(ObserversIter *iter, Observers *observers);
gboolean observers_iter_next(ObserversIter *iter); /* ends the walk when it returns FALSE */

/* OBSERVERS_EMIT(list, ModelObserver, message_added, chat, message):
 * the user data is passed as the last argument. */
#define OBSERVERS_EMIT(observers, Table, member, ...)                                              \
    do {                                                                                           \
        ObserversIter emit_iter_;                                                                  \
        observers_iter_init(&emit_iter_, (observers));                                             \
        while (observers_iter_next(&emit_iter_)) {                                                 \
            const Table *emit_table_ = emit_iter_.table;                                           \
            if (emit_table_->member != NULL) {                                                     \
                emit_table_->member(__VA_ARGS__, emit_iter_.user);                                 \
            }                                                                                      \
        }                                                                                          \
    } while (0)

#endif
