# SPDX-License-Identifier: BSD-3-Clause

import pytest

from figures import fill


def test_fill(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("words\n<!-- calls: begin, written by bench/python -->\nold\n<!-- calls: end -->\nmore\n")
    fill(page, "calls", "new\n")
    assert page.read_text() == "words\n<!-- calls: begin, written by bench/python -->\nnew\n<!-- calls: end -->\nmore\n"
    with pytest.raises(SystemExit, match="no marks"):
        fill(page, "wheel", "new\n")
