#!/bin/bash
# check-forbidden.sh: functions that are not to be used, and where the few exceptions are.
cd "$TOP_SRCDIR" || exit 99
n=0
check() { # name pattern [file that may]: one TAP line
	local found
	n=$((n + 1))
	found=$(grep -rnE --include='*.[ch]' "(^|[^_a-zA-Z0-9])($2) *\(" src ${3:+--exclude="$3"} | grep -vE '^[^:]*:[0-9]*: *(\*|/\*)')
	if [ -z "$found" ]; then echo "ok $n - $1"; else echo "not ok $n - $1"; sed 's/^/# /' <<<"$found"; fi
}
check "no unbounded copies" 'strcpy|strcat|sprintf|vsprintf|gets|stpcpy'
check "no shell" 'system|popen|g_spawn_command_line_sync|g_spawn_command_line_async'
check "no parsing without errors" 'atoi|atol|atof|strtok'
check "no racy temporary files" 'mktemp|tmpnam|tempnam'
check "no stack by size" 'alloca|g_alloca|g_newa'
check "the library's lookups ignore namespaces" 'xmpp_stanza_get_child_by_name|xmpp_stanza_get_body|xmpp_stanza_get_child_by_ns|xmpp_id_handler_add|xmpp_jid_[a-z]+'
check "ncurses draws in one place" 'waddstr|addstr|addwstr|mvadd_wch|mvaddstr|printw|waddnstr|addch|mvaddch' paint.c
check "the screen is written in one place" 'refresh|doupdate|wrefresh' paint.c
echo "1..$n"
