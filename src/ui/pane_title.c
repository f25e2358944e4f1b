/* pane_title.c: the title row: who this is, how they are, and the sum of encryption.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/panes.h"

#include <string.h>

typedef struct {
    Pane pane;
} TitlePane;

static void draw_home(Ui *ui, const Region *region, Style style)
{
    int col = 1 + region_words(region, 0, 1, "Home", ui_style(ui, ROLE_TITLE_NAME));
    for (guint i = 0; i < model_n_accounts(ui->model) && i < 4; i++) {
        Account *account = model_account(ui->model, i);
        bool online = account_state(account) == ACCOUNT_ONLINE;
        g_autofree char *text =
            g_strdup_printf("%s %s", jid_bare(account_address(account)),
                            online ? show_word(account_show(account)) : "offline");
        g_auto(SafeText) safe = safe_line(text);
        col += 3;
        col += region_text(region, 0, col, &safe, style);
    }
    const int help = 18;
    if (col + help < region->cols) {
        region_words(region, 0, region->cols - help, "/help  Alt-h help", style);
    }
}

/* "online (phone, laptop)", or why nothing is known. */
static char *presence_dup(Chat *chat)
{
    Contact *contact = chat_contact(chat);
    if (contact == NULL || !contact_in_roster(contact)) {
        return g_strdup("not in your contacts");
    }
    GString *text = g_string_new(show_word(contact_show(contact)));
    guint n = contact_n_resources(contact);
    for (guint i = 0; i < n && i < 3; i++) {
        const Resource *resource = contact_resource(contact, i);
        const char *client = resource->client != NULL ? resource->client : resource->resource;
        g_string_append_printf(text, "%s%s", i == 0 ? " (" : ", ", client);
    }
    g_string_append(text, n > 0 ? ")" : "");
    if (contact_status(contact) != NULL) {
        g_string_append_printf(text, "  %s", contact_status(contact));
    }
    return g_string_free(text, FALSE);
}

static void draw_chat(Ui *ui, Chat *chat, const Region *region, Style style)
{
    static const char sum[] = "not encrypted";
    const int sum_cols = (int)sizeof sum - 1;
    g_auto(SafeText) name = chat_name(chat);
    int room = MAX(region->cols - sum_cols - 3, 1);
    int col = 1 + region_text_cut(region, 0, 1, room, &name, ui_style(ui, ROLE_TITLE_NAME));
    g_autofree char *presence = presence_dup(chat);
    g_autofree char *rest = g_strdup_printf("%s  %s", jid_text(chat_address(chat)), presence);
    g_auto(SafeText) safe = safe_line(rest);
    if (room - col - 2 > 8) {
        region_text_cut(region, 0, col + 2, room - col - 2, &safe, style);
    }
    if (region->cols > sum_cols + 8) {
        region_words(region, 0, region->cols - sum_cols - 1, "not encrypted",
                     ui_style(ui, ROLE_TITLE_WARNING));
    }
}

static void draw(Pane *pane, const Region *region)
{
    Ui *ui = pane->ui;
    Style style = ui_style(ui, ROLE_TITLE);
    region_clear(region, style);
    if (ui->current == NULL) {
        draw_home(ui, region, style);
    } else {
        draw_chat(ui, ui->current, region, style);
    }
}

static void free_pane(Pane *pane)
{
    g_free(pane);
}

static const PaneOps ops = {.name = "title", .draw = draw, .free = free_pane};

Pane *pane_title_new(Ui *ui)
{
    TitlePane *title = g_new0(TitlePane, 1);
    title->pane.ops = &ops;
    title->pane.ui = ui;
    return &title->pane;
}
