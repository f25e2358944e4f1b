/* stanza_build.c: making stanzas, and reading them from text.
 *
 * Every element gets its xmlns written into it; the library leaves out what
 * equals the parent's when it prints. Text is cleaned here, once, so that no
 * caller can put on the wire what would end the stream (and again after a resume).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "base/text.h"
#include "model/message.h"
#include "xmpp/stanza.h"

#include <expat.h>
#include <string.h>

Stanza *stanza_new(xmpp_ctx_t *ctx, const char *name, const char *ns)
{
    g_assert(name != NULL && ns != NULL);
    Stanza *st = xmpp_stanza_new(ctx);
    xmpp_stanza_set_name(st, name);
    xmpp_stanza_set_ns(st, ns);
    return st;
}

static Stanza *stanza_new_to(xmpp_ctx_t *ctx, const char *name, const char *type, const char *to)
{
    Stanza *st = stanza_new(ctx, name, NS_CLIENT);
    stanza_set(st, "type", type);
    stanza_set(st, "to", to);
    return st;
}

Stanza *stanza_iq_new(xmpp_ctx_t *ctx, const char *type, const char *to)
{
    Stanza *st = stanza_new_to(ctx, "iq", type, to);
    g_autofree char *id = message_random_id();
    stanza_set(st, "id", id);
    return st;
}

Stanza *stanza_message_new(xmpp_ctx_t *ctx, const char *type, const char *to, const char *id)
{
    Stanza *st = stanza_new_to(ctx, "message", type, to);
    stanza_set(st, "id", id);
    return st;
}

Stanza *stanza_presence_new(xmpp_ctx_t *ctx, const char *type, const char *to)
{
    return stanza_new_to(ctx, "presence", type, to);
}

Stanza *stanza_result_new(Stanza *iq)
{
    Stanza *st =
        stanza_new_to(xmpp_stanza_get_context(iq), "iq", "result", stanza_attr(iq, "from"));
    stanza_set(st, "id", stanza_id(iq));
    return st;
}

Stanza *stanza_error_new(Stanza *iq, const char *kind, const char *condition)
{
    Stanza *st = stanza_result_new(iq);
    stanza_set(st, "type", "error");
    Stanza *error = stanza_add(st, "error", NULL);
    stanza_set(error, "type", kind);
    stanza_add(error, condition, NS_STANZA_ERROR);
    return st;
}

/* The parent takes the child over. */
static Stanza *add_owned(Stanza *parent, Stanza *child)
{
    xmpp_stanza_add_child_ex(parent, child, 0);
    return child;
}

Stanza *stanza_add(Stanza *parent, const char *name, const char *ns)
{
    Stanza *child =
        stanza_new(xmpp_stanza_get_context(parent), name, ns != NULL ? ns : stanza_ns(parent));
    return add_owned(parent, child);
}

Stanza *stanza_add_with_text(Stanza *parent, const char *name, const char *ns, const char *text)
{
    Stanza *child = stanza_add(parent, name, ns);
    if (text != NULL) {
        stanza_add_text(child, text);
    }
    return child;
}

void stanza_add_text(Stanza *st, const char *text)
{
    g_autofree char *clean = text_xml_clean_dup(text, -1);
    Stanza *node = xmpp_stanza_new(xmpp_stanza_get_context(st));
    xmpp_stanza_set_text(node, clean);
    add_owned(st, node);
}

void stanza_add_copy(Stanza *parent, Stanza *child)
{
    Stanza *copy = xmpp_stanza_copy(child);
    if (xmpp_stanza_is_tag(copy) && xmpp_stanza_get_ns(copy) == NULL) {
        xmpp_stanza_set_ns(copy, stanza_ns(parent));
    }
    add_owned(parent, copy);
}

void stanza_set(Stanza *st, const char *name, const char *value)
{
    if (value == NULL) {
        xmpp_stanza_del_attribute(st, name);
        return;
    }
    g_autofree char *clean = text_xml_clean_dup(value, -1);
    xmpp_stanza_set_attribute(st, name, clean);
}

void stanza_set_int(Stanza *st, const char *name, gint64 value)
{
    char text[24];
    g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, value);
    xmpp_stanza_set_attribute(st, name, text);
}

Stanza *stanza_copy(Stanza *st)
{
    return xmpp_stanza_copy(st);
}

void stanza_free(Stanza *st)
{
    if (st != NULL) {
        xmpp_stanza_release(st);
    }
}

char *stanza_to_text_dup(Stanza *st)
{
    char *text = NULL;
    size_t len = 0;
    if (xmpp_stanza_to_text(st, &text, &len) != XMPP_EOK) {
        return g_strdup("");
    }
    char *copy = g_strndup(text, len);
    xmpp_free(xmpp_stanza_get_context(st), text);
    return copy;
}

/* Reading text: our own, as the library's reader takes prefixed attributes for plain ones. */
#define READ_DEPTH_MAX 64
#define READ_ELEMENTS_MAX 20000
#define NAME_SEPARATOR '\x1f'

typedef struct {
    XML_Parser parser;
    xmpp_ctx_t *ctx;
    Stanza *open[READ_DEPTH_MAX]; /* the path to the open element; [0] is the result, owned */
    guint depth;
    guint n_elements;
    GString *text; /* since the last tag */
    bool bad;
} Reader;

static void reader_stop(Reader *reader)
{
    reader->bad = true;
    XML_StopParser(reader->parser, XML_FALSE);
}

static void reader_flush(Reader *reader)
{
    if (reader->depth > 0 && reader->text->len > 0) {
        Stanza *node = xmpp_stanza_new(reader->ctx);
        xmpp_stanza_set_text_with_size(node, reader->text->str, reader->text->len);
        add_owned(reader->open[reader->depth - 1], node);
    }
    g_string_truncate(reader->text, 0);
}

static void on_start(void *user, const XML_Char *name, const XML_Char **attrs)
{
    Reader *reader = user;
    if (reader->bad) {
        return;
    }
    if (reader->depth == READ_DEPTH_MAX || ++reader->n_elements > READ_ELEMENTS_MAX) {
        reader_stop(reader);
        return;
    }
    reader_flush(reader);
    const char *cut = strchr(name, NAME_SEPARATOR);
    g_autofree char *ns = cut != NULL ? g_strndup(name, (gsize)(cut - name)) : g_strdup("");
    Stanza *st = stanza_new(reader->ctx, cut != NULL ? cut + 1 : name, ns);
    for (guint i = 0; attrs[i] != NULL; i += 2) {
        static const char xml_lang[] = "http://www.w3.org/XML/1998/namespace\x1flang";
        if (strcmp(attrs[i], xml_lang) == 0) {
            xmpp_stanza_set_attribute(st, "lang", attrs[i + 1]);
        } else if (strchr(attrs[i], NAME_SEPARATOR) == NULL && strcmp(attrs[i], "lang") != 0) {
            xmpp_stanza_set_attribute(st, attrs[i], attrs[i + 1]);
        }
    }
    if (reader->depth > 0) {
        add_owned(reader->open[reader->depth - 1], st);
    }
    reader->open[reader->depth++] = st;
}

static void on_end(void *user, const XML_Char *name)
{
    Reader *reader = user;
    if (!reader->bad) {
        reader_flush(reader);
        reader->depth--;
    }
}

static void on_text(void *user, const XML_Char *text, int len)
{
    Reader *reader = user;
    g_string_append_len(reader->text, text, len);
}

static void on_doctype(void *user, const XML_Char *name, const XML_Char *system_id,
                       const XML_Char *public_id, int has_internal)
{
    reader_stop(user);
}

Stanza *stanza_from_text(xmpp_ctx_t *ctx, const char *xml)
{
    Reader reader = {.ctx = ctx, .text = g_string_new(NULL)};
    reader.parser = XML_ParserCreateNS("UTF-8", NAME_SEPARATOR);
    XML_SetUserData(reader.parser, &reader);
    XML_SetElementHandler(reader.parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader.parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader.parser, on_doctype);
    gsize len = strlen(xml);
    if (len > G_MAXINT || XML_Parse(reader.parser, xml, (int)len, XML_TRUE) != XML_STATUS_OK) {
        reader.bad = true;
    }
    XML_ParserFree(reader.parser);
    g_string_free(reader.text, TRUE);
    if (reader.bad) {
        stanza_free(reader.open[0]);
        return NULL;
    }
    return reader.open[0];
}
