/* guard.c: expat's events to stanza trees, under limits (see guard.h).
 *
 * Why the trees are built here and not by the library's own parser: that one reads
 * a second time, joins text piece by piece in quadratic time and knows no limits.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "xmpp/guard.h"

#include <expat.h>
#include <string.h>

/* Between namespace and name in expat's names; no XML document can hold it. */
#define SEPARATOR '\x01'
/* Bytes of an unfinished tag that are read again, added up, before expat may wait. */
#define TOKEN_WORK_MAX (64u * 1024 * 1024)
#define XML_LANG "http://www.w3.org/XML/1998/namespace\x01lang"

G_DEFINE_QUARK(causerie - guard - error, guard_error)

struct Guard {
    gsize token_start; /* of the unfinished tag, and what reading it again has cost */
    gsize token_work;
    xmpp_ctx_t *ctx;
    XML_Parser parser;
    GQueue items;    /* GuardItem * */
    GPtrArray *path; /* Stanza *: the open elements of the top-level element, borrowed */
    Stanza *top;     /* owned while it is being built */
    GString *text;   /* of the innermost open element, not yet attached */
    guint depth;     /* open elements, the stream's own included */
    guint elements;  /* of the top-level element */
    guint max_elements;
    guint names;                         /* of it: elements and attributes, kept or not */
    guint children[GUARD_DEPTH_MAX + 1]; /* of each open element, as path has them */
    gsize steps;                         /* of the library to the ends of its lists */
    gsize bytes;                         /* kept of the top-level element */
    gsize max_bytes;
    const char *discard; /* why the element is discarded; NULL: it is kept */
    bool counted;        /* the top-level element is a stanza of jabber:client */
    guint32 handled;
    gsize position;   /* bytes read of this stream */
    gsize last_event; /* position of the last event */
    gsize top_start;  /* position of the top-level element */
    gsize slice;      /* position of what is being read */
    gsize base;       /* what to add to the parser's own positions, modulo the size */
    gsize end;        /* position where a new parser goes on, while one is due */
    bool opened;      /* the stream's start tag was read */
    bool due;
    bool replaying;  /* the new parser reads the header again */
    GString *header; /* all up to the end of the stream's start tag, as it came */
    GError *failure; /* set inside an event */
};

static void open_stream(Guard *guard);

Guard *guard_new(xmpp_ctx_t *ctx)
{
    Guard *guard = g_new0(Guard, 1);
    guard->ctx = ctx;
    g_queue_init(&guard->items);
    guard->path = g_ptr_array_new();
    guard->text = g_string_new(NULL);
    guard->header = g_string_new(NULL);
    open_stream(guard);
    return guard;
}

static void drop_top(Guard *guard)
{
    if (guard->top != NULL) {
        xmpp_stanza_release(guard->top);
        guard->top = NULL;
    }
    g_ptr_array_set_size(guard->path, 0);
    g_string_truncate(guard->text, 0);
}

void guard_item_free(GuardItem *item)
{
    if (item != NULL) {
        if (item->stanza != NULL) {
            xmpp_stanza_release(item->stanza);
        }
        g_free(item);
    }
}

void guard_free(Guard *guard)
{
    if (guard == NULL) {
        return;
    }
    drop_top(guard);
    g_queue_clear_full(&guard->items, (GDestroyNotify)guard_item_free);
    g_ptr_array_unref(guard->path);
    g_string_free(guard->text, TRUE);
    g_string_free(guard->header, TRUE);
    g_clear_error(&guard->failure);
    XML_ParserFree(guard->parser);
    g_free(guard);
}

void guard_reset(Guard *guard)
{
    drop_top(guard);
    g_queue_clear_full(&guard->items, (GDestroyNotify)guard_item_free);
    g_clear_error(&guard->failure);
    XML_ParserFree(guard->parser);
    open_stream(guard);
}

GuardItem *guard_pop(Guard *guard)
{
    return g_queue_pop_head(&guard->items);
}

guint guard_waiting(const Guard *guard)
{
    return guard->items.length;
}

guint32 guard_handled(const Guard *guard)
{
    return guard->handled;
}

static void push(Guard *guard, GuardKind kind, Stanza *stanza, const char *why)
{
    GuardItem *item = g_new0(GuardItem, 1);
    item->kind = kind;
    item->stanza = stanza;
    item->handled = guard->handled;
    item->why = why;
    g_queue_push_tail(&guard->items, item);
}

static void fail(Guard *guard, GuardError code, const char *words)
{
    if (guard->failure == NULL) {
        guard->failure = g_error_new_literal(GUARD_ERROR, (int)code, words);
        XML_StopParser(guard->parser, XML_FALSE);
    }
}

static void note_event(Guard *guard)
{
    guard->last_event = guard->position;
}

/* From here on the top-level element is only skipped and counted. */
static void discard(Guard *guard, const char *why)
{
    if (guard->discard == NULL) {
        guard->discard = why;
        drop_top(guard);
    }
}

/* Splits expat's NAME into *RET_NS (empty: none; owned) and the local name (borrowed). */
static const char *split_name(const char *name, char **ret_ns)
{
    const char *separator = strchr(name, SEPARATOR);
    if (separator == NULL) {
        *ret_ns = g_strdup("");
        return name;
    }
    *ret_ns = g_strndup(name, (gsize)(separator - name));
    return separator + 1;
}

/* One more child of the innermost open element. */
static void count_child(Guard *guard)
{
    guard->steps += guard->children[guard->path->len - 1]++;
}

static void attach_text(Guard *guard)
{
    if (guard->text->len == 0 || guard->path->len == 0) {
        return;
    }
    Stanza *parent = g_ptr_array_index(guard->path, guard->path->len - 1);
    Stanza *node = xmpp_stanza_new(guard->ctx);
    if (node == NULL ||
        xmpp_stanza_set_text_with_size(node, guard->text->str, guard->text->len) != 0 ||
        xmpp_stanza_add_child_ex(parent, node, 0) != 0) {
        fail(guard, GUARD_ERROR_SIZE, "out of memory");
    }
    count_child(guard);
    g_string_truncate(guard->text, 0);
}

/* Copies the attributes without a namespace, and xml:lang. */
static void set_attributes(Guard *guard, Stanza *stanza, const char **attributes)
{
    guint n = 0;
    for (guint i = 0; attributes[i] != NULL; i += 2) {
        const char *name = attributes[i];
        if (strcmp(name, XML_LANG) == 0) {
            /* As the library's own parser names it. */
            name = "lang";
        } else if (strchr(name, SEPARATOR) != NULL || strcmp(name, "lang") == 0) {
            continue;
        }
        gsize bytes = strlen(name) + strlen(attributes[i + 1]);
        if (bytes > GUARD_ATTRIBUTE_BYTES_MAX) {
            discard(guard, "an attribute is too long");
            return;
        }
        guard->bytes += bytes;
        if (++n > GUARD_ATTRIBUTES_MAX) {
            discard(guard, "too many attributes");
            return;
        }
        xmpp_stanza_set_attribute(stanza, name, attributes[i + 1]);
    }
}

static Stanza *new_element(Guard *guard, const char *full_name, const char **attributes)
{
    g_autofree char *ns = NULL;
    const char *name = split_name(full_name, &ns);
    Stanza *stanza = xmpp_stanza_new(guard->ctx);
    if (stanza == NULL || xmpp_stanza_set_name(stanza, name) != 0) {
        fail(guard, GUARD_ERROR_SIZE, "out of memory");
        return stanza;
    }
    guard->bytes += strlen(full_name);
    set_attributes(guard, stanza, attributes);
    /* Last, so that no attribute can pretend to be the namespace. */
    xmpp_stanza_set_ns(stanza, ns);
    return stanza;
}

/* Position after the tag that expat is telling of. */
static gsize tag_end(const Guard *guard)
{
    return guard->base + (gsize)XML_GetCurrentByteIndex(guard->parser) +
           (gsize)XML_GetCurrentByteCount(guard->parser);
}

static void start_stream(Guard *guard, const char *full_name, const char **attributes)
{
    if (strcmp(full_name, NS_STREAM "\x01"
                                    "stream") != 0) {
        fail(guard, GUARD_ERROR_NO_STREAM, "the answer is not an XMPP stream");
        return;
    }
    Stanza *header = new_element(guard, full_name, attributes);
    g_string_truncate(guard->header, tag_end(guard));
    if (header != NULL && guard->discard == NULL) {
        push(guard, GUARD_OPEN, header, NULL);
        guard->opened = true;
        return;
    }
    fail(guard, GUARD_ERROR_NO_STREAM, "the stream's header is not sound");
    if (header != NULL) {
        xmpp_stanza_release(header);
    }
}

static bool has_client_ns(const char *full_name, const char **ret_local)
{
    const gsize len = strlen(NS_CLIENT);
    if (strncmp(full_name, NS_CLIENT, len) != 0 || full_name[len] != SEPARATOR) {
        return false;
    }
    *ret_local = full_name + len + 1;
    return true;
}

static void begin_top(Guard *guard, const char *full_name)
{
    const char *local = NULL;
    bool client = has_client_ns(full_name, &local);
    bool iq = client && strcmp(local, "iq") == 0;
    guard->counted =
        iq || (client && (strcmp(local, "message") == 0 || strcmp(local, "presence") == 0));
    guard->discard = NULL;
    guard->elements = 0;
    guard->names = 0;
    guard->bytes = 0;
    guard->steps = 0;
    guard->max_elements = iq ? GUARD_IQ_ELEMENTS_MAX : GUARD_MESSAGE_ELEMENTS_MAX;
    guard->max_bytes = iq ? GUARD_IQ_BYTES_MAX : GUARD_MESSAGE_BYTES_MAX;
    guard->top_start = guard->position;
}

static void check_limits(Guard *guard)
{
    if (guard->elements > guard->max_elements || guard->steps > GUARD_STEPS_MAX) {
        discard(guard, "too many elements");
    } else if (guard->bytes > guard->max_bytes) {
        discard(guard, "too large");
    } else if (guard->depth > GUARD_DEPTH_MAX) {
        discard(guard, "nested too deeply");
    }
}

/* Discarding does not help against these. */
static void check_hard_limits(Guard *guard, const char **attributes)
{
    guard->names++;
    for (guint i = 0; attributes[i] != NULL; i += 2) {
        guard->names++;
    }
    if (guard->depth > GUARD_HARD_DEPTH_MAX) {
        fail(guard, GUARD_ERROR_SIZE, "the server sent elements nested without end");
    } else if (guard->names > GUARD_HARD_NAMES_MAX) {
        fail(guard, GUARD_ERROR_SIZE, "the server sent an element without end");
    }
}

static void on_start(void *user, const char *full_name, const char **attributes)
{
    Guard *guard = user;
    note_event(guard);
    guard->depth++;
    if (guard->failure != NULL) {
        return;
    }
    if (guard->depth == 1) {
        if (!guard->replaying) {
            start_stream(guard, full_name, attributes);
        }
        return;
    }
    if (guard->depth == 2) {
        begin_top(guard, full_name);
    }
    guard->elements++;
    check_hard_limits(guard, attributes);
    check_limits(guard);
    if (guard->discard != NULL) {
        return;
    }
    attach_text(guard);
    Stanza *stanza = new_element(guard, full_name, attributes);
    if (guard->discard != NULL || guard->failure != NULL) {
        xmpp_stanza_release(stanza);
        return;
    }
    if (guard->depth == 2) {
        guard->top = stanza;
    } else {
        count_child(guard);
        xmpp_stanza_add_child_ex(g_ptr_array_index(guard->path, guard->path->len - 1), stanza, 0);
    }
    guard->children[guard->path->len] = 0;
    g_ptr_array_add(guard->path, stanza);
}

/* Between two elements nothing is lost but the names that expat keeps. Where it is behind (the
 * tag came with an earlier slice) the bytes after it are not at hand: the next one will do. */
static void ask_for_replacement(Guard *guard)
{
    if (guard->position - guard->base > GUARD_PARSER_BYTES_MAX && tag_end(guard) >= guard->slice) {
        guard->end = tag_end(guard);
        guard->due = true;
        XML_StopParser(guard->parser, XML_TRUE);
    }
}

static void on_end(void *user, const char *full_name)
{
    Guard *guard = user;
    (void)full_name;
    note_event(guard);
    guard->depth--;
    if (guard->failure != NULL) {
        return;
    }
    if (guard->depth == 0) {
        push(guard, GUARD_CLOSE, NULL, NULL);
        return;
    }
    if (guard->discard == NULL) {
        attach_text(guard);
        g_ptr_array_set_size(guard->path, guard->path->len - 1);
    }
    if (guard->depth == 1) {
        guard->handled += guard->counted ? 1 : 0;
        if (guard->discard != NULL) {
            push(guard, GUARD_DISCARDED, NULL, guard->discard);
            guard->discard = NULL;
        } else {
            push(guard, GUARD_STANZA, g_steal_pointer(&guard->top), NULL);
        }
        ask_for_replacement(guard);
    }
}

static void on_text(void *user, const char *text, int len)
{
    Guard *guard = user;
    note_event(guard);
    if (guard->depth < 2 || guard->discard != NULL || guard->failure != NULL) {
        return;
    }
    guard->bytes += (gsize)len;
    check_limits(guard);
    if (guard->discard == NULL) {
        g_string_append_len(guard->text, text, len);
    }
}

static void on_namespace(void *user, const char *prefix, const char *uri)
{
    Guard *guard = user;
    (void)prefix, (void)uri;
    guard->names++;
}

static void on_doctype(void *user, const char *name, const char *system, const char *public,
                       int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    fail(user, GUARD_ERROR_RESTRICTED, "the server sent a document type");
}

static void on_instruction(void *user, const char *target, const char *data)
{
    (void)target, (void)data;
    fail(user, GUARD_ERROR_RESTRICTED, "the server sent a processing instruction");
}

static void on_comment(void *user, const char *text)
{
    (void)text;
    fail(user, GUARD_ERROR_RESTRICTED, "the server sent a comment");
}

static void open_parser(Guard *guard)
{
    guard->parser = XML_ParserCreateNS("UTF-8", SEPARATOR);
    if (guard->parser == NULL) {
        g_error("out of memory for the parser");
    }
    guard->depth = 0;
    XML_SetUserData(guard->parser, guard);
    XML_SetElementHandler(guard->parser, on_start, on_end);
    XML_SetCharacterDataHandler(guard->parser, on_text);
    XML_SetStartNamespaceDeclHandler(guard->parser, on_namespace);
    XML_SetStartDoctypeDeclHandler(guard->parser, on_doctype);
    XML_SetProcessingInstructionHandler(guard->parser, on_instruction);
    XML_SetCommentHandler(guard->parser, on_comment);
}

static void open_stream(Guard *guard)
{
    open_parser(guard);
    guard->discard = NULL;
    guard->position = 0;
    guard->last_event = 0;
    guard->base = 0;
    guard->due = false;
    guard->opened = false;
    guard->bytes = 0;
    g_string_truncate(guard->header, 0);
}

/* A fresh parser that stands where the old one was stopped: inside the stream. */
static void replace_parser(Guard *guard)
{
    XML_ParserFree(guard->parser);
    open_parser(guard);
    guard->due = false;
    guard->base = guard->end - guard->header->len;
    guard->replaying = true;
    if (XML_Parse(guard->parser, guard->header->str, (int)guard->header->len, 0) != XML_STATUS_OK) {
        fail(guard, GUARD_ERROR_MALFORMED, "the stream's header cannot be read again");
    }
    guard->replaying = false;
}

/* Where a tag comes in pieces, newer expat waits for more bytes than it needs, and on a stream
 * none may come. Only a tag that was read again so often that it cost something may wait. */
static void choose_patience(Guard *guard)
{
#ifdef HAVE_XML_SETREPARSEDEFERRALENABLED
    gsize pending = guard->position - guard->last_event;
    if (guard->token_start != guard->last_event) {
        guard->token_start = guard->last_event;
        guard->token_work = 0;
    }
    guard->token_work += pending;
    bool patient = guard->token_work > TOKEN_WORK_MAX;
    (void)XML_SetReparseDeferralEnabled(guard->parser, patient ? XML_TRUE : XML_FALSE);
#else
    (void)guard;
#endif
}

/* Budgets that expat's events cannot see: endless tokens and endless skipping. */
static void check_budget(Guard *guard)
{
    if (guard->position - guard->last_event > GUARD_TOKEN_MAX) {
        fail(guard, GUARD_ERROR_SIZE, "the server sent a tag without end");
    } else if (guard->depth >= 2 && guard->position - guard->top_start > GUARD_HARD_BYTES_MAX) {
        fail(guard, GUARD_ERROR_SIZE, "the server sent an element without end");
    }
}

/* Reads a slice as far as the parser in place goes; what is left of it. */
static gsize read_slice(Guard *guard, const char *bytes, gsize len)
{
    choose_patience(guard);
    guard->slice = guard->position;
    guard->position += len;
    if (guard->depth == 0 && guard->header->len < GUARD_TOKEN_MAX) {
        g_string_append_len(guard->header, bytes, (gssize)len);
    }
    enum XML_Status status = XML_Parse(guard->parser, bytes, (int)len, 0);
    if (status == XML_STATUS_ERROR && guard->failure == NULL) {
        bool started = guard->opened;
        guard->failure =
            g_error_new(GUARD_ERROR, started ? GUARD_ERROR_MALFORMED : GUARD_ERROR_NO_STREAM, "%s",
                        started ? "the server sent something that is not XML"
                                : "the answer is not an XMPP stream");
    }
    if (guard->failure == NULL) {
        check_budget(guard);
    }
    if (guard->failure == NULL && guard->due) {
        gsize left = guard->position - guard->end;
        guard->position = guard->end;
        replace_parser(guard);
        return left;
    }
    return 0;
}

bool guard_feed(Guard *guard, const void *bytes, gsize len, GError **error)
{
    const char *p = bytes;
    while (len > 0 && guard->failure == NULL) {
        /* In slices, so that a limit is noticed before much is read past it. */
        gsize slice = MIN(len, 16384);
        gsize done = slice - read_slice(guard, p, slice);
        p += done;
        len -= done;
    }
    if (guard->failure != NULL) {
        drop_top(guard);
        if (error != NULL) {
            *error = g_error_copy(guard->failure);
        }
        return false;
    }
    return true;
}
