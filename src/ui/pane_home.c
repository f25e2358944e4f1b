/* pane_home.c: the home window: what is unread, who asks, what was last, what happened.
 *
 * The sections keep their places; the rest of the rows is the end of the system's
 * sentences, which can be scrolled back.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/panes.h"

#include <string.h>

#define RECENT_MAX 5
#define UNREAD_MAX 8
#define REQUESTS_MAX 5

typedef struct {
    Pane pane;
    int scroll; /* rows of the system part hidden below */
} HomePane;

typedef struct {
    Ui *ui;
    const Region *region;
    int row;
} Writer;

static void put(Writer *writer, const char *text, Role role, int indent)
{
    if (writer->row < writer->region->rows) {
        g_auto(SafeText) safe = safe_line(text);
        region_text_cut(writer->region, writer->row++, indent, writer->region->cols - indent - 1,
                        &safe, ui_style(writer->ui, role));
    }
}

/* The newest text of CHAT in memory; NULL when none is. */
static const Message *newest(Chat *chat)
{
    for (guint i = chat_n_messages(chat); i > 0; i--) {
        const Message *message = chat_message(chat, i - 1);
        if (message->kind == MESSAGE_TEXT) {
            return message;
        }
    }
    return NULL;
}

static char *preview_dup(Chat *chat)
{
    const Message *message = newest(chat);
    if (message == NULL) {
        return g_strdup("");
    }
    const char *who = message->direction == MESSAGE_OUT ? "me" : chat_title(chat);
    return g_strdup_printf("%s: %.200s", who, message->body);
}

static void put_chat(Writer *writer, Chat *chat, bool with_count)
{
    g_auto(SafeText) name = chat_name(chat);
    g_autofree char *preview = preview_dup(chat);
    g_autofree char *time =
        chat_last_time(chat) != 0 ? local_time_dup(chat_last_time(chat), "%H:%M") : g_strdup("");
    g_autofree char *count =
        with_count ? g_strdup_printf("%3u  ", chat_unread(chat)) : g_strdup("");
    g_autofree char *short_name =
        text_ellipsize_dup(name.s, 18, screen_is_ascii(writer->ui->screen));
    g_autofree char *padded =
        g_strdup_printf("%2u %s%*s  %s%s  %s", chat_number(chat), short_name,
                        18 - text_width(short_name, -1), "", count, time, preview);
    put(writer, padded, with_count ? ROLE_LIST_UNREAD : ROLE_TEXT, 2);
}

static void put_unread(Writer *writer)
{
    GPtrArray *chats = model_open_chats(writer->ui->model);
    guint n = model_unread_chats(writer->ui->model);
    guint messages = model_unread(writer->ui->model);
    guint shown = 0;
    if (n == 0) {
        return;
    }
    g_autofree char *header =
        g_strdup_printf("Unread (%u chat%s, %u message%s)", n, n == 1 ? "" : "s", messages,
                        messages == 1 ? "" : "s");
    put(writer, header, ROLE_LIST_HEADER, 1);
    for (guint i = 0; i < chats->len && shown < UNREAD_MAX; i++) {
        Chat *chat = g_ptr_array_index(chats, i);
        if (chat_unread(chat) > 0) {
            put_chat(writer, chat, true);
            shown++;
        }
    }
}

static void put_requests(Writer *writer)
{
    guint shown = 0, more = 0;
    for (guint a = 0; a < model_n_accounts(writer->ui->model); a++) {
        Account *account = model_account(writer->ui->model, a);
        for (guint i = 0; i < account_n_requests(account); i++) {
            const SubscriptionRequest *request = account_request(account, i);
            if (shown == REQUESTS_MAX) {
                more++;
                continue;
            }
            if (shown++ == 0) {
                put(writer, "Requests", ROLE_LIST_HEADER, 1);
            }
            g_autofree char *text = g_strdup_printf(
                "%s wants to add you%s%.100s%s   /accept %s or /deny %s", request->address,
                request->text != NULL ? ": \"" : "", request->text != NULL ? request->text : "",
                request->text != NULL ? "\"" : "", request->address, request->address);
            put(writer, text, ROLE_WARNING, 2);
        }
    }
    if (more > 0) {
        g_autofree char *text = g_strdup_printf("and %u more", more);
        put(writer, text, ROLE_WARNING, 2);
    }
}

static int newer_first(gconstpointer a, gconstpointer b)
{
    const Chat *left = *(Chat *const *)a, *right = *(Chat *const *)b;
    gint64 l = chat_last_time(left), r = chat_last_time(right);
    return l < r ? 1 : l > r ? -1 : 0;
}

static void put_recent(Writer *writer)
{
    g_autoptr(GPtrArray) recent = g_ptr_array_new();
    GPtrArray *chats = model_open_chats(writer->ui->model);
    for (guint i = 0; i < chats->len; i++) {
        Chat *chat = g_ptr_array_index(chats, i);
        if (chat_unread(chat) == 0 && chat_last_time(chat) != 0) {
            g_ptr_array_add(recent, chat);
        }
    }
    if (recent->len == 0) {
        return;
    }
    g_ptr_array_sort(recent, newer_first);
    put(writer, "Recent", ROLE_LIST_HEADER, 1);
    for (guint i = 0; i < recent->len && i < RECENT_MAX; i++) {
        put_chat(writer, g_ptr_array_index(recent, i), false);
    }
}

/* A row of a sentence of the system part. */
typedef struct {
    SafeText text; /* of the whole sentence */
    gsize start, len;
    bool first;
    const Message *notice;
} Row;

static void row_clear(gpointer data)
{
    safe_text_clear(&((Row *)data)->text);
}

/* Rows of NOTICE before what is in ROWS already (which goes upwards). */
static void add_notice(GArray *rows, const Message *notice, int cols)
{
    g_auto(SafeText) text = text_safe(notice->body, -1, TEXT_BODY);
    g_autoptr(GArray) broken = g_array_new(FALSE, FALSE, sizeof(FlowRow));
    const FlowShape shape = {.width = MAX(cols, 1), .first = 0, .indent = 0};
    flow_break(text.s, &shape, broken);
    for (guint i = broken->len; i > 0; i--) {
        const FlowRow *flow = &g_array_index(broken, FlowRow, i - 1);
        Row row = {
            .text = {g_strdup(text.s)},
            .start = flow->start,
            .len = flow->len,
            .first = i == 1,
            .notice = notice,
        };
        g_array_append_val(rows, row);
    }
}

#define TIME_COLS 8 /* "  HH:MM " */

static void put_system(HomePane *home, Writer *writer)
{
    Ui *ui = writer->ui;
    guint n = model_n_notices(ui->model);
    if (n == 0 || writer->row + 1 >= writer->region->rows) {
        return;
    }
    put(writer, "System", ROLE_LIST_HEADER, 1);
    int room = writer->region->rows - writer->row;
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(Row));
    g_array_set_clear_func(rows, row_clear);
    for (guint i = n; i > 0 && (int)rows->len < room + home->scroll; i--) {
        add_notice(rows, model_notice_at(ui->model, i - 1), writer->region->cols - TIME_COLS - 3);
    }
    home->scroll = CLAMP(home->scroll, 0, MAX((int)rows->len - room, 0));
    int shown = MIN((int)rows->len - home->scroll, room);
    for (int i = shown; i > 0; i--) {
        const Row *row = &g_array_index(rows, Row, home->scroll + i - 1);
        bool error = row->notice->kind == MESSAGE_ERROR;
        Style style = ui_style(ui, error ? ROLE_CHAT_ERROR : ROLE_CHAT_NOTICE);
        if (row->first) {
            g_autofree char *time = local_time_dup(row->notice->time, "%H:%M");
            g_auto(SafeText) safe = safe_line(time);
            region_text(writer->region, writer->row, 2, &safe, ui_style(ui, ROLE_CHAT_TIME));
            if (error) {
                region_words(writer->region, writer->row, TIME_COLS, "! ", style);
            }
        }
        region_span(writer->region, writer->row, TIME_COLS + (error ? 2 : 0), &row->text,
                    row->start, row->len, style);
        writer->row++;
    }
}

static void draw(Pane *pane, const Region *region)
{
    HomePane *home = (HomePane *)pane;
    Writer writer = {pane->ui, region, 0};
    region_clear(region, ui_style(pane->ui, ROLE_TEXT));
    put_unread(&writer);
    put_requests(&writer);
    put_recent(&writer);
    put_system(home, &writer);
    if (writer.row == 0) {
        put(&writer, "Nothing here yet. /msg ADDRESS opens a chat, /help tells more.", ROLE_DIM, 2);
    }
}

static bool scroll(Pane *pane, int lines)
{
    HomePane *home = (HomePane *)pane;
    int before = home->scroll;
    home->scroll = CLAMP(before - CLAMP(lines, -10000, 10000), 0, 10000);
    return home->scroll != before;
}

static void free_pane(Pane *pane)
{
    g_free(pane);
}

static const PaneOps ops = {.name = "home", .draw = draw, .scroll = scroll, .free = free_pane};

Pane *pane_home_new(Ui *ui)
{
    HomePane *home = g_new0(HomePane, 1);
    home->pane.ops = &ops;
    home->pane.ui = ui;
    return &home->pane;
}
