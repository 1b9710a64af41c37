#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause

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
    mantissa, exponent = float(v).hex().split("p")
    return mantissa.rstrip("0").rstrip(".") + "p" + exponent


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


def show(name, var, coeffs, err, typ=""):
    """Prints a polynomial as the Horner steps of a kernel function."""
    print(f"{name}: error 2^{float(mp.log(err, 2)):.2f}")
    c = [hexfloat(v) for v in coeffs]
    print(f"\tq := lane.FMA{typ}({c[-1]}, {var}, {c[-2]})")
    for v in c[-3::-1]:
        print(f"\tq = lane.FMA(q, {var}, {v})")


def show32(name, var, coeffs, err):
    show(name, var, coeffs, err, "[float32]")


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
    show("exp, degree 9", "r", *fit(q, range(10), -h, h, w))
    split("ln2", ln2, 53, 53)
    split("1/ln2", 1 / ln2, 53)


@register
def fit_expm1():
    # As exp, with an error relative to e^r - 1, which is near r.
    q = series(lambda k: 1 / mp.factorial(k + 2), 40)
    h = ln2 / 2 * (1 + mpf(2) ** -20)
    show("expm1, degree 10", "r", *fit(q, range(11), -h, h, abs))
    show32("expm1_32, degree 5", "r", *fit(q, range(6), -h, h, abs, 24))


@register
def fit_exp32():
    q = series(lambda k: 1 / mp.factorial(k + 2), 30)
    h = ln2 / 2 * (1 + mpf(2) ** -12)
    w = lambda r: r * r
    show32("exp32, degree 4", "r", *fit(q, range(5), -h, h, w, 24))
    split("ln2", ln2, 24, 24)
    split("1/ln2", 1 / ln2, 24)


@register
def fit_exp2():
    # (2^r - 1 - r ln2)/r^2 on [-1/2, 1/2].
    q = series(lambda k: ln2 ** (k + 2) / mp.factorial(k + 2), 50)
    h = mpf("0.5")
    show("exp2, degree 9", "r", *fit(q, range(10), -h, h, lambda r: r * r))
    q = series(lambda k: ln2 ** (k + 1) / mp.factorial(k + 1), 40)
    show32("exp2_32, degree 5", "r", *fit(q, range(6), -h, h, abs, 24))


def log_tail(z):
    """(2 atanh(s) - 2 s)/s^3 for z = s^2."""
    return mp.fsum(2 * z**k / (2 * k + 3) for k in range(48))


@register
def fit_log():
    # log(1+f) = 2 atanh(s), s = f/(2+f), for 1+f in [sqrt(1/2), sqrt(2)].
    smax = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1) * (1 + mpf(2) ** -20)
    show("log, degree 6", "z", *fit(log_tail, range(7), 0, smax**2, lambda z: z))
    # A head of 42 bits: its product with an exponent is exact.
    split("ln2", ln2, 42, 53)
    split("log10(2)", mp.log10(2), 42, 53)
    split("1/ln2", 1 / ln2, 53, 53)
    split("1/ln10", 1 / mp.log(10), 53, 53)


def log_bounds():
    m = mpf(2) ** -20
    return mp.sqrt(mpf("0.5")) - 1 - m, mp.sqrt(2) - 1 + m


@register
def fit_log32():
    # (log(1+f) - f)/f^2
    def q(f):
        return mp.fsum((-1) ** (k + 1) * f**k / (k + 2) for k in range(160))
    a, b = log_bounds()
    show32("log32, degree 8", "f", *fit(q, range(9), a, b, lambda f: abs(f), 24))
    split("ln2", ln2, 16, 24)


@register
def fit_log2_32():
    # (log_b(1+f) - f*c)/f with c the float32 next to 1/ln(b)
    a, b = log_bounds()
    for name, base in ("log2_32", 2), ("log10_32", 10):
        scale = 1 / mp.log(base)
        split("1/ln(base)", scale, 24)
        def q(f):
            series = mp.fsum((-1) ** (k + 1) * f ** (k + 1) / (k + 2) for k in range(160))
            return scale - rounded(scale, 24) + series * scale
        show32(name + ", degree 9", "f", *fit(q, range(10), a, b, lambda f: mpf(1), 24))
    split("log10(2)", mp.log10(2), 16, 24)


@register
def fit_trig():
    h = mp.pi / 4 + mpf(2) ** -9
    def s(z):
        return mp.fsum((-1) ** (k + 1) * z**k / mp.factorial(2 * k + 3) for k in range(30))
    def c(z):
        return mp.fsum((-1) ** k * z**k / mp.factorial(2 * k + 4) for k in range(30))
    show("sin, degree 5 in r^2", "z", *fit(s, range(6), 0, h * h, lambda z: z))
    show("cos, degree 5 in r^2", "z", *fit(c, range(6), 0, h * h, lambda z: z * z))
    h = mp.pi / 4 + mpf(2) ** -7
    show32("sin32, degree 2 in r^2", "z", *fit(s, range(3), 0, h * h, lambda z: z, 24))
    show32("cos32, degree 2 in r^2", "z", *fit(c, range(3), 0, h * h, lambda z: z * z, 24))
    split("pi/2", mp.pi / 2, 53, 53, 53)
    split("2/pi", 2 / mp.pi, 53)
    split("pi/2 in float32", mp.pi / 2, 24, 24, 24)
    split("2/pi in float32", 2 / mp.pi, 24)


def tanh_tail(z):
    """(tanh(x) - x)/x^3 for z = x^2."""
    if z < mpf("1e-4"):
        # Bernoulli series.
        return mp.fsum(
            mpf(4) ** k * (mpf(4) ** k - 1) * mp.bernoulli(2 * k) / mp.factorial(2 * k) * z ** (k - 2)
            for k in range(2, 16)
        )
    x = mp.sqrt(z)
    return (mp.tanh(x) - x) / (x * z)


TANH_SPLIT, TANH32_SPLIT = mpf("1"), mpf("1")


@register
def fit_tanh():
    show("tanh, degree 14 in x^2", "z", *fit(tanh_tail, range(15), 0, TANH_SPLIT**2, lambda z: z))
    show32("tanh32, degree 6 in x^2", "z", *fit(tanh_tail, range(7), 0, TANH32_SPLIT**2, lambda z: z, 24))
    # (e^2r - 1)/r
    h = ln2 / 4 * (1 + mpf(2) ** -12)
    q = series(lambda k: mpf(2) ** (k + 1) / mp.factorial(k + 1), 40)
    show("expm1(2r), degree 10", "r", *fit(q, range(11), -h, h, abs))
    show32("expm1_32(2r), degree 5", "r", *fit(q, range(6), -h, h, abs, 24))
    split("2/ln2", 2 / ln2, 53)
    split("ln2/2", ln2 / 2, 53, 53)
    split("2/ln2 in float32", 2 / ln2, 24)
    split("ln2/2 in float32", ln2 / 2, 24, 24)


@register
def fit_hyperbolic():
    # (sinh(r) - r)/r^3 and (cosh(r) - 1 - r^2/2)/r^4 for z = r^2, |r| <= ln(2)/2.
    h = ln2 / 2 * (1 + mpf(2) ** -20)
    s = series(lambda k: 1 / mp.factorial(2 * k + 3), 24)
    c = series(lambda k: 1 / mp.factorial(2 * k + 4), 24)
    show("sinh, degree 4 in r^2", "z", *fit(s, range(5), 0, h * h, lambda z: z))
    show("cosh, degree 4 in r^2", "z", *fit(c, range(5), 0, h * h, lambda z: z * z))
    show32("sinh32, degree 2 in r^2", "z", *fit(s, range(3), 0, h * h, lambda z: z, 24))
    show32("cosh32, degree 1 in r^2", "z", *fit(c, range(2), 0, h * h, lambda z: z * z, 24))


@register
def fit_atan():
    # (atan(q) - q)/q^3 for z = q^2, |q| <= 7/16.
    def tail(z):
        return mp.fsum((-1) ** (k + 1) * z**k / (2 * k + 3) for k in range(90))
    show("atan, degree 10 in q^2", "z", *fit(tail, range(11), 0, mpf(7) ** 2 / 256, lambda z: z))
    split("atan(1/2)", mp.atan(mpf("0.5")), 53, 53)
    # The same for |q| <= 1, for results of float32 precision.
    def whole(z):
        q = mp.sqrt(z)
        return tail(z) if z < mpf("0.01") else (mp.atan(q) - q) / (z * q)
    show("atan32, degree 8 in q^2", "z", *fit(whole, range(9), 0, 1, lambda z: z))
    split("pi/4", mp.pi / 4, 53, 53)


def asin_tail(z):
    """(asin(s) - s)/s^3 for z = s^2, |s| <= 1/2."""
    return mp.fsum(mp.binomial(2 * k, k) / mpf(4) ** k / (2 * k + 1) * z ** (k - 1) for k in range(1, 120))


@register
def fit_asin():
    q = mpf(1) / 4
    show("asin, degree 12 in s^2", "z", *fit(asin_tail, range(13), 0, q, lambda z: z))
    show32("asin32, degree 4 in s^2", "z", *fit(asin_tail, range(5), 0, q, lambda z: z, 24))


@register
def fit_atan32():
    def tail(z):
        return mp.fsum((-1) ** (k + 1) * z**k / (2 * k + 3) for k in range(90))
    show32("atan32, degree 4 in q^2", "z", *fit(tail, range(5), 0, mpf(7) ** 2 / 256, lambda z: z, 24))
    split("atan(1/2) in float32", mp.atan(mpf("0.5")), 24, 24)
    split("pi/2, pi/4 in float32", mp.pi / 2, 24, 24)


@register
def fit_atanh():
    # (atanh(s) - s)/s^3 for z = s^2, |s| <= 0.2006
    show("atanh, degree 7 in s^2", "z", *fit(lambda z: log_tail(z) / 2, range(8), 0, mpf("0.2006") ** 2, lambda z: z))


@register
def fit_pow():
    # (2 atanh(s) - 2 s - 2/3 s^3)/s^5, as log
    smax = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1) * (1 + mpf(2) ** -20)
    tail = lambda z: mp.fsum(2 * z**k / (2 * k + 5) for k in range(48))
    show("pow, degree 7", "z", *fit(tail, range(8), 0, smax**2, lambda z: z * z))
    split("2/3", mpf(2) / 3, 53, 53)


@register
def fit_cbrt():
    # m^(-1/3) on [1, 2]
    show("cbrt, degree 4", "m", *fit(lambda m: mp.cbrt(1 / m), range(5), 1, 2, mp.cbrt))
    show32("cbrt32, degree 3", "m", *fit(lambda m: mp.cbrt(1 / m), range(4), 1, 2, mp.cbrt, 24))
    for i in (1, 2):
        split(f"2^-{i}/3", mp.cbrt(mpf(2) ** -i), 53)


@register
def fit_erf():
    # (1 + 2x) e^(x^2) erfc(x) for t = (x-4)/(x+4), x from 0 to 28.
    def scaled(t):
        x = 4 * (1 + t) / (1 - t)
        return (1 + 2 * x) * mp.exp(x * x) * mp.erfc(x)
    coeffs, err = fit(scaled, range(25), -1, mpf(3) / 4, bits=[106] + [53] * 24)
    show("erfc, degree 24 in t", "t", coeffs, err)
    split("its first coefficient", coeffs[0], 53, 53)
    # (erf(x)/x - 2/sqrt(pi))/x^2 for z = x^2, x to 1/2
    c = 2 / mp.sqrt(mp.pi)
    q = series(lambda k: c * (-1) ** (k + 1) / ((2 * k + 3) * mp.factorial(k + 1)), 40)
    show("erf, degree 9 in x^2", "z", *fit(q, range(10), 0, mpf(1) / 4, lambda z: z))
    split("2/sqrt(pi)", c, 53, 53)
    split("1/sqrt(2)", mp.sqrt(mpf(1) / 2), 53, 53)


@register
def fit_lgamma():
    # (lgamma(y) - (y-1/2) log(y) + y - log(2 pi)/2) y for z = y^-2, y from 6
    def stirling(z):
        if z < mpf("1e-4"):
            return mp.fsum(mp.bernoulli(2 * k) / (2 * k * (2 * k - 1)) * z ** (k - 1) for k in range(1, 12))
        y = 1 / mp.sqrt(z)
        return (mp.loggamma(y) - (y - mpf(1) / 2) * mp.log(y) + y - mp.log(2 * mp.pi) / 2) * y
    show("Stirling's series, degree 8 in y^-2", "z", *fit(stirling, range(9), 0, mpf(1) / 36))
    # (lgamma(2+u) - c u)/u^2, c its derivative at 2
    c = 1 - mp.euler
    q = series(lambda k: (-1) ** (k + 2) * (mp.zeta(k + 2) - 1) / (k + 2), 90)
    show("lgamma at 2, degree 14 in u", "u", *fit(q, range(15), -mpf(1) / 4, mpf(1) / 4, abs))
    split("1 - Euler's constant", c, 53, 53)
    split("log(2 pi)/2 - 1/2", mp.log(2 * mp.pi) / 2 - mpf(1) / 2, 53, 53)
    split("log(pi)", mp.log(mp.pi), 53, 53)
    split("pi", mp.pi, 53, 53)


@register
def fit_lgamma_zeros():
    # Each zero z of lgamma from -18 to -2, cot(pi z), and the coefficients of lgamma(1-z-d) by powers of -d.
    f = lambda x: mp.log(abs(mp.gamma(x)))
    for n in range(2, 18):
        m = mp.findroot(lambda x: mp.psi(0, x), (-n - mpf("0.6"), -n - mpf("0.3")), solver="anderson")
        for end in (-n, -n - 1):
            tiny = mpf(10) ** -30 * (1 if end < -n else -1)
            z = mp.findroot(f, (m, end + tiny), solver="anderson", tol=mpf(10) ** -100, maxsteps=400, verify=False)
            assert abs(f(z)) < mpf(10) ** -35, (n, end, z)
            row = []
            for v in (z, mp.cot(mp.pi * z), mp.psi(0, 1 - z)):
                row += [rounded(v, 53), rounded(v - rounded(v, 53), 53)]
            row += [mp.psi(k - 1, 1 - z) / mp.factorial(k) for k in range(2, 15)]
            print("\t{" + ", ".join(hexfloat(v) for v in row) + "},")


if __name__ == "__main__":
    for name in sys.argv[1:] or FITS:
        FITS[name]()
