# SPDX-License-Identifier: BSD-3-Clause

"""Sorting, searching, sets, masks and indices beside NumPy: how many times NumPy's time ours is, by function, element type and
size. One thread each; times are the process's own, the least of interleaved rounds.

    .venv/bin/python bench/python/algorithms.py [size ...]
"""

import onethread  # noqa: F401, I001: before the libraries are loaded
import sys
import time

import numpy as np

import arraygen as ag

DTYPES = ["bool", "uint8", "int16", "int32", "int64", "float16", "float32", "float64", "complex128"]


def data(dtype, n, seed=0):
    r = np.random.default_rng(seed)
    if dtype == "bool":
        return r.random(n) < 0.5
    if dtype == "complex128":
        return r.standard_normal(n) + 1j * r.standard_normal(n)
    if np.dtype(dtype).kind == "f":
        return r.standard_normal(n).astype(dtype)
    info = np.iinfo(dtype)
    return r.integers(info.min, info.max, n, dtype=dtype, endpoint=True)


def cases(dtype, n):
    """Name, NumPy's call, ours."""
    x = data(dtype, n)
    a = ag.asarray(x)
    s = np.sort(x)
    b = ag.asarray(s)
    few = x[: max(n // 10, 1)]
    some = ag.asarray(few)
    at = np.random.default_rng(1).integers(0, n, n)
    index = ag.asarray(at)
    m = np.random.default_rng(2).random(n) < 0.5
    mask = ag.asarray(m)
    value, ours = x[0], a[0]
    x2, a2 = x.copy(), ag.asarray(x.copy())

    def set_by(array, where, v):
        array[where] = v

    yield "sort", lambda: np.sort(x), lambda: ag.sort(a)
    yield "sort, stable", lambda: np.sort(x, kind="stable"), lambda: ag.sort(a)
    yield "sort, sorted", lambda: np.sort(s), lambda: ag.sort(b)
    yield "argsort", lambda: np.argsort(x), lambda: ag.argsort(a)
    yield "argsort, stable", lambda: np.argsort(x, kind="stable"), lambda: ag.argsort(a)
    yield "unique_values", lambda: np.unique(x), lambda: ag.unique_values(a)
    yield "unique_all", lambda: np.unique_all(x), lambda: ag.unique_all(a)
    yield "searchsorted, one", lambda: np.searchsorted(s, value), lambda: ag.searchsorted(b, ours)
    yield "searchsorted, random", lambda: np.searchsorted(s, x), lambda: ag.searchsorted(b, a)
    yield "searchsorted, sorted", lambda: np.searchsorted(s, s), lambda: ag.searchsorted(b, b)
    yield "isin", lambda: np.isin(x, few), lambda: ag.isin(a, some)
    yield "argmax", lambda: np.argmax(x), lambda: ag.argmax(a)
    yield "nonzero", lambda: np.nonzero(x), lambda: ag.nonzero(a)
    yield "count_nonzero", lambda: np.count_nonzero(x), lambda: ag.count_nonzero(a)
    yield "take", lambda: np.take(x, at), lambda: ag.take(a, index)
    yield "x[index]", lambda: x[at], lambda: a[index]
    yield "x[index] = v", lambda: set_by(x2, at, value), lambda: set_by(a2, index, ours)
    yield "x[mask]", lambda: x[m], lambda: a[mask]
    yield "x[mask] = v", lambda: set_by(x2, m, value), lambda: set_by(a2, mask, ours)
    if dtype != "bool":
        yield "cumulative_sum", lambda: np.cumulative_sum(x), lambda: ag.cumulative_sum(a)
    else:
        yield "any", lambda: np.any(x), lambda: ag.any(a)
        yield "all", lambda: np.all(x), lambda: ag.all(a)
    rows = x.reshape(-1, 10) if n % 10 == 0 else None
    if rows is not None:
        table = ag.asarray(np.ascontiguousarray(rows))
        yield "sort, rows of 10", lambda: np.sort(rows), lambda: ag.sort(table)
        yield "sort, axis 0", lambda: np.sort(rows, 0), lambda: ag.sort(table, axis=0)
        yield "argmax, axis 0", lambda: np.argmax(rows, 0), lambda: ag.argmax(table, axis=0)


def once(f, repeat):
    start = time.process_time()
    for _ in range(repeat):
        f()
    return (time.process_time() - start) / repeat


def compare(theirs, ours, budget=0.02, rounds=5):
    f = [theirs, ours]
    repeat = [max(1, int(budget / max(once(g, 1), 1e-7))) for g in f]
    best = [float("inf")] * 2
    for _ in range(rounds):
        for i, g in enumerate(f):
            best[i] = min(best[i], once(g, repeat[i]))
    return best


def main():
    sizes = [int(v) for v in sys.argv[1:]] or [1_000, 100_000, 4_000_000]
    print("NumPy", np.__version__, "; a cell is NumPy's time divided by ours, below it our nanoseconds an element\n")
    for n in sizes:
        print(f"## {n} elements\n\n| function | " + " | ".join(DTYPES) + " |\n|---|" + "---:|" * len(DTYPES))
        lines = {}
        for dtype in DTYPES:
            for name, theirs, ours in cases(dtype, n):
                t, o = compare(theirs, ours)
                lines.setdefault(name, {})[dtype] = f"{t / o:.2f} ({o / n * 1e9:.2f})"
        for name, cells in lines.items():
            print(f"| {name} | " + " | ".join(cells.get(d, "") for d in DTYPES) + " |")
        print()


if __name__ == "__main__":
    main()
