# SPDX-License-Identifier: BSD-3-Clause

"""Tests of the Python side of the benchmarks: python -m pytest bench/python."""

import math
import os
import sys

import numpy as np
import pytest

sys.path.insert(0, os.path.dirname(__file__))

import worker  # noqa: E402


def layout(memory, array, offset):
    """Writes an array to the shared memory and describes it."""
    flat = np.ndarray(array.shape, array.dtype, memory, offset)
    flat[...] = array
    return {"dtype": array.dtype.name, "shape": list(array.shape), "strides": list(flat.strides), "offset": offset}


def job(ufunc, pattern, arrays, out, threads=1, pristine=-1):
    memory = bytearray(1 << 16)
    ins = [layout(memory, a, 4096 * i) for i, a in enumerate(arrays)]
    outs = [layout(memory, out, 4096 * 8)]
    return worker.Job(memory, {"ufunc": ufunc, "pattern": pattern, "threads": threads, "ins": ins, "outs": outs, "pristine": pristine})


X, Y = np.linspace(0.5, 4, 30), np.linspace(1, 2, 30)


# What is installed is tested; torch.compile is for the fused kernels alone.
HERE = [p for p in worker.PEERS if p.name in worker.describe()[0] and p is not worker.TorchCompile]


@pytest.mark.parametrize("peer", HERE, ids=lambda p: p.name)
def test_peers_add(peer):
    j = job("add", "contiguous", [X, Y], np.zeros(30))
    work = peer().prepare(j)
    assert work.run(3) > 0
    work.store()
    np.testing.assert_array_equal(j.z[0], X + Y)


def test_reduction_writes_its_result():
    m = X.reshape(5, 6)
    j = job("maximum", "reduce-axis-1", [m], np.zeros(5))
    worker.NumPy().prepare(j).store()
    np.testing.assert_array_equal(j.z[0], m.max(axis=1))


CASTS = [p for p in HERE if p.name in ("numpy", "torch", "jax-jit")]


@pytest.mark.parametrize("peer", CASTS, ids=lambda p: p.name)
@pytest.mark.parametrize("pattern", ["contiguous", "allocating"])
def test_casts(peer, pattern):
    j = job("cast", pattern, [X], np.zeros(30, np.int32))
    work = peer().prepare(j)
    assert work.run(2) > 0
    work.store()
    np.testing.assert_array_equal(j.z[0], X.astype(np.int32))


def test_torch_gives_back_the_operand():
    pytest.importorskip("torch")
    with pytest.raises(worker.NotOffered, match="the operand itself"):
        worker.Torch().prepare(job("positive", "allocating", [X], np.zeros(30)))
    with pytest.raises(worker.NotOffered, match="no out"):
        worker.Torch().prepare(job("isnan", "contiguous", [X], np.zeros(30, bool)))


def test_in_place_is_restored():
    memory = bytearray(1 << 16)
    x = layout(memory, X, 0)
    layout(memory, X, 4096)
    spec = {"ufunc": "exp", "pattern": "in-place", "threads": 1, "ins": [x], "outs": [x], "pristine": 4096}
    j = worker.Job(memory, spec)
    w = worker.NumPy().prepare(j)
    w.run(3)
    w.store()
    np.testing.assert_array_equal(j.z[0], np.exp(X))


def test_reasons():
    with pytest.raises(worker.NotOffered, match="no such function"):
        worker.NumPy().prepare(job("nonsense", "contiguous", [X], np.zeros(30)))
    with pytest.raises(worker.NotOffered, match="NumPy gives float64, not float32"):
        worker.NumPy().prepare(job("add", "contiguous", [X, Y], np.zeros(30, np.float32)))
    with pytest.raises(worker.NotOffered, match="no bfloat16"):
        worker.view(bytearray(8), {"dtype": "bfloat16"})


def test_timed_loop_runs_as_often_as_told():
    calls = []
    assert worker.loop("f(1)", ["f"])(7, f=calls.append) >= 0
    assert calls == [1] * 7


def test_reference_has_more_digits_than_a_double():
    pytest.importorskip("mpmath")
    v = [np.full(1, x) for x in (42.0, 40.0, 0.5, 0.1, 0.2)]
    j = job("black_scholes", "fused", v, np.zeros(1))
    hi, lo = worker.reference(j, 1)
    assert math.isclose(hi[0], 4.759422392871536, rel_tol=1e-14)
    assert 0 < abs(lo[0]) < 1e-15


def test_reference_of_rows():
    pytest.importorskip("mpmath")
    x = np.array([[0.0, 0.0], [1.0, 1.0 + math.log(3)]])
    hi, _ = worker.reference(job("softmax", "fused", [x], np.zeros((2, 2))), 4)
    np.testing.assert_allclose(hi, [0.5, 0.5, 0.25, 0.75], rtol=1e-15)
    assert len(worker.reference(job("softmax", "fused", [x], np.zeros((2, 2))), 3)[0]) == 3
