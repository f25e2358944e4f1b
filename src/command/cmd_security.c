/* cmd_security.c: the certificate of the server: looking at it, pinning it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "command/command_list.h"

#include <string.h>

#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

static const char *or_unknown(const char *text)
{
    return text != NULL ? text : "unknown";
}

static void show_certificate(CommandCall *call, Session *session)
{
    const CertificateInfo *info = session_certificate(session);
    const char *domain = jid_domain(account_address(call->account));
    if (info == NULL) {
        command_answer(call, "No certificate of %s was seen yet. /connect connects.", domain);
        return;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    if (info->reason != NULL) {
        g_string_append_printf(text, "certificate of %s is not trusted: %s", domain, info->reason);
    } else {
        g_string_append_printf(text, "The certificate of %s is trusted.", domain);
    }
    g_string_append_printf(text, "\n  for:         %s\n  issued by:   %s\n  valid:       %s to %s",
                           or_unknown(info->subject), or_unknown(info->issuer),
                           or_unknown(info->not_before), or_unknown(info->not_after));
    g_string_append_printf(text, "\n  fingerprint: %s", or_unknown(info->fingerprint));
    if (info->protocol != NULL) {
        g_string_append_printf(text, "\n  connection:  %s, %s", info->protocol,
                               or_unknown(info->cipher));
    }
    if (info->reason != NULL) {
        g_string_append(text, "\nCompare the fingerprint with your server's people, then "
                              "/tls trust pins it for this account.");
    }
    command_answer(call, "%s", text->str);
}

static void run_tls(CommandCall *call)
{
    const char *action = command_arg(call, "action");
    Session *session = command_session(call);
    if (session == NULL) {
        return;
    }
    if (action == NULL || strcmp(action, "cert") == 0) {
        show_certificate(call, session);
    } else if (strcmp(action, "trust") == 0 || strcmp(action, "pin") == 0) {
        g_autoptr(GError) error = NULL;
        if (!session_trust_certificate(session, &error)) {
            command_fail(call, "%s", error->message);
            return;
        }
        command_answer(call, "The key is pinned for %s. /tls forget takes the pin away.",
                       jid_bare(account_address(call->account)));
    } else if (strcmp(action, "forget") == 0) {
        session_forget_pin(session);
        command_answer(call, "The pin is gone; the certificate must convince by itself.");
    } else {
        session_allow_plain_once(session);
        command_answer(call, "The next login may send the password itself, inside the encrypted "
                             "connection, once. /reconnect tries.");
    }
}

const Command cmd_tls = {
    .name = "tls",
    .topic = "Security",
    .usage = "[action:cert|trust|pin|forget|plain]",
    .summary = "the server's certificate: look, pin, forget",
    .help = "cert shows the certificate. trust pins the key of the one that was refused last, for "
            "this account only, and logs in. forget takes the pin away. plain allows one login "
            "with a plain password although the server once could do better.",
    .examples = WORDS("/tls", "/tls trust", "/tls forget"),
    .run = run_tls,
};
