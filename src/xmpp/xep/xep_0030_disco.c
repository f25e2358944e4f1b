/* xep_0030_disco.c: see xep_0030_disco.h.
 *
 * The same set is told with and without the node of our capabilities: otherwise others
 * could not verify it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "xmpp/xep/xep_0030_disco.h"

#include "xmpp/lru.h"
#include "xmpp/xep.h"
#include "xmpp/xep/xep_0004_forms.h"
#include "xmpp/xep/xep_0092_version.h"
#include "xmpp/xep/xep_0115_caps.h"
#include "xmpp/xep/xep_0202_time.h"

#include <gio/gio.h>

#include <string.h>

typedef struct {
    Lru *known; /* full address to DiscoInfo */
} DiscoState;

extern const XepModule xep_0030_disco;

static void unref_info(void *info)
{
    disco_info_unref(info);
}

/* Decoding. */

static bool decode_identity(DiscoInfo *info, Stanza *element)
{
    return disco_info_add_identity(info, stanza_attr(element, "category"),
                                   stanza_attr(element, "type"), stanza_attr(element, "lang"),
                                   stanza_attr(element, "name"));
}

/* FORM_TYPE of a form where it is a hidden field; NULL: the form does not count. Different
 * values make the whole answer ill-formed. */
static char *form_type_dup(DiscoInfo *info, Stanza *x)
{
    for (Stanza *field = stanza_child(x, "field", NULL); field != NULL;
         field = stanza_next(field, "field", NULL)) {
        if (g_strcmp0(stanza_attr(field, "var"), "FORM_TYPE") != 0) {
            continue;
        }
        if (g_strcmp0(stanza_attr(field, "type"), "hidden") != 0) {
            return NULL;
        }
        g_autofree char *type = stanza_child_text_dup(field, "value", NULL);
        Stanza *value = stanza_child(field, "value", NULL);
        while (value != NULL && (value = stanza_next(value, "value", NULL)) != NULL) {
            g_autofree char *other = stanza_text_dup(value);
            info->ill_formed = info->ill_formed || !g_str_equal(other, type);
        }
        return g_steal_pointer(&type);
    }
    return NULL;
}

static bool decode_form_field(DiscoForm *form, Stanza *element)
{
    const char *var = stanza_attr(element, "var");
    if (var == NULL || g_str_equal(var, "FORM_TYPE")) {
        return true;
    }
    DiscoField *field = disco_form_add_field(form, var);
    for (Stanza *value = stanza_child(element, "value", NULL); field != NULL && value != NULL;
         value = stanza_next(value, "value", NULL)) {
        g_autofree char *text = stanza_text_dup(value);
        if (!disco_field_add_value(field, text)) {
            return false;
        }
    }
    return field != NULL;
}

static bool decode_form(DiscoInfo *info, Stanza *x)
{
    if (g_strcmp0(stanza_attr(x, "type"), "result") != 0) {
        return true;
    }
    g_autofree char *type = form_type_dup(info, x);
    if (type == NULL) {
        return true;
    }
    DiscoForm *form = disco_info_add_form(info, type);
    for (Stanza *field = stanza_child(x, "field", NULL); form != NULL && field != NULL;
         field = stanza_next(field, "field", NULL)) {
        if (!decode_form_field(form, field)) {
            return false;
        }
    }
    return form != NULL;
}

static bool decode_child(DiscoInfo *info, Stanza *child)
{
    if (stanza_is(child, "identity", NS_DISCO_INFO)) {
        return decode_identity(info, child);
    }
    if (stanza_is(child, "feature", NS_DISCO_INFO)) {
        const char *var = stanza_attr(child, "var");
        return var == NULL || disco_info_add_feature(info, var);
    }
    return !stanza_is(child, "x", NS_DATA_FORMS) || decode_form(info, child);
}

DiscoInfo *xep_0030_decode_info(Stanza *query, GError **error)
{
    g_autoptr(DiscoInfo) info = disco_info_new();
    for (Stanza *child = stanza_child(query, NULL, STANZA_ANY); child != NULL;
         child = stanza_next(child, NULL, STANZA_ANY)) {
        if (!decode_child(info, child)) {
            g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                                "The answer is too large.");
            return NULL;
        }
    }
    return g_steal_pointer(&info);
}

static void item_free(gpointer data)
{
    DiscoItem *item = data;
    jid_unref(item->jid);
    g_free(item->node);
    g_free(item->name);
    g_free(item);
}

GPtrArray *xep_0030_decode_items(Stanza *query)
{
    GPtrArray *items = g_ptr_array_new_with_free_func(item_free);
    for (Stanza *child = stanza_child(query, "item", NULL);
         child != NULL && items->len < DISCO_ITEMS_MAX; child = stanza_next(child, "item", NULL)) {
        Jid *jid = stanza_attr_jid(child, "jid", NULL);
        if (jid != NULL) {
            DiscoItem *item = g_new0(DiscoItem, 1);
            item->jid = jid;
            item->node = g_strdup(stanza_attr(child, "node"));
            item->name = g_strdup(stanza_attr(child, "name"));
            g_ptr_array_add(items, item);
        }
    }
    return items;
}

/* Answering. */

static void set_unless_empty(Stanza *element, const char *name, const char *value)
{
    if (value[0] != '\0') {
        stanza_set(element, name, value);
    }
}

void xep_0030_encode_info(Stanza *query, const DiscoInfo *info)
{
    for (guint i = 0; i < info->identities->len; i++) {
        const DiscoIdentity *identity = g_ptr_array_index(info->identities, i);
        Stanza *element = stanza_add(query, "identity", NULL);
        stanza_set(element, "category", identity->category);
        stanza_set(element, "type", identity->type);
        set_unless_empty(element, "name", identity->name);
    }
    for (guint i = 0; i < info->features->len; i++) {
        stanza_set(stanza_add(query, "feature", NULL), "var", g_ptr_array_index(info->features, i));
    }
}

static bool is_told(Session *session, const char *feature)
{
    return (!g_str_equal(feature, NS_VERSION) && !g_str_equal(feature, NS_TIME)) ||
           settings_bool(session_settings(session), "privacy.client_info");
}

DiscoInfo *disco_own(Session *session)
{
    DiscoInfo *info = disco_info_new();
    disco_info_add_identity(info, "client", "console", NULL, PACKAGE_NAME);
    const XepModule *const *modules = xep_modules();
    for (gsize i = 0; modules[i] != NULL; i++) {
        const char *const *features = modules[i]->features;
        for (gsize j = 0; features != NULL && features[j] != NULL; j++) {
            if (is_told(session, features[j]) && !disco_info_has_feature(info, features[j])) {
                disco_info_add_feature(info, features[j]);
            }
        }
    }
    return info;
}

static RouteResult handle_info(Session *session, G_GNUC_UNUSED void *state, const Incoming *in)
{
    if (!session_may_tell(session, in)) {
        session_reply_error(session, in, "cancel", "service-unavailable");
        return ROUTE_DONE;
    }
    const char *node = stanza_attr(in->payload, "node");
    g_autoptr(DiscoInfo) info = disco_own(session);
    if (node != NULL && node[0] != '\0') {
        g_autofree char *own = xep_0115_node_dup(info);
        if (!g_str_equal(node, own)) {
            session_reply_error(session, in, "cancel", "item-not-found");
            return ROUTE_DONE;
        }
    }
    Stanza *reply = stanza_result_new(in->stanza);
    Stanza *query = stanza_add(reply, "query", NS_DISCO_INFO);
    stanza_set(query, "node", node);
    xep_0030_encode_info(query, info);
    session_reply(session, in, reply);
    return ROUTE_DONE;
}

static RouteResult handle_items(Session *session, G_GNUC_UNUSED void *state, const Incoming *in)
{
    const char *node = stanza_attr(in->payload, "node");
    if (!session_may_tell(session, in)) {
        session_reply_error(session, in, "cancel", "service-unavailable");
    } else if (node != NULL && node[0] != '\0') {
        session_reply_error(session, in, "cancel", "item-not-found");
    } else {
        Stanza *reply = stanza_result_new(in->stanza);
        stanza_add(reply, "query", NS_DISCO_ITEMS);
        session_reply(session, in, reply);
    }
    return ROUTE_DONE;
}

/* Asking. */

typedef struct {
    Session *session;
    Jid *to;
    bool keep;
    DiscoInfoDone info_done;
    DiscoItemsDone items_done;
    void *user;
} Question;

static Question *question_new(Session *session, const Jid *to, void *user)
{
    Question *question = g_new0(Question, 1);
    question->session = session;
    question->to = jid_ref(to);
    question->user = user;
    return question;
}

static void question_free(Question *question)
{
    jid_unref(question->to);
    g_free(question);
}

static Stanza *question_iq(Session *session, const Jid *to, const char *node, const char *ns)
{
    Stanza *iq = stanza_iq_new(session_ctx(session), "get", jid_text(to));
    stanza_set(stanza_add(iq, "query", ns), "node", node);
    return iq;
}

static void info_came(IqOutcome outcome, Stanza *reply, void *user)
{
    Question *question = user;
    g_autoptr(GError) error = NULL;
    g_autoptr(DiscoInfo) info = NULL;
    g_autofree char *problem = NULL;
    if (outcome == IQ_RESULT) {
        Stanza *query = stanza_child(reply, "query", NS_DISCO_INFO);
        info = query != NULL ? xep_0030_decode_info(query, &error) : NULL;
        problem =
            info == NULL ? g_strdup(error != NULL ? error->message : "The answer is empty.") : NULL;
    } else {
        problem = iq_problem_dup(outcome, reply);
    }
    if (info != NULL && question->keep) {
        disco_note(question->session, question->to, info);
    }
    question->info_done(info, problem, question->user);
    question_free(question);
}

void disco_ask_info(Session *session, const Jid *to, const char *node, DiscoInfoDone done,
                    void *user)
{
    Question *question = question_new(session, to, user);
    question->keep = node == NULL;
    question->info_done = done;
    session_ask(session, question_iq(session, to, node, NS_DISCO_INFO), 0, info_came, question);
}

static void items_came(IqOutcome outcome, Stanza *reply, void *user)
{
    Question *question = user;
    if (outcome == IQ_RESULT) {
        Stanza *query = stanza_child(reply, "query", NS_DISCO_ITEMS);
        g_autoptr(GPtrArray) items = query != NULL ? xep_0030_decode_items(query) : NULL;
        question->items_done(items, items == NULL ? "The answer is empty." : NULL, question->user);
    } else {
        g_autofree char *problem = iq_problem_dup(outcome, reply);
        question->items_done(NULL, problem, question->user);
    }
    question_free(question);
}

void disco_ask_items(Session *session, const Jid *to, const char *node, DiscoItemsDone done,
                     void *user)
{
    Question *question = question_new(session, to, user);
    question->items_done = done;
    session_ask(session, question_iq(session, to, node, NS_DISCO_ITEMS), 0, items_came, question);
}

DiscoInfo *disco_known(Session *session, const Jid *jid)
{
    DiscoState *state = session_state(session, &xep_0030_disco);
    DiscoInfo *info = lru_find(state->known, jid_text(jid));
    return info != NULL ? info : xep_0115_known(session, jid);
}

void disco_note(Session *session, const Jid *jid, DiscoInfo *info)
{
    DiscoState *state = session_state(session, &xep_0030_disco);
    lru_put(state->known, jid_text(jid), disco_info_ref(info));
}

static void disco_start(G_GNUC_UNUSED Session *session, void *state)
{
    DiscoState *own = state;
    own->known = lru_new(DISCO_CACHE_MAX, unref_info);
}

static void disco_stop(G_GNUC_UNUSED Session *session, void *state)
{
    DiscoState *own = state;
    g_clear_pointer(&own->known, lru_free);
}

static void disco_online(G_GNUC_UNUSED Session *session, void *state, bool resumed)
{
    DiscoState *own = state;
    if (!resumed) {
        lru_clear(own->known);
    }
}

static const char *const features[] = {NS_DISCO_INFO, NS_DISCO_ITEMS, NULL};

static const Route routes[] = {
    {"iq", "get", "query", NS_DISCO_INFO, handle_info},
    {"iq", "get", "query", NS_DISCO_ITEMS, handle_items},
    {NULL, NULL, NULL, NULL, NULL},
};

const XepModule xep_0030_disco = {
    .number = "0030",
    .name = "Service Discovery",
    .version = "2.5.0",
    .since = "0.1",
    .features = features,
    .state_size = sizeof(DiscoState),
    .routes = routes,
    .start = disco_start,
    .stop = disco_stop,
    .online = disco_online,
};
