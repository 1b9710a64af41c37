# SPDX-License-Identifier: BSD-3-Clause

"""MXNet 1.9.1, retired: the legacy capsule both ways, with NumPy 1.23."""

import arraygen as ag
import numpy

# The last MXNet still names this alias of NumPy's.
if not hasattr(numpy, "bool"):
    numpy.bool = bool
import mxnet as mx

V = mx.__version__


def test_from_ours(table):
    a = ag.arange(6, dtype="float32").reshape(2, 3)
    m = mx.nd.from_dlpack(a.__dlpack__())
    assert m.asnumpy().tolist() == a.tolist()
    m += 1
    m.wait_to_read()
    assert a.tolist() == [[1, 2, 3], [4, 5, 6]]
    table.row("MXNet", V, "mx.nd.from_dlpack(a.__dlpack__())", same=True, readonly="refused")


def test_to_ours(table):
    m = mx.nd.arange(6)
    m.wait_to_read()
    a = ag.from_dlpack(mx.nd.to_dlpack_for_read(m))
    assert a.dtype == "float32" and a.tolist() == list(range(6))
    table.row("MXNet", V, "ag.from_dlpack(to_dlpack_for_read(m))", same=True, readonly="always")
    b = ag.from_dlpack(mx.nd.to_dlpack_for_write(m))
    assert not a.flags.writeable and not b.flags.writeable  # the old struct can't say otherwise
    m[0] = 9
    m.wait_to_read()
    assert b[0] == 9 and a[0] == 9 and a._pointer == b._pointer
    table.row("MXNet", V, "ag.from_dlpack(to_dlpack_for_write(m))", same=True, readonly="always")


def test_numpy_interface():
    x = mx.np.array([0.0, 1.0, 2.0])
    y = numpy.exp(x)
    assert type(y).__module__.startswith("mxnet")
    numpy.testing.assert_allclose(numpy.asarray(ag.exp(ag.asarray(y.asnumpy()))), numpy.exp(y.asnumpy()), rtol=1e-6)


def test_numpy_1():
    # Our package beside a NumPy of before 2.0.
    a = ag.arange(3.0)
    assert numpy.asarray(a).tolist() == [0, 1, 2]
    assert type(numpy.add(a, 1)) is ag.ndarray and type(numpy.concatenate([a, a])) is ag.ndarray
    assert ag.asarray(numpy.arange(3.0)).tolist() == [0, 1, 2]
