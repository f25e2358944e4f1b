/* decode_bytes.c: an event as the bytes that a line editor expects (see decode.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/decode.h"

static const char *sequence_of(guint32 key)
{
    switch (key) {
    case KEYSYM_UP:
        return "A";
    case KEYSYM_DOWN:
        return "B";
    case KEYSYM_RIGHT:
        return "C";
    case KEYSYM_LEFT:
        return "D";
    case KEYSYM_HOME:
        return "H";
    case KEYSYM_END:
        return "F";
    case KEYSYM_INSERT:
        return "2~";
    case KEYSYM_DELETE:
        return "3~";
    case KEYSYM_PAGE_UP:
        return "5~";
    case KEYSYM_PAGE_DOWN:
        return "6~";
    default:
        return NULL;
    }
}

static gsize sequence_bytes(const TermEvent *event, char *buffer)
{
    const char *tail = sequence_of(event->key);
    if (tail == NULL) {
        return 0;
    }
    bool number = g_ascii_isdigit(tail[0]);
    if (event->mods == 0) {
        return (gsize)g_snprintf(buffer, 32, "\033[%s", tail);
    }
    if (number) {
        return (gsize)g_snprintf(buffer, 32, "\033[%c;%u~", tail[0], event->mods + 1);
    }
    return (gsize)g_snprintf(buffer, 32, "\033[1;%u%s", event->mods + 1, tail);
}

gsize event_to_bytes(const TermEvent *event, char *buffer)
{
    gsize len = 0;
    if (event->type != EVENT_TEXT && event->type != EVENT_KEY) {
        return 0;
    }
    if (sequence_of(event->key) != NULL) {
        return sequence_bytes(event, buffer);
    }
    if ((event->mods & MOD_ALT) != 0) {
        buffer[len++] = '\033';
    }
    switch (event->key) {
    case KEYSYM_ENTER:
        buffer[len++] = '\r';
        return len;
    case KEYSYM_TAB:
        buffer[len++] = '\t';
        return len;
    case KEYSYM_BACKSPACE:
        buffer[len++] = 0x7F;
        return len;
    case KEYSYM_ESCAPE:
        buffer[len++] = '\033';
        return len;
    default:
        break;
    }
    if (event->key >= KEYSYM_ENTER) {
        return 0;
    }
    if ((event->mods & MOD_CTRL) != 0) {
        if (event->key > 0x7F) {
            return 0;
        }
        buffer[len++] = (char)(event->key & 0x1F);
        return len;
    }
    return len + (gsize)g_unichar_to_utf8(event->key, buffer + len);
}
