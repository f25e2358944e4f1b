/* xep_list.h: the extensions that are switched on, one line each, in the order they run.
 *
 * Each line, XEP(xep_0199_ping), names a `const XepModule` of that name; xep.c declares and
 * lists them. The roster comes before presence: a
 * client asks for the roster before it says that it is there. No include guard:
 * it is included with XEP() defined.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
