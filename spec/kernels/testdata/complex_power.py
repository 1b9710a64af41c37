#!/usr/bin/env python3
"""Writes complex_power.csv: powers of complex numbers by mpmath, each part as a float64 and the rest.

Needs mpmath."""

import math
import os
import random

from mpmath import mp, mpc, mpf

random.seed(3)


def operands():
    near_one = lambda: 1 + random.choice([-1, 1]) * random.random() * 2.0 ** -random.randrange(1, 40)
    for i in range(900):
        a, b = random.uniform(-4, 4), random.uniform(-4, 4)
        c, d = random.uniform(-3, 3), random.uniform(-3, 3)
        kind = i % 9
        if kind == 1:  # whole exponents
            c, d = float(random.randrange(-70, 70)), 0.0
        elif kind == 2:  # next to the cut
            a, b = -abs(a), random.choice([-1, 1]) * abs(a) * 2.0 ** -random.randrange(20, 90)
        elif kind == 3:  # on the unit circle, nearly
            a, b = random.choice([(near_one(), random.random() * 2.0 ** -random.randrange(1, 60)), (0.6 * near_one(), 0.8)])
            c, d = c * 50, d * 50
        elif kind == 4:  # large results, and small ones
            c, d = c * 80, d * 20
        elif kind == 5:  # large and small bases
            s = 2.0 ** random.randrange(-400, 400)
            a, b = a * s, b * s
        elif kind == 6:  # real exponents
            c, d = random.choice([0.5, -0.5, 1 / 3, 1.5, 2.5, -1.25]), 0.0
        elif kind == 7:  # imaginary ones
            c = 0.0
        elif kind == 8:  # whole numbers
            a, b, c, d = (float(random.randrange(-9, 9)) for _ in range(4))
            d = random.choice([0.0, d])
        if (a or b) and (c or d):
            yield a, b, c, d
    for i in range(700):
        t = random.uniform(0, 6.3)
        a, b = 2.0 ** random.uniform(-1, 1) * math.cos(t), math.sin(t)
        c, d = float(random.randrange(-1000, 1000)), 0.0
        kind = i % 7
        if kind == 1:  # of all sizes
            a, b, c, d = scaled(-1073, 1022), scaled(-1073, 1022), random.uniform(-1, 1), random.uniform(-0.1, 0.1)
        elif kind == 2:  # on the unit circle, nearly, and exponents of any size
            a, b, c = math.cos(t), math.sin(t), scaled(0, 1000)
        elif kind == 3:  # on it
            a, b = random.choice([(0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)])
            c = scaled(0, 1022)
        elif kind == 4:
            a, b, c, d = 1 + scaled(-52, -5), scaled(-60, -5), scaled(-3, 60), scaled(-3, 60)
        elif kind == 5:  # a moderate modulus, but a large angle
            length, m = math.log(math.hypot(a, b)), scaled(3, 40)
            c, d = math.atan2(b, a) * m, length * m
        elif kind == 6:  # what is squared and divided by
            a, b, c = scaled(-1073, 1022), scaled(-1073, 1022), random.choice([-1.0, 2.0, 3.0, 4.0, 0.5])
        yield a, b, c, d


def scaled(lo, hi):
    return random.choice([-1, 1]) * (1 + random.random()) * 2.0 ** random.randint(lo, hi)


def power(a, b, c, d):
    mp.prec = 2600
    length, angle = mp.log(abs(mpc(a, b))), mp.atan2(mpf(b), mpf(a))
    p, q = c * length - d * angle, d * length + c * angle
    return mpc(mp.exp(p) * mp.cos(q), mp.exp(p) * mp.sin(q)) if abs(p) < 800 else mpc(0)


def nearest(v):
    """v as a float64; mpmath rounds subnormal numbers by their own last place."""
    unit = mpf(2) ** -1074
    return float(mp.nint(v / unit)) * 2.0**-1000 * 2.0**-74 if abs(v) < mpf(2) ** -1000 else float(v)


here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "complex_power.csv"), "w") as out:
    for a, b, c, d in operands():
        z = power(a, b, c, d)
        if not mpf(2) ** -1060 < abs(z) < mpf(2) ** 1020:
            continue
        row = [a, b, c, d]
        for v in (z.real, z.imag):
            row += [nearest(v), float(v - mpf(nearest(v)))]
        out.write(",".join(map(repr, row)) + "\n")
