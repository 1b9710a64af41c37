# SPDX-License-Identifier: BSD-3-Clause

"""pandas: a Series over ours, and mixed expressions."""

import arraygen as ag
import numpy as np
import pandas as pd

from memory import address

V = pd.__version__


def test_series(table):
    a = ag.arange(4.0)
    s = pd.Series(a, copy=False)
    assert address(s.to_numpy()) == a._pointer
    a[0] = 7
    assert s[0] == 7
    table.row("pandas", V, "pd.Series(a, copy=False)", same=True)
    b = ag.asarray(s)
    assert b._pointer == a._pointer
    table.row("pandas", V, "ag.asarray(series)", same=True, readonly="read-only: pandas copies on write")
    frame = pd.DataFrame(ag.arange(6.0).reshape(2, 3), columns=list("abc"))
    assert frame["b"].tolist() == [1, 4] and ag.asarray(frame).shape == (2, 3)


def test_expressions(table):
    a = ag.arange(4.0)
    s = pd.Series([1.0, 2, 3, 4], index=list("wxyz"))
    for r in (np.add(s, a), s + a, a + s, ag.add(a, s), ag.add(s, a)):
        assert isinstance(r, pd.Series) and r.tolist() == [1, 3, 5, 7] and list(r.index) == list("wxyz")
    assert isinstance(np.exp(s), pd.Series) and isinstance(ag.exp(s), pd.Series)
    np.testing.assert_allclose(ag.exp(s), np.exp(s))
    np.testing.assert_allclose(float(np.mean(np.exp(pd.Series(a)))), np.exp(np.arange(4)).mean())
    table.row("pandas", V, "np.add(series, a)", same="new Series")
