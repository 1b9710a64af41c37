# SPDX-License-Identifier: BSD-3-Clause

"""Every difference from NumPy on special values, with its reason: the only place where a test of this folder allows one.

An element that differs and that no row names fails the test. So does a row that
names a loop in which nothing differs any more. `ours` is what we give instead,
and is checked too; it is None where the true value and the bound of the function say it.
"""

from dataclasses import dataclass
from typing import Callable

import numpy as np

from orders import by_pieces, pairwise, scan, serial, unfused
from special_values import COMPLEXES, FLOATS, SIGNED, UNSIGNED


@dataclass(frozen=True, eq=False)
class Difference:
    functions: list
    types: list  # of the operands, as the loop has them
    condition: Callable  # of the operands: where results may differ
    reason: str
    ours: Callable | None = None  # of the operands: our results
    needs: str | None = None  # the feature of the CPU without which NumPy gives the same

    def loops(self):
        return {(f, t) for f in self.functions for t in self.types}


def zeros(x, y):
    return (x == 0) & (y == 0)


def any_zeros(table):
    return ((table == 0).sum(axis=1) > 1) & (np.signbit(table) & (table == 0)).any(axis=1)


def anywhere(*xs):
    return np.True_


def greater(x, y):
    return np.where(np.signbit(x), y, x)


def lesser(x, y):
    return np.where(np.signbit(x), x, y)


def in_float32(reduce):
    return lambda table: reduce(table.astype("float32")).astype("float16")


def clipped(x, lo, hi):
    return np.minimum(np.maximum(x, lo), hi)


def outside(target):
    """Whether the integer part of x is no number of the type."""

    def condition(x):
        x = np.trunc(x.real.astype(np.longdouble))
        info = np.iinfo(target)
        return ~((x >= info.min) & (x <= info.max))

    return condition


def saturated(target):
    def convert(x):
        info = np.iinfo(target)
        x = np.nan_to_num(x.real.astype(np.longdouble), nan=0, posinf=2.0**64, neginf=-(2.0**64))
        return np.array([min(max(int(v), info.min), info.max) for v in x], target)

    return convert


def without_value(z, w):
    return ~(np.isfinite(z) & np.isfinite(w))


def minus_zero_real(z):
    w = z.copy()
    w.real = -0.0
    return w


FUSED = (
    "The row says that both products of each part are rounded. NumPy's vector loop fuses one of them with the sum (FMA3), "
    "its scalar loop does not: its own answer depends on the place in the array."
)
ORDER_OF_ZEROS = "IEEE 754-2019: +0 is greater than -0. NumPy leaves it open, and its loops answer differently."

DIFFERENCES = [
    Difference(["maximum", "fmax"], FLOATS, zeros, ORDER_OF_ZEROS, ours=greater),
    Difference(["minimum", "fmin"], FLOATS, zeros, ORDER_OF_ZEROS, ours=lesser),
    Difference(["clip"], ["float16"], lambda x, lo, hi: (x == 0) & ((lo == 0) | (hi == 0)), ORDER_OF_ZEROS,
               ours=lambda x, lo, hi: lesser(greater(x, lo), hi)),
    Difference(["clip"], COMPLEXES, anywhere,
               "NumPy's documentation: clip is minimum(maximum(x, lo), hi). So are its loops of real numbers and ours; its complex "
               "one loses a NaN of lo or hi, and takes another of two equal numbers.", ours=clipped),
    Difference(["multiply"], COMPLEXES, anywhere, FUSED, ours=unfused, needs="X86_V3"),
    Difference(["square"], COMPLEXES, anywhere, FUSED, ours=lambda x: unfused(x, x), needs="X86_V3"),
    Difference(["reciprocal"], ["int32", "int64"], lambda x: x == 0,
               "C leaves the conversion of 1.0/0 to an integer open. Ours is 0, as of 1 // 0 in NumPy and here.", ours=np.zeros_like, needs="SSE2"),
    Difference(["exp2"], COMPLEXES, lambda z: (np.abs(z.imag) >= 16) | (np.abs(z.real) >= 512),
               "NumPy rounds z·ln2 first, which costs half an ULP of the angle y·ln2 and of the exponent: all digits of the result for "
               "large z, and 2**1024 is finite. Ours is within 3 ULP, as spec/kernels/complex_accuracy_test.go shows."),
    Difference(["expm1"], COMPLEXES, lambda z: ~np.isfinite(z.real) | (z.imag == 0),
               "NumPy multiplies zeros and infinities, as in exp(inf) sin(0), which is NaN. Ours is the exponential of C99's Annex G less 1, "
               "as the array API has it.", ours=lambda z: np.exp(z) - 1),
    Difference(["expm1"], ["complex64"], lambda z: z.real == z.imag * z.imag / 2,
               "The real part is -y**4/12, too small for float32. NumPy subtracts two equal numbers.", ours=minus_zero_real),
]

POWER = (
    "C and NumPy define a complex power as exp(w log z), and leave open what comes out of infinities and NaN: NumPy has C's cpow, other "
    "libraries other answers. Ours is NaN in both parts, or what the exponential gives."
)
for functions, types in ((["power"], ["float32", "float64"]), (["float_power"], ["float64"])):
    DIFFERENCES.append(Difference(
        functions, types, lambda x, y: (x == -np.inf) & (y == -(2.0**63)),
        "The true value is 0. NumPy's float64 says so, but glibc's powl, which is what true values are compared with, gives inf.",
        ours=lambda x, y: np.zeros_like(x)))
DIFFERENCES += [Difference(["power"], COMPLEXES, without_value, POWER), Difference(["float_power"], ["complex128"], without_value, POWER)]

for target in SIGNED + UNSIGNED:
    DIFFERENCES.append(Difference(
        [f"astype {target}"], FLOATS + COMPLEXES, outside(target),
        "C leaves conversions of numbers out of range open, and NumPy's answers depend on the CPU and the place. Ours saturate, NaN is 0.",
        ours=saturated(target),
    ))



def minimum(f):
    return lambda x, y: np.where(zeros(x, y), lesser(x, y), f(x, y))


def maximum(f):
    return lambda x, y: np.where(zeros(x, y), greater(x, y), f(x, y))


# Of reductions the condition and ours get the table whose rows are reduced.
for name, op in (("maximum", maximum(np.maximum)), ("fmax", maximum(np.fmax)), ("minimum", minimum(np.minimum)), ("fmin", minimum(np.fmin))):
    DIFFERENCES += [
        Difference([name + ".reduce"], FLOATS, any_zeros, ORDER_OF_ZEROS, ours=serial(op)),
        Difference([name + ".accumulate"], FLOATS, any_zeros, ORDER_OF_ZEROS, ours=scan(op)),
    ]

PAIRWISE = "The row says pairwise, as of sums, because the error grows slower. NumPy multiplies from first to last."
PIECES = "A piece is reduced as reduce does it. NumPy adds the sum of the others to its first element."
HALF = "Each step is rounded to float16, as in the ufunc and in accumulate. NumPy's reduce and reduceat keep float32 in between."
DIFFERENCES += [
    Difference(["add.reduceat"], ["float16"], anywhere, PIECES, ours=by_pieces(in_float32(pairwise(np.add)))),
    Difference(["add.reduceat"], ["float32", "float64"] + COMPLEXES, anywhere, PIECES, ours=by_pieces(pairwise(np.add))),
    Difference(["multiply.reduceat"], ["float16"], anywhere, PAIRWISE, ours=by_pieces(in_float32(pairwise(np.multiply)))),
    Difference(["multiply.reduce"], ["float32", "float64"], anywhere, PAIRWISE, ours=pairwise(np.multiply)),
    Difference(["multiply.reduceat"], ["float32", "float64"], anywhere, PAIRWISE, ours=by_pieces(pairwise(np.multiply))),
    Difference(["multiply.reduce"], COMPLEXES, anywhere, PAIRWISE + " The identity 1+0j takes part in both, in ours last. " + FUSED,
               ours=lambda table: unfused(np.ones_like(table[:, 0]), pairwise(unfused)(table))),
    Difference(["multiply.reduceat"], COMPLEXES, anywhere, PAIRWISE + " " + FUSED, ours=by_pieces(pairwise(unfused))),
    Difference(["multiply.accumulate"], COMPLEXES, anywhere, FUSED, ours=scan(unfused), needs="X86_V3"),
]
for name in ("subtract", "divide"):
    op = getattr(np, name)
    DIFFERENCES += [
        Difference([name + ".reduce"], ["float16"], anywhere, HALF, ours=serial(op)),
        Difference([name + ".reduceat"], ["float16"], anywhere, HALF, ours=by_pieces(serial(op))),
    ]
