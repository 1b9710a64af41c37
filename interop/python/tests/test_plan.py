# SPDX-License-Identifier: BSD-3-Clause

"""What a call decides before it computes: types, shapes, memory order."""

import random

import arraygen as ag
import numpy as np
import pytest

TYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64", "complex64", "complex128"]
WEAK = [int, float, complex]


def view(r, shape):
    """An array of this shape, of NumPy, in some memory order: transposed,
    reversed, with gaps, broadcast."""
    n = len(shape)
    perm = r.sample(range(n), n)
    gaps = [r.choice([1, 1, 1, 2]) for _ in shape]
    base = np.zeros([shape[p] * gaps[p] for p in perm])
    x = base.transpose(np.argsort(perm)) if n else base
    x = x[tuple(slice(None, None, g * r.choice([1, 1, -1])) for g in gaps)]
    if n and r.random() < 0.2:
        axis = r.randrange(n)
        x = np.broadcast_to(x[(slice(None),) * axis + (slice(0, 1),)], shape)
    return x


def significant(x):
    """Strides that mean something: of axes longer than 1, of arrays with elements."""
    return tuple(s for s, n in zip(x.strides, x.shape) if n > 1) if x.size else None


def shapes(r):
    n = r.randint(0, 5)
    return [r.choice([1, 2, 3, 4]) for _ in range(n)]


def test_memory_order_of_calls():
    r = random.Random(1)
    for _ in range(2000):
        shape = shapes(r)
        operands = []
        for _ in range(r.randint(1, 2)):
            own = [1 if r.random() < 0.2 else n for n in shape][r.choice([0, 0, 0, len(shape) // 2]):]
            operands.append(view(r, own))
        order = r.choice(["K", "K", "C", "F", "A"])
        f = ["negative", "add"][len(operands) - 1]
        want = getattr(np, f)(*operands, order=order)
        got = getattr(ag, f)(*[ag.asarray(x) for x in operands], order=order)
        assert got.shape == want.shape
        assert significant(got) == significant(want), ([(x.shape, x.strides) for x in operands], order)


def test_memory_order_of_reductions():
    r = random.Random(2)
    for _ in range(2000):
        x = view(r, shapes(r))
        axes = tuple(r.sample(range(x.ndim), r.randint(0, x.ndim)))
        keep = r.random() < 0.3
        want = np.add.reduce(x, axis=axes, keepdims=keep)
        got = ag.add.reduce(ag.asarray(x), axis=axes, keepdims=keep)
        assert got.shape == want.shape
        assert significant(got) == significant(want), (x.shape, x.strides, axes, keep)
        if x.ndim:
            axis = r.randrange(x.ndim)
            want, got = np.add.accumulate(x, axis=axis), ag.add.accumulate(ag.asarray(x), axis=axis)
            assert significant(got) == significant(want), (x.shape, x.strides, axis)


@pytest.mark.parametrize("f", ["empty_like", "zeros_like", "ones_like"])
def test_memory_order_of_new_arrays(f):
    r = random.Random(3)
    for _ in range(300):
        x = view(r, shapes(r))
        order = r.choice(["K", "K", "C", "F", "A"])
        want, got = getattr(np, f)(x, order=order), getattr(ag, f)(ag.asarray(x), order=order)
        assert significant(got) == significant(want), (x.shape, x.strides, order)


@pytest.mark.parametrize("f", [
    lambda xp, x, y: xp.where(xp.equal(x, 0), x, y),
    lambda xp, x, y: x.astype("float32"),
    lambda xp, x, y: x.copy(order="K"),
    lambda xp, x, y: x * 2.0 + y,
    lambda xp, x, y: xp.sort(x, axis=0),
])
def test_memory_order_of_functions(f):
    r = random.Random(4)
    for _ in range(300):
        shape = shapes(r) or [3]
        x, y = view(r, shape), view(r, shape)
        want, got = f(np, x, y), f(ag, ag.asarray(x), ag.asarray(y))
        assert significant(got) == significant(want), (x.shape, x.strides, y.strides)


def test_channels_last_stays():
    """An image of a channel-first model, seen as channel-last."""
    x = ag.zeros((2, 3, 4)).transpose(1, 0, 2) if hasattr(ag.ndarray, "transpose") else ag.permute_dims(ag.zeros((2, 3, 4)), (1, 0, 2))
    assert ag.add(x, 1.0).strides == np.add(np.zeros((2, 3, 4)).transpose(1, 0, 2), 1.0).strides == (32, 96, 8)


def both():
    return [u for u in ag._arraygen._ufuncs if isinstance(getattr(np, u.__name__, None), np.ufunc) and getattr(np, u.__name__).nin == u.nin]


# Where the types differ from NumPy's, and why.
LOOPS_OF_OUR_OWN = {"logical_and", "logical_or", "logical_xor"}  # numbers are compared with zero in their own type, not cast to bool first


@pytest.mark.parametrize("u", both(), ids=lambda u: u.__name__)
def test_resolve_dtypes(u):
    theirs = getattr(np, u.__name__)
    differ = []
    choices = [TYPES + WEAK] * u.nin
    for a in choices[0]:
        for b in choices[1] if u.nin > 1 else [None]:
            ins = (a, b)[: u.nin]
            given = tuple(np.dtype(t) if isinstance(t, str) else t for t in ins) + (None,) * u.nout
            try:
                want = [t.name for t in theirs.resolve_dtypes(given)]
            except TypeError:
                want = None
            if want and any(t not in TYPES for t in want):
                continue  # timedelta64, longdouble, object
            try:
                got = [t.name for t in u.resolve_dtypes(given)]
            except TypeError:
                got = None
            if u.__name__ in LOOPS_OF_OUR_OWN and got and want:
                got, want = got[u.nin :], want[u.nin :]
            if got != want:
                differ.append((ins, want, got))
    assert not differ, f"{len(differ)}: {differ[:5]}"


@pytest.mark.parametrize("signature", ["dd->d", "ff->f", "d", (None, None, "d"), ("d", None, None), ("f", "f", None), ("f", None, "f"), "ii->d", ("d",)])
def test_signature(signature):
    x, y = np.arange(4, dtype="float32"), np.arange(4, dtype="float32") + 1
    for name in ("add", "true_divide"):
        results = []
        for xp, convert in ((np, lambda v: v), (ag, ag.asarray)):
            try:
                with np.errstate(all="ignore"):
                    z = getattr(xp, name if hasattr(xp, name) else "divide")(convert(x), convert(y), signature=signature, casting="unsafe")
                results.append((z.dtype.name, np.asarray(z).tolist()))
            except (TypeError, ValueError) as e:
                results.append(TypeError)
        assert results[0] == results[1], (name, signature)


def test_signature_faults():
    x = ag.ones(3)
    for bad in ("ddd->d", ("d", "d"), 3, "zz->z"):
        with pytest.raises(TypeError):
            ag.add(x, x, signature=bad)
    with pytest.raises(TypeError, match="more than one"):
        ag.add(x, x, signature="dd->d", dtype="float64")
