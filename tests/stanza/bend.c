/* bend.c: case B22: every stanza that a case feeds, with something missing, empty, wrong or double.
 *
 * Each bent stanza comes in the place of the sound one, after all that came before it.
 * Afterwards the model is sound, nobody was answered who may not be, and words of a
 * friend still come through.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "case.h"

#include "model_text.h"

#include <string.h>

/* What is done to an element; those after BEND_ELEMENTS to each of its attributes. */
typedef enum {
    BEND_DROP,
    BEND_DOUBLE,
    BEND_EMPTY,
    BEND_TEXT,
    BEND_RENAME,
    BEND_NAMESPACE,
    BEND_ELEMENTS,
    BEND_ATTRIBUTE_DROP = BEND_ELEMENTS,
    BEND_ATTRIBUTE_EMPTY,
    BEND_ATTRIBUTE_WRONG,
    BENDS
} Bend;

typedef struct {
    guint target; /* number of the element, or of the attribute, from the top */
    Bend how;
    guint elements, attributes; /* met so far */
} Writer;

static void write_attribute(Writer *writer, GString *out, const char *name, const char *value)
{
    bool hit = writer->how >= BEND_ELEMENTS && writer->attributes++ == writer->target;
    if (hit && writer->how == BEND_ATTRIBUTE_DROP) {
        return;
    }
    if (hit) {
        value = writer->how == BEND_ATTRIBUTE_EMPTY ? "" : "-1\xe2\x80\xae@@//";
    }
    g_autofree char *escaped = g_markup_escape_text(value, -1);
    g_string_append_printf(out, " %s='%s'", strcmp(name, "lang") == 0 ? "xml:lang" : name, escaped);
}

static void write_element(Writer *writer, GString *out, Stanza *st);

static void write_whole(Writer *writer, GString *out, Stanza *st, bool hit)
{
    const char *name = hit && writer->how == BEND_RENAME ? "other" : stanza_name(st);
    const char *ns = hit && writer->how == BEND_NAMESPACE ? "urn:example:other" : stanza_ns(st);
    g_string_append_printf(out, "<%s xmlns='%s'", name, ns);
    int n = xmpp_stanza_get_attribute_count(st);
    g_autofree const char **pairs = g_new0(const char *, (gsize)n * 2 + 2);
    (void)xmpp_stanza_get_attributes(st, pairs, n * 2);
    for (int i = 0; i < n; i++) {
        if (strcmp(pairs[i * 2], "xmlns") != 0) {
            write_attribute(writer, out, pairs[i * 2], pairs[i * 2 + 1]);
        }
    }
    g_string_append_c(out, '>');
    if (hit && writer->how == BEND_TEXT) {
        g_string_append(out, "9999999999999999999999");
    }
    for (Stanza *c = xmpp_stanza_get_children(st); c != NULL; c = xmpp_stanza_get_next(c)) {
        if (hit && writer->how == BEND_EMPTY) {
            break;
        }
        if (xmpp_stanza_is_text(c)) {
            g_autofree char *text = g_markup_escape_text(xmpp_stanza_get_text_ptr(c), -1);
            g_string_append(out, text);
        } else {
            write_element(writer, out, c);
        }
    }
    g_string_append_printf(out, "</%s>", name);
}

static void write_element(Writer *writer, GString *out, Stanza *st)
{
    bool hit = writer->how < BEND_ELEMENTS && writer->elements++ == writer->target;
    if (hit && writer->how == BEND_DROP) {
        return;
    }
    write_whole(writer, out, st, hit);
    if (hit && writer->how == BEND_DOUBLE) {
        write_whole(writer, out, st, hit);
    }
}

/* ST with its TARGET-th element or attribute bent; NULL when it has no such. (transfer full) */
static char *bent_dup(Stanza *st, guint target, Bend how)
{
    Writer writer = {.target = target, .how = how};
    GString *out = g_string_new(NULL);
    write_element(&writer, out, st);
    guint met = how < BEND_ELEMENTS ? writer.elements : writer.attributes;
    return g_string_free(out, target >= met);
}

/* One step of a case is bent. */
typedef struct {
    const Case *c;
    guint step;
    guint stanza; /* which of its stanzas */
} Place;

/* The stanzas of the place's step, as children of an element. (transfer full) */
static Stanza *stanzas_of(Wire *wire, const Place *place)
{
    const Step *step = g_ptr_array_index(place->c->steps, place->step);
    g_autofree char *text = case_expand_dup(wire, step->text, 0);
    g_autofree char *whole = g_strdup_printf("<s xmlns='" NS_CLIENT "'>%s</s>", text);
    Stanza *all = stanza_from_text(wire_ctx(wire), whole);
    if (all == NULL) {
        g_error("%s: not well-formed: %s", place->c->path, text);
    }
    return all;
}

/* A wire with all that comes before the place. (transfer full) */
static Wire *wire_up_to(const Place *place)
{
    Wire *wire = case_wire(place->c);
    for (guint i = 0; i < place->step; i++) {
        case_play_step(place->c, wire, g_ptr_array_index(place->c->steps, i));
    }
    g_free(wire_take_sent(wire));
    return wire;
}

static Stanza *nth(Stanza *all, guint n)
{
    Stanza *st = stanza_child(all, NULL, STANZA_ANY);
    while (st != NULL && n-- > 0) {
        st = stanza_next(st, NULL, STANZA_ANY);
    }
    return st;
}

/* Requests get one answer each at most, words and presence none but to a subscription. */
static void check_answers(Wire *wire, Stanza *st, guint copies)
{
    g_autofree char *sent = wire_take_sent(wire);
    guint n = 0;
    for (const char *at = sent; (at = strchr(at, '\n')) != NULL; at++) {
        n++;
    }
    const char *name = stanza_name(st), *type = stanza_type(st);
    bool answer = g_strcmp0(type, "result") == 0 || g_strcmp0(type, "error") == 0;
    if (strcmp(name, "message") == 0) {
        g_assert_cmpstr(sent, ==, "");
    } else if (strcmp(name, "iq") == 0 && !answer) {
        g_assert_cmpuint(n, <=, copies);
    }
}

/* False when there is nothing more to bend HOW at this place. */
static bool bend_one(const Place *place, guint target, Bend how)
{
    g_autoptr(Wire) wire = wire_up_to(place);
    if (wire->link == NULL) {
        return false;
    }
    g_autoptr(Stanza) all = stanzas_of(wire, place);
    Stanza *st = nth(all, place->stanza);
    g_autofree char *bent = st != NULL ? bent_dup(st, target, how) : NULL;
    if (bent == NULL) {
        return false;
    }
    g_assert_true(wire_receive(wire, bent));
    model_check_sound(wire);
    check_answers(wire, st, how == BEND_DOUBLE ? 2 : 1);
    g_assert_true(wire_receive(wire, "<message from='romeo@montague.example/o' type='chat'>"
                                     "<body>still there</body></message>"));
    Chat *chat = account_find_chat(wire->account, "romeo@montague.example");
    g_assert_nonnull(chat);
    const Message *last = chat_message(chat, chat_n_messages(chat) - 1);
    g_assert_cmpstr(last->body, ==, "still there");
    return true;
}

/* Beyond this an element is like those before it. */
#define TARGETS_MAX 60

static bool bend_place(const Place *place)
{
    bool any = false;
    for (int how = 0; how < BENDS; how++) {
        for (guint target = 0; target < TARGETS_MAX && bend_one(place, target, (Bend)how);
             target++) {
            any = true;
        }
    }
    return any;
}

void bend_run(gconstpointer data)
{
    const Case *c = data;
    for (guint i = 0; i < c->steps->len; i++) {
        const Step *step = g_ptr_array_index(c->steps, i);
        Place place = {.c = c, .step = i};
        /* What comes many times is for the sound case; one of its kind is bent elsewhere. */
        if (step->part != PART_RECEIVE || step->times > 1) {
            continue;
        }
        while (bend_place(&place)) {
            place.stanza++;
        }
    }
}
