/* cmd_contact.c: the people: adding, accepting, naming, asking about them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command/command_list.h"
#include "command/target.h"

#include <string.h>

#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* What a later answer says on success. */
typedef struct {
    CommandLater *later;
    char *success;
} Pending;

static Pending *pending_new(const CommandCall *call, char *success)
{
    Pending *pending = g_new0(Pending, 1);
    pending->later = command_later(call);
    pending->success = success;
    return pending;
}

static void pending_done(const char *error, void *user)
{
    Pending *pending = user;
    command_later_answer(pending->later, error != NULL ? MESSAGE_ERROR : MESSAGE_NOTICE,
                         error != NULL ? error : pending->success);
    g_free(pending->success);
    g_free(pending);
}

/* The online session of the account that WHO belongs to, and the bare address in
 * RET_BARE (transfer full); NULL when the reason was told. */
static Session *target_session(CommandCall *call, const char *who, Jid **ret_bare)
{
    Account *account = NULL;
    g_autoptr(Jid) jid = command_target(call, who, &account);
    if (jid == NULL) {
        return NULL;
    }
    call->account = account;
    Session *session = command_online_session(call);
    if (session != NULL) {
        *ret_bare = jid_bare_dup(jid);
    }
    return session;
}

static void run_add(CommandCall *call)
{
    g_autoptr(Jid) bare = NULL;
    Session *session = target_session(call, command_arg(call, "who"), &bare);
    if (session == NULL) {
        return;
    }
    if (jid_equal_bare(bare, account_address(call->account))) {
        command_fail(call, "That is you. /msg %s opens a chat with yourself.", jid_bare(bare));
        return;
    }
    const char *group = command_arg(call, "group");
    const char *groups[] = {group, NULL};
    session_add_contact(session, bare, command_arg(call, "name"), groups, pending_done,
                        pending_new(call, g_strdup_printf("Asked %s. They are in your list; you "
                                                          "see whether they are online once they "
                                                          "accept.",
                                                          jid_bare(bare))));
}

const Command cmd_add = {
    .name = "add",
    .topic = "Contacts",
    .usage = "<who:address> [name] [group]",
    .summary = "add somebody to your contacts and ask to see their presence",
    .help = "The name is your own word for them; a name with spaces goes in quotes.",
    .examples = WORDS("/add romeo@montague.example", "/add romeo@montague.example Romeo",
                      "/add nurse@capulet.example \"The Nurse\" Family"),
    .run = run_add,
};

static void run_remove(CommandCall *call)
{
    g_autoptr(Jid) bare = NULL;
    Session *session = target_session(call, command_arg(call, "who"), &bare);
    if (session == NULL) {
        return;
    }
    session_remove_contact(
        session, bare, pending_done,
        pending_new(call, g_strdup_printf("Removed %s; what was said stays. /add %s asks again.",
                                          jid_bare(bare), jid_bare(bare))));
}

const Command cmd_remove = {
    .name = "remove",
    .topic = "Contacts",
    .usage = "[who:contact]",
    .summary = "take somebody out of your contacts",
    .help = "Neither sees the other's presence any more. The chat and its history stay.",
    .examples = WORDS("/remove", "/remove romeo@montague.example"),
    .run = run_remove,
};

/* TEXT without the quotes around the whole of it, which names with spaces often come with. */
static char *unquoted_dup(const char *text)
{
    gsize len = text != NULL ? strlen(text) : 0;
    bool quoted = len >= 2 && text[0] == '"' && text[len - 1] == '"';
    return quoted ? g_strndup(text + 1, len - 2) : g_strdup(text);
}

static void rename_or_group(CommandCall *call, bool rename)
{
    g_autoptr(Jid) bare = NULL;
    Session *session = target_session(call, command_arg(call, "who"), &bare);
    if (session == NULL) {
        return;
    }
    Contact *contact = account_find_contact(call->account, jid_bare(bare));
    if (contact == NULL || !contact_in_roster(contact)) {
        command_fail(call, "%s is not in your contacts. /add %s adds them.", jid_bare(bare),
                     jid_bare(bare));
        return;
    }
    g_autofree char *value = unquoted_dup(command_arg(call, rename ? "name" : "group"));
    const char *groups[] = {value, NULL};
    session_rename_contact(session, bare, rename ? value : contact_name(contact),
                           rename ? contact_groups(contact) : groups, pending_done,
                           pending_new(call, g_strdup_printf("%s is now %s %s.", jid_bare(bare),
                                                             rename ? "called" : "in the group",
                                                             value != NULL ? value : "(none)")));
}

static void run_rename(CommandCall *call)
{
    rename_or_group(call, true);
}

const Command cmd_rename = {
    .name = "rename",
    .topic = "Contacts",
    .usage = "<who:contact> [name...]",
    .summary = "give a contact a name of your own",
    .help = "Without a name the contact is shown by their address again.",
    .examples = WORDS("/rename romeo@montague.example My Romeo", "/rename . Romeo"),
    .run = run_rename,
};

static void run_group(CommandCall *call)
{
    rename_or_group(call, false);
}

const Command cmd_group = {
    .name = "group",
    .topic = "Contacts",
    .usage = "<who:contact> [group...]",
    .summary = "put a contact into a group",
    .help = "Without a group the contact is in none.",
    .examples = WORDS("/group Romeo Friends"),
    .run = run_group,
};

/* The request that WHO names; without WHO the only one, or the chat's. */
static const SubscriptionRequest *find_request(CommandCall *call, const char *who)
{
    Account *account = call->account;
    if (account == NULL) {
        (void)command_session(call);
        return NULL;
    }
    const SubscriptionRequest *request = NULL;
    if (who != NULL) {
        g_autoptr(Jid) jid = command_target(call, who, &account);
        if (jid == NULL) {
            return NULL;
        }
        call->account = account;
        request = account_find_request(account, jid_bare(jid));
        if (request == NULL) {
            command_fail(call, "%s has not asked to add you.", jid_bare(jid));
        }
        return request;
    }
    if (call->chat != NULL) {
        request = account_find_request(account, jid_bare(chat_address(call->chat)));
    }
    if (request == NULL && account_n_requests(account) == 1) {
        request = account_request(account, 0);
    }
    if (request == NULL) {
        command_fail(call, account_n_requests(account) == 0
                               ? "Nobody waits for an answer."
                               : "Several people wait: say who. The home window lists them.");
    }
    return request;
}

static void answer_request(CommandCall *call, bool accept)
{
    const SubscriptionRequest *request = find_request(call, command_arg(call, "who"));
    Session *session = request != NULL ? command_online_session(call) : NULL;
    if (session == NULL) {
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(Jid) bare = jid_parse(request->address, &error);
    if (bare == NULL) {
        command_fail(call, "%s", error->message);
        return;
    }
    if (accept) {
        session_accept(session, bare);
        command_answer(call, "%s may see when you are online, and you asked the same.",
                       jid_bare(bare));
    } else {
        session_deny(session, bare);
        command_answer(call, "%s was refused.", jid_bare(bare));
    }
}

static void run_accept(CommandCall *call)
{
    answer_request(call, true);
}

const Command cmd_accept = {
    .name = "accept",
    .topic = "Contacts",
    .usage = "[who:request]",
    .summary = "let somebody add you, and add them",
    .help = "Without an address it answers the only request, or that of this chat.",
    .examples = WORDS("/accept", "/accept romeo@montague.example"),
    .run = run_accept,
};

static void run_deny(CommandCall *call)
{
    answer_request(call, false);
}

const Command cmd_deny = {
    .name = "deny",
    .topic = "Contacts",
    .usage = "[who:request]",
    .summary = "refuse somebody who wants to add you",
    .help = "Without an address it answers the only request, or that of this chat.",
    .examples = WORDS("/deny", "/deny tybalt@capulet.example"),
    .run = run_deny,
};

static void append_contact(GString *text, Contact *contact)
{
    const char *status = contact_status(contact);
    g_string_append_printf(text, "\n  %s  %s  %s%s%s", contact_display_name(contact),
                           jid_bare(contact_address(contact)), show_word(contact_show(contact)),
                           status != NULL ? ": " : "", status != NULL ? status : "");
    if (contact_subscription(contact) == SUBSCRIPTION_NONE && contact_ask(contact)) {
        g_string_append(text, "  (asked, not yet accepted)");
    }
}

static void run_roster(CommandCall *call)
{
    if (command_session(call) == NULL) {
        return;
    }
    const char *filter = command_arg(call, "filter");
    bool online_only = filter != NULL && strcmp(filter, "online") == 0;
    g_autoptr(GString) text = g_string_new(NULL);
    GPtrArray *contacts = account_contacts(call->account);
    for (guint i = 0; i < contacts->len; i++) {
        Contact *contact = g_ptr_array_index(contacts, i);
        if (!online_only || contact_show(contact) != SHOW_OFFLINE) {
            append_contact(text, contact);
        }
    }
    if (text->len == 0) {
        command_answer(call, online_only ? "Nobody is online."
                                         : "You have no contacts yet. /add name@server adds one.");
    } else if (call->env->ui != NULL && contacts->len > 20) {
        ui_page(call->env->ui, "Contacts", text->str + 1);
    } else {
        command_answer(call, "Contacts:%s", text->str);
    }
}

const Command cmd_roster = {
    .name = "roster",
    .aliases = WORDS("contacts"),
    .topic = "Contacts",
    .usage = "[filter:online|all]",
    .summary = "list your contacts",
    .help = "online shows only those who are there.",
    .examples = WORDS("/roster", "/roster online"),
    .run = run_roster,
};

static void append_resources(GString *text, Contact *contact)
{
    for (guint i = 0; i < contact_n_resources(contact); i++) {
        const Resource *resource = contact_resource(contact, i);
        g_string_append_printf(text, "\n  %s: %s", resource->resource, show_word(resource->show));
        if (resource->status != NULL) {
            g_string_append_printf(text, ", %s", resource->status);
        }
        if (resource->client != NULL) {
            g_string_append_printf(text, ", %s", resource->client);
        }
        if (resource->idle_since != 0) {
            g_autoptr(GDateTime) idle =
                g_date_time_new_from_unix_local(resource->idle_since / G_USEC_PER_SEC);
            g_autofree char *since =
                idle != NULL ? g_date_time_format(idle, "%Y-%m-%d %H:%M") : NULL;
            g_string_append_printf(text, ", idle since %s", since != NULL ? since : "?");
        }
    }
}

static void run_whois(CommandCall *call)
{
    static const char *const sees[] = {
        [SUBSCRIPTION_NONE] = "neither sees the other's presence",
        [SUBSCRIPTION_TO] = "you see their presence, they do not see yours",
        [SUBSCRIPTION_FROM] = "they see your presence, you do not see theirs",
        [SUBSCRIPTION_BOTH] = "you see each other's presence",
    };
    Account *account = NULL;
    g_autoptr(Jid) jid = command_target(call, command_arg(call, "who"), &account);
    if (jid == NULL) {
        return;
    }
    Contact *contact = account_find_contact(account, jid_bare(jid));
    if (contact == NULL) {
        command_answer(call, "%s is not in your contacts. /add %s adds them.", jid_bare(jid),
                       jid_bare(jid));
        return;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "%s  %s  %s", contact_display_name(contact), jid_bare(jid),
                           show_word(contact_show(contact)));
    g_string_append_printf(text, "\n  %s", sees[contact_subscription(contact)]);
    if (contact_nick(contact) != NULL) {
        g_string_append_printf(text, "\n  calls themselves %s", contact_nick(contact));
    }
    g_autofree char *groups = g_strjoinv(", ", (char **)(guintptr)contact_groups(contact));
    if (*groups != '\0') {
        g_string_append_printf(text, "\n  groups: %s", groups);
    }
    append_resources(text, contact);
    command_answer(call, "%s", text->str);
}

const Command cmd_whois = {
    .name = "whois",
    .aliases = WORDS("wi", "info"),
    .topic = "Contacts",
    .usage = "[who:contact]",
    .summary = "what is known of somebody",
    .help = "Presence, groups, and each of their connected clients.",
    .examples = WORDS("/whois", "/whois Romeo"),
    .run = run_whois,
};

static void answer_done(const char *answer, const char *error, void *user)
{
    command_later_answer(user, error != NULL ? MESSAGE_ERROR : MESSAGE_NOTICE,
                         error != NULL ? error : answer);
}

typedef void (*AskFunction)(Session *session, const Jid *to, SessionAnswer done, void *user);

/* Asks WHO's best client; the server of an address without one; own server without WHO. */
static void ask(CommandCall *call, AskFunction function, bool needs_client)
{
    const char *who = command_arg(call, "who");
    Account *account = call->account;
    g_autoptr(Jid) jid = NULL;
    if (who == NULL && call->chat == NULL) {
        if (command_session(call) == NULL) {
            return;
        }
        jid = jid_from_parts(NULL, jid_domain(account_address(account)), NULL, NULL);
    } else {
        jid = command_target(call, who, &account);
    }
    if (jid == NULL) {
        return;
    }
    call->account = account;
    Session *session = command_online_session(call);
    if (session == NULL) {
        return;
    }
    if (needs_client && jid_is_bare(jid) && jid_local(jid) != NULL) {
        Contact *contact = account_find_contact(account, jid_bare(jid));
        if (contact == NULL || contact_n_resources(contact) == 0) {
            command_fail(call, "%s is not online.", jid_bare(jid));
            return;
        }
        Jid *full = jid_from_parts(jid_local(jid), jid_domain(jid),
                                   contact_resource(contact, 0)->resource, NULL);
        if (full != NULL) {
            jid_unref(g_steal_pointer(&jid));
            jid = full;
        }
    }
    function(session, jid, answer_done, command_later(call));
}

static void run_ping(CommandCall *call)
{
    ask(call, session_ping, true);
}

const Command cmd_ping = {
    .name = "ping",
    .topic = "Contacts",
    .usage = "[who:contact]",
    .summary = "how long an answer takes",
    .help = "In the home window, and without a name, it asks your own server.",
    .examples = WORDS("/ping", "/ping romeo@montague.example"),
    .run = run_ping,
};

static void run_version(CommandCall *call)
{
    ask(call, session_version, true);
}

const Command cmd_version = {
    .name = "version",
    .aliases = WORDS("software"),
    .topic = "Contacts",
    .usage = "[who:contact]",
    .summary = "which program somebody uses",
    .help = "Not everybody answers.",
    .examples = WORDS("/version", "/version Romeo"),
    .run = run_version,
};

static void run_time(CommandCall *call)
{
    ask(call, session_time, true);
}

const Command cmd_time = {
    .name = "time",
    .topic = "Contacts",
    .usage = "[who:contact]",
    .summary = "what time it is where somebody is",
    .help = "Not everybody answers.",
    .examples = WORDS("/time Romeo"),
    .run = run_time,
};
