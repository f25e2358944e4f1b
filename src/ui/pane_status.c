/* pane_status.c: the status row: clock, activity, what just happened, the account.
 *
 * Cut from the right when there is no room; a remark takes the place of what is less
 * urgent for a few seconds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/panes.h"

#include "base/clock.h"

#include <string.h>

typedef struct {
    Pane pane;
} StatusPane;

/* "Act: 5@1 3:2": chats with something unread, mentions first. (transfer full) (nullable) */
static char *activity_dup(Ui *ui)
{
    GPtrArray *chats = model_open_chats(ui->model);
    GString *text = g_string_new(NULL);
    for (int mentioned = 1; mentioned >= 0; mentioned--) {
        for (guint i = 0; i < chats->len && text->len < 200; i++) {
            Chat *chat = g_ptr_array_index(chats, i);
            if (chat_unread(chat) == 0 || (chat_mentions(chat) > 0) != (mentioned == 1)) {
                continue;
            }
            g_string_append_c(text, ' ');
            g_string_append_printf(text, mentioned ? "%u@%u" : "%u:%u", chat_number(chat),
                                   mentioned ? chat_mentions(chat) : chat_unread(chat));
        }
    }
    if (text->len == 0) {
        g_string_free(text, TRUE);
        return NULL;
    }
    g_string_prepend(text, "Act:");
    return g_string_free(text, FALSE);
}

/* Who is typing, the shown chat first. (transfer full) (nullable) */
static char *typing_dup(Ui *ui)
{
    if (ui->current != NULL && chat_typing(ui->current) == TYPING_COMPOSING) {
        g_auto(SafeText) name = chat_name(ui->current);
        return g_strdup_printf("%s is typing%s", name.s, screen_glyph(ui->screen, GLYPH_ELLIPSIS));
    }
    return NULL;
}

static Account *account_in_view(Ui *ui)
{
    if (ui->current != NULL) {
        return chat_account(ui->current);
    }
    /* The one that most needs a look. */
    Account *found = NULL;
    for (guint i = 0; i < model_n_accounts(ui->model); i++) {
        Account *account = model_account(ui->model, i);
        if (found == NULL || (account_state(account) != ACCOUNT_ONLINE &&
                              account_state(account) != ACCOUNT_OFFLINE)) {
            found = account;
        }
    }
    return found;
}

static char *state_dup(Account *account)
{
    const char *text = account_state_text(account);
    gint64 left = 0;
    switch (account_state(account)) {
    case ACCOUNT_ONLINE:
        return g_strdup(show_word(account_show(account)));
    case ACCOUNT_CONNECTING:
        return g_strdup(text != NULL ? text : "connecting");
    case ACCOUNT_WAITING:
        left =
            (account_retry_at(account) - clock_monotonic() + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
        return g_strdup_printf("Reconnecting in %d s", (int)CLAMP(left, 0, 100000));
    case ACCOUNT_FAILED:
        return g_strdup(text != NULL ? text : "not connected");
    default:
        return g_strdup("offline");
    }
}

typedef struct {
    char *text;
    Role role;
} Part;

static void add(GArray *parts, char *text, Role role)
{
    if (text != NULL) {
        Part part = {text, role};
        g_array_append_val(parts, part);
    }
}

static void part_clear(gpointer data)
{
    g_free(((Part *)data)->text);
}

/* Left: clock, activity, typing or a remark. Right: account and its state. */
static void draw(Pane *pane, const Region *region)
{
    Ui *ui = pane->ui;
    Style style = ui_style(ui, ROLE_STATUS);
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(Part));
    g_array_set_clear_func(parts, part_clear);
    region_clear(region, style);
    if (settings_bool(ui->settings, "ui.clock")) {
        bool half = strcmp(settings_text(ui->settings, "ui.time_format"), "12h") == 0;
        add(parts, local_time_dup(clock_now(), half ? "%I:%M" : "%H:%M"), ROLE_STATUS);
    }
    add(parts, activity_dup(ui), ROLE_STATUS_ACTIVE);
    add(parts, ui->remark != NULL ? g_strdup(ui->remark) : typing_dup(ui),
        ui->remark != NULL ? ROLE_STATUS_WARNING : ROLE_STATUS);
    Account *account = account_in_view(ui);
    g_autofree char *state = account != NULL ? state_dup(account) : g_strdup("no account");
    bool fine = account != NULL && account_state(account) == ACCOUNT_ONLINE;
    g_autofree char *right =
        account != NULL && fine && ui->remark == NULL && region->cols >= 60
            ? g_strdup_printf("%s  %s  Alt-h help", jid_bare(account_address(account)), state)
            : g_strdup(state);
    g_auto(SafeText) right_text = safe_line(right);
    int right_cols = MIN(text_width(right_text.s, -1),
                         ui->remark != NULL ? region->cols / 4 : region->cols * 2 / 3);
    int col = 1, limit = region->cols - right_cols - 2;
    for (guint i = 0; i < parts->len && col < limit; i++) {
        const Part *part = &g_array_index(parts, Part, i);
        g_auto(SafeText) text = safe_line(part->text);
        if (i > 0) {
            col += 1 + region_glyph(region, 0, col + 1, GLYPH_VLINE, style) + 1;
        }
        col += region_text_cut(region, 0, col, limit - col, &text, ui_style(ui, part->role));
    }
    region_text_cut(region, 0, region->cols - right_cols - 1, right_cols, &right_text,
                    fine ? style : ui_style(ui, ROLE_STATUS_WARNING));
}

static void free_pane(Pane *pane)
{
    g_free(pane);
}

static const PaneOps ops = {.name = "status", .draw = draw, .free = free_pane};

Pane *pane_status_new(Ui *ui)
{
    StatusPane *status = g_new0(StatusPane, 1);
    status->pane.ops = &ops;
    status->pane.ui = ui;
    return &status->pane;
}
