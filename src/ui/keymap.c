/* keymap.c: the table of key actions, and looking keys up in it (see keymap.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/keymap.h"

#include <string.h>

static const ActionRow rows[] = {
    {ACTION_SEND, "send", "Enter", NULL, "sends the line, or takes what the menu offers"},
    {ACTION_NEWLINE, "newline", "Ctrl-J Alt-Enter Shift-Enter Ctrl-Enter", NULL,
     "begins a new row in the line"},
    {ACTION_COMPLETE, "complete", "Tab", NULL, "completes a command, an address, a setting"},
    {ACTION_COMPLETE_BACK, "complete-back", "Shift-Tab", NULL, "goes back in the menu"},
    {ACTION_WINDOW, "window", "Alt-1 Alt-2 Alt-3 Alt-4 Alt-5 Alt-6 Alt-7 Alt-8 Alt-9 Alt-0",
     "/win N", "goes to window 1 to 10"},
    {ACTION_WINDOW_JUMP, "window-jump", "Alt-J", "/win N", "two digits go to that window"},
    {ACTION_WINDOW_ACTIVE, "window-active", "Alt-A", NULL,
     "goes to the next chat with something unread, then back"},
    {ACTION_WINDOW_LAST, "window-last", "Alt-/", NULL, "goes to the window before"},
    {ACTION_WINDOW_NEXT, "window-next", "Ctrl-N Alt-Down Alt-Right F6", NULL,
     "goes to the next window"},
    {ACTION_WINDOW_PREVIOUS, "window-previous", "Ctrl-P Alt-Up Alt-Left F5", NULL,
     "goes to the window before this one"},
    {ACTION_PAGE_UP, "page-up", "PgUp", NULL, "reads back a page"},
    {ACTION_PAGE_DOWN, "page-down", "PgDn", NULL, "reads on a page"},
    {ACTION_LINES_UP, "lines-up", "Alt-PgUp", NULL, "reads back three lines"},
    {ACTION_LINES_DOWN, "lines-down", "Alt-PgDn", NULL, "reads on three lines"},
    {ACTION_OLDEST, "oldest", "Alt-Home", NULL, "goes to the oldest message at hand"},
    {ACTION_NEWEST, "newest", "Alt-End", NULL,
     "goes to the newest message; so does End on an empty line"},
    {ACTION_UNREAD, "unread", "Alt-U", NULL, "goes to the first unread message"},
    {ACTION_LIST, "list", "F7", NULL, "shows or hides the list of chats"},
    {ACTION_ZOOM, "zoom", "Alt-Z", NULL, "hides everything but the chat, and shows it again"},
    {ACTION_HELP, "help", "Alt-H F1", "/help", "shows help"},
    {ACTION_REDRAW, "redraw", "Ctrl-L", "/redraw", "draws the screen again"},
    {ACTION_CLEAR, "clear", "Ctrl-C", NULL,
     "empties the line, which stays in its history; twice on an empty line offers to leave"},
    {ACTION_LEAVE, "leave", "Ctrl-D", "/quit", "on an empty line tells how to leave"},
    {ACTION_CANCEL, "cancel", "Ctrl-G Esc", NULL, "closes what is open over the chat"},
    {ACTION_SUSPEND, "suspend", "Ctrl-Z", NULL, "stops the program; fg in the shell goes on"},
};

typedef struct {
    guint32 key;
    guint mods;
    Action action;
    int number;
} Binding;

struct Keymap {
    GArray *bindings;
    bool prefix; /* Ctrl-X was pressed */
    int digits;  /* of Alt-J still wanted */
    int number;  /* of Alt-J so far */
};

const ActionRow *keymap_rows(guint *ret_n)
{
    *ret_n = G_N_ELEMENTS(rows);
    return rows;
}

/* Names of keys that are no characters. */
static const struct {
    const char *name;
    guint32 key;
} named_keys[] = {
    {"Enter", KEYSYM_ENTER},  {"Tab", KEYSYM_TAB},        {"Backspace", KEYSYM_BACKSPACE},
    {"Esc", KEYSYM_ESCAPE},   {"Up", KEYSYM_UP},          {"Down", KEYSYM_DOWN},
    {"Right", KEYSYM_RIGHT},  {"Left", KEYSYM_LEFT},      {"Home", KEYSYM_HOME},
    {"End", KEYSYM_END},      {"Insert", KEYSYM_INSERT},  {"Delete", KEYSYM_DELETE},
    {"PgUp", KEYSYM_PAGE_UP}, {"PgDn", KEYSYM_PAGE_DOWN}, {"Space", ' '},
};

static const struct {
    const char *prefix;
    guint mod;
} mods[] = {{"Ctrl-", MOD_CTRL}, {"Alt-", MOD_ALT}, {"Shift-", MOD_SHIFT}};

bool key_from_name(const char *name, TermEvent *ret_event)
{
    guint found_mods = 0;
    for (bool again = true; again;) {
        again = false;
        for (guint i = 0; i < G_N_ELEMENTS(mods); i++) {
            if (g_str_has_prefix(name, mods[i].prefix) && name[strlen(mods[i].prefix)] != '\0') {
                found_mods |= mods[i].mod;
                name += strlen(mods[i].prefix);
                again = true;
            }
        }
    }
    guint32 key = 0;
    guint64 function = 0;
    for (guint i = 0; i < G_N_ELEMENTS(named_keys) && key == 0; i++) {
        key = strcmp(named_keys[i].name, name) == 0 ? named_keys[i].key : 0;
    }
    if (key == 0 && name[0] == 'F' &&
        g_ascii_string_to_unsigned(name + 1, 10, 1, 20, &function, NULL)) {
        key = KEYSYM_F1 + (guint32)function - 1;
    }
    if (key == 0 && g_utf8_validate(name, -1, NULL) && g_utf8_strlen(name, -1) == 1) {
        key = g_utf8_get_char(name);
        key = found_mods != 0 ? g_unichar_tolower(key) : key;
    }
    *ret_event = (TermEvent){
        .type = found_mods == 0 && key < KEYSYM_ENTER ? EVENT_TEXT : EVENT_KEY,
        .key = key,
        .mods = found_mods,
    };
    return key != 0;
}

char *key_name_dup(const TermEvent *event)
{
    GString *name = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(mods); i++) {
        if ((event->mods & mods[i].mod) != 0) {
            g_string_append(name, mods[i].prefix);
        }
    }
    for (guint i = 0; i < G_N_ELEMENTS(named_keys); i++) {
        if (named_keys[i].key == event->key) {
            g_string_append(name, named_keys[i].name);
            return g_string_free(name, FALSE);
        }
    }
    if (event->key >= KEYSYM_F1 && event->key <= KEYSYM_F20) {
        g_string_append_printf(name, "F%u", event->key - KEYSYM_F1 + 1);
    } else {
        g_string_append_unichar(name,
                                event->mods != 0 ? g_unichar_toupper(event->key) : event->key);
    }
    return g_string_free(name, FALSE);
}

static void bind_row(Keymap *keymap, const ActionRow *row)
{
    g_auto(GStrv) names = g_strsplit(row->keys, " ", -1);
    for (guint i = 0; names[i] != NULL; i++) {
        TermEvent event;
        bool known = key_from_name(names[i], &event);
        g_assert(known);
        Binding binding = {
            .key = event.key,
            .mods = event.mods,
            .action = row->action,
            .number = row->action == ACTION_WINDOW ? (int)i + 1 : 0,
        };
        g_array_append_val(keymap->bindings, binding);
    }
}

Keymap *keymap_new(void)
{
    Keymap *keymap = g_new0(Keymap, 1);
    keymap->bindings = g_array_new(FALSE, FALSE, sizeof(Binding));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        bind_row(keymap, &rows[i]);
    }
    return keymap;
}

void keymap_free(Keymap *keymap)
{
    if (keymap != NULL) {
        g_array_unref(keymap->bindings);
        g_free(keymap);
    }
}

void keymap_reset(Keymap *keymap)
{
    keymap->prefix = false;
    keymap->digits = 0;
}

static const Binding *find_binding(const Keymap *keymap, guint32 key, guint mods_wanted)
{
    for (guint i = 0; i < keymap->bindings->len; i++) {
        const Binding *binding = &g_array_index(keymap->bindings, Binding, i);
        if (binding->key == key && binding->mods == mods_wanted) {
            return binding;
        }
    }
    return NULL;
}

static bool is_digit(const TermEvent *event)
{
    return event->mods == 0 && event->key >= '0' && event->key <= '9';
}

/* The second half of Alt-J: two digits. */
static KeyResult take_digit(Keymap *keymap, const TermEvent *event, Action *ret_action,
                            int *ret_number)
{
    keymap->number = keymap->number * 10 + (int)(event->key - '0');
    if (--keymap->digits > 0) {
        return KEY_PENDING;
    }
    *ret_action = ACTION_WINDOW_JUMP;
    *ret_number = keymap->number;
    return KEY_BOUND;
}

KeyResult keymap_feed(Keymap *keymap, TermEvent *event, const KeyPlace *place, Action *ret_action,
                      int *ret_number)
{
    *ret_number = 0;
    if (keymap->digits > 0 && is_digit(event)) {
        return take_digit(keymap, event, ret_action, ret_number);
    }
    keymap->digits = 0;
    if (keymap->prefix) {
        keymap->prefix = false;
        if ((event->mods & MOD_CTRL) == 0 && event->key != KEYSYM_ESCAPE) {
            event->type = EVENT_KEY;
            event->mods |= MOD_ALT;
            event->key = event->key < KEYSYM_ENTER ? g_unichar_tolower(event->key) : event->key;
        }
    } else if (event->key == 'x' && event->mods == MOD_CTRL) {
        keymap->prefix = true;
        return KEY_PENDING;
    }
    if (place->line_empty && event->key == KEYSYM_END && event->mods == 0) {
        *ret_action = ACTION_NEWEST;
        return KEY_BOUND;
    }
    const Binding *binding = find_binding(keymap, event->key, event->mods);
    if (binding == NULL || (binding->action == ACTION_LEAVE && !place->line_empty)) {
        return KEY_UNBOUND;
    }
    if (binding->action == ACTION_WINDOW_JUMP) {
        keymap->digits = 2;
        keymap->number = 0;
        return KEY_PENDING;
    }
    *ret_action = binding->action;
    *ret_number = binding->number;
    return KEY_BOUND;
}

char *ui_dump_keys(void)
{
    GString *text = g_string_new("Keys. Ctrl-X key and Esc key do what Alt-key does.\n"
                                 "What is not here edits the line, as in a shell.\n\n");
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_string_append_printf(text, "%-16s %s\n                 %s%s%s\n", rows[i].name,
                               rows[i].action == ACTION_WINDOW ? "Alt-1 ... Alt-0" : rows[i].keys,
                               rows[i].sentence, rows[i].command != NULL ? "; also " : "",
                               rows[i].command != NULL ? rows[i].command : "");
    }
    return g_string_free(text, FALSE);
}
