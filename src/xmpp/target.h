/* target.h: where a domain's server may be reached: from configuration or from DNS.
 *
 * SRV records of both services (RFC 6120 section 3.2, XEP-0368), merged by priority;
 * a "." says that the service is not offered. Without any record the domain itself at
 * port 5222. It opens no connection.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_XMPP_TARGET_H
#define CAUSERIE_XMPP_TARGET_H

#include "config/account_file.h"

#include <gio/gio.h>
#include <glib.h>
#include <stdbool.h>

/* The most places tried for one connection. */
#define TARGETS_MAX 20

typedef struct {
    char *host;
    guint16 port;
    bool direct; /* TLS from the first byte, else STARTTLS */
    guint16 priority;
    bool guessed; /* DNS names no server: the domain itself */
} Target;

void target_free(Target *target);

/* Finds the targets for CONFIG, best first. The result (element-type Target), by
 * _finish(), is never empty; errors are GResolverError, or
 * G_IO_ERROR_NOT_SUPPORTED when the domain says that it offers no such service. */
void targets_find_async(const AccountConfig *config, GCancellable *cancellable,
                        GAsyncReadyCallback done, gpointer user);
GPtrArray *targets_find_finish(GAsyncResult *result, GError **error);

#endif
