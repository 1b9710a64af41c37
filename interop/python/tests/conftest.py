# SPDX-License-Identifier: BSD-3-Clause

"""Fixtures: the table of libraries that the tests fill, and a check for leaks."""

import difflib
import gc
import os
import pathlib

import arraygen as ag
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
TABLE = ROOT / "docs" / "interop-table.md"
HEAD = """# Libraries and protocols

Written by the tests of `interop/python`: each row is a test that passed. "Same memory" means that the addresses are
equal, and that a write on either side was seen on the other where the protocol allows writing.

| library | version | what was called | memory | read-only |
|---|---|---|---|---|
"""

_rows = {}


class Table:
    """Collects rows for docs/interop-table.md."""

    def row(self, library, version, call, *, same, readonly="kept"):
        memory = "same" if same is True else "copy" if same is False else same
        _rows[(library, call)] = f"| {library} | {version} | `{call}` | {memory} | {readonly} |"


@pytest.fixture
def table():
    return Table()


def pytest_collection_modifyitems(items):
    """Processes that share the tests out know them by name."""
    assert not [i.nodeid for i in items if " at 0x" in i.nodeid], "names of tests must not have addresses: give ids"


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_testnodedown(node, error):
    """Rows that another process found."""
    _rows.update((tuple(key), row) for key, row in getattr(node, "workeroutput", {}).get("rows", []))


def pytest_sessionfinish(session, exitstatus):
    """The table must say what the tests found. ARRAYGEN_UPDATE=1 writes it."""
    if hasattr(session.config, "workeroutput"):  # the process that shares the tests out asks
        session.config.workeroutput["rows"] = list(_rows.items())
        return
    if exitstatus != 0 or not _rows:
        return
    old = {}
    for line in TABLE.read_text().splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        if len(cells) == 5 and cells[2].startswith("`"):
            old[(cells[0], cells[2].strip("`"))] = line
    # A library that was tested now has the rows of now, and no older ones,
    # unless only some tests were chosen.
    chosen = session.config.option.keyword or any("::" in a for a in session.config.args)
    tested = set() if chosen else {library for library, _ in _rows}
    rows = {k: v for k, v in old.items() if k[0] not in tested} | _rows
    text = HEAD + "\n".join(rows[k] for k in sorted(rows, key=lambda k: (k[0].lower(), k[1]))) + "\n"
    if TABLE.read_text() == text:
        return
    if os.environ.get("ARRAYGEN_UPDATE") == "1":
        TABLE.write_text(text)
        return
    print(f"\n{TABLE} is not what the tests found; ARRAYGEN_UPDATE=1 writes it:")
    print("\n".join(difflib.unified_diff(TABLE.read_text().splitlines(), text.splitlines(), "it says", "found", lineterm="", n=0)))
    session.exitstatus = 1


@pytest.fixture
def no_leaks():
    """Fails if storages or DLPack tensors are left behind."""
    gc.collect()
    before = ag._arraygen._counts()
    yield
    gc.collect()
    assert ag._arraygen._counts() == before
