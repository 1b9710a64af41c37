# Writes times.txt: NumPy's results for moments and durations, for TestNumPyTimes.
#
#     python times.py > times.txt
import warnings

import numpy as np

warnings.simplefilter("ignore")
NaT = -(2**63)
values = [0, 1, -1, 2, -3, 7, -7, 12, 365, -1000, 2**31, -(2**40), 2**62, 2**63 - 1, NaT + 1, NaT, NaT]
small = [0, 1, -1, 2, -3, 7, -7, 12, 100, -200, NaT]
units = ["", "[Y]", "[M]", "[D]", "[h]", "[90m]", "[s]", "[10ms]", "[ns]"]
times = ["m8" + u for u in units] + ["M8" + u for u in units]
numbers = {"int64": [0, 1, -1, 2, -3, 7, 2**62], "int8": [0, 1, -1, 7], "uint64": [0, 1, 7], "bool": [0, 1], "float64": [0.0, -0.0, 0.5, -1.5, 3.0, 1e19, np.inf, -np.inf, np.nan], "float32": [0.5, np.nan]}
unary = ["negative", "positive", "absolute", "sign", "isnat", "isnan", "isinf", "isfinite"]
binary = ["add", "subtract", "multiply", "divide", "floor_divide", "remainder", "divmod", "equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "maximum", "minimum", "fmax", "fmin"]


rng = np.random.default_rng(1)


def name(d):
    return str(np.dtype(d))


def bits(x):
    if x.dtype.kind in "mM":
        x = x.view("i8")
    if x.dtype.kind == "f":
        x = np.where(np.isnan(x), np.nan, x).astype(x.dtype).view("u%d" % x.itemsize)  # one NaN
    return ",".join(str(int(v)) for v in x.ravel())


def array(d, v):
    return np.array(v, "i8").view(np.dtype(d)) if d[0] in "mM" else np.array(v, d)


def write(f, *arrays):
    head = (f, *(f"{name(a.dtype)}:{bits(a)}" for a in arrays))
    try:
        out = getattr(np, f)(*arrays)
    except (TypeError, OverflowError):
        print(f, *(name(a.dtype) for a in arrays), "->", "error")
        return
    out = out if isinstance(out, tuple) else (out,)
    print(*head, "->", *(f"{name(o.dtype)}:{bits(o)}" for o in out))


for d in times:
    for f in unary:
        write(f, array(d, values))
for f in binary:
    for a in times:
        for b in times + list(numbers):
            # Operands that are converted to a common unit have room there.
            same = b not in times or np.dtype(a).str[3:] == np.dtype(b).str[3:]
            v = values if same else small
            w = numbers[b] if b in numbers else v
            x = array(a, [v[i] for i in rng.integers(len(v), size=12)] + [NaT, v[1]])
            y = array(b, [w[i] for i in rng.integers(len(w), size=12)] + [w[1], w[-1]])
            write(f, x, y)
            if b in numbers:
                write(f, y, x)
