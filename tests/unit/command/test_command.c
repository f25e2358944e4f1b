/* test_command.c: lines run against a real model, without screen and network.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command/command.h"
#include "command/grammar.h"
#include "command/help.h"
#include "tests.h"

typedef struct {
    Model *model;
    Account *account;
    Chat *chat;
    CommandEnv env;
    GString *said; /* every answer, a line each; errors begin with "!" */
    guint quits;
} Fixture;

static void reply(CommandEnv *env, Chat *chat, MessageKind kind, const char *text)
{
    Fixture *fixture = env->user;
    (void)chat;
    g_string_append_printf(fixture->said, "%s%s\n", kind == MESSAGE_ERROR ? "! " : "", text);
}

static Session *no_session(CommandEnv *env, Account *account)
{
    (void)env;
    (void)account;
    return NULL;
}

static Session *no_new_session(CommandEnv *env, AccountConfig *config)
{
    (void)env;
    account_config_free(config);
    return NULL;
}

static void quit(CommandEnv *env)
{
    ((Fixture *)env->user)->quits++;
}

static Jid *jid(const char *text)
{
    g_autoptr(GError) error = NULL;
    Jid *result = jid_parse(text, &error);
    g_assert_no_error(error);
    return result;
}

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->model = model_new();
    g_autoptr(Jid) me = jid("juliet@capulet.example");
    g_autoptr(Jid) romeo = jid("romeo@montague.example");
    g_autoptr(Jid) rosaline = jid("rosaline@capulet.example");
    fixture->account = model_add_account(fixture->model, "juliet", me);
    const RosterItem item = {.name = "Romeo", .subscription = SUBSCRIPTION_BOTH};
    const RosterItem other = {.name = "Rosaline", .subscription = SUBSCRIPTION_BOTH};
    account_set_roster_item(fixture->account, romeo, &item);
    account_set_roster_item(fixture->account, rosaline, &other);
    fixture->chat = account_get_chat(fixture->account, romeo, CHAT_CONTACT);
    chat_open(fixture->chat);
    fixture->said = g_string_new(NULL);
    fixture->env = (CommandEnv){
        .model = fixture->model,
        .settings = settings_open(NULL, NULL),
        .accounts = account_file_open("/nonexistent/accounts", NULL),
        .session = no_session,
        .add_session = no_new_session,
        .quit = quit,
        .reply = reply,
        .user = fixture,
    };
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    settings_free(fixture->env.settings);
    account_file_free(fixture->env.accounts);
    g_free(fixture->env.held);
    model_free(fixture->model);
    g_string_free(fixture->said, TRUE);
}

static bool run(Fixture *fixture, const char *line)
{
    g_string_truncate(fixture->said, 0);
    return command_run(&fixture->env, fixture->chat, line, false);
}

static void assert_said(Fixture *fixture, const char *words)
{
    if (strstr(fixture->said->str, words) == NULL) {
        g_error("\"%s\" not in: %s", words, fixture->said->str);
    }
}

/* The newest own text of the chat. */
static const char *last_text(Fixture *fixture)
{
    for (guint i = chat_n_messages(fixture->chat); i > 0; i--) {
        const Message *message = chat_message(fixture->chat, i - 1);
        if (message->kind == MESSAGE_TEXT) {
            return message->body;
        }
    }
    return NULL;
}

static void every_usage_and_example_parses(Fixture *fixture, gconstpointer data)
{
    (void)fixture;
    (void)data;
    guint n = 0;
    const Command *const *all = command_all(&n);
    for (guint i = 0; i < n; i++) {
        g_autoptr(Grammar) grammar = grammar_new(all[i]->usage);
        g_assert_nonnull(grammar);
        g_assert_nonnull(all[i]->examples[0]);
        for (guint j = 0; all[i]->examples[j] != NULL; j++) {
            const char *example = all[i]->examples[j];
            gsize len = strcspn(example, " ");
            g_autofree char *name = g_strndup(example + 1, len - 1);
            g_assert_true(command_find(name) == all[i]);
            g_autoptr(GError) error = NULL;
            g_autoptr(CommandArgs) args = grammar_match(grammar, example + len, &error);
            g_assert_no_error(error);
        }
    }
}

static void names_and_aliases_are_unique(Fixture *fixture, gconstpointer data)
{
    (void)fixture;
    (void)data;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    guint n = 0;
    const Command *const *all = command_all(&n);
    for (guint i = 0; i < n; i++) {
        g_assert_true(g_hash_table_add(seen, (gpointer)(guintptr)all[i]->name));
        for (guint j = 0; all[i]->aliases != NULL && all[i]->aliases[j] != NULL; j++) {
            g_assert_true(g_hash_table_add(seen, (gpointer)(guintptr)all[i]->aliases[j]));
        }
    }
}

static void mistyped_command_is_corrected(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_false(run(fixture, "/hlep"));
    assert_said(fixture, "Unknown command /hlep. Did you mean /help?");
    g_assert_null(last_text(fixture));
}

static void path_is_held_then_sent(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_false(run(fixture, "/etc/hosts is wrong"));
    assert_said(fixture,
                "Unknown command /etc. Enter again sends it as text; /help lists commands.");
    g_assert_true(run(fixture, "/etc/hosts is wrong"));
    g_assert_cmpstr(last_text(fixture), ==, "/etc/hosts is wrong");
}

static void stray_letter_is_held_then_sent(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_false(run(fixture, "q/quit now"));
    assert_said(fixture, "Enter again sends it as text");
    g_assert_true(run(fixture, "q/quit now"));
    g_assert_cmpstr(last_text(fixture), ==, "q/quit now");
    g_assert_cmpuint(fixture->quits, ==, 0);
    g_assert_true(run(fixture, "and/or"));
    g_assert_cmpstr(last_text(fixture), ==, "and/or");
}

static void escaped_slash_is_text(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_true(run(fixture, "//quit"));
    g_assert_cmpstr(last_text(fixture), ==, "/quit");
    g_assert_true(run(fixture, " /quit"));
    g_assert_cmpstr(last_text(fixture), ==, "/quit");
}

/* I13, I14: a paste never runs a command. */
static void I14_pasted_command_is_text(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_true(command_run(&fixture->env, fixture->chat, "/quit\nsecond", true));
    g_assert_cmpuint(fixture->quits, ==, 0);
    g_assert_cmpstr(last_text(fixture), ==, "/quit\nsecond");
}

/* F20: what XML cannot carry is gone before the message exists. */
static void F20_text_is_clean_before_it_waits(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_true(run(fixture, "a\x1b[31mb\r\nc"));
    g_assert_cmpstr(last_text(fixture), ==, "a[31mb\nc");
    g_assert_cmpint(chat_message(fixture->chat, chat_n_messages(fixture->chat) - 1)->state, ==,
                    MESSAGE_PENDING);
}

static void home_keeps_text_in_the_input(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_false(command_run(&fixture->env, NULL, "hello", false));
    assert_said(fixture, "/msg ADDRESS opens a chat");
}

static void prefix_runs_and_ambiguity_is_told(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_true(run(fixture, "/qui"));
    g_assert_cmpuint(fixture->quits, ==, 1);
    g_assert_false(run(fixture, "/re"));
    assert_said(fixture, "/re could be");
}

static void msg_finds_contacts_by_name(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_true(run(fixture, "/msg rome good night"));
    g_assert_cmpstr(last_text(fixture), ==, "good night");
    (void)run(fixture, "/msg ro hello");
    assert_said(fixture, "could be");
    (void)run(fixture, "/msg nobody hello");
    assert_said(fixture, "No contact is called \"nobody\"");
    (void)run(fixture, "/msg a@@b hello");
    assert_said(fixture, "is not an address");
}

/* H15: of a link only the address counts; nothing in it is run. */
static void H15_link_gives_only_its_address(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_true(run(fixture, "/msg xmpp:mercutio@montague.example?message;body=%0a/quit hi"));
    Chat *chat = account_find_chat(fixture->account, "mercutio@montague.example");
    g_assert_nonnull(chat);
    g_assert_cmpuint(fixture->quits, ==, 0);
}

static void set_shows_and_changes(Fixture *fixture, gconstpointer data)
{
    (void)data;
    (void)run(fixture, "/set chat.typing off");
    g_assert_false(settings_bool(fixture->env.settings, "chat.typing"));
    (void)run(fixture, "/toggle chat.typing");
    g_assert_true(settings_bool(fixture->env.settings, "chat.typing"));
    (void)run(fixture, "/set chat.typing=maybe");
    assert_said(fixture, "! ");
    assert_said(fixture, "chat.typing");
    (void)run(fixture, "/set no.such x");
    assert_said(fixture, "There is no setting \"no.such\"");
}

static char *complete(Fixture *fixture, const char *line, guint *start)
{
    g_autoptr(GPtrArray) found =
        command_complete(&fixture->env, fixture->chat, line, (guint)strlen(line), start);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++) {
        const Completion *completion = g_ptr_array_index(found, i);
        g_string_append_printf(text, "%s,", completion->text);
    }
    return g_string_free(text, FALSE);
}

static void completion_by_position(Fixture *fixture, gconstpointer data)
{
    (void)data;
    guint start = 99;
    g_autofree char *commands = complete(fixture, "/qu", &start);
    g_assert_cmpstr(commands, ==, "/quit,/query,");
    g_assert_cmpuint(start, ==, 0);
    g_autofree char *contacts = complete(fixture, "/msg rom", &start);
    g_assert_cmpstr(contacts, ==, "romeo@montague.example,");
    g_assert_cmpuint(start, ==, 5);
    g_autofree char *values = complete(fixture, "/set chat.typing o", &start);
    g_assert_cmpstr(values, ==, "on,off,");
    g_autofree char *choices = complete(fixture, "/tls t", &start);
    g_assert_cmpstr(choices, ==, "trust,");
    g_autofree char *text = complete(fixture, "hello wor", &start);
    g_assert_cmpstr(text, ==, "");
}

static void help_knows_every_command_and_setting(Fixture *fixture, gconstpointer data)
{
    (void)data;
    guint n = 0;
    const Command *const *all = command_all(&n);
    for (guint i = 0; i < n; i++) {
        g_autofree char *text = help_topic_dup(fixture->env.settings, all[i]->name);
        g_assert_nonnull(text);
    }
    const SettingRow *rows = settings_rows(&n);
    for (guint i = 0; i < n; i++) {
        g_autofree char *text = help_topic_dup(fixture->env.settings, rows[i].key);
        g_assert_nonnull(strstr(text, rows[i].sentence));
    }
    g_assert_null(help_topic_dup(fixture->env.settings, "no such thing"));
}

void test_command_register(void)
{
#define ADD(name) g_test_add("/command/" #name, Fixture, NULL, set_up, name, tear_down)
    ADD(every_usage_and_example_parses);
    ADD(names_and_aliases_are_unique);
    ADD(mistyped_command_is_corrected);
    ADD(path_is_held_then_sent);
    ADD(stray_letter_is_held_then_sent);
    ADD(escaped_slash_is_text);
    ADD(I14_pasted_command_is_text);
    ADD(F20_text_is_clean_before_it_waits);
    ADD(home_keeps_text_in_the_input);
    ADD(prefix_runs_and_ambiguity_is_told);
    ADD(msg_finds_contacts_by_name);
    ADD(H15_link_gives_only_its_address);
    ADD(set_shows_and_changes);
    ADD(completion_by_position);
    ADD(help_knows_every_command_and_setting);
#undef ADD
}
