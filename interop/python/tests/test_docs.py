# SPDX-License-Identifier: BSD-3-Clause

"""Every Python block of every page runs as printed. The other blocks are tested in docs/snippets."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]


def pages():
    """The Markdown files of the repository: those that docs/snippets/page_test.go reads."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [f for f in folders if not f.startswith(".") and f not in ("testdata", "build")]
        yield from (pathlib.Path(folder, f) for f in files if f.endswith(".md"))


def blocks(language):
    for page in sorted(pages()):
        text = page.read_text()
        for m in re.finditer(rf"^(```+|~~~+) *{language}\n(.*?)^\1$", text, re.S | re.M):
            line = text.count("\n", 0, m.start(2))
            yield pytest.param("\n" * line + m[2], str(page), id=f"{page.relative_to(ROOT)}:{line + 1}")


def test_pages():
    names = {str(p.relative_to(ROOT)) for p in pages()}
    assert {"README.md", "docs/python.md", "interop/python/README.md"} <= names


@pytest.mark.parametrize("code, page", list(blocks("python")))
def test_example(code, page):
    exec(compile(code, page, "exec"), {})


@pytest.mark.parametrize("code, page", [b for b in blocks("sh") if "pip install" in b.values[0]])
def test_installation(code, page):
    """The commands of README.md find a package, which the tests have built already."""
    dry = {"PIP_DRY_RUN": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_FORCE_REINSTALL": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    path = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
    run = subprocess.run(["bash", "-ec", code], cwd=ROOT, env=os.environ | dry | {"PATH": path}, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "Would install arraygen-" in run.stdout
