/* xep_list.h: the extensions that are switched on, one line each, in the order they run.
 *
 * Each line, XEP(xep_0199_ping), names a `const XepModule` of that name; xep.c declares and
 * lists them. The roster comes before presence: a
 * client asks for the roster before it says that it is there. No include guard:
 * it is included with XEP() defined.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
XEP(rfc6121_roster)
XEP(xep_0237_roster_versioning)
XEP(rfc6121_presence)
XEP(rfc6121_message)
XEP(xep_0004_forms)
XEP(xep_0030_disco)
XEP(xep_0085_chat_states)
XEP(xep_0092_version)
XEP(xep_0115_caps)
XEP(xep_0172_nick)
XEP(xep_0199_ping)
XEP(xep_0202_time)
XEP(xep_0203_delay)
XEP(xep_0245_me)
XEP(xep_0319_idle)
XEP(xep_0359_stanza_ids)
