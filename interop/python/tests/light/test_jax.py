# SPDX-License-Identifier: BSD-3-Clause

"""JAX on the CPU: from_dlpack both ways."""

import arraygen as ag
import jax
import jax.numpy as jnp
import ml_dtypes
import numpy as np
import pytest

from memory import address

V = jax.__version__


def test_dlpack(table):
    a = ag.arange(16, dtype="float32")
    j = jnp.from_dlpack(a)
    assert j.unsafe_buffer_pointer() == a._pointer
    table.row("JAX", V, "jnp.from_dlpack(a)", same=True, readonly="immutable in JAX")
    k = jnp.arange(16, dtype="float32")
    b = ag.from_dlpack(k)
    assert b._pointer == k.unsafe_buffer_pointer() and b.tolist() == list(range(16))
    table.row("JAX", V, "ag.from_dlpack(x)", same=True, readonly="JAX doesn't say that x is immutable: don't write")
    assert float(jnp.sum(jnp.exp(jnp.asarray(a)))) == pytest.approx(float(ag.sum(ag.exp(a))), rel=1e-6)


def test_bfloat16(table):
    a = ag.asarray([1, 2.5, -3], dtype="bfloat16")
    j = jnp.from_dlpack(a)
    assert j.dtype == jnp.bfloat16 and j.tolist() == [1, 2.5, -3]
    b = ag.from_dlpack(jnp.asarray([1, 2.5], dtype=jnp.bfloat16))
    assert b.dtype == "bfloat16" and b.tolist() == [1, 2.5]
    table.row("JAX", V, "jnp.from_dlpack(bfloat16)", same="same or copy, by alignment", readonly="immutable in JAX")


def test_ml_dtypes(table):
    a = ag.asarray([1, 2.5, -3], dtype="bfloat16")
    x = np.asarray(a)
    assert x.dtype == ml_dtypes.bfloat16 and x.astype("f4").tolist() == [1, 2.5, -3]
    x[0] = 7
    assert a[0] == 7 and address(x.view("u2")) == a._pointer
    b = ag.asarray(x)
    assert b.dtype == "bfloat16" and b._pointer == a._pointer and ag.dtype(ml_dtypes.bfloat16) is ag.bfloat16
    table.row("ml_dtypes", ml_dtypes.__version__, "np.asarray(bfloat16)", same=True)
    table.row("ml_dtypes", ml_dtypes.__version__, "ag.asarray(bfloat16)", same=True)
