/* model_text.c: see model_text.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model_text.h"

#include "base/clock.h"
#include "xmpp/xep/rfc6121_message.h"

#include <string.h>

/* Of more than so many alike only these are written, and their number. */
#define SHOWN 25
/* Bytes of a text that are written; of a longer one its length follows. */
#define TEXT_SHOWN 200

static void append_quoted(GString *out, const char *text)
{
    g_autofree char *escaped = g_strescape(text != NULL ? text : "", NULL);
    gsize len = text != NULL ? strlen(text) : 0;
    g_string_append_printf(out, "\"%.*s\"", TEXT_SHOWN, escaped);
    if (len > TEXT_SHOWN) {
        g_string_append_printf(out, " (%" G_GSIZE_FORMAT " bytes)", len);
    }
}

/* True while the thing number INDEX of ALL is to be written. */
static bool is_shown(GString *out, guint index, guint all, const char *what)
{
    if (index == SHOWN) {
        g_string_append_printf(out, "... and %u more %s\n", all - index, what);
    }
    return index < SHOWN;
}

static void dump_resource(GString *out, const Resource *r)
{
    g_string_append_printf(out, "  %s %s %d ", r->resource, show_word(r->show), r->priority);
    append_quoted(out, r->status);
    if (r->caps != NULL) {
        g_string_append_printf(out, " caps %s", r->caps);
    }
    if (r->client != NULL) {
        g_string_append_printf(out, " client \"%s\"", r->client);
    }
    if (r->idle_since != 0) {
        g_autofree char *since = clock_format_datetime_dup(r->idle_since);
        g_string_append_printf(out, " idle since %s", since);
    }
    g_string_append_c(out, '\n');
}

static void dump_contact(GString *out, const Contact *contact)
{
    static const char *const subscriptions[] = {"none", "to", "from", "both"};
    g_string_append_printf(out, "contact %s ", jid_bare(contact_address(contact)));
    append_quoted(out, contact_name(contact));
    g_string_append_printf(out, " %s%s", subscriptions[contact_subscription(contact)],
                           contact_ask(contact) ? " asked" : "");
    const char *const *groups = contact_groups(contact);
    for (guint i = 0; groups[i] != NULL && i < SHOWN; i++) {
        g_string_append_printf(out, " [%.*s]", TEXT_SHOWN, groups[i]);
    }
    if (contact_nick(contact) != NULL) {
        g_string_append_printf(out, " nick \"%s\"", contact_nick(contact));
    }
    g_string_append_c(out, '\n');
    for (guint i = 0; i < contact_n_resources(contact); i++) {
        if (is_shown(out, i, contact_n_resources(contact), "devices")) {
            dump_resource(out, contact_resource(contact, i));
        }
    }
}

/* What a question for the time of the way was answered differs from run to run. */
static char *without_times_dup(const char *text)
{
    g_autoptr(GRegex) regex = g_regex_new("answered in \\d+ ms", 0, 0, NULL);
    return g_regex_replace_literal(regex, text, -1, 0, "answered in N ms", 0, NULL);
}

static void dump_message(GString *out, const Message *message)
{
    static const char *const states[] = {"pending", "sent", "delivered", "read", "failed"};
    g_autofree char *body = without_times_dup(message->body);
    if (message->kind != MESSAGE_TEXT) {
        g_string_append(out, message->kind == MESSAGE_ERROR ? "  error " : "  notice ");
        append_quoted(out, body);
    } else if (message->direction == MESSAGE_IN) {
        g_string_append_printf(out, "  in %s ", message->author);
        append_quoted(out, body);
    } else {
        g_string_append(out, "  out ");
        append_quoted(out, body);
        g_string_append_printf(out, " %s%s%s", states[message->state],
                               message->reason != NULL ? ": " : "",
                               message->reason != NULL ? message->reason : "");
    }
    if (message->delayed) {
        g_autofree char *stamp = clock_format_datetime_dup(message->stamp);
        g_string_append_printf(out, " delayed %s", stamp);
    }
    if (message->archive_id != NULL) {
        g_string_append_printf(out, " archived %s", message->archive_id);
    }
    if (message_action(message) != NULL) {
        g_string_append(out, " action");
    }
    g_string_append_c(out, '\n');
}

static void dump_chat(GString *out, const Chat *chat)
{
    static const char *const typing[] = {"", " typing", " paused"};
    g_string_append_printf(out, "chat %s unread %u%s%s\n", jid_text(chat_address(chat)),
                           chat_unread(chat), typing[chat_typing(chat)],
                           chat_is_open(chat) ? "" : " closed");
    for (guint i = 0; i < chat_n_messages(chat); i++) {
        if (is_shown(out, i, chat_n_messages(chat), "messages")) {
            dump_message(out, chat_message(chat, i));
        }
    }
}

static int by_address(gconstpointer a, gconstpointer b)
{
    Contact *const *left = a, *const *right = b;
    return strcmp(jid_bare(contact_address(*left)), jid_bare(contact_address(*right)));
}

static void dump_contacts(GString *out, Account *account)
{
    g_autoptr(GPtrArray) contacts = g_ptr_array_copy(account_contacts(account), NULL, NULL);
    g_assert_cmpuint(contacts->len, ==, account_n_contacts(account));
    g_ptr_array_sort(contacts, by_address);
    for (guint i = 0; i < contacts->len; i++) {
        if (is_shown(out, i, contacts->len, "contacts")) {
            dump_contact(out, g_ptr_array_index(contacts, i));
        }
    }
    for (guint i = 0; i < account_n_requests(account); i++) {
        const SubscriptionRequest *request = account_request(account, i);
        if (is_shown(out, i, account_n_requests(account), "requests")) {
            g_string_append_printf(out, "request %s ", request->address);
            append_quoted(out, request->text);
            g_string_append_c(out, ' ');
            append_quoted(out, request->nick);
            g_string_append_c(out, '\n');
        }
    }
}

static void dump_kept(GString *out, const Wire *wire)
{
    GList *keys = g_list_sort(g_hash_table_get_keys(wire->caps), (GCompareFunc)strcmp);
    for (GList *key = keys; key != NULL; key = key->next) {
        g_string_append_printf(out, "kept for all %s\n", (const char *)key->data);
    }
    g_list_free(keys);
}

static void dump_form(GString *out, const Form *form)
{
    static const char *const types[] = {"text-single", "text-private", "text-multi", "boolean",
                                        "list-single", "list-multi",   "jid-single", "jid-multi",
                                        "fixed",       "hidden"};
    g_string_append(out, "form ");
    append_quoted(out, form->title);
    g_string_append_c(out, ' ');
    append_quoted(out, form->instructions);
    g_string_append_c(out, '\n');
    for (guint i = 0; i < form->fields->len && is_shown(out, i, form->fields->len, "fields"); i++) {
        const FormField *field = g_ptr_array_index(form->fields, i);
        g_string_append_printf(out, "  %s %s%s ", types[field->type],
                               field->var != NULL ? field->var : "-",
                               field->required ? " required" : "");
        append_quoted(out, field->label);
        for (guint v = 0; v < field->values->len; v++) {
            g_string_append_printf(out, " =%s", (const char *)g_ptr_array_index(field->values, v));
        }
        for (guint o = 0; o < field->options->len; o++) {
            const FormOption *option = g_ptr_array_index(field->options, o);
            g_string_append_printf(out, " [%s: %s]", option->value, option->label);
        }
        if (field->description != NULL || field->media_uri != NULL) {
            g_string_append_printf(out, " (%s) <%s>",
                                   field->description != NULL ? field->description : "",
                                   field->media_uri != NULL ? field->media_uri : "");
        }
        g_string_append_c(out, '\n');
    }
}

char *model_text_dup(Wire *wire)
{
    GString *out = g_string_new(NULL);
    dump_contacts(out, wire->account);
    GPtrArray *chats = account_chats(wire->account);
    for (guint i = 0; i < chats->len; i++) {
        if (is_shown(out, i, chats->len, "chats")) {
            dump_chat(out, g_ptr_array_index(chats, i));
        }
    }
    /* The first says that we are connected. */
    for (guint i = 1; i < model_n_notices(wire->model); i++) {
        dump_message(out, model_notice_at(wire->model, i));
    }
    const char *version = account_roster_version(wire->account);
    if (strcmp(version, "v1") != 0) {
        g_string_append_printf(out, "roster version \"%s\"\n", version);
    }
    dump_kept(out, wire);
    if (wire->form != NULL) {
        dump_form(out, wire->form);
    }
    return g_string_free(out, FALSE);
}

/* Sound. */

static void check_text(const char *text, gsize max)
{
    g_assert_true(text == NULL || g_utf8_validate(text, -1, NULL));
    g_assert_true(text == NULL || strlen(text) <= max);
}

static void check_contact(const Contact *contact)
{
    check_text(contact_name(contact), CONTACT_NAME_MAX);
    check_text(contact_nick(contact), CONTACT_NAME_MAX);
    g_assert_true(jid_is_bare(contact_address(contact)));
    g_assert_cmpuint(contact_n_resources(contact), <=, CONTACT_RESOURCES_MAX);
    for (guint i = 0; i < contact_n_resources(contact); i++) {
        const Resource *resource = contact_resource(contact, i);
        check_text(resource->resource, JID_PART_MAX);
        check_text(resource->status, CONTACT_STATUS_MAX);
        check_text(resource->client, CONTACT_NAME_MAX);
        g_assert_cmpint(resource->show, !=, SHOW_OFFLINE);
        g_assert_cmpint(resource->idle_since, <=, clock_now());
    }
}

static void check_message(const Chat *chat, const Message *message)
{
    check_text(message->body, CHAT_BODY_MAX + 64);
    check_text(message->id, MESSAGE_ID_MAX);
    if (message->kind != MESSAGE_TEXT || message->direction != MESSAGE_IN) {
        return;
    }
    g_autoptr(Jid) author = jid_parse(message->author, NULL);
    g_assert_nonnull(author);
    g_assert_cmpstr(jid_bare(author), ==, jid_bare(chat_address(chat)));
    g_assert_cmpstr(message->body, !=, "");
    g_assert_null(message->archive_id);
}

void model_check_sound(Wire *wire)
{
    GPtrArray *contacts = account_contacts(wire->account);
    g_assert_cmpuint(contacts->len, <=, ACCOUNT_ROSTER_MAX);
    for (guint i = 0; i < contacts->len; i++) {
        check_contact(g_ptr_array_index(contacts, i));
    }
    g_assert_cmpuint(account_n_requests(wire->account), <=, ACCOUNT_REQUESTS_MAX);
    for (guint i = 0; i < account_n_requests(wire->account); i++) {
        const SubscriptionRequest *request = account_request(wire->account, i);
        g_autoptr(Jid) from = jid_parse(request->address, NULL);
        g_assert_true(from != NULL && jid_is_bare(from));
        check_text(request->text, CONTACT_STATUS_MAX);
        check_text(request->nick, CONTACT_NAME_MAX);
    }
    GPtrArray *chats = account_chats(wire->account);
    for (guint i = 0; i < chats->len; i++) {
        const Chat *chat = g_ptr_array_index(chats, i);
        g_assert_cmpuint(chat_unread(chat), <=, chat_n_messages(chat));
        for (guint m = 0; m < chat_n_messages(chat); m++) {
            check_message(chat, chat_message(chat, m));
        }
    }
}
