/* decode.h: bytes of the terminal become events: text, keys, pastes, focus, mouse, replies.
 *
 * A pure state machine: it reads no descriptor, knows no clock and binds no key.
 * Bytes may be cut anywhere; the events are the same. A lone Esc cannot be told from
 * the start of a sequence by bytes alone: while decoder_pending() the owner arms a
 * timer and calls decoder_timeout(). The same holds for the end of a paste. Replies to our queries
 * are events too, so they never become text.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_DECODE_H
#define CAUSERIE_UI_DECODE_H

#include <glib.h>
#include <stdbool.h>

/* The longest paste that is taken; what is over it is dropped and told by the event. */
#define PASTE_MAX (4 * 1024 * 1024)
/* The longest escape sequence that is kept; a longer one is swallowed. */
#define SEQUENCE_MAX 256

typedef enum {
    EVENT_TEXT,  /* key: one character, no modifier */
    EVENT_KEY,   /* key: a Keysym, or a lower-case character with modifiers */
    EVENT_PASTE, /* paste, length: valid UTF-8, newlines as '\n', no control but '\n', '\t' */
    EVENT_FOCUS, /* on: the terminal has the focus now */
    EVENT_MOUSE, /* button, row, col (from 0), on: pressed */
    EVENT_REPLY, /* reply, value: the terminal answered a query */
} EventType;

typedef enum {
    MOD_SHIFT = 1 << 0,
    MOD_ALT = 1 << 1,
    MOD_CTRL = 1 << 2,
} KeyMods;

/* Keys that are no characters; above all of Unicode. */
typedef enum {
    KEYSYM_ENTER = 0x110000,
    KEYSYM_TAB,
    KEYSYM_BACKSPACE,
    KEYSYM_ESCAPE,
    KEYSYM_UP,
    KEYSYM_DOWN,
    KEYSYM_RIGHT,
    KEYSYM_LEFT,
    KEYSYM_HOME,
    KEYSYM_END,
    KEYSYM_INSERT,
    KEYSYM_DELETE,
    KEYSYM_PAGE_UP,
    KEYSYM_PAGE_DOWN,
    KEYSYM_F1, /* F1 to F20 follow each other */
    KEYSYM_F20 = KEYSYM_F1 + 19,
} Keysym;

typedef enum {
    REPLY_DA1,        /* value: 0 */
    REPLY_MODE,       /* DECRQM: value = mode, on: known to the terminal */
    REPLY_CURSOR,     /* row, col (from 0) */
    REPLY_BACKGROUND, /* OSC 11: value = 0xrrggbb */
    REPLY_OTHER,
} ReplyKind;

typedef struct {
    EventType type;
    guint32 key;
    guint mods; /* of KeyMods */
    bool on;
    bool cut; /* PASTE: longer than PASTE_MAX, the rest was dropped */
    ReplyKind reply;
    guint value;
    int button, row, col;
    const char *paste; /* borrowed for the call */
    gsize length;
} TermEvent;

typedef void (*DecoderSink)(const TermEvent *event, void *user);
typedef struct Decoder Decoder;

Decoder *decoder_new(DecoderSink sink, void *user);
void decoder_free(Decoder *decoder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Decoder, decoder_free)
void decoder_feed(Decoder *decoder, const char *bytes, gsize len);
/* True while an Esc, or the end of a paste (a false end may be part of what is pasted), waits for
 * its timer. */
bool decoder_pending(const Decoder *decoder);
void decoder_timeout(Decoder *decoder);

/* UTF-8 of what an editor expects for a text or key event ("\033b" for Alt-B,
 * "\033[A" for Up); its length, 0 when there is none. BUFFER of 32 bytes. */
gsize event_to_bytes(const TermEvent *event, char *buffer);

#endif
