# SPDX-License-Identifier: BSD-3-Clause

"""The orders in which reductions combine the elements of rows, written down once more in NumPy."""

import numpy as np


def unfused(x, y):
    """The product of complex numbers, each product of parts rounded."""
    z = np.empty(x.shape, x.dtype)
    z.real = x.real * y.real - x.imag * y.imag
    z.imag = x.real * y.imag + x.imag * y.real
    return z


def serial(op):
    def reduce(table):
        y = table[:, 0]
        for x in table.T[1:]:
            y = op(y, x)
        return y

    return reduce


def pairwise(op):
    """NumPy's pairwise order: eight series of reals in leaves of at most 128 of them, and halves cut at a multiple of eight."""

    def reduce(table):
        n, reals = table.shape[1], 2 if table.dtype.kind == "c" else 1
        series, leaf = 8 // reals, 128 // reals
        if n < series:
            return serial(op)(table)
        if n <= leaf:
            runs = [table[:, i] for i in range(series)]
            whole = n - n % series
            for k in range(series, whole, series):
                runs = [op(r, table[:, k + i]) for i, r in enumerate(runs)]
            while len(runs) > 1:
                runs = [op(a, b) for a, b in zip(runs[::2], runs[1::2])]
            y = runs[0]
            for x in table.T[whole:]:
                y = op(y, x)
            return y
        half = n // 2
        half -= half % series
        return op(reduce(table[:, :half]), reduce(table[:, half:]))

    return reduce


def scan(op):
    def accumulate(table):
        out = table.copy()
        for i in range(1, table.shape[1]):
            out[:, i] = op(out[:, i - 1], table[:, i])
        return out

    return accumulate


def starts(length):
    """The indices that reduceat is tried with."""
    return [0, length // 2, 1, length - 1]


def by_pieces(reduce):
    """reduceat, each piece reduced as a row of its own."""

    def reduceat(table):
        at = starts(table.shape[1])
        ends = at[1:] + [table.shape[1]]
        return np.stack([reduce(table[:, a:b]) if a < b else table[:, a] for a, b in zip(at, ends)], axis=1)

    return reduceat
