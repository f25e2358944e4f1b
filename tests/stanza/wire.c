/* wire.c: a link that goes nowhere, and a session on it (see wire.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "wire.h"

#include "base/clock.h"
#include "xmpp/guard.h"

#include <string.h>

struct Link {
    Guard *guard;
    GString *sent;
    GPtrArray *ids; /* char *: ids that we made, in the order of their appearance */
    bool open;
};

/* The seam of link.h. */

Link *link_new(xmpp_ctx_t *ctx, const LinkOptions *options)
{
    Link *link = g_new0(Link, 1);
    (void)options;
    link->guard = guard_new(ctx);
    link->sent = g_string_new(NULL);
    link->ids = g_ptr_array_new_with_free_func(g_free);
    link->open = true;
    return link;
}

void link_free(Link *link)
{
    if (link != NULL) {
        guard_free(link->guard);
        g_string_free(link->sent, TRUE);
        g_ptr_array_unref(link->ids);
        g_free(link);
    }
}

void link_open_stream(Link *link)
{
    (void)link;
}

void link_close(Link *link)
{
    link->open = false;
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

static bool is_random(const char *id)
{
    return strlen(id) >= 16 && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(id);
}

static void append_id(Link *link, GString *out, const char *id)
{
    if (!is_random(id)) {
        g_string_append(out, id);
        return;
    }
    guint index;
    if (!g_ptr_array_find_with_equal_func(link->ids, id, g_str_equal, &index)) {
        index = link->ids->len;
        g_ptr_array_add(link->ids, g_strdup(id));
    }
    g_string_append_printf(out, "ID%u", index + 1);
}

static int by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void append_attributes(Link *link, GString *out, Stanza *st)
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
            append_id(link, line, value);
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
static void append_canonical(Link *link, GString *out, Stanza *st)
{
    if (xmpp_stanza_is_text(st)) {
        g_autofree char *text = g_markup_escape_text(xmpp_stanza_get_text_ptr(st), -1);
        g_string_append(out, text);
        return;
    }
    g_string_append_printf(out, "<%s", stanza_name(st));
    append_attributes(link, out, st);
    Stanza *child = xmpp_stanza_get_children(st);
    if (child == NULL) {
        g_string_append(out, "/>");
        return;
    }
    g_string_append_c(out, '>');
    for (; child != NULL; child = xmpp_stanza_get_next(child)) {
        append_canonical(link, out, child);
    }
    g_string_append_printf(out, "</%s>", stanza_name(st));
}

bool link_send(Link *link, Stanza *st)
{
    if (!link->open) {
        return false;
    }
    append_canonical(link, link->sent, st);
    g_string_append_c(link->sent, '\n');
    return true;
}

/* The session on it. */

#define HEADER                                                                                     \
    "<?xml version='1.0'?><stream:stream xmlns='jabber:client' version='1.0' id='s' "              \
    "xmlns:stream='http://etherx.jabber.org/streams' from='capulet.example'>"

static const SessionHooks hooks;

static void rest(void)
{
    while (g_main_context_iteration(NULL, FALSE)) {
    }
}

bool wire_receive(Wire *wire, const char *bytes)
{
    bool sound = guard_feed(wire->link->guard, bytes, strlen(bytes), NULL);
    for (;;) {
        g_autoptr(GuardItem) item = guard_pop(wire->link->guard);
        if (item == NULL) {
            break;
        }
        if (item->kind == GUARD_STANZA) {
            session_link_events.stanza(item->stanza, wire->session);
        } else if (item->kind == GUARD_DISCARDED) {
            session_link_events.discarded(wire->session);
        }
        rest();
    }
    return sound;
}

char *wire_take_sent(Wire *wire)
{
    char *sent = g_strdup(wire->link->sent->str);
    g_string_truncate(wire->link->sent, 0);
    return sent;
}

const char *wire_id(Wire *wire, guint n)
{
    return n >= 1 && n <= wire->link->ids->len ? g_ptr_array_index(wire->link->ids, n - 1) : "";
}

void wire_forget_ids(Wire *wire)
{
    g_ptr_array_set_size(wire->link->ids, 0);
}

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

Wire *wire_new(const char *roster)
{
    Wire *wire = g_new0(Wire, 1);
    g_autoptr(Jid) address = jid_parse("juliet@capulet.example", NULL);
    g_autoptr(Jid) full = jid_parse("juliet@capulet.example/balcony", NULL);
    clock_set(G_GINT64_CONSTANT(1767322800) * G_USEC_PER_SEC);
    wire->model = model_new();
    wire->account = model_add_account(wire->model, "juliet", address);
    wire->settings = settings_open(NULL, NULL);
    wire->config = account_config_new("juliet", address);
    wire->session = session_new(wire->account, wire->config, wire->settings, &hooks, NULL);
    const LinkOptions options = {.config = wire->config, .events = &session_link_events};
    wire->link = wire->session->link = link_new(wire->session->ctx, &options);
    wire->session->full = jid_ref(full);
    sm_track(wire->session->sm);
    (void)wire_receive(wire, HEADER);
    session_become_online(wire->session, false);
    rest();
    g_autofree char *sent = wire_take_sent(wire);
    g_autofree char *id = id_of_request(wire, sent, "jabber:iq:roster");
    g_assert_nonnull(id);
    g_autofree char *result =
        g_strdup_printf("<iq type='result' id='%s'><query xmlns='jabber:iq:roster' ver='v1'>%s"
                        "</query></iq>",
                        id, roster);
    (void)wire_receive(wire, result);
    return wire;
}

void wire_free(Wire *wire)
{
    if (wire != NULL) {
        session_free(wire->session);
        account_config_free(wire->config);
        settings_free(wire->settings);
        model_free(wire->model);
        clock_set(0);
        g_free(wire);
    }
}

/* The model as text. */

static void dump_contact(GString *out, Contact *contact)
{
    static const char *const subscriptions[] = {"none", "to", "from", "both"};
    g_string_append_printf(out, "contact %s \"%s\" %s%s", jid_bare(contact_address(contact)),
                           contact_name(contact) != NULL ? contact_name(contact) : "",
                           subscriptions[contact_subscription(contact)],
                           contact_ask(contact) ? " asked" : "");
    const char *const *groups = contact_groups(contact);
    for (guint i = 0; groups[i] != NULL; i++) {
        g_string_append_printf(out, " [%s]", groups[i]);
    }
    if (contact_nick(contact) != NULL) {
        g_string_append_printf(out, " nick \"%s\"", contact_nick(contact));
    }
    g_string_append_c(out, '\n');
    for (guint i = 0; i < contact_n_resources(contact); i++) {
        const Resource *r = contact_resource(contact, i);
        g_string_append_printf(out, "  %s %s %d \"%s\"%s%s", r->resource, show_word(r->show),
                               r->priority, r->status != NULL ? r->status : "",
                               r->caps != NULL ? " caps " : "", r->caps != NULL ? r->caps : "");
        if (r->idle_since != 0) {
            g_autofree char *since = clock_format_datetime_dup(r->idle_since);
            g_string_append_printf(out, " idle since %s", since);
        }
        g_string_append_c(out, '\n');
    }
}

static void dump_message(GString *out, const Message *message)
{
    static const char *const states[] = {"pending", "sent", "delivered", "read", "failed"};
    g_autofree char *stamp = clock_format_datetime_dup(message->stamp);
    g_autofree char *body = g_strescape(message->body, NULL);
    if (message->kind != MESSAGE_TEXT) {
        g_string_append_printf(out, "  %s \"%s\"\n",
                               message->kind == MESSAGE_ERROR ? "error" : "notice", body);
    } else if (message->direction == MESSAGE_IN) {
        g_string_append_printf(out, "  in %s \"%.200s\"%s%s\n", message->author, body,
                               message->delayed ? " delayed " : "", message->delayed ? stamp : "");
    } else {
        g_string_append_printf(out, "  out \"%.200s\" %s%s%s\n", body, states[message->state],
                               message->reason != NULL ? ": " : "",
                               message->reason != NULL ? message->reason : "");
    }
}

static void dump_chat(GString *out, Chat *chat)
{
    g_string_append_printf(out, "chat %s unread %u%s\n", jid_text(chat_address(chat)),
                           chat_unread(chat),
                           chat_typing(chat) == TYPING_COMPOSING ? " typing"
                           : chat_typing(chat) == TYPING_PAUSED  ? " paused"
                                                                 : "");
    for (guint i = 0; i < chat_n_messages(chat); i++) {
        dump_message(out, chat_message(chat, i));
    }
}

static int by_address(gconstpointer a, gconstpointer b)
{
    Contact *const *left = a, *const *right = b;
    return strcmp(jid_bare(contact_address(*left)), jid_bare(contact_address(*right)));
}

char *wire_dump(Wire *wire)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GPtrArray) contacts = g_ptr_array_copy(account_contacts(wire->account), NULL, NULL);
    g_ptr_array_sort(contacts, by_address);
    for (guint i = 0; i < contacts->len; i++) {
        dump_contact(out, g_ptr_array_index(contacts, i));
    }
    for (guint i = 0; i < account_n_requests(wire->account); i++) {
        const SubscriptionRequest *request = account_request(wire->account, i);
        g_string_append_printf(out, "request %s \"%s\" \"%s\"\n", request->address,
                               request->text != NULL ? request->text : "",
                               request->nick != NULL ? request->nick : "");
    }
    GPtrArray *chats = account_chats(wire->account);
    for (guint i = 0; i < chats->len; i++) {
        dump_chat(out, g_ptr_array_index(chats, i));
    }
    for (guint i = 1; i < model_n_notices(wire->model); i++) {
        dump_message(out, model_notice_at(wire->model, i));
    }
    return g_string_free(out, FALSE);
}
