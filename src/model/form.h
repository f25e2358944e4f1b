/* form.h: a form that a service asks the user to fill in (data forms, XEP-0004), free of XML.
 *
 * xmpp/ reads and writes the XML, ui/ shows it, commands carry it between them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_MODEL_FORM_H
#define CAUSERIE_MODEL_FORM_H

#include <glib.h>
#include <stdbool.h>

#define FORM_FIELDS_MAX 200
#define FORM_OPTIONS_MAX 500

typedef enum {
    FORM_TEXT_SINGLE,
    FORM_TEXT_PRIVATE,
    FORM_TEXT_MULTI,
    FORM_BOOLEAN,
    FORM_LIST_SINGLE,
    FORM_LIST_MULTI,
    FORM_JID_SINGLE,
    FORM_JID_MULTI,
    FORM_FIXED,
    FORM_HIDDEN,
} FormFieldType;

typedef struct {
    char *value;
    char *label;
} FormOption;

typedef struct {
    char *var; /* nullable for FORM_FIXED */
    char *label;
    char *description;
    FormFieldType type;
    bool required;
    GPtrArray *values;  /* char *, at least empty */
    GPtrArray *options; /* FormOption *, at least empty */
    char *media_uri;    /* picture of a CAPTCHA (XEP-0221); nullable */
} FormField;

typedef struct {
    char *title;        /* nullable */
    char *instructions; /* nullable */
    GPtrArray *fields;  /* FormField * */
} Form;

Form *form_new(void);
void form_free(Form *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Form, form_free)
FormField *form_add_field(Form *form, const char *var, FormFieldType type, const char *label);
FormField *form_find(Form *form, const char *var);
void form_field_add_option(FormField *field, const char *value, const char *label);
/* First value or ""; borrowed. */
const char *form_field_value(const FormField *field);
void form_field_set(FormField *field, const char *value);
/* NULL when every required field is filled and every value fits its type, else
 * a sentence that names the field. (transfer full) */
char *form_problem_dup(const Form *form);

#endif
