#!/usr/bin/env python3
"""Writes NumPy's str and repr of many arrays to print.json.

Run with NumPy 2.4.6. The elements are given as the hex of their bytes.
"""
import json
import os
import random
import numpy as np

rnd = random.Random(11)
gen = np.random.default_rng(12)
cases = []
TYPES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128".split()


def add(a):
    data = np.ascontiguousarray(a)
    text = data.tobytes()
    if len(text) > 4000:  # an arange times a factor
        text = b""
    cases.append({"dtype": a.dtype.name, "shape": list(a.shape), "bytes": text.hex(), "str": str(a), "repr": repr(a)})


def values(d, n, style):
    dt = np.dtype(d)
    if d == "bool":
        return gen.integers(0, 2, n).astype(d)
    if dt.kind in "iu":
        i = np.iinfo(d)
        if style < 3:
            return gen.integers(max(i.min, -20), min(i.max, 120), n).astype(d)
        return gen.integers(i.min, i.max, n, dtype=d, endpoint=True)
    if dt.kind == "c":
        half = "f4" if d == "complex64" else "f8"
        return (values(half, n, style) + 1j * values(half, n, rnd.randint(0, 8))).astype(d)
    if style == 0:
        x = gen.integers(-9, 10, n)
    elif style == 1:
        x = gen.normal(size=n)
    elif style == 2:
        x = gen.integers(-90, 90, n) / 8
    elif style == 3:
        x = gen.normal(size=n) * 10.0 ** gen.integers(-6, 9, n)
    elif style == 4:
        x = gen.normal(size=n) * 10.0 ** rnd.randint(-30, 30)
    elif style == 5:
        x = np.round(gen.normal(size=n) * 100, rnd.randint(0, 5))
    elif style == 6:
        x = gen.normal(size=n) * 10.0 ** rnd.randint(0, 7)
    elif style == 7:
        x = gen.random(n) * 1e-3
    else:
        x = gen.normal(size=n) * 10.0 ** gen.integers(-300, 300, n)
    with np.errstate(all="ignore"):
        x = x.astype(d)
    if rnd.random() < .25 and n:
        for _ in range(rnd.randint(1, 3)):
            x[rnd.randrange(n)] = rnd.choice([np.nan, np.inf, -np.inf, 0.0, -0.0])
    return x


for d in TYPES:
    for _ in range(25):
        sh = [rnd.choice([0, 1, 2, 3, 4, 7]) if rnd.random() < .3 else rnd.randint(1, 6) for _ in range(rnd.randint(0, 4))]
        n = int(np.prod(sh))
        if n <= 120:
            add(values(d, n, rnd.randint(0, 8)).reshape(sh))
    for n in (30, 50):
        add(values(d, n, rnd.randint(0, 8)))
    for v in values(d, 12, 3):
        add(np.asarray(v))
    for v in values(d, 12, 8):
        add(np.asarray(v))
    for _ in range(4):
        add(values(d, 5, 1))

for x in (0.1, 1 / 3, 1e16, 1e15, 123456789012345680.0, 1e-4, 9.999e-5, 65504, 2048, 1e8, 99999999, 1e6, 999999.5, 0.5, 5e-324, 1.7e308):
    for d in ("float16", "float32", "float64"):
        with np.errstate(all="ignore"):
            add(np.array(x, d))
            add(np.array([x], d))
            add(np.array([x, 1], d))
            add(np.array([x, 1 / 3, 0], d))
for z in (0j, -0.0 + 1j, complex(-0.0, -0.0), complex(0, 1), complex(1, float("nan")), complex(float("inf"), -float("inf")), 1e20 + 1e-9j, 2j):
    add(np.array(z))
    add(np.array(z, "complex64"))
    add(np.array([z, 1]))
for sh in ([1001], [2000], [40, 40], [10, 10, 11], [2, 600], [600, 2], [3, 7, 7, 8], [1001, 1], [1, 1001]):
    for d in ("int64", "float64", "float32", "int16", "complex128"):
        add((np.arange(int(np.prod(sh))) / 4 if np.dtype(d).kind == "f" else np.arange(int(np.prod(sh)))).astype(d).reshape(sh))
for sh in ([0], [0, 3], [2, 0, 1]):
    for d in ("float64", "bool", "int8"):
        add(np.zeros(sh, d))

with open(os.path.join(os.path.dirname(__file__), "print.json"), "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases))
