/* text.h: Unicode text: making it safe for a terminal, measuring it, walking it.
 *
 * Everything that was not written by us (message bodies, names, topics, error
 * texts, file names, our own config) passes text_safe() before any cell of the
 * screen is written: ui/ draws only SafeText, and only this file makes one.
 * Width is the width of grapheme clusters by our own table, never wcwidth().
 * It does not wrap lines (ui/textflow) nor order right-to-left runs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_BASE_TEXT_H
#define CAUSERIE_BASE_TEXT_H

#include <glib.h>
#include <stdbool.h>

/* A UTF-8 text that holds no control character (but '\n' where the kind
 * allows), no bidi control and no invisible character outside a known emoji
 * sequence.  A struct of its own so that the compiler refuses raw text. */
typedef struct {
    char *s; /* owned, NUL-terminated valid UTF-8 */
} SafeText;

typedef enum {
    TEXT_NAME, /* one line: nick, address, room, file; invisible and bidi controls are marked */
    TEXT_LINE, /* one line of prose: status, topic, error text; newline becomes a mark */
    TEXT_BODY, /* several lines of prose: '\n' kept, TAB expanded to a space run */
} TextKind;

/* Most combining marks shown on one base character; the rest become one mark "+n". */
#define TEXT_MARKS_MAX 4
/* Most bytes of one grapheme cluster. Unicode joins some letters without end; a longer run is cut
 * into several clusters, so that nothing hides behind the first cell. */
#define TEXT_CLUSTER_MAX 47

/* Makes BYTES (LEN, or -1 for NUL-terminated; may be invalid UTF-8) safe.
 * C0, DEL and C1 show as ^X or <U+0085> style marks, invalid bytes as U+FFFD.
 * Idempotent; the result is at most 8 times as long as the input. (transfer full) */
SafeText text_safe(const char *bytes, gssize len, TextKind kind);
void safe_text_clear(SafeText *text);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SafeText, safe_text_clear)

/* One grapheme cluster (UAX 29 extended) of a valid UTF-8 string. */
typedef struct {
    const char *start;
    gsize len;  /* bytes */
    int width;  /* terminal columns: 0, 1 or 2 */
} Grapheme;

/* Reads the cluster at *CURSOR (before END) and moves the cursor past it.
 * False at the end. */
bool text_next_grapheme(const char **cursor, const char *end, Grapheme *ret_grapheme);
/* Start of the cluster before CURSOR, or BEGIN. */
const char *text_prev_grapheme(const char *begin, const char *cursor);
/* Columns of S (LEN bytes, or -1). '\n' counts 0. */
int text_width(const char *s, gssize len);
/* Bytes of the longest prefix of S that fits COLUMNS, whole clusters only. */
gsize text_prefix_fitting(const char *s, int columns, int *ret_width);
/* S cut to COLUMNS with "…" (or "..." when ASCII) at the end if cut. (transfer full) */
char *text_ellipsize_dup(const char *s, int columns, bool ascii);

/* True when TEXT may be put into a stanza: valid UTF-8, only XML 1.0 characters. */
bool text_is_xml(const char *text);
/* TEXT with what XML 1.0 cannot carry taken out; CR LF and CR become LF. (transfer full) */
char *text_xml_clean_dup(const char *text, gssize len);

/* Lower-case folded, NFKC, for search and completion. (transfer full) */
char *text_fold_dup(const char *text);
/* Skeleton in the sense of UTS 39 over a table of Latin look-alikes: two names
 * with the same skeleton may be taken for each other. (transfer full) */
char *text_skeleton_dup(const char *text);
/* True when TEXT mixes Latin, Greek or Cyrillic letters. */
bool text_is_mixed_script(const char *text);

#endif
