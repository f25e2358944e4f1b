/* store.h: the database: everything that must outlive the process, in one SQLite file.
 *
 * It observes the model and collects the changes of a turn; at the turn's end
 * they travel as one transaction to the one writer thread; when it is committed
 * (WAL, synchronous=FULL), the loop is told, and only then may what depends on
 * it leave. Bounded indexed reads go through a second, read-only connection on
 * the loop. It knows no network and no screen.
 *
 * Keys are given by the model (model_next_key) so that a row has its key before
 * it is written.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_STORE_STORE_H
#define CAUSERIE_STORE_STORE_H

#include "model/model.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Store Store;

#define STORE_ERROR (store_error_quark())
GQuark store_error_quark(void);
typedef enum {
    STORE_ERROR_LOCKED,  /* another instance has this data directory; the message names its pid */
    STORE_ERROR_OPEN,    /* not writable, no space, ... */
    STORE_ERROR_NEWER,   /* written by a newer causerie */
    STORE_ERROR_DAMAGED, /* not told by store_open(): it sets the file aside */
} StoreError;

typedef struct {
    /* Transaction TICKET and all before it are on disk. */
    void (*committed)(guint64 ticket, void *user);
    /* Writing failed (disk full, ...): SENTENCE says so in plain words and what to
     * do. It is tried again by itself; committed() comes when it worked. */
    void (*trouble)(const char *sentence, void *user);
    /* Writing works again after trouble. */
    void (*recovered)(void *user);
} StoreHooks;

/* Opens or creates DIR/causerie.db (0600) and takes the lock of DIR. A damaged
 * file is set aside as causerie.db.corrupt-DATE, never overwritten, and what can
 * be saved is; NOTICE (nullable) then gets a sentence for the user. */
Store *store_open(const char *dir, char **ret_notice, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Writes what is left, waits for the writer, closes. */
void store_close(Store *store);

/* Brings what is known of ACCOUNT (in MODEL by its name) into the model: roster,
 * version, chats with unread, drafts, numbers, requests. Before store_attach(). */
void store_load_account(Store *store, Account *account);
/* Starts observing, sets the model's history source and next key. */
void store_attach(Store *store, Model *model, const StoreHooks *hooks, void *user);
void store_detach(Store *store);

/* The ticket of the transaction that holds all changes made up to now; committed()
 * will name it. If nothing is pending, it is one already committed (and
 * committed() is not called again for it): compare with store_committed(). */
guint64 store_ticket(Store *store);
guint64 store_committed(const Store *store);
/* Waits until all is on disk; for exit paths only. False when it cannot. */
bool store_flush(Store *store);

/* A small memory of texts by (account name, key), e.g. pins; "" as account for all. */
char *store_memory_get(Store *store, const char *account, const char *key); /* (transfer full) */
void store_memory_set(Store *store, const char *account, const char *key, const char *value);

/* Capabilities by verified "hash#ver" (XEP-0115): the disco#info as our own text.
 * At most 2,000 are kept, least recently used first out. */
char *store_caps_get(Store *store, const char *ver); /* (transfer full) (nullable) */
void store_caps_set(Store *store, const char *ver, const char *info);

#endif
