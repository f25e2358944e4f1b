/* rfc6121_roster.c: see rfc6121_roster.h.
 *
 * The order at login: ask for the list, take the answer, then say that we are here;
 * so no contact's presence comes before the contact. A push has passed the origin
 * table: it is from the own account.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/xep/rfc6121_roster.h"

#include "xmpp/xep.h"
#include "xmpp/xep/rfc6121_presence.h"

#include <string.h>

void roster_entry_clear(RosterEntry *entry)
{
    g_clear_pointer(&entry->jid, jid_unref);
    g_clear_pointer(&entry->name, g_free);
    g_clear_pointer(&entry->groups, g_ptr_array_unref);
}

static Subscription subscription_from_word(const char *word)
{
    if (g_strcmp0(word, "both") == 0) {
        return SUBSCRIPTION_BOTH;
    }
    if (g_strcmp0(word, "to") == 0) {
        return SUBSCRIPTION_TO;
    }
    return g_strcmp0(word, "from") == 0 ? SUBSCRIPTION_FROM : SUBSCRIPTION_NONE;
}

/* At most MAX bytes of TEXT, cut between characters. (transfer full) */
static char *cut_dup(const char *text, gsize max)
{
    gsize len = strlen(text);
    if (len <= max) {
        return g_strndup(text, len);
    }
    const char *end = g_utf8_find_prev_char(text, text + max + 1);
    return g_strndup(text, end != NULL ? (gsize)(end - text) : 0);
}

static GPtrArray *decode_groups(Stanza *item)
{
    GPtrArray *groups = g_ptr_array_new_with_free_func(g_free);
    for (Stanza *child = stanza_child(item, "group", NULL);
         child != NULL && groups->len < ROSTER_GROUPS_MAX;
         child = stanza_next(child, "group", NULL)) {
        g_autofree char *text = stanza_text_dup(child);
        char *group = cut_dup(text, ROSTER_GROUP_MAX);
        bool known = g_ptr_array_find_with_equal_func(groups, group, g_str_equal, NULL);
        if (group[0] == '\0' || known) {
            g_free(group);
        } else {
            g_ptr_array_add(groups, group);
        }
    }
    g_ptr_array_add(groups, NULL);
    return groups;
}

bool roster_decode_item(Stanza *item, RosterEntry *ret_entry, GError **error)
{
    g_autoptr(Jid) jid = stanza_attr_jid(item, "jid", error);
    if (jid == NULL) {
        return false;
    }
    memset(ret_entry, 0, sizeof *ret_entry);
    ret_entry->jid = jid_bare_dup(jid);
    const char *name = stanza_attr(item, "name");
    if (name != NULL && name[0] != '\0') {
        ret_entry->name = cut_dup(name, CONTACT_NAME_MAX);
    }
    const char *subscription = stanza_attr(item, "subscription");
    ret_entry->remove = g_strcmp0(subscription, "remove") == 0;
    ret_entry->subscription = subscription_from_word(subscription);
    ret_entry->ask = g_strcmp0(stanza_attr(item, "ask"), "subscribe") == 0;
    ret_entry->groups = decode_groups(item);
    return true;
}

static void apply_entry(Account *account, const RosterEntry *entry)
{
    if (entry->remove) {
        account_remove_contact(account, jid_bare(entry->jid));
        return;
    }
    RosterItem item = {
        .name = entry->name,
        .subscription = entry->subscription,
        .ask = entry->ask,
        .groups = (const char *const *)entry->groups->pdata,
    };
    account_set_roster_item(account, entry->jid, &item);
}

static void apply_version(Account *account, Stanza *query)
{
    const char *version = stanza_attr(query, "ver");
    if (version != NULL && strlen(version) <= ROSTER_VERSION_MAX) {
        account_set_roster_version(account, version);
    }
}

static void apply_whole(Account *account, Stanza *query)
{
    account_begin_roster(account);
    for (Stanza *item = stanza_child(query, "item", NULL); item != NULL;
         item = stanza_next(item, "item", NULL)) {
        g_auto(RosterEntry) entry = {0};
        if (roster_decode_item(item, &entry, NULL) && !entry.remove) {
            apply_entry(account, &entry);
        }
    }
    account_end_roster(account);
    if (stanza_attr(query, "ver") == NULL) {
        account_set_roster_version(account, "");
    }
    apply_version(account, query);
}

static void roster_fetched(IqOutcome outcome, Stanza *reply, void *user)
{
    Session *session = user;
    if (outcome == IQ_GONE) {
        return;
    }
    Account *account = session_account(session);
    if (outcome == IQ_RESULT) {
        /* No <query/>: the list of last time holds. */
        Stanza *query = stanza_child(reply, "query", NS_ROSTER);
        if (query != NULL) {
            apply_whole(account, query);
        }
    } else {
        g_autofree char *problem = iq_problem_dup(outcome, reply);
        g_autofree char *text = g_strdup_printf(
            "The contact list did not come: %s It is as it was last time.", problem);
        model_notice(session_model(session), account, MESSAGE_ERROR, text);
    }
    presence_announce(session);
}

static void roster_online(Session *session, G_GNUC_UNUSED void *state, bool resumed)
{
    if (resumed) {
        return;
    }
    Stanza *iq = stanza_iq_new(session_ctx(session), "get", NULL);
    Stanza *query = stanza_add(iq, "query", NS_ROSTER);
    if (session_has_stream_feature(session, "ver", NS_ROSTER_VERSION)) {
        stanza_set(query, "ver", account_roster_version(session_account(session)));
    }
    session_ask(session, iq, 0, roster_fetched, session);
}

static RouteResult handle_push(Session *session, G_GNUC_UNUSED void *state, const Incoming *in)
{
    Stanza *item = stanza_child(in->payload, "item", NULL);
    g_auto(RosterEntry) entry = {0};
    if (item == NULL || stanza_next(item, "item", NULL) != NULL ||
        !roster_decode_item(item, &entry, NULL)) {
        session_reply_error(session, in, "modify", "bad-request");
        return ROUTE_DONE;
    }
    Account *account = session_account(session);
    apply_entry(account, &entry);
    apply_version(account, in->payload);
    session_reply_done(session, in);
    return ROUTE_DONE;
}

/* A change that the user waits for. */
typedef struct {
    Session *session;
    Jid *jid;
    bool subscribe; /* ask for their presence once the item is there */
    SessionDone done;
    void *user;
} Change;

static void change_finished(IqOutcome outcome, Stanza *reply, void *user)
{
    Change *change = user;
    g_autofree char *problem = outcome != IQ_RESULT ? iq_problem_dup(outcome, reply) : NULL;
    if (outcome == IQ_RESULT && change->subscribe) {
        presence_subscribe(change->session, change->jid);
    }
    if (change->done != NULL) {
        change->done(problem, change->user);
    }
    jid_unref(change->jid);
    g_free(change);
}

static void send_change(Session *session, const Jid *bare, Stanza *iq, bool subscribe,
                        SessionDone done, void *user)
{
    Change *change = g_new0(Change, 1);
    change->session = session;
    change->jid = jid_bare_dup(bare);
    change->subscribe = subscribe;
    change->done = done;
    change->user = user;
    session_ask(session, iq, 0, change_finished, change);
}

static Stanza *set_new(Session *session, const Jid *bare, Stanza **ret_item)
{
    Stanza *iq = stanza_iq_new(session_ctx(session), "set", NULL);
    Stanza *query = stanza_add(iq, "query", NS_ROSTER);
    *ret_item = stanza_add(query, "item", NULL);
    stanza_set(*ret_item, "jid", jid_bare(bare));
    return iq;
}

static Stanza *item_set_new(Session *session, const Jid *bare, const char *name,
                            const char *const *groups)
{
    Stanza *item;
    Stanza *iq = set_new(session, bare, &item);
    if (name != NULL && name[0] != '\0') {
        stanza_set(item, "name", name);
    }
    for (guint i = 0; groups != NULL && groups[i] != NULL; i++) {
        if (groups[i][0] != '\0') {
            stanza_add_with_text(item, "group", NULL, groups[i]);
        }
    }
    return iq;
}

void session_add_contact(Session *session, const Jid *bare, const char *name,
                         const char *const *groups, SessionDone done, void *user)
{
    send_change(session, bare, item_set_new(session, bare, name, groups), true, done, user);
}

void session_rename_contact(Session *session, const Jid *bare, const char *name,
                            const char *const *groups, SessionDone done, void *user)
{
    send_change(session, bare, item_set_new(session, bare, name, groups), false, done, user);
}

void session_remove_contact(Session *session, const Jid *bare, SessionDone done, void *user)
{
    Stanza *item;
    Stanza *iq = set_new(session, bare, &item);
    stanza_set(item, "subscription", "remove");
    send_change(session, bare, iq, false, done, user);
}

static const Route routes[] = {
    {"iq", "set", "query", NS_ROSTER, handle_push},
    {NULL, NULL, NULL, NULL, NULL},
};

const XepModule rfc6121_roster = {
    .number = "6121",
    .name = "XMPP: Instant Messaging and Presence",
    .since = "0.1",
    .routes = routes,
    .online = roster_online,
};

const XepModule xep_0237_roster_versioning = {
    .number = "0237",
    .name = "Roster Versioning",
    .version = "1.3",
    .since = "0.1",
};
