/* message.c: making, copying and freeing messages (see message.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "model/message.h"

#include "base/clock.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

Message *message_new(MessageKind kind, MessageDirection direction)
{
    Message *message = g_new0(Message, 1);
    message->kind = kind;
    message->direction = direction;
    message->time = clock_now();
    message->stamp = message->time;
    return message;
}

Message *message_copy(const Message *message)
{
    Message *copy = g_new0(Message, 1);
    *copy = *message;
    copy->author = g_strdup(message->author);
    copy->author_name = g_strdup(message->author_name);
    copy->id = g_strdup(message->id);
    copy->archive_id = g_strdup(message->archive_id);
    copy->body = g_strdup(message->body);
    copy->reason = g_strdup(message->reason);
    return copy;
}

void message_free(Message *message)
{
    if (message == NULL) {
        return;
    }
    g_free(message->author);
    g_free(message->author_name);
    g_free(message->id);
    g_free(message->archive_id);
    g_free(message->body);
    g_free(message->reason);
    g_free(message);
}

const char *message_action(const Message *message)
{
    bool action = message->kind == MESSAGE_TEXT && message->body != NULL &&
                  strncmp(message->body, "/me ", 4) == 0;
    return action ? message->body + 4 : NULL;
}

char *message_random_id(void)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    guint8 bytes[16];
    gsize got = 0;
    while (got < sizeof bytes) {
        ssize_t n = getrandom(bytes + got, sizeof bytes - got, 0);
        if (n > 0) {
            got += (gsize)n;
        } else if (errno != EINTR) {
            g_error("the system gives no random numbers");
        }
    }
    char text[27];
    guint bits = 0, buffer = 0, out = 0;
    for (guint i = 0; i < sizeof bytes; i++) {
        buffer = (buffer << 8) | bytes[i];
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text[out++] = alphabet[(buffer >> bits) & 31];
        }
    }
    text[out++] = alphabet[(buffer << (5 - bits)) & 31];
    text[out] = '\0';
    return g_strdup(text);
}
