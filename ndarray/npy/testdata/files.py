#!/usr/bin/env python3
"""Writes .npy and .npz files as NumPy makes them to files.json.

Run with NumPy 2.4.6 and ml_dtypes. Each case has the file, and the array's
type, shape and elements in C order, little-endian, all bytes in hex.
"""
import io
import json
import os
import numpy as np
import ml_dtypes

gen = np.random.default_rng(3)
cases = []


def add(a, version=None, save=True):
    f = io.BytesIO()
    if version:
        np.lib.format.write_array(f, a, version=version)
    else:
        np.save(f, a)
    little = np.ascontiguousarray(a)
    if little.dtype.kind != "V":
        little = little.astype(little.dtype.newbyteorder("<"))
    name = a.dtype.newbyteorder("=").name if a.dtype.kind != "V" else "bfloat16"
    cases.append({
        "file": f.getvalue().hex(), "dtype": name, "shape": list(a.shape), "data": little.tobytes().hex(),
        "fortran": bool(a.flags.f_contiguous and not a.flags.c_contiguous), "swapped": a.dtype.byteorder == ">",
        # NumPy's own bytes are expected of us too, where the file is native.
        "save": version is None and a.dtype.byteorder != ">",
    })


for d in "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128".split():
    raw = gen.integers(0, 256, 24 * np.dtype(d).itemsize, dtype="u1")
    if d == "bool":
        raw &= 1
    a = raw.view(d)
    add(a)
    add(a.reshape(2, 3, 4))
    add(np.asfortranarray(a.reshape(2, 3, 4)))
    add(np.asarray(a[3]))
    if np.dtype(d).itemsize > 1:
        add(a.astype(np.dtype(d).newbyteorder(">")))
        add(np.asfortranarray(a.reshape(4, 6)).astype(np.dtype(d).newbyteorder(">")))
b = np.arange(12).astype(ml_dtypes.bfloat16)
add(b)
add(b.reshape(3, 4).T)
x = np.arange(6.0)
add(x, (1, 0))
add(x.reshape(2, 3), (2, 0))
add(x, (3, 0))
add(np.zeros((0, 3), "f4"))
add(np.zeros((3, 0), "f4", order="F"))
add(np.zeros((1,) * 40, "i1"))
add(np.zeros((1000000, 0)))

archives = {}
for name, save in (("stored", np.savez), ("compressed", np.savez_compressed)):
    f = io.BytesIO()
    save(f, x=np.arange(5), y=np.ones((100, 3), "f4", order="F"))
    archives[name] = f.getvalue().hex()

with open(os.path.join(os.path.dirname(__file__), "files.json"), "w") as f:
    f.write('{"archives":' + json.dumps(archives, separators=(",", ":")) + ',"cases":[\n'
            + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]}\n")
print(len(cases))
