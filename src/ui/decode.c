/* decode.c: the state machine over the terminal's bytes (see decode.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ui/decode.h"

#include <string.h>

typedef enum {
    STATE_GROUND,
    STATE_ESCAPE, /* ESC was read */
    STATE_CSI,
    STATE_SS3,
    STATE_STRING,     /* OSC, DCS, APC, PM, SOS */
    STATE_STRING_END, /* ESC inside a string: ST or not */
    STATE_X10,        /* three bytes of an old mouse report follow */
    STATE_PASTE,
    STATE_PASTE_TAIL, /* after what ended a paste, until the timer says that it did */
} State;

static const char paste_begin[] = "\033[200~", paste_end[] = "\033[201~";
/* More than that in one breath after a paste is not typed: it belongs to the paste. */
#define TAIL_MAX 4096

struct Decoder {
    DecoderSink sink;
    void *user;
    State state;
    bool alt;               /* ESC before the sequence that is being read */
    char seq[SEQUENCE_MAX]; /* of CSI, SS3, string */
    gsize seq_len;
    char utf8[4];
    guint utf8_len, utf8_want;
    guint skip;
    GString *paste;
    GString *tail; /* bytes after the end of a paste that may have been a false one */
    bool cut;
    gsize end_seen; /* bytes of paste_end matched so far */
};

Decoder *decoder_new(DecoderSink sink, void *user)
{
    Decoder *decoder = g_new0(Decoder, 1);
    decoder->sink = sink;
    decoder->user = user;
    decoder->paste = g_string_new(NULL);
    decoder->tail = g_string_new(NULL);
    return decoder;
}

void decoder_free(Decoder *decoder)
{
    if (decoder != NULL) {
        g_string_free(decoder->paste, TRUE);
        g_string_free(decoder->tail, TRUE);
        g_free(decoder);
    }
}

static void emit(Decoder *decoder, TermEvent event)
{
    decoder->sink(&event, decoder->user);
}

static void emit_key(Decoder *decoder, guint32 key, guint mods)
{
    bool text = mods == 0 && key >= 0x20 && key < KEYSYM_ENTER && key != 0x7F;
    emit(decoder, (TermEvent){
                      .type = text ? EVENT_TEXT : EVENT_KEY,
                      .key = key,
                      .mods = mods,
                  });
}

/* A control byte or character as a key. */
static void emit_char(Decoder *decoder, guint32 c, guint mods)
{
    switch (c) {
    case '\r':
        emit_key(decoder, KEYSYM_ENTER, mods);
        break;
    case '\t':
        emit_key(decoder, KEYSYM_TAB, mods);
        break;
    case 0x7F:
    case 0x08:
        emit_key(decoder, KEYSYM_BACKSPACE, mods);
        break;
    case 0x1B:
        emit_key(decoder, KEYSYM_ESCAPE, mods);
        break;
    case 0:
        emit_key(decoder, ' ', mods | MOD_CTRL);
        break;
    case '\n':
        /* Esc LF is Alt-Enter of terminals that send LF for Enter. */
        emit_key(decoder, (mods & MOD_ALT) != 0 ? KEYSYM_ENTER : 'j',
                 (mods & MOD_ALT) != 0 ? mods : mods | MOD_CTRL);
        break;
    default:
        if (c < 0x1B) {
            emit_key(decoder, c + 'a' - 1, mods | MOD_CTRL);
        } else if (c < 0x20) {
            emit_key(decoder, c + 0x40, mods | MOD_CTRL);
        } else if (c >= 0x80 && c < 0xA0) {
            /* A C1 control is no text. */
        } else {
            emit_key(decoder, c, mods);
        }
    }
}

/* Sequences. */

typedef struct {
    char marker; /* '?', '<', '>' or 0 */
    char middle; /* '$' and the like, or 0 */
    char final;
    guint n;
    guint values[8];
} Params;

static Params parse_params(const char *seq, gsize len)
{
    Params params = {.final = len > 0 ? seq[len - 1] : 0};
    gsize i = 0;
    if (len > 1 && strchr("?<>=", seq[0]) != NULL) {
        params.marker = seq[i++];
    }
    bool digits = false, below = false; /* BELOW: after ':', a detail that we do not need */
    for (; i + 1 < len; i++) {
        char c = seq[i];
        below = c == ':' || (below && c != ';');
        if (below) {
            continue;
        }
        if (g_ascii_isdigit(c) && params.n < G_N_ELEMENTS(params.values)) {
            guint *value = &params.values[params.n];
            *value = MIN(*value * 10 + (guint)(c - '0'), 0x10FFFFu);
            digits = true;
        } else if (c == ';' && params.n + 1 < G_N_ELEMENTS(params.values)) {
            params.n++;
            digits = true;
        } else if (c >= 0x20 && c <= 0x2F) {
            params.middle = c;
        }
    }
    params.n += digits ? 1 : 0;
    return params;
}

static guint mods_of(guint value)
{
    guint bits = value > 0 ? value - 1 : 0;
    return bits & (MOD_SHIFT | MOD_ALT | MOD_CTRL);
}

/* What Ctrl with a letter is as a key of its own; 0: nothing. */
static guint32 control_key(guint code)
{
    return code == 'm'   ? KEYSYM_ENTER
           : code == 'i' ? KEYSYM_TAB
           : code == 'h' ? KEYSYM_BACKSPACE
           : code == '[' ? KEYSYM_ESCAPE
                         : 0;
}

/* A key told by its code (CSI u, modifyOtherKeys). Codes for private use are keys without a
 * character, such as Caps Lock. */
static void emit_code(Decoder *decoder, guint code, guint mods)
{
    if (code == 0 || (code >= 0xD800 && code < 0xF900)) {
        return;
    }
    if (code < 0x20 || code == 0x7F) {
        emit_char(decoder, code, mods);
        return;
    }
    guint rest = mods & ~(guint)MOD_SHIFT;
    if ((mods & (MOD_CTRL | MOD_ALT)) != 0) {
        code = g_unichar_tolower(code);
        /* The same as the control byte that it stands for. */
        if (rest == MOD_CTRL && control_key(code) != 0) {
            emit_key(decoder, control_key(code), 0);
            return;
        }
    }
    emit_key(decoder, code, rest);
}

static guint32 letter_key(char final)
{
    switch (final) {
    case 'A':
        return KEYSYM_UP;
    case 'B':
        return KEYSYM_DOWN;
    case 'C':
        return KEYSYM_RIGHT;
    case 'D':
        return KEYSYM_LEFT;
    case 'H':
        return KEYSYM_HOME;
    case 'F':
        return KEYSYM_END;
    case 'P':
    case 'Q':
    case 'R':
    case 'S':
        return KEYSYM_F1 + (guint32)(final - 'P');
    case 'M':
        return KEYSYM_ENTER;
    default:
        return 0;
    }
}

static guint32 tilde_key(guint number)
{
    switch (number) {
    case 1:
    case 7:
        return KEYSYM_HOME;
    case 2:
        return KEYSYM_INSERT;
    case 3:
        return KEYSYM_DELETE;
    case 4:
    case 8:
        return KEYSYM_END;
    case 5:
        return KEYSYM_PAGE_UP;
    case 6:
        return KEYSYM_PAGE_DOWN;
    default:
        break;
    }
    if (number >= 11 && number <= 15) {
        return KEYSYM_F1 + number - 11;
    }
    if (number >= 17 && number <= 21) {
        return KEYSYM_F1 + number - 12;
    }
    if (number >= 23 && number <= 26) {
        return KEYSYM_F1 + number - 13;
    }
    return 0;
}

static void on_tilde(Decoder *decoder, const Params *params, guint alt)
{
    guint number = params->values[0];
    if (number == 200) {
        decoder->state = STATE_PASTE;
        decoder->end_seen = 0;
        decoder->cut = false;
        g_string_truncate(decoder->paste, 0);
    } else if (number == 27 && params->n >= 3) {
        emit_code(decoder, params->values[2], mods_of(params->values[1]) | alt);
    } else if (tilde_key(number) != 0) {
        emit_key(decoder, tilde_key(number), mods_of(params->values[1]) | alt);
    }
}

static void on_mouse(Decoder *decoder, const Params *params)
{
    emit(decoder, (TermEvent){
                      .type = EVENT_MOUSE,
                      .button = (int)params->values[0],
                      .col = (int)params->values[1] - 1,
                      .row = (int)params->values[2] - 1,
                      .on = params->final == 'M',
                  });
}

static void on_reply(Decoder *decoder, const Params *params)
{
    TermEvent event = {.type = EVENT_REPLY, .reply = REPLY_OTHER};
    if (params->final == 'c' && params->marker == '?') {
        event.reply = REPLY_DA1;
    } else if (params->final == 'y' && params->middle == '$') {
        event.reply = REPLY_MODE;
        event.value = params->values[0];
        event.on = params->values[1] == 1 || params->values[1] == 2;
    } else if (params->final == 'R') {
        event.reply = REPLY_CURSOR;
        event.row = (int)params->values[0] - 1;
        event.col = (int)params->values[1] - 1;
    }
    emit(decoder, event);
}

static void on_csi(Decoder *decoder)
{
    Params params = parse_params(decoder->seq, decoder->seq_len);
    guint alt = decoder->alt ? MOD_ALT : 0;
    decoder->state = STATE_GROUND;
    if (decoder->seq_len == 2 && decoder->seq[0] == '[') {
        /* F1 to F5 of the Linux console. */
        if (params.final <= 'E') {
            emit_key(decoder, KEYSYM_F1 + (guint32)(params.final - 'A'), alt);
        }
    } else if (params.marker == '<' && (params.final == 'M' || params.final == 'm')) {
        on_mouse(decoder, &params);
    } else if (params.marker != 0 || params.middle != 0 || strchr("cyn", params.final) != NULL ||
               (params.final == 'R' && params.n >= 2 && params.values[0] != 1)) {
        on_reply(decoder, &params);
    } else if (params.final == '~') {
        on_tilde(decoder, &params, alt);
    } else if (params.final == 'u') {
        emit_code(decoder, params.values[0], mods_of(params.values[1]) | alt);
    } else if (params.final == 'Z') {
        emit_key(decoder, KEYSYM_TAB, MOD_SHIFT | alt);
    } else if (params.final == 'I' || params.final == 'O') {
        emit(decoder, (TermEvent){.type = EVENT_FOCUS, .on = params.final == 'I'});
    } else if (params.final == 'M' && params.n == 0) {
        decoder->state = STATE_X10;
        decoder->skip = 3;
    } else if (letter_key(params.final) != 0) {
        emit_key(decoder, letter_key(params.final), mods_of(params.values[1]) | alt);
    }
}

/* Two to four hex digits to a byte. */
static guint hex_byte(const char **cursor)
{
    guint value = 0, n = 0;
    while (g_ascii_isxdigit(**cursor) && n < 4) {
        value = value * 16 + (guint)g_ascii_xdigit_value(*(*cursor)++);
        n++;
    }
    return n > 2 ? value >> (4 * (n - 2)) : value;
}

static void on_string(Decoder *decoder)
{
    TermEvent event = {.type = EVENT_REPLY, .reply = REPLY_OTHER};
    decoder->seq[MIN(decoder->seq_len, SEQUENCE_MAX - 1)] = '\0';
    if (g_str_has_prefix(decoder->seq, "]11;rgb:")) {
        const char *p = decoder->seq + strlen("]11;rgb:");
        guint rgb = hex_byte(&p) << 16;
        p += *p == '/';
        rgb |= hex_byte(&p) << 8;
        p += *p == '/';
        rgb |= hex_byte(&p);
        event.reply = REPLY_BACKGROUND;
        event.value = rgb;
    }
    decoder->state = STATE_GROUND;
    emit(decoder, event);
}

/* Pastes: newlines as '\n', no other control but the tabulator, valid UTF-8. */

static void end_paste(Decoder *decoder)
{
    g_autofree char *valid = g_utf8_make_valid(decoder->paste->str, (gssize)decoder->paste->len);
    GString *clean = g_string_sized_new(strlen(valid));
    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '\r') {
            if (p[1] != '\n') {
                g_string_append_c(clean, '\n');
            }
        } else if (c == '\n' || c == '\t' || (c >= 0x20 && !(c >= 0x7F && c < 0xA0))) {
            g_string_append_unichar(clean, c);
        }
    }
    decoder->state = STATE_GROUND;
    g_string_truncate(decoder->paste, 0);
    emit(decoder, (TermEvent){
                      .type = EVENT_PASTE,
                      .paste = clean->str,
                      .length = clean->len,
                      .cut = decoder->cut,
                  });
    g_string_free(clean, TRUE);
}

static void take_paste(Decoder *decoder, char c)
{
    if (decoder->paste->len < PASTE_MAX) {
        g_string_append_c(decoder->paste, c);
    } else {
        decoder->cut = true;
    }
}

static void paste_byte(Decoder *decoder, char c)
{
    if (c == paste_end[decoder->end_seen]) {
        if (paste_end[++decoder->end_seen] == '\0') {
            decoder->state = STATE_PASTE_TAIL;
            decoder->end_seen = 0;
            g_string_truncate(decoder->tail, 0);
        }
        return;
    }
    /* What looked like the end was text; its first byte cannot begin the end again inside it. */
    for (gsize i = 0; i < decoder->end_seen; i++) {
        take_paste(decoder, paste_end[i]);
    }
    decoder->end_seen = 0;
    if (c == paste_end[0]) {
        decoder->end_seen = 1;
    } else {
        take_paste(decoder, c);
    }
}

/* What came after the end of the paste was pasted as well: only the text of a paste can hold its
 * end a second time. */
static void join_tail(Decoder *decoder, gsize len)
{
    for (gsize i = 0; i < len; i++) {
        take_paste(decoder, decoder->tail->str[i]);
    }
    g_string_truncate(decoder->tail, 0);
}

/* A text that is pasted may hold the bytes that end a paste, followed by what it wants typed.
 * Therefore an end is believed only when nothing is pasted behind it. */
static void tail_byte(Decoder *decoder, char c)
{
    const gsize mark = sizeof paste_end - 1;
    GString *tail = decoder->tail;
    g_string_append_c(tail, c);
    const char *last = tail->len >= mark ? tail->str + tail->len - mark : "";
    if (strcmp(last, paste_end) == 0) {
        join_tail(decoder, tail->len - mark);
    } else if (strcmp(last, paste_begin) == 0) {
        join_tail(decoder, tail->len - mark);
        decoder->state = STATE_PASTE;
    } else if (tail->len > TAIL_MAX) {
        join_tail(decoder, tail->len);
        end_paste(decoder);
    }
}

/* Text. */

static void text_byte(Decoder *decoder, guchar byte)
{
    guint mods = decoder->alt ? MOD_ALT : 0;
    if (decoder->utf8_want > 0) {
        if ((byte & 0xC0) == 0x80) {
            decoder->utf8[decoder->utf8_len++] = (char)byte;
            if (decoder->utf8_len == decoder->utf8_want) {
                gunichar c = g_utf8_get_char_validated(decoder->utf8, decoder->utf8_len);
                decoder->utf8_want = 0;
                decoder->alt = false;
                if (c < 0x110000) {
                    emit_char(decoder, c, mods);
                }
            }
            return;
        }
        /* Broken off: forget it, the byte begins anew. */
        decoder->utf8_want = 0;
        decoder->alt = false;
        mods = 0;
    }
    guint want = byte >= 0xF0 && byte < 0xF5   ? 4
                 : byte >= 0xE0 && byte < 0xF0 ? 3
                 : byte >= 0xC2 && byte < 0xE0 ? 2
                                               : 0;
    if (want > 0) {
        decoder->utf8[0] = (char)byte;
        decoder->utf8_len = 1;
        decoder->utf8_want = want;
    } else {
        decoder->alt = false;
        if (byte < 0x80) {
            emit_char(decoder, byte, mods);
        }
    }
}

static void escape_byte(Decoder *decoder, guchar byte)
{
    switch (byte) {
    case '[':
        decoder->state = STATE_CSI;
        decoder->seq_len = 0;
        break;
    case 'O':
        decoder->state = STATE_SS3;
        decoder->seq_len = 0;
        break;
    case ']':
    case 'P':
    case '_':
    case '^':
    case 'X':
        decoder->state = STATE_STRING;
        decoder->seq[0] = (char)byte;
        decoder->seq_len = 1;
        break;
    case 0x1B:
        /* Esc Esc: the second one begins a sequence that Alt goes with. */
        if (decoder->alt) {
            emit_key(decoder, KEYSYM_ESCAPE, 0);
        }
        decoder->alt = true;
        break;
    default:
        decoder->state = STATE_GROUND;
        decoder->alt = true;
        text_byte(decoder, byte);
    }
}

static void sequence_byte(Decoder *decoder, guchar byte)
{
    if (byte == 0x1B) {
        /* Broken off by a new sequence. */
        decoder->state = STATE_ESCAPE;
        decoder->alt = false;
        return;
    }
    if (decoder->seq_len < SEQUENCE_MAX) {
        decoder->seq[decoder->seq_len] = (char)byte;
    }
    decoder->seq_len++;
    if (byte < 0x40 || byte > 0x7E || (decoder->seq_len == 1 && byte == '[')) {
        if (byte < 0x20) {
            decoder->state = STATE_GROUND;
            decoder->alt = false;
        }
        return;
    }
    if (decoder->seq_len <= SEQUENCE_MAX) {
        on_csi(decoder);
    } else {
        decoder->state = STATE_GROUND;
    }
    decoder->alt = false;
}

static void ss3_byte(Decoder *decoder, guchar byte)
{
    guint mods = decoder->alt ? MOD_ALT : 0;
    if (byte == 0x1B) {
        decoder->state = STATE_ESCAPE;
        decoder->alt = false;
        return;
    }
    if (g_ascii_isdigit(byte) && decoder->seq_len == 0) {
        /* Old terminals put the modifiers here. */
        decoder->seq[decoder->seq_len++] = (char)byte;
        return;
    }
    mods |= decoder->seq_len > 0 ? mods_of((guint)(decoder->seq[0] - '0')) : 0;
    decoder->state = STATE_GROUND;
    decoder->alt = false;
    if (letter_key((char)byte) != 0) {
        emit_key(decoder, letter_key((char)byte), mods);
    }
}

static void string_byte(Decoder *decoder, guchar byte)
{
    if (decoder->state == STATE_STRING_END) {
        if (byte == '\\') {
            on_string(decoder);
            return;
        }
        decoder->state = STATE_ESCAPE;
        decoder->alt = false;
        escape_byte(decoder, byte);
    } else if (byte == 0x1B) {
        decoder->state = STATE_STRING_END;
    } else if (byte == 0x07) {
        on_string(decoder);
    } else if (byte < 0x20) {
        /* No answer holds it: the beginning was typed, as Alt-P. */
        decoder->state = STATE_GROUND;
        decoder->alt = false;
    } else if (decoder->seq_len < SEQUENCE_MAX - 1) {
        decoder->seq[decoder->seq_len++] = (char)byte;
    }
}

static void feed_byte(Decoder *decoder, guchar byte)
{
    switch (decoder->state) {
    case STATE_GROUND:
        if (byte == 0x1B) {
            decoder->state = STATE_ESCAPE;
            decoder->alt = false;
            decoder->utf8_want = 0;
        } else {
            text_byte(decoder, byte);
        }
        break;
    case STATE_ESCAPE:
        escape_byte(decoder, byte);
        break;
    case STATE_CSI:
        sequence_byte(decoder, byte);
        break;
    case STATE_SS3:
        ss3_byte(decoder, byte);
        break;
    case STATE_STRING:
    case STATE_STRING_END:
        string_byte(decoder, byte);
        break;
    case STATE_X10:
        if (--decoder->skip == 0) {
            decoder->state = STATE_GROUND;
        }
        break;
    case STATE_PASTE:
        paste_byte(decoder, (char)byte);
        break;
    case STATE_PASTE_TAIL:
        tail_byte(decoder, (char)byte);
        break;
    }
}

/* Several Enters in one read were not typed: a terminal without brackets pastes. */
static bool looks_pasted(const Decoder *decoder, const char *bytes, gsize len)
{
    guint enters = 0;
    if (decoder->state != STATE_GROUND || len < 4 || memchr(bytes, 0x1B, len) != NULL) {
        return false;
    }
    for (gsize i = 0; i < len; i++) {
        enters += bytes[i] == '\r';
    }
    return enters >= 2;
}

void decoder_feed(Decoder *decoder, const char *bytes, gsize len)
{
    if (looks_pasted(decoder, bytes, len)) {
        decoder->cut = false;
        g_string_truncate(decoder->paste, 0);
        for (gsize i = 0; i < len; i++) {
            take_paste(decoder, bytes[i]);
        }
        end_paste(decoder);
        return;
    }
    for (gsize i = 0; i < len; i++) {
        feed_byte(decoder, (guchar)bytes[i]);
    }
}

bool decoder_pending(const Decoder *decoder)
{
    return decoder->state == STATE_ESCAPE || decoder->state == STATE_PASTE_TAIL;
}

void decoder_timeout(Decoder *decoder)
{
    if (decoder->state == STATE_PASTE_TAIL) {
        g_autofree char *typed = g_memdup2(decoder->tail->str, decoder->tail->len + 1);
        gsize len = decoder->tail->len;
        g_string_truncate(decoder->tail, 0);
        end_paste(decoder);
        decoder_feed(decoder, typed, len);
    }
    if (decoder->state == STATE_ESCAPE) {
        guint mods = decoder->alt ? MOD_ALT : 0;
        decoder->state = STATE_GROUND;
        decoder->alt = false;
        emit_key(decoder, KEYSYM_ESCAPE, mods);
    }
}
