/* textflow.h: text broken into rows of a given width, and the cache of it.
 *
 * Breaks at spaces where it can, else between grapheme clusters; every code point
 * lies in exactly one row, but spaces at which a row was broken and the newlines.
 * Rows are offsets into the text, nothing is copied. What is longer than anybody
 * reads is folded: the first rows, and a mark that says how much there is.
 * It draws nothing; whoever draws the rows puts the author's gutter before each of
 * them, so that no text can look like a line of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_TEXTFLOW_H
#define CAUSERIE_UI_TEXTFLOW_H

#include "base/text.h"

#include <glib.h>
#include <stdbool.h>

/* Over either a text is folded to FLOW_SHOW_LINES lines and FLOW_SHOW_BYTES bytes. */
#define FLOW_FOLD_LINES 200
#define FLOW_FOLD_BYTES (16 * 1024)
#define FLOW_SHOW_LINES 20
#define FLOW_SHOW_BYTES 2048
/* The most flows a cache keeps. */
#define FLOW_CACHE_MAX 1024

/* One row on the screen. */
typedef struct {
    guint32 start; /* byte offset in Flow.text */
    guint32 len;   /* bytes */
    guint16 width; /* columns of the text, without indent */
    bool wrapped;  /* goes on from the row before without a newline between */
} FlowRow;

typedef struct {
    SafeText text;
    GArray *rows; /* of FlowRow, at least one */
    char *fold;   /* "250 000 lines, /expand", or NULL when it is whole */
} Flow;

/* How to break. All in columns. */
typedef struct {
    int width;  /* of the rows; at least 1 */
    int first;  /* columns taken from the first row (a name before the text) */
    int indent; /* columns taken from every row after it */
} FlowShape;

/* Makes RAW (not yet safe) safe as TEXT_BODY, folds it unless WHOLE, breaks it. */
Flow *flow_new(const char *raw, const FlowShape *shape, bool whole);
void flow_free(Flow *flow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Flow, flow_free)
guint flow_n_rows(const Flow *flow);
const FlowRow *flow_row(const Flow *flow, guint index);
const char *flow_row_text(const Flow *flow, guint index, gsize *ret_len);

/* Breaks SAFE text; appends FlowRow to ROWS. The plain tool under flow_new(). */
void flow_break(const char *safe, const FlowShape *shape, GArray *rows);

/* Number with a space at every three digits. (transfer full) */
char *flow_number_dup(guint64 number);

/* Flows of what is in view, found again by text, shape and KEY (any number that
 * helps to tell texts apart). */
typedef struct FlowCache FlowCache;
FlowCache *flow_cache_new(void);
void flow_cache_free(FlowCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FlowCache, flow_cache_free)
/* Borrowed until the next call. */
const Flow *flow_cache_get(FlowCache *cache, gint64 key, const char *raw, const FlowShape *shape);
guint flow_cache_misses(const FlowCache *cache); /* flows made so far, for tests */

#endif
