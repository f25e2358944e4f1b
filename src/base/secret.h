/* secret.h: a password or key in memory that is locked, kept out of dumps and wiped.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_BASE_SECRET_H
#define CAUSERIE_BASE_SECRET_H

#include <glib.h>
#include <stdbool.h>

typedef struct Secret Secret;

/* Copies LEN bytes (-1: NUL-terminated) into locked memory. The caller wipes its own copy. */
Secret *secret_new(const char *bytes, gssize len);
Secret *secret_ref(Secret *secret);
/* Wipes and frees with the last reference. NULL is fine. */
void secret_unref(Secret *secret);
/* The bytes, NUL-terminated, borrowed; never copy them into ordinary memory. */
const char *secret_peek(const Secret *secret);
gsize secret_length(const Secret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Secret, secret_unref)
/* Wipes LEN bytes at BUFFER so that no compiler leaves it out. */
void secret_wipe(void *buffer, gsize len);

#endif
