/* xep_0115_caps.c: see xep_0115_caps.h.
 *
 * One question per hash, not per contact: a thousand people with the same client cost one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/xep/xep_0115_caps.h"

#include "xmpp/lru.h"
#include "xmpp/xep.h"
#include "xmpp/xep/xep_0030_disco.h"

#include <string.h>

#define OWN_NODE "urn:causerie"

typedef struct {
    Lru *known;          /* "hash#ver" to DiscoInfo, all verified */
    GHashTable *lookups; /* "hash#ver" to Lookup */
    GQueue queued;       /* Lookup, borrowed from lookups */
    guint asked;
    guint settings_watch;
} CapsState;

/* A hash that is being found out. */
typedef struct {
    Session *session;
    char *key;          /* "hash#ver" */
    char *node;         /* "node#ver", what to ask for */
    GPtrArray *waiters; /* Jid *, full; the first are asked, one after the other */
    guint tries;
} Lookup;

extern const XepModule xep_0115_caps;

static void unref_info(void *info)
{
    disco_info_unref(info);
}

static void unref_jid(void *jid)
{
    jid_unref(jid);
}

static void lookup_free(void *data)
{
    Lookup *lookup = data;
    g_free(lookup->key);
    g_free(lookup->node);
    g_ptr_array_unref(lookup->waiters);
    g_free(lookup);
}

char *xep_0115_decode(Stanza *presence)
{
    Stanza *c = stanza_child(presence, "c", NS_CAPS);
    const char *hash = c != NULL ? stanza_attr(c, "hash") : NULL;
    const char *ver = c != NULL ? stanza_attr(c, "ver") : NULL;
    GChecksumType algorithm;
    if (ver == NULL || ver[0] == '\0' || strlen(ver) > CAPS_VER_MAX ||
        !disco_hash_algorithm(hash, &algorithm)) {
        return NULL;
    }
    return g_strconcat(hash, "#", ver, NULL);
}

static bool is_verified(const char *key, const DiscoInfo *info)
{
    const char *ver = strchr(key, '#') + 1;
    g_autofree char *name = g_strndup(key, (gsize)(ver - key - 1));
    GChecksumType algorithm;
    if (!disco_hash_algorithm(name, &algorithm)) {
        return false;
    }
    g_autofree char *hash = disco_info_hash_dup(info, algorithm);
    return g_strcmp0(hash, ver) == 0;
}

/* By memory, else by the store; borrowed. */
static DiscoInfo *find_known(Session *session, CapsState *state, const char *key)
{
    DiscoInfo *info = lru_find(state->known, key);
    if (info != NULL) {
        return info;
    }
    g_autofree char *text = session_caps_get(session, key);
    info = text != NULL ? disco_info_from_text(text) : NULL;
    if (info != NULL && is_verified(key, info)) {
        lru_put(state->known, key, info);
        return info;
    }
    disco_info_unref(info);
    return NULL;
}

/* Tells the model what client KEY is at JID, if it is still there. */
static void apply(Session *session, const Jid *jid, const char *key, const DiscoInfo *info)
{
    const DiscoIdentity *identity = disco_info_find_identity(info, "client", NULL);
    Contact *contact = account_find_contact(session_account(session), jid_bare(jid));
    const char *name = jid_resource(jid) != NULL ? jid_resource(jid) : "";
    const Resource *resource = contact != NULL ? contact_find_resource(contact, name) : NULL;
    if (identity != NULL && identity->name[0] != '\0' && resource != NULL &&
        g_strcmp0(resource->caps, key) == 0) {
        contact_set_resource_client(contact, name, identity->name);
    }
}

static void ask_next(Session *session, CapsState *state);

static void finish(CapsState *state, Lookup *lookup)
{
    Session *session = lookup->session;
    state->asked--;
    g_hash_table_remove(state->lookups, lookup->key);
    ask_next(session, state);
}

static void ask(Lookup *lookup);

static void caps_came(DiscoInfo *info, G_GNUC_UNUSED const char *problem, void *user)
{
    Lookup *lookup = user;
    Session *session = lookup->session;
    CapsState *state = session_state(session, &xep_0115_caps);
    if (info != NULL && is_verified(lookup->key, info)) {
        g_autofree char *text = disco_info_to_text(info);
        session_caps_set(session, lookup->key, text);
        lru_put(state->known, lookup->key, disco_info_ref(info));
        for (guint i = 0; i < lookup->waiters->len; i++) {
            apply(session, g_ptr_array_index(lookup->waiters, i), lookup->key, info);
        }
        finish(state, lookup);
        return;
    }
    if (info != NULL) {
        const Jid *liar = g_ptr_array_index(lookup->waiters, 0);
        disco_note(session, liar, info);
        apply(session, liar, lookup->key, info);
    }
    g_ptr_array_remove_index(lookup->waiters, 0);
    if (session_is_online(session) && lookup->waiters->len > 0 && lookup->tries < CAPS_TRIES_MAX) {
        ask(lookup);
    } else {
        finish(state, lookup);
    }
}

static void ask(Lookup *lookup)
{
    lookup->tries++;
    disco_ask_info(lookup->session, g_ptr_array_index(lookup->waiters, 0), lookup->node, caps_came,
                   lookup);
}

static void ask_next(Session *session, CapsState *state)
{
    while (session_is_online(session) && state->asked < CAPS_ASKED_MAX &&
           state->queued.length > 0) {
        state->asked++;
        ask(g_queue_pop_head(&state->queued));
    }
}

static void add_waiter(Lookup *lookup, const Jid *from)
{
    if (lookup->waiters->len < CAPS_WAITERS_MAX) {
        g_ptr_array_add(lookup->waiters, jid_ref(from));
    }
}

void xep_0115_learn(Session *session, const Jid *from, Stanza *presence)
{
    CapsState *state = session_state(session, &xep_0115_caps);
    g_autofree char *key = xep_0115_decode(presence);
    if (key == NULL) {
        return;
    }
    DiscoInfo *info = find_known(session, state, key);
    if (info != NULL) {
        apply(session, from, key, info);
        return;
    }
    Lookup *lookup = g_hash_table_lookup(state->lookups, key);
    if (lookup != NULL) {
        add_waiter(lookup, from);
        return;
    }
    const char *node = stanza_attr(stanza_child(presence, "c", NS_CAPS), "node");
    if (node == NULL || strlen(node) > CAPS_NODE_MAX || state->queued.length >= CAPS_QUEUED_MAX) {
        return;
    }
    lookup = g_new0(Lookup, 1);
    lookup->session = session;
    lookup->node = g_strconcat(node, strchr(key, '#'), NULL);
    lookup->key = g_steal_pointer(&key);
    lookup->waiters = g_ptr_array_new_with_free_func(unref_jid);
    add_waiter(lookup, from);
    g_hash_table_insert(state->lookups, lookup->key, lookup);
    g_queue_push_tail(&state->queued, lookup);
    ask_next(session, state);
}

DiscoInfo *xep_0115_known(Session *session, const Jid *jid)
{
    Contact *contact = account_find_contact(session_account(session), jid_bare(jid));
    const char *name = jid_resource(jid) != NULL ? jid_resource(jid) : "";
    const Resource *resource = contact != NULL ? contact_find_resource(contact, name) : NULL;
    if (resource == NULL || resource->caps == NULL) {
        return NULL;
    }
    return find_known(session, session_state(session, &xep_0115_caps), resource->caps);
}

static char *own_ver_dup(const DiscoInfo *own)
{
    return disco_info_hash_dup(own, G_CHECKSUM_SHA1);
}

char *xep_0115_node_dup(const DiscoInfo *own)
{
    g_autofree char *ver = own_ver_dup(own);
    return g_strconcat(OWN_NODE "#", ver, NULL);
}

static void presence_out(Session *session, G_GNUC_UNUSED void *state, Stanza *st)
{
    g_autoptr(DiscoInfo) own = disco_own(session);
    g_autofree char *ver = own_ver_dup(own);
    Stanza *c = stanza_add(st, "c", NS_CAPS);
    stanza_set(c, "hash", "sha-1");
    stanza_set(c, "node", OWN_NODE);
    stanza_set(c, "ver", ver);
}

/* What we say of ourselves changed: others learn it by a new presence. */
static void setting_changed(const char *key, void *user)
{
    if (g_str_equal(key, "privacy.client_info")) {
        session_send_presence(user);
    }
}

static const SettingsObserver settings_watch = {.setting_changed = setting_changed};

static void caps_start(Session *session, void *state)
{
    CapsState *own = state;
    own->known = lru_new(CAPS_KNOWN_MAX, unref_info);
    own->lookups = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, lookup_free);
    g_queue_init(&own->queued);
    own->settings_watch = settings_observe(session_settings(session), &settings_watch, session);
}

/* What was asked has been told by then that there is no answer; the rest is dropped here. */
static void caps_offline(G_GNUC_UNUSED Session *session, void *state)
{
    CapsState *own = state;
    g_queue_clear(&own->queued);
    g_hash_table_remove_all(own->lookups);
    own->asked = 0;
}

static void caps_stop(Session *session, void *state)
{
    CapsState *own = state;
    settings_unobserve(session_settings(session), own->settings_watch);
    caps_offline(session, state);
    g_clear_pointer(&own->lookups, g_hash_table_unref);
    g_clear_pointer(&own->known, lru_free);
}

static const char *const features[] = {NS_CAPS, NULL};

const XepModule xep_0115_caps = {
    .number = "0115",
    .name = "Entity Capabilities",
    .version = "1.6.0",
    .since = "0.1",
    .features = features,
    .state_size = sizeof(CapsState),
    .start = caps_start,
    .stop = caps_stop,
    .offline = caps_offline,
    .presence_out = presence_out,
};
