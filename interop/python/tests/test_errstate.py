# SPDX-License-Identifier: BSD-3-Clause

"""Warnings of division by zero, overflow, underflow and invalid values: when there is one, what it says and whom
it names, and what errstate makes of it. NumPy's are the reference."""

import asyncio
import io
import itertools
import os
import subprocess
import sys
import threading
import warnings

import numpy as np
import pytest

import arraygen as ag


def told(f, ours=True):
    """The warnings of f; ours point to this file."""
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter("always")
        f()
    assert all(x.category is RuntimeWarning and (x.filename == __file__ or not ours) for x in w), [(x.category, x.filename) for x in w]
    return [str(x.message) for x in w]


# Where the conditions differ from NumPy's: function, types, NumPy's, ours. All have a reason.
# - floor_divide, divmod of float32 and float64: NumPy computes fmod first, and the flags of the way there count.
# - power(0, -inf) is a pole everywhere here; NumPy finds it in two of four loops. power(largest, inf) is exact.
# - logaddexp: NumPy's flags are those of log1p(exp(d)), whose exp underflows without harm, and of comparisons with NaN.
# - nextafter, spacing: NumPy raises the flags of C's functions; here results that are exact are no conditions.
# - sin, cos, exp, hypot: the result of a subnormal is rounded, or exact, and NumPy's SIMD code raises a flag on the way.
# - arcsin and others, and power(0, -inf) once more: on a CPU without AVX-512 NumPy calls the C library, which raises a flag of its own.
# - arctan2, power of the least numbers: a quotient below the least normal number may be exact.
REASONS = {
    ("floor_divide", "fd", "underflow", ""), ("floor_divide", "fd", "overflow+invalid value", "overflow"),
    ("divmod", "fd", "underflow", ""), ("divmod", "fd", "overflow+invalid value", "overflow"),
    ("power", "e", "", "divide by zero"), ("power", "fd", "overflow", ""), ("power", "fd", "underflow", ""),
    ("float_power", "efd", "", "divide by zero"), ("float_power", "d", "underflow", ""), ("float_power", "d", "overflow", ""),
    ("logaddexp", "efdbBhHiIlLqQ", "underflow", ""), ("logaddexp", "efd", "invalid value", ""), ("logaddexp", "fd", "overflow", ""),
    ("logaddexp2", "efdbBhHiIlLqQ", "underflow", ""), ("logaddexp2", "efd", "invalid value", ""), ("logaddexp2", "fd", "overflow", ""),
    ("nextafter", "efd", "overflow", ""), ("nextafter", "fdhHiIlLqQ", "underflow", ""),
    ("spacing", "e", "invalid value", ""), ("spacing", "fd", "underflow", ""), ("spacing", "fd", "", "invalid value"),
    ("sin", "fd", "underflow", ""), ("cos", "f", "underflow", ""), ("exp", "f", "underflow", ""), ("hypot", "efd", "underflow", ""),
    *((name, "fd", "underflow", "") for name in ("arcsin", "arcsinh", "arctan", "arctanh", "expm1", "sinh")), ("log1p", "efd", "underflow", ""),
    ("power", "fd", "", "divide by zero"),
    ("arctan2", "e", "", "underflow"), ("tan", "fd", "underflow", ""), ("tanh", "fd", "underflow", ""),
}


def explained(name, char, numpys, ours):
    return any(name == n and char in c and (numpys, ours) == (a, b) for n, c, a, b in REASONS)


def operands(char):
    if char in "efd":
        f = np.finfo(char)
        e = char == "e"
        values = [0.0, -0.0, 1, -1, 2, 0.5, -0.5, 3, f.max, -f.max, f.smallest_subnormal, f.tiny, f.tiny * f.dtype.type(1.5), np.inf, -np.inf, np.nan,
                  1e-3, 80 if e else 710, -80 if e else -746, 12, 1.5e4]
        return np.array(values, char)
    i = np.iinfo(char)
    return np.array([0, 1, 2, 3, i.min, i.max] + [-1] * (i.min < 0), char)


def test_conditions_are_numpys():
    numpys, ours, wrong = [], [], set()
    with np.errstate(all="call", call=lambda name, _: numpys.append(name)), ag.errstate(all="call", call=lambda name, _: ours.append(name)):
        for u in ag._arraygen._ufuncs:
            theirs = getattr(np, u.__name__, None)
            if not isinstance(theirs, np.ufunc) or theirs.nin > 2:
                continue
            for char in "efdbBhHiIlLqQ":
                for args in itertools.product(operands(char), repeat=theirs.nin):
                    args = [np.array([a]) for a in args]
                    numpys.clear()
                    ours.clear()
                    try:
                        theirs(*args)
                        u(*map(ag.asarray, args))
                    except (TypeError, ValueError):
                        break
                    if numpys != ours and not explained(u.__name__, char, "+".join(numpys), "+".join(ours)):
                        wrong.add((u.__name__, char, "+".join(numpys), "+".join(ours), *(a.item() for a in args)))
    assert wrong == set()


BIG = "[1e308, 1e308]"
CALLS = """
xp.asarray([1., 0, -1]) / 0
xp.asarray([1, 0]) // 0
xp.asarray([1, 0]) % xp.asarray([0, 3])
xp.divmod(xp.asarray([1, 0]), 0)
xp.log(xp.asarray([1., 0, -1]))
xp.sqrt(xp.asarray([[-1.], [4.]]))
xp.add(xp.asarray(BIG), xp.asarray(BIG))
xp.add.reduce(xp.asarray(BIG))
xp.asarray(BIG).sum()
xp.sum(xp.asarray([np.inf, -np.inf]))
xp.sum(xp.asarray([np.nan, np.inf, -np.inf]))
xp.prod(xp.asarray(BIG))
xp.cumulative_sum(xp.asarray(BIG))
xp.asarray(BIG).cumprod()
xp.multiply.accumulate(xp.asarray(BIG))
xp.add.reduceat(xp.asarray(BIG), [0])
xp.multiply.outer(xp.asarray(BIG), xp.asarray(BIG))
xp.add.at(xp.asarray(BIG), [0], 1e308)
xp.floor_divide.reduce(xp.asarray([1, 0]))
xp.maximum.reduce(xp.asarray([np.nan, 1]))
xp.less(xp.asarray([np.nan]), 1)
xp.asarray([1., 2]) * xp.asarray([[1.], [np.inf]])
xp.divide(xp.asarray([1., 2]), xp.asarray([0., 1]), where=xp.asarray([False, True]), out=xp.zeros(2))
xp.divide(xp.asarray([1., 2]), xp.asarray([0., 1]), where=xp.asarray([True, True]), out=xp.zeros(2))
xp.exp(xp.asarray([1000, 1], dtype="int16"))
xp.asarray([60000.], dtype="float16") * 2
xp.asarray([1e38], dtype="float32")[::-1] * 1e38
xp.add(xp.asarray([np.nan]), 1., out=xp.zeros(1, dtype="int32"), casting="unsafe")
xp.reciprocal(xp.asarray([0., 2]))
xp.sin(xp.asarray([np.inf]))
xp.asarray([1 + 1j]) / 0
xp.zeros(40000) / xp.zeros(40000)
xp.zeros((300, 200))[:, ::2] / 0
xp.asarray([1e300]).astype("float32")
xp.asarray([np.nan]).astype("int32")
xp.asarray([1e300, 1]).astype("int64")
xp.asarray([1e300,1]).astype("uint8")
xp.asarray([np.inf],dtype="float16").astype("int8")
xp.asarray([70000],dtype="int32").astype("float16")
xp.asarray([1e6]).astype("float16")
xp.asarray([1e-300]).astype("float32")
xp.asarray([np.nan]).astype("bool")
xp.asarray([1e300+1j]).astype("complex64")
xp.asarray([1e300], dtype="float32")
xp.asarray(xp.asarray([1e300]), dtype="float32")
xp.zeros((3,0)).mean(axis=0)
xp.mean(xp.asarray([np.inf,-np.inf]))
xp.mean(xp.asarray([1e308,1e308]))
xp.matmul(xp.full((3,3),1e300),xp.full((3,3),1e300))
xp.full((3,3),1e300)@xp.full((3,3),1e300)
xp.full((3,3),np.inf)@xp.full((3,3),0.)
xp.vecdot(xp.full((3,3),1e300),xp.full((3,3),1e300))
xp.matvec(xp.full((3,3),1e300),xp.full((3,),1e300))
xp.vecmat(xp.full((3,),1e300),xp.full((3,3),1e300))
xp.dot(xp.full((3,),1e300),xp.full((3,),1e300))
xp.vdot(xp.full((3,),1e300),xp.full((3,),1e300))
xp.inner(xp.full((3,),1e300),xp.full((3,),1e300))
xp.outer(xp.full((3,),1e300),xp.full((3,),1e300))
xp.tensordot(xp.full((3,),1e300),xp.full((3,),1e300),axes=1)
xp.kron(xp.full((3,),1e300),xp.full((3,),1e300))
xp.linalg.det(xp.full((3,3),1e300))
xp.linalg.det(xp.eye(3)*1e300)
xp.linalg.inv(xp.eye(3)*1e-310)
xp.linalg.matrix_power(xp.eye(3)*1e300, 3)
xp.linalg.slogdet(xp.zeros((3,3)))
xp.asarray([5],dtype="m8[s]")//xp.asarray([0],dtype="m8[s]")
xp.asarray([5],dtype="m8[s]")%xp.asarray([0],dtype="m8[s]")
xp.divmod(xp.asarray([5],dtype="m8[s]"),xp.asarray([0],dtype="m8[s]"))
xp.asarray([5],dtype="m8[s]")//0
xp.asarray([5],dtype="m8[s]")/0
xp.asarray([5],dtype="m8[s]")//0.
xp.asarray([5],dtype="m8[s]")/xp.asarray([0],dtype="m8[s]")
xp.asarray([0],dtype="m8[s]")/xp.asarray([0],dtype="m8[s]")
xp.asarray([5],dtype="m8[s]")*np.nan
xp.asarray([0],dtype="m8[s]")*np.inf
xp.asarray(["NaT"],dtype="m8[s]")//xp.asarray([5],dtype="m8[s]")
xp.asarray(["NaT"],dtype="m8[s]")%xp.asarray([5],dtype="m8[s]")
xp.asarray(["NaT"],dtype="m8[s]")+xp.asarray([5],dtype="m8[s]")
xp.full(3, 1e300, dtype="float32")
xp.full(3, 1e300, dtype="float16")
xp.nanmean(xp.asarray([np.nan]))
xp.nanvar(xp.asarray([np.nan]))
xp.nanstd(xp.asarray([np.nan]))
xp.nanmax(xp.asarray([np.nan]))
xp.nanmin(xp.asarray([np.nan]))
xp.nanmedian(xp.asarray([np.nan]))
xp.nanpercentile(xp.asarray([np.nan]),50)
xp.nanpercentile(xp.asarray([[np.nan],[1]]),50,axis=1)
xp.median(xp.asarray([np.nan,1]))
xp.diff(xp.asarray([np.inf,np.inf]))
xp.logspace(0,1000,3)
xp.cumsum(xp.full(3,1e308))
xp.nansum(xp.full(3,1e308))
xp.nanprod(xp.full(3,1e308))
xp.nancumsum(xp.full(3,1e308))
xp.ptp(xp.asarray([1e308,-1e308]))
xp.fft.fft(xp.full(4,1e308))
xp.trace(xp.eye(3)*1e308)
xp.vander(xp.asarray([1e200]),4)
xp.zeros(2,dtype="int8").__setitem__(slice(None),xp.asarray([np.nan]))
xp.zeros(2,dtype="float32").__setitem__(slice(None),xp.asarray([1e300]))
xp.zeros(2,dtype="float32").__setitem__(0,1e300)
xp.zeros(2,dtype="float32").__setitem__(xp.asarray([True,False]),xp.asarray([1e300]))
xp.zeros(2,dtype="float32").__setitem__(xp.asarray([0]),xp.asarray([1e300]))
xp.zeros(2,dtype="float32").__setitem__(xp.asarray([0]),1e300)
xp.zeros(2,dtype="float32").fill(1e300)
xp.copyto(xp.zeros(2,dtype="int8"),xp.asarray([np.nan]),casting="unsafe")
xp.put(xp.zeros(2,dtype="int8"),[0],xp.asarray([np.nan]))
xp.concat([xp.asarray([1e300])],dtype="float32",casting="same_kind")
xp.concatenate([xp.asarray([np.nan])],dtype="int8",casting="unsafe")
xp.stack([xp.asarray([np.nan])],dtype="int8",casting="unsafe")
xp.asarray([1e300]).astype("float32",copy=False)
xp.full(100000,1e300).astype("float32")
xp.full(100000,1e300).astype("int8")
xp.full((1000,100),1e300)[:,::2].astype("int8")
xp.full((1000,100),1.)[:,::2].astype("int8")
xp.full((1000,100),np.inf).astype("float32")
xp.sum(xp.asarray([1e300]),dtype="float32")
xp.sum(xp.asarray([np.nan]),dtype="int32")
xp.mean(xp.asarray([1e300]),dtype="float32")
xp.asarray([1.],dtype="float32")*1e300
xp.asarray([1.],dtype="float32")<1e300
""".replace("BIG", BIG).strip().splitlines()


@pytest.mark.parametrize("call", CALLS)
def test_messages_are_numpys(call):
    compiled = compile(call, __file__, "eval")
    assert told(lambda: eval(compiled, {"xp": ag, "np": np})) == told(lambda: eval(compiled, {"xp": np, "np": np}), ours=False)


# The same conditions, which are told as the function's, where NumPy names one of its steps or several.
WHOLE = """
xp.mean(xp.zeros(0))
xp.zeros((0,3)).mean(axis=0)
xp.zeros(0).var()
xp.zeros((3,0)).std(axis=1)
xp.ones(1).var(ddof=1)
xp.var(xp.ones(1), correction=3)
xp.var(xp.asarray([np.inf, 1]))
xp.std(xp.asarray([1e200, 1]))
xp.mean(xp.zeros((2,2)), where=xp.asarray([[True,False],[True,False]]), axis=0)
xp.var(xp.zeros((2,2)), where=xp.asarray([[True,False],[True,False]]), axis=0)
xp.nanvar(xp.asarray([[np.nan, 1]]), axis=0, ddof=1)
xp.linalg.norm(xp.full((3,), 1e300))
xp.linalg.vector_norm(xp.full((3,), 1e300))
xp.median(xp.zeros(0))
xp.average(xp.zeros(0))
xp.corrcoef(xp.ones((2,3)))
xp.linspace(0, np.inf, 3)
xp.trapezoid(xp.full(3, 1e308))
xp.cumsum(xp.asarray([1e300]), dtype="float32")
xp.quantile(xp.asarray([np.inf, -np.inf]), 0.5)
""".strip().splitlines()


@pytest.mark.parametrize("call", WHOLE)
def test_functions_as_a_whole(call):
    compiled = compile(call, __file__, "eval")
    ours, numpys = (
        {m.split(" encountered")[0] for m in told(lambda: eval(compiled, {"xp": xp, "np": np}), ours=xp is ag)} for xp in (ag, np)
    )
    assert ours == numpys != set()


@pytest.mark.parametrize("n", [1, 7, 64, 1000, 40000])
def test_casts(n):
    """One element is found wherever it is. NumPy converts to short integers by way of longer ones, and finds less."""
    values = [-1, -129, 300, 70000, 2.0**31, 2.0**63, 2.0**64, 1e300, np.inf, np.nan]
    for source, target, value in itertools.product("iqHQefdFD", "efFbhilBHILQ", values):
        x = np.ones(n, source)
        with np.errstate(all="ignore"):
            if x.dtype.kind in "iu":
                value = 70000 if np.iinfo(source).max > 70000 else 65535
            x[n // 2] = value
            value = float(x[n // 2].real)
            if np.dtype(target).kind in "fc":
                want = "overflow" if np.isfinite(value) and np.isinf(np.asarray(value).astype(target).real) else None
            elif x.dtype.kind in "iu":
                want = None
            else:
                i = np.iinfo(target)
                want = None if np.isfinite(value) and i.min <= int(value) <= i.max else "invalid value"
        a = ag.asarray(x)
        b = ag.zeros((n, 2), dtype=source)[:, 0]
        b[:] = a
        c = ag.asarray(np.tile(x, (3, 2, 1))).transpose(1, 2, 0)  # without gaps, in no usual order
        for y in (a, b, c):
            assert told(lambda: y.astype(target)) == ([f"{want} encountered in cast"] if want else []), (source, target, value)


def test_casts_raise():
    for x in (ag.asarray([1e300]), ag.full(50000, 1e300)):
        y = ag.zeros(x.shape, dtype="float32")
        with ag.errstate(all="raise"), pytest.raises(FloatingPointError, match="^overflow encountered in cast$"):
            y[:] = x
        assert np.all(np.isinf(np.asarray(y)))  # written all the same
        with ag.errstate(over="raise"), pytest.raises(FloatingPointError):
            x.astype("float32")
        with ag.errstate(all="ignore"):
            assert told(lambda: x.astype("float32")) == []
        with ag.errstate(under="warn"):
            assert told(lambda: (x * 0 + 1e-300).astype("float32")) == ["underflow encountered in cast"]
            assert told(lambda: (x * 0 + 2.0**-130).astype("float32")) == []


def test_through_numpys_functions():
    x = ag.asarray([1.0, 0, -1])
    assert told(lambda: np.log(x)) == told(lambda: np.log(np.asarray(x))) != []
    assert told(lambda: np.sum(ag.asarray([1e308, 1e308]))) == ["overflow encountered in reduce"]
    assert told(lambda: np.float64(1) / x) == ["divide by zero encountered in divide"]


def in_place(n, at):
    """x / y in x, where something happens at one place."""
    x, y = ag.ones(n), ag.ones(n)
    y[at] = 0
    x /= y
    return x


@pytest.mark.parametrize("n", [1, 5, 63, 64, 65, 256, 257, 1000, 8191, 40000, 300001])
def test_in_place(n):
    for at in {0, n // 2, n - 1}:
        assert told(lambda: in_place(n, at)) == ["divide by zero encountered in divide"]
    x = ag.ones(n)
    assert told(lambda: x.__itruediv__(ag.ones(n))) == []
    x[:] = 1e308
    assert told(lambda: ag.add(x, x, out=x)) == ["overflow encountered in add"]
    x[:] = 0
    assert told(lambda: ag.divide(x, x, out=x)) == ["invalid value encountered in divide"]
    x[:] = 0
    assert told(lambda: ag.log(x, out=x)) == ["divide by zero encountered in log"]
    assert np.all(np.asarray(x) == -np.inf)
    # A temporary, whose memory the result takes.
    y = ag.full(n, 1e200)
    assert told(lambda: (y + 1) * y) == ["overflow encountered in multiply"]


def test_on_every_level():
    code = """
import numpy as np, arraygen as ag, warnings
for n in (1, 7, 64, 100, 40000):
    for value, function in ((0.0, ag.log), (-1.0, ag.sqrt), (800.0, ag.exp), (0.0, ag.reciprocal)):
        x = ag.full(n, 0.25)
        x[n // 2] = value
        with warnings.catch_warnings(record=True) as w:
            warnings.simplefilter("always")
            function(x), x / x, ag.add(x, 1, out=x)
        print(n, [str(m.message) for m in w])
"""
    texts = set()
    for level in ("go", "avx2", ""):
        p = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ, ARRAYGEN_ISA=level), timeout=120)
        assert p.returncode == 0, p.stderr
        texts.add(p.stdout)
    assert len(texts) == 1


def test_modes(capsys):
    x = ag.asarray([1.0, 0])
    with ag.errstate(all="ignore"):
        assert told(lambda: x / 0) == []
    with ag.errstate(divide="ignore"):
        assert told(lambda: x / 0) == ["invalid value encountered in divide"]
    out = ag.ones(2)
    with ag.errstate(all="raise"), pytest.raises(FloatingPointError, match="^divide by zero encountered in divide$"):
        ag.divide(x, 0, out=out)
    assert np.isinf(out[0]) and np.isnan(out[1])  # written all the same
    got = []
    with ag.errstate(all="call", call=lambda *a: got.append(a)):
        x / 0
    assert got == [("divide by zero", 9), ("invalid value", 9)]
    log = io.StringIO()
    with ag.errstate(all="log", call=log):
        x / 0
    assert log.getvalue() == "Warning: divide by zero encountered in divide\nWarning: invalid value encountered in divide\n"
    with ag.errstate(all="print"):
        x / 0
    assert capsys.readouterr().out == log.getvalue()
    with ag.errstate(all="call", call=None), pytest.raises(NameError):
        x / 0
    with pytest.raises(ZeroDivisionError), ag.errstate(all="call", call=lambda *a: 1 / 0):
        x / 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RuntimeWarning, match="divide by zero"):
            x / 0
    with ag.errstate(under="warn"):
        assert told(lambda: ag.asarray([1e-300]) * 1e-300) == ["underflow encountered in multiply"]
        assert told(lambda: ag.asarray([2.0**-500]) * 2.0**-500) == []
        assert told(lambda: ag.full(100000, 1e-200) * 1e-200) == ["underflow encountered in multiply"]
    assert told(lambda: ag.asarray([1e-300]) * 1e-300) == []


def test_seterr():
    assert ag.geterr() == {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}
    with ag.errstate():
        assert ag.seterr(divide="raise") == {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}
        assert ag.geterr()["divide"] == "raise"
        assert ag.seterrcall(print) is None
        assert ag.geterrcall() is print
        assert ag.seterrcall(None) is print
        with pytest.raises(ValueError, match="invalid error mode 'loudly'"):
            ag.seterr(over="loudly")
        with pytest.raises(ValueError, match="callable"):
            ag.seterrcall(3)
    assert ag.geterr()["divide"] == "warn"
    state = ag.errstate(all="raise")
    with state, pytest.raises(TypeError, match="twice"), state:
        pass

    @ag.errstate(all="raise")
    def f():
        return ag.asarray([1.0]) / 0

    for _ in range(2):
        with pytest.raises(FloatingPointError):
            f()


def test_numpys_errstate_counts_unless_ours_does():
    x = ag.asarray([1.0])
    with np.errstate(divide="ignore"):
        assert told(lambda: x / 0) == []
        assert told(lambda: np.divide(x, 0)) == []
        with ag.errstate(divide="warn"):
            assert told(lambda: x / 0) != []
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        x / 0
    got = []
    with np.errstate(all="call", call=lambda *a: got.append(a)):
        ag.zeros(50000) / 0
    assert got == [("invalid value", 8)]


def test_contexts_are_apart():
    x, seen = ag.asarray([1.0]), []

    def other():
        seen.append(ag.geterr()["divide"])

    async def quiet():
        with ag.errstate(all="ignore"):
            await asyncio.sleep(0.02)
            return told(lambda: x / 0)

    async def loud():
        await asyncio.sleep(0.01)
        return told(lambda: x / 0)

    async def both():
        return await asyncio.gather(quiet(), loud())

    with ag.errstate(all="raise"):
        t = threading.Thread(target=other)
        t.start()
        t.join()
    assert seen == ["warn"]
    assert asyncio.run(both()) == [[], ["divide by zero encountered in divide"]]


def test_large_calls_ask_anew_what_is_ignored():
    """What a large call looks for is kept from call to call, until either state changes."""
    x = ag.zeros(50_000)
    divided, invalid = "divide by zero encountered in divide", "invalid value encountered in divide"
    one = ag.ones(50_000)
    for _ in range(2):
        assert told(lambda: one / x) == [divided]
        with np.errstate(divide="ignore"):
            assert told(lambda: one / x) == [] and told(lambda: x / x) == [invalid]
            with ag.errstate(all="ignore"):
                assert told(lambda: x / x) == [] and told(lambda: x / x) == []
            with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
                one / x
            with np.errstate(invalid="ignore"):
                assert told(lambda: x / x) == []
            assert told(lambda: x / x) == [invalid]
        assert told(lambda: one / x) == [divided]
        old = np.seterr(divide="ignore")
        assert told(lambda: one / x) == []
        np.seterr(**old)
        with ag.errstate(invalid="raise"), pytest.raises(FloatingPointError):
            x / x
        assert told(lambda: x / x) == [invalid]
