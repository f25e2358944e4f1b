#!/bin/bash
# check-hardening.sh: the program as built is position independent, resolves its symbols at the
# start, has nothing writable that can run, and no search path for libraries of its own.
program="$TOP_BUILDDIR/src/app/causerie"
n=0
check() { # name command...: one TAP line
	local name=$1; shift
	n=$((n + 1))
	if "$@" >/dev/null 2>&1; then echo "ok $n - $name"; else echo "not ok $n - $name"; fi
}
has() { readelf -W "$1" "$program" | grep -qE "$2"; }
has_not() { ! has "$1" "$2"; }
check "position independent" has -h 'Type: +DYN'
check "symbols resolved at the start" has -d 'BIND_NOW|FLAGS.*NOW'
check "relocations read-only" has -l GNU_RELRO
check "stack not executable" has -l 'GNU_STACK.* RW +0x'
check "no library path of its own" has_not -d 'RPATH|RUNPATH'
check "nothing both writable and executable" has_not -l 'LOAD.* RWE '
check "stack guard" has -s __stack_chk_fail
echo "1..$n"
