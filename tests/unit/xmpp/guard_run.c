/* guard_run.c: see guard_run.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "unit/xmpp/guard_run.h"

#include <stdlib.h>
#include <string.h>

GuardRun *guard_run_new(void)
{
    GuardRun *run = g_new0(GuardRun, 1);
    run->ctx = xmpp_ctx_new(NULL, NULL);
    run->guard = guard_new(run->ctx);
    run->log = g_string_new(NULL);
    run->sound = true;
    return run;
}

GuardRun *guard_run_new_open(void)
{
    GuardRun *run = guard_run_new();
    bool sound = guard_feed(run->guard, STREAM_OPEN, strlen(STREAM_OPEN), NULL);
    g_assert_true(sound);
    g_autoptr(GuardItem) item = guard_pop(run->guard);
    g_assert_cmpint(item->kind, ==, GUARD_OPEN);
    return run;
}

void guard_run_free(GuardRun *run)
{
    if (run != NULL) {
        guard_free(run->guard);
        xmpp_ctx_free(run->ctx);
        g_string_free(run->log, TRUE);
        g_free(run);
    }
}

/* With its length before it, so that no text can look like the end of itself. */
void tree_append_text(GString *out, const char *text, gsize len)
{
    g_string_append_printf(out, "%" G_GSIZE_FORMAT ":", len);
    g_string_append_len(out, text, (gssize)len);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void append_attributes(GString *out, Stanza *st)
{
    int n = xmpp_stanza_get_attribute_count(st);
    g_autofree const char **pairs = g_new0(const char *, 2 * (gsize)n + 1);
    n = xmpp_stanza_get_attributes(st, pairs, 2 * n) / 2;
    qsort(pairs, (gsize)n, 2 * sizeof(char *), compare_names);
    for (int i = 0; i < n; i++) {
        if (strcmp(pairs[(gsize)i * 2], "xmlns") != 0) {
            g_string_append_printf(out, " %s=", pairs[(gsize)i * 2]);
            tree_append_text(out, pairs[(gsize)i * 2 + 1], strlen(pairs[(gsize)i * 2 + 1]));
        }
    }
}

static Stanza *append_text_run(GString *out, Stanza *first)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Stanza *c = first;
    for (; c != NULL && xmpp_stanza_is_text(c); c = xmpp_stanza_get_next(c)) {
        g_string_append(text, xmpp_stanza_get_text_ptr(c));
    }
    tree_append_text(out, text->str, text->len);
    return c;
}

void tree_append(GString *out, Stanza *st)
{
    g_string_append_printf(out, "<{%s}%s", stanza_ns(st), stanza_name(st));
    append_attributes(out, st);
    g_string_append_c(out, '>');
    Stanza *c = xmpp_stanza_get_children(st);
    while (c != NULL) {
        if (xmpp_stanza_is_text(c)) {
            c = append_text_run(out, c);
        } else {
            tree_append(out, c);
            c = xmpp_stanza_get_next(c);
        }
    }
    g_string_append(out, "</>");
}

void guard_run_drain(GuardRun *run)
{
    static const char *const kinds[] = {"open", "stanza", "discarded", "close"};
    for (;;) {
        g_autoptr(GuardItem) item = guard_pop(run->guard);
        if (item == NULL) {
            return;
        }
        g_string_append_printf(run->log, "%s %u ", kinds[item->kind], item->handled);
        if (item->stanza != NULL) {
            tree_append(run->log, item->stanza);
        }
        g_string_append(run->log, item->why != NULL ? item->why : "");
        g_string_append_c(run->log, '\n');
    }
}

bool guard_run_feed(GuardRun *run, const void *bytes, gsize len)
{
    g_autoptr(GError) error = NULL;
    run->sound = guard_feed(run->guard, bytes, len, &error);
    run->error = error != NULL ? error->code : -1;
    guard_run_drain(run);
    return run->sound;
}

bool guard_run_text(GuardRun *run, const char *text)
{
    return guard_run_feed(run, text, strlen(text));
}
