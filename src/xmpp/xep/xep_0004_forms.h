/* xep_0004_forms.h: data forms between XML and the model's Form (XEP-0004, media of XEP-0221).
 *
 * Pure: reads and writes elements, asks nobody. Whatever the form says of itself,
 * showing it is the interface's business and answering it the user's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_XEP_0004_FORMS_H
#define CAUSERIE_XMPP_XEP_0004_FORMS_H

#include "model/form.h"
#include "xmpp/stanza.h"

#include <glib.h>

#define NS_DATA_FORMS "jabber:x:data"

/* Reads the <x/> ELEMENT of type form or result. NULL with ERROR when it is none or
 * larger than FORM_FIELDS_MAX and FORM_OPTIONS_MAX allow. (transfer full) */
Form *xep_0004_decode(Stanza *element, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The <x type='submit'/> with what FORM holds: each field with a value, and every
 * required or hidden one. (transfer full) */
Stanza *xep_0004_encode_submit(xmpp_ctx_t *ctx, const Form *form);

#endif
