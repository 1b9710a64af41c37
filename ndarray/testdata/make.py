#!/usr/bin/env python3
"""Writes what NumPy's creating and joining functions make to make.json.

Run with NumPy 2.4.6. Floats are written as the hex of their bits.
"""
import json
import os
import random
import numpy as np

rnd = random.Random(7)
cases = []


def add(op, args, r):
    r = np.ascontiguousarray(r)
    cases.append({"op": op, "args": args, "shape": list(r.shape), "dtype": r.dtype.name, "bytes": r.tobytes().hex()})


for _ in range(30):
    a, b = rnd.choice([0, 1, -3, 2.5, -0.1, 1e6]), rnd.choice([0, 10, 1.05, -7, 3.3, 1e6 + 1])
    s = rnd.choice([1, .1, .3, -.7, 1e-1, 2])
    if abs((b - a) / s) < 300:
        for t in ("float64", "float32"):
            a_, b_, s_ = (np.dtype(t).type(x).item() for x in (a, b, s))
            if t == "float64" or (float(a_), float(b_), float(s_)) == (a, b, s):
                add("arange", [t, a_, b_, s_], np.arange(a_, b_, s_, dtype=t))
    n = rnd.randint(0, 50)
    add("linspace", ["float64", a, b, n], np.linspace(a, b, n))
    a_, b_ = np.float32(a).item(), np.float32(b).item()
    add("linspace", ["float32", a_, b_, n], np.linspace(a_, b_, n, dtype="f4"))
    i, j, k = rnd.randint(-100, 100), rnd.randint(-100, 100), rnd.choice([1, 2, 7, -1, -3])
    add("arange", ["int8", i, j, k], np.arange(i, j, k, dtype="i1"))
    add("arange", ["int64", i * 10**15, j * 10**15, k * 10**14], np.arange(i * 10**15, j * 10**15, k * 10**14))
    r, c, k = rnd.randint(0, 5), rnd.randint(0, 5), rnd.randint(-6, 6)
    add("eye", [r, c, k], np.eye(r, c, k, dtype="f4"))
    sh = [rnd.randint(0 if rnd.random() < .1 else 1, 4) for _ in range(rnd.randint(1, 3))]
    base = np.arange(int(np.prod(sh)), dtype="i4").reshape(sh)
    ax = rnd.randint(-len(sh), len(sh) - 1)
    add("concatenate", [sh, ax], np.concatenate([base, base.copy(), base[tuple(slice(None, None, -1) for _ in sh)]], axis=ax))
    ax = rnd.randint(-len(sh) - 1, len(sh))
    add("stack", [sh, ax], np.stack([base, base * 0], axis=ax))
    ax, t = rnd.randint(-len(sh), len(sh) - 1), rnd.randint(0, 3)
    add("repeat", [sh, t, ax], np.repeat(base, t, axis=ax))
    reps = [rnd.randint(0 if rnd.random() < .1 else 1, 3) for _ in range(rnd.randint(0, 4))]
    add("tile", [sh, reps], np.tile(base, reps))
    ax, t = rnd.randint(-len(sh), len(sh) - 1), rnd.randint(-9, 9)
    add("roll", [sh, t, ax], np.roll(base, t, axis=ax))
    ish = list(sh)
    ish[ax] = rnd.randint(1, 3)
    if base.size:
        ix = np.array([rnd.randint(-sh[ax], sh[ax] - 1) for _ in range(int(np.prod(ish)))], "i2").reshape(ish)
        add("take_along", [sh, ax, ish, ix.ravel().tolist()], np.take_along_axis(base, ix, ax))
    if len(sh) >= 2:
        k = rnd.randint(-4, 4)
        add("tril", [sh, k], np.tril(base, k))
        add("triu", [sh, k], np.triu(base, k))

with open(os.path.join(os.path.dirname(__file__), "make.json"), "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases))
