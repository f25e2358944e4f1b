/* disco.h: what an entity says of itself: identities, features, extended forms (XEP-0030,
 * XEP-0128).
 *
 * A value without XML: xep_0030_disco reads and writes the wire form, xep_0115_caps
 * hashes it, the caps cache keeps its text form. It does not ask anybody.
 * An info that a peer sent may be ill-formed in the sense of XEP-0115 (doubled
 * entries): it is kept for that one address, but has no hash.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_DISCO_H
#define CAUSERIE_XMPP_DISCO_H

#include <glib.h>
#include <stdbool.h>

/* The most that is taken of one answer; a larger answer is refused as a whole. */
#define DISCO_IDENTITIES_MAX 64
#define DISCO_FEATURES_MAX 1000
#define DISCO_FORMS_MAX 16
#define DISCO_FIELDS_MAX 64
#define DISCO_VALUES_MAX 64
#define DISCO_TEXT_MAX 1024

/* Every text is non-NULL; "" where the attribute was absent. */
typedef struct {
    char *category;
    char *type;
    char *lang;
    char *name;
} DiscoIdentity;

typedef struct {
    char *var;
    GPtrArray *values; /* char * */
} DiscoField;

typedef struct {
    char *form_type;
    GPtrArray *fields; /* DiscoField *, without FORM_TYPE */
} DiscoForm;

typedef struct {
    GPtrArray *identities; /* DiscoIdentity * */
    GPtrArray *features;   /* char * */
    GPtrArray *forms;      /* DiscoForm * */
    bool ill_formed;       /* the decoder saw what section 5.4 forbids */
} DiscoInfo;

DiscoInfo *disco_info_new(void);
DiscoInfo *disco_info_ref(DiscoInfo *info);
void disco_info_unref(DiscoInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiscoInfo, disco_info_unref)

/* Each is false (NULL) when a ceiling is reached; NULL texts count as "". */
bool disco_info_add_identity(DiscoInfo *info, const char *category, const char *type,
                             const char *lang, const char *name);
bool disco_info_add_feature(DiscoInfo *info, const char *var);
DiscoForm *disco_info_add_form(DiscoInfo *info, const char *form_type);
DiscoField *disco_form_add_field(DiscoForm *form, const char *var);
bool disco_field_add_value(DiscoField *field, const char *value);

bool disco_info_has_feature(const DiscoInfo *info, const char *var);
/* The first identity of CATEGORY and TYPE (either may be NULL: any), or NULL. */
const DiscoIdentity *disco_info_find_identity(const DiscoInfo *info, const char *category,
                                              const char *type);

/* The verification string of XEP-0115 section 5, or NULL when the info is ill-formed
 * by section 5.4 (doubled identity, feature or form type). (transfer full) */
char *disco_info_hash_dup(const DiscoInfo *info, GChecksumType algorithm);
/* "sha-1" and its kin as hash names them; false for what we do not know. */
bool disco_hash_algorithm(const char *name, GChecksumType *ret_algorithm);

/* One line of text and back, for the caps cache; NULL when TEXT is damaged. (transfer full) */
char *disco_info_to_text(const DiscoInfo *info);
DiscoInfo *disco_info_from_text(const char *text);

#endif
