/* textflow.c: see textflow.h.
 *
 * One pass over the grapheme clusters; when a row is full it ends at the last
 * space seen in it, and the scan goes on after that space. The clusters after it
 * are walked a second time at most, since a word longer than a row is broken
 * hard: the work stays linear in the text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "ui/textflow.h"

#include <string.h>

/* A row being filled. Offsets are bytes from the start of the text. */
typedef struct {
    const char *base;
    const FlowShape *shape;
    GArray *rows;
    gsize start;       /* of the row */
    int used;          /* columns so far */
    gsize space_start; /* of the last run of spaces in the row, where it may break */
    gsize space_end;
    int space_used; /* columns before that run */
    bool has_space;
    bool wrapped;
} Filler;

static int row_room(const Filler *f)
{
    int taken = f->rows->len == 0 ? f->shape->first : f->shape->indent;
    return MAX(f->shape->width - taken, 1);
}

static void row_begin(Filler *f, gsize start, bool wrapped)
{
    f->start = start;
    f->used = 0;
    f->has_space = false;
    f->wrapped = wrapped;
}

static void row_end(Filler *f, gsize end, int width)
{
    FlowRow row = {
        .start = (guint32)f->start,
        .len = (guint32)(end - f->start),
        .width = (guint16)MIN(width, G_MAXUINT16),
        .wrapped = f->wrapped,
    };
    g_array_append_val(f->rows, row);
}

/* True when the word at P is wider than a whole row, so that moving it saves no split. */
static bool word_too_wide(const Filler *f, const char *p, const char *end)
{
    int room = MAX(f->shape->width - f->shape->indent, 1);
    int width = 0;
    Grapheme g;

    while (width <= room && text_next_grapheme(&p, end, &g)) {
        if (*g.start == ' ' || *g.start == '\n') {
            return false;
        }
        width += g.width;
    }
    return width > room;
}

/* A row is full before cluster G: ends it, and says where to go on reading. */
static const char *row_overflow(Filler *f, const Grapheme *g, const char *end)
{
    gsize at = (gsize)(g->start - f->base);
    gsize next = at;

    if (*g->start == ' ') {
        /* Spaces at the break hang over the edge unseen. */
        bool run = f->has_space && f->space_end == at;
        row_end(f, run ? f->space_start : at, run ? f->space_used : f->used);
        next = at + strspn(g->start, " ");
    } else if (f->has_space &&
               (f->space_end == at || !word_too_wide(f, f->base + f->space_end, end))) {
        row_end(f, f->space_start, f->space_used);
        next = f->space_end;
    } else {
        row_end(f, at, f->used);
    }
    row_begin(f, next, true);
    return f->base + next;
}

static void row_take(Filler *f, const Grapheme *g)
{
    if (*g->start == ' ') {
        gsize at = (gsize)(g->start - f->base);
        /* Leading spaces are the writer's indent, no place to break at. */
        if (at > f->start && !(f->has_space && f->space_end == at)) {
            f->space_start = at;
            f->space_used = f->used;
            f->has_space = true;
        }
        if (f->has_space) {
            f->space_end = at + 1;
        }
    }
    f->used += g->width;
}

void flow_break(const char *safe, const FlowShape *shape, GArray *rows)
{
    const char *end = safe + strlen(safe);
    const char *cursor = safe;
    Filler f = {.base = safe, .shape = shape, .rows = rows};
    Grapheme g;

    g_return_if_fail(rows->len == 0);
    row_begin(&f, 0, false);
    while (text_next_grapheme(&cursor, end, &g)) {
        if (*g.start == '\n') {
            row_end(&f, (gsize)(g.start - safe), f.used);
            row_begin(&f, (gsize)(cursor - safe), false);
        } else if (f.used + g.width > row_room(&f) && f.used > 0) {
            cursor = row_overflow(&f, &g, end);
            /* What hung over may have been the end of the line. */
            if (*cursor == '\n') {
                cursor++;
                row_begin(&f, (gsize)(cursor - safe), false);
            } else if (*cursor == '\0') {
                return;
            }
        } else {
            row_take(&f, &g);
        }
    }
    row_end(&f, (gsize)(end - safe), f.used);
}

char *flow_number_dup(guint64 number)
{
    char digits[24];
    int n = g_snprintf(digits, sizeof digits, "%" G_GUINT64_FORMAT, number);
    GString *out = g_string_new(NULL);

    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0) {
            g_string_append_c(out, ' ');
        }
        g_string_append_c(out, digits[i]);
    }
    return g_string_free(out, FALSE);
}

/* Bytes of RAW to show of a text that is too long; *RET_LINES counts all its lines. */
static gsize fold_length(const char *raw, gsize len, guint64 *ret_lines)
{
    guint64 lines = 1;
    gsize shown = MIN(len, FLOW_SHOW_BYTES);
    const char *p = raw;

    while ((p = memchr(p, '\n', len - (gsize)(p - raw))) != NULL) {
        if (lines == FLOW_SHOW_LINES) {
            shown = MIN(shown, (gsize)(p - raw));
        }
        lines++;
        p++;
    }
    /* No cut inside a code point. */
    while (shown < len && shown > 0 && ((guchar)raw[shown] & 0xC0) == 0x80) {
        shown--;
    }
    *ret_lines = lines;
    return shown;
}

/* How much a folded text holds, as a person counts it. */
static char *fold_mark_dup(guint64 lines, gsize bytes)
{
    if (lines > FLOW_SHOW_LINES) {
        g_autofree char *number = flow_number_dup(lines);
        return g_strdup_printf("%s lines, /expand", number);
    }
    g_autofree char *number = flow_number_dup((bytes + 1023) / 1024);
    return g_strdup_printf("%s kB, /expand", number);
}

Flow *flow_new(const char *raw, const FlowShape *shape, bool whole)
{
    Flow *flow = g_new0(Flow, 1);
    gsize len = strlen(raw);
    gsize shown = len;

    flow->rows = g_array_new(FALSE, FALSE, sizeof(FlowRow));
    if (!whole) {
        guint64 lines = 1;
        gsize cut = fold_length(raw, len, &lines);
        if (lines > FLOW_FOLD_LINES || len > FLOW_FOLD_BYTES) {
            shown = cut;
            flow->fold = fold_mark_dup(lines, len);
        }
    }
    flow->text = text_safe(raw, (gssize)shown, TEXT_BODY);
    flow_break(flow->text.s, shape, flow->rows);
    return flow;
}

void flow_free(Flow *flow)
{
    if (flow == NULL) {
        return;
    }
    safe_text_clear(&flow->text);
    g_array_unref(flow->rows);
    g_free(flow->fold);
    g_free(flow);
}

guint flow_n_rows(const Flow *flow)
{
    return flow->rows->len;
}

const FlowRow *flow_row(const Flow *flow, guint index)
{
    return &g_array_index(flow->rows, FlowRow, index);
}

const char *flow_row_text(const Flow *flow, guint index, gsize *ret_len)
{
    const FlowRow *row = flow_row(flow, index);
    *ret_len = row->len;
    return flow->text.s + row->start;
}

/* What tells two flows apart. Of a long text the ends and the length are taken:
 * enough for texts of one KEY, and no walk over a megabyte at each look. */
typedef struct {
    gint64 key;
    gsize len;
    guint hash;
    FlowShape shape;
} FlowId;

#define HASHED_BYTES 4096

struct FlowCache {
    GHashTable *flows; /* FlowId * -> Flow * */
    guint misses;
};

static guint bytes_hash(guint hash, const char *bytes, gsize len)
{
    for (gsize i = 0; i < len; i++) {
        hash = hash * 33 + (guchar)bytes[i];
    }
    return hash;
}

static FlowId flow_id(gint64 key, const char *raw, const FlowShape *shape)
{
    FlowId id = {.key = key, .len = strlen(raw), .hash = 5381, .shape = *shape};
    gsize head = MIN(id.len, HASHED_BYTES);
    gsize tail = MIN(id.len - head, HASHED_BYTES);

    id.hash = bytes_hash(id.hash, raw, head);
    id.hash = bytes_hash(id.hash, raw + id.len - tail, tail);
    return id;
}

static guint flow_id_hash(gconstpointer data)
{
    const FlowId *id = data;
    return id->hash ^ (guint)id->key ^ (guint)id->shape.width << 16;
}

static gboolean flow_id_equal(gconstpointer a, gconstpointer b)
{
    const FlowId *x = a;
    const FlowId *y = b;
    return x->key == y->key && x->len == y->len && x->hash == y->hash &&
           x->shape.width == y->shape.width && x->shape.first == y->shape.first &&
           x->shape.indent == y->shape.indent;
}

FlowCache *flow_cache_new(void)
{
    FlowCache *cache = g_new0(FlowCache, 1);
    cache->flows =
        g_hash_table_new_full(flow_id_hash, flow_id_equal, g_free, (GDestroyNotify)flow_free);
    return cache;
}

void flow_cache_free(FlowCache *cache)
{
    if (cache != NULL) {
        g_hash_table_unref(cache->flows);
        g_free(cache);
    }
}

const Flow *flow_cache_get(FlowCache *cache, gint64 key, const char *raw, const FlowShape *shape)
{
    FlowId id = flow_id(key, raw, shape);
    Flow *flow = g_hash_table_lookup(cache->flows, &id);

    if (flow == NULL) {
        /* Whole screens come and go together: start afresh rather than age entries. */
        if (g_hash_table_size(cache->flows) >= FLOW_CACHE_MAX) {
            g_hash_table_remove_all(cache->flows);
        }
        flow = flow_new(raw, shape, false);
        cache->misses++;
        g_hash_table_insert(cache->flows, g_memdup2(&id, sizeof id), flow);
    }
    return flow;
}

guint flow_cache_misses(const FlowCache *cache)
{
    return cache->misses;
}
