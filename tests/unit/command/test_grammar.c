/* test_grammar.c: usage strings and lines read by them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command/grammar.h"
#include "command/suggest.h"
#include "tests.h"

static CommandArgs *match(const char *usage, const char *rest, GError **error)
{
    g_autoptr(Grammar) grammar = grammar_new(usage);
    g_assert_nonnull(grammar);
    return grammar_match(grammar, rest, error);
}

static void assert_arg(const char *usage, const char *rest, const char *name, const char *value)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(CommandArgs) args = match(usage, rest, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(command_args_get(args, name), ==, value);
}

static void assert_fails(const char *usage, const char *rest, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(CommandArgs) args = match(usage, rest, &error);
    g_assert_null(args);
    g_assert_nonnull(strstr(error->message, words));
}

static void malformed_usage_is_refused(void)
{
    static const char *const bad[] = {"who", "<who", "[text... ] [more]", "<>", "[a...] [b]"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(Grammar) grammar = grammar_new(bad[i]);
        g_assert_null(grammar);
    }
}

static void rest_is_verbatim(void)
{
    assert_arg("<who:contact> [text...]", " romeo  two  \"spaces\"\nline", "text",
               " two  \"spaces\"\nline");
    assert_arg("<text...>", "  indented", "text", " indented");
}

static void words_may_be_quoted(void)
{
    assert_arg("<who> [name]", " \"Bob Marsh\" x", "who", "Bob Marsh");
    assert_arg("<who> [name]", " \"unclosed x", "who", "\"unclosed");
}

static void flags_stand_anywhere_before_the_rest(void)
{
    const char *usage = "[-here] [-port=number] [key] [value...]";
    assert_arg(usage, " -here ui.theme dark", "here", "");
    assert_arg(usage, " ui.theme -port=5 dark", "port", "5");
    assert_arg(usage, " -- -here", "key", "-here");
    assert_fails(usage, " -nope", "no option -nope");
    assert_fails(usage, " -port", "needs a value");
    assert_fails(usage, " -here=1", "takes no value");
}

static void a_dash_is_a_word_without_flags(void)
{
    assert_arg("<who>", " -x", "who", "-x");
}

static void missing_and_surplus_are_told(void)
{
    assert_fails("<who> [text...]", "", "needs <who>");
    assert_fails("[win]", " 1 2", "takes no \"2\"");
    assert_fails("", " x", "takes no \"x\"");
}

static void choices_take_prefixes_and_nothing_else(void)
{
    assert_arg("[a:online|offline|away]", " aw", "a", "away");
    assert_arg("[a:on|online]", " on", "a", "on");
    assert_fails("[a:online|away]", " gone", "not one of online, away");
}

static void completion_finds_the_parameter(void)
{
    g_autoptr(Grammar) grammar = grammar_new("[-x] <who:contact> [text...]");
    const char *word = NULL;
    const GrammarParam *param = grammar_param_at_end(grammar, " rom", &word);
    g_assert_cmpstr(param->name, ==, "who");
    g_assert_cmpstr(word, ==, "rom");
    param = grammar_param_at_end(grammar, " -x rom", &word);
    g_assert_cmpstr(param->name, ==, "who");
    param = grammar_param_at_end(grammar, " romeo hi the", &word);
    g_assert_cmpstr(param->name, ==, "text");
    g_autoptr(Grammar) none = grammar_new("");
    g_assert_null(grammar_param_at_end(none, " x", &word));
}

static void usage_is_shown_without_types(void)
{
    g_autoptr(Grammar) grammar = grammar_new("[-port=n] <who:contact> [a:on|off] [text...]");
    g_autofree char *text = grammar_display_dup(grammar);
    g_assert_cmpstr(text, ==, "[-port=…] <who> [on|off] [text...]");
}

static void distance_counts_edits(void)
{
    g_assert_cmpuint(suggest_distance("join", "jion"), ==, 1);
    g_assert_cmpuint(suggest_distance("help", "help"), ==, 0);
    g_assert_cmpuint(suggest_distance("", "abc"), ==, 3);
    g_assert_cmpuint(suggest_distance("abc", "yabd"), ==, 2);
    g_autofree char *longest = g_strnfill(1000, 'x');
    g_assert_cmpuint(suggest_distance(longest, "x"), ==, G_MAXUINT);
}

void test_grammar_register(void)
{
    g_test_add_func("/grammar/malformed_usage_is_refused", malformed_usage_is_refused);
    g_test_add_func("/grammar/rest_is_verbatim", rest_is_verbatim);
    g_test_add_func("/grammar/words_may_be_quoted", words_may_be_quoted);
    g_test_add_func("/grammar/flags_stand_anywhere_before_the_rest",
                    flags_stand_anywhere_before_the_rest);
    g_test_add_func("/grammar/a_dash_is_a_word_without_flags", a_dash_is_a_word_without_flags);
    g_test_add_func("/grammar/missing_and_surplus_are_told", missing_and_surplus_are_told);
    g_test_add_func("/grammar/choices_take_prefixes_and_nothing_else",
                    choices_take_prefixes_and_nothing_else);
    g_test_add_func("/grammar/completion_finds_the_parameter", completion_finds_the_parameter);
    g_test_add_func("/grammar/usage_is_shown_without_types", usage_is_shown_without_types);
    g_test_add_func("/suggest/distance_counts_edits", distance_counts_edits);
}
