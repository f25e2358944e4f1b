/* account_file.h: the file `accounts`: one group per account.
 *
 * Keys: address password password-command autoconnect nick resource server port
 * security ca-file proxy client-certificate encryption. `password` only counts
 * while the file is 0600. The password itself is fetched elsewhere, when needed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_CONFIG_ACCOUNT_FILE_H
#define CAUSERIE_CONFIG_ACCOUNT_FILE_H

#include "base/jid.h"
#include "base/secret.h"

#include <gio/gio.h>
#include <glib.h>
#include <stdbool.h>

typedef enum { SECURITY_AUTO, SECURITY_DIRECT, SECURITY_STARTTLS } Security;
typedef enum { ENCRYPTION_AUTO, ENCRYPTION_ALWAYS, ENCRYPTION_NEVER } EncryptionPolicy;

typedef struct {
    char *name; /* the group */
    Jid *address;
    Secret *password;       /* nullable */
    char *password_command; /* nullable */
    bool autoconnect;
    char *nick;     /* nullable */
    char *resource; /* nullable: a random one per install */
    char *server;   /* nullable: by DNS */
    guint port;     /* 0: by DNS or the default */
    Security security;
    char *ca_file;            /* nullable */
    char *proxy;              /* nullable, socks5://host:port */
    char *client_certificate; /* nullable, PEM with key */
    EncryptionPolicy encryption;
} AccountConfig;

typedef struct AccountFile AccountFile;

AccountConfig *account_config_new(const char *name, const Jid *address);
AccountConfig *account_config_copy(const AccountConfig *config);
void account_config_free(AccountConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AccountConfig, account_config_free)

/* Reads PATH; an absent file is an empty one. PROBLEMS as for settings_open();
 * a readable-by-others file with passwords gives "accounts is readable by others:
 * chmod 600" and no passwords. */
AccountFile *account_file_open(const char *path, GPtrArray *problems);
void account_file_free(AccountFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AccountFile, account_file_free)
/* False when the file was there and could not be read: what was known before still holds. */
bool account_file_is_sound(const AccountFile *file);
guint account_file_size(const AccountFile *file);
const AccountConfig *account_file_get(const AccountFile *file, guint index);
const AccountConfig *account_file_find(const AccountFile *file, const char *name_or_address);
/* Adds or replaces the group CONFIG->name and writes the file, 0600. What cannot stand on a
 * line of it is refused; a password that was not read, because others could, stays. */
bool account_file_put(AccountFile *file, const AccountConfig *config, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
bool account_file_remove(AccountFile *file, const char *name, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Runs password-command as an argument vector (no shell), stdin null, our file
 * descriptors closed, 10 s limit, at most 4 KiB; the first line is the password.
 * Errors: empty, two lines, too long, failed, timed out, each in plain words. */
void account_password_command_async(const char *command, GCancellable *cancellable,
                                    GAsyncReadyCallback done, gpointer user);
Secret *account_password_command_finish(GAsyncResult *result, GError **error);

#endif
