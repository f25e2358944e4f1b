/* wire.c: a link that goes nowhere, and a session on it (see wire.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "wire.h"

#include "base/clock.h"
#include "xmpp/guard.h"
#include "xmpp/xep.h"

#include <string.h>

struct Link {
    const LinkEvents *events;
    void *user;
    Guard *guard;
    guint32 received;
    guint opened;
    guint busy; /* inside wire_receive(): destroyed at its end */
    bool freed;
    bool over;
};

/* The session makes its link by itself: this is where it finds the wire. */
static Wire *current;

/* The seam of link.h. */

Link *link_new(xmpp_ctx_t *ctx, const LinkOptions *options)
{
    g_assert_null(current->link);
    Link *link = g_new0(Link, 1);
    link->events = options->events;
    link->user = options->user;
    link->guard = guard_new(ctx);
    current->link = link;
    return link;
}

static void destroy_when_free(Link *link)
{
    if (link->freed && link->busy == 0) {
        guard_free(link->guard);
        g_free(link);
    }
}

void link_free(Link *link)
{
    if (link != NULL) {
        g_assert_true(current->link == link);
        current->link = NULL;
        link->freed = true;
        destroy_when_free(link);
    }
}

void link_open_stream(Link *link)
{
    link->opened++;
    guard_reset(link->guard);
}

void link_close(Link *link)
{
    link->over = true;
}

guint link_queued(const Link *link)
{
    (void)link;
    return 0;
}

const CertificateInfo *link_certificate(const Link *link)
{
    (void)link;
    return NULL;
}

GBytes *link_binding(Link *link, SaslBinding kind)
{
    (void)link, (void)kind;
    return NULL;
}

bool link_send(Link *link, Stanza *st)
{
    if (link->over) {
        return false;
    }
    wire_note_sent(current, st);
    return true;
}

/* Canonical text. */

static bool is_random(const char *id)
{
    return strlen(id) >= 16 && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(id);
}

static void append_id(Wire *wire, GString *out, const char *id)
{
    if (!is_random(id)) {
        g_string_append(out, id);
        return;
    }
    guint index;
    if (!g_ptr_array_find_with_equal_func(wire->ids, id, g_str_equal, &index)) {
        index = wire->ids->len;
        g_ptr_array_add(wire->ids, g_strdup(id));
    }
    g_string_append_printf(out, "ID%u", index + 1);
}

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void append_attributes(Wire *wire, GString *out, Stanza *st)
{
    int n = xmpp_stanza_get_attribute_count(st);
    g_autofree const char **pairs = g_new0(const char *, (gsize)n * 2 + 2);
    (void)xmpp_stanza_get_attributes(st, pairs, n * 2);
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < n; i++) {
        g_autoptr(GString) line = g_string_new(NULL);
        g_autofree char *value = g_markup_escape_text(pairs[i * 2 + 1], -1);
        g_string_append_printf(line, " %s='", pairs[i * 2]);
        if (strcmp(pairs[i * 2], "id") == 0) {
            append_id(wire, line, value);
        } else {
            g_string_append(line, value);
        }
        g_string_append_c(line, '\'');
        g_ptr_array_add(lines, g_strdup(line->str));
    }
    g_ptr_array_sort(lines, by_text);
    for (guint i = 0; i < lines->len; i++) {
        g_string_append(out, g_ptr_array_index(lines, i));
    }
}

/* One way to write a tree: attributes sorted, our random ids by number. */
static void append_canonical(Wire *wire, GString *out, Stanza *st)
{
    if (xmpp_stanza_is_text(st)) {
        g_autofree char *text = g_markup_escape_text(xmpp_stanza_get_text_ptr(st), -1);
        g_string_append(out, text);
        return;
    }
    g_string_append_printf(out, "<%s", stanza_name(st));
    append_attributes(wire, out, st);
    Stanza *child = xmpp_stanza_get_children(st);
    if (child == NULL) {
        g_string_append(out, "/>");
        return;
    }
    g_string_append_c(out, '>');
    for (; child != NULL; child = xmpp_stanza_get_next(child)) {
        append_canonical(wire, out, child);
    }
    g_string_append_printf(out, "</%s>", stanza_name(st));
}

void wire_note_sent(Wire *wire, Stanza *st)
{
    append_canonical(wire, wire->sent, st);
    g_string_append_c(wire->sent, '\n');
}

char *wire_take_sent(Wire *wire)
{
    char *sent = g_strdup(wire->sent->str);
    g_string_truncate(wire->sent, 0);
    return sent;
}

const char *wire_id(Wire *wire, guint n)
{
    return n >= 1 && n <= wire->ids->len ? g_ptr_array_index(wire->ids, n - 1) : "";
}

void wire_forget_ids(Wire *wire)
{
    g_ptr_array_set_size(wire->ids, 0);
}

/* Receiving. */

void wire_rest(void)
{
    while (g_main_context_iteration(NULL, FALSE)) {
    }
}

static void end(Link *link, const char *words)
{
    if (!link->freed) {
        link->over = true;
        link->events->ended(LINK_CLOSED, words, link->user);
    }
}

static void hand_on(Link *link, const GuardItem *item)
{
    bool counted = item->handled != link->received;
    link->received = item->handled;
    if (item->kind == GUARD_STANZA) {
        link->events->stanza(item->stanza, link->user);
    } else if (item->kind == GUARD_DISCARDED && counted) {
        link->events->discarded(link->user);
    } else if (item->kind == GUARD_CLOSE) {
        end(link, "closed");
    }
}

bool wire_receive(Wire *wire, const char *bytes)
{
    Link *link = wire->link;
    g_assert_nonnull(link);
    link->busy++;
    bool sound = guard_feed(link->guard, bytes, strlen(bytes), NULL);
    while (!link->freed && guard_waiting(link->guard) > 0) {
        g_autoptr(GuardItem) item = guard_pop(link->guard);
        hand_on(link, item);
        wire_rest();
    }
    if (!sound) {
        end(link, "not well-formed");
    }
    link->busy--;
    destroy_when_free(link);
    return sound;
}

void wire_break(Wire *wire)
{
    Link *link = wire->link;
    g_assert_nonnull(link);
    link->busy++;
    end(link, "the connection broke");
    link->busy--;
    destroy_when_free(link);
}

/* The session's surroundings. */

static char *memory_get(void *user, const char *account, const char *key)
{
    (void)account;
    return g_strdup(g_hash_table_lookup(((Wire *)user)->memory, key));
}

static void memory_set(void *user, const char *account, const char *key, const char *value)
{
    (void)account;
    if (value != NULL) {
        g_hash_table_insert(((Wire *)user)->memory, g_strdup(key), g_strdup(value));
    } else {
        g_hash_table_remove(((Wire *)user)->memory, key);
    }
}

static char *caps_get(void *user, const char *ver)
{
    return g_strdup(g_hash_table_lookup(((Wire *)user)->caps, ver));
}

static void caps_set(void *user, const char *ver, const char *info)
{
    g_hash_table_insert(((Wire *)user)->caps, g_strdup(ver), g_strdup(info));
}

static const SessionHooks hooks = {
    .memory_get = memory_get,
    .memory_set = memory_set,
    .caps_get = caps_get,
    .caps_set = caps_set,
};

/* Before the login: "setting KEY VALUE", "version VERSION" of the roster of last time,
 * "contact ADDRESS NAME" of it. */
static void prepare(Wire *wire, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    g_assert_cmpuint(g_strv_length(words), >=, 2);
    if (strcmp(words[0], "setting") == 0) {
        g_assert_true(settings_set(wire->settings, words[1], words[2], NULL));
    } else if (strcmp(words[0], "version") == 0) {
        account_set_roster_version(wire->account, words[1]);
    } else {
        g_assert_cmpstr(words[0], ==, "contact");
        g_autoptr(Jid) jid = jid_parse(words[1], NULL);
        RosterItem item = {.name = words[2], .subscription = SUBSCRIPTION_BOTH};
        account_set_roster_item(wire->account, jid, &item);
    }
}

/* Logging in. */

#define HEADER                                                                                     \
    "<?xml version='1.0'?><stream:stream xmlns='jabber:client' version='1.0' id='s' "              \
    "xmlns:stream='http://etherx.jabber.org/streams' from='capulet.example'>"

/* The id of the first request in SENT that holds NEEDLE. (transfer full) */
static char *id_of_request(Wire *wire, const char *sent, const char *needle)
{
    g_auto(GStrv) lines = g_strsplit(sent, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        const char *id = strstr(lines[i], " id='ID");
        if (strstr(lines[i], needle) != NULL && id != NULL) {
            return g_strdup(wire_id(wire, (guint)g_ascii_strtoull(id + 7, NULL, 10)));
        }
    }
    return NULL;
}

static void receive_printf(Wire *wire, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void receive_printf(Wire *wire, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_assert_true(wire_receive(wire, text));
}

static void answer_roster(Wire *wire, const WireSetup *setup)
{
    g_autofree char *id = id_of_request(wire, wire->sent->str, "jabber:iq:roster");
    g_assert_nonnull(id);
    g_autofree char *version = setup->server_version != NULL
                                   ? g_strdup_printf(" ver='%s'", setup->server_version)
                                   : g_strdup("");
    receive_printf(wire,
                   "<iq type='result' id='%s'><query xmlns='jabber:iq:roster'%s>%s</query></iq>",
                   id, version, setup->roster);
}

void wire_login(Wire *wire, const WireSetup *setup)
{
    const char *features = setup->features != NULL ? setup->features : "";
    session_connect(wire->session);
    wire->link->events->secure(wire->link->user);
    receive_printf(wire, "%s",
                   HEADER "<stream:features><mechanisms xmlns='" NS_SASL "'>"
                          "<mechanism>PLAIN</mechanism></mechanisms></stream:features>");
    receive_printf(wire, "<success xmlns='" NS_SASL "'/>");
    g_assert_cmpuint(wire->link->opened, ==, 2);
    receive_printf(wire, HEADER "<stream:features><bind xmlns='" NS_BIND "'/>%s</stream:features>",
                   features);
    /* What only the login sends is looked at elsewhere. */
    g_string_truncate(wire->sent, 0);
    receive_printf(
        wire, "<iq type='result' id='bind'><bind xmlns='" NS_BIND "'><jid>%s</jid></bind></iq>",
        WIRE_FULL);
    g_assert_true(session_is_online(wire->session));
    if (strstr(features, NS_SM) != NULL) {
        receive_printf(wire, "<enabled xmlns='" NS_SM "' id='sm1' resume='true'/>");
    }
    if (!setup->by_hand) {
        answer_roster(wire, setup);
    }
}

xmpp_ctx_t *wire_ctx(Wire *wire)
{
    return session_ctx(wire->session);
}

static GHashTable *text_table(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

Wire *wire_new(const WireSetup *setup)
{
    g_assert_null(current);
    Wire *wire = g_new0(Wire, 1);
    current = wire;
    g_autoptr(Jid) address = jid_parse(WIRE_OWN, NULL);
    clock_set(WIRE_NOW);
    wire->sent = g_string_new(NULL);
    wire->ids = g_ptr_array_new_with_free_func(g_free);
    wire->memory = text_table();
    wire->caps = text_table();
    wire->model = model_new();
    wire->account = model_add_account(wire->model, "juliet", address);
    wire->settings = settings_open(NULL, NULL);
    for (guint i = 0; setup->before != NULL && i < setup->before->len; i++) {
        prepare(wire, g_ptr_array_index(setup->before, i));
    }
    wire->config = account_config_new("juliet", address);
    wire->config->password = secret_new("r0m30myr0m30", -1);
    wire->config->resource = g_strdup("balcony");
    wire->session = session_new(wire->account, wire->config, wire->settings, &hooks, wire);
    wire_login(wire, setup);
    return wire;
}

void wire_free(Wire *wire)
{
    if (wire != NULL) {
        session_free(wire->session);
        account_config_free(wire->config);
        settings_free(wire->settings);
        model_free(wire->model);
        g_clear_pointer(&wire->form, form_free);
        g_hash_table_unref(wire->memory);
        g_hash_table_unref(wire->caps);
        g_string_free(wire->sent, TRUE);
        g_ptr_array_unref(wire->ids);
        g_free(wire);
        current = NULL;
        clock_set(0);
    }
}
