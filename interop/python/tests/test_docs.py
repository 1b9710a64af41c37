"""The examples of docs/python.md and of the README run."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
BLOCKS = [
    (f"{page.name}:{number}", code)
    for page in (ROOT / "docs" / "python.md", ROOT / "interop" / "python" / "README.md")
    for number, code in enumerate(re.findall(r"```python\n(.*?)```", page.read_text(), re.S))
]


@pytest.mark.parametrize("code", [b[1] for b in BLOCKS], ids=[b[0] for b in BLOCKS])
def test_example(code):
    exec(code, {})


def test_missing_functions_are_listed():
    from arraygen import _namespace

    told = (ROOT / "docs" / "python.md").read_text()
    words = {"pow": "power", "acos": "inverse trigonometric", "asin": "inverse trigonometric", "atan": "inverse trigonometric",
             "atan2": "inverse trigonometric", "acosh": "inverse trigonometric and hyperbolic",
             "asinh": "inverse trigonometric and hyperbolic", "atanh": "inverse trigonometric and hyperbolic"}
    for name in _namespace.MISSING:
        assert words.get(name, name) in told, name
