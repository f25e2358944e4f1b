#!/usr/bin/python3
"""check-sizes.py: holds the hard limits on our C files. Speaks TAP.

A file has at most 1,000 lines, a function 80, a line 100 columns; each file begins with a
comment that says its role and holds an SPDX line.
"""
import os
import pathlib
import re

top = pathlib.Path(os.environ.get("TOP_SRCDIR", pathlib.Path(__file__).resolve().parent.parent))
bad = []
for path in sorted([*top.glob("src/**/*.[ch]"), *top.glob("tests/**/*.[ch]")]):
    name = path.relative_to(top)
    lines = path.read_text().splitlines()
    if len(lines) > 1000:
        bad.append(f"{name}: {len(lines)} lines")
    if "SPDX-License-Identifier" not in "\n".join(lines[:40]) or not lines[0].startswith("/*"):
        bad.append(f"{name}: no header comment with its role and an SPDX line")
    start = None
    for number, line in enumerate(lines, 1):
        if len(line) > 100:
            bad.append(f"{name}:{number}: {len(line)} columns")
        if line == "{" or re.match(r"^[a-zA-Z_].*\) *\{$", line):
            start = number
        if line == "}" and start:
            if number - start > 80:
                bad.append(f"{name}:{start}: a function of {number - start} lines")
            start = None
print("1..1")
for line in bad:
    print("#", line)
print("not ok 1 - sizes hold" if bad else "ok 1 - sizes hold")
