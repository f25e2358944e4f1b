/* model_text.h: what the account of a wire is, as text, a line a fact; and whether it is sound.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_TESTS_STANZA_MODEL_TEXT_H
#define CAUSERIE_TESTS_STANZA_MODEL_TEXT_H

#include "wire.h"

/* What is at its default is left out; of many alike the first are shown. (transfer full) */
char *model_text_dup(Wire *wire);
/* What holds whatever came: nobody speaks under another name, nothing is beyond its limit. */
void model_check_sound(Wire *wire);

#endif
