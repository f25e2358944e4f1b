/* wizard.c: the first start: an address, a password, where to keep it; or a new account.
 *
 * It only asks; app/ does. Ctrl-G at any step leaves nothing behind.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/panes.h"

#include "base/secret.h"

#include <string.h>

typedef enum {
    STEP_CHOICE,
    STEP_ADDRESS,
    STEP_PASSWORD,
    STEP_KEEP,
    STEP_COMMAND,
    STEP_SERVER,
    STEP_BUSY
} Step;

typedef struct Wizard {
    Pane pane;
    WizardHooks hooks;
    void *user;
    Step step, before; /* before BUSY */
    GString *address, *password, *command, *server;
    bool show_password;
    WizardKeep keep;
    char *check; /* what is known of the server; nullable */
    bool check_ok;
    char *error; /* nullable */
} Wizard;

static const char *const keeps[] = {
    [WIZARD_KEEP_KEYRING] = "system keyring",
    [WIZARD_KEEP_FILE] = "file, mode 600",
    [WIZARD_KEEP_ASK] = "ask me",
    [WIZARD_KEEP_COMMAND] = "command",
};

static GString *entry_of(Wizard *wizard)
{
    switch (wizard->step) {
    case STEP_ADDRESS:
        return wizard->address;
    case STEP_PASSWORD:
        return wizard->password;
    case STEP_COMMAND:
        return wizard->command;
    case STEP_SERVER:
        return wizard->server;
    default:
        return NULL;
    }
}

/* Drawing. */

static void put(const Wizard *wizard, const Region *region, int row, int col, const char *text,
                Role role)
{
    g_auto(SafeText) safe = safe_line(text);
    region_text_cut(region, row, col, region->cols - col - 1, &safe,
                    ui_style(wizard->pane.ui, role));
}

static void draw_entry(const Wizard *wizard, const Region *region, int row, const char *label,
                       const GString *value, bool secret, bool active)
{
    g_autofree char *stars = secret ? g_strnfill((gsize)g_utf8_strlen(value->str, -1), '*') : NULL;
    const char *shown = stars != NULL ? stars : value->str;
    Role role = active ? ROLE_ACCENT : ROLE_PAGE_TEXT;
    put(wizard, region, row, 1, label, role);
    int col = 2 + text_width(label, -1);
    put(wizard, region, row, col, shown, ROLE_PAGE_TEXT);
    if (active) {
        region_set_cursor(region, row, MIN(col + text_width(shown, -1), region->cols - 1));
    }
}

static void draw_login(const Wizard *wizard, const Region *region, int row)
{
    Step step = wizard->step == STEP_BUSY ? wizard->before : wizard->step;
    draw_entry(wizard, region, row, "Address: ", wizard->address, false, step == STEP_ADDRESS);
    if (wizard->check != NULL) {
        g_autofree char *text =
            g_strdup_printf("%s  [%s]", wizard->check, wizard->check_ok ? "ok" : "!");
        put(wizard, region, row + 1, 3, text, wizard->check_ok ? ROLE_OK : ROLE_WARNING);
    }
    draw_entry(wizard, region, row + 2, "Password:", wizard->password, !wizard->show_password,
               step == STEP_PASSWORD);
    if (step == STEP_PASSWORD) {
        put(wizard, region, row + 2, MIN(region->cols - 20, 50), "(Alt-V shows it)", ROLE_DIM);
    }
    g_autoptr(GString) keep = g_string_new("Keep it: ");
    for (guint i = 0; i < G_N_ELEMENTS(keeps); i++) {
        g_string_append_printf(keep, " (%s) %s", i == wizard->keep ? "*" : " ", keeps[i]);
    }
    put(wizard, region, row + 3, 1, keep->str, step == STEP_KEEP ? ROLE_ACCENT : ROLE_PAGE_TEXT);
    if (step == STEP_KEEP) {
        region_set_cursor(region, row + 3, 1);
    }
    if (wizard->keep == WIZARD_KEEP_COMMAND) {
        draw_entry(wizard, region, row + 4, "Command: ", wizard->command, false,
                   step == STEP_COMMAND);
    }
}

static void draw(Pane *pane, const Region *region)
{
    Wizard *wizard = (Wizard *)pane;
    Step step = wizard->step == STEP_BUSY ? wizard->before : wizard->step;
    bool tall = region->rows >= 14;
    int row = tall ? 2 : 0;
    region_clear(region, ui_style(pane->ui, ROLE_PAGE_TEXT));
    put(wizard, region, 0, 1, "Welcome. No account is set up yet.", ROLE_PAGE_TITLE);
    row = MAX(row, 1);
    put(wizard, region, row++, 2, " 1  I have an XMPP address          (you@server)",
        ROLE_PAGE_TEXT);
    put(wizard, region, row++, 2, " 2  Create a new account            pick a server, 1 minute",
        ROLE_PAGE_TEXT);
    put(wizard, region, row++, 2, " 3  Look around without an account  offline, /help works",
        ROLE_PAGE_TEXT);
    row += tall ? 1 : 0;
    if (step == STEP_CHOICE) {
        put(wizard, region, row, 1, "Press 1, 2 or 3.", ROLE_ACCENT);
        region_set_cursor(region, row, 18);
    } else if (step == STEP_SERVER) {
        draw_entry(wizard, region, row, "Server:  ", wizard->server, false, true);
    } else {
        draw_login(wizard, region, row);
    }
    row = region->rows - 1;
    if (wizard->error != NULL) {
        g_autofree char *text = g_strdup_printf("! %s", wizard->error);
        g_auto(SafeText) safe = text_safe(text, -1, TEXT_BODY);
        g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(FlowRow));
        const FlowShape shape = {.width = MAX(region->cols - 2, 1)};
        flow_break(safe.s, &shape, rows);
        int first = MAX(row - (int)rows->len, 0);
        for (guint i = 0; i < rows->len; i++) {
            const FlowRow *flow = &g_array_index(rows, FlowRow, i);
            region_blank(region, first + (int)i, 0, region->cols,
                         ui_style(pane->ui, ROLE_PAGE_TEXT));
            region_span(region, first + (int)i, 1, &safe, flow->start, flow->len,
                        ui_style(pane->ui, ROLE_ERROR));
        }
    }
    put(wizard, region, row, 1,
        wizard->step == STEP_BUSY ? "Connecting ...   Ctrl-G cancel, nothing is written"
                                  : "Enter continue   Ctrl-P back   Ctrl-G cancel, nothing is "
                                    "written",
        ROLE_DIM);
}

/* Deeds. */

static void set_error(Wizard *wizard, const char *error)
{
    g_free(wizard->error);
    wizard->error = g_strdup(error);
}

static void ask_check(Wizard *wizard)
{
    const char *at = strchr(wizard->address->str, '@');
    g_clear_pointer(&wizard->check, g_free);
    if (at != NULL && at != wizard->address->str && strchr(at, '.') != NULL &&
        !g_str_has_suffix(at, ".") && wizard->hooks.check != NULL) {
        wizard->hooks.check(wizard->address->str, wizard->user);
    }
}

static void go(Wizard *wizard, Step step)
{
    wizard->step = step;
    set_error(wizard, NULL);
}

static void begin(Wizard *wizard)
{
    wizard->before = wizard->step;
    wizard->step = STEP_BUSY;
    set_error(wizard, NULL);
    if (wizard->before == STEP_SERVER) {
        wizard->hooks.create(wizard->server->str, wizard->user);
    } else {
        wizard->hooks.login(wizard->address->str, wizard->password->str, wizard->keep,
                            wizard->command->str, wizard->user);
    }
}

static void go_on(Wizard *wizard)
{
    switch (wizard->step) {
    case STEP_ADDRESS: {
        g_autoptr(GError) error = NULL;
        g_autoptr(Jid) jid = jid_parse(wizard->address->str, &error);
        if (jid == NULL || jid_local(jid) == NULL) {
            set_error(wizard, "An address looks like you@server.");
        } else {
            ask_check(wizard);
            go(wizard, STEP_PASSWORD);
        }
        break;
    }
    case STEP_PASSWORD:
        if (wizard->password->len == 0) {
            set_error(wizard, "The password is empty.");
        } else {
            go(wizard, STEP_KEEP);
        }
        break;
    case STEP_KEEP:
        if (wizard->keep == WIZARD_KEEP_COMMAND) {
            go(wizard, STEP_COMMAND);
        } else {
            begin(wizard);
        }
        break;
    case STEP_COMMAND:
        if (wizard->command->len == 0) {
            set_error(wizard, "A command that prints the password, for instance: pass show xmpp");
        } else {
            begin(wizard);
        }
        break;
    case STEP_SERVER:
        if (wizard->server->len == 0) {
            set_error(wizard, "A server's name, for instance capulet.example.");
        } else {
            begin(wizard);
        }
        break;
    default:
        break;
    }
}

static void go_back(Wizard *wizard)
{
    static const Step back[] = {
        [STEP_CHOICE] = STEP_CHOICE, [STEP_ADDRESS] = STEP_CHOICE, [STEP_PASSWORD] = STEP_ADDRESS,
        [STEP_KEEP] = STEP_PASSWORD, [STEP_COMMAND] = STEP_KEEP,   [STEP_SERVER] = STEP_CHOICE,
        [STEP_BUSY] = STEP_BUSY,
    };
    go(wizard, back[wizard->step]);
}

static void leave(Wizard *wizard, bool look_around)
{
    WizardHooks hooks = wizard->hooks;
    void *user = wizard->user;
    Ui *ui = wizard->pane.ui;
    ui->wizard = NULL;
    layout_pop(ui->layout, &wizard->pane);
    hooks.left(look_around, user);
}

static void choose(Wizard *wizard, guint32 digit)
{
    if (digit == '1') {
        go(wizard, STEP_ADDRESS);
    } else if (digit == '2') {
        go(wizard, STEP_SERVER);
    } else if (digit == '3') {
        leave(wizard, true);
    }
}

static void edit(Wizard *wizard, GString *entry, const TermEvent *event)
{
    if (event->type == EVENT_TEXT && entry->len < 1000) {
        g_string_append_unichar(entry, event->key);
    } else if (event->type == EVENT_PASTE && entry->len + event->length < 1000) {
        g_string_append_len(entry, event->paste, (gssize)strcspn(event->paste, "\n"));
    } else if (event->key == KEYSYM_BACKSPACE && entry->len > 0) {
        const char *last = text_prev_grapheme(entry->str, entry->str + entry->len);
        g_string_truncate(entry, (gsize)(last - entry->str));
    } else if (event->key == 'u' && event->mods == MOD_CTRL) {
        g_string_truncate(entry, 0);
    } else if (event->key == 'v' && event->mods == MOD_ALT) {
        wizard->show_password = !wizard->show_password;
        return;
    }
    set_error(wizard, NULL);
    if (entry == wizard->address) {
        ask_check(wizard);
    }
}

static void move_keep(Wizard *wizard, int step)
{
    int n = (int)G_N_ELEMENTS(keeps);
    wizard->keep = (WizardKeep)(((int)wizard->keep + step + n) % n);
}

static void step_key(Wizard *wizard, const TermEvent *event)
{
    GString *entry = entry_of(wizard);
    if (wizard->step == STEP_CHOICE) {
        choose(wizard, event->type == EVENT_TEXT ? event->key : 0);
    } else if (wizard->step == STEP_KEEP) {
        bool back = event->key == KEYSYM_LEFT || event->key == KEYSYM_UP;
        move_keep(wizard, back ? -1 : 1);
    } else if (entry != NULL) {
        edit(wizard, entry, event);
    }
}

static bool key(Pane *pane, Action action, const TermEvent *event)
{
    Wizard *wizard = (Wizard *)pane;
    switch (action) {
    case ACTION_CANCEL:
    case ACTION_CLEAR:
        leave(wizard, false);
        return true;
    case ACTION_SEND:
        go_on(wizard);
        return true;
    case ACTION_WINDOW_PREVIOUS:
        go_back(wizard);
        return true;
    case ACTION_COMPLETE:
        if (wizard->step == STEP_KEEP) {
            move_keep(wizard, 1);
        } else {
            go_on(wizard);
        }
        return true;
    case ACTION_NONE:
        step_key(wizard, event);
        return true;
    default:
        return action != ACTION_REDRAW && action != ACTION_SUSPEND;
    }
}

static void free_pane(Pane *pane)
{
    Wizard *wizard = (Wizard *)pane;
    secret_wipe(wizard->password->str, wizard->password->len);
    g_string_free(wizard->address, TRUE);
    g_string_free(wizard->password, TRUE);
    g_string_free(wizard->command, TRUE);
    g_string_free(wizard->server, TRUE);
    g_free(wizard->check);
    g_free(wizard->error);
    g_free(wizard);
}

static const PaneOps ops = {.name = "wizard", .draw = draw, .key = key, .free = free_pane};

void ui_wizard_start(Ui *ui, const WizardHooks *hooks, void *user)
{
    Wizard *wizard = g_new0(Wizard, 1);
    wizard->pane.ops = &ops;
    wizard->pane.ui = ui;
    wizard->hooks = *hooks;
    wizard->user = user;
    wizard->address = g_string_new(NULL);
    wizard->password = g_string_new(NULL);
    wizard->command = g_string_new(NULL);
    wizard->server = g_string_new(NULL);
    wizard->keep = WIZARD_KEEP_FILE;
    ui->wizard = wizard;
    layout_push(ui->layout, &wizard->pane);
}

void ui_wizard_checked(Ui *ui, const char *address, const char *sentence, bool ok)
{
    Wizard *wizard = ui->wizard;
    if (wizard != NULL && strcmp(wizard->address->str, address) == 0) {
        g_free(wizard->check);
        wizard->check = g_strdup(sentence);
        wizard->check_ok = ok;
        ui_dirty(ui, DIRTY_OVERLAY | DIRTY_LAYOUT);
    }
}

void ui_wizard_result(Ui *ui, const char *error)
{
    Wizard *wizard = ui->wizard;
    if (wizard == NULL) {
        return;
    }
    if (error == NULL) {
        ui->wizard = NULL;
        layout_pop(ui->layout, &wizard->pane);
        return;
    }
    if (wizard->step == STEP_BUSY) {
        wizard->step = wizard->before == STEP_SERVER ? STEP_SERVER : STEP_PASSWORD;
    }
    set_error(wizard, error);
    ui_dirty(ui, DIRTY_OVERLAY | DIRTY_LAYOUT);
}
