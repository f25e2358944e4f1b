/* test_stanza_cases.c: data cases: given these stanzas, the model is such and we send that.
 *
 * A case is a file tests/stanza/FOLDER/NAME.xml with these parts, each tag on a line
 * of its own: <roster>, items (without it: romeo both, nurse to, paris from);
 * <receive>, stanzas; <do>, a deed of the user a line; both as often as wanted, in
 * order; <send>, what must be sent; <model>, what the account must be. {ID1} in a
 * <receive> is the first id that we made. UPDATE_STANZAS=1 writes <send> and <model>
 * anew; read the difference.
 * Each stanza received is then bent in every way of case B22 and handed in again.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "wire.h"

#include <string.h>

#define ROSTER                                                                                     \
    "<item jid='romeo@montague.example' name='Romeo' subscription='both'/>"                        \
    "<item jid='nurse@capulet.example' name='Nurse' subscription='to'/>"                           \
    "<item jid='paris@verona.example' subscription='from'/>"

typedef enum { PART_ROSTER, PART_RECEIVE, PART_DO, PART_SEND, PART_MODEL, PARTS } Part;
static const char *const part_names[PARTS] = {"roster", "receive", "do", "send", "model"};

typedef struct {
    Part part;
    char *text;
} Step;

typedef struct {
    char *path;
    char *head; /* what stands before the parts */
    GPtrArray *steps;
} Case;

static void step_free(gpointer data)
{
    Step *step = data;
    g_free(step->text);
    g_free(step);
}

static void case_free(gpointer data)
{
    Case *c = data;
    g_free(c->path);
    g_free(c->head);
    g_ptr_array_unref(c->steps);
    g_free(c);
}

static int part_of_line(const char *line, bool end)
{
    for (int i = 0; i < PARTS; i++) {
        g_autofree char *tag = g_strdup_printf("<%s%s>", end ? "/" : "", part_names[i]);
        if (strcmp(line, tag) == 0) {
            return i;
        }
    }
    return -1;
}

static Case *case_read(const char *path)
{
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    Case *c = g_new0(Case, 1);
    c->path = g_strdup(path);
    c->steps = g_ptr_array_new_with_free_func(step_free);
    g_autoptr(GString) head = g_string_new(NULL);
    g_autoptr(GString) part = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    int inside = -1;
    for (guint i = 0; lines[i] != NULL; i++) {
        int begins = part_of_line(lines[i], false);
        if (inside < 0 && begins >= 0) {
            inside = begins;
            g_string_truncate(part, 0);
        } else if (inside >= 0 && part_of_line(lines[i], true) == inside) {
            Step *step = g_new0(Step, 1);
            step->part = (Part)inside;
            step->text = g_strdup(part->str);
            g_ptr_array_add(c->steps, step);
            inside = -1;
        } else {
            g_string_append_printf(inside >= 0 ? part : head, "%s\n", lines[i]);
        }
    }
    g_assert_cmpint(inside, ==, -1);
    c->head = g_strdup(head->str);
    return c;
}

static const char *case_text(const Case *c, Part part, const char *otherwise)
{
    for (guint i = 0; i < c->steps->len; i++) {
        const Step *step = g_ptr_array_index(c->steps, i);
        if (step->part == part) {
            return step->text;
        }
    }
    return otherwise;
}

/* Replaces {ID1} ... by the ids. */
static char *with_ids_dup(Wire *wire, const char *text)
{
    GString *out = g_string_new(NULL);
    while (*text != '\0') {
        if (g_str_has_prefix(text, "{ID")) {
            char *end = NULL;
            g_string_append(out, wire_id(wire, (guint)g_ascii_strtoull(text + 3, &end, 10)));
            text = end + 1;
        } else {
            g_string_append_c(out, *text++);
        }
    }
    return g_string_free(out, FALSE);
}

static void ignore_done(const char *error, void *user)
{
    (void)error, (void)user;
}

static void tell_answer(const char *answer, const char *error, void *user)
{
    Wire *wire = user;
    model_notice(wire->model, wire->account, error != NULL ? MESSAGE_ERROR : MESSAGE_NOTICE,
                 error != NULL ? error : answer);
}

/* Deeds: "say ADDRESS TEXT", "compose ADDRESS", "stop ADDRESS", "close ADDRESS", "add ADDRESS",
 * "remove ADDRESS", "rename ADDRESS NAME", "accept ADDRESS", "deny ADDRESS", "show WORD TEXT",
 * "ping ADDRESS", "version ADDRESS", "time ADDRESS". */
static void chat_deed(Wire *wire, const char *verb, const Jid *jid, const char *rest)
{
    Chat *chat = account_get_chat(wire->account, jid, CHAT_CONTACT);
    if (strcmp(verb, "say") == 0) {
        chat_open(chat);
        g_assert_nonnull(chat_say(chat, rest));
    } else if (strcmp(verb, "compose") == 0) {
        chat_open(chat);
        chat_set_draft(chat, "draft");
        chat_set_composing(chat, true);
    } else if (strcmp(verb, "stop") == 0) {
        chat_set_composing(chat, false);
    } else if (strcmp(verb, "open") == 0) {
        chat_open(chat);
    } else {
        g_assert_cmpstr(verb, ==, "close");
        chat_close(chat);
    }
}

static bool contact_deed(Wire *wire, const char *verb, const Jid *jid, const char *rest)
{
    Session *session = wire->session;
    if (strcmp(verb, "add") == 0) {
        session_add_contact(session, jid, rest, NULL, ignore_done, NULL);
    } else if (strcmp(verb, "remove") == 0) {
        session_remove_contact(session, jid, ignore_done, NULL);
    } else if (strcmp(verb, "rename") == 0) {
        session_rename_contact(session, jid, rest, NULL, ignore_done, NULL);
    } else if (strcmp(verb, "accept") == 0) {
        session_accept(session, jid);
    } else if (strcmp(verb, "deny") == 0) {
        session_deny(session, jid);
    } else if (strcmp(verb, "ping") == 0) {
        session_ping(session, jid, tell_answer, wire);
    } else if (strcmp(verb, "version") == 0) {
        session_version(session, jid, tell_answer, wire);
    } else if (strcmp(verb, "time") == 0) {
        session_time(session, jid, tell_answer, wire);
    } else {
        return false;
    }
    return true;
}

static void do_deed(Wire *wire, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    const char *rest = words[1] != NULL ? words[2] : NULL;
    if (strcmp(words[0], "show") == 0) {
        Show show;
        g_assert_true(show_from_word(words[1], &show));
        account_set_presence(wire->account, show, rest);
        session_send_presence(wire->session);
    } else {
        g_autoptr(Jid) jid = jid_parse(words[1], NULL);
        g_assert_nonnull(jid);
        if (!contact_deed(wire, words[0], jid, rest)) {
            chat_deed(wire, words[0], jid, rest);
        }
    }
    while (g_main_context_iteration(NULL, FALSE)) {
    }
}

static void do_deeds(Wire *wire, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        if (*lines[i] != '\0') {
            do_deed(wire, lines[i]);
        }
    }
}

/* A wire on which C's roster is there and what goes out at login is forgotten, unless the case
 * is about that. */
static Wire *case_wire(const Case *c)
{
    Wire *wire = wire_new(case_text(c, PART_ROSTER, ROSTER));
    if (strstr(c->path, "/login_") == NULL) {
        g_autofree char *greeting = wire_take_sent(wire);
        wire_forget_ids(wire);
    }
    return wire;
}

static void play(Wire *wire, const Case *c)
{
    for (guint i = 0; i < c->steps->len; i++) {
        const Step *step = g_ptr_array_index(c->steps, i);
        if (step->part == PART_RECEIVE) {
            g_autofree char *text = with_ids_dup(wire, step->text);
            g_assert_true(wire_receive(wire, text));
        } else if (step->part == PART_DO) {
            do_deeds(wire, step->text);
        }
    }
}

static void case_write(const Case *c, const char *sent, const char *model)
{
    g_autoptr(GString) out = g_string_new(c->head);
    while (out->len > 0 && out->str[out->len - 1] == '\n') {
        g_string_truncate(out, out->len - 1);
    }
    g_autofree char *end = g_strdup("</case>");
    if (g_str_has_suffix(out->str, end)) {
        g_string_truncate(out, out->len - strlen(end));
    }
    for (guint i = 0; i < c->steps->len; i++) {
        const Step *step = g_ptr_array_index(c->steps, i);
        if (step->part < PART_SEND) {
            const char *name = part_names[step->part];
            g_string_append_printf(out, "<%s>\n%s</%s>\n", name, step->text, name);
        }
    }
    g_string_append_printf(out, "<send>\n%s</send>\n<model>\n%s</model>\n</case>\n", sent, model);
    g_assert_true(g_file_set_contents(c->path, out->str, (gssize)out->len, NULL));
}

static void run_case(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(Wire) wire = case_wire(c);
    play(wire, c);
    g_autofree char *sent = wire_take_sent(wire);
    g_autofree char *model = wire_dump(wire);
    g_autofree char *escaped = g_markup_escape_text(model, -1);
    if (g_getenv("UPDATE_STANZAS") != NULL) {
        case_write(c, sent, escaped);
        return;
    }
    g_assert_cmpstr(sent, ==, case_text(c, PART_SEND, "(no <send>)"));
    g_assert_cmpstr(escaped, ==, case_text(c, PART_MODEL, "(no <model>)"));
}

/* B22: every stanza that we take, with something missing, empty, wrong or doubled. */

typedef enum {
    BEND_DROP,
    BEND_DOUBLE,
    BEND_ATTRIBUTE_DROP,
    BEND_ATTRIBUTE_EMPTY,
    BEND_ATTRIBUTE_WRONG,
    BEND_TEXT,
    BEND_NAMESPACE,
    BENDS
} Bend;

static void add_nodes(GPtrArray *nodes, Stanza *st)
{
    g_ptr_array_add(nodes, st);
    for (Stanza *c = xmpp_stanza_get_children(st); c != NULL; c = xmpp_stanza_get_next(c)) {
        if (!xmpp_stanza_is_text(c)) {
            add_nodes(nodes, c);
        }
    }
}

static void bend_attribute(Stanza *st, const char *value)
{
    int n = xmpp_stanza_get_attribute_count(st);
    g_autofree const char **pairs = g_new0(const char *, (gsize)n * 2 + 2);
    (void)xmpp_stanza_get_attributes(st, pairs, n * 2);
    for (int i = 0; i < n; i++) {
        g_autofree char *name = g_strdup(pairs[i * 2]);
        if (strcmp(name, "from") == 0) {
            continue; /* the server stamps it */
        }
        if (value == NULL) {
            xmpp_stanza_del_attribute(st, name);
        } else {
            xmpp_stanza_set_attribute(st, name, value);
        }
        return;
    }
}

/* NODE (not the top of the tree), by libstrophe's own text: the tree has no removal. */
static void bend(Stanza *node, Bend how)
{
    switch (how) {
    case BEND_DROP:
        xmpp_stanza_set_name(node, "nothing");
        break;
    case BEND_DOUBLE: {
        Stanza *copy = xmpp_stanza_copy(node);
        xmpp_stanza_add_child(node, copy);
        xmpp_stanza_release(copy);
        break;
    }
    case BEND_ATTRIBUTE_DROP:
        bend_attribute(node, NULL);
        break;
    case BEND_ATTRIBUTE_EMPTY:
        bend_attribute(node, "");
        break;
    case BEND_ATTRIBUTE_WRONG:
        bend_attribute(node, "-1\xe2\x80\xae@@//");
        break;
    case BEND_TEXT:
        stanza_add_text(node, "9999999999999999999999");
        break;
    case BEND_NAMESPACE:
        xmpp_stanza_set_ns(node, "urn:example:other");
        break;
    case BENDS:
        break;
    }
}

/* What holds whatever came: nobody speaks under another name, nothing is beyond its limit. */
static void check_sound(Wire *wire)
{
    g_assert_cmpuint(account_n_contacts(wire->account), <=, ACCOUNT_ROSTER_MAX);
    GPtrArray *chats = account_chats(wire->account);
    for (guint i = 0; i < chats->len; i++) {
        Chat *chat = g_ptr_array_index(chats, i);
        for (guint m = 0; m < chat_n_messages(chat); m++) {
            const Message *message = chat_message(chat, m);
            g_assert_true(g_utf8_validate(message->body, -1, NULL));
            if (message->kind == MESSAGE_TEXT && message->direction == MESSAGE_IN) {
                g_autoptr(Jid) author = jid_parse(message->author, NULL);
                g_assert_nonnull(author);
                g_assert_cmpstr(jid_bare(author), ==, jid_bare(chat_address(chat)));
            }
        }
    }
}

static void bend_and_receive(const Case *c, const char *text, guint node, Bend how)
{
    g_autoptr(Wire) wire = case_wire(c);
    g_autoptr(Stanza) st = stanza_from_text(wire->session->ctx, text);
    if (st == NULL) {
        return;
    }
    g_autoptr(GPtrArray) nodes = g_ptr_array_new();
    add_nodes(nodes, st);
    if (node < nodes->len) {
        bend(g_ptr_array_index(nodes, node), how);
        g_autofree char *bent = stanza_to_text_dup(st);
        (void)wire_receive(wire, bent);
        check_sound(wire);
        (void)wire_receive(wire, "<message from='romeo@montague.example/o' type='chat'>"
                                 "<body>still there</body></message>");
        g_autofree char *dump = wire_dump(wire);
        g_assert_nonnull(strstr(dump, "still there"));
    }
}

#define NODES_MAX 12

static void run_bent(gconstpointer data)
{
    const Case *c = data;
    for (guint i = 0; i < c->steps->len; i++) {
        const Step *step = g_ptr_array_index(c->steps, i);
        if (step->part != PART_RECEIVE) {
            continue;
        }
        for (guint node = 0; node < NODES_MAX; node++) {
            for (int how = 0; how < BENDS; how++) {
                bend_and_receive(c, step->text, node, (Bend)how);
            }
        }
    }
}

static void add_case(const char *folder, const char *name, GPtrArray *cases)
{
    g_autofree char *top = g_test_build_filename(G_TEST_DIST, "stanza", NULL);
    g_autofree char *path = g_build_filename(top, folder, name, NULL);
    g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".xml"));
    g_autofree char *test = g_strdup_printf("/stanza/%s/%s", folder, stem);
    g_autofree char *bent = g_strdup_printf("/stanza/B22/%s/%s", folder, stem);
    Case *c = case_read(path);
    g_ptr_array_add(cases, c);
    g_test_add_data_func(test, c, run_case);
    g_test_add_data_func(bent, c, run_bent);
}

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *names_in(const char *path)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_ptr_array_add(names, g_strdup(name));
    }
    g_ptr_array_sort(names, by_name);
    return names;
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autofree char *top = g_test_build_filename(G_TEST_DIST, "stanza", NULL);
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func(case_free);
    g_autoptr(GPtrArray) folders = names_in(top);
    for (guint i = 0; i < folders->len; i++) {
        const char *folder = g_ptr_array_index(folders, i);
        g_autofree char *path = g_build_filename(top, folder, NULL);
        g_autoptr(GPtrArray) names = names_in(path);
        for (guint n = 0; n < names->len; n++) {
            const char *name = g_ptr_array_index(names, n);
            if (g_str_has_suffix(name, ".xml")) {
                add_case(folder, name, cases);
            }
        }
    }
    g_assert_cmpuint(cases->len, >, 0);
    return g_test_run();
}
