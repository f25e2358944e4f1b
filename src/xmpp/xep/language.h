/* language.h: picks among texts given in several languages (xml:lang) the one for the reader.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_LANGUAGE_H
#define CAUSERIE_XMPP_LANGUAGE_H

#include "xmpp/stanza.h"

/* The child NAME (in ST's namespace) whose language comes first in LANGUAGES (as
 * g_get_language_names() lists them: "de_CH", "de", "C"), else the first without a
 * language, else the first. NULL when there is none. */
Stanza *language_child(Stanza *st, const char *name, const char *const *languages);

#endif
