/* case.c: see case.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "case.h"

#include <string.h>

#define ROSTER                                                                                     \
    "<item jid='romeo@montague.example' name='Romeo' subscription='both'/>"                        \
    "<item jid='nurse@capulet.example' name='Nurse' subscription='to'/>"                           \
    "<item jid='paris@verona.example' subscription='from'/>"

static const char *const part_names[PARTS] = {"account", "roster", "receive", "do",
                                              "form",    "send",   "model"};

static void step_free(gpointer data)
{
    Step *step = data;
    g_free(step->text);
    g_free(step);
}

void case_free(Case *c)
{
    g_free(c->path);
    g_free(c->head);
    g_ptr_array_unref(c->steps);
    g_free(c);
}

/* The part that LINE begins or ends, else -1. */
static int part_of_line(const char *line, bool end, guint *ret_times)
{
    static const char many[] = "<receive times='";
    *ret_times = 1;
    if (!end && g_str_has_prefix(line, many)) {
        *ret_times = (guint)g_ascii_strtoull(line + strlen(many), NULL, 10);
        return PART_RECEIVE;
    }
    for (int i = 0; i < PARTS; i++) {
        g_autofree char *tag = g_strdup_printf("<%s%s>", end ? "/" : "", part_names[i]);
        if (strcmp(line, tag) == 0) {
            return i;
        }
    }
    return -1;
}

Case *case_read(const char *path)
{
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    Case *c = g_new0(Case, 1);
    c->path = g_strdup(path);
    c->steps = g_ptr_array_new_with_free_func(step_free);
    g_autoptr(GString) head = g_string_new(NULL);
    g_autoptr(GString) part = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    int inside = -1;
    guint times = 1, none;
    for (guint i = 0; lines[i] != NULL; i++) {
        if (inside < 0 && (inside = part_of_line(lines[i], false, &times)) >= 0) {
            g_string_truncate(part, 0);
        } else if (inside >= 0 && part_of_line(lines[i], true, &none) == inside) {
            Step *step = g_new0(Step, 1);
            step->part = (Part)inside;
            step->times = times;
            step->text = g_strdup(part->str);
            g_ptr_array_add(c->steps, step);
            inside = -1;
        } else {
            g_string_append_printf(inside >= 0 ? part : head, "%s\n", lines[i]);
        }
    }
    if (inside >= 0) {
        g_error("%s: <%s> has no end", path, part_names[inside]);
    }
    c->head = g_strdup(head->str);
    return c;
}

const char *case_text(const Case *c, Part part, const char *otherwise)
{
    for (guint i = 0; i < c->steps->len; i++) {
        const Step *step = g_ptr_array_index(c->steps, i);
        if (step->part == part) {
            return step->text;
        }
    }
    return otherwise;
}

void case_write(const Case *c)
{
    static const char end[] = "</case>";
    g_autoptr(GString) out = g_string_new(c->head);
    while (out->len > 0 && out->str[out->len - 1] == '\n') {
        g_string_truncate(out, out->len - 1);
    }
    if (g_str_has_suffix(out->str, end)) {
        g_string_truncate(out, out->len - strlen(end));
    }
    for (guint i = 0; i < c->steps->len; i++) {
        const Step *step = g_ptr_array_index(c->steps, i);
        const char *name = part_names[step->part];
        if (step->times != 1) {
            g_string_append_printf(out, "<%s times='%u'>\n%s</%s>\n", name, step->times, step->text,
                                   name);
        } else {
            g_string_append_printf(out, "<%s>\n%s</%s>\n", name, step->text, name);
        }
    }
    g_string_append_printf(out, "%s\n", end);
    g_assert_true(g_file_set_contents(c->path, out->str, (gssize)out->len, NULL));
}

/* Beginning. */

/* Lines: "by-hand" (nobody answers the question for the roster), "server-version V" (without V:
 * the server tells none), "features XML" (more features of the stream), and those of
 * wire_new(). */
static void read_setup(const Case *c, WireSetup *ret_setup)
{
    *ret_setup = (WireSetup){
        .roster = case_text(c, PART_ROSTER, ROSTER),
        .server_version = "v1",
        .before = g_ptr_array_new_with_free_func(g_free),
    };
    g_auto(GStrv) lines = g_strsplit(case_text(c, PART_ACCOUNT, ""), "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        const char *rest = strchr(lines[i], ' ');
        rest = rest != NULL ? g_intern_string(rest + 1) : NULL;
        if (strcmp(lines[i], "by-hand") == 0) {
            ret_setup->by_hand = true;
        } else if (g_str_has_prefix(lines[i], "server-version")) {
            ret_setup->server_version = rest;
        } else if (g_str_has_prefix(lines[i], "features ")) {
            ret_setup->features = rest;
        } else if (lines[i][0] != '\0') {
            g_ptr_array_add(ret_setup->before, g_strdup(lines[i]));
        }
    }
}

Wire *case_wire(const Case *c)
{
    WireSetup setup;
    read_setup(c, &setup);
    Wire *wire = wire_new(&setup);
    g_ptr_array_unref(setup.before);
    if (strstr(c->path, "/login") == NULL) {
        g_free(wire_take_sent(wire));
        wire_forget_ids(wire);
    }
    return wire;
}

void case_login(const Case *c, Wire *wire)
{
    WireSetup setup;
    read_setup(c, &setup);
    wire_login(wire, &setup);
    g_ptr_array_unref(setup.before);
}

/* Playing. */

typedef struct {
    Wire *wire;
    guint n;
} Values;

static gboolean put_in(const GMatchInfo *match, GString *out, gpointer user)
{
    const Values *values = user;
    g_autofree char *word = g_match_info_fetch(match, 1);
    const char *times = strrchr(word, '*');
    if (strcmp(word, "n") == 0) {
        g_string_append_printf(out, "%u", values->n);
    } else if (times == NULL) {
        g_string_append(out, wire_id(values->wire, (guint)g_ascii_strtoull(word + 2, NULL, 10)));
    } else {
        for (guint64 left = g_ascii_strtoull(times + 1, NULL, 10); left > 0; left--) {
            g_string_append_len(out, word, times - word);
        }
    }
    return FALSE;
}

char *case_expand_dup(Wire *wire, const char *text, guint n)
{
    g_autoptr(GRegex) regex = g_regex_new("\\{(ID\\d+|n|[^{}*]+\\*\\d+)\\}", 0, 0, NULL);
    Values values = {.wire = wire, .n = n};
    char *out = g_regex_replace_eval(regex, text, -1, 0, 0, put_in, &values, NULL);
    g_assert_nonnull(out);
    return out;
}

void case_play_step(const Case *c, Wire *wire, const Step *step)
{
    for (guint n = 0; n < step->times; n++) {
        g_autofree char *text = case_expand_dup(wire, step->text, n);
        if (step->part == PART_RECEIVE) {
            g_assert_true(wire_receive(wire, text));
        } else if (step->part == PART_DO) {
            deeds_do(c, wire, text);
        } else if (step->part == PART_FORM) {
            deeds_read_form(wire, text);
        }
    }
}
