/* pane_common.c: names, times and looks that several panes need.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/panes.h"

#include <string.h>

WidthClass width_class(int cols)
{
    return cols < 60 ? CLASS_S : cols < 80 ? CLASS_M : cols < 110 ? CLASS_L : CLASS_XL;
}

void pane_free(Pane *pane)
{
    if (pane != NULL) {
        pane->ops->free(pane);
    }
}

char *local_time_dup(gint64 us, const char *format)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(us / G_USEC_PER_SEC);
    char *text = time != NULL ? g_date_time_format(time, format) : NULL;
    return text != NULL ? text : g_strdup("--:--");
}

int local_day(gint64 us)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(us / G_USEC_PER_SEC);
    return time != NULL ? g_date_time_get_year(time) * 1000 + g_date_time_get_day_of_year(time) : 0;
}

SafeText safe_line(const char *text)
{
    return text_safe(text, -1, TEXT_LINE);
}

Style ui_style(Ui *ui, Role role)
{
    return theme_style(ui->theme, role);
}

/* Another contact of the account has the same name, or one that looks the same. */
static bool is_ambiguous(Contact *contact)
{
    const char *name = contact_display_name(contact);
    if (strchr(name, '@') != NULL) {
        return strcmp(name, jid_bare(contact_address(contact))) != 0;
    }
    /* Sorted by folded name: one with the same name is a neighbour among the online or offline. */
    GPtrArray *contacts = account_contacts(contact_account(contact));
    for (guint i = 0; i < contacts->len && i < 2000; i++) {
        Contact *other = g_ptr_array_index(contacts, i);
        const char *other_name = contact_display_name(other);
        if (other != contact && strcmp(other_name, name) == 0) {
            return true;
        }
    }
    return false;
}

SafeText contact_label(Contact *contact)
{
    const char *name = contact_display_name(contact);
    if (!is_ambiguous(contact)) {
        return text_safe(name, -1, TEXT_NAME);
    }
    g_autofree char *both = g_strdup_printf("%s <%s>", name, jid_bare(contact_address(contact)));
    return text_safe(both, -1, TEXT_NAME);
}

SafeText chat_name(Chat *chat)
{
    Contact *contact = chat_contact(chat);
    return contact != NULL ? contact_label(contact) : text_safe(chat_title(chat), -1, TEXT_NAME);
}
