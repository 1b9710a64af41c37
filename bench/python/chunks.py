# SPDX-License-Identifier: BSD-3-Clause

"""Random chunkings of an array on 1, 2 and 4 workers: the hashes of arraygen.chunks' results, and the time beside Dask's with NumPy.

    python bench/python/chunks.py [elements] [chunkings]
"""

import hashlib
import sys
import time

import arraygen as ag
import dask.array as da
import numpy as np
from arraygen import chunks
from dask.distributed import Client, LocalCluster

FUNCTIONS = ("sum", "mean", "prod", "var")


def main(n, chunkings):
    x = 1 + np.random.default_rng(1).standard_normal(n) / 2**12
    rng = np.random.default_rng(2)
    whole = hashlib.sha256(b"".join(np.asarray(getattr(ag, f)(ag.asarray(x))).tobytes() for f in FUNCTIONS)).hexdigest()
    print("| workers | chunkings | hashes | hashes of Dask with NumPy | time / Dask's: " + ", ".join(FUNCTIONS) + " |\n|---|---|---|---|---|")
    for workers in (1, 2, 4):
        ours, theirs = set(), set()
        best = {f: [float("inf"), float("inf")] for f in FUNCTIONS}
        with LocalCluster(n_workers=workers, threads_per_worker=1, processes=False, dashboard_address=None) as cluster, Client(cluster):
            for _ in range(chunkings):
                places = np.sort(rng.integers(0, n, 24))
                d = da.from_array(x, chunks=(tuple(np.diff(np.concatenate([[0], places, [n]])).tolist()),), name=False)
                values = [[], []]
                for f in FUNCTIONS:
                    for i, module in enumerate((chunks, da)):
                        t = time.perf_counter()
                        values[i].append(np.asarray(getattr(module, f)(d).compute()).tobytes())
                        best[f][i] = min(best[f][i], time.perf_counter() - t)
                ours.add(hashlib.sha256(b"".join(values[0])).hexdigest())
                theirs.add(hashlib.sha256(b"".join(values[1])).hexdigest())
        same = "that of the array in one piece" if ours == {whole} else "NOT that of the array in one piece"
        print(f"| {workers} | {chunkings} | {len(ours)}, {same} | {len(theirs)} | " + ", ".join(f"{a / b:.2f}" for a, b in best.values()) + " |", flush=True)


if __name__ == "__main__":
    main(*([int(float(a)) for a in sys.argv[1:]] or (10_000_000, 20)))
