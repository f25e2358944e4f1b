/* routes.c: no route of a module is without a case that feeds it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "case.h"

#include "xmpp/xep.h"

#include <string.h>

static const char *type_of(Stanza *st)
{
    const char *type = stanza_type(st);
    const char *absent = strcmp(stanza_name(st), "message") == 0 ? "normal" : "available";
    return type != NULL ? type : absent;
}

static bool fits(const Route *route, Stanza *st)
{
    return strcmp(stanza_name(st), route->stanza) == 0 &&
           (route->type == NULL || strcmp(type_of(st), route->type) == 0) &&
           (route->payload == NULL || stanza_child(st, route->payload, route->ns) != NULL);
}

static bool is_fed_by(const Route *route, xmpp_ctx_t *ctx, const Case *c)
{
    for (guint i = 0; i < c->steps->len; i++) {
        const Step *step = g_ptr_array_index(c->steps, i);
        if (step->part != PART_RECEIVE) {
            continue;
        }
        g_autofree char *whole = g_strdup_printf("<s xmlns='" NS_CLIENT "'>%s</s>", step->text);
        g_autoptr(Stanza) all = stanza_from_text(ctx, whole);
        Stanza *st = all != NULL ? stanza_child(all, NULL, STANZA_ANY) : NULL;
        for (; st != NULL; st = stanza_next(st, NULL, STANZA_ANY)) {
            if (fits(route, st)) {
                return true;
            }
        }
    }
    return false;
}

static void check_route(const XepModule *module, const Route *route, const GPtrArray *cases)
{
    xmpp_ctx_t *ctx = xmpp_ctx_new(NULL, NULL);
    bool fed = false;
    for (guint i = 0; i < cases->len && !fed; i++) {
        fed = is_fed_by(route, ctx, g_ptr_array_index(cases, i));
    }
    xmpp_ctx_free(ctx);
    if (!fed) {
        g_test_message("%s: no case feeds %s of type %s with %s", module->name, route->stanza,
                       route->type != NULL ? route->type : "any",
                       route->payload != NULL ? route->payload : "anything");
        g_test_fail();
    }
}

void routes_run(gconstpointer cases)
{
    const XepModule *const *modules = xep_modules();
    for (guint m = 0; modules[m] != NULL; m++) {
        for (const Route *r = modules[m]->routes; r != NULL && r->stanza != NULL; r++) {
            check_route(modules[m], r, cases);
        }
    }
}
