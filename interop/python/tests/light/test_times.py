# SPDX-License-Identifier: BSD-3-Clause

"""datetime64 and timedelta64 against NumPy's: units by operations by special values; scalars, text, files, pandas."""

import copy
import datetime as dt
import io
import itertools
import operator
import pickle
import warnings

import arraygen as ag
import numpy as np
import pytest

NAT = -(1 << 63)
UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as", "7D", "10ms", "1000ms"]
COUNTS = [0, 1, -1, 2, 7, 18262, -400, 86400, 10**9, -(10**12), 10**15, 1 << 62, NAT, NAT + 1, (1 << 63) - 1]


def times(kind, unit, counts=COUNTS):
    return np.array(counts, "i8").view(f"{kind}8[{unit}]")


def outcome(f):
    """What a call gives: its elements, or that it is an error."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            y = f()
    except (TypeError, ValueError, OverflowError) as e:
        return e
    return y


def same(ours, theirs, about=None):
    """The same elements of the same type, or an error on both sides."""
    if isinstance(theirs, Exception):
        assert isinstance(ours, Exception), (about, ours, theirs)
        return
    assert not isinstance(ours, Exception), (about, ours, theirs)
    if isinstance(theirs, tuple):
        assert len(ours) == len(theirs), about
        for y, z in zip(ours, theirs, strict=True):
            same(y, z, about)
        return
    if not isinstance(theirs, (np.ndarray, np.generic)):
        assert type(ours) is type(theirs) and ours == theirs, (about, ours, theirs)
        return
    theirs = np.asarray(theirs)
    assert isinstance(ours, ag.ndarray), about
    assert ours.dtype == theirs.dtype, (about, ours.dtype, theirs.dtype)
    assert ours.shape == theirs.shape, about
    np.testing.assert_array_equal(np.asarray(ours), theirs, err_msg=str(about))


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("kind", "Mm")
def test_dtypes(kind, unit):
    theirs = np.dtype(f"{kind}8[{unit}]")
    ours = ag.dtype(theirs)
    for text in (theirs.str, theirs.name, f"{kind}8[{unit}]", str(theirs)):
        assert ag.dtype(text) is ours and ours == text
    assert ours == theirs and theirs == np.dtype(ours.str) and hash(ours) == hash(ag.dtype(theirs.name))
    for name in ("str", "name", "itemsize", "alignment", "kind", "char", "byteorder"):
        assert getattr(ours, name) == getattr(theirs, name), name
    assert pickle.loads(pickle.dumps(ours)) is ours
    assert ours != np.dtype(f"{kind}8") and ours != ag.dtype("M8[100Y]") and ours != "int64"


def test_dtypes_of_other_sorts():
    assert ag.dtype("M8[s/1000]") == ag.dtype("datetime64[ms]") == np.dtype("M8[ms]")
    assert ag.dtype("M8") is ag.dtype(np.datetime64) is ag.dtype("datetime64") is ag.datetime64 and ag.datetime64._unit == ("generic", 1)
    for bad in ("M8[foo]", "M8[", "M8[s", "m8[0s]", "m8[-1s]", "i8[s]", ">M8[s]", "M8[3000000000s]", "[s]", "list[int]"):
        with pytest.raises(TypeError):
            ag.dtype(bad)
    # Hundreds of units cost a descriptor each.
    assert len({id(ag.dtype(f"m8[{n}s]")) for n in range(1, 700) for _ in range(2)}) == 699


@pytest.mark.parametrize("unit", UNITS + ["generic"])
@pytest.mark.parametrize("kind", "Mm")
def test_arrays_share_memory(kind, unit):
    x = times(kind, unit).reshape(3, 5)
    for theirs in (x, x.T, x[::-1, ::2], x[0], x[:0]):
        ours = ag.asarray(theirs)
        assert np.shares_memory(np.asarray(ours), theirs) or not theirs.size
        assert ours.__array_interface__["typestr"] == theirs.dtype.str
        same(ours, theirs)
        back = np.asarray(ours)
        assert back.dtype == theirs.dtype and back.strides == theirs.strides and back.flags.writeable == theirs.flags.writeable
    with pytest.raises(BufferError):
        ours.__dlpack__()
    with pytest.raises((BufferError, ValueError)):
        memoryview(ours)
    with pytest.raises(AttributeError, match="unit"):
        ours.__array_struct__  # noqa: B018
    frozen = x.copy()
    frozen.flags.writeable = False
    assert not ag.asarray(frozen).flags.writeable


@pytest.mark.parametrize("unit", UNITS + ["generic"])
@pytest.mark.parametrize("kind", "Mm")
def test_scalars(kind, unit):
    # Of the largest counts NumPy's item() and str() wrap around; of moments without a unit it has no text.
    x = times(kind, unit, [n for n in COUNTS if n == NAT or unit + kind != "genericM" and abs(n) < 1 << 55])
    ours = ag.asarray(x)
    assert ours.tolist() == x.tolist() and [type(v) for v in ours.tolist()] == [type(v) for v in x.tolist()]
    for i in range(len(x)):
        same(ours[i], x[i], i)
        same(ag.asarray(x[i]), x[i], i)
        assert type(ours[i].item()) is type(x[i].item()) and ours[i].item() == x[i].item()
        assert str(ours[i]) == str(x[i]) and bool(ours[i]) == bool(x[i]) and bool(ours[i : i + 1]) == bool(x[i : i + 1])
        same(outcome(lambda: int(ours[i])), outcome(lambda: int(x[i : i + 1].reshape(()))), i)
        for u in (ag.isnat, ag.isfinite, ag.isnan, ag.isinf):
            same(u(ours[i]), getattr(np, u.__name__)(x[i]), u)


@pytest.mark.parametrize("to", UNITS)
@pytest.mark.parametrize("unit", UNITS)
def test_units(unit, to):
    """Conversions: NumPy's answer where the count has room, an error where NumPy's wraps around or is refused."""
    for kind in "Mm":
        x = times(kind, unit, [0, 1, -1, 2, 7, -400, NAT, 5000, -731])
        for i in range(len(x)):
            theirs = outcome(lambda: x[i : i + 1].astype(f"{kind}8[{to}]"))
            ours = outcome(lambda: ag.asarray(x[i : i + 1]).astype(f"{kind}8[{to}]"))
            if isinstance(theirs, OverflowError) and "conversion factor" in str(theirs):
                continue  # NumPy's limit is that of the factor, ours that of the count
            if isinstance(ours, OverflowError):
                # It is out of range: back again it is not what it was.
                assert isinstance(theirs, OverflowError) or (theirs.astype(x.dtype) != x[i]).all(), (x[i], theirs)
            else:
                same(ours, theirs, (x[i], to))
        for rule in ("no", "equiv", "safe", "same_kind", "unsafe"):
            assert ag.can_cast(x.dtype, f"{kind}8[{to}]", rule) == np.can_cast(x.dtype, f"{kind}8[{to}]", rule), (x.dtype, to, rule)
        same_type = outcome(lambda: ag.result_type(x.dtype, f"{kind}8[{to}]")), outcome(lambda: np.result_type(x.dtype, f"{kind}8[{to}]"))
        assert same_type[0] == same_type[1] or all(isinstance(t, Exception) for t in same_type), same_type


def test_conversions_to_numbers():
    for dtype, kind, unit in itertools.product(["?", "i1", "i4", "i8", "u8", "f4", "f8", "c16"], "Mm", ["s", "D", "generic"]):
        x = times(kind, unit, [0, 1, -1, 300, 1 << 40])
        same(outcome(lambda: ag.asarray(x).astype(dtype)), outcome(lambda: x.astype(dtype)), (x.dtype, dtype))
        n = np.array([0, 1, 1, 100], dtype)
        same(outcome(lambda: ag.asarray(n).astype(x.dtype.str)), outcome(lambda: n.astype(x.dtype)), (x.dtype, dtype))
    for text in ("M8", "m8"):
        for kind in "Mm":
            x = times(kind, "s", [5, NAT])
            same(ag.asarray(x).astype(text), x.astype(text))


BINARY = [
    "add", "subtract", "multiply", "divide", "floor_divide", "remainder", "divmod", "equal", "not_equal", "less", "less_equal", "greater", "greater_equal",
    "maximum", "minimum", "fmax", "fmin", "fmod", "logical_and", "power", "bitwise_and", "hypot", "copysign", "arctan2",
]
FEW = [0, 1, -1, 7, -400, NAT, 5000]
NEAR = [0, 1, -1, 7, -40, NAT, 50]  # in any unit within the range of the others


@pytest.mark.parametrize("name", BINARY)
def test_binary(name):
    u, v = getattr(ag, name), getattr(np, name)
    units = ["Y", "M", "D", "h", "s", "ns", "10ms", "generic"]
    operands = [times(k, unit, NEAR if unit in "YMns" else FEW) for k in "Mm" for unit in units]
    numbers = [np.array([1, 2, 3, 4, 5, 6, 7], d) for d in ("i1", "i8", "u4", "u8", "f4", "f8")] + [np.array([True, False] * 3 + [True])]
    for x, y in [*itertools.product(operands, operands), *itertools.product(operands, numbers), *itertools.product(numbers, operands)]:
        same(outcome(lambda: u(ag.asarray(x), ag.asarray(y))), outcome(lambda: v(x, y)), (name, x.dtype, y.dtype))
    for x in operands:
        for y in (3, 0.5, True, np.timedelta64(3, "s"), np.datetime64("2020-01-02"), np.int16(5), np.float32(0.5)):
            same(outcome(lambda: u(ag.asarray(x), y)), outcome(lambda: v(x, y)), (name, x.dtype, y))
            same(outcome(lambda: u(y, ag.asarray(x))), outcome(lambda: v(y, x)), (name, y, x.dtype))


def test_extremes():
    """Counts near the ends wrap around, as integers do."""
    for name, (k, j) in itertools.product(["add", "subtract", "less", "maximum", "equal", "floor_divide", "remainder", "divide"], ["MM", "Mm", "mM", "mm"]):
        x, y = np.meshgrid(times(k, "s"), times(j, "s"))
        same(outcome(lambda: getattr(ag, name)(ag.asarray(x), ag.asarray(y))), outcome(lambda: getattr(np, name)(x, y)), name)


def test_operators():
    x, d = times("M", "D", FEW), times("m", "h", FEW)
    X, D = ag.asarray(x), ag.asarray(d)
    for f, (a, b), (A, B) in [
        (operator.add, (x, d), (X, D)), (operator.sub, (x, x), (X, X)), (operator.sub, (x, np.datetime64("2020")), (X, np.datetime64("2020"))),
        (operator.mul, (d, 3), (D, 3)), (operator.truediv, (d, 2.5), (D, 2.5)), (operator.floordiv, (d, np.timedelta64(7, "m")), (D, np.timedelta64(7, "m"))),
        (operator.mod, (d, d), (D, D)), (divmod, (d, d), (D, D)), (operator.lt, (x, x[::-1]), (X, X[::-1])), (operator.add, (1, d), (1, D)),
        (operator.add, (np.datetime64("2020-01-01"), d), (np.datetime64("2020-01-01"), D)),
    ]:
        same(outcome(lambda: f(A, B)), outcome(lambda: f(a, b)), f)
    for f in (operator.neg, operator.pos, abs):
        same(f(D), f(d), f)
        same(outcome(lambda: f(X)), outcome(lambda: f(x)), f)
    y, z = ag.array(X), x.copy()
    y += D[:1]
    z += d[:1]
    same(y, z)
    with pytest.raises(TypeError):
        X + dt.timedelta(1)  # NumPy makes an array of objects of it, and refuses it too
    with pytest.raises(TypeError):
        X + "2020"


FUNCTIONS = {
    "min": lambda m, x: m.min(x), "max": lambda m, x: m.max(x, axis=1), "sum": lambda m, x: m.sum(x), "sum axis": lambda m, x: m.sum(x, axis=0, keepdims=True),
    "mean": lambda m, x: m.mean(x), "mean axis": lambda m, x: m.mean(x, axis=1), "prod": lambda m, x: m.prod(x), "std": lambda m, x: m.std(x), "median": lambda m, x: m.median(x),
    "ptp": lambda m, x: np.ptp(x), "cumsum": lambda m, x: np.cumsum(x), "cumprod": lambda m, x: np.cumprod(x), "any": lambda m, x: m.any(x), "all": lambda m, x: m.all(x),
    "sort": lambda m, x: m.sort(x), "sort axis": lambda m, x: m.sort(x, axis=0), "argsort": lambda m, x: np.argsort(x, kind="stable"),
    "argmin": lambda m, x: m.argmin(x), "argmax": lambda m, x: m.argmax(x, axis=1), "nanmin": lambda m, x: np.nanmin(x), "nanmax": lambda m, x: np.nanmax(x),
    "unique": lambda m, x: np.unique(x), "unique counts": lambda m, x: np.unique(x, return_counts=True, return_inverse=True, return_index=True),
    "searchsorted": lambda m, x: m.searchsorted(m.sort(x.reshape(-1)), x), "searchsorted right": lambda m, x: m.searchsorted(m.sort(x.reshape(-1)), x, side="right"),
    "diff": lambda m, x: m.diff(x), "diff axis": lambda m, x: m.diff(x, axis=0, n=2), "ediff1d": lambda m, x: np.ediff1d(x), "where": lambda m, x: m.where(m.isnat(x), x[0, 0], x),
    "take": lambda m, x: m.take(x, m.asarray([1, 0]), axis=1), "repeat": lambda m, x: m.repeat(x, 2), "concat": lambda m, x: m.concat([x, x[:1]]), "stack": lambda m, x: m.stack([x, x]),
    "concat units": lambda m, x: m.concat([x, x[:1].astype(f"{'M8' if x.dtype.kind == 'M' else 'm8'}[m]")]), "roll": lambda m, x: m.roll(x, 1), "flip": lambda m, x: m.flip(x),
    "clip": lambda m, x: m.clip(x, x[0, 0], x[1, 1]), "isin": lambda m, x: np.isin(x, x[:1]), "partition": lambda m, x: np.sort(np.partition(x.reshape(-1), 3)[:3]),
    "nonzero": lambda m, x: m.nonzero(x), "count_nonzero": lambda m, x: m.count_nonzero(x), "tril": lambda m, x: m.tril(x), "zeros_like": lambda m, x: m.zeros_like(x),
    "full_like": lambda m, x: m.full_like(x, 5), "ones_like": lambda m, x: m.ones_like(x), "array_equal": lambda m, x: np.array_equal(x, x), "intersect1d": lambda m, x: np.intersect1d(x, x[:1]),
    "union1d": lambda m, x: np.union1d(x, x[:1]), "setdiff1d": lambda m, x: np.setdiff1d(x, x[:1]), "broadcast_to": lambda m, x: m.broadcast_to(x, (2, *x.shape)), "select": lambda m, x: np.select([m.isnat(x)], [x], x[0, 0]),
    "isclose": lambda m, x: m.isclose(x, x), "array_equal nan": lambda m, x: np.array_equal(x, x, equal_nan=True), "unique NaT": lambda m, x: np.unique(m.concat([x, x]), return_counts=True, return_inverse=True), "round": lambda m, x: m.round(x), "var": lambda m, x: m.var(x), "dot": lambda m, x: np.dot(x, x), "sign": lambda m, x: m.sign(x),
    "sqrt": lambda m, x: m.sqrt(x), "lexsort": lambda m, x: np.lexsort((x[0], x[1])), "pad": lambda m, x: np.pad(x, 1), "pad edge": lambda m, x: np.pad(x, 1, mode="edge"),
    "insert": lambda m, x: np.insert(x, 1, x[0, 0], axis=1), "append": lambda m, x: np.append(x, x[0, 0]), "delete": lambda m, x: np.delete(x, 1, axis=0),
    "quantile": lambda m, x: np.quantile(x, 0.5), "real": lambda m, x: m.real(x), "trapezoid": lambda m, x: np.trapezoid(x), "interp": lambda m, x: np.interp(x, x, x), "linspace": lambda m, x: m.linspace(x[0, 0], x[1, 1], 3),
    "maximum.reduce": lambda m, x: m.maximum.reduce(x), "add.reduce": lambda m, x: m.add.reduce(x), "add.accumulate": lambda m, x: m.add.accumulate(x, axis=1), "add.at": lambda m, x: m.add.at(x.copy(), m.asarray([0, 0]), np.timedelta64(1, "s")),
    "subtract.outer": lambda m, x: m.subtract.outer(x[0], x[1]), "minimum.reduceat": lambda m, x: m.minimum.reduceat(x, m.asarray([0, 1])), "fmin.reduce": lambda m, x: m.fmin.reduce(x, axis=1),
    "matmul": lambda m, x: m.matmul(x, x), "ravel": lambda m, x: x.T.ravel(), "view": lambda m, x: x.view("i8"), "mask": lambda m, x: x[m.isnat(x)], "index": lambda m, x: x[m.asarray([1, 0])],
    "compress": lambda m, x: np.compress([True, False], x, axis=0), "choose": lambda m, x: np.choose(m.asarray([0, 1, 0]), [x[0], x[1]]), "trace": lambda m, x: np.trace(x), "nan_to_num": lambda m, x: np.nan_to_num(x),
    "empty sum": lambda m, x: m.sum(x[:0]), "empty mean": lambda m, x: m.mean(x[:0]), "empty max": lambda m, x: m.max(x[:0]), "copyto": lambda m, x: m.copyto(x.copy(), x[0, 0]), "astype": lambda m, x: x.astype(f"{x.dtype.str[1:3]}[h]"),
    "unwrap": lambda m, x: np.unwrap(x), "corrcoef": lambda m, x: np.corrcoef(x), "cross": lambda m, x: np.cross(x, x), "bincount": lambda m, x: np.bincount(x[0]), "nansum": lambda m, x: np.nansum(x), "nanmean": lambda m, x: np.nanmean(x),
    "gradient": lambda m, x: np.gradient(x[0]), "flatnonzero": lambda m, x: np.flatnonzero(x), "argwhere": lambda m, x: np.argwhere(x), "extract": lambda m, x: np.extract(m.isnat(x), x), "tile": lambda m, x: np.tile(x, 2), "rot90": lambda m, x: np.rot90(x),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name):
    f = FUNCTIONS[name]
    for kind, unit, with_nat in itertools.product("Mm", ["D", "s", "ns", "10ms"], (False, True)):
        x = times(kind, unit, [3, 10, -5, 10, 7, 400]).reshape(2, 3)
        if with_nat:
            x[0, 1] = "NaT"
        same(outcome(lambda: f(ag, ag.asarray(x))), outcome(lambda: f(np, x)), (name, x.dtype, with_nat))


DATES = [
    "2020-01-02", "2020", "2020-02", "-0044-03-15", "+10000-01-01", "2020-01-02T03", "2020-01-02 03:04", "2020-01-02T03:04:05", "2020-01-02T03:04:05.6", "2020-01-02T03:04:05.123456789",
    "NaT", "nat", "", "2020-02-30", "2020-13", "hello", "2020-01-02T25", "2020-01-02T03:04:05Z", "2020-01-02T03:04:05+01:30", b"2020-01-02", dt.datetime(2020, 1, 2, 3, 4, 5, 678901),
    dt.date(1969, 12, 31), dt.datetime(2020, 1, 2, 3, tzinfo=dt.timezone(dt.timedelta(hours=-5))), dt.datetime.min, dt.date.max, dt.timedelta(days=3, hours=5), dt.timedelta(microseconds=-1), None, 5, -7, True, 5.0,
    float("nan"), "12", "1.5", 1 << 70, np.datetime64("2020-01-02T03"), np.timedelta64(7, "h"), np.int8(3), np.float64(2.5), 1j, [], object(),
]


@pytest.mark.parametrize("kind", ["M8[D]", "M8[us]", "M8[Y]", "m8[s]", "m8[D]", "m8[Y]", "m8[ns]", "M8", "m8"])
def test_elements_from_objects(kind):
    for value in DATES:
        if not (isinstance(value, np.timedelta64) and kind == "m8[Y]"):  # converted as elements of arrays are; NumPy's scalars differ from these
            for x in (value, [value, None]):
                same(outcome(lambda: ag.asarray(x, dtype=kind)), outcome(lambda: np.asarray(x, dtype=kind)), (x, kind))
        if kind in ("M8", "m8"):
            continue  # elements have the unit of none, and NumPy prints none of them
        x, y = np.zeros((2, 3), kind), ag.zeros((2, 3), dtype=kind)
        for key in ((0, 1), 1, (slice(None), 0), ([0, 1], [2, 2])):

            def assign(a, key=key):
                a[key] = value
                return a.copy()

            theirs, ours = outcome(lambda: assign(x)), outcome(lambda: assign(y))
            if isinstance(value, (np.datetime64, np.timedelta64)) and isinstance(theirs, Exception) != isinstance(ours, Exception):
                # NumPy's scalars are assigned to one element and to several by unlike rules.
                x, y = np.zeros((2, 3), kind), ag.zeros((2, 3), dtype=kind)
                continue
            same(ours, theirs, (value, kind, key))
    same(ag.full(3, "2020-01-02", dtype="M8[D]"), np.full(3, "2020-01-02", dtype="M8[D]"))
    same(ag.full((2, 2), np.datetime64("2020")), np.full((2, 2), np.datetime64("2020")))


def test_units_are_found():
    for values in (["2020-01-02", "2021-03-04T05"], [dt.date(2020, 1, 1), "2020-01-01T01:02:03.5"], [["2020"], ["2021-02"]], ["NaT"], [np.datetime64("2020"), np.datetime64("2020-02-03")]):
        same(ag.asarray(values, dtype="M8"), np.asarray(values, dtype="M8"), values)
    for values in ([np.datetime64("2020"), np.datetime64("2020-02-03")], [np.timedelta64(1, "s"), 5], [[np.timedelta64(1, "s")], [np.timedelta64(1, "h")]], (np.datetime64("NaT"),)):
        same(ag.asarray(values), np.asarray(values), values)
    for values in ([np.datetime64("2020"), 5], [np.datetime64("2020"), "2021"], [dt.date(2020, 1, 1)], dt.timedelta(1), "2020"):
        with pytest.raises(TypeError):  # NumPy makes arrays of objects, or of text
            ag.asarray(values)


RANGES = [
    ("2020", "2023"), (0, 3), (5, 10, 2), ("2020", 3), (np.datetime64("2020"), np.timedelta64(3, "M")), (np.datetime64("2020-01-01"), np.datetime64("2020-01-03"), np.timedelta64(12, "h")),
    (np.datetime64("2020-01"), np.datetime64("2020-03")), (np.datetime64("2020-01-01"), np.datetime64("NaT")), (np.datetime64("2020"), np.datetime64("2010"), -3), (np.datetime64("2020"),), (np.timedelta64(5, "h"),),
    (np.timedelta64(1, "s"), 10), (0, np.timedelta64(3, "s")), (np.timedelta64(1, "s"), np.datetime64("2020")), (np.datetime64("2020"), np.datetime64("2023"), 0), (np.timedelta64(5, "D"), np.timedelta64(1, "M")), (5,), (1.5,),
    (np.datetime64("2020"), "2022"), (0, 5, 1.5), (np.datetime64("2020"), np.datetime64("2023"), np.datetime64("2020")), (True, 4),
]


@pytest.mark.parametrize("kind", [None, "M8[D]", "m8[s]", "M8", "m8", "i8"])
def test_ranges(kind):
    for bounds in RANGES:
        if kind in (None, "i8") and all(isinstance(v, (int, float, str)) for v in bounds):
            continue
        if kind in ("m8", "m8[s]") and isinstance(bounds[0], str) or kind == "M8" and bounds[0] == 0:
            continue  # text stands for moments here; the unit may be that of the stop
        same(outcome(lambda: ag.arange(*bounds, dtype=kind)), outcome(lambda: np.arange(*bounds, dtype=kind)), (bounds, kind))


def test_text():
    for kind, unit in itertools.product("Mm", [*UNITS, "generic"]):
        x = times(kind, unit, [0, 5, -1, NAT, 18262] if unit + kind != "genericM" else [NAT] * 5)
        for theirs in (x, x[:2], x[3:4], x[:0], x[1:2].reshape(()), x.reshape(1, 5), np.resize(x, 2000)):
            assert repr(ag.asarray(theirs)) == repr(theirs) and str(ag.asarray(theirs)) == str(theirs)
            assert np.array2string(ag.asarray(theirs), separator=", ") == np.array2string(theirs, separator=", ")
    x = times("M", "D", [0, 5])
    with np.printoptions(formatter={"datetime": lambda t: f"<{t}>"}):
        assert str(ag.asarray(x)) == str(x)
    assert f"{ag.asarray(x)[1]}" == "1970-01-06"


def test_files_and_pickles(tmp_path):
    for kind, unit in itertools.product("Mm", ["Y", "ns", "10ms", "generic"]):
        x = times(kind, unit).reshape(3, 5)
        ours = ag.asarray(x)
        for again in (pickle.loads(pickle.dumps(ours)), pickle.loads(pickle.dumps(ours, 2)), copy.deepcopy(ours), copy.copy(ours)):
            same(again, x)
        np.save(tmp_path / "x.npy", ours)
        theirs = np.load(tmp_path / "x.npy")
        assert theirs.dtype == x.dtype and theirs.tobytes() == x.tobytes()
        same(ag.asarray(np.load(tmp_path / "x.npy", mmap_mode="r")), x)
        np.savez(tmp_path / "x.npz", a=ours, b=ours.T)
        with np.load(tmp_path / "x.npz") as archive:
            same(ag.asarray(archive["b"]), x.T)
        assert ours.tobytes() == x.tobytes()
        buffer = io.BytesIO()
        ours.tofile(buffer)
        assert buffer.getvalue() == x.tobytes()
        same(ag.frombuffer(x.tobytes(), dtype=x.dtype), x.reshape(-1))


def test_numpys_functions():
    x = times("M", "D", FEW)
    ours = ag.asarray(x)
    for f in (np.sort, np.isnat, np.unique, np.diff, np.max, lambda a: np.add(a, np.timedelta64(1, "h")), lambda a: np.where(np.isnat(a), a[0], a), lambda a: np.subtract(x, a), lambda a: np.less(a, x)):
        result = f(ours)
        assert isinstance(result, ag.ndarray)
        same(result, f(x))
    assert isinstance(x - ours, ag.ndarray) and isinstance(np.datetime64("2020") - ours, ag.ndarray)
    with pytest.raises(TypeError, match="business days"):
        np.is_busday(ours)
    with pytest.raises(TypeError, match="text"):
        np.datetime_as_string(ours)


def test_pandas():
    pd = pytest.importorskip("pandas")
    index = pd.date_range("2020-01-01", periods=5, freq="D")
    for theirs in (index, pd.Series(index), pd.Series(index) - index[0], index - index[0]):
        ours = ag.asarray(theirs)
        values = theirs.to_numpy()
        same(ours, values)
        assert np.shares_memory(np.asarray(ours), values) == np.shares_memory(np.asarray(theirs), values)
        assert (pd.Series(ours) == pd.Series(values)).all()
        assert np.shares_memory(pd.Series(ours, copy=False).to_numpy(), np.asarray(ours)) == np.shares_memory(pd.Series(values, copy=False).to_numpy(), values)
    assert (pd.DatetimeIndex(ag.asarray(index)) == index).all() and (pd.to_datetime(ag.asarray(index)) == index).all()
    moment = pd.Timestamp("2020-01-02T03:04:05.123456")
    x = ag.zeros(2, dtype="M8[us]")
    x[0] = moment
    assert x[0].item() == moment.to_pydatetime()
    same(ag.asarray(index) - moment.to_datetime64(), index.to_numpy() - moment.to_datetime64())
    with pytest.raises(TypeError):
        ag.asarray(index.tz_localize("UTC"))  # of objects, in NumPy


def test_rules():
    x = ag.asarray(times("M", "s", FEW))
    for call in (
        lambda: x.astype("m8[Y]").astype("m8[s]", casting="same_kind"), lambda: ag.add(x, x), lambda: x * 2, lambda: ag.sqrt(x), lambda: ag.matmul(x, x), lambda: x[ag.asarray(times("m", "s", [1]))],
        lambda: ag.asarray(x, dtype="i4", copy=False),
    ):
        with pytest.raises((TypeError, ValueError, IndexError)):
            call()
    out = ag.zeros(len(FEW), dtype="M8[ms]")
    ag.add(x, np.timedelta64(1, "s"), out=out)
    same(out, (times("M", "s", FEW) + np.timedelta64(1, "s")).astype("M8[ms]"))
    mask = ag.asarray([True, False] * 3 + [True])
    same(ag.max(x, where=mask, initial=np.datetime64("1960")), np.max(times("M", "s", FEW), where=np.asarray(mask), initial=np.datetime64("1960")))
