/* target.c: SRV look-ups of both services at once, and their merge (see target.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "xmpp/target.h"

#define PORT_STARTTLS 5222
#define PORT_DIRECT 5223

typedef struct {
    char *domain; /* ASCII */
    Security security;
    guint waiting;
    GPtrArray *found;
    bool refused[2];  /* "." from the service: [direct] */
    bool answered[2]; /* it had records */
    GError *trouble;  /* a look-up that failed otherwise than "no such record" */
} Search;

void target_free(Target *target)
{
    if (target != NULL) {
        g_free(target->host);
        g_free(target);
    }
}

static Target *target_new(const char *host, guint16 port, bool direct, guint16 priority)
{
    Target *target = g_new0(Target, 1);
    target->host = g_strdup(host);
    target->port = port;
    target->direct = direct;
    target->priority = priority;
    return target;
}

static void search_free(Search *search)
{
    g_free(search->domain);
    g_ptr_array_unref(search->found);
    g_clear_error(&search->trouble);
    g_free(search);
}

static int by_priority(gconstpointer a, gconstpointer b)
{
    const Target *left = *(const Target *const *)a;
    const Target *right = *(const Target *const *)b;
    if (left->priority != right->priority) {
        return left->priority < right->priority ? -1 : 1;
    }
    return (int)right->direct - (int)left->direct;
}

static void conclude(GTask *task, Search *search)
{
    if (search->found->len > 0) {
        /* A merge sort: the weighted order within a priority stays. */
        g_ptr_array_sort(search->found, by_priority);
        if (search->found->len > TARGETS_MAX) {
            g_ptr_array_set_size(search->found, TARGETS_MAX);
        }
        g_task_return_pointer(task, g_ptr_array_ref(search->found),
                              (GDestroyNotify)g_ptr_array_unref);
    } else if (search->refused[0] || search->refused[1]) {
        g_task_return_new_error(task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                                "%s says that it has no service for chat clients", search->domain);
    } else {
        /* Neither service is in DNS, or DNS is in trouble: the domain itself may still answer. */
        bool direct = search->security == SECURITY_DIRECT;
        Target *target =
            target_new(search->domain, direct ? PORT_DIRECT : PORT_STARTTLS, direct, 0);
        target->guessed = search->trouble == NULL;
        g_ptr_array_add(search->found, target);
        g_task_return_pointer(task, g_ptr_array_ref(search->found),
                              (GDestroyNotify)g_ptr_array_unref);
    }
}

static void take_records(Search *search, GList *records, bool direct)
{
    for (GList *l = records; l != NULL; l = l->next) {
        GSrvTarget *record = l->data;
        const char *host = g_srv_target_get_hostname(record);
        if (*host == '\0' || g_strcmp0(host, ".") == 0) {
            search->refused[direct] = true;
        } else if (g_srv_target_get_port(record) != 0 && search->found->len < 10 * TARGETS_MAX) {
            g_ptr_array_add(search->found, target_new(host, g_srv_target_get_port(record), direct,
                                                      g_srv_target_get_priority(record)));
        }
    }
}

static void looked_up(GObject *source, GAsyncResult *result, GTask *task, bool direct)
{
    Search *search = g_task_get_task_data(task);
    g_autoptr(GError) error = NULL;
    GList *records = g_resolver_lookup_service_finish(G_RESOLVER(source), result, &error);
    take_records(search, records, direct);
    g_resolver_free_targets(records);
    if (error != NULL && !g_error_matches(error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND) &&
        search->trouble == NULL) {
        search->trouble = g_steal_pointer(&error);
    }
    if (--search->waiting == 0 && !g_task_return_error_if_cancelled(task)) {
        conclude(task, search);
    }
    g_object_unref(task);
}

static void direct_looked_up(GObject *source, GAsyncResult *result, gpointer task)
{
    looked_up(source, result, task, true);
}

static void starttls_looked_up(GObject *source, GAsyncResult *result, gpointer task)
{
    looked_up(source, result, task, false);
}

/* The one target that the configuration names. */
static Target *configured_target(const AccountConfig *config)
{
    bool direct = config->security == SECURITY_DIRECT ||
                  (config->security == SECURITY_AUTO && config->port == PORT_DIRECT);
    guint port = config->port != 0 ? config->port : direct ? PORT_DIRECT : PORT_STARTTLS;
    return target_new(config->server, (guint16)port, direct, 0);
}

void targets_find_async(const AccountConfig *config, GCancellable *cancellable,
                        GAsyncReadyCallback done, gpointer user)
{
    g_autoptr(GTask) task = g_task_new(NULL, cancellable, done, user);
    Search *search = g_new0(Search, 1);
    search->domain = jid_domain_ascii_dup(config->address);
    search->security = config->security;
    search->found = g_ptr_array_new_with_free_func((GDestroyNotify)target_free);
    g_task_set_task_data(task, search, (GDestroyNotify)search_free);
    if (config->server != NULL) {
        g_ptr_array_add(search->found, configured_target(config));
        conclude(task, search);
        return;
    }
    if (config->port != 0 || *search->domain == '[' || g_hostname_is_ip_address(search->domain)) {
        g_autoptr(AccountConfig) copy = account_config_copy(config);
        copy->server = g_strdup(search->domain);
        g_ptr_array_add(search->found, configured_target(copy));
        conclude(task, search);
        return;
    }
    g_autoptr(GResolver) resolver = g_resolver_get_default();
    search->waiting =
        (config->security != SECURITY_STARTTLS) + (config->security != SECURITY_DIRECT);
    if (config->security != SECURITY_STARTTLS) {
        g_resolver_lookup_service_async(resolver, "xmpps-client", "tcp", search->domain,
                                        cancellable, direct_looked_up, g_object_ref(task));
    }
    if (config->security != SECURITY_DIRECT) {
        g_resolver_lookup_service_async(resolver, "xmpp-client", "tcp", search->domain, cancellable,
                                        starttls_looked_up, g_object_ref(task));
    }
}

GPtrArray *targets_find_finish(GAsyncResult *result, GError **error)
{
    return g_task_propagate_pointer(G_TASK(result), error);
}
