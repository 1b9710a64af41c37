# SPDX-License-Identifier: BSD-3-Clause

"""scipy.sparse and PyData/Sparse: mixed operations and conversions."""

import arraygen as ag
import numpy as np
import pytest
import scipy
import scipy.sparse as sp
import sparse

from memory import address


def test_scipy_sparse(table):
    a = ag.arange(4.0)
    s = sp.csr_array(np.diag([1.0, 2, 3, 4]))
    for r in (s @ a, sp.csr_matrix(s) @ a, a @ s):
        assert np.asarray(r).tolist() == [0, 2, 6, 12]
    assert (s * a).toarray().tolist() == np.diag([0.0, 2, 6, 12]).tolist() and sp.issparse(a * s)
    c = sp.csr_array(ag.eye(3))
    assert c.nnz == 3 and ag.asarray(c.toarray()).tolist() == np.eye(3).tolist()
    data = ag.asarray(c.data)
    data[0] = 7
    assert data._pointer == address(c.data) and c[0, 0] == 7
    table.row("scipy.sparse", scipy.__version__, "ag.asarray(s.data)", same=True)
    table.row("scipy.sparse", scipy.__version__, "s @ a", same="array of NumPy's")
    table.row("scipy.sparse", scipy.__version__, "s * a", same="sparse array")


def test_pydata_sparse(table):
    a = ag.arange(4.0)
    s = sparse.COO.from_numpy(np.diag([1.0, 2, 3, 4]))
    for r in (s * a, a * s, np.multiply(a, s), ag.multiply(a, s)):
        assert isinstance(r, sparse.COO) and r.todense().tolist() == np.diag([0.0, 2, 6, 12]).tolist()
    with pytest.raises(ValueError, match="dense"):
        s + a
    assert sparse.COO.from_numpy(np.asarray(ag.eye(3))).nnz == 3
    assert ag.asarray(s.todense()).shape == (4, 4)
    table.row("PyData/Sparse", sparse.__version__, "s * a", same="sparse array")
