# SPDX-License-Identifier: BSD-3-Clause

"""Puts figures into a page of the documentation, between marks."""

import pathlib


def fill(page, name, text):
    """Replaces what stands between the marks of a name; the words around them stay."""
    begin, end = f"<!-- {name}: begin, written by bench/python -->\n", f"<!-- {name}: end -->\n"
    page = pathlib.Path(page)
    before, found, rest = page.read_text().partition(begin)
    _, found_end, after = rest.partition(end)
    if not found or not found_end:
        raise SystemExit(f"{page} has no marks {begin.strip()!r} and {end.strip()!r}")
    page.write_text(before + begin + text + end + after)


def machine():
    """The processor, in words."""
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown processor"
