/* target.h: whom a word of a command means.
 *
 * A target is "." (this chat), a window number, an address, an xmpp: link (only its
 * address counts), a contact's name, or the unambiguous beginning of one.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_COMMAND_TARGET_H
#define CAUSERIE_COMMAND_TARGET_H

#include "command/command.h"

/* The address meant by WHO (NULL: the chat of the call) and, in RET_ACCOUNT, the
 * account it belongs to. NULL and the reason was told when there is none. (transfer full) */
Jid *command_target(const CommandCall *call, const char *who, Account **ret_account);

#endif
