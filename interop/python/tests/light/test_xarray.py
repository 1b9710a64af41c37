# SPDX-License-Identifier: BSD-3-Clause

"""xarray: a DataArray over ours through arithmetic, reduction, indexing."""

import arraygen as ag
import numpy as np
import pytest
import xarray as xr

V = xr.__version__


def test_data_array(table):
    a = ag.arange(6.0).reshape(2, 3)
    d = xr.DataArray(a, dims=("x", "y"), coords={"y": [10, 20, 30]})
    assert type(d.data) is ag.ndarray and d.data._pointer == a._pointer
    d.data[0, 0] = 5
    assert a[0, 0] == 5
    for r in (d + 1, 2 * d, d + d.isel(x=0), np.exp(d), d.T, d.sum("x"), d.mean(), d.max("y"), d.std(), d.isel(x=0), d[0, 1], d.sel(y=20),
              d[:, ::-1], d.sel(y=[10, 30]), xr.concat([d, d], "x"), d.astype("float32"), d > 2, d.transpose("y", "x"), d.expand_dims("z")):
        assert type(r.data) is ag.ndarray
    assert (d + 1).sum().item() == float(np.asarray(a).sum() + 6)
    table.row("xarray", V, "xr.DataArray(a)", same=True)


def test_what_xarray_does_not_allow():
    # DataArray.where promotes the element type by pandas, which knows only NumPy's types.
    d = xr.DataArray(ag.arange(3.0), dims="x")
    with pytest.raises(TypeError, match="dtype"):
        d.where(d > 1)
    assert xr.where(d > 1, d, 0).data.tolist() == [0, 0, 2]
