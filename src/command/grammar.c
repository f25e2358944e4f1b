/* grammar.c: reads usage strings, and lines by them (see grammar.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command/grammar.h"

#include <string.h>

struct CommandArgs {
    GHashTable *values; /* char * -> char * */
};

static void grammar_param_free(GrammarParam *param)
{
    g_free(param->name);
    g_free(param->type);
    g_strfreev(param->choices);
    g_free(param);
}

/* Cuts "..." and ":type" off ITEM (the text between the brackets). */
static GrammarParam *param_from_item(char *item, bool required)
{
    GrammarParam *param = g_new0(GrammarParam, 1);
    param->required = required;
    if (*item == '-') {
        char *equals = strchr(item, '=');
        param->flag = true;
        param->flag_value = equals != NULL;
        if (equals != NULL) {
            *equals = '\0';
        }
        param->name = g_strdup(item + 1);
        param->type = g_strdup("word");
        return param;
    }
    if (g_str_has_suffix(item, "...")) {
        param->rest = true;
        item[strlen(item) - 3] = '\0';
    }
    char *colon = strchr(item, ':');
    if (colon != NULL) {
        *colon = '\0';
        param->type = g_strdup(colon + 1);
        if (strchr(param->type, '|') != NULL) {
            param->choices = g_strsplit(param->type, "|", -1);
        }
    } else {
        param->type = g_strdup("word");
    }
    param->name = g_strdup(item);
    return param;
}

Grammar *grammar_new(const char *usage)
{
    g_autoptr(Grammar) grammar = g_new0(Grammar, 1);
    grammar->params = g_ptr_array_new_with_free_func((GDestroyNotify)grammar_param_free);
    const char *p = usage;
    while (*p != '\0') {
        if (*p == ' ') {
            p++;
            continue;
        }
        bool required = *p == '<';
        const char *end = required ? strchr(p, '>') : *p == '[' ? strchr(p, ']') : NULL;
        if (end == NULL || end == p + 1 || memchr(p, ' ', (gsize)(end - p)) != NULL) {
            return NULL;
        }
        g_autofree char *item = g_strndup(p + 1, (gsize)(end - p - 1));
        GrammarParam *param = param_from_item(item, required);
        g_ptr_array_add(grammar->params, param);
        grammar->has_flags |= param->flag;
        p = end + 1;
        if (param->rest && *p != '\0') {
            return NULL;
        }
    }
    return g_steal_pointer(&grammar);
}

void grammar_free(Grammar *grammar)
{
    if (grammar != NULL) {
        g_ptr_array_unref(grammar->params);
        g_free(grammar);
    }
}

char *grammar_display_dup(const Grammar *grammar)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < grammar->params->len; i++) {
        const GrammarParam *param = g_ptr_array_index(grammar->params, i);
        g_string_append(text, i > 0 ? " " : "");
        if (param->flag) {
            g_string_append_printf(text, param->flag_value ? "[-%s=…]" : "[-%s]", param->name);
        } else {
            const char *shown = param->choices != NULL ? param->type : param->name;
            g_string_append_printf(text, param->required ? "<%s%s>" : "[%s%s]", shown,
                                   param->rest ? "..." : "");
        }
    }
    return g_string_free(text, FALSE);
}

void command_args_free(CommandArgs *args)
{
    if (args != NULL) {
        g_hash_table_unref(args->values);
        g_free(args);
    }
}

const char *command_args_get(const CommandArgs *args, const char *name)
{
    return g_hash_table_lookup(args->values, name);
}

static const GrammarParam *find_flag(const Grammar *grammar, const char *name)
{
    for (guint i = 0; i < grammar->params->len; i++) {
        const GrammarParam *param = g_ptr_array_index(grammar->params, i);
        if (param->flag && strcmp(param->name, name) == 0) {
            return param;
        }
    }
    return NULL;
}

/* The next positional parameter from *INDEX on, or NULL. */
static const GrammarParam *next_positional(const Grammar *grammar, guint *index)
{
    while (*index < grammar->params->len) {
        const GrammarParam *param = g_ptr_array_index(grammar->params, (*index)++);
        if (!param->flag) {
            return param;
        }
    }
    return NULL;
}

/* Reads one word or quoted text at *CURSOR; the cursor ends behind it. (transfer full) */
static char *take_word(const char **cursor)
{
    const char *p = *cursor;
    if (*p == '"') {
        const char *close = strchr(p + 1, '"');
        if (close != NULL) {
            *cursor = close + 1;
            return g_strndup(p + 1, (gsize)(close - p - 1));
        }
    }
    gsize len = strcspn(p, " \n\t");
    *cursor = p + len;
    return g_strndup(p, len);
}

static bool take_flag(const Grammar *grammar, CommandArgs *args, const char *word, GError **error)
{
    g_autofree char *name = g_strdup(word + 1);
    char *value = strchr(name, '=');
    if (value != NULL) {
        *value++ = '\0';
    }
    const GrammarParam *param = find_flag(grammar, name);
    if (param == NULL) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION,
                    "There is no option -%s here", name);
        return false;
    }
    if (param->flag_value != (value != NULL)) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    param->flag_value ? "Option -%s needs a value: -%s=…"
                                      : "Option -%s takes no value (-%s)",
                    name, name);
        return false;
    }
    g_hash_table_replace(args->values, g_strdup(name), g_strdup(value != NULL ? value : ""));
    return true;
}

/* Prefixes of a choice are the choice; none or several are an error. */
static bool take_choice(const GrammarParam *param, CommandArgs *args, const char *word,
                        GError **error)
{
    const char *found = NULL;
    for (guint i = 0; param->choices[i] != NULL; i++) {
        if (strcmp(param->choices[i], word) == 0) {
            found = param->choices[i];
            break;
        }
        if (found == NULL && *word != '\0' && g_str_has_prefix(param->choices[i], word)) {
            found = param->choices[i];
        }
    }
    if (found == NULL) {
        g_autofree char *list = g_strjoinv(", ", param->choices);
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "\"%s\" is not one of %s",
                    word, list);
        return false;
    }
    g_hash_table_replace(args->values, g_strdup(param->name), g_strdup(found));
    return true;
}

static bool require_none(const Grammar *grammar, guint index, GError **error)
{
    const GrammarParam *param;
    while ((param = next_positional(grammar, &index)) != NULL) {
        if (param->required) {
            g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "It needs <%s>",
                        param->choices != NULL ? param->type : param->name);
            return false;
        }
    }
    return true;
}

CommandArgs *grammar_match(const Grammar *grammar, const char *rest, GError **error)
{
    g_autoptr(CommandArgs) args = g_new0(CommandArgs, 1);
    args->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    const char *p = rest;
    guint index = 0;
    bool flags = grammar->has_flags;
    for (;;) {
        guint peek = index;
        const GrammarParam *param = next_positional(grammar, &peek);
        bool verbatim = param != NULL && param->rest;
        const char *at = p + strspn(p, " \n\t");
        if (*at == '\0') {
            break;
        }
        if (flags && at[0] == '-' && at[1] != '\0') {
            g_autofree char *word = take_word(&at);
            p = at;
            if (strcmp(word, "--") == 0) {
                flags = false;
            } else if (!take_flag(grammar, args, word, error)) {
                return NULL;
            }
            continue;
        }
        if (param == NULL) {
            g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "It takes no \"%s\"", at);
            return NULL;
        }
        index = peek;
        if (verbatim) {
            p += *p == ' ' ? 1 : 0;
            g_hash_table_replace(args->values, g_strdup(param->name), g_strdup(p));
            break;
        }
        p = at;
        g_autofree char *word = take_word(&p);
        if (param->choices != NULL) {
            if (!take_choice(param, args, word, error)) {
                return NULL;
            }
        } else {
            g_hash_table_replace(args->values, g_strdup(param->name), g_steal_pointer(&word));
        }
    }
    return require_none(grammar, index, error) ? g_steal_pointer(&args) : NULL;
}

const GrammarParam *grammar_param_at_end(const Grammar *grammar, const char *rest,
                                         const char **ret_word)
{
    const char *p = rest;
    guint index = 0;
    for (;;) {
        p += strspn(p, " \n\t");
        const char *word = p;
        if (grammar->has_flags && *p == '-') {
            p += strcspn(p, " \n\t");
            if (*p == '\0') {
                *ret_word = word;
                return NULL;
            }
            continue;
        }
        const GrammarParam *param = next_positional(grammar, &index);
        if (param == NULL) {
            return NULL;
        }
        g_autofree char *ignored = take_word(&p);
        if (*p == '\0' || param->rest) {
            *ret_word = word;
            return param;
        }
    }
}
