# SPDX-License-Identifier: BSD-3-Clause

"""The type stubs: valid by themselves, of the right names, and what a program's author sees of them."""

import ast
import pathlib
import shutil
import subprocess
import sys

import arraygen as ag
import pytest

STUBS = pathlib.Path(ag.__file__).parent


def mypy(*args, **kwargs):
    return subprocess.run([sys.executable, "-m", "mypy", "--no-error-summary", "--cache-dir=/dev/null", *args],
                          capture_output=True, text=True, timeout=300, **kwargs)


FILES = ("__init__.pyi", "_functions.pyi", "_ufunc_names.pyi", "linalg.pyi", "_linalg.pyi", "fft.pyi", "_fft.pyi")


def test_stubs_are_valid(tmp_path):
    (tmp_path / "arraygen").mkdir()
    for name in FILES:
        shutil.copy(STUBS / name, tmp_path / "arraygen")
    p = mypy("--strict", "-p", "arraygen", cwd=tmp_path)
    assert p.returncode == 0, p.stdout + p.stderr


def test_stubs_name_what_there_is():
    stubs = [ast.parse((STUBS / name).read_text()) for name in FILES if not name.removeprefix("_").startswith(("linalg", "fft"))]
    told = set()
    for node in (n for t in stubs for n in t.body):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            told.add(node.name)
        elif isinstance(node, ast.AnnAssign):
            told.add(node.target.id)
    told -= {"ArrayLike", "DTypeLike", "UniqueAll", "UniqueCounts", "UniqueInverse"}
    assert {n for n in told if not hasattr(ag, n)} == set()
    there = {n for n in dir(ag) if not n.startswith("_") and not hasattr(sys.modules.get(f"arraygen.{n}"), "__path__")}
    assert {n for n in there - told if callable(getattr(ag, n))} == set()


@pytest.mark.parametrize("module", [ag.linalg, ag.fft])
def test_stubs_of_modules_name_what_there_is(module):
    name = module.__name__.removeprefix("arraygen.")
    told = {n.name for file in (name, "_" + name)
            for n in ast.parse((STUBS / f"{file}.pyi").read_text()).body if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    assert told - set(module.__all__) <= {n for n in told if n.endswith("Result")}
    assert set(module.__all__) <= told


PROGRAM = """
import arraygen as ag

a: ag.ndarray = ag.exp(ag.linspace(0.0, 1.0, 10)) + 1
b = ag.asarray([1, 2, 3], dtype="int8", copy=True)
reveal_type(b)
reveal_type(ag.sum(b, keepdims=True))
reveal_type(ag.clip(b, max=3))
reveal_type(b.astype(ag.float64, copy=False))
reveal_type(ag.can_cast("int8", "int16"))
ag.asarray(b, copy="perhaps")
ag.sum(b, keepdim=True)
"""


def test_a_program(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    lines = mypy("program.py", cwd=tmp_path).stdout.splitlines()
    revealed = [l.rsplit('"', 2)[1] for l in lines if "Revealed" in l]
    assert revealed == ["arraygen.ndarray"] * 4 + ["bool"] or revealed == ["arraygen.ndarray"] * 4 + ["builtins.bool"], lines
    errors = [l for l in lines if "error" in l]
    assert len(errors) == 2 and "copy" in errors[0] and "keepdim" in errors[1], lines
