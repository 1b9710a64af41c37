# SPDX-License-Identifier: BSD-3-Clause

"""pyarrow: arrays without nulls and tensors, both ways."""

import arraygen as ag
import numpy as np
import pyarrow as pa
import pytest

V = pa.__version__


def test_array(table):
    a = ag.arange(4.0)
    p = pa.array(a)
    assert p.buffers()[1].address == a._pointer
    a[0] = 5
    assert p[0].as_py() == 5
    table.row("pyarrow", V, "pa.array(a)", same=True)
    b = ag.from_dlpack(p)
    assert b._pointer == a._pointer and not b.flags.writeable
    table.row("pyarrow", V, "ag.from_dlpack(array)", same=True, readonly="read-only")
    c = ag.asarray(p)
    assert c._pointer == a._pointer and not c.flags.writeable
    table.row("pyarrow", V, "ag.asarray(array)", same=True, readonly="read-only")
    with pytest.raises(TypeError, match="null"):
        ag.from_dlpack(pa.array([1.0, None]))
    with pytest.raises(ValueError, match="zero_copy|[Cc]opy"):
        ag.asarray(pa.array([1.0, None]), copy=False)


def test_tensor(table):
    a = ag.arange(6.0).reshape(2, 3)
    t = pa.Tensor.from_numpy(np.asarray(a))
    b = ag.asarray(t)
    assert b._pointer == a._pointer and b.shape == (2, 3)
    a[1, 2] = 9
    assert b[1, 2] == 9
    table.row("pyarrow", V, "pa.Tensor.from_numpy(np.asarray(a))", same=True)
    table.row("pyarrow", V, "ag.asarray(tensor)", same=True)
