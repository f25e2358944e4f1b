/* command_list.h: the table of all commands: one line each; command.c makes an array of it.
 *
 * A new command is one struct in a cmd_*.c and one line here. Order is that of /help.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_COMMAND_COMMAND_LIST_H
#define CAUSERIE_COMMAND_COMMAND_LIST_H

#include "command/command.h"

#define COMMAND_LIST                                                                               \
    COMMAND(cmd_connect)                                                                           \
    COMMAND(cmd_disconnect)                                                                        \
    COMMAND(cmd_reconnect)                                                                         \
    COMMAND(cmd_account)                                                                           \
    COMMAND(cmd_register)                                                                          \
    COMMAND(cmd_status)                                                                            \
    COMMAND(cmd_away)                                                                              \
    COMMAND(cmd_back)                                                                              \
    COMMAND(cmd_xa)                                                                                \
    COMMAND(cmd_dnd)                                                                               \
    COMMAND(cmd_quit)                                                                              \
    COMMAND(cmd_msg)                                                                               \
    COMMAND(cmd_query)                                                                             \
    COMMAND(cmd_close)                                                                             \
    COMMAND(cmd_win)                                                                               \
    COMMAND(cmd_unread)                                                                            \
    COMMAND(cmd_read)                                                                              \
    COMMAND(cmd_say)                                                                               \
    COMMAND(cmd_me)                                                                                \
    COMMAND(cmd_roster)                                                                            \
    COMMAND(cmd_add)                                                                               \
    COMMAND(cmd_remove)                                                                            \
    COMMAND(cmd_rename)                                                                            \
    COMMAND(cmd_group)                                                                             \
    COMMAND(cmd_accept)                                                                            \
    COMMAND(cmd_deny)                                                                              \
    COMMAND(cmd_whois)                                                                             \
    COMMAND(cmd_ping)                                                                              \
    COMMAND(cmd_version)                                                                           \
    COMMAND(cmd_time)                                                                              \
    COMMAND(cmd_tls)                                                                               \
    COMMAND(cmd_set)                                                                               \
    COMMAND(cmd_unset)                                                                             \
    COMMAND(cmd_toggle)                                                                            \
    COMMAND(cmd_reload)                                                                            \
    COMMAND(cmd_help)                                                                              \
    COMMAND(cmd_keys)                                                                              \
    COMMAND(cmd_redraw)

#define COMMAND(symbol) extern const Command symbol;
COMMAND_LIST
#undef COMMAND

#endif
