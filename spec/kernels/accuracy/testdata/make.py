#!/usr/bin/env python3
"""Writes mpmath.csv and mpmath2.csv, independent checks of the reference, and prints the
float64 numbers nearest to multiples of pi/2. Needs mpmath.

A line of mpmath.csv is a function, the argument, and the result rounded to 180
bits; both numbers as integer mantissa and power of two.
"""

import os
import random
from mpmath import mp, mpf

mp.prec = 2600
random.seed(1)
FUNCTIONS = {
    "exp": mp.exp, "exp2": lambda x: mp.power(2, x), "log": mp.log,
    "log2": lambda x: mp.log(x) / mp.log(2), "log10": lambda x: mp.log(x) / mp.log(10),
    "sin": mp.sin, "cos": mp.cos, "tanh": mp.tanh,
    "sinh": mp.sinh, "cosh": mp.cosh, "expm1": mp.expm1, "log1p": mp.log1p,
    "tan": mp.tan, "arcsin": mp.asin, "arccos": mp.acos, "arctan": mp.atan, "arcsinh": mp.asinh, "arccosh": mp.acosh,
    "arctanh": mp.atanh, "cbrt": lambda x: mp.sign(x) * mp.cbrt(abs(x)), "degrees": mp.degrees, "radians": mp.radians,
    "erf": mp.erf, "erfc": mp.erfc, "ndtr": lambda x: mp.erfc(-x / mp.sqrt(2)) / 2,
    "gammaln": lambda x: mp.log(abs(mp.gamma(x))) if abs(x) < 200 else mp.re(mp.loggamma(x)),
}


def near_turns():
    found = []
    for e in range(-52, 972):
        turns = mpf(2) ** e / (mp.pi / 2)
        h0, h1, k0, k1 = 0, 1, 1, 0
        rest = turns - mp.floor(turns)
        convergents = []
        while True:
            i = int(mp.floor(rest))
            h0, h1, k0, k1 = h1, i * h1 + h0, k1, i * k1 + k0
            if k1 >= 2**53:
                break
            convergents.append(k1)
            rest = 1 / (rest - i)
        for m in (k * times for k in convergents[-3:] for times in range(1, 5)):
            if 2**52 <= m < 2**53:
                found.append((abs(m * turns - mp.nint(m * turns)), m, e))
    return [(m, e) for _, m, e in sorted(found)[:24]]


def arguments(name, turns):
    def number(lo, hi):
        return mpf(random.randrange(2**52, 2**53)) * mpf(2) ** (random.randrange(lo, hi) - 52)
    if name.startswith("log"):
        xs = [number(-1022, 1024) for _ in range(20)] + [number(-3, 3) for _ in range(20)]
        return xs + [1 + mpf(2) ** -52, 1 - mpf(2) ** -53, mpf(2) ** -1074, mpf(10), mpf(2), mpf("0.5")]
    if name == "log1p":
        xs = [number(-60, 1024) for _ in range(20)] + [-number(-60, -1) for _ in range(20)]
        return xs + [mpf(2) ** -1074, -mpf(2) ** -700, mpf(2) ** -53 - 1, mpf(2) ** 53, mpf("-0.5")]
    if name in ("arcsin", "arccos", "arctanh"):
        xs = [random.choice([-1, 1]) * number(-40, 0) for _ in range(40)]
        return xs + [mpf(2) ** -1074, -mpf(2) ** -600, 1 - mpf(2) ** -53, mpf(2) ** -53 - 1, mpf("0.5")]
    if name == "arccosh":
        return [number(0, 1024) for _ in range(20)] + [number(0, 3) for _ in range(20)] + [1 + mpf(2) ** -k for k in (52, 40, 20)]
    if name == "gammaln":
        xs = [number(-60, 1000) for _ in range(15)] + [number(-3, 3) for _ in range(15)] + [-number(-40, 6) for _ in range(20)]
        return xs + [1 + mpf(2) ** -52, 2 - mpf(2) ** -52, mpf(-2.457024738220801), mpf(-5.0082181680142), mpf(-17) - mpf(2) ** -48]
    if name in ("erf", "erfc", "ndtr"):
        lo, hi = {"erf": (-6, 6), "erfc": (-6, 27), "ndtr": (-38, 8)}[name]
        return [mpf(random.uniform(lo, hi)) for _ in range(30)] + [mpf(random.uniform(-1, 1)) for _ in range(10)] + [number(-60, 0) for _ in range(5)]
    sign = lambda: random.choice([-1, 1])
    top = {"exp": 9, "exp2": 10, "tanh": 5, "sinh": 9, "cosh": 9, "expm1": 9}.get(name, 1024)
    xs = [sign() * number(-60, min(top, 12)) for _ in range(30)] + [sign() * number(-2, 3) for _ in range(20)]
    xs += [mpf(2) ** -1074, -mpf(2) ** -600]
    if name in ("sin", "cos", "tan"):
        xs += [sign() * number(10, 1024) for _ in range(20)] + [m * mpf(2) ** e for m, e in turns]
    return xs


def parts(v, bits):
    """v rounded to an integer of that many bits and a power of two."""
    if v == 0:
        return "0 0"
    _, e = mp.frexp(v)
    e = int(e) - bits
    return f"{int(mp.nint(mp.ldexp(v, -e)))} {e}"


turns = near_turns()
for m, e in turns:
    print(f"\t{m} * 0x1p{e},")
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "mpmath.csv"), "w") as out:
    out.write("function,argument,result\n")
    for name, fn in FUNCTIONS.items():
        for x in arguments(name, turns):
            out.write(f"{name},{parts(x, 53)},{parts(fn(x), 180)}\n")
with open(os.path.join(here, "mpmath2.csv"), "w") as out:
    out.write("function,argument,argument,result\n")
    logaddexp = lambda x, y: max(x, y) + mp.log1p(mp.exp(-abs(x - y)))
    logaddexp2 = lambda x, y: max(x, y) + mp.log1p(mp.power(2, -abs(x - y))) / mp.log(2)
    for name, fn in (("arctan2", mp.atan2), ("hypot", mp.hypot), ("logaddexp", logaddexp), ("logaddexp2", logaddexp2), ("power", mp.power)):
        for spread in [1] * 20 + [40] * 20 + ([500] * 20 if name in ("arctan2", "hypot") else [9] * 20):
            if name == "power":
                spread = min(spread, 9)
            x, y = (mpf(random.randrange(2**52, 2**53)) * mpf(2) ** (random.randrange(-spread, spread) - 52)
                    * random.choice([-1, 1]) for _ in range(2))
            if name == "power":
                x = abs(x)
            out.write(f"{name},{parts(x, 53)},{parts(y, 53)},{parts(fn(x, y), 180)}\n")
