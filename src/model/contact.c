/* contact.c: a contact's item, nick and resources (see contact.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model/model_private.h"

#include "base/text.h"

#include <string.h>

static const char *const show_words[] = {
    [SHOW_CHAT] = "chat", [SHOW_ONLINE] = "online", [SHOW_AWAY] = "away",
    [SHOW_XA] = "xa",     [SHOW_DND] = "dnd",       [SHOW_OFFLINE] = "offline",
};

const char *show_word(Show show)
{
    return show_words[show];
}

bool show_from_word(const char *word, Show *ret_show)
{
    for (guint i = 0; i < G_N_ELEMENTS(show_words); i++) {
        if (strcmp(show_words[i], word) == 0) {
            *ret_show = (Show)i;
            return true;
        }
    }
    return false;
}

static void resource_free(Resource *resource)
{
    g_free(resource->resource);
    g_free(resource->status);
    g_free(resource->caps);
    g_free(resource->client);
    g_free(resource);
}

/* TEXT cut to MAX bytes at a character's border; NULL stays NULL. (transfer full) */
static char *dup_cut(const char *text, gsize max)
{
    if (text == NULL || strlen(text) <= max) {
        return g_strdup(text);
    }
    const char *end = g_utf8_find_prev_char(text, text + max + 1);
    return g_strndup(text, end != NULL ? (gsize)(end - text) : 0);
}

Contact *contact_new(Account *account, const Jid *bare)
{
    Contact *contact = g_new0(Contact, 1);
    contact->account = account;
    contact->address = jid_bare_dup(bare);
    return contact;
}

void contact_free(Contact *contact)
{
    jid_unref(contact->address);
    g_free(contact->name);
    g_free(contact->nick);
    g_strfreev(contact->groups);
    g_free(contact->sort_key);
    if (contact->resources != NULL) {
        g_ptr_array_unref(contact->resources);
    }
    g_free(contact);
}

Account *contact_account(const Contact *contact)
{
    return contact->account;
}

const Jid *contact_address(const Contact *contact)
{
    return contact->address;
}

const char *contact_name(const Contact *contact)
{
    return contact->name;
}

const char *contact_display_name(const Contact *contact)
{
    if (contact->name != NULL) {
        return contact->name;
    }
    if (contact->nick != NULL) {
        return contact->nick;
    }
    const char *local = jid_local(contact->address);
    return local != NULL ? local : jid_bare(contact->address);
}

const char *contact_sort_key(Contact *contact)
{
    if (contact->sort_key == NULL) {
        contact->sort_key = text_fold_dup(contact_display_name(contact));
    }
    return contact->sort_key;
}

Subscription contact_subscription(const Contact *contact)
{
    return contact->subscription;
}

bool contact_ask(const Contact *contact)
{
    return contact->ask;
}

bool contact_in_roster(const Contact *contact)
{
    return contact->in_roster;
}

const char *const *contact_groups(const Contact *contact)
{
    static const char *const none[] = {NULL};
    return contact->groups != NULL ? (const char *const *)contact->groups : none;
}

const char *contact_nick(const Contact *contact)
{
    return contact->nick;
}

static const Resource *best(const Contact *contact)
{
    return contact->resources != NULL && contact->resources->len > 0
               ? g_ptr_array_index(contact->resources, 0)
               : NULL;
}

Show contact_show(const Contact *contact)
{
    const Resource *resource = best(contact);
    return resource != NULL ? resource->show : SHOW_OFFLINE;
}

const char *contact_status(const Contact *contact)
{
    const Resource *resource = best(contact);
    return resource != NULL ? resource->status : NULL;
}

guint contact_n_resources(const Contact *contact)
{
    return contact->resources != NULL ? contact->resources->len : 0;
}

const Resource *contact_resource(const Contact *contact, guint index)
{
    return g_ptr_array_index(contact->resources, index);
}

const Resource *contact_find_resource(const Contact *contact, const char *resource)
{
    for (guint i = 0; i < contact_n_resources(contact); i++) {
        const Resource *found = contact_resource(contact, i);
        if (strcmp(found->resource, resource) == 0) {
            return found;
        }
    }
    return NULL;
}

static void changed(Contact *contact, guint changes)
{
    if (!contact->account->resetting) {
        MODEL_EMIT(contact->account->model, contact_changed, contact, changes);
    }
}

void contact_set_nick(Contact *contact, const char *nick)
{
    g_autofree char *cut = dup_cut(nick != NULL && *nick != '\0' ? nick : NULL, CONTACT_NAME_MAX);
    if (g_strcmp0(contact->nick, cut) == 0) {
        return;
    }
    g_free(contact->nick);
    contact->nick = g_steal_pointer(&cut);
    g_clear_pointer(&contact->sort_key, g_free);
    account_unsort(contact->account);
    changed(contact, CONTACT_CHANGED_NICK);
}

static bool same_item(const Contact *contact, const RosterItem *item)
{
    static const char *const none[] = {NULL};
    const char *const *groups = item->groups != NULL ? item->groups : none;
    return contact->in_roster && g_strcmp0(contact->name, item->name) == 0 &&
           contact->subscription == item->subscription && contact->ask == item->ask &&
           g_strv_equal(contact_groups(contact), groups);
}

void contact_set_item(Contact *contact, const RosterItem *item)
{
    RosterItem named = *item;
    g_autofree char *name =
        dup_cut(item->name != NULL && *item->name != '\0' ? item->name : NULL, CONTACT_NAME_MAX);
    named.name = name;
    contact->keep = true;
    if (same_item(contact, &named)) {
        return;
    }
    if (!contact->in_roster) {
        contact->in_roster = true;
        contact->account->in_roster++;
    }
    g_free(contact->name);
    contact->name = g_steal_pointer(&name);
    contact->subscription = item->subscription;
    contact->ask = item->ask;
    g_strfreev(contact->groups);
    contact->groups = g_strdupv((char **)(guintptr)item->groups);
    g_clear_pointer(&contact->sort_key, g_free);
    account_unsort(contact->account);
    changed(contact, CONTACT_CHANGED_ITEM);
}

static int compare_resources(gconstpointer a, gconstpointer b)
{
    const Resource *left = *(const Resource *const *)a;
    const Resource *right = *(const Resource *const *)b;
    if (left->priority != right->priority) {
        return left->priority > right->priority ? -1 : 1;
    }
    if (left->show != right->show) {
        return left->show < right->show ? -1 : 1;
    }
    return strcmp(left->resource, right->resource);
}

static gint find_index(const Contact *contact, const char *resource)
{
    for (guint i = 0; i < contact_n_resources(contact); i++) {
        if (strcmp(contact_resource(contact, i)->resource, resource) == 0) {
            return (gint)i;
        }
    }
    return -1;
}

static Resource *resource_dup(const Resource *values, const char *client)
{
    Resource *copy = g_new0(Resource, 1);
    *copy = *values;
    copy->resource = g_strdup(values->resource);
    copy->status = dup_cut(values->status, CONTACT_STATUS_MAX);
    copy->caps = g_strdup(values->caps);
    copy->client = g_strdup(values->client != NULL ? values->client : client);
    return copy;
}

void contact_set_resource(Contact *contact, const Resource *values)
{
    bool was_online = contact_n_resources(contact) > 0;
    gint index = find_index(contact, values->resource);
    if (values->show == SHOW_OFFLINE && index < 0) {
        return;
    }
    if (contact->resources == NULL) {
        contact->resources = g_ptr_array_new_with_free_func((GDestroyNotify)resource_free);
    }
    const char *client = index >= 0 ? contact_resource(contact, (guint)index)->client : NULL;
    Resource *fresh = values->show != SHOW_OFFLINE ? resource_dup(values, client) : NULL;
    if (index >= 0) {
        g_ptr_array_remove_index(contact->resources, (guint)index);
    }
    if (fresh != NULL && contact->resources->len < CONTACT_RESOURCES_MAX) {
        g_ptr_array_add(contact->resources, fresh);
        g_ptr_array_sort(contact->resources, compare_resources);
    } else if (fresh != NULL) {
        resource_free(fresh);
    }
    if (was_online != (contact_n_resources(contact) > 0)) {
        account_unsort(contact->account);
    }
    changed(contact, CONTACT_CHANGED_PRESENCE);
}

void contact_set_resource_client(Contact *contact, const char *resource, const char *client)
{
    gint index = find_index(contact, resource);
    if (index >= 0) {
        Resource *found = g_ptr_array_index(contact->resources, index);
        g_free(found->client);
        found->client = dup_cut(client, CONTACT_NAME_MAX);
    }
}

bool contact_drop_resources(Contact *contact)
{
    if (contact_n_resources(contact) == 0) {
        return false;
    }
    g_clear_pointer(&contact->resources, g_ptr_array_unref);
    return true;
}
