/* roster.c: the contacts of an account and their order.
 *
 * The sorted list is made again when it is asked for after a change that moves
 * somebody: a presence that stays online costs nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model/model_private.h"

#include <string.h>

Contact *account_find_contact(Account *account, const char *bare)
{
    return g_hash_table_lookup(account->contacts, bare);
}

guint account_n_contacts(const Account *account)
{
    return account->in_roster;
}

void account_unsort(Account *account)
{
    account->unsorted = true;
}

static int compare_contacts(gconstpointer a, gconstpointer b)
{
    Contact *left = *(Contact *const *)a;
    Contact *right = *(Contact *const *)b;
    bool left_online = contact_n_resources(left) > 0;
    bool right_online = contact_n_resources(right) > 0;
    if (left_online != right_online) {
        return left_online ? -1 : 1;
    }
    int order = strcmp(contact_sort_key(left), contact_sort_key(right));
    return order != 0 ? order : strcmp(jid_bare(left->address), jid_bare(right->address));
}

GPtrArray *account_contacts(Account *account)
{
    if (account->unsorted) {
        GHashTableIter iter;
        gpointer contact;
        g_ptr_array_set_size(account->sorted, 0);
        g_hash_table_iter_init(&iter, account->contacts);
        while (g_hash_table_iter_next(&iter, NULL, &contact)) {
            if (((Contact *)contact)->in_roster) {
                g_ptr_array_add(account->sorted, contact);
            }
        }
        g_ptr_array_sort(account->sorted, compare_contacts);
        account->unsorted = false;
    }
    return account->sorted;
}

Contact *account_get_contact(Account *account, const Jid *bare)
{
    Contact *contact = account_find_contact(account, jid_bare(bare));
    if (contact == NULL && g_hash_table_size(account->contacts) < ACCOUNT_ROSTER_MAX) {
        contact = contact_new(account, bare);
        g_hash_table_insert(account->contacts, (gpointer)(guintptr)jid_bare(contact->address),
                            contact);
    }
    return contact;
}

void account_set_roster_item(Account *account, const Jid *bare, const RosterItem *item)
{
    Contact *contact = account_get_contact(account, bare);
    if (contact != NULL) {
        contact_set_item(contact, item);
    }
}

/* Takes CONTACT out of the table; nobody is told. */
static void forget_contact(Account *account, Contact *contact)
{
    if (contact->in_roster) {
        account->in_roster--;
    }
    account->unsorted = true;
    g_ptr_array_set_size(account->sorted, 0);
    g_hash_table_remove(account->contacts, jid_bare(contact->address));
}

void account_remove_contact(Account *account, const char *bare)
{
    Contact *contact = account_find_contact(account, bare);
    if (contact == NULL) {
        return;
    }
    g_autofree char *address = g_strdup(bare);
    forget_contact(account, contact);
    MODEL_EMIT(account->model, contact_removed, account, address);
}

void account_begin_roster(Account *account)
{
    GHashTableIter iter;
    gpointer contact;
    account->resetting = true;
    g_hash_table_iter_init(&iter, account->contacts);
    while (g_hash_table_iter_next(&iter, NULL, &contact)) {
        ((Contact *)contact)->keep = false;
    }
}

void account_end_roster(Account *account)
{
    GHashTableIter iter;
    gpointer value;
    g_ptr_array_set_size(account->sorted, 0);
    g_hash_table_iter_init(&iter, account->contacts);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Contact *contact = value;
        if (contact->in_roster && !contact->keep) {
            account->in_roster--;
            g_hash_table_iter_remove(&iter);
        }
    }
    account->resetting = false;
    account->unsorted = true;
    MODEL_EMIT(account->model, roster_reset, account);
}

const char *account_roster_version(const Account *account)
{
    return account->roster_version;
}

void account_set_roster_version(Account *account, const char *version)
{
    if (strcmp(account->roster_version, version) != 0) {
        char *copy = g_strdup(version);
        g_free(account->roster_version);
        account->roster_version = copy;
        MODEL_EMIT(account->model, roster_version, account);
    }
}

void account_clear_presence(Account *account)
{
    GHashTableIter iter;
    gpointer contact;
    bool any = false;
    g_hash_table_iter_init(&iter, account->contacts);
    while (g_hash_table_iter_next(&iter, NULL, &contact)) {
        any |= contact_drop_resources(contact);
    }
    if (any) {
        account->unsorted = true;
        MODEL_EMIT(account->model, account_changed, account);
    }
}
