/* help.h: everything that explains: /help, the man page, the dumps, from the one table.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_COMMAND_HELP_H
#define CAUSERIE_COMMAND_HELP_H

#include "command/command.h"

/* "the dozen you need" and the topics. (transfer full) */
char *help_overview_dup(void);
/* TOPIC: a command, a topic's name, "set", "keys", a setting's key. NULL when there
 * is nothing of that name. (transfer full) */
char *help_topic_dup(const Settings *settings, const char *topic);
/* Every topic's name, for completion; NULL-terminated. */
const char *const *help_topics(void);
/* The manual page, section 1, in man(7). (transfer full) */
char *help_man_dup(void);

#endif
