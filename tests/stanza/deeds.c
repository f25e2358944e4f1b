/* deeds.c: what the user does in a case: each deed calls what a command or the interface calls.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "case.h"

#include "base/clock.h"
#include "xmpp/xep/xep_0004_forms.h"

#include <string.h>

typedef struct {
    const Case *c;
    Wire *wire;
    const char *first; /* the word after the verb, "" when there is none */
    const char *rest;  /* all after it; nullable */
    const Jid *jid;    /* FIRST as an address; nullable */
} Deed;

static void tell_done(const char *error, void *user)
{
    Wire *wire = user;
    if (error != NULL) {
        model_notice(wire->model, wire->account, MESSAGE_ERROR, error);
    }
}

static void tell_answer(const char *answer, const char *error, void *user)
{
    Wire *wire = user;
    g_assert_true((answer != NULL) != (error != NULL));
    model_notice(wire->model, wire->account, error != NULL ? MESSAGE_ERROR : MESSAGE_NOTICE,
                 error != NULL ? error : answer);
}

static Chat *chat_of(const Deed *deed)
{
    Chat *chat = account_get_chat(deed->wire->account, deed->jid, CHAT_CONTACT);
    chat_open(chat);
    return chat;
}

static gint64 time_of(const char *text)
{
    gint64 time = 0;
    if (text[0] != '\0') {
        g_assert_true(clock_parse_datetime(text, &time));
    }
    return time;
}

static void do_say(const Deed *deed)
{
    g_assert_nonnull(chat_say(chat_of(deed), deed->rest));
}

static void do_compose(const Deed *deed)
{
    chat_set_draft(chat_of(deed), "draft");
    chat_set_composing(chat_of(deed), true);
}

static void do_stop(const Deed *deed)
{
    chat_set_composing(chat_of(deed), false);
}

static void do_erase(const Deed *deed)
{
    chat_set_draft(chat_of(deed), "");
    chat_set_composing(chat_of(deed), false);
}

static void do_open(const Deed *deed)
{
    chat_open(chat_of(deed));
}

static void do_close(const Deed *deed)
{
    chat_close(chat_of(deed));
}

static void do_add(const Deed *deed)
{
    session_add_contact(deed->wire->session, deed->jid, deed->rest, NULL, tell_done, deed->wire);
}

static void do_remove(const Deed *deed)
{
    session_remove_contact(deed->wire->session, deed->jid, tell_done, deed->wire);
}

/* As the command does: the groups stay. */
static void do_rename(const Deed *deed)
{
    Contact *contact = account_find_contact(deed->wire->account, jid_bare(deed->jid));
    session_rename_contact(deed->wire->session, deed->jid, deed->rest, contact_groups(contact),
                           tell_done, deed->wire);
}

static void do_accept(const Deed *deed)
{
    session_accept(deed->wire->session, deed->jid);
}

static void do_deny(const Deed *deed)
{
    session_deny(deed->wire->session, deed->jid);
}

static void do_ping(const Deed *deed)
{
    session_ping(deed->wire->session, deed->jid, tell_answer, deed->wire);
}

static void do_version(const Deed *deed)
{
    session_version(deed->wire->session, deed->jid, tell_answer, deed->wire);
}

static void do_time(const Deed *deed)
{
    session_time(deed->wire->session, deed->jid, tell_answer, deed->wire);
}

static void do_show(const Deed *deed)
{
    Show show = SHOW_ONLINE;
    g_assert_true(show_from_word(deed->first, &show));
    account_set_presence(deed->wire->account, show, deed->rest);
    session_send_presence(deed->wire->session);
}

static void do_idle(const Deed *deed)
{
    session_set_idle_since(deed->wire->session, time_of(deed->first));
}

static void do_set(const Deed *deed)
{
    g_assert_true(settings_set(deed->wire->settings, deed->first, deed->rest, NULL));
}

static void do_clock(const Deed *deed)
{
    clock_set(time_of(deed->first));
}

static void do_break(const Deed *deed)
{
    wire_break(deed->wire);
}

static void do_login(const Deed *deed)
{
    case_login(deed->c, deed->wire);
}

static void do_disconnect(const Deed *deed)
{
    session_disconnect(deed->wire->session, NULL, NULL);
}

static void do_fill(const Deed *deed)
{
    FormField *field = form_find(deed->wire->form, deed->first);
    g_assert_nonnull(field);
    form_field_set(field, deed->rest);
}

/* Nothing sends a form by itself: what would be in the stanza counts as sent. */
static void do_submit(const Deed *deed)
{
    g_autofree char *problem = form_problem_dup(deed->wire->form);
    if (problem != NULL) {
        model_notice(deed->wire->model, deed->wire->account, MESSAGE_ERROR, problem);
        return;
    }
    g_autoptr(Stanza) x = xep_0004_encode_submit(wire_ctx(deed->wire), deed->wire->form);
    wire_note_sent(deed->wire, x);
}

static const struct {
    const char *verb;
    void (*run)(const Deed *deed);
} deeds[] = {
    {"say", do_say},         {"compose", do_compose}, {"stop", do_stop},
    {"erase", do_erase},     {"open", do_open},       {"close", do_close},
    {"add", do_add},         {"remove", do_remove},   {"rename", do_rename},
    {"accept", do_accept},   {"deny", do_deny},       {"ping", do_ping},
    {"version", do_version}, {"time", do_time},       {"show", do_show},
    {"idle", do_idle},       {"set", do_set},         {"clock", do_clock},
    {"break", do_break},     {"login", do_login},     {"disconnect", do_disconnect},
    {"fill", do_fill},       {"submit", do_submit},
};

static void do_line(const Case *c, Wire *wire, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    g_autoptr(Jid) jid = words[1] != NULL ? jid_parse(words[1], NULL) : NULL;
    Deed deed = {
        .c = c,
        .wire = wire,
        .first = words[1] != NULL ? words[1] : "",
        .rest = words[1] != NULL ? words[2] : NULL,
        .jid = jid,
    };
    for (guint i = 0; i < G_N_ELEMENTS(deeds); i++) {
        if (strcmp(words[0], deeds[i].verb) == 0) {
            deeds[i].run(&deed);
            wire_rest();
            return;
        }
    }
    g_error("%s: '%s' is nothing that a user does", c->path, words[0]);
}

void deeds_do(const Case *c, Wire *wire, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        if (lines[i][0] != '\0') {
            do_line(c, wire, lines[i]);
        }
    }
}

void deeds_read_form(Wire *wire, const char *text)
{
    g_autoptr(Stanza) x = stanza_from_text(wire_ctx(wire), text);
    g_autoptr(GError) error = NULL;
    g_clear_pointer(&wire->form, form_free);
    wire->form = xep_0004_decode(x, &error);
    if (wire->form == NULL) {
        model_notice(wire->model, wire->account, MESSAGE_ERROR, error->message);
    }
}
