/* account_file.c: the groups of `accounts` as AccountConfigs (see account_file.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config/account_file.h"

#include "base/xdg.h"
#include "config/keyfile.h"

#include <string.h>
#include <sys/stat.h>

struct AccountFile {
    char *path;
    GPtrArray *configs; /* AccountConfig * */
    bool sound;
    bool withheld; /* there are passwords in it that were not read */
};

static const char *const securities[] = {"auto", "direct", "starttls", NULL};
static const char *const policies[] = {"auto", "always", "never", NULL};

AccountConfig *account_config_new(const char *name, const Jid *address)
{
    AccountConfig *config = g_new0(AccountConfig, 1);
    config->name = g_strdup(name);
    config->address = jid_bare_dup(address);
    config->autoconnect = true;
    return config;
}

AccountConfig *account_config_copy(const AccountConfig *config)
{
    AccountConfig *copy = g_new0(AccountConfig, 1);
    *copy = *config;
    copy->name = g_strdup(config->name);
    copy->address = jid_ref(config->address);
    copy->password = config->password != NULL ? secret_ref(config->password) : NULL;
    copy->password_command = g_strdup(config->password_command);
    copy->nick = g_strdup(config->nick);
    copy->resource = g_strdup(config->resource);
    copy->server = g_strdup(config->server);
    copy->ca_file = g_strdup(config->ca_file);
    copy->proxy = g_strdup(config->proxy);
    copy->client_certificate = g_strdup(config->client_certificate);
    return copy;
}

void account_config_free(AccountConfig *config)
{
    if (config == NULL) {
        return;
    }
    g_free(config->name);
    jid_unref(config->address);
    secret_unref(config->password);
    g_free(config->password_command);
    g_free(config->nick);
    g_free(config->resource);
    g_free(config->server);
    g_free(config->ca_file);
    g_free(config->proxy);
    g_free(config->client_certificate);
    g_free(config);
}

/* Position of WORD in WORDS, -1 when it is not there. */
static int word_index(const char *const *words, const char *word)
{
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], word) == 0) {
            return i;
        }
    }
    return -1;
}

/* Reading. */

typedef struct {
    AccountConfig *config; /* the group being read */
    const char *group;
    GPtrArray *problems;
    bool private_file;
    bool password_seen;
} Reading;

static void complain(Reading *reading, guint line, const char *what)
{
    if (reading->problems != NULL && reading->problems->len < 20) {
        g_ptr_array_add(reading->problems, g_strdup_printf("accounts line %u: %s", line, what));
    }
}

static void replace(char **member, const char *value)
{
    g_free(*member);
    *member = *value != '\0' ? g_strdup(value) : NULL;
}

static void read_words(Reading *reading, const char *key, const char *value, guint line)
{
    AccountConfig *config = reading->config;
    guint64 port = 0;
    int index;
    if (strcmp(key, "port") == 0) {
        if (g_ascii_string_to_unsigned(value, 10, 1, 65535, &port, NULL)) {
            config->port = (guint)port;
        } else {
            complain(reading, line, "port is a number from 1 to 65535.");
        }
    } else if (strcmp(key, "security") == 0) {
        index = word_index(securities, value);
        config->security = index >= 0 ? (Security)index : SECURITY_AUTO;
        if (index < 0) {
            complain(reading, line,
                     "security is auto, direct or starttls; no login is made "
                     "without encryption.");
        }
    } else if (strcmp(key, "encryption") == 0) {
        index = word_index(policies, value);
        config->encryption = index >= 0 ? (EncryptionPolicy)index : ENCRYPTION_AUTO;
        if (index < 0) {
            complain(reading, line, "encryption is auto, always or never.");
        }
    } else if (strcmp(key, "autoconnect") == 0) {
        config->autoconnect = strcmp(value, "true") == 0 || strcmp(value, "on") == 0;
        if (!config->autoconnect && strcmp(value, "false") != 0 && strcmp(value, "off") != 0) {
            complain(reading, line, "autoconnect is true or false.");
        }
    } else {
        complain(reading, line, "this key is not known here.");
    }
}

static void read_key(const char *group, const char *key, const char *value, guint line, void *user)
{
    Reading *reading = user;
    AccountConfig *config = reading->config;
    if (strcmp(group, reading->group) != 0 || strcmp(key, "address") == 0) {
        return;
    }
    const struct {
        const char *key;
        char **member;
    } texts[] = {
        {"password-command", &config->password_command},
        {"nick", &config->nick},
        {"resource", &config->resource},
        {"server", &config->server},
        {"ca-file", &config->ca_file},
        {"proxy", &config->proxy},
        {"client-certificate", &config->client_certificate},
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (strcmp(texts[i].key, key) == 0) {
            replace(texts[i].member, value);
            return;
        }
    }
    if (strcmp(key, "password") == 0) {
        reading->password_seen = true;
        secret_unref(config->password);
        config->password = reading->private_file && *value != '\0' ? secret_new(value, -1) : NULL;
        return;
    }
    read_words(reading, key, value, line);
}

static void tell(GPtrArray *problems, const char *group, const char *what, const char *why)
{
    if (problems != NULL) {
        g_ptr_array_add(problems, g_strdup_printf("accounts: [%s] is left out: %s%s%s.", group,
                                                  what, *why != '\0' ? ", " : "", why));
    }
}

static void read_group(AccountFile *file, const KeyFile *keys, const char *group, Reading *reading)
{
    const char *text = key_file_get(keys, group, "address");
    if (text == NULL) {
        tell(reading->problems, group, "it has no address=you@server", "");
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(Jid) address = jid_parse(text, &error);
    if (address == NULL || jid_local(address) == NULL) {
        tell(reading->problems, group, "its address is not like you@server",
             error != NULL ? error->message : "");
        return;
    }
    reading->config = account_config_new(group, address);
    reading->group = group;
    key_file_foreach(keys, read_key, reading);
    g_ptr_array_add(file->configs, reading->config);
}

static void read_all(AccountFile *file, GPtrArray *problems)
{
    struct stat info;
    g_autoptr(KeyFile) keys = key_file_read(file->path, problems, &file->sound);
    Reading reading = {
        .problems = problems,
        .private_file = stat(file->path, &info) == 0 && (info.st_mode & 077) == 0,
    };
    g_autoptr(GPtrArray) groups = key_file_groups(keys);
    for (guint i = 0; i < groups->len; i++) {
        read_group(file, keys, g_ptr_array_index(groups, i), &reading);
    }
    file->withheld = reading.password_seen && !reading.private_file;
    if (file->withheld && problems != NULL) {
        g_ptr_array_add(problems,
                        g_strdup_printf("accounts is readable by others: chmod 600 %s. Until then "
                                        "the passwords in it are not used.",
                                        file->path));
    }
}

AccountFile *account_file_open(const char *path, GPtrArray *problems)
{
    AccountFile *file = g_new0(AccountFile, 1);
    file->path = g_strdup(path);
    file->configs = g_ptr_array_new_with_free_func((GDestroyNotify)account_config_free);
    read_all(file, problems);
    return file;
}

void account_file_free(AccountFile *file)
{
    if (file != NULL) {
        g_free(file->path);
        g_ptr_array_unref(file->configs);
        g_free(file);
    }
}

bool account_file_is_sound(const AccountFile *file)
{
    return file->sound;
}

guint account_file_size(const AccountFile *file)
{
    return file->configs->len;
}

const AccountConfig *account_file_get(const AccountFile *file, guint index)
{
    return g_ptr_array_index(file->configs, index);
}

const AccountConfig *account_file_find(const AccountFile *file, const char *name_or_address)
{
    g_autoptr(Jid) address = NULL;
    for (guint i = 0; i < file->configs->len; i++) {
        const AccountConfig *config = g_ptr_array_index(file->configs, i);
        if (strcmp(config->name, name_or_address) == 0) {
            return config;
        }
    }
    address = jid_parse(name_or_address, NULL);
    for (guint i = 0; address != NULL && i < file->configs->len; i++) {
        const AccountConfig *config = g_ptr_array_index(file->configs, i);
        if (jid_equal_bare(config->address, address)) {
            return config;
        }
    }
    return NULL;
}

/* Writing. */

/* Whether VALUE comes back from a line of the file as it is. */
static bool can_stand(const char *value)
{
    if (value == NULL || *value == '\0') {
        return true;
    }
    gsize len = strlen(value);
    if (!g_utf8_validate(value, (gssize)len, NULL) || g_ascii_isspace(*value) ||
        g_ascii_isspace(value[len - 1])) {
        return false;
    }
    return strpbrk(value, "\r\n") == NULL;
}

static bool all_can_stand(const AccountConfig *config)
{
    const char *const values[] = {
        config->name,
        config->password != NULL ? secret_peek(config->password) : NULL,
        config->password_command,
        config->nick,
        config->resource,
        config->server,
        config->ca_file,
        config->proxy,
        config->client_certificate,
    };
    for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
        if (!can_stand(values[i])) {
            return false;
        }
    }
    return *config->name != '\0' && strpbrk(config->name, "[]") == NULL &&
           (config->password == NULL ||
            strlen(secret_peek(config->password)) == secret_length(config->password));
}

static void put_config(KeyFile *keys, const AccountConfig *config, bool keep_password)
{
    const char *group = config->name;
    g_autofree char *port = config->port != 0 ? g_strdup_printf("%u", config->port) : NULL;
    const struct {
        const char *key;
        const char *value;
    } rows[] = {
        {"address", jid_bare(config->address)},
        {"password", config->password != NULL ? secret_peek(config->password) : NULL},
        {"password-command", config->password_command},
        {"autoconnect", config->autoconnect ? "true" : "false"},
        {"nick", config->nick},
        {"resource", config->resource},
        {"server", config->server},
        {"port", port},
        {"security", config->security != SECURITY_AUTO ? securities[config->security] : NULL},
        {"ca-file", config->ca_file},
        {"proxy", config->proxy},
        {"client-certificate", config->client_certificate},
        {"encryption", config->encryption != ENCRYPTION_AUTO ? policies[config->encryption] : NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (keep_password && rows[i].value == NULL && strcmp(rows[i].key, "password") == 0) {
            continue;
        }
        key_file_set(keys, group, rows[i].key, rows[i].value);
    }
}

/* The file as it is on disk now; NULL with ERROR when it must not be written over. */
static KeyFile *read_for_change(const AccountFile *file, GError **error)
{
    bool sound = true;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(KeyFile) keys = key_file_read(file->path, problems, &sound);
    if (!sound) {
        g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE, "%s It is left as it is.",
                    (const char *)g_ptr_array_index(problems, 0));
        return NULL;
    }
    return g_steal_pointer(&keys);
}

static bool write_back(const AccountFile *file, const KeyFile *keys, GError **error)
{
    gsize len = 0;
    char *text = key_file_text_dup(keys, &len);
    bool written = xdg_write_file(file->path, text, len, error);
    secret_wipe(text, len);
    g_free(text);
    return written;
}

bool account_file_put(AccountFile *file, const AccountConfig *config, GError **error)
{
    if (!all_can_stand(config)) {
        g_set_error_literal(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
                            "This name or password cannot stand in the file accounts; use "
                            "password-command for it.");
        return false;
    }
    g_autoptr(KeyFile) keys = read_for_change(file, error);
    if (keys == NULL) {
        return false;
    }
    put_config(keys, config, file->withheld);
    if (!write_back(file, keys, error)) {
        return false;
    }
    AccountConfig *copy = account_config_copy(config);
    for (guint i = 0; i < file->configs->len; i++) {
        AccountConfig *old = g_ptr_array_index(file->configs, i);
        if (strcmp(old->name, copy->name) == 0) {
            account_config_free(old);
            g_ptr_array_index(file->configs, i) = copy;
            return true;
        }
    }
    g_ptr_array_add(file->configs, copy);
    return true;
}

bool account_file_remove(AccountFile *file, const char *name, GError **error)
{
    g_autoptr(KeyFile) keys = read_for_change(file, error);
    if (keys == NULL) {
        return false;
    }
    key_file_remove_group(keys, name);
    if (!write_back(file, keys, error)) {
        return false;
    }
    for (guint i = 0; i < file->configs->len; i++) {
        const AccountConfig *config = g_ptr_array_index(file->configs, i);
        if (strcmp(config->name, name) == 0) {
            g_ptr_array_remove_index(file->configs, i);
            break;
        }
    }
    return true;
}
