# Writes units.txt: what NumPy says of types with units, for TestNumPyUnits.
#
#     python units.py > units.txt
import numpy as np

units = ["", "[Y]", "[M]", "[2M]", "[W]", "[D]", "[7D]", "[h]", "[m]", "[90m]", "[s]", "[10s]", "[ms]", "[10ms]", "[us]", "[ns]", "[25ns]", "[ps]", "[fs]", "[as]"]
types = ["m8" + u for u in units] + ["M8" + u for u in units]
others = ["bool", "int8", "int64", "uint8", "uint64", "float32", "float64", "complex128"]


def name(d):
    return str(np.dtype(d)).replace("<", "")


def promoted(a, b):
    try:
        return name(np.promote_types(a, b))
    except (TypeError, OverflowError):
        return "none"


for a in types:
    for b in types + others:
        print("promote", name(a), name(b), promoted(a, b))
        for x, y in {(a, b), (b, a)}:
            print("cast", name(x), name(y), *(int(np.can_cast(x, y, c)) for c in ("no", "equiv", "safe", "same_kind", "unsafe")))
for text in ["Y/2", "Y/26", "M/2", "W/7", "D/24", "D/12", "s/1000", "s/2", "2s/4", "ms/8", "h/3600", "Y/12", "M/30", "Y/365"]:
    print("parse", text, name("M8[" + text + "]"))

# Counts of one unit as another: what does not fit an int64 NumPy wraps, so those are
# told from integers of Python's.
counts = [0, 1, -1, 2, -2, 11, 12, -12, -13, 59, 60, 365, 366, -366, 1000, -1001, 16000, 100000, -719528, -719529, 146097, 2**31, -(2**31), 2**40, 2**53 + 1, -(2**53) - 1, 10**15, -(10**15), 2**62, 2**63 - 1, -(2**63) + 1]
seconds = {"W": 604800, "D": 86400, "h": 3600, "m": 60, "s": 1}
attos = {**{u: s * 10**18 for u, s in seconds.items()}, "ms": 10**15, "us": 10**12, "ns": 10**9, "ps": 10**6, "fs": 1000, "as": 1}


def size(d):
    u, n = np.datetime_data(d)
    return attos[u] * n if u in attos else None


def days(months):
    y, m = divmod(months + 1970 * 12, 12)
    y, m = (y - 1, m + 13) if m < 2 else (y, m + 1)  # in March, the third
    era, y = divmod(y, 400)
    return era * 146097 + y * 365 + y // 4 - y // 100 + (153 * (m - 3) + 2) // 5 - 719468


def month(day):
    low = (day - 40) * 12 * 400 // 146097
    low = min(low, low - 40)
    while days(low + 1) <= day:
        low += 1
    return low


calendars = ("Y", "M")


def convert(n, a, b):
    """n of a as b, in integers of any size."""
    (u, p), (v, q) = np.datetime_data(a), np.datetime_data(b)
    calendar = {"Y": 12, "M": 1}
    if u in calendar and v in calendar:
        return n * p * calendar[u] // (q * calendar[v])
    if a[0] == "m" and (u in calendar or v in calendar):
        length = {"Y": 146097 * 12, "M": 146097}
        x = p * length[u] * attos["D"] if u in calendar else size(a) * 4800
        y = q * length[v] * attos["D"] if v in calendar else size(b) * 4800
        return n * x // y
    if u in calendar:
        return days(n * p * calendar[u]) * attos["D"] // size(b)
    if v in calendar:
        return month(n * size(a) // attos["D"]) // (q * calendar[v])
    return n * size(a) // size(b)


for a in types:
    for b in types:
        if a[0] != b[0] or len(a) == 2 or len(b) == 2 or a == b:
            continue
        for n in counts:
            got = convert(n, a, b)
            fits = -(2**63) < got < 2**63
            if a[0] == "M" and np.datetime_data(b)[0] in calendars and size(a):
                fits = fits and -(2**63) < n * size(a) // attos["D"] < 2**63  # days in between
            if abs(n) < 10**5 and abs(got) < 10**12:  # where NumPy doesn't wrap
                try:
                    assert int(np.array([n], a).astype(b).view("i8")[0]) == got, (n, a, b, got)
                except OverflowError:
                    pass  # of a factor
            print("count", name(a), name(b), n, got if fits else "overflow")
