/* pane_chat.c: the talk: rows of messages from the bottom up, rules between, place kept.
 *
 * The view is "how many rows are hidden below": 0 follows the newest message. A message
 * that comes while reading back adds its rows below, so what is read stays where it is.
 * Only what is in view is measured. Every row of a message carries the author's
 * gutter, so no text can look like a line of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/panes.h"

#include <string.h>

#define NICK_COLS_MAX 10
#define TICK_COLS 3
#define LOAD_STEP 100

typedef struct {
    Pane pane;
    FlowCache *flows;
    int hidden;      /* rows below the view */
    guint since;     /* messages that came while reading back */
    gint64 rule_key; /* the unread rule stands after this key; -1: none */
} ChatPane;

/* How a message is laid out at the present width. */
typedef struct {
    WidthClass class;
    int time_col, nick_col, nick_cols, text_col, text_cols;
    bool nick_right;
} Shape;

/* Things a row of the view can be. */
typedef enum { ROW_TEXT, ROW_FOLD, ROW_REASON, ROW_DAY, ROW_UNREAD, ROW_BEGINNING } RowKind;

typedef struct {
    RowKind kind;
    const Message *message;
    guint index; /* of the flow's row; of ROW_UNREAD: the count */
} ViewRow;

static Shape shape_for(Ui *ui, Chat *chat, int cols)
{
    Shape shape = {.class = width_class(screen_cols(ui->screen)), .time_col = 1, .nick_col = 7};
    if (shape.class == CLASS_S) {
        shape.time_col = 0;
        shape.nick_col = 6;
        shape.text_col = 3;
        shape.text_cols = MAX(cols - shape.text_col - 1, 4);
        return shape;
    }
    g_auto(SafeText) title = text_safe(chat_title(chat), -1, TEXT_NAME);
    int widest = MAX(text_width(title.s, -1), 2);
    shape.nick_cols = shape.class == CLASS_XL ? NICK_COLS_MAX : MIN(widest, NICK_COLS_MAX);
    shape.nick_right = shape.class == CLASS_XL;
    shape.text_col = shape.nick_col + shape.nick_cols + (shape.nick_right ? 3 : 1);
    shape.text_cols = MAX(cols - shape.text_col - 1, 4);
    return shape;
}

/* The body as it is shown: actions with the name, notices as they are. (transfer full) */
static char *shown_body_dup(Chat *chat, const Message *message)
{
    const char *action = message_action(message);
    if (action == NULL) {
        return g_strdup(message->body);
    }
    const Jid *own = account_address(chat_account(chat));
    const char *who = message->direction == MESSAGE_IN ? chat_title(chat)
                      : jid_local(own) != NULL         ? jid_local(own)
                                                       : jid_bare(own);
    return g_strconcat(who, " ", action, NULL);
}

/* A stamp that others gave is only believed where it is near and not in the future. */
static bool stamp_is_odd(const Message *message)
{
    gint64 off = message->time - message->stamp;
    return message->delayed &&
           (off < -60 * G_USEC_PER_SEC || off > (gint64)30 * 86400 * G_USEC_PER_SEC);
}

static gint64 shown_time(const Message *message)
{
    return message->delayed && !stamp_is_odd(message) ? message->stamp : message->time;
}

/* The name before the text, in the narrow class "HH:MM nick: ". */
static SafeText nick_of(Chat *chat, const Message *message)
{
    if (message->kind != MESSAGE_TEXT) {
        return safe_line(message->kind == MESSAGE_ERROR ? "!" : "-");
    }
    if (message_action(message) != NULL) {
        return safe_line("*");
    }
    if (message->direction == MESSAGE_OUT) {
        return safe_line("me");
    }
    return text_safe(message->author_name != NULL ? message->author_name : chat_title(chat), -1,
                     TEXT_NAME);
}

static const Flow *flow_of(ChatPane *view, Chat *chat, const Message *message, const Shape *shape)
{
    g_autofree char *body = shown_body_dup(chat, message);
    FlowShape flow = {.width = shape->text_cols};
    if (message->direction == MESSAGE_OUT && message->kind == MESSAGE_TEXT) {
        flow.width = MAX(flow.width - TICK_COLS, 1);
    }
    if (shape->class == CLASS_S) {
        g_auto(SafeText) nick = nick_of(chat, message);
        int taken = 6 + MIN(text_width(nick.s, -1), NICK_COLS_MAX + 4) + 2 - shape->text_col;
        flow.first = CLAMP(taken, 0, flow.width - 1);
    }
    g_autofree char *marked = NULL;
    if (stamp_is_odd(message)) {
        g_autofree char *claimed = local_time_dup(message->stamp, "%Y-%m-%d %H:%M");
        marked = g_strdup_printf("%s (claims to be of %s)", body, claimed);
    }
    return flow_cache_get(view->flows, message->key, marked != NULL ? marked : body, &flow);
}

/* Rows of the message at INDEX with the rules before it, in reverse order onto ROWS. */
static void add_message_rows(ChatPane *view, Chat *chat, guint index, const Shape *shape,
                             GArray *rows)
{
    const Message *message = chat_message(chat, index);
    if (message->direction == MESSAGE_OUT && message->key > model_saved_key(view->pane.ui->model)) {
        return;
    }
    const Flow *flow = flow_of(view, chat, message, shape);
    if (message->state == MESSAGE_FAILED) {
        ViewRow row = {ROW_REASON, message, 0};
        g_array_append_val(rows, row);
    }
    if (flow->fold != NULL) {
        ViewRow row = {ROW_FOLD, message, 0};
        g_array_append_val(rows, row);
    }
    for (guint i = flow_n_rows(flow); i > 0; i--) {
        ViewRow row = {ROW_TEXT, message, i - 1};
        g_array_append_val(rows, row);
    }
}

/* The unread rule before the message at INDEX: the first incoming text after rule_key. */
static bool rule_before(const ChatPane *view, Chat *chat, guint index)
{
    const Message *message = chat_message(chat, index);
    if (view->rule_key < 0 || message->key <= view->rule_key || message->key == 0 ||
        message->direction != MESSAGE_IN) {
        return false;
    }
    for (guint i = index; i > 0; i--) {
        const Message *before = chat_message(chat, i - 1);
        if (before->key != 0 && before->direction == MESSAGE_IN) {
            return before->key <= view->rule_key;
        }
    }
    return true;
}

static guint count_new(const ChatPane *view, Chat *chat)
{
    guint n = 0;
    for (guint i = chat_n_messages(chat); i > 0; i--) {
        const Message *message = chat_message(chat, i - 1);
        if (message->key != 0 && message->key <= view->rule_key) {
            break;
        }
        n += message->kind == MESSAGE_TEXT && message->direction == MESSAGE_IN;
    }
    return n;
}

static void add_rules(ChatPane *view, Chat *chat, guint index, GArray *rows)
{
    const Message *message = chat_message(chat, index);
    if (rule_before(view, chat, index)) {
        ViewRow row = {ROW_UNREAD, message, count_new(view, chat)};
        g_array_append_val(rows, row);
    }
    gint64 time = shown_time(message);
    if (index == 0 || local_day(shown_time(chat_message(chat, index - 1))) != local_day(time)) {
        ViewRow row = {ROW_DAY, message, 0};
        g_array_append_val(rows, row);
    }
}

/* Fills ROWS, newest first, until there are WANTED of them or the beginning is reached; older
 * messages are fetched as they are needed. */
static void collect(ChatPane *view, Chat *chat, const Shape *shape, int wanted, GArray *rows)
{
    guint index = chat_n_messages(chat);
    while ((int)rows->len < wanted) {
        if (index == 0) {
            guint loaded = chat_load_older(chat, LOAD_STEP);
            if (loaded == 0) {
                ViewRow row = {ROW_BEGINNING, NULL, 0};
                g_array_append_val(rows, row);
                return;
            }
            /* The day rule before what was the first one may not hold any more. */
            if (rows->len > 0 && g_array_index(rows, ViewRow, rows->len - 1).kind == ROW_DAY) {
                const Message *older = chat_message(chat, loaded - 1);
                const Message *first = chat_message(chat, loaded);
                if (local_day(shown_time(older)) == local_day(shown_time(first))) {
                    g_array_set_size(rows, rows->len - 1);
                }
            }
            index = loaded;
        }
        index--;
        add_message_rows(view, chat, index, shape, rows);
        add_rules(view, chat, index, rows);
    }
}

/* Drawing. */

static void draw_rule(Ui *ui, const Region *region, int row, const char *text, Glyph glyph,
                      Role role)
{
    Style style = ui_style(ui, role);
    g_auto(SafeText) safe = safe_line(text);
    int width = text_width(safe.s, -1) + 2;
    int left = MAX((region->cols - width) / 2, 0);
    region_rule(region, row, 0, left, glyph, style);
    region_blank(region, row, left, 1, style);
    region_text(region, row, left + 1, &safe, style);
    region_blank(region, row, left + width - 1, 1, style);
    region_rule(region, row, left + width, region->cols - left - width, glyph, style);
}

static void draw_day(Ui *ui, const Region *region, int row, const Message *message)
{
    bool wide = width_class(screen_cols(ui->screen)) == CLASS_XL;
    g_autofree char *day = local_time_dup(shown_time(message), wide ? "%A %-d %B %Y" : "%a %-d %b");
    draw_rule(ui, region, row, day, GLYPH_HLINE, ROLE_CHAT_DAY);
}

static Role body_role(const Message *message)
{
    if (message->kind == MESSAGE_NOTICE) {
        return ROLE_CHAT_NOTICE;
    }
    if (message->kind == MESSAGE_ERROR) {
        return ROLE_CHAT_ERROR;
    }
    return message_action(message) != NULL ? ROLE_CHAT_ACTION : ROLE_CHAT_BODY;
}

static Style nick_style(Ui *ui, Chat *chat, const Message *message)
{
    if (message->kind != MESSAGE_TEXT) {
        return ui_style(ui, body_role(message));
    }
    if (message->direction == MESSAGE_OUT) {
        return ui_style(ui, ROLE_CHAT_OWN);
    }
    return style_over(ui_style(ui, ROLE_CHAT_NICK),
                      theme_nick_style(ui->theme, jid_bare(chat_address(chat))));
}

/* The mark of an own message's state at the right edge. */
static void draw_tick(Ui *ui, const Region *region, int row, const Message *message)
{
    static const struct {
        Glyph glyph;
        Role role;
    } ticks[] = {
        [MESSAGE_PENDING] = {GLYPH_TICK_WAITING, ROLE_CHAT_TICK},
        [MESSAGE_SENT] = {GLYPH_TICK_SENT, ROLE_CHAT_TICK},
        [MESSAGE_DELIVERED] = {GLYPH_TICK_DELIVERED, ROLE_CHAT_TICK},
        [MESSAGE_READ] = {GLYPH_TICK_READ, ROLE_CHAT_READ},
        [MESSAGE_FAILED] = {GLYPH_TICK_FAILED, ROLE_CHAT_FAILED},
    };
    if (message->direction != MESSAGE_OUT || message->kind != MESSAGE_TEXT) {
        return;
    }
    Glyph glyph = ticks[message->state].glyph;
    int width = screen_glyph_width(ui->screen, glyph);
    region_glyph(region, row, region->cols - width - 1, glyph,
                 ui_style(ui, ticks[message->state].role));
}

/* Time and name before the first row of a message. The columns used in the narrow class. */
static int draw_gutter(Ui *ui, Chat *chat, const Region *region, int row, const Message *message,
                       const Shape *shape)
{
    bool half = strcmp(settings_text(ui->settings, "ui.time_format"), "12h") == 0;
    g_autofree char *time = local_time_dup(shown_time(message), half ? "%I:%M" : "%H:%M");
    g_auto(SafeText) clock = safe_line(time);
    g_auto(SafeText) nick = nick_of(chat, message);
    Style style = nick_style(ui, chat, message);
    region_text(region, row, shape->time_col, &clock, ui_style(ui, ROLE_CHAT_TIME));
    if (shape->class == CLASS_S) {
        int used = shape->nick_col;
        used += region_text_cut(region, row, used, NICK_COLS_MAX + 4, &nick, style);
        used += region_words(region, row, used, ": ", style);
        return used;
    }
    int width = MIN(text_width(nick.s, -1), shape->nick_cols);
    int col = shape->nick_col + (shape->nick_right ? shape->nick_cols - width : 0);
    region_text_cut(region, row, col, shape->nick_cols, &nick, style);
    return shape->text_col;
}

static void draw_text_row(ChatPane *view, Chat *chat, const Region *region, int row,
                          const ViewRow *what, const Shape *shape)
{
    Ui *ui = view->pane.ui;
    const Message *message = what->message;
    const Flow *flow = flow_of(view, chat, message, shape);
    const FlowRow *span = flow_row(flow, what->index);
    int col = shape->text_col;
    if (what->index == 0) {
        col = draw_gutter(ui, chat, region, row, message, shape);
        draw_tick(ui, region, row, message);
    }
    if (shape->nick_right) {
        region_glyph(region, row, shape->text_col - 2, GLYPH_VLINE, ui_style(ui, ROLE_BORDER));
    }
    region_span(region, row, col, &flow->text, span->start, span->len,
                ui_style(ui, body_role(message)));
}

static void draw_row(ChatPane *view, Chat *chat, const Region *region, int row, const ViewRow *what,
                     const Shape *shape)
{
    Ui *ui = view->pane.ui;
    switch (what->kind) {
    case ROW_TEXT:
        draw_text_row(view, chat, region, row, what, shape);
        break;
    case ROW_FOLD: {
        const Flow *flow = flow_of(view, chat, what->message, shape);
        g_autofree char *text = g_strdup_printf("[%s]", flow->fold);
        g_auto(SafeText) safe = safe_line(text);
        region_text_cut(region, row, shape->text_col, shape->text_cols, &safe,
                        ui_style(ui, ROLE_CHAT_FOLD));
        break;
    }
    case ROW_REASON: {
        const char *why = what->message->reason;
        g_autofree char *text =
            g_strdup_printf("! Not sent: %s", why != NULL ? why : "the reason is not known");
        g_auto(SafeText) safe = safe_line(text);
        region_text_cut(region, row, shape->text_col, shape->text_cols, &safe,
                        ui_style(ui, ROLE_CHAT_FAILED));
        break;
    }
    case ROW_DAY:
        draw_day(ui, region, row, what->message);
        break;
    case ROW_UNREAD: {
        g_autofree char *text = g_strdup_printf("%u new", what->index);
        draw_rule(ui, region, row, text, GLYPH_DASH, ROLE_CHAT_UNREAD);
        break;
    }
    case ROW_BEGINNING: {
        g_auto(SafeText) name = chat_name(chat);
        g_autofree char *text = g_strdup_printf("The beginning of your talk with %s", name.s);
        g_auto(SafeText) safe = safe_line(text);
        region_text_cut(region, row, 1, region->cols - 2, &safe, ui_style(ui, ROLE_DIM));
        break;
    }
    }
}

static void draw_more(ChatPane *view, const Region *region)
{
    Ui *ui = view->pane.ui;
    Style style = ui_style(ui, ROLE_CHAT_MORE);
    int row = region->rows - 1;
    g_autofree char *text =
        view->since > 0 ? g_strdup_printf(" %u new (End)", view->since) : g_strdup(" more (End)");
    g_auto(SafeText) safe = safe_line(text);
    region_blank(region, row, 0, region->cols, style);
    int col = 1 + region_glyph(region, row, 1, GLYPH_DOWN, style);
    region_text(region, row, col, &safe, style);
}

static void draw(Pane *pane, const Region *region)
{
    ChatPane *view = (ChatPane *)pane;
    Chat *chat = pane->ui->current;
    region_clear(region, ui_style(pane->ui, ROLE_CHAT_BODY));
    if (chat == NULL) {
        return;
    }
    Shape shape = shape_for(pane->ui, chat, region->cols);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(ViewRow));
    /* While reading back the last row says so. */
    int room = MAX(region->rows - (view->hidden > 0 ? 1 : 0), 1);
    collect(view, chat, &shape, view->hidden + room, rows);
    view->hidden = CLAMP(view->hidden, 0, MAX((int)rows->len - room, 0));
    int shown = MIN((int)rows->len - view->hidden, room);
    for (int i = 0; i < shown; i++) {
        const ViewRow *row = &g_array_index(rows, ViewRow, view->hidden + shown - 1 - i);
        draw_row(view, chat, region, i, row, &shape);
    }
    if (view->hidden > 0) {
        draw_more(view, region);
    } else {
        view->since = 0;
    }
}

/* Moving. */

/* To the unread rule, or as far back as memory goes where it is not near. */
static bool go_to_rule(ChatPane *view, Chat *chat, const Shape *shape)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(ViewRow));
    if (view->rule_key < 0) {
        return false;
    }
    collect(view, chat, shape, 5000, rows);
    for (guint i = 0; i < rows->len; i++) {
        if (g_array_index(rows, ViewRow, i).kind == ROW_UNREAD) {
            view->hidden = MAX((int)i - view->pane.region.rows + 1, 0);
            return true;
        }
    }
    return false;
}

static bool scroll(Pane *pane, int lines)
{
    ChatPane *view = (ChatPane *)pane;
    Chat *chat = pane->ui->current;
    if (chat == NULL) {
        return false;
    }
    Shape shape = shape_for(pane->ui, chat, pane->region.cols);
    if (lines == 0) {
        return go_to_rule(view, chat, &shape);
    }
    int before = view->hidden;
    if (lines < -100000) {
        /* To the oldest that is in memory. */
        g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(ViewRow));
        for (guint i = chat_n_messages(chat); i > 0; i--) {
            add_message_rows(view, chat, i - 1, &shape, rows);
            add_rules(view, chat, i - 1, rows);
        }
        view->hidden = MAX((int)rows->len - pane->region.rows, 0);
    } else {
        view->hidden = MAX(before - CLAMP(lines, -100000, 100000), 0);
        if (lines > 100000) {
            view->hidden = 0;
        }
    }
    if (view->hidden == 0) {
        view->since = 0;
    }
    return view->hidden != before;
}

void pane_chat_shown(Pane *pane)
{
    ChatPane *view = (ChatPane *)pane;
    Chat *chat = pane->ui->current;
    view->hidden = 0;
    view->since = 0;
    view->rule_key = chat != NULL && chat_unread(chat) > 0 ? chat_read_key(chat) : -1;
}

bool pane_chat_at_end(const Pane *pane)
{
    return ((const ChatPane *)pane)->hidden == 0;
}

void pane_chat_message_added(Pane *pane, const Message *message)
{
    ChatPane *view = (ChatPane *)pane;
    Chat *chat = pane->ui->current;
    bool own = message->direction == MESSAGE_OUT && message->kind == MESSAGE_TEXT;
    if (own) {
        view->hidden = 0;
        view->rule_key = -1;
        return;
    }
    if (view->rule_key < 0 && message->kind == MESSAGE_TEXT && !chat_is_reading(chat)) {
        view->rule_key = chat_read_key(chat);
    }
    if (view->hidden > 0 && pane->region.cols > 0) {
        Shape shape = shape_for(pane->ui, chat, pane->region.cols);
        g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(ViewRow));
        guint last = chat_n_messages(chat) - 1;
        add_message_rows(view, chat, last, &shape, rows);
        add_rules(view, chat, last, rows);
        view->hidden += (int)rows->len;
        view->since += message->kind == MESSAGE_TEXT;
    }
}

void pane_chat_forget(Pane *pane, Chat *chat)
{
    ChatPane *view = (ChatPane *)pane;
    (void)chat;
    flow_cache_free(view->flows);
    view->flows = flow_cache_new();
}

static void free_pane(Pane *pane)
{
    ChatPane *view = (ChatPane *)pane;
    flow_cache_free(view->flows);
    g_free(view);
}

static const PaneOps ops = {.name = "chat", .draw = draw, .scroll = scroll, .free = free_pane};

Pane *pane_chat_new(Ui *ui)
{
    ChatPane *view = g_new0(ChatPane, 1);
    view->pane.ops = &ops;
    view->pane.ui = ui;
    view->flows = flow_cache_new();
    view->rule_key = -1;
    return &view->pane;
}
