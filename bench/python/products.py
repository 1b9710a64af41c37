# SPDX-License-Identifier: BSD-3-Clause

"""Matrix products beside NumPy's OpenBLAS on one thread: `python products.py`.

Both multiply the same matrices in turn, and the fastest of each counts: other programs
slow both. A ratio above 1 says that NumPy takes longer.
"""

import onethread  # noqa: F401, I001: before the libraries are loaded
import time

import numpy as np

import arraygen as ag


def fastest(functions, seconds):
    best = [float("inf")] * len(functions)
    end = time.perf_counter() + seconds
    rounds = 0
    while rounds < 3 or time.perf_counter() < end:
        for i, function in enumerate(functions):
            began = time.perf_counter()
            function()
            best[i] = min(best[i], time.perf_counter() - began)
        rounds += 1
    return best


def main():
    rng = np.random.default_rng(0)
    print("dtype, function, n, NumPy in µs, ours in µs, ratio")
    for dtype in ("float64", "float32", "complex128", "int64", "int32"):
        for n in (4, 64, 128, 256, 512, 1024, 2048):
            if n > 512 and dtype.startswith("int") or n > 1024 and dtype.startswith("complex"):
                continue  # NumPy takes seconds
            x = (rng.random((n, n)) * 10).astype(dtype)
            v = x[0].copy()
            y = x[::-1].copy().T  # not the transpose of x, of which NumPy computes one half
            a, b, w = ag.asarray(x), ag.asarray(y), ag.asarray(v)
            for name, theirs, ours in (
                ("matmul", lambda: x @ x, lambda: a @ a),
                ("matmul, second transposed", lambda: x @ y, lambda: a @ b),
                ("matrix by vector", lambda: x @ v, lambda: a @ w),
                ("vector by matrix", lambda: v @ x, lambda: w @ a),
                ("vector by vector", lambda: v @ v, lambda: w @ w),
            ):
                numpy, arraygen = fastest((theirs, ours), 0.2)
                print(f"{dtype}, {name}, {n}, {numpy * 1e6:.2f}, {arraygen * 1e6:.2f}, {numpy / arraygen:.2f}", flush=True)


if __name__ == "__main__":
    main()
