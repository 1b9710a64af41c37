# SPDX-License-Identifier: BSD-3-Clause

"""Two Go libraries in one process: each has a runtime of its own, with its heap, its threads and its handlers of signals."""

import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    path = tmp_path_factory.mktemp("other") / "libother.so"
    subprocess.run(["go", "build", "-buildmode=c-shared", "-o", path, "./interop/python/tests/otherlibrary"], cwd=ROOT, env=dict(os.environ, CGO_ENABLED="1"), check=True)
    return path


LOAD = {"before": "other = load(); import arraygen as ag", "after": "import arraygen as ag; other = load()"}


@pytest.mark.parametrize("order", LOAD)
def test_both_work(library, order):
    code = f"""
import ctypes, signal, threading, os
def load():
    lib = ctypes.CDLL({str(library)!r})
    lib.otherSum.restype, lib.otherSum.argtypes = ctypes.c_longlong, [ctypes.c_longlong]
    return lib
{LOAD[order]}
failures = []
def work():
    for _ in range(30):
        x = ag.ones((300, 300))
        if float(ag.sum(x @ x)) != 300**3 or other.otherSum(10_000) != 49_995_000:
            failures.append("a wrong result")
threads = [threading.Thread(target=work) for _ in range(4)]
for t in threads: t.start()
for t in threads: t.join()
assert not failures
# A panic of either, by a signal, is an error of that one.
for _ in range(3):
    assert other.otherRecover() == 1
    try:
        ag.ones(3)[7]
        raise AssertionError("no error")
    except IndexError:
        pass
# Python's handlers still run.
caught = []
signal.signal(signal.SIGINT, lambda *a: caught.append(1))
os.kill(os.getpid(), signal.SIGINT)
assert caught == [1]
"""
    p = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert p.returncode == 0, p.stdout + p.stderr[-3000:]
