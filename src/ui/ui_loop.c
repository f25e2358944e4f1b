/* ui_loop.c: frames and timers: drawing at most every 16 ms, nothing while nothing changes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/ui_loop.h"

#include "base/clock.h"

#include <string.h>

struct UiLoop *ui_loop_new(void)
{
    struct UiLoop *loop = g_new0(struct UiLoop, 1);
    loop->home_draft = g_strdup("");
    loop->ssh = g_getenv("SSH_CONNECTION") != NULL || g_getenv("SSH_TTY") != NULL;
    return loop;
}

void ui_loop_free(struct UiLoop *loop)
{
    if (loop == NULL) {
        return;
    }
    g_clear_handle_id(&loop->frame, g_source_remove);
    g_clear_handle_id(&loop->escape_timer, g_source_remove);
    g_clear_handle_id(&loop->remark_timer, g_source_remove);
    g_clear_handle_id(&loop->second_timer, g_source_remove);
    g_clear_handle_id(&loop->minute_timer, g_source_remove);
    g_clear_handle_id(&loop->idle_timer, g_source_remove);
    decoder_free(loop->decoder);
    g_free(loop->home_draft);
    g_free(loop);
}

/* Frames. */

void ui_loop_frame(Ui *ui)
{
    struct UiLoop *loop = ui->loop;
    if (ui->tty == NULL || !tty_can_draw(ui->tty)) {
        /* The terminal has not taken the last one; it says when. */
        return;
    }
    g_clear_handle_id(&loop->frame, g_source_remove);
    if (tty_take_repaint(ui->tty)) {
        paint_forget(ui->paint);
        ui->dirty = DIRTY_ALL;
    }
    if (ui->dirty == 0) {
        return;
    }
    loop->last_frame = clock_monotonic();
    ui_draw_now(ui);
    g_autoptr(GString) frame = g_string_new(NULL);
    paint_frame(ui->paint, ui->screen, frame);
    tty_write_frame(ui->tty, frame);
}

static gboolean on_frame(gpointer user)
{
    Ui *ui = user;
    ui->loop->frame = 0;
    ui_loop_frame(ui);
    return G_SOURCE_REMOVE;
}

void ui_dirty(Ui *ui, guint dirty)
{
    ui->dirty |= dirty;
    if (ui->tty == NULL || ui->loop->frame != 0) {
        return;
    }
    gint64 since = (clock_monotonic() - ui->loop->last_frame) / 1000;
    guint wait = since >= FRAME_MS ? 0 : (guint)(FRAME_MS - since);
    ui->loop->frame = g_timeout_add_full(G_PRIORITY_HIGH + 50, wait, on_frame, ui, NULL);
}

/* Timers that the state of things asks for. */

static bool somebody_waits(Ui *ui)
{
    for (guint i = 0; i < model_n_accounts(ui->model); i++) {
        if (account_state(model_account(ui->model, i)) == ACCOUNT_WAITING) {
            return true;
        }
    }
    return false;
}

static gboolean on_second(gpointer user)
{
    Ui *ui = user;
    ui_dirty(ui, DIRTY_STATUS);
    if (somebody_waits(ui)) {
        return G_SOURCE_CONTINUE;
    }
    ui->loop->second_timer = 0;
    return G_SOURCE_REMOVE;
}

static gboolean on_minute(gpointer user)
{
    Ui *ui = user;
    ui->loop->minute_timer = 0;
    ui_dirty(ui, DIRTY_STATUS);
    ui_loop_update_timers(ui);
    return G_SOURCE_REMOVE;
}

void ui_loop_update_timers(Ui *ui)
{
    struct UiLoop *loop = ui->loop;
    if (ui->tty == NULL) {
        return;
    }
    if (loop->second_timer == 0 && somebody_waits(ui)) {
        loop->second_timer = g_timeout_add_seconds(1, on_second, ui);
    }
    bool clock = settings_bool(ui->settings, "ui.clock");
    if (clock && loop->minute_timer == 0) {
        gint64 into = clock_now() % (60 * G_USEC_PER_SEC);
        guint ms = (guint)((60 * G_USEC_PER_SEC - into) / 1000) + 20;
        loop->minute_timer = g_timeout_add(ms, on_minute, ui);
    } else if (!clock) {
        g_clear_handle_id(&loop->minute_timer, g_source_remove);
    }
}

static gboolean on_idle(gpointer user)
{
    Ui *ui = user;
    gint64 since = clock_monotonic() - ui->last_key;
    gint64 limit = (gint64)IDLE_SECONDS * G_USEC_PER_SEC;
    if (since < limit) {
        /* Keys came meanwhile: wait for the rest. */
        ui->loop->idle_timer = g_timeout_add((guint)((limit - since) / 1000) + 1, on_idle, ui);
        return G_SOURCE_REMOVE;
    }
    ui->loop->idle_timer = 0;
    ui->loop->idle = true;
    if (ui->hooks.activity != NULL) {
        ui->hooks.activity(clock_now() - since, ui->user);
    }
    return G_SOURCE_REMOVE;
}

void ui_loop_note_key(Ui *ui)
{
    struct UiLoop *loop = ui->loop;
    ui->last_key = clock_monotonic();
    loop->keys++;
    if (ui->tty != NULL && loop->idle_timer == 0) {
        loop->idle_timer = g_timeout_add_seconds(IDLE_SECONDS, on_idle, ui);
    }
    if (loop->idle) {
        loop->idle = false;
        if (ui->hooks.activity != NULL) {
            ui->hooks.activity(0, ui->user);
        }
    }
}

static gboolean remark_over(gpointer user)
{
    Ui *ui = user;
    ui->loop->remark_timer = 0;
    g_clear_pointer(&ui->remark, g_free);
    ui_dirty(ui, DIRTY_STATUS);
    return G_SOURCE_REMOVE;
}

void ui_remark(Ui *ui, const char *text)
{
    g_free(ui->remark);
    ui->remark = g_strndup(text, strcspn(text, "\n"));
    g_clear_handle_id(&ui->loop->remark_timer, g_source_remove);
    if (ui->tty != NULL) {
        ui->loop->remark_timer = g_timeout_add(REMARK_MS, remark_over, ui);
    }
    ui_dirty(ui, DIRTY_STATUS);
}
