#!/usr/bin/env python3
"""Writes divmod.csv: floor_divide and remainder by NumPy 2.4.6, as bit patterns
(NaNs all alike). Needs numpy.
"""

import os
import numpy as np

np.seterr(all="ignore")
rng = np.random.default_rng(7)
here = os.path.dirname(os.path.abspath(__file__))


def bits(v):
    u = v.view(np.uint32 if v.dtype == np.float32 else np.uint64)
    return np.where(np.isnan(v), "nan", [format(b, "x") for b in u])


with open(os.path.join(here, "divmod.csv"), "w") as out:
    out.write("dtype,x1,x2,floor_divide,remainder\n")
    for t in (np.float32, np.float64):
        f = np.finfo(t)
        grid = np.array(
            [0, f.smallest_subnormal, f.smallest_normal, 0.1, 0.3, 1, np.nextafter(t(1), t(0)), 2, 3, 7.5, 1e5, f.max, np.inf, np.nan],
            dtype=t,
        )
        grid = np.concatenate([grid, -grid[:-1]])
        a, b = (v.ravel() for v in np.meshgrid(grid, grid))
        n = 1000
        # Quotients near 1, of any size, and next to integers.
        x = (rng.uniform(-100, 100, n)).astype(t)
        y = (rng.uniform(-10, 10, n)).astype(t)
        p = np.ldexp(rng.uniform(1, 2, n), rng.integers(f.minexp, f.maxexp, n)).astype(t)
        q = np.ldexp(rng.uniform(-2, -1, n), rng.integers(f.minexp, f.maxexp, n)).astype(t)
        s = rng.uniform(-9, 9, n).astype(t)
        k = (s * rng.integers(1, 1 << 20, n).astype(t)).astype(t)
        k = np.where(rng.integers(0, 2, n) == 0, k, np.nextafter(k, t(0)))
        # About the limit of the fast path.
        l = np.ldexp(rng.uniform(-2, 2, n), rng.integers(f.nmant - 6, f.nmant + 3, n)).astype(t)
        m = rng.uniform(-1, 1, n).astype(t)
        a = np.concatenate([a, x, p, k, l])
        b = np.concatenate([b, y, q, s, m])
        d, r = np.floor_divide(a, b), np.remainder(a, b)
        for row in zip(bits(a), bits(b), bits(d), bits(r)):
            out.write(f"{t.__name__}," + ",".join(row) + "\n")
