# SPDX-License-Identifier: BSD-3-Clause

"""Reductions of Dask arrays: the same bits for any chunks, workers and architecture."""

import hashlib
import os
import pathlib
import shutil
import subprocess

import arraygen as ag
import dask
import dask.array as da
import numpy as np
import pytest
from arraygen import chunks
from dask.distributed import Client, LocalCluster

ROOT = pathlib.Path(__file__).resolve().parents[4]
FUNCTIONS = ("sum", "prod", "mean", "var", "std")


def cuts(rng, n):
    places = np.sort(rng.integers(0, n, rng.integers(1, 40)))
    return tuple(np.diff(np.concatenate([[0], places, [n]])).tolist())


def elements(dtype, n):
    x = 1 + np.random.default_rng(3).standard_normal(n) / 2**12
    return (x * 3).astype(dtype) if np.dtype(dtype).kind in "iub" else x.astype(dtype) * (1 + 1e-4j if np.dtype(dtype).kind == "c" else 1)


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "complex64", "complex128", "int8", "uint16", "int64", "bool"])
def test_chunks_of_any_lengths(dtype):
    n = 60_000
    x = elements(dtype, n)
    rng = np.random.default_rng(7)
    for name in FUNCTIONS:
        want = np.asarray(getattr(ag, name)(ag.asarray(x)))
        for k in range(4):
            d = da.from_array(x if k % 2 else ag.asarray(x), chunks=(cuts(rng, n),))
            got = getattr(chunks, name)(d)
            assert got.dtype == want.dtype and got.shape == ()
            got = got.compute(scheduler="threads")
            assert type(got) is ag.ndarray and np.asarray(got).tobytes() == want.tobytes(), (name, got, want)


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_axes(axis):
    x = np.random.default_rng(3).standard_normal((5, 700, 6))
    d = da.from_array(x, chunks=((2, 3), (100, 0, 599, 1), (6,)))
    for name in FUNCTIONS:
        got = getattr(chunks, name)(d, axis=axis).compute(scheduler="threads")
        assert np.asarray(got).tobytes() == np.asarray(getattr(ag, name)(ag.asarray(x), axis=axis)).tobytes(), name
    kept = chunks.mean(d, axis=axis, keepdims=True)
    assert kept.shape == np.mean(x, axis=axis, keepdims=True).shape


def test_several_axes():
    x = np.random.default_rng(3).standard_normal((40, 300))
    a = ag.asarray(x)
    for pieces in ((40, 300), (7, 100), ((1, 39), (299, 1)), (40, 1)):
        d = da.from_array(x, chunks=pieces)
        assert float(chunks.sum(d).compute()) == float(ag.sum(ag.sum(a, axis=1), axis=0))
        assert float(chunks.mean(d).compute()) == float(ag.sum(ag.sum(a, axis=1), axis=0) / a.size)
        assert chunks.sum(d, axis=(0, 1), keepdims=True).shape == (1, 1)


def test_ddof_and_dtype():
    x = elements("float32", 1000)
    d = da.from_array(x, chunks=130)
    assert float(chunks.var(d, ddof=1).compute()) == float(ag.var(ag.asarray(x), ddof=1))
    assert float(chunks.sum(d, dtype="float64").compute()) == float(ag.sum(ag.asarray(x), dtype="float64"))


def test_refusals():
    d = da.ones((4, 4), chunks=2)
    with pytest.raises(ag.AxisError):
        chunks.sum(d, axis=2)
    with pytest.raises(ValueError, match="along one axis"):
        chunks.var(d)
    with pytest.raises(ValueError, match="compute_chunk_sizes"):
        chunks.sum(d[d > 0])
    with pytest.raises(ValueError, match="no elements"):
        chunks.sum(da.ones((0,), chunks=2))


def digest(d):
    values = [np.asarray(getattr(chunks, f)(d).compute()).tobytes() for f in FUNCTIONS]
    return hashlib.sha256(b"".join(values)).hexdigest()


def test_one_hash_on_any_number_of_workers():
    n = 1_000_000
    x = elements("float64", n)
    rng = np.random.default_rng(11)
    hashes = {hashlib.sha256(b"".join(np.asarray(getattr(ag, f)(ag.asarray(x))).tobytes() for f in FUNCTIONS)).hexdigest()}
    for workers in (1, 2, 4):
        with LocalCluster(n_workers=workers, threads_per_worker=1, processes=workers < 4, dashboard_address=None) as cluster, Client(cluster):
            for _ in range(3):
                hashes.add(digest(da.from_array(x, chunks=(cuts(rng, n),))))
    assert len(hashes) == 1


def pieces(rng, n):
    return np.diff(np.concatenate([[0], np.sort(rng.integers(0, n, 6)), [n]])).tolist()


def emulated_partial(worker, name, chunk, start, total, axis):
    """chunks.partial in a process for another architecture."""
    p = subprocess.run([*worker, name, str(start), str(total)], input=np.asarray(chunk).tobytes(), capture_output=True, check=True)
    assert p.stderr == b"arm64"
    n = int(np.frombuffer(p.stdout, "<i8", 1)[0])
    spans = np.frombuffer(p.stdout, "<i8", 2 * n, 8).tolist()
    return total, tuple(spans), ag.asarray(np.frombuffer(p.stdout, "<f8", n, 8 + 16 * n))


def test_a_worker_of_another_architecture(tmp_path):
    """Every second chunk is reduced by an arm64 program of ours, under an emulator unless this is an arm64 machine."""
    program = tmp_path / "chunkworker"
    env = os.environ | {"CGO_ENABLED": "0", "GOARCH": "arm64"}
    subprocess.run(["go", "build", "-o", program, "./interop/python/tests/chunkworker"], cwd=ROOT, env=env, check=True)
    emulator = shutil.which("qemu-aarch64")
    worker = [program] if os.uname().machine in ("aarch64", "arm64") else [emulator, program]
    n = 300_000
    x = elements("float64", n)
    rng = np.random.default_rng(13)
    for name in ("add", "multiply"):
        want = float(ag.sum(ag.asarray(x)) if name == "add" else ag.prod(ag.asarray(x)))
        parts, start = [], 0
        for i, m in enumerate(pieces(rng, n)):
            if m:
                make = dask.delayed(emulated_partial)(worker, name, x[start:start + m], start, n, 0) if i % 2 else dask.delayed(chunks.partial)(name, x[start:start + m], start, n, 0)
                parts.append(make)
            start += m
        total, spans, values = dask.delayed(chunks.join)(name, parts).compute(scheduler="threads")
        assert spans == (0, n) and float(values[0]) == want
