# SPDX-License-Identifier: BSD-3-Clause

"""Small calls of operands that differ in type, shape or strides, which C runs itself, are
those that the engine runs: a keyword makes a call take the way through the engine."""

import itertools

import numpy as np
import pytest

import arraygen as ag

DTYPES = ["bool", "int8", "uint8", "int16", "int32", "uint32", "int64", "uint64", "float16", "bfloat16", "float32", "float64", "complex64", "complex128"]
BINARY = [getattr(ag, n) for n in (
    "add", "subtract", "multiply", "divide", "floor_divide", "remainder", "power", "less", "equal", "maximum", "fmin",
    "bitwise_and", "logical_or", "arctan2", "hypot", "copysign", "ldexp", "left_shift", "logaddexp")]


def outcome(call):
    try:
        z = call()
    except Exception as e:
        return type(e), str(e)
    return str(z.dtype), z.shape, z.strides, z.tobytes()


def operand(dtype, shape, seed):
    n = int(np.prod(shape))
    v = (np.arange(n) * 7 + seed) % 5 + 1
    return ag.reshape(ag.astype(ag.asarray(v), ag.dtype(dtype)), shape)


def same(u, *args):
    want = outcome(lambda: u(*args, order="K"))
    for _ in range(2):
        assert outcome(lambda: u(*args)) == want, (u, [(a.dtype, a.shape, a.strides) if hasattr(a, "dtype") else a for a in args])


def test_every_pair_of_types():
    for u, a, b in itertools.product(BINARY, DTYPES, DTYPES):
        same(u, operand(a, (5,), 1), operand(b, (5,), 2))


VIEWS = {
    "plain": lambda a: a,
    "reversed": lambda a: a[::-1],
    "step": lambda a: a[..., ::2],
    "transposed": lambda a: a.T,
    "row": lambda a: a[:1],
    "column": lambda a: a[..., :1],
    "element": lambda a: a[0, 0],
    "repeated": lambda a: ag.broadcast_to(a[0], a.shape),
    "three": lambda a: a[None, :, ::-1],
    "none": lambda a: a[:0],
}


@pytest.mark.parametrize("dtypes", [("float64", "float64"), ("float32", "float64"), ("uint8", "complex64"), ("float16", "bool")])
def test_every_pair_of_layouts(dtypes):
    for (v, w), n in itertools.product(itertools.product(VIEWS, VIEWS), (2, 4, 17, 31, 33)):
        x, y = VIEWS[v](operand(dtypes[0], (n, n), 1)), VIEWS[w](operand(dtypes[1], (n, n), 2))
        for u in (ag.add, ag.less):
            same(u, x, y)
        same(ag.negative if dtypes[0] != "bool" else ag.logical_not, x)
        same(ag.multiply, x, 3)
        same(ag.subtract, 2.5, y)


def test_outputs():
    x, y = operand("float32", (4, 4), 1), operand("float64", (4,), 2)
    ag.add(x, y)  # from then on C knows the loop
    want = ag.add(x, y, order="C")
    z = ag.empty((4, 4))
    assert ag.add(x, y, out=z) is z
    assert z.tobytes() == want.tobytes()
    f = ag.empty((4, 4)).T
    ag.add(x, y, out=f)
    assert f.tobytes() == want.tobytes()
    assert outcome(lambda: ag.add(x, y, out=ag.empty((3, 4))))[0] is ValueError
    # The operands are read before the output is written.
    s = ag.asarray(np.arange(8.0))
    ag.add(s[:-1], s[::-1][:7], out=s[1:])
    assert s.tolist() == [0, 7, 7, 7, 7, 7, 7, 7]
    m = ag.asarray(np.arange(16.0).reshape(4, 4))
    want = (np.arange(16.0).reshape(4, 4) + np.arange(16.0).reshape(4, 4).T)
    ag.add(m, m[::-1][::-1].T, out=m)
    assert m.tolist() == want.tolist()


OUTPUTS = {
    "strided": lambda a: a[..., ::2], "reversed": lambda a: a[::-1], "rows": lambda a: a[::3], "parts": lambda a: a[:, 1:4], "transposed": lambda a: a.T, "column": lambda a: a[:, :1],
    "repeated": lambda a: np.broadcast_to(a[:, :1], a.shape), "windows": lambda a: np.lib.stride_tricks.as_strided(a, (4, 4), (a.strides[1], a.strides[1])),
}


@pytest.mark.parametrize("dtype", ["uint8", "float32", "float64", "complex128"])
@pytest.mark.parametrize("output", OUTPUTS)
def test_strided_outputs(output, dtype):
    """What lies between the elements of an output stays as it is, and an input may lie where the output does."""
    for u in (ag.add, ag.equal):
        memory = np.arange(96).astype("bool" if u is ag.equal else dtype).reshape(8, 12)
        z = OUTPUTS[output](memory)
        x = operand(dtype, z.shape, 1)
        own = ag.asarray(memory)
        ours = ag.asarray(z) if z.flags.writeable else None
        if ours is None or output == "windows":  # elements that lie in one place are the engine's
            continue
        before = memory.copy()
        assert u(x, x, out=ours) is ours
        want = before.copy()
        OUTPUTS[output](want)[...] = getattr(np, u.__name__)(np.asarray(x), np.asarray(x))
        assert own.tobytes() == want.tobytes()
    memory = np.arange(96).astype(dtype).reshape(8, 12)
    z = OUTPUTS[output](memory)
    if output not in ("repeated", "windows"):
        want = memory.copy()
        w = OUTPUTS[output](want)
        w[...] = w[::-1] + w
        ours = ag.asarray(z)
        ag.add(ours[::-1], ours, out=ours)
        assert memory.tobytes() == want.tobytes()


def test_rare_elements():
    x, y = ag.asarray(np.array([1e300, 1.0, np.nan, -0.0])), ag.asarray(np.array([1, 2, 3, 4], "int16"))
    for u in (ag.add, ag.hypot, ag.arctan2, ag.power):
        same(u, x, y)
    for u in (ag.sin, ag.cos, ag.tan, ag.exp):
        same(u, x[::2])
