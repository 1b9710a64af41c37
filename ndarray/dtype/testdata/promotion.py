#!/usr/bin/env python3
"""Writes NumPy's promotion and casting tables to promotion.txt.

Run with NumPy 2.4.6. Line by line: "promote a b result", "weak a kind result",
"cast from to" followed by 0 or 1 for each of no, equiv, safe, same_kind, unsafe.
"""
import os
import numpy as np

NAMES = """bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16
float32 float64 complex64 complex128""".split()
WEAK = {"bool": True, "integer": 1, "float": 1.0, "complex": 1j}
RULES = ["no", "equiv", "safe", "same_kind", "unsafe"]

with open(os.path.join(os.path.dirname(__file__), "promotion.txt"), "w") as f:
    for a in NAMES:
        for b in NAMES:
            print("promote", a, b, np.promote_types(a, b), file=f)
        for kind, value in WEAK.items():
            r = np.result_type(np.dtype(a), value)
            if kind == "bool":
                r = np.result_type(np.dtype(a), np.bool_)
            print("weak", a, kind, r, file=f)
        for b in NAMES:
            print("cast", a, b, *[int(np.can_cast(a, b, c)) for c in RULES], file=f)
