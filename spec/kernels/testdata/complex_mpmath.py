#!/usr/bin/env python3
"""Writes complex_mpmath.csv: values of complex functions, and of arctan2, to
twice the precision of float64. Needs mpmath.

A line is a function, the two parts of its argument, and two parts of the
result, each as the nearest float64 and the rest. HARD are arguments where a
search found large errors.
"""

import math
import os
import random
from mpmath import mp, mpf

random.seed(20)
EACH = 60
HARD = [
    ("arctan2", "-0x0.00007d90e5228p-1022", "0x1.9e62717071beap-110"),
    ("arctan2", "0x1.8e76537391c7ep-2", "0x1.d7a5c08497f87p-1"),
    ("arctan2", "-0x1.0adf736da3be4p-186", "0x1.424d0d236eebap-185"),
    ("cos", "-0x1.98a42f4b8758bp+9", "0x1.0eb64a9886fbcp+2"),
    ("cos", "0x1.f657cd9debb0ep+30", "0x1.0e3c689b374eep-3"),
    ("cos", "0x1.4843b5570be64p+0", "-0x1.4ae103bf291a4p+1"),
    ("cos", "-0x1.bdd329eeb198p+39", "0x1.ab817e4046ff4p+0"),
    ("cos", "-0x1.ce49ccb5edb26p-3", "0x1.e6a7cea750518p-1"),
    ("cos", "-0x1.0309dcf905f9ap+8", "-0x1.2b8b0a1da061ap+4"),
    ("cosh", "0x1.ed4eeeb44fe98p+0", "0x1.2298e9fe54496p+8"),
    ("cosh", "-0x1.1a6594c8a5668p-19", "-0x1.c7c56fc2e4adcp+1"),
    ("cosh", "-0x1.f628fd18a39f8p-19", "0x1.8594887da04eap+1"),
    ("cosh", "0x1.2bd19d0841496p+1", "0x1.66330ac69d90ap+1"),
    ("cosh", "0x1.9a64cfaf3f291p-4", "0x1.31a66cb4fd93ep+295"),
    ("cosh", "-0x1.96fec52fda981p+4", "-0x1.67a2e8db9e66fp+2"),
    ("exp", "0x1.d3623145fe386p+4", "-0x1.05372d8dfd4bcp-1"),
    ("exp", "-0x1.e59d8417b495cp+3", "-0x1.60216f57bc923p+1"),
    ("exp", "0x1.80dede17352f8p-4", "-0x1.a0a02bc0dd81ep+0"),
    ("exp", "0x1.be8a59b4aec42p+3", "0x1.b105ed074105ap-15"),
    ("exp", "-0x1.603f2c84571e2p+1", "0x1.bc287e4765b18p+8"),
    ("exp", "0x1.51cf572b8405ep-41", "0x1.f15987e7bded6p-9"),
    ("exp2", "-0x1.1e80f3021320dp+2", "-0x1.f6a7a2955385ep+6"),
    ("exp2", "0x1.0fe3efcb89cf9p-23", "0x1.4a658f45b1752p-4"),
    ("exp2", "0x1.08c8b66e173e8p-17", "-0x1.50991ff6fcbb7p+2"),
    ("exp2", "-0x1.30a63789b6346p+3", "-0x1.d334287973b08p+6"),
    ("exp2", "0x1.cfcc3e0699f34p-22", "0x1.8bd7366f31c64p+6"),
    ("exp2", "0x1.9dc69eb3f0f2bp-17", "0x1.5f5f5a07635bp-1"),
    ("log", "0x1.2e1fd114dbdd6p+0", "-0x1.0d1be8b654984p-29"),
    ("log", "-0x1.2e46a23dae0d4p+0", "-0x1.09b0f5eb38b8p-3"),
    ("log", "0x1.7b9e8e31ff08p-5", "0x1.3039cc8b4a4a4p+0"),
    ("log", "0x1.eb8e1211854bp+71", "-0x1.6ff21b86ca968p+70"),
    ("log", "0x1.dd19967e3d8bep-1", "0x1.7396edf217305p-2"),
    ("log", "0x1.de2464e4d1601p-1", "-0x1.6e310101ce0f6p-2"),
    ("log10", "-0x1.81b90a22985fp-1", "0x1.b50c7f182d25p-2"),
    ("log10", "0x1.9e7a0f9c914d8p-1", "-0x1.e81a2da6e2p-9"),
    ("log10", "0x1.b030e9c1e025cp-21", "-0x1.a4fd0693520f2p-3"),
    ("log10", "0x1.feb1f576d5922p+168", "-0x1.2f0eb41452e1cp+167"),
    ("log10", "0x1.682083b08653p-80", "0x1.a7aac1776826p-82"),
    ("log10", "0x1.a43601f838c1cp+294", "0x1.33259f23d8e14p-742"),
    ("log2", "0x1.2f4864add4688p+0", "0x1.f92e266a37aep-3"),
    ("log2", "0x1.5d9f5fdfccfp-2", "0x1.a3d5dec016f18p+0"),
    ("log2", "-0x1.ddb80082f2fc4p-2", "-0x1.00000004c6f5p+0"),
    ("log2", "0x1.e8690af1d05bap-845", "0x0.000000fb102cbp-1022"),
    ("log2", "0x1.504084c05613ap+401", "-0x1.646a402f51034p-656"),
    ("log2", "0x1.db037c0406bb5p+443", "0x1.35f3a70834e72p-577"),
    ("sin", "0x1.2b0773eefbecp-2", "-0x1.268d5647331acp+2"),
    ("sin", "-0x1.2c125e97179dfp+9", "0x1.ccf52ed6fcedcp+1"),
    ("sin", "0x1.b0c56535bbf7cp+66", "-0x1.851484a4e8b8ep-24"),
    ("sin", "0x1.1607ec543232ep+8", "0x1.bd6d6c7ac385p+1"),
    ("sin", "0x1.54316ed35344ep+2", "-0x1.989dafd0b4c6ap-3"),
    ("sin", "-0x1.edf786ed54b7p-1", "0x1.994e18b945323p+1"),
    ("sinh", "-0x1.d59ca2a009ad6p-4", "0x1.03e749299e0c8p+3"),
    ("sinh", "0x1.34f1c1dd62dd2p-4", "-0x1.353ed2203748p+8"),
    ("sinh", "0x1.a779122e4bb3ep+3", "0x1.7e841f3218e38p+8"),
    ("sinh", "0x1.311db2a3ee4bcp+1", "-0x1.9306deeaeb2bp+143"),
    ("sinh", "-0x1.f034a6996971cp-3", "0x1.01f6a6b6e4c4cp+0"),
    ("sinh", "-0x1.acfff6f9682cbp-9", "-0x1.c680bbb0d65b6p-16"),
    ("tanh", "0x1.00886a497782cp-3", "-0x1.664fb752cb65ep-8"),
    ("tanh", "-0x1.0cf29a61e48ap+2", "0x1.37175e178843p+6"),
    ("tanh", "-0x1.36fd2111e73e2p+1", "0x1.43e1a859d2676p+1"),
    ("tanh", "0x1.11a91c1c4300bp+1", "-0x1.87970263e22eap+296"),
    ("tanh", "0x1.89d50caca42a8p+7", "0x1.21a56640286fap-13"),
    ("tanh", "0x1.383bbe746e1fcp+3", "0x1.1befe15bd1db4p-3"),
]


def sign():
    return random.choice([-1, 1])


def scaled(lo, hi):
    return sign() * (1 + random.random()) * 2.0 ** random.randint(lo, hi)


def linear(top, angle):
    """A part of the argument of a function other than a logarithm."""
    kind = random.randrange(6)
    if kind == 0:
        return random.uniform(-4, 4)
    if kind == 1:
        return scaled(-60, 8)
    if kind == 2:
        return random.uniform(-top, top)
    if kind == 3:
        return scaled(-1073, -900)
    if kind == 4 and angle:
        return math.pi / 2 * random.randint(-200, 200)
    if kind == 5 and angle:
        return scaled(20, 300)
    return scaled(-4, 3)


def polar():
    """The argument of a logarithm or arctan2."""
    kind = random.randrange(5)
    if kind == 0:
        return scaled(-60, 60), scaled(-60, 60)
    if kind == 1:
        return scaled(-1073, 1022), scaled(-1073, 1022)
    if kind == 2:
        at = 2.0 ** random.randint(-1070, 1018)
        return random.uniform(-4, 4) * at, random.uniform(-4, 4) * at
    if kind == 3:
        t = random.uniform(0, 6.3)
        return math.cos(t), math.sin(t)
    return sign() * (1 + scaled(-53, -3)), scaled(-40, -2)


def inverse():
    """The argument of an inverse function, or of log1p: near cuts, branch points and zeros, and of all sizes."""
    kind = random.randrange(12)
    if kind < 5:
        return polar()
    if kind == 5:
        return sign() * (1 + scaled(-53, -1)), scaled(-60, 0)
    if kind == 6:
        return scaled(-60, 0), sign() * (1 + scaled(-53, -1))
    if kind == 7:  # the circle around -1 on which the real part of log1p vanishes
        t = random.uniform(-3.1, 3.1) * 2.0 ** random.randint(-30, 0)
        return -2 * math.sin(t / 2) ** 2, math.sin(t)
    if kind == 8:
        y = scaled(-20, 1)
        return -y * y / 2 * (1 + random.choice([0, scaled(-50, -2)])), y
    if kind == 9:
        return sign() * 1.0, scaled(-1073, 3)
    if kind == 10:
        return scaled(-3, 3), scaled(-1073, -900)
    return scaled(-1073, -900), scaled(-4, 4)


def expm1():
    """The argument of expm1: half of them where e^x cos(y) is near 1."""
    kind = random.randrange(7)
    if kind == 0:
        y = random.uniform(-1.57, 1.57)
        return -math.log(math.cos(y)) * (1 + random.choice([0, 0, scaled(-53, -2)])), y + 2 * math.pi * random.choice([0, 0, 0, random.randrange(-10, 10)])
    if kind == 1:
        y = scaled(-530, -1)
        return y * y / 2 * (1 + random.choice([0, scaled(-53, -2)])), y
    if kind == 2:
        y = math.pi / 2 * random.randint(-200, 200)
        return -math.log(abs(math.cos(y))) * (1 + random.choice([0, scaled(-50, -2)])), y
    if kind == 3:
        return scaled(-20, 2), 2 * math.pi * random.randint(-200, 200)
    return linear(random.choice([700, 30, 30]), False), linear(1000, True)


TOP = {"exp": 1450, "exp2": 2100, "tanh": 380, "tan": 380, "sinh": 1450, "cosh": 1450, "sin": 1450, "cos": 1450}


def arguments():
    yield from ((name, float.fromhex(a), float.fromhex(b)) for name, a, b in HARD)
    for name, top in TOP.items():
        for _ in range(EACH):
            a, b = linear(random.choice([top, 30, 30]), False), linear(1000, True)
            yield (name, b, a) if name in ("sin", "cos", "tan") else (name, a, b)
    mp.prec = 200
    for _ in range(EACH // 2):  # b ln2 next to a multiple of pi/2
        yield "exp2", random.uniform(-5, 5), float(mp.pi / 2 * random.randint(1, 2 ** random.randint(1, 19)) / mp.ln2)
    for name in ("log", "log2", "log10", "arctan2"):
        for _ in range(EACH):
            yield (name, *polar())
    for name in ("log1p", "arcsin", "arccos", "arctan", "arcsinh", "arccosh", "arctanh"):
        for _ in range(2 * EACH):
            a, b = inverse()
            yield (name, b, a) if name in ("arcsinh", "arctan") and random.random() < 0.5 else (name, a, b)
    for _ in range(4 * EACH):
        yield ("expm1", *expm1())


def value(name, a, b):
    small = min(abs(v) for v in (a, b, 1.0) if v)
    mp.prec = int(300 + 2 * math.log2(max(abs(a), abs(b), 1.0)) - 4 * math.log2(small))
    signs = math.copysign(1, a), math.copysign(1, b)
    a, b = mpf(a), mpf(b)
    if name in ("exp", "exp2"):
        unit = mp.ln2 if name == "exp2" else mpf(1)
        e = mp.exp(a * unit)
        return e * mp.cos(b * unit), e * mp.sin(b * unit)
    if name in ("log", "log2", "log10"):
        unit = {"log": mpf(1), "log2": mp.ln2, "log10": mp.ln10}[name]
        return mp.log(a * a + b * b) / 2 / unit, mp.atan2(b, a) / unit
    if name == "arctan2":
        return mp.atan2(a, b), mpf(0)
    if name == "expm1":
        return mp.exp(a) * mp.cos(b) - 1, mp.exp(a) * mp.sin(b)
    if name == "log1p":
        return mp.log((1 + a) ** 2 + b * b) / 2, mp.atan2(b, 1 + a)
    if name == "arctanh":
        return arctanh(a, b)
    if name == "arctan":
        return arctanh(b, a)[::-1]
    if name == "arcsinh":
        p, q, im = arc(abs(b), abs(a))
        return im * signs[0], mp.atan2(q, p) * signs[1]
    if name in ("arcsin", "arccos", "arccosh"):
        p, q, im = arc(abs(a), abs(b))
        if name == "arcsin":
            return mp.atan2(q, p) * signs[0], im * signs[1]
        angle = mp.atan2(p, q * signs[0])
        return (angle, -im * signs[1]) if name == "arccos" else (im, angle * signs[1])
    if name == "sin":
        return mp.sin(a) * mp.cosh(b), mp.cos(a) * mp.sinh(b)
    if name == "cos":
        return mp.cos(a) * mp.cosh(b), -mp.sin(a) * mp.sinh(b)
    if name == "sinh":
        return mp.cos(b) * mp.sinh(a), mp.sin(b) * mp.cosh(a)
    if name == "cosh":
        return mp.cos(b) * mp.cosh(a), mp.sin(b) * mp.sinh(a)
    if name == "tan":
        return tanh(b, a)[::-1]
    return tanh(a, b)


def tanh(a, b):
    d = mp.sinh(a) ** 2 + mp.cos(b) ** 2
    return mp.sinh(a) * mp.cosh(a) / d, mp.sin(b) * mp.cos(b) / d


def arctanh(a, b):
    return mp.log(((1 + a) ** 2 + b * b) / ((1 - a) ** 2 + b * b)) / 4, mp.atan2(2 * b, (1 - a) * (1 + a) - b * b) / 2


def arc(x, y):
    """Legs of the real parts of arccos and arcsin of x + yi, and the imaginary part of arcsin; for x, y >= 0."""
    a = (mp.sqrt((x + 1) ** 2 + y * y) + mp.sqrt((x - 1) ** 2 + y * y)) / 2
    return mp.sqrt(max(a * a - x * x, 0)), x, mp.log(a + mp.sqrt(max(a * a - 1, 0)))


def pair(v):
    """v as the nearest float64 and the rest; beyond their range, as infinity."""
    if abs(v) >= mpf(2) ** 1024 - mpf(2) ** 970:
        return (math.inf if v > 0 else -math.inf), 0.0
    # In the subnormal range float() of mpmath does not round to nearest.
    unit = mpf(2) ** -1074
    head = float(mp.nint(v / unit) * unit) if abs(v) < mpf(2) ** -1000 else float(v)
    return head, float(v - head)


def short(v):
    """v as a hexadecimal float without trailing zeros."""
    if v == 0 or math.isinf(v):
        return str(v)
    mantissa, exponent = v.hex().split("p")
    return mantissa.rstrip("0").rstrip(".") + "p" + exponent


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "complex_mpmath.csv"), "w") as out:
        for name, a, b in arguments():
            re, im = value(name, a, b)
            print(name, *(short(v) for v in (a, b, *pair(re), *pair(im))), sep=",", file=out)


main()
