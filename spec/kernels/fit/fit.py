#!/usr/bin/env python3
"""Fits the coefficients of the kernel functions in ../*.go.

Each polynomial is a weighted minimax fit (Lawson's iteration at 60 digits). The
coefficients are then rounded one after the other, from the most to the least
significant, to the precision they will be stored in; after each rounding the
others are fitted again, so that they take up its error.

Needs mpmath (pip install mpmath). Prints Go hex floats:

    python3 fit.py            # all
    python3 fit.py exp log32  # some
"""

import sys
from mpmath import mp, mpf

mp.dps = 60


def rounded(v, bits):
    """v rounded to the given number of significant bits."""
    if v == 0:
        return mpf(0)
    m, e = mp.frexp(v)
    return mp.ldexp(mp.nint(mp.ldexp(m, bits)), int(e) - bits)


def hexfloat(v):
    """v, of at most 53 bits, as a Go hex literal."""
    return float(v).hex().replace("0x1.0000000000000p", "0x1p")


def lawson(f, exps, a, b, weight):
    """Coefficients c minimising max |f(x) - sum c_i x^exps_i| * weight(x).

    Lawson's iteration: least squares on Chebyshev points, reweighted by the
    errors. Unlike an exchange it needs no Haar condition, which powers that
    all vanish at a point inside the interval do not meet.
    """
    n = len(exps)
    grid_n = 12 * (n + 2)
    grid = [(a + b) / 2 - (b - a) / 2 * mp.cos(mp.pi * (i + mpf(1) / 2) / grid_n) for i in range(grid_n)]
    ws = [weight(x) for x in grid]
    fs = [f(x) * w for x, w in zip(grid, ws)]
    pw = [[x**e * w for e in exps] for x, w in zip(grid, ws)]
    share = [mpf(1)] * grid_n
    best, best_err = None, mpf("inf")
    for _ in range(40):
        gram = mp.matrix(n, n)
        rhs = mp.matrix(n, 1)
        for k in range(n):
            row = [s * p[k] for s, p in zip(share, pw)]
            rhs[k] = mp.fdot(row, fs)
            for m in range(k, n):
                gram[k, m] = gram[m, k] = mp.fdot(row, (p[m] for p in pw))
        sol = mp.lu_solve(gram, rhs)
        c = [sol[k] for k in range(n)]
        e = [abs(v - mp.fdot(c, p)) for v, p in zip(fs, pw)]
        err = max(e)
        if err < best_err:
            best, best_err = c, err
        share = [s * v for s, v in zip(share, e)]
        total = mp.fsum(share)
        if total == 0:
            break
        share = [s / total for s in share]
    return best, best_err


def fit(f, exps, a, b, weight=lambda x: mpf(1), bits=53):
    """lawson with stored coefficients; bits is one number or one per exponent."""
    if isinstance(bits, int):
        bits = [bits] * len(exps)
    a, b = mpf(a), mpf(b)
    fixed = []
    err = None
    for i in range(len(exps)):
        def rest(x):
            return f(x) - mp.fsum(c * x**e for c, e in zip(fixed, exps))
        c, err = lawson(rest, exps[i:], a, b, weight)
        fixed.append(rounded(c[0], bits[i]))
    grid = [a + (b - a) * k / 2000 for k in range(2001)]
    err = max(abs(f(x) - mp.fsum(c * x**e for c, e in zip(fixed, exps))) * weight(x) for x in grid)
    return fixed, err


def show(name, coeffs, err):
    print(f"{name}: error 2^{float(mp.log(err, 2)):.2f}")
    for c in coeffs:
        print("   ", hexfloat(c))


def split(name, v, *bits):
    """v as a sum of parts, each rounded to its number of bits."""
    print(name)
    for b in bits:
        part = rounded(v, b)
        v -= part
        print("   ", hexfloat(part))


ln2 = mp.log(2)
FITS = {}


def register(fn):
    FITS[fn.__name__.replace("fit_", "")] = fn
    return fn


def series(fn, terms):
    """The power series sum fn(k) x^k, for |x| < 1/2: free of cancellation."""
    c = [fn(k) for k in range(terms)]
    return lambda x: mp.polyval(c[::-1], x)


@register
def fit_exp():
    # (e^r - 1 - r)/r^2 on [-ln2/2, ln2/2]; the error counts as r^2 times it.
    q = series(lambda k: 1 / mp.factorial(k + 2), 40)
    h = ln2 / 2 * (1 + mpf(2) ** -20)
    w = lambda r: r * r
    show("exp, degree 9", *fit(q, range(10), -h, h, w))
    split("ln2", ln2, 53, 53)
    split("1/ln2", 1 / ln2, 53)


@register
def fit_exp32():
    q = series(lambda k: 1 / mp.factorial(k + 2), 30)
    h = ln2 / 2 * (1 + mpf(2) ** -12)
    w = lambda r: r * r
    show("exp32, degree 4", *fit(q, range(5), -h, h, w, 24))
    split("ln2", ln2, 24, 24)
    split("1/ln2", 1 / ln2, 24)


if __name__ == "__main__":
    for name in sys.argv[1:] or FITS:
        FITS[name]()
