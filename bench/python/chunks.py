# SPDX-License-Identifier: BSD-3-Clause

"""Random chunkings of an array on 1, 2 and 4 workers: the hashes of arraygen.chunks' results, and the time beside Dask's with NumPy.

    python bench/python/chunks.py [elements] [chunkings]

Workers are threads of one process, and the array is a file that they map, so that no time goes into sending it. A time is the median of the chunkings' ratios, each of two computations
one after the other.
"""

import functools
import hashlib
import statistics
import sys
import tempfile
import time

import arraygen as ag
import dask.array as da
import numpy as np
from arraygen import chunks
from dask.distributed import Client, LocalCluster


class Source:
    """An array in a file, as Dask's from_array takes one."""

    ndim = 1

    def __init__(self, path, n):
        self.path, self.shape, self.dtype = path, (n,), np.dtype("f8")

    def __getitem__(self, index):
        return np.asarray(mapped(self.path)[index])


@functools.cache
def mapped(path):
    return np.load(path, mmap_mode="r")


def scaled(module):
    """x·exp(-x²), which the worker of a chunk computes before it adds."""
    return lambda x: x * module.exp(-(x * x))


def scaled_sum(module, reductions):
    return lambda d: reductions.sum(d.map_blocks(scaled(module), dtype=d.dtype))


FUNCTIONS = {name: (getattr(chunks, name), getattr(da, name), getattr(ag, name)) for name in ("sum", "mean", "prod", "var")}
FUNCTIONS["sum of x·exp(-x²)"] = scaled_sum(ag, chunks), scaled_sum(np, da), lambda x: ag.sum(scaled(ag)(x))


def digest(values):
    return hashlib.sha256(b"".join(np.asarray(v).tobytes() for v in values)).hexdigest()


def measure(x, source, chunkings):
    n = len(x)
    rng = np.random.default_rng(2)
    whole = digest(f(ag.asarray(x)) for _, _, f in FUNCTIONS.values())
    print(f"| workers | chunkings | hashes | hashes of Dask with NumPy | time / Dask's: {', '.join(FUNCTIONS)} |\n|---|---|---|---|---|")
    for workers in (1, 2, 4):
        hashes = set(), set()
        ratios = {name: [] for name in FUNCTIONS}
        with LocalCluster(n_workers=workers, threads_per_worker=1, processes=False, memory_limit=0, dashboard_address=None) as cluster, Client(cluster):
            for _ in range(chunkings):
                places = np.sort(rng.integers(0, n, 24))
                cut = tuple(np.diff(np.concatenate([[0], places, [n]])).tolist())
                d = da.from_array(source, chunks=(cut,), name=False, asarray=False)
                values = [], []
                for name, functions in FUNCTIONS.items():
                    times = []
                    for f, into in zip(functions, values):
                        t = time.perf_counter()
                        into.append(f(d).compute())
                        times.append(time.perf_counter() - t)
                    ratios[name].append(times[0] / times[1])
                for found, into in zip(hashes, values):
                    found.add(digest(into))
        same = "that of the array in one piece" if hashes[0] == {whole} else "NOT that of the array in one piece"
        medians = ", ".join(f"{statistics.median(r):.2f}" for r in ratios.values())
        print(f"| {workers} | {chunkings} | {len(hashes[0])}, {same} | {len(hashes[1])} | {medians} |", flush=True)


def main(n, chunkings):
    x = np.random.default_rng(1).standard_normal(n)
    x /= 2**12
    x += 1
    with tempfile.NamedTemporaryFile(suffix=".npy") as file:
        np.save(file, x)
        file.flush()
        measure(x, Source(file.name, n), chunkings)


if __name__ == "__main__":
    main(*([int(float(a)) for a in sys.argv[1:]] or (10_000_000, 20)))
