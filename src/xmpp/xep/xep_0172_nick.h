/* xep_0172_nick.h: what people call themselves (XEP-0172): in presence, requests and PEP events.
 *
 * It never replaces the name that the user gave a contact.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_XEP_0172_NICK_H
#define CAUSERIE_XMPP_XEP_0172_NICK_H

#include "model/contact.h"
#include "xmpp/stanza.h"

#define NS_NICK "http://jabber.org/protocol/nick"

/* The nick in the child <nick/> of ELEMENT, one line of at most CONTACT_NAME_MAX bytes;
 * NULL when there is none. (transfer full) */
char *xep_0172_decode(Stanza *element);
/* Notes the nick that a presence of CONTACT holds; one without it changes nothing. */
void xep_0172_take_presence(Contact *contact, Stanza *presence);

#endif
