/* xep_dump.c: the table of what we speak, for people and for xmpp.org (DOAP, XEP-0453).
 *
 * Both come from the list of modules and nothing else, so they cannot be untrue.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "xmpp/xep.h"

#include <string.h>

#define NS_DOAP "http://usefulinc.com/ns/doap#"
#define NS_RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define NS_XMPP_DOAP "https://linkmauve.fr/ns/xmpp-doap#"

/* Modules of one RFC are several files, but one line. */
static bool is_first(const XepModule *const *modules, gsize index)
{
    for (gsize i = 0; i < index; i++) {
        if (g_str_equal(modules[i]->number, modules[index]->number)) {
            return false;
        }
    }
    return true;
}

static bool is_rfc(const XepModule *module)
{
    return module->version == NULL;
}

static int compare_modules(gconstpointer a, gconstpointer b)
{
    const XepModule *const *left = a;
    const XepModule *const *right = b;
    if (is_rfc(*left) != is_rfc(*right)) {
        return is_rfc(*left) ? -1 : 1;
    }
    return strcmp((*left)->number, (*right)->number);
}

/* Each once, RFCs first, by number. */
static GPtrArray *sorted_modules(void)
{
    GPtrArray *sorted = g_ptr_array_new();
    const XepModule *const *modules = xep_modules();
    for (gsize i = 0; modules[i] != NULL; i++) {
        if (is_first(modules, i)) {
            g_ptr_array_add(sorted, (gpointer)(guintptr)modules[i]);
        }
    }
    g_ptr_array_sort(sorted, compare_modules);
    return sorted;
}

char *session_dump_xeps(void)
{
    g_autoptr(GPtrArray) modules = sorted_modules();
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < modules->len; i++) {
        const XepModule *module = g_ptr_array_index(modules, i);
        g_string_append_printf(out, "%s-%s\t%s\t%s\t%s\t%s\n", is_rfc(module) ? "RFC" : "XEP",
                               module->number, module->name,
                               module->version != NULL ? module->version : "", module->since,
                               module->note != NULL ? module->note : "");
    }
    return g_string_free(out, FALSE);
}

static void add_resource(Stanza *parent, const char *name, const char *url)
{
    stanza_set(stanza_add(parent, name, NULL), "rdf:resource", url);
}

static void add_language_text(Stanza *parent, const char *name, const char *text)
{
    stanza_set(stanza_add_with_text(parent, name, NULL, text), "xml:lang", "en");
}

static void add_module(Stanza *project, const XepModule *module)
{
    stanza_add_text(project, "\n");
    if (is_rfc(module)) {
        g_autofree char *url =
            g_strdup_printf("https://www.rfc-editor.org/info/rfc%s", module->number);
        add_resource(project, "implements", url);
        return;
    }
    g_autofree char *url =
        g_strdup_printf("https://xmpp.org/extensions/xep-%s.html", module->number);
    Stanza *xep = stanza_add(stanza_add(project, "implements", NULL), "xmpp:SupportedXep", NULL);
    add_resource(xep, "xmpp:xep", url);
    stanza_add_with_text(xep, "xmpp:status", NULL, module->note == NULL ? "complete" : "partial");
    stanza_add_with_text(xep, "xmpp:version", NULL, module->version);
    stanza_add_with_text(xep, "xmpp:since", NULL, module->since);
    if (module->note != NULL) {
        add_language_text(xep, "xmpp:note", module->note);
    }
}

static Stanza *doap_new(xmpp_ctx_t *ctx)
{
    Stanza *rdf = stanza_new(ctx, "rdf:RDF", NS_DOAP);
    stanza_set(rdf, "xmlns:rdf", NS_RDF);
    stanza_set(rdf, "xmlns:xmpp", NS_XMPP_DOAP);
    Stanza *project = stanza_add(rdf, "Project", NULL);
    stanza_add_with_text(project, "name", NULL, PACKAGE_NAME);
    add_language_text(project, "shortdesc", "Chat in the terminal over XMPP");
    stanza_add_with_text(project, "programming-language", NULL, "C");
    stanza_add_with_text(project, "os", NULL, "Linux");
    add_resource(project, "license", "https://spdx.org/licenses/GPL-3.0-or-later");
    add_resource(project, "category", "https://linkmauve.fr/ns/xmpp-doap#category-jabber");
    add_resource(project, "category", "https://linkmauve.fr/ns/xmpp-doap#category-client");
    g_autoptr(GPtrArray) modules = sorted_modules();
    for (guint i = 0; i < modules->len; i++) {
        add_module(project, g_ptr_array_index(modules, i));
    }
    stanza_add_text(project, "\n");
    return rdf;
}

char *session_dump_doap(void)
{
    xmpp_ctx_t *ctx = xmpp_ctx_new(NULL, NULL);
    Stanza *rdf = doap_new(ctx);
    g_autofree char *xml = stanza_to_text_dup(rdf);
    stanza_free(rdf);
    xmpp_ctx_free(ctx);
    return g_strconcat("<?xml version='1.0' encoding='UTF-8'?>\n", xml, "\n", NULL);
}
