/* guard_run.h: a guard fed with text, and everything that came out of it as one text.
 *
 * Used by the tests of the guard and by the fuzz targets. It judges nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_TESTS_GUARD_RUN_H
#define CAUSERIE_TESTS_GUARD_RUN_H

#include "xmpp/guard.h"

#include <glib.h>

#define STREAM_OPEN                                                                                \
    "<stream:stream xmlns='jabber:client' xmlns:stream='" NS_STREAM "' id='s1' version='1.0'>"

typedef struct {
    xmpp_ctx_t *ctx;
    Guard *guard;
    GString *log; /* one line an item: kind, count, tree */
    bool sound;
    int error; /* GuardError while not sound */
} GuardRun;

GuardRun *guard_run_new(void);
/* A run whose stream is open, the header taken out. */
GuardRun *guard_run_new_open(void);
void guard_run_free(GuardRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GuardRun, guard_run_free)
/* Feeds, and logs what waits; false like guard_feed(). */
bool guard_run_feed(GuardRun *run, const void *bytes, gsize len);
bool guard_run_text(GuardRun *run, const char *text);
void guard_run_drain(GuardRun *run);

/* ST as text that tells namespace, attributes in order of name, and text, each bounded.
 * Texts next to each other are one. */
void tree_append(GString *out, Stanza *st);
void tree_append_text(GString *out, const char *text, gsize len);

#endif
