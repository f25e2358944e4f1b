/* xep_0092_version.h: which program somebody runs (XEP-0092).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_XEP_0092_VERSION_H
#define CAUSERIE_XMPP_XEP_0092_VERSION_H

#include "xmpp/stanza.h"

#define NS_VERSION "jabber:iq:version"
/* The longest of the three texts that is kept, in bytes. */
#define VERSION_TEXT_MAX 256

/* "Name 1.0 on System" out of a <query/>; NULL when it names no program. (transfer full) */
char *xep_0092_decode(Stanza *query);

#endif
