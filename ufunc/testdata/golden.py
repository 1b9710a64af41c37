"""Writes golden.json: what NumPy answers, for the tests of package ufunc.

    python3 -m venv build/golden && build/golden/bin/pip install numpy==2.4.6
    build/golden/bin/python ufunc/testdata/golden.py > ufunc/testdata/golden.json
"""
import itertools
import json
import warnings

import numpy as np

warnings.simplefilter("ignore")
CODES = "?bhilBHIL" + "efdFD"
WEAK = {"1": int, "2": float, "3": complex}
NAMES = """add subtract multiply divide floor_divide remainder negative positive absolute square reciprocal sqrt sign
maximum minimum fmax fmin clip equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor
logical_not bitwise_and bitwise_or bitwise_xor invert left_shift right_shift floor ceil trunc rint isnan isinf isfinite
signbit copysign exp exp2 log log2 log10 sin cos tanh power fmod divmod modf ldexp hypot arctan2 logaddexp logaddexp2
expm1 log1p cbrt conjugate heaviside nextafter spacing gcd lcm bitwise_count float_power tan arcsin arccos arctan sinh
cosh arcsinh arccosh arctanh fabs degrees radians deg2rad rad2deg frexp""".split()


def dtype_of(code):
    return WEAK[code] if code in WEAK else np.dtype(code)


def char(d):
    return {"q": "l", "Q": "L"}.get(d.char, d.char)


def resolve(f, codes):
    """The signature of the loop for operands of these types, "" for none."""
    try:
        ds = f.resolve_dtypes(tuple(map(dtype_of, codes)) + (None,) * f.nout)
    except TypeError:
        return ""
    s = "".join(map(char, ds))
    return s[: f.nin] + "->" + s[f.nin :]


def promotion():
    table = {}
    for name in NAMES:
        f = getattr(np._core.umath, name)
        rows = {}
        if f.nin == 3:
            some = list(itertools.product("?bLed3", "bhBfF1", "ilfD2"))
        else:
            some = itertools.product(CODES + "123", repeat=f.nin)
        for codes in some:
            rows.setdefault(resolve(f, codes), []).append("".join(codes))
        table[name] = {k: " ".join(v) for k, v in rows.items()}
    return table


def reduction():
    table = {}
    for name in NAMES:
        f = getattr(np._core.umath, name)
        if f.nin != 2 or f.nout != 1:
            continue
        row = ""
        for c in CODES:
            try:
                row += char(f.reduce(np.ones((1, 2), c), axis=1).dtype)
            except TypeError:
                row += "."
        table[name] = row
    return table


def data(n, seed):
    """n float64 of very different sizes, from a generator that Go repeats."""
    x, out = seed, []
    for _ in range(n):
        x = (x * 6364136223846793005 + 1442695040888963407) % 2**64
        out.append(((x >> 11) * 2.0**-53 - 0.5) * 2.0 ** (x % 13))
    return np.array(out)


def bits(a):
    return np.atleast_1d(a).tobytes().hex()


LENGTHS = [*range(0, 140), 200, 255, 256, 257, 511, 1000, 1024, 2049, 4100, 10007]


def sums():
    out = {}
    for c in "efdFD":
        row = []
        for n in LENGTHS:
            a = data(2 * n, n + 1)
            a = (a[:n] + 1j * a[n:]).astype(c) if c in "FD" else a[:n].astype(c)
            row.append(bits(np.add.reduce(a)))
        out[c] = row
    return out


def accumulations():
    out = {}
    for c in "efdFD":
        a = data(1200, 5)
        a = (a[:600] + 1j * a[600:]).astype(c) if c in "FD" else a[:600].astype(c)
        out[c] = {"add": bits(np.add.accumulate(a)), "subtract": bits(np.subtract.accumulate(a)[:50])}
    return out


def broadcasts():
    shapes = [(), (1,), (3,), (4,), (0,), (1, 3), (3, 1), (2, 3), (2, 1), (1, 0), (2, 0), (2, 1, 3), (5, 2, 3), (5, 1, 1)]
    rows = []
    for a, b in itertools.product(shapes, repeat=2):
        try:
            r = list(np.add(np.zeros(a), np.zeros(b)).shape) if a or b else []
        except ValueError:
            r = None
        rows.append([list(a), list(b), r])
    return rows


def layouts():
    """Strides of the results of calls on arrays of given strides (order K)."""
    base = np.zeros((4, 6, 5))
    views = [base, base.T, base.transpose(1, 0, 2), base[:, ::2], base[::-1], base.transpose(2, 0, 1)[:, :1], base[0].T, base[:, :, 0], np.broadcast_to(base[0], (4, 6, 5))]
    rows = []
    for a in views:
        for order in "KCFA":
            r = np.negative(a, order=order)
            rows.append({"shape": a.shape, "strides": a.strides, "order": order, "result": r.strides})
    for a, b in itertools.product(views, repeat=2):
        if a.shape == b.shape:
            rows.append({"shape": a.shape, "strides": a.strides, "with": b.strides, "order": "K", "result": np.add(a, b).strides})
    return rows


def comparisons():
    rows = []
    for name in "less less_equal equal not_equal greater greater_equal".split():
        f = getattr(np._core.umath, name)
        for c in "bBlL":
            info = np.iinfo(c)
            a = np.array([info.min, 0, 1, info.max], c)
            for v in (-(2**63), -129, -1, 0, 1, 127, 128, 255, 256, 2**63 - 1):
                rows.append([name, c, v, bits(f(a, v)), bits(f(v, a))])
    return rows


def casts():
    rows = []
    for a, b in itertools.product(CODES, repeat=2):
        allowed = [rule for rule in ("no", "safe", "same_kind") if np.can_cast(a, b, rule)]
        rows.append([a, b, char(np.promote_types(a, b)), len(allowed)])
    return rows


def methods():
    rng = np.random.default_rng(3)
    a = rng.integers(-50, 50, (4, 7, 5))
    m = rng.integers(0, 2, (7, 5)).astype(bool)
    idx = [0, 3, 1, 1, 6, 2]
    out = {"a": a.ravel().tolist(), "mask": m.ravel().tolist(), "idx": idx, "reduce": []}
    for name in "add multiply subtract maximum bitwise_and".split():
        f = getattr(np._core.umath, name)
        for axis in (0, 1, 2, -1, (0, 2), (1, 2), None, ()):
            for keep in (False, True):
                for kw in ({}, {"initial": 3}, {"initial": 3, "where": m}):
                    try:
                        r = f.reduce(a, axis=axis, keepdims=keep, **kw)
                    except ValueError:
                        r = None
                    axes = list(range(3)) if axis is None else [axis] if isinstance(axis, int) else list(axis)
                    out["reduce"].append({"f": name, "axes": axes, "keep": keep, "initial": "initial" in kw, "where": "where" in kw,
                                          "shape": None if r is None else list(np.shape(r)), "values": None if r is None else np.ravel(r).tolist()})
    out["reduceat"] = [np.add.reduceat(a, idx[:5], axis=1).ravel().tolist(), np.subtract.reduceat(a, [0, 2, 1], axis=0).ravel().tolist()]
    out["accumulate"] = [np.subtract.accumulate(a, axis=k).ravel().tolist() for k in range(3)]
    b = np.zeros(5)
    np.add.at(b, [0, 3, 0, -1, 3, 3], [1, 2, 3, 4, 5, 6.5])
    c = a.copy()
    np.add.at(c, ([0, 0, 3], slice(None), [1, 1, 2]), np.arange(7))
    out["at"] = [b.tolist(), c.ravel().tolist()]
    out["outer"] = np.multiply.outer(a[0, 0], a[:2, 1]).ravel().tolist()
    return out


print(json.dumps({
    "numpy": np.__version__, "codes": CODES, "promotion": promotion(), "reduction": reduction(), "lengths": LENGTHS, "sums": sums(),
    "accumulations": accumulations(), "broadcasts": broadcasts(), "layouts": layouts(), "comparisons": comparisons(), "casts": casts(),
    "methods": methods(),
}, separators=(",", ":")))
