/* disco.c: see disco.h. The hash input is built as XEP-0115 section 5.1 spells it.
 *
 * Sorting is by bytes (strcmp on unsigned chars), never by locale.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/disco.h"

#include <string.h>

#define TEXT_TYPE "(a(ssss)asa(sa(sas)))"

static void identity_free(gpointer data)
{
    DiscoIdentity *identity = data;
    g_free(identity->category);
    g_free(identity->type);
    g_free(identity->lang);
    g_free(identity->name);
    g_free(identity);
}

static void field_free(gpointer data)
{
    DiscoField *field = data;
    g_free(field->var);
    g_ptr_array_unref(field->values);
    g_free(field);
}

static void form_free_data(gpointer data)
{
    DiscoForm *form = data;
    g_free(form->form_type);
    g_ptr_array_unref(form->fields);
    g_free(form);
}

static void info_clear(gpointer data)
{
    DiscoInfo *info = data;
    g_ptr_array_unref(info->identities);
    g_ptr_array_unref(info->features);
    g_ptr_array_unref(info->forms);
}

DiscoInfo *disco_info_new(void)
{
    DiscoInfo *info = g_rc_box_new0(DiscoInfo);
    info->identities = g_ptr_array_new_with_free_func(identity_free);
    info->features = g_ptr_array_new_with_free_func(g_free);
    info->forms = g_ptr_array_new_with_free_func(form_free_data);
    return info;
}

DiscoInfo *disco_info_ref(DiscoInfo *info)
{
    return g_rc_box_acquire(info);
}

void disco_info_unref(DiscoInfo *info)
{
    if (info != NULL) {
        g_rc_box_release_full(info, info_clear);
    }
}

static bool text_fits(const char *text)
{
    return text == NULL || strlen(text) <= DISCO_TEXT_MAX;
}

static char *text_dup(const char *text)
{
    return g_strdup(text != NULL ? text : "");
}

bool disco_info_add_identity(DiscoInfo *info, const char *category, const char *type,
                             const char *lang, const char *name)
{
    if (info->identities->len >= DISCO_IDENTITIES_MAX || !text_fits(category) || !text_fits(type) ||
        !text_fits(lang) || !text_fits(name)) {
        return false;
    }
    DiscoIdentity *identity = g_new0(DiscoIdentity, 1);
    identity->category = text_dup(category);
    identity->type = text_dup(type);
    identity->lang = text_dup(lang);
    identity->name = text_dup(name);
    g_ptr_array_add(info->identities, identity);
    return true;
}

bool disco_info_add_feature(DiscoInfo *info, const char *var)
{
    if (info->features->len >= DISCO_FEATURES_MAX || !text_fits(var)) {
        return false;
    }
    g_ptr_array_add(info->features, text_dup(var));
    return true;
}

DiscoForm *disco_info_add_form(DiscoInfo *info, const char *form_type)
{
    if (info->forms->len >= DISCO_FORMS_MAX || !text_fits(form_type)) {
        return NULL;
    }
    DiscoForm *form = g_new0(DiscoForm, 1);
    form->form_type = text_dup(form_type);
    form->fields = g_ptr_array_new_with_free_func(field_free);
    g_ptr_array_add(info->forms, form);
    return form;
}

DiscoField *disco_form_add_field(DiscoForm *form, const char *var)
{
    if (form->fields->len >= DISCO_FIELDS_MAX || !text_fits(var)) {
        return NULL;
    }
    DiscoField *field = g_new0(DiscoField, 1);
    field->var = text_dup(var);
    field->values = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(form->fields, field);
    return field;
}

bool disco_field_add_value(DiscoField *field, const char *value)
{
    if (field->values->len >= DISCO_VALUES_MAX || !text_fits(value)) {
        return false;
    }
    g_ptr_array_add(field->values, text_dup(value));
    return true;
}

bool disco_info_has_feature(const DiscoInfo *info, const char *var)
{
    for (guint i = 0; i < info->features->len; i++) {
        if (g_str_equal(g_ptr_array_index(info->features, i), var)) {
            return true;
        }
    }
    return false;
}

const DiscoIdentity *disco_info_find_identity(const DiscoInfo *info, const char *category,
                                              const char *type)
{
    for (guint i = 0; i < info->identities->len; i++) {
        const DiscoIdentity *identity = g_ptr_array_index(info->identities, i);
        if ((category == NULL || g_str_equal(identity->category, category)) &&
            (type == NULL || g_str_equal(identity->type, type))) {
            return identity;
        }
    }
    return NULL;
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Appends TEXT with '<' as the four characters that stand for it, so that no value
 * can pretend to be a separator. */
static void append_clean(GString *s, const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '<') {
            g_string_append(s, "&lt;");
        } else {
            g_string_append_c(s, *p);
        }
    }
}

/* Sorts PIECES and appends each with its '<'; false when two are the same. */
static bool append_sorted(GString *s, GPtrArray *pieces)
{
    g_ptr_array_sort(pieces, compare_texts);
    for (guint i = 0; i < pieces->len; i++) {
        const char *piece = g_ptr_array_index(pieces, i);
        if (i > 0 && g_str_equal(piece, g_ptr_array_index(pieces, i - 1))) {
            return false;
        }
        g_string_append(s, piece);
        g_string_append_c(s, '<');
    }
    return true;
}

static char *identity_piece(const DiscoIdentity *identity)
{
    GString *s = g_string_new(NULL);
    append_clean(s, identity->category);
    g_string_append_c(s, '/');
    append_clean(s, identity->type);
    g_string_append_c(s, '/');
    append_clean(s, identity->lang);
    g_string_append_c(s, '/');
    append_clean(s, identity->name);
    return g_string_free(s, FALSE);
}

static int compare_fields(gconstpointer a, gconstpointer b)
{
    const DiscoField *const *left = a;
    const DiscoField *const *right = b;
    return strcmp((*left)->var, (*right)->var);
}

static int compare_forms(gconstpointer a, gconstpointer b)
{
    const DiscoForm *const *left = a;
    const DiscoForm *const *right = b;
    return strcmp((*left)->form_type, (*right)->form_type);
}

static void append_form(GString *s, const DiscoForm *form)
{
    append_clean(s, form->form_type);
    g_string_append_c(s, '<');
    g_autoptr(GPtrArray) fields = g_ptr_array_copy(form->fields, NULL, NULL);
    g_ptr_array_set_free_func(fields, NULL);
    g_ptr_array_sort(fields, compare_fields);
    for (guint i = 0; i < fields->len; i++) {
        const DiscoField *field = g_ptr_array_index(fields, i);
        append_clean(s, field->var);
        g_string_append_c(s, '<');
        g_autoptr(GPtrArray) values = g_ptr_array_copy(field->values, NULL, NULL);
        g_ptr_array_set_free_func(values, NULL);
        g_ptr_array_sort(values, compare_texts);
        for (guint j = 0; j < values->len; j++) {
            append_clean(s, g_ptr_array_index(values, j));
            g_string_append_c(s, '<');
        }
    }
}

/* The string S of section 5.1, or NULL when ill-formed. */
static char *hash_input_dup(const DiscoInfo *info)
{
    g_autoptr(GString) s = g_string_new(NULL);
    g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < info->identities->len; i++) {
        g_ptr_array_add(pieces, identity_piece(g_ptr_array_index(info->identities, i)));
    }
    if (!append_sorted(s, pieces)) {
        return NULL;
    }
    g_ptr_array_set_size(pieces, 0);
    for (guint i = 0; i < info->features->len; i++) {
        GString *piece = g_string_new(NULL);
        append_clean(piece, g_ptr_array_index(info->features, i));
        g_ptr_array_add(pieces, g_string_free(piece, FALSE));
    }
    if (!append_sorted(s, pieces)) {
        return NULL;
    }
    g_autoptr(GPtrArray) forms = g_ptr_array_copy(info->forms, NULL, NULL);
    g_ptr_array_set_free_func(forms, NULL);
    g_ptr_array_sort(forms, compare_forms);
    for (guint i = 0; i < forms->len; i++) {
        const DiscoForm *form = g_ptr_array_index(forms, i);
        if (i > 0) {
            const DiscoForm *before = g_ptr_array_index(forms, i - 1);
            if (g_str_equal(before->form_type, form->form_type)) {
                return NULL;
            }
        }
        append_form(s, form);
    }
    return g_strdup(s->str);
}

char *disco_info_hash_dup(const DiscoInfo *info, GChecksumType algorithm)
{
    g_autofree char *input = info->ill_formed ? NULL : hash_input_dup(info);
    if (input == NULL) {
        return NULL;
    }
    g_autoptr(GChecksum) checksum = g_checksum_new(algorithm);
    g_checksum_update(checksum, (const guchar *)input, (gssize)strlen(input));
    guint8 digest[64];
    gsize len = sizeof digest;
    g_checksum_get_digest(checksum, digest, &len);
    return g_base64_encode(digest, len);
}

bool disco_hash_algorithm(const char *name, GChecksumType *ret_algorithm)
{
    static const struct {
        const char *name;
        GChecksumType type;
    } known[] = {
        {"sha-1", G_CHECKSUM_SHA1},
        {"sha-256", G_CHECKSUM_SHA256},
        {"sha-512", G_CHECKSUM_SHA512},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
        if (g_strcmp0(name, known[i].name) == 0) {
            *ret_algorithm = known[i].type;
            return true;
        }
    }
    return false;
}

static void build_forms(GVariantBuilder *builder, const DiscoInfo *info)
{
    g_variant_builder_open(builder, G_VARIANT_TYPE("a(sa(sas))"));
    for (guint i = 0; i < info->forms->len; i++) {
        const DiscoForm *form = g_ptr_array_index(info->forms, i);
        g_variant_builder_open(builder, G_VARIANT_TYPE("(sa(sas))"));
        g_variant_builder_add(builder, "s", form->form_type);
        g_variant_builder_open(builder, G_VARIANT_TYPE("a(sas)"));
        for (guint j = 0; j < form->fields->len; j++) {
            const DiscoField *field = g_ptr_array_index(form->fields, j);
            g_variant_builder_open(builder, G_VARIANT_TYPE("(sas)"));
            g_variant_builder_add(builder, "s", field->var);
            g_variant_builder_open(builder, G_VARIANT_TYPE("as"));
            for (guint k = 0; k < field->values->len; k++) {
                g_variant_builder_add(builder, "s", g_ptr_array_index(field->values, k));
            }
            g_variant_builder_close(builder);
            g_variant_builder_close(builder);
        }
        g_variant_builder_close(builder);
        g_variant_builder_close(builder);
    }
    g_variant_builder_close(builder);
}

char *disco_info_to_text(const DiscoInfo *info)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE(TEXT_TYPE));
    g_variant_builder_open(&builder, G_VARIANT_TYPE("a(ssss)"));
    for (guint i = 0; i < info->identities->len; i++) {
        const DiscoIdentity *identity = g_ptr_array_index(info->identities, i);
        g_variant_builder_add(&builder, "(ssss)", identity->category, identity->type,
                              identity->lang, identity->name);
    }
    g_variant_builder_close(&builder);
    g_variant_builder_open(&builder, G_VARIANT_TYPE("as"));
    for (guint i = 0; i < info->features->len; i++) {
        g_variant_builder_add(&builder, "s", g_ptr_array_index(info->features, i));
    }
    g_variant_builder_close(&builder);
    build_forms(&builder, info);
    g_autoptr(GVariant) value = g_variant_ref_sink(g_variant_builder_end(&builder));
    return g_variant_print(value, FALSE);
}

static bool read_forms(DiscoInfo *info, GVariantIter *forms)
{
    const char *form_type;
    GVariantIter *fields;
    bool fits = true;
    while (g_variant_iter_loop(forms, "(&sa(sas))", &form_type, &fields)) {
        DiscoForm *form = disco_info_add_form(info, form_type);
        const char *var;
        GVariantIter *values;
        while (g_variant_iter_loop(fields, "(&sas)", &var, &values)) {
            DiscoField *field = form != NULL ? disco_form_add_field(form, var) : NULL;
            const char *value;
            while (g_variant_iter_loop(values, "&s", &value)) {
                fits = field != NULL && disco_field_add_value(field, value) && fits;
            }
            fits = fits && field != NULL;
        }
        fits = fits && form != NULL;
    }
    return fits;
}

DiscoInfo *disco_info_from_text(const char *text)
{
    g_autoptr(GVariant) value = g_variant_parse(G_VARIANT_TYPE(TEXT_TYPE), text, NULL, NULL, NULL);
    if (value == NULL) {
        return NULL;
    }
    g_autoptr(DiscoInfo) info = disco_info_new();
    g_autoptr(GVariantIter) identities = NULL;
    g_autoptr(GVariantIter) features = NULL;
    g_autoptr(GVariantIter) forms = NULL;
    g_variant_get(value, TEXT_TYPE, &identities, &features, &forms);
    const char *category, *type, *lang, *name;
    while (g_variant_iter_next(identities, "(&s&s&s&s)", &category, &type, &lang, &name)) {
        if (!disco_info_add_identity(info, category, type, lang, name)) {
            return NULL;
        }
    }
    const char *var;
    while (g_variant_iter_next(features, "&s", &var)) {
        if (!disco_info_add_feature(info, var)) {
            return NULL;
        }
    }
    return read_forms(info, forms) ? g_steal_pointer(&info) : NULL;
}
