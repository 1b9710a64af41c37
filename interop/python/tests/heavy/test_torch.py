# SPDX-License-Identifier: BSD-3-Clause

"""PyTorch on the CPU: both ways, in-place writes, bfloat16."""

import arraygen as ag
import numpy as np
import pytest
import torch

V = torch.__version__


def test_dlpack(table):
    a = ag.arange(4.0)
    t = torch.from_dlpack(a)
    assert t.data_ptr() == a._pointer
    t.add_(1)
    assert a.tolist() == [1, 2, 3, 4]
    a *= 2
    assert t.tolist() == [2, 4, 6, 8]
    table.row("PyTorch", V, "torch.from_dlpack(a)", same=True, readonly="torch warns or ignores it")
    s = torch.arange(6.0, dtype=torch.float64).reshape(2, 3)
    b = ag.from_dlpack(s)
    assert b._pointer == s.data_ptr() and b.shape == (2, 3)
    b[0, 0] = 9
    s[1, 2] = 7
    assert s[0, 0] == 9 and b[1, 2] == 7
    c = ag.from_dlpack(s.T[::2])
    assert c.tolist() == s.T[::2].tolist()
    table.row("PyTorch", V, "ag.from_dlpack(t)", same=True, readonly="torch has no read-only tensors")


def test_asarray(table):
    a = ag.arange(4.0)
    t = torch.asarray(a)
    assert t.data_ptr() == a._pointer
    t[0] = 5
    assert a[0] == 5
    table.row("PyTorch", V, "torch.asarray(a)", same=True)
    s = torch.arange(4.0)
    b = ag.asarray(s)
    assert b._pointer == s.data_ptr()
    table.row("PyTorch", V, "ag.asarray(t)", same=True)


@pytest.mark.parametrize("dtype", ["bool", "int8", "int16", "int32", "int64", "uint8", "float16", "bfloat16", "float32", "float64",
                                   "complex64", "complex128"])
def test_dtypes(dtype):
    a = ag.asarray([0, 1, 2]).astype(dtype)
    t = torch.from_dlpack(a)
    assert str(t.dtype) == f"torch.{dtype}" and t.data_ptr() == a._pointer
    b = ag.from_dlpack(t)
    assert b.dtype == dtype and b.tolist() == a.tolist() and b._pointer == a._pointer


def test_bfloat16(table):
    t = torch.tensor([1, 2.5, -3], dtype=torch.bfloat16)
    a = ag.asarray(t)
    assert a.dtype == "bfloat16" and a._pointer == t.data_ptr()
    a += 1
    assert t.tolist() == [2, 3.5, -2]
    table.row("PyTorch", V, "ag.asarray(bfloat16)", same=True)


@pytest.mark.parametrize("name", ["float8_e4m3fn", "float8_e5m2"])
def test_float8(table, name):
    t = torch.tensor([1, 2.5, -3]).to(getattr(torch, name))
    a = ag.from_dlpack(t)
    assert a.dtype == name and a._pointer == t.data_ptr() and a.tolist() == [1, 2.5, -3]
    a += 1
    assert t.to(torch.float32).tolist() == [2, 3.5, -2]
    back = torch.from_dlpack(a)
    assert back.dtype == t.dtype and back.data_ptr() == t.data_ptr()
    table.row("PyTorch", V, f"ag.from_dlpack({name})", same=True)


def test_what_is_refused():
    with pytest.raises((BufferError, RuntimeError), match="grad"):
        ag.from_dlpack(torch.ones(3, requires_grad=True))
    for name in "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu":
        with pytest.raises(BufferError, match=f"{name} of 8 bits"):
            ag.from_dlpack(torch.ones(3).to(getattr(torch, name)))
    # What torch's own table of C functions exports, with the wrong values.
    t = torch.ones(3, dtype=torch.complex64).conj()
    for options in ({}, {"device": "cpu"}):
        with pytest.raises(BufferError, match="resolve_conj"):
            ag.from_dlpack(t, **options)
        with pytest.raises(BufferError, match="resolve_neg"):
            ag.from_dlpack((t * 1j).conj().imag, **options)
    assert ag.from_dlpack(t.resolve_conj()).tolist() == [1, 1, 1]
    with pytest.raises((BufferError, RuntimeError), match="meta"):
        ag.from_dlpack(torch.empty(3, device="meta"))


def test_exchange_api():
    """By the table of C functions of torch, and by its method: the same memory."""
    t = torch.arange(6.0).reshape(2, 3)
    assert hasattr(torch.Tensor, "__dlpack_c_exchange_api__")
    a = ag.from_dlpack(t)
    a[0, 0] = 7
    assert t[0, 0] == 7 and ag.from_dlpack(t, device="cpu")._pointer == a._pointer == t.data_ptr()


def test_expressions():
    t = torch.arange(4.0, dtype=torch.float64)
    r = np.mean(np.exp(t.numpy()))
    assert float(ag.mean(ag.exp(t))) == pytest.approx(float(r), rel=1e-14)
    # A tensor has __array_wrap__: what a ufunc makes of it is one, over our memory.
    assert type(ag.add(t, 1)) is torch.Tensor and ag.add(t, 1).tolist() == [1, 2, 3, 4]
    assert type(t + ag.asarray(t)) is torch.Tensor
    # As with NumPy's arrays: torch claims a higher priority, and then cannot add.
    with pytest.raises(TypeError, match="unsupported operand"):
        ag.asarray(t) + t
    # The guide's f(x) = mean(exp(x)) of a tensor: exp is a tensor, whose mean torch refuses NumPy, and gives us an array.
    assert type(np.exp(t)) is torch.Tensor and type(ag.exp(t)) is torch.Tensor
    with pytest.raises(TypeError, match="axis"):
        np.mean(np.exp(t))
    assert type(ag.mean(ag.exp(t))) is ag.ndarray
    # By the namespace of each.
    assert float(torch.mean(torch.exp(torch.from_dlpack(ag.asarray(t))))) == pytest.approx(float(r))


def test_threads_of_torch():
    a = ag.ones(1 << 20)
    t = torch.from_dlpack(a)
    for _ in range(20):
        t.add_(1)
        a += 1
    assert a[12345] == 41 and t[-1] == 41
