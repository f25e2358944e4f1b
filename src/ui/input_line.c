/* input_line.c: the bridge to readline, which is global and therefore there once.
 *
 * readline believes that it reads a terminal: its bytes come from a ring that we fill,
 * its drawing goes nowhere, and it may ask for nothing. It is never called with an
 * empty ring, so it never waits.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/input_private.h"

#include <readline/history.h>
#include <readline/readline.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The bridge: readline's callbacks get no user data. */
static Input *bridge;

static int ring_getc(FILE *stream)
{
    (void)stream;
    if (bridge == NULL || bridge->ring_at >= bridge->ring->len) {
        return 0;
    }
    return (guchar)bridge->ring->str[bridge->ring_at++];
}

static int ring_available(void)
{
    return bridge != NULL && bridge->ring_at < bridge->ring->len;
}

static void no_redisplay(void)
{
}

/* A key that is bound to accept-line or the like. readline empties its line after this call, so
 * one that was not taken is put back later. */
static void on_line(char *line)
{
    if (line != NULL && bridge != NULL) {
        g_autofree char *text = g_strdup(line);
        free(line);
        if (*text == '\0') {
            return;
        }
        if (bridge->hooks.line(text, bridge->pasted, bridge->user)) {
            line_remember(text);
        } else {
            g_free(bridge->refused);
            bridge->refused = g_steal_pointer(&text);
        }
    }
}

static void set_variables(void)
{
    static const char *const variables[][2] = {
        {"bell-style", "none"},           {"enable-bracketed-paste", "off"},
        {"keyseq-timeout", "0"},          {"blink-matching-paren", "off"},
        {"enable-active-region", "off"},  {"show-mode-in-prompt", "off"},
        {"horizontal-scroll-mode", "on"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(variables); i++) {
        (void)rl_variable_bind(variables[i][0], variables[i][1]);
    }
}

void line_open(Input *input, const char *config_dir)
{
    bridge = input;
    rl_readline_name = "causerie";
    rl_terminal_name = "dumb";
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0;
    rl_prep_term_function = NULL;
    rl_deprep_term_function = NULL;
    rl_redisplay_function = no_redisplay;
    rl_getc_function = ring_getc;
    rl_input_available_hook = ring_available;
    rl_attempted_completion_function = NULL;
    rl_instream = fopen("/dev/null", "re");
    rl_outstream = fopen("/dev/null", "we");
    using_history();
    stifle_history(INPUT_HISTORY_MAX);
    rl_callback_handler_install("", on_line);
    if (config_dir != NULL) {
        g_autofree char *path = g_build_filename(config_dir, "inputrc", NULL);
        if (access(path, R_OK) == 0) {
            (void)rl_read_init_file(path);
        }
    }
    set_variables();
}

void line_close(Input *input)
{
    line_switch_history(input, NULL);
    rl_callback_handler_remove();
    clear_history();
    if (rl_instream != NULL) {
        fclose(rl_instream);
        rl_instream = NULL;
    }
    if (rl_outstream != NULL) {
        fclose(rl_outstream);
        rl_outstream = NULL;
    }
    bridge = NULL;
}

void line_feed(Input *input, const char *bytes, gsize len)
{
    g_string_append_len(input->ring, bytes, (gssize)len);
    while (input->ring_at < input->ring->len) {
        rl_callback_read_char();
    }
    g_string_truncate(input->ring, 0);
    input->ring_at = 0;
    if (input->refused != NULL) {
        line_set(input->refused, (guint)strlen(input->refused));
        g_clear_pointer(&input->refused, g_free);
    }
}

void line_set(const char *text, guint cursor)
{
    rl_replace_line(text, 1);
    rl_point = (int)MIN(cursor, (guint)rl_end);
    rl_mark = 0;
}

void line_end_walk(void)
{
    /* The saved line comes with its own list of changes, which must not displace ours. */
    UNDO_LIST *ours = rl_undo_list;
    rl_undo_list = NULL;
    (void)rl_maybe_unsave_line();
    if (rl_undo_list != ours) {
        rl_free_undo_list();
    }
    rl_undo_list = ours;
}

void line_insert(const char *text)
{
    rl_begin_undo_group();
    (void)rl_insert_text(text);
    rl_end_undo_group();
}

const char *line_text(void)
{
    return rl_line_buffer != NULL ? rl_line_buffer : "";
}

guint line_cursor(void)
{
    return (guint)rl_point;
}

void line_set_cursor(guint cursor)
{
    rl_point = (int)MIN(cursor, (guint)rl_end);
}

bool line_is_searching(void)
{
    return RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH) != 0;
}

const char *line_prompt(void)
{
    return rl_display_prompt != NULL ? rl_display_prompt : "";
}

void line_remember(const char *text)
{
    HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
    if (*text != '\0' && (last == NULL || strcmp(last->line, text) != 0)) {
        add_history(text);
    }
    using_history();
}

static void free_history(HISTORY_STATE *state)
{
    for (int i = 0; i < state->length; i++) {
        (void)free_history_entry(state->entries[i]);
    }
    free(state->entries);
    free(state);
}

/* Puts the history in use away under its key and takes out that of KEY; NULL: all go. */
void line_switch_history(Input *input, const char *key)
{
    HISTORY_STATE empty = {0};
    if (key != NULL && g_strcmp0(key, input->history_key) == 0) {
        return;
    }
    line_end_walk();
    if (input->history_key != NULL) {
        g_hash_table_replace(input->histories, input->history_key, history_get_history_state());
        input->history_key = NULL;
        history_set_history_state(&empty);
    }
    if (key == NULL) {
        GHashTableIter iter;
        gpointer name, state;
        g_hash_table_iter_init(&iter, input->histories);
        while (g_hash_table_iter_next(&iter, &name, &state)) {
            free_history(state);
            g_free(name);
            g_hash_table_iter_steal(&iter);
        }
        return;
    }
    gpointer name = NULL, state = NULL;
    if (g_hash_table_steal_extended(input->histories, key, &name, &state)) {
        history_set_history_state(state);
        free(state);
        g_free(name);
    }
    input->history_key = g_strdup(key);
    stifle_history(INPUT_HISTORY_MAX);
    using_history();
}
