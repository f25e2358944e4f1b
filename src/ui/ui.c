/* ui.c: the Ui object: which chat is shown, what a key does, how it starts and ends.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/ui.h"

#include "base/clock.h"
#include "ui/ui_loop.h"

#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Without a report of focus, a key within this time says that somebody looks. */
#define LOOKING_US (60 * G_USEC_PER_SEC)
#define TWICE_US (2 * G_USEC_PER_SEC)

G_DEFINE_QUARK(causerie - ui - error, ui_error)

/* Input hooks. */

static bool on_line(const char *line, bool pasted, void *user)
{
    Ui *ui = user;
    return ui->hooks.line != NULL && ui->hooks.line(ui->current, line, pasted, ui->user);
}

static GPtrArray *on_complete(const char *line, guint cursor, guint *ret_start, void *user)
{
    Ui *ui = user;
    return ui->hooks.complete != NULL
               ? ui->hooks.complete(ui->current, line, cursor, ret_start, ui->user)
               : NULL;
}

static void on_input_changed(void *user)
{
    Ui *ui = user;
    if (ui->current != NULL && ui->input != NULL) {
        const char *text = input_text(ui->input);
        bool command = text[0] == '/' && text[1] != '/' && !input_is_pasted(ui->input);
        chat_set_composing(ui->current, *text != '\0' && !command);
    }
    ui_dirty(ui, DIRTY_INPUT | DIRTY_CONTEXT | DIRTY_MENU);
}

static const InputHooks input_hooks = {
    .line = on_line,
    .complete = on_complete,
    .changed = on_input_changed,
};

/* Terminal hooks. */

static gboolean escape_over(gpointer user)
{
    Ui *ui = user;
    ui->loop->escape_timer = 0;
    decoder_timeout(ui->loop->decoder);
    ui_loop_frame(ui);
    return G_SOURCE_REMOVE;
}

static void on_bytes(const char *bytes, gsize len, void *user)
{
    Ui *ui = user;
    struct UiLoop *loop = ui->loop;
    g_clear_handle_id(&loop->escape_timer, g_source_remove);
    decoder_feed(loop->decoder, bytes, len);
    if (decoder_pending(loop->decoder)) {
        gint64 ms = settings_int(ui->settings, "keys.esc_ms");
        ms = ms > 0 ? ms : loop->ssh ? 100 : 25;
        loop->escape_timer = g_timeout_add_full(G_PRIORITY_HIGH, (guint)ms, escape_over, ui, NULL);
    }
    /* The echo of a key waits for nothing else. */
    ui_loop_frame(ui);
}

static void on_writable(void *user)
{
    ui_loop_frame(user);
}

static void on_gone(void *user)
{
    Ui *ui = user;
    if (ui->hooks.gone != NULL) {
        ui->hooks.gone(ui->user);
    }
}

static const TtyHooks tty_hooks = {
    .input = on_bytes,
    .writable = on_writable,
    .gone = on_gone,
};

static void on_event(const TermEvent *event, void *user)
{
    ui_event(user, event);
}

/* Start and end. */

static bool wants_ascii(Ui *ui)
{
    const char *glyphs = settings_text(ui->settings, "ui.glyphs");
    if (strcmp(glyphs, "auto") != 0) {
        return strcmp(glyphs, "ascii") == 0;
    }
    return strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

static Ui *ui_base_new(Model *model, Settings *settings, const UiHooks *hooks, void *user)
{
    Ui *ui = g_new0(Ui, 1);
    ui->model = model;
    ui->settings = settings;
    ui->hooks = *hooks;
    ui->user = user;
    ui->focused = true;
    ui->loop = ui_loop_new();
    ui->last_key = clock_monotonic();
    ui->keymap = keymap_new();
    return ui;
}

/* What needs the screen's size and the terminal's abilities to be known. */
static void ui_furnish(Ui *ui, int rows, int cols)
{
    ui->screen = screen_new(rows, cols);
    screen_set_ascii(ui->screen, wants_ascii(ui));
    layout_load_theme(ui);
    ui->input = input_new(&input_hooks, ui, ui->config_dir);
    ui->layout = layout_new(ui);
    ui_watch_model(ui);
    ui->dirty = DIRTY_ALL;
}

Ui *ui_new(Model *model, Settings *settings, const UiOptions *options, const UiHooks *hooks,
           void *user, GError **error)
{
    bool fell_back = false;
    g_autofree char *term = tty_choose_term(options->term, &fell_back, error);
    Paint *paint = term != NULL ? paint_new(term, error) : NULL;
    if (paint == NULL) {
        return NULL;
    }
    Ui *ui = ui_base_new(model, settings, hooks, user);
    ui->tty = tty_new(options->tty, tty_family(options->term), &tty_hooks, ui, error);
    if (ui->tty == NULL) {
        paint_free(paint);
        keymap_free(ui->keymap);
        ui_loop_free(ui->loop);
        g_free(ui);
        return NULL;
    }
    ui->paint = paint;
    ui->config_dir = g_strdup(options->config_dir);
    ui->theme_name = g_strdup(options->theme);
    ui->no_color = options->no_color;
    ui->loop->decoder = decoder_new(on_event, ui);
    int rows, cols;
    tty_size(ui->tty, &rows, &cols);
    ui_furnish(ui, rows, cols);
    tty_set_screen_bytes(ui->tty, paint_enter(paint), paint_leave(paint));
    tty_enter(ui->tty);
    ui_loop_note_key(ui);
    ui_loop_update_timers(ui);
    if (fell_back) {
        g_autofree char *text =
            g_strdup_printf("TERM=%s is not known here; drawing as for %s.", options->term, term);
        ui_remark(ui, text);
    }
    ui_loop_frame(ui);
    return ui;
}

Ui *ui_new_offscreen(Model *model, Settings *settings, int cols, int rows, const UiHooks *hooks,
                     void *user)
{
    Ui *ui = ui_base_new(model, settings, hooks, user);
    ui_furnish(ui, rows, cols);
    return ui;
}

static void keep_draft(Ui *ui)
{
    if (input_asks(ui->input)) {
        return;
    }
    if (ui->current != NULL) {
        chat_set_draft(ui->current, input_text(ui->input));
    } else {
        g_free(ui->loop->home_draft);
        ui->loop->home_draft = g_strdup(input_text(ui->input));
    }
}

void ui_free(Ui *ui)
{
    if (ui == NULL) {
        return;
    }
    keep_draft(ui);
    if (ui->current != NULL) {
        chat_set_composing(ui->current, false);
        chat_set_reading(ui->current, false);
    }
    ui_unwatch_model(ui);
    tty_free(ui->tty);
    layout_free(ui->layout);
    input_free(ui->input);
    paint_free(ui->paint);
    screen_free(ui->screen);
    theme_free(ui->theme);
    keymap_free(ui->keymap);
    ui_loop_free(ui->loop);
    g_free(ui->remark);
    g_free(ui->config_dir);
    g_free(ui->theme_name);
    g_free(ui);
}

void ui_draw_now(Ui *ui)
{
    guint dirty = ui->dirty;
    ui->dirty = 0;
    bool small = screen_rows(ui->screen) < 5 || screen_cols(ui->screen) < 20;
    if (small) {
        Region all = screen_region(ui->screen);
        Style plain = theme_style(ui->theme, ROLE_TEXT);
        region_clear(&all, plain);
        region_words(&all, 0, 0, "too small, 20x5 needed", plain);
        region_set_cursor(&all, 0, 0);
    } else {
        layout_draw(ui->layout, ui->loop->small ? DIRTY_ALL : dirty);
    }
    ui->loop->small = small;
}

/* Showing. */

Chat *ui_current(const Ui *ui)
{
    return ui->current;
}

void ui_update_reading(Ui *ui)
{
    if (ui->current == NULL) {
        return;
    }
    bool looks = ui->focus_known ? ui->focused : clock_monotonic() - ui->last_key < LOOKING_US;
    chat_set_reading(ui->current,
                     looks && layout_at_end(ui->layout) && !layout_has_overlay(ui->layout));
}

void ui_show(Ui *ui, Chat *chat)
{
    if (chat == ui->current) {
        return;
    }
    keep_draft(ui);
    if (ui->current != NULL) {
        chat_set_composing(ui->current, false);
        chat_set_reading(ui->current, false);
        chat_trim(ui->current);
    }
    ui->last = ui->current;
    ui->current = chat;
    if (chat != NULL) {
        chat_open(chat);
    }
    layout_shown(ui->layout);
    input_switch(ui->input, chat != NULL ? jid_text(chat_address(chat)) : "",
                 chat != NULL ? chat_draft(chat) : ui->loop->home_draft);
    ui_update_reading(ui);
    ui_dirty(ui, DIRTY_ALL);
}

bool ui_show_window(Ui *ui, guint number)
{
    Chat *chat = number == 1 ? NULL : model_chat_by_number(ui->model, number);
    if (number != 1 && chat == NULL) {
        g_autofree char *text = g_strdup_printf("There is no window %u.", number);
        ui_remark(ui, text);
        return false;
    }
    ui_show(ui, chat);
    return true;
}

void ui_set_input(Ui *ui, const char *text)
{
    input_set_text(ui->input, text);
}

void ui_redraw(Ui *ui)
{
    if (ui->paint != NULL) {
        paint_forget(ui->paint);
    }
    layout_load_theme(ui);
    ui_dirty(ui, DIRTY_ALL);
}

void ui_resized(Ui *ui)
{
    int rows, cols;
    tty_size(ui->tty, &rows, &cols);
    if (rows != screen_rows(ui->screen) || cols != screen_cols(ui->screen)) {
        screen_resize(ui->screen, rows, cols);
        ui_dirty(ui, DIRTY_ALL);
    }
}

void ui_suspend(Ui *ui)
{
    keep_draft(ui);
    tty_leave(ui->tty);
    (void)kill(getpid(), SIGSTOP);
    tty_enter(ui->tty);
    ui_resized(ui);
    ui_redraw(ui);
}

void ui_ask(Ui *ui, const char *prompt, bool secret, UiAnswer done, void *user)
{
    input_ask(ui->input, prompt, secret, done, user);
}

/* Keys. */

static void show_next(Ui *ui, int step)
{
    GPtrArray *chats = model_open_chats(ui->model);
    int n = (int)chats->len + 1, at = 0;
    for (guint i = 0; i < chats->len; i++) {
        if (g_ptr_array_index(chats, i) == ui->current) {
            at = (int)i + 1;
        }
    }
    at = (at + step + n) % n;
    ui_show(ui, at == 0 ? NULL : g_ptr_array_index(chats, (guint)at - 1));
}

/* The chat that most wants to be read: mentions first, then the oldest unread by number. */
static void show_active(Ui *ui)
{
    GPtrArray *chats = model_open_chats(ui->model);
    Chat *best = NULL;
    for (guint i = 0; i < chats->len; i++) {
        Chat *chat = g_ptr_array_index(chats, i);
        if (chat != ui->current && chat_unread(chat) > 0 &&
            (best == NULL || chat_mentions(chat) > chat_mentions(best))) {
            best = chat;
        }
    }
    if (best != NULL) {
        ui_show(ui, best);
    } else {
        ui_remark(ui, "Nothing else is unread.");
    }
}

static void clear_line(Ui *ui)
{
    gint64 now = clock_monotonic();
    if (input_clear(ui->input)) {
        return;
    }
    if (now - ui->loop->last_clear < TWICE_US) {
        input_set_text(ui->input, "/quit");
        ui->loop->last_clear = 0;
        return;
    }
    ui->loop->last_clear = now;
    ui_remark(ui, "Ctrl-C again fills in /quit, Enter then leaves.");
}

static void run_line(Ui *ui, const char *line)
{
    if (ui->hooks.line != NULL) {
        (void)ui->hooks.line(ui->current, line, false, ui->user);
    }
}

static void do_action(Ui *ui, Action action, int number, const TermEvent *event)
{
    if (action == ACTION_CANCEL && input_cancel(ui->input)) {
        return;
    }
    if (layout_has_overlay(ui->layout) && layout_key(ui->layout, action, event)) {
        return;
    }
    switch (action) {
    case ACTION_SEND:
        input_send(ui->input);
        break;
    case ACTION_NEWLINE:
        input_newline(ui->input);
        break;
    case ACTION_COMPLETE:
    case ACTION_COMPLETE_BACK:
        input_complete(ui->input, action == ACTION_COMPLETE_BACK);
        break;
    case ACTION_WINDOW:
    case ACTION_WINDOW_JUMP:
        (void)ui_show_window(ui, (guint)number);
        break;
    case ACTION_WINDOW_ACTIVE:
        show_active(ui);
        break;
    case ACTION_WINDOW_LAST:
        ui_show(ui, ui->last);
        break;
    case ACTION_WINDOW_NEXT:
    case ACTION_WINDOW_PREVIOUS: {
        InputMenu menu;
        bool back = action == ACTION_WINDOW_PREVIOUS;
        if (input_menu(ui->input, &menu)) {
            input_complete(ui->input, back);
        } else {
            show_next(ui, back ? -1 : 1);
        }
        break;
    }
    case ACTION_HELP:
        run_line(ui, "/help");
        break;
    case ACTION_REDRAW:
        ui_redraw(ui);
        break;
    case ACTION_CLEAR:
        clear_line(ui);
        break;
    case ACTION_LEAVE:
        ui_remark(ui, "/quit leaves; half-written lines are kept.");
        break;
    case ACTION_SUSPEND:
        ui_suspend(ui);
        break;
    default:
        (void)layout_key(ui->layout, action, event);
        break;
    }
}

static void on_key(Ui *ui, const TermEvent *event)
{
    TermEvent key = *event;
    const KeyPlace place = {.line_empty = input_is_empty(ui->input)};
    Action action = ACTION_NONE;
    int number = 0;
    ui_loop_note_key(ui);
    switch (keymap_feed(ui->keymap, &key, &place, &action, &number)) {
    case KEY_PENDING:
        break;
    case KEY_BOUND:
        do_action(ui, action, number, &key);
        break;
    case KEY_UNBOUND:
        if (!layout_key(ui->layout, ACTION_NONE, &key)) {
            input_event(ui->input, &key);
        }
        break;
    }
    ui_update_reading(ui);
}

void ui_event(Ui *ui, const TermEvent *event)
{
    switch (event->type) {
    case EVENT_TEXT:
    case EVENT_KEY:
        on_key(ui, event);
        break;
    case EVENT_PASTE:
        ui_loop_note_key(ui);
        if (!layout_key(ui->layout, ACTION_NONE, event)) {
            input_event(ui->input, event);
        }
        break;
    case EVENT_FOCUS:
        ui->focused = event->on;
        ui->focus_known = true;
        ui_update_reading(ui);
        break;
    case EVENT_REPLY:
        if (event->reply == REPLY_MODE && event->value == 2026 && ui->tty != NULL) {
            tty_set_synchronized(ui->tty, event->on);
        }
        break;
    case EVENT_MOUSE:
        break;
    }
}
