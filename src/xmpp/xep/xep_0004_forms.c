/* xep_0004_forms.c: see xep_0004_forms.h.
 *
 * An unknown field type is text-single, as section 3.3 of the XEP demands; a field
 * without var other than fixed cannot be answered and is left out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/xep/xep_0004_forms.h"

#include "xmpp/xep.h"

#include <gio/gio.h>

#define NS_MEDIA "urn:xmpp:media-element"

static const struct {
    const char *word;
    FormFieldType type;
} field_types[] = {
    {"text-single", FORM_TEXT_SINGLE},
    {"text-private", FORM_TEXT_PRIVATE},
    {"text-multi", FORM_TEXT_MULTI},
    {"boolean", FORM_BOOLEAN},
    {"list-single", FORM_LIST_SINGLE},
    {"list-multi", FORM_LIST_MULTI},
    {"jid-single", FORM_JID_SINGLE},
    {"jid-multi", FORM_JID_MULTI},
    {"fixed", FORM_FIXED},
    {"hidden", FORM_HIDDEN},
};

static FormFieldType type_from_word(const char *word)
{
    for (gsize i = 0; i < G_N_ELEMENTS(field_types); i++) {
        if (g_strcmp0(word, field_types[i].word) == 0) {
            return field_types[i].type;
        }
    }
    return FORM_TEXT_SINGLE;
}

static const char *type_word(FormFieldType type)
{
    for (gsize i = 0; i < G_N_ELEMENTS(field_types); i++) {
        if (field_types[i].type == type) {
            return field_types[i].word;
        }
    }
    return "text-single";
}

static void decode_media(FormField *field, Stanza *element)
{
    Stanza *media = stanza_child(element, "media", NS_MEDIA);
    Stanza *uri = media != NULL ? stanza_child(media, "uri", NS_MEDIA) : NULL;
    if (uri != NULL) {
        g_autofree char *text = stanza_text_dup(uri);
        g_strstrip(text);
        g_free(field->media_uri);
        field->media_uri = text[0] != '\0' ? g_steal_pointer(&text) : NULL;
    }
}

static bool decode_option(FormField *field, Stanza *element)
{
    if (field->options->len >= FORM_OPTIONS_MAX) {
        return false;
    }
    g_autofree char *value = stanza_child_text_dup(element, "value", NS_DATA_FORMS);
    if (value != NULL) {
        form_field_add_option(field, value, stanza_attr(element, "label"));
    }
    return true;
}

static bool decode_field_child(FormField *field, Stanza *child)
{
    if (stanza_is(child, "value", NS_DATA_FORMS)) {
        if (field->values->len >= FORM_OPTIONS_MAX) {
            return false;
        }
        g_ptr_array_add(field->values, stanza_text_dup(child));
    } else if (stanza_is(child, "option", NS_DATA_FORMS)) {
        return decode_option(field, child);
    } else if (stanza_is(child, "required", NS_DATA_FORMS)) {
        field->required = true;
    }
    return true;
}

static bool decode_field(Form *form, Stanza *element)
{
    const char *var = stanza_attr(element, "var");
    FormFieldType type = type_from_word(stanza_attr(element, "type"));
    if (type != FORM_FIXED && (var == NULL || var[0] == '\0')) {
        return true;
    }
    if (g_strcmp0(var, "FORM_TYPE") == 0) {
        type = FORM_HIDDEN;
    }
    if (form->fields->len >= FORM_FIELDS_MAX) {
        return false;
    }
    FormField *field = form_add_field(form, var, type, stanza_attr(element, "label"));
    for (Stanza *child = stanza_child(element, NULL, STANZA_ANY); child != NULL;
         child = stanza_next(child, NULL, STANZA_ANY)) {
        if (!decode_field_child(field, child)) {
            return false;
        }
    }
    g_free(field->description);
    field->description = stanza_child_text_dup(element, "desc", NS_DATA_FORMS);
    decode_media(field, element);
    return true;
}

static void decode_instructions(Form *form, Stanza *element)
{
    g_autoptr(GString) all = g_string_new(NULL);
    for (Stanza *child = stanza_child(element, NULL, STANZA_ANY); child != NULL;
         child = stanza_next(child, NULL, STANZA_ANY)) {
        if (stanza_is(child, "instructions", NS_DATA_FORMS)) {
            g_autofree char *text = stanza_text_dup(child);
            g_string_append_printf(all, "%s%s", all->len > 0 ? "\n" : "", text);
        }
    }
    if (all->len > 0) {
        g_free(form->instructions);
        form->instructions = g_strdup(all->str);
    }
}

Form *xep_0004_decode(Stanza *element, GError **error)
{
    const char *type = element != NULL ? stanza_attr(element, "type") : NULL;
    if (element == NULL || !stanza_is(element, "x", NS_DATA_FORMS) ||
        (g_strcmp0(type, "form") != 0 && g_strcmp0(type, "result") != 0)) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The form cannot be read.");
        return NULL;
    }
    g_autoptr(Form) form = form_new();
    g_free(form->title);
    form->title = stanza_child_text_dup(element, "title", NS_DATA_FORMS);
    decode_instructions(form, element);
    for (Stanza *child = stanza_child(element, NULL, STANZA_ANY); child != NULL;
         child = stanza_next(child, NULL, STANZA_ANY)) {
        if (stanza_is(child, "field", NS_DATA_FORMS) && !decode_field(form, child)) {
            g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                                "The form is too large.");
            return NULL;
        }
    }
    return g_steal_pointer(&form);
}

/* Values with line breaks travel as one <value/> a line in text-multi. */
static void encode_value(Stanza *element, FormFieldType type, const char *value)
{
    if (type != FORM_TEXT_MULTI) {
        stanza_add_with_text(element, "value", NULL, value);
        return;
    }
    g_auto(GStrv) lines = g_strsplit(value, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        stanza_add_with_text(element, "value", NULL, lines[i]);
    }
}

static bool is_sent(const FormField *field)
{
    if (field->var == NULL || field->type == FORM_FIXED) {
        return false;
    }
    return field->required || field->type == FORM_HIDDEN || field->values->len > 0;
}

Stanza *xep_0004_encode_submit(xmpp_ctx_t *ctx, const Form *form)
{
    Stanza *x = stanza_new(ctx, "x", NS_DATA_FORMS);
    stanza_set(x, "type", "submit");
    for (guint i = 0; i < form->fields->len; i++) {
        const FormField *field = g_ptr_array_index(form->fields, i);
        if (!is_sent(field)) {
            continue;
        }
        Stanza *element = stanza_add(x, "field", NULL);
        stanza_set(element, "var", field->var);
        stanza_set(element, "type", type_word(field->type));
        for (guint j = 0; j < field->values->len; j++) {
            encode_value(element, field->type, g_ptr_array_index(field->values, j));
        }
    }
    return x;
}

static const char *const features[] = {NS_DATA_FORMS, NULL};

const XepModule xep_0004_forms = {
    .number = "0004",
    .name = "Data Forms",
    .version = "2.13.2",
    .since = "0.1",
    .features = features,
};
