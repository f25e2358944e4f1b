#!/usr/bin/env bash
# check-sizes.sh: holds the hard limits: a file 1,000 lines, a function 80, a line 100 columns,
# a file header with an SPDX line. Speaks TAP.
set -u
top="${TOP_SRCDIR:-$(cd "$(dirname "$0")/.." && pwd)}"
bad=$(find "$top/src" "$top/tests" -name '*.[ch]' | sort | while IFS= read -r file; do
	awk -v name="${file#"$top"/}" '
		length($0) > 100 { print name ":" NR ": longer than 100 columns" }
		/SPDX-License-Identifier/ && NR <= 40 { spdx = 1 }
		/^[a-zA-Z_].*\)$/ || /^[a-zA-Z_].*\) *{$/ || /^ +.*\)$/ { if (!body) head = NR }
		/^{/ || (/^[a-zA-Z_].*\) *{$/) { body = NR }
		/^}/ { if (body && NR - body > 80) print name ":" body ": function of " NR - body " lines"; body = 0 }
		END {
			if (NR > 1000) print name ": " NR " lines"
			if (!spdx) print name ": no SPDX line in its header"
		}' "$file"
done)
echo 1..1
if [ -z "$bad" ]; then echo "ok 1 - sizes hold"; else
	printf '%s\n' "$bad" | sed 's/^/# /'; echo "not ok 1 - sizes hold"; fi
