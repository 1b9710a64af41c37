#!/usr/bin/env python3
"""Writes complex_numpy.csv: what NumPy's complex functions return for special
values. Needs NumPy; the file on record is of NumPy 2.4.6 with glibc 2.43.

A line is a function, the type of the parts, and the parts of the argument and
of the result, as hexadecimal floats.
"""

import os
import numpy as np

FUNCTIONS = ["exp", "exp2", "log", "log2", "log10", "sin", "cos", "tanh", "sinh", "cosh",
             "tan", "arcsin", "arccos", "arctan", "arcsinh", "arccosh", "arctanh", "log1p", "expm1"]
NAN, INF = float("nan"), float("inf")
PARTS = {
    "float64": [0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, 1e-320, 1e300, -1e300, 0.5, 710.0, -710.0, 1454.0, -1454.0],
    "float32": [0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, 1e-42, 1e30, -1e30, 89.0, -89.0],
}
COMPLEX = {"float64": np.complex128, "float32": np.complex64}


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "complex_numpy.csv"), "w") as out, np.errstate(all="ignore"):
        for name in FUNCTIONS:
            for dtype, parts in PARTS.items():
                for a in parts:
                    for b in parts:
                        z = np.array([complex(a, b)], dtype=COMPLEX[dtype])
                        w = getattr(np, name)(z)[0]
                        numbers = [z[0].real, z[0].imag, w.real, w.imag]
                        print(name, dtype, *(short(v) for v in numbers), sep=",", file=out)


def short(v):
    """v as a hexadecimal float without trailing zeros."""
    v = float(v)
    if v != v or v in (INF, -INF) or v == 0:
        return str(v)
    mantissa, exponent = v.hex().split("p")
    return mantissa.rstrip("0").rstrip(".") + "p" + exponent


main()
