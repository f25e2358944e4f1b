/* form.c: forms and what is wrong with them (see form.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model/form.h"

#include "base/jid.h"

#include <string.h>

static void option_free(FormOption *option)
{
    g_free(option->value);
    g_free(option->label);
    g_free(option);
}

static void wipe_and_free(char *value)
{
    if (value != NULL) {
        explicit_bzero(value, strlen(value));
        g_free(value);
    }
}

static void field_free(FormField *field)
{
    g_free(field->var);
    g_free(field->label);
    g_free(field->description);
    g_free(field->media_uri);
    g_ptr_array_unref(field->values);
    g_ptr_array_unref(field->options);
    g_free(field);
}

Form *form_new(void)
{
    Form *form = g_new0(Form, 1);
    form->fields = g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
    return form;
}

void form_free(Form *form)
{
    if (form != NULL) {
        g_free(form->title);
        g_free(form->instructions);
        g_ptr_array_unref(form->fields);
        g_free(form);
    }
}

FormField *form_add_field(Form *form, const char *var, FormFieldType type, const char *label)
{
    FormField *field = g_new0(FormField, 1);
    field->var = g_strdup(var);
    field->type = type;
    field->label = g_strdup(label);
    field->values = g_ptr_array_new_with_free_func((GDestroyNotify)wipe_and_free);
    field->options = g_ptr_array_new_with_free_func((GDestroyNotify)option_free);
    g_ptr_array_add(form->fields, field);
    return field;
}

FormField *form_find(Form *form, const char *var)
{
    for (guint i = 0; i < form->fields->len; i++) {
        FormField *field = g_ptr_array_index(form->fields, i);
        if (field->var != NULL && strcmp(field->var, var) == 0) {
            return field;
        }
    }
    return NULL;
}

void form_field_add_option(FormField *field, const char *value, const char *label)
{
    FormOption *option = g_new0(FormOption, 1);
    option->value = g_strdup(value);
    option->label = g_strdup(label != NULL ? label : value);
    g_ptr_array_add(field->options, option);
}

const char *form_field_value(const FormField *field)
{
    return field->values->len > 0 ? g_ptr_array_index(field->values, 0) : "";
}

void form_field_set(FormField *field, const char *value)
{
    g_ptr_array_set_size(field->values, 0);
    g_ptr_array_add(field->values, g_strdup(value));
}

static bool has_option(const FormField *field, const char *value)
{
    for (guint i = 0; i < field->options->len; i++) {
        const FormOption *option = g_ptr_array_index(field->options, i);
        if (strcmp(option->value, value) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_boolean(const char *value)
{
    static const char *const words[] = {"0", "1", "true", "false", NULL};
    return g_strv_contains(words, value);
}

/* Why VALUE does not fit FIELD; NULL when it does. */
static const char *value_problem(const FormField *field, const char *value)
{
    switch (field->type) {
    case FORM_BOOLEAN:
        return is_boolean(value) ? NULL : "is yes or no";
    case FORM_LIST_SINGLE:
    case FORM_LIST_MULTI:
        return has_option(field, value) ? NULL : "takes one of the choices only";
    case FORM_JID_SINGLE:
    case FORM_JID_MULTI: {
        g_autoptr(Jid) jid = jid_parse(value, NULL);
        return jid != NULL ? NULL : "takes an address like name@server";
    }
    default:
        return NULL;
    }
}

static char *field_problem_dup(const FormField *field)
{
    if (field->type == FORM_FIXED || field->type == FORM_HIDDEN) {
        return NULL;
    }
    const char *name = field->label != NULL ? field->label : field->var;
    bool empty = field->values->len == 0 || *form_field_value(field) == '\0';
    if (empty) {
        return field->required ? g_strdup_printf("\"%s\" must be filled in.", name) : NULL;
    }
    for (guint i = 0; i < field->values->len; i++) {
        const char *problem = value_problem(field, g_ptr_array_index(field->values, i));
        if (problem != NULL) {
            return g_strdup_printf("\"%s\" %s.", name, problem);
        }
    }
    return NULL;
}

char *form_problem_dup(const Form *form)
{
    for (guint i = 0; i < form->fields->len; i++) {
        char *problem = field_problem_dup(g_ptr_array_index(form->fields, i));
        if (problem != NULL) {
            return problem;
        }
    }
    return NULL;
}
