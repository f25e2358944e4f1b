/* pane_list.c: the list at the left: open chats by number, then contacts that are online.
 *
 * Rows are walked, not kept; only those in view are made into text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/panes.h"

#include <string.h>

typedef struct {
    Pane pane;
} ListPane;

/* What of a row stands at its right edge. */
static char *markers_dup(Ui *ui, Chat *chat)
{
    GString *text = g_string_new(NULL);
    bool current = chat == ui->current;
    if (chat_typing(chat) == TYPING_COMPOSING) {
        g_string_append(text, screen_glyph(ui->screen, GLYPH_ELLIPSIS));
    }
    if (*chat_draft(chat) != '\0' && !current) {
        g_string_append_c(text, '~');
    }
    if (chat_mentions(chat) > 0) {
        g_string_append_printf(text, "@%u ", chat_mentions(chat));
    }
    if (chat_unread(chat) > 0) {
        g_string_append_printf(text, "%u", chat_unread(chat));
    }
    return g_string_free(text, FALSE);
}

/* One row: SIGN before the number, NAME cut where the MARKERS begin. */
static void draw_row(const Region *region, int row, const char *prefix, const SafeText *name,
                     const char *markers, Style style)
{
    g_auto(SafeText) left = safe_line(prefix);
    g_auto(SafeText) right = safe_line(markers);
    int right_cols = text_width(right.s, -1);
    region_blank(region, row, 0, region->cols, style);
    int col = region_text(region, row, 0, &left, style);
    int room = region->cols - col - (right_cols > 0 ? right_cols + 1 : 0);
    region_text_cut(region, row, col, room, name, style);
    region_text(region, row, region->cols - right_cols, &right, style);
}

static void draw_header(Ui *ui, const Region *region, int row, const char *words)
{
    g_auto(SafeText) text = safe_line(words);
    Style style = ui_style(ui, ROLE_LIST_HEADER);
    region_blank(region, row, 0, region->cols, style);
    region_text_cut(region, row, 1, region->cols - 1, &text, style);
}

static Style chat_style(Ui *ui, Chat *chat)
{
    return ui_style(ui, chat == ui->current       ? ROLE_LIST_CURRENT
                        : chat_mentions(chat) > 0 ? ROLE_LIST_MENTION
                        : chat_unread(chat) > 0   ? ROLE_LIST_UNREAD
                                                  : ROLE_LIST_ITEM);
}

static int draw_chats(Ui *ui, const Region *region, int row)
{
    GPtrArray *chats = model_open_chats(ui->model);
    guint unread = model_unread_chats(ui->model);
    g_autofree char *header =
        unread > 0 ? g_strdup_printf("CHATS %u unread", unread) : g_strdup("CHATS");
    draw_header(ui, region, row++, header);
    g_auto(SafeText) home = safe_line("home");
    if (row < region->rows) {
        draw_row(region, row++, ui->current == NULL ? ">1 " : " 1 ", &home, "",
                 ui_style(ui, ui->current == NULL ? ROLE_LIST_CURRENT : ROLE_LIST_ITEM));
    }
    /* The current one is kept in view where there are more than fit. */
    guint first = 0;
    guint room = (guint)MAX(region->rows - row, 1);
    for (guint i = 0; i < chats->len; i++) {
        if (g_ptr_array_index(chats, i) == ui->current && i >= room) {
            first = i - room + 1;
        }
    }
    for (guint i = first; i < chats->len && row < region->rows; i++) {
        Chat *chat = g_ptr_array_index(chats, i);
        g_auto(SafeText) name = chat_name(chat);
        g_autofree char *markers = markers_dup(ui, chat);
        g_autofree char *prefix =
            g_strdup_printf("%s%u ", chat == ui->current ? ">" : " ", chat_number(chat));
        draw_row(region, row++, prefix, &name, markers, chat_style(ui, chat));
    }
    return row;
}

static const char *presence_sign(Show show)
{
    return show == SHOW_OFFLINE                   ? "-"
           : show == SHOW_DND                     ? "!"
           : show == SHOW_AWAY || show == SHOW_XA ? "~"
                                                  : "+";
}

static Style sign_style(Ui *ui, Show show)
{
    return ui_style(ui, show == SHOW_OFFLINE                   ? ROLE_LIST_OFFLINE
                        : show == SHOW_DND                     ? ROLE_SIGN_DND
                        : show == SHOW_AWAY || show == SHOW_XA ? ROLE_SIGN_AWAY
                                                               : ROLE_SIGN_ONLINE);
}

static guint count_online(Account *account)
{
    GPtrArray *contacts = account_contacts(account);
    /* Those online come first: find where they end. */
    guint low = 0, high = contacts->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        Contact *contact = g_ptr_array_index(contacts, middle);
        if (contact_n_resources(contact) > 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool has_open_chat(Account *account, Contact *contact)
{
    Chat *chat = account_find_chat(account, jid_bare(contact_address(contact)));
    return chat != NULL && chat_is_open(chat);
}

static int draw_contacts(Ui *ui, Account *account, const Region *region, int row)
{
    GPtrArray *contacts = account_contacts(account);
    guint online = count_online(account);
    const char *which = model_n_accounts(ui->model) > 1 ? account_name(account) : "CONTACTS";
    g_autofree char *header =
        g_strdup_printf("%s %u/%u", which, online, account_n_contacts(account));
    draw_header(ui, region, row++, header);
    for (guint i = 0; i < contacts->len && row < region->rows; i++) {
        Contact *contact = g_ptr_array_index(contacts, i);
        if (has_open_chat(account, contact)) {
            continue;
        }
        Show show = contact_show(contact);
        g_auto(SafeText) name = contact_label(contact);
        g_autofree char *prefix = g_strdup_printf("  %s ", presence_sign(show));
        const char *word =
            show == SHOW_AWAY || show == SHOW_XA || show == SHOW_DND ? show_word(show) : "";
        draw_row(region, row, prefix, &name, word,
                 ui_style(ui, show == SHOW_OFFLINE ? ROLE_LIST_OFFLINE : ROLE_LIST_ITEM));
        region_restyle(region, row++, 2, 1, sign_style(ui, show));
    }
    return row;
}

static void draw(Pane *pane, const Region *region)
{
    Ui *ui = pane->ui;
    Style plain = ui_style(ui, ROLE_LIST_ITEM);
    int row = draw_chats(ui, region, 0);
    for (guint i = 0; i < model_n_accounts(ui->model) && row < region->rows; i++) {
        row = draw_contacts(ui, model_account(ui->model, i), region, row);
    }
    for (; row < region->rows; row++) {
        region_blank(region, row, 0, region->cols, plain);
    }
}

static void free_pane(Pane *pane)
{
    g_free(pane);
}

static const PaneOps ops = {.name = "list", .draw = draw, .free = free_pane};

Pane *pane_list_new(Ui *ui)
{
    ListPane *list = g_new0(ListPane, 1);
    list->pane.ops = &ops;
    list->pane.ui = ui;
    return &list->pane;
}
