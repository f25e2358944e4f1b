/* keyfile.c: a list of lines; those that are values know their group, key and value.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    char *text;  /* as it stands, without the newline; NULL once the value was changed */
    gsize size;  /* bytes of text: a bad line may hold NUL */
    char *group; /* the group it lies in; nullable */
    char *key;
    char *value;
    bool header;
} Line;

struct KeyFile {
    GPtrArray *lines; /* Line * */
};

/* It may hold a password. */
static void forget_text(Line *line)
{
    if (line->text != NULL) {
        explicit_bzero(line->text, line->size);
    }
    g_clear_pointer(&line->text, g_free);
}

static void line_free(Line *line)
{
    forget_text(line);
    g_free(line->group);
    g_free(line->key);
    if (line->value != NULL) {
        explicit_bzero(line->value, strlen(line->value));
    }
    g_free(line->value);
    g_free(line);
}

static KeyFile *key_file_new(void)
{
    KeyFile *file = g_new0(KeyFile, 1);
    file->lines = g_ptr_array_new_with_free_func((GDestroyNotify)line_free);
    return file;
}

void key_file_free(KeyFile *file)
{
    if (file != NULL) {
        g_ptr_array_unref(file->lines);
        g_free(file);
    }
}

static void complain(GPtrArray *problems, const char *name, guint number, const char *what)
{
    if (problems != NULL && problems->len < 20) {
        g_ptr_array_add(problems, g_strdup_printf("%s line %u: %s", name, number, what));
    }
}

static bool is_key(const char *key)
{
    for (const char *p = key; *p != '\0'; p++) {
        if (!g_ascii_isalnum(*p) && strchr("-_.", *p) == NULL) {
            return false;
        }
    }
    return *key != '\0';
}

/* Reads TEXT as what it is; what is wrong with it, or NULL. */
static const char *read_line(Line *line, char *text, char **group)
{
    char *stripped = g_strstrip(text);
    if (*stripped == '[') {
        gsize len = strlen(stripped);
        if (len < 3 || stripped[len - 1] != ']') {
            /* What follows must not be taken for the group before. */
            g_clear_pointer(group, g_free);
            return "a group looks like [name].";
        }
        g_free(*group);
        *group = g_strndup(stripped + 1, len - 2);
        line->header = true;
        return NULL;
    }
    if (*stripped == '\0' || *stripped == '#' || *stripped == ';') {
        return NULL;
    }
    char *equals = strchr(stripped, '=');
    if (equals == NULL) {
        return "there is no = in it; a line looks like key=value.";
    }
    if (*group == NULL) {
        return "it stands in no [group].";
    }
    *equals = '\0';
    char *key = g_strstrip(stripped);
    if (!is_key(key)) {
        return "a key is made of letters, digits, dots and dashes.";
    }
    line->key = g_strdup(key);
    line->value = g_strdup(g_strstrip(equals + 1));
    return NULL;
}

KeyFile *key_file_parse(const char *text, gsize len, const char *name, GPtrArray *problems)
{
    KeyFile *file = key_file_new();
    g_autofree char *group = NULL;
    guint number = 0;
    const char *end = text + len;
    for (const char *p = text; p < end; number++) {
        const char *newline = memchr(p, '\n', (gsize)(end - p));
        const char *stop = newline != NULL ? newline : end;
        Line *line = g_new0(Line, 1);
        line->size = (gsize)(stop - p);
        line->text = g_malloc(line->size + 1);
        memcpy(line->text, p, line->size);
        line->text[line->size] = '\0';
        const char *wrong;
        if (memchr(p, '\0', (gsize)(stop - p)) != NULL ||
            !g_utf8_validate(p, (gssize)(stop - p), NULL)) {
            wrong = "it is not text (UTF-8).";
        } else {
            g_autofree char *scratch = g_strdup(line->text);
            wrong = read_line(line, scratch, &group);
            explicit_bzero(scratch, line->size);
        }
        line->group = g_strdup(group);
        if (wrong != NULL) {
            complain(problems, name, number + 1, wrong);
        }
        g_ptr_array_add(file->lines, line);
        p = newline != NULL ? newline + 1 : end;
    }
    return file;
}

/* Reads FD to its end into BYTES (KEY_FILE_MAX + 1 of them); what is wrong, or NULL. */
static const char *read_to_end(int fd, char *bytes, gsize *ret_len)
{
    gsize len = 0;
    for (;;) {
        ssize_t got = read(fd, bytes + len, KEY_FILE_MAX + 1 - len);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return g_strerror(errno);
        }
        len += (gsize)got;
        if (len > KEY_FILE_MAX) {
            return "it is larger than 1 MiB";
        }
        if (got == 0) {
            *ret_len = len;
            return NULL;
        }
    }
}

/* The bytes of PATH; NULL with a problem told, or without one when it is absent. */
static char *read_bytes(const char *path, gsize *ret_len, GPtrArray *problems, bool *sound)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat info;
    const char *why = NULL;
    char *bytes = NULL;
    if (fd < 0) {
        if (errno == ENOENT) {
            return NULL;
        }
        why = g_strerror(errno);
    } else if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        why = "it is not an ordinary file";
    } else {
        bytes = g_malloc(KEY_FILE_MAX + 1);
        why = read_to_end(fd, bytes, ret_len);
    }
    if (why != NULL) {
        g_clear_pointer(&bytes, g_free);
        *sound = false;
        if (problems != NULL) {
            g_ptr_array_add(problems, g_strdup_printf("%s cannot be read: %s.", path, why));
        }
    }
    if (fd >= 0) {
        close(fd);
    }
    return bytes;
}

KeyFile *key_file_read(const char *path, GPtrArray *problems, bool *ret_sound)
{
    gsize len = 0;
    bool sound = true;
    char *bytes = read_bytes(path, &len, problems, &sound);
    if (ret_sound != NULL) {
        *ret_sound = sound;
    }
    if (bytes == NULL) {
        return key_file_new();
    }
    g_autofree char *name = g_path_get_basename(path);
    KeyFile *file = key_file_parse(bytes, len, name, problems);
    explicit_bzero(bytes, len);
    g_free(bytes);
    return file;
}

static Line *find_line(const KeyFile *file, const char *group, const char *key)
{
    Line *found = NULL;
    for (guint i = 0; i < file->lines->len; i++) {
        Line *line = g_ptr_array_index(file->lines, i);
        if (line->key != NULL && strcmp(line->group, group) == 0 && strcmp(line->key, key) == 0) {
            /* The last one counts, as in every key file. */
            found = line;
        }
    }
    return found;
}

const char *key_file_get(const KeyFile *file, const char *group, const char *key)
{
    const Line *line = find_line(file, group, key);
    return line != NULL ? line->value : NULL;
}

static bool is_comment(const Line *line)
{
    const char *text = line->key == NULL && line->text != NULL ? line->text : "";
    text += strspn(text, " \t");
    return *text == '#' || *text == ';';
}

static bool is_in(const Line *line, const char *group)
{
    return line->group != NULL && strcmp(line->group, group) == 0;
}

/* Index behind the last line of GROUP that is not blank; -1 when there is no such group.
 * A comment right above the next group is about that one. */
static int end_of_group(const KeyFile *file, const char *group)
{
    int end = -1, comment = -1;
    for (guint i = 0; i < file->lines->len; i++) {
        const Line *line = g_ptr_array_index(file->lines, i);
        bool blank = line->text != NULL && *line->text == '\0';
        bool in = is_in(line, group);
        if (in && is_comment(line)) {
            comment = (int)i + 1;
            continue;
        }
        end = blank && comment > 0 ? comment : end;
        end = in && !blank ? (int)i + 1 : end;
        comment = -1;
    }
    return MAX(end, comment);
}

static Line *value_line(const char *group, const char *key, const char *value)
{
    Line *line = g_new0(Line, 1);
    line->group = g_strdup(group);
    line->key = g_strdup(key);
    line->value = g_strdup(value);
    return line;
}

static void add_group(KeyFile *file, const char *group)
{
    if (file->lines->len > 0) {
        Line *blank = g_new0(Line, 1);
        blank->text = g_strdup("");
        const Line *last = g_ptr_array_index(file->lines, file->lines->len - 1);
        blank->group = g_strdup(last->group);
        g_ptr_array_add(file->lines, blank);
    }
    Line *header = g_new0(Line, 1);
    header->text = g_strdup_printf("[%s]", group);
    header->size = strlen(header->text);
    header->group = g_strdup(group);
    header->header = true;
    g_ptr_array_add(file->lines, header);
}

void key_file_set(KeyFile *file, const char *group, const char *key, const char *value)
{
    Line *line = find_line(file, group, key);
    if (value == NULL) {
        while (line != NULL) {
            g_ptr_array_remove(file->lines, line);
            line = find_line(file, group, key);
        }
        return;
    }
    if (line != NULL) {
        if (strcmp(line->value, value) != 0) {
            explicit_bzero(line->value, strlen(line->value));
            g_free(line->value);
            line->value = g_strdup(value);
            forget_text(line);
        }
        return;
    }
    if (end_of_group(file, group) < 0) {
        add_group(file, group);
    }
    g_ptr_array_insert(file->lines, end_of_group(file, group), value_line(group, key, value));
}

void key_file_remove_group(KeyFile *file, const char *group)
{
    bool above_next = false; /* comments there are about the next group */
    for (guint i = file->lines->len; i > 0; i--) {
        const Line *line = g_ptr_array_index(file->lines, i - 1);
        above_next = line->header || (above_next && is_comment(line));
        if (is_in(line, group) && (line->header || !above_next)) {
            g_ptr_array_remove_index(file->lines, i - 1);
        }
    }
}

GPtrArray *key_file_groups(const KeyFile *file)
{
    GPtrArray *groups = g_ptr_array_new();
    for (guint i = 0; i < file->lines->len; i++) {
        const Line *line = g_ptr_array_index(file->lines, i);
        if (line->header &&
            !g_ptr_array_find_with_equal_func(groups, line->group, g_str_equal, NULL)) {
            g_ptr_array_add(groups, line->group);
        }
    }
    return groups;
}

void key_file_foreach(const KeyFile *file,
                      void (*each)(const char *group, const char *key, const char *value,
                                   guint line, void *user),
                      void *user)
{
    for (guint i = 0; i < file->lines->len; i++) {
        const Line *line = g_ptr_array_index(file->lines, i);
        if (line->key != NULL) {
            each(line->group, line->key, line->value, i + 1, user);
        }
    }
}

char *key_file_text_dup(const KeyFile *file, gsize *ret_len)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < file->lines->len; i++) {
        const Line *line = g_ptr_array_index(file->lines, i);
        if (line->text != NULL) {
            g_string_append_len(text, line->text, (gssize)line->size);
        } else {
            g_string_append_printf(text, "%s=%s", line->key, line->value);
        }
        g_string_append_c(text, '\n');
    }
    *ret_len = text->len;
    return g_string_free(text, FALSE);
}
