#!/usr/bin/env python3
"""Writes complex_power.csv: powers of complex numbers by mpmath, each part as a float64 and the rest.

Needs mpmath."""

import os
import random

from mpmath import mp, mpc, mpf

mp.prec = 300
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


here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "complex_power.csv"), "w") as out:
    for a, b, c, d in operands():
        z = mp.power(mpc(a, b), mpc(c, d))
        if not mpf(2) ** -1000 < abs(z) < mpf(2) ** 1000:
            continue
        row = [a, b, c, d]
        for v in (z.real, z.imag):
            row += [float(v), float(v - mpf(float(v)))]
        out.write(",".join(map(repr, row)) + "\n")
