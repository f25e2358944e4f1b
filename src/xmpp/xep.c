/* xep.c: the list of modules, made from xep_list.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/xep.h"

#define XEP(module) extern const XepModule module;
#include "xmpp/xep_list.h"
#undef XEP

static const XepModule *const modules[] = {
#define XEP(module) &module,
#include "xmpp/xep_list.h"
#undef XEP
    NULL,
};

const XepModule *const *xep_modules(void)
{
    return modules;
}
