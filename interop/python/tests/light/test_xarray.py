# SPDX-License-Identifier: BSD-3-Clause

"""xarray: each call with DataArrays over ours against the same over NumPy's: the same numbers in arrays of ours, or an error."""

import copy
import pickle

import arraygen as ag
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from calls import check_tables, compare, lines

V = xr.__version__


def test_data_array(table):
    a = ag.arange(6.0).reshape(2, 3)
    d = xr.DataArray(a, dims=("x", "y"), coords={"y": [10, 20, 30]})
    assert type(d.data) is ag.ndarray and d.data._pointer == a._pointer
    d.data[0, 0] = 5
    assert a[0, 0] == 5
    assert (d + 1).sum().item() == float(np.asarray(a).sum() + 6)
    table.row("xarray", V, "xr.DataArray(a)", same=True)
    for call in ("where, shift, pad, rolling, coarsen", "groupby, resample, quantile, dot", "concat, stack, reindex, fillna"):
        table.row("xarray", V, call, same="arrays of ours")
    table.row("xarray", V, "interp, polyfit, dt", same="arrays of NumPy's")
    table.row("xarray", V, "isel(x=i, y=i), shift of bools, cross", same="refused")


def operands(convert):
    v = convert(np.array([[1.0, 2, np.nan, 4], [5, 3, 7, 8], [9, 1, 11, 12]]))
    whole = convert(np.array([[1, 2, 3, 4], [5, 3, 7, 8], [9, 1, 11, 12]]))
    bools = convert(np.array([[1, 0, 1, 1], [0, 0, 0, 1], [1, 1, 1, 1]], bool))
    at = {"y": [10, 20, 30, 40], "x": [0.0, 1, 2]}
    d = xr.DataArray(v, dims=("x", "y"), coords={**at, "g": ("y", list("abab"))})
    di = xr.DataArray(whole, dims=("x", "y"), coords=at)
    return {
        "np": np, "xr": xr, "pickle": pickle, "copy": copy, "c": convert, "d": d, "di": di, "db": xr.DataArray(bools, dims=("x", "y"), coords=at),
        "t": xr.DataArray(convert(np.arange(6.0)), dims="t", coords={"t": pd.date_range("2020-01-30", periods=6)}),
        "ca": xr.DataArray(v, dims=("x", "y"), coords={"c": ("y", convert(np.array([1.0, 5, 2, 2]))), "gx": ("x", convert(np.array([1, 2, 1])))}),
        "dt": xr.DataArray(convert(np.array(["2020-01-01", "2021-02-03", "NaT"], "M8[ns]")), dims="x"),
        "ds": xr.Dataset({"a": d, "b": di}), "f32": d.astype("float32"), "dc": xr.DataArray(v + 1j, dims=("x", "y")),
        "n": xr.DataArray(convert(np.arange(10.0)), dims="x"), "i": xr.DataArray(convert(np.array([2, 0])), dims="z"),
        "m": xr.DataArray(convert(np.array([True, False, True])), dims="x"), "raw": convert(np.array([1, 0, 2])),
    }


CALLS = """
d.where(d>3)
d.where(d>3, 0)
d.where(d>3, d*2)
d.where(d>3, drop=True)
di.where(di>3)
db.where(di>3)
dc.where(m)
dt.where(m)
f32.where(d>3)
xr.where(d>3, d, 0)
xr.where(m, d, np.nan)
xr.where(m, 1, 0)
d.shift(x=1)
d.shift(y=-2)
di.shift(x=1)
di.shift(x=1, fill_value=7)
db.shift(x=1)
d.roll(x=1)
d.roll(x=1, roll_coords=True)
d.pad(x=1)
d.pad(x=(1,2), constant_values=3)
di.pad(x=1)
d.pad(x=1, mode="edge")
d.pad(x=1, mode="reflect")
d.pad(y=2, mode="wrap")
d.pad(y=2, mode="symmetric")
d.pad(y=2, mode="linear_ramp", end_values=1)
d.pad(y=2, mode="mean")
d.pad(y=2, mode="maximum")
d.rolling(y=2).mean()
d.rolling(y=2).sum()
d.rolling(y=2).max()
d.rolling(y=3, center=True).mean()
d.rolling(y=3, min_periods=1).std()
d.rolling(y=3).var()
d.rolling(y=2).count()
d.rolling(y=2).median()
d.rolling(y=2).construct("w")
d.rolling(y=2).construct("w", stride=2)
di.rolling(y=2).construct("w")
di.rolling(y=2).sum()
di.rolling(y=2).mean()
d.rolling(x=2, y=2).mean()
d.rolling(y=2).reduce(np.sum)
d.rolling(y=2).prod()
d.rolling(y=2).argmax()
f32.rolling(y=2).mean()
t.rolling_exp(t=2).mean()
d.dot(di)
d.dot(di, dim="x")
d.dot(di, dim=["x","y"])
xr.dot(d, di, d)
d @ di
d.cumsum("x")
d.cumsum()
d.cumprod("y")
di.cumsum("x")
d.cumulative("x").sum()
d.cumsum("x", skipna=False)
d.diff("y")
d.diff("y", n=2, label="lower")
d.interp(y=[15,25])
d.interp(x=0.5)
d.interp(x=[0.5,1], y=[12,22])
d.interp(y=[15,25], method="nearest")
d.interp(y=[15,25], method="cubic")
n.interp(x=[0.5,3.2])
d.interp_like(di)
d.groupby("g").sum()
d.groupby("g").mean()
d.groupby("g").max()
d.groupby("g").first()
d.groupby("g").median()
d.groupby("g").std()
d.groupby("g").count()
d.groupby("g").map(lambda v: v-v.mean())
d.groupby("g") - d.groupby("g").mean()
ca.groupby("gx").sum()
ca.groupby("c").mean()
d.groupby_bins("y",[0,20,40]).mean()
t.groupby("t.month").mean()
t.resample(t="2D").mean()
t.resample(t="2D").sum()
t.resample(t="12h").interpolate("linear")
t.resample(t="12h").ffill()
d.fillna(0)
d.fillna(d.mean())
di.fillna(0)
d.isnull()
d.notnull()
dt.isnull()
di.isnull()
d.count()
d.count("x")
xr.concat([d,d],"x")
xr.concat([d,di],"x")
xr.concat([d,d],"new")
xr.concat([d,d.isel(x=0)],"x")
xr.combine_by_coords([ds.isel(x=[0]),ds.isel(x=[1,2])])
xr.merge([d.rename("a"),di.rename("b")])
xr.merge([d.rename("a"),d.isel(x=[0]).rename("b")])
xr.align(d, d.isel(x=[0]), join="outer")[1]
d + d.isel(x=[0,1])
d.stack(z=("x","y"))
d.stack(z=("x","y")).unstack("z")
d.stack(z=("x","y")).isel(z=slice(2,9)).unstack("z")
d.sortby("y",ascending=False)
d.sortby(ca.c)
ca.sortby("c")
d.sortby(d.isel(x=1))
d.quantile(0.3)
d.quantile([0.2,0.5],"x")
d.quantile(0.5,"y",skipna=False)
di.quantile(0.3,"x")
d.quantile(0.3, method="lower")
d.median("x")
d.rank("x")
d.coarsen(y=2).mean()
d.coarsen(y=2).sum()
d.coarsen(y=3,boundary="trim").max()
d.coarsen(y=3,boundary="pad").mean()
di.coarsen(y=2).sum()
di.coarsen(y=3,boundary="pad").sum()
d.coarsen(y=2).construct(y=("a","b"))
d.sum()
d.sum("x")
d.sum("x",skipna=False)
d.sum("x",min_count=3)
d.mean("x")
d.mean(skipna=True)
d.prod("x")
d.max("x")
d.min()
d.std("x")
d.std("x",ddof=1)
d.var()
d.argmax("x")
d.argmin("y")
di.argmax(["x","y"])
d.idxmax("y")
d.idxmin("x")
d.all("x")
db.any("x")
db.all()
di.sum("x",dtype="float32")
di.mean()
di.median()
f32.mean("x")
dt.max()
dt.min()
dt.mean()
dt.dt.year
dt.dt.strftime("%Y")
t.t.dt.day
dt - dt.isel(x=0)
(dt - dt.isel(x=0)).mean()
d.differentiate("y")
d.integrate("y")
d.cumulative_integrate("y")
d.polyfit("x",1).polyfit_coefficients
di.polyfit("x",1).polyfit_coefficients
d.ffill("y")
d.bfill("y")
d.interpolate_na("y")
d.dropna("y")
d.clip(2,5)
d.clip(min=3)
d.round()
d.isin([1,2])
d.isin(raw)
d.isin(di)
np.isnan(d)
np.abs(d)
np.sin(d)
d.conj()
dc.real
dc.imag
dc.conj()
xr.ufuncs.sin(d)
xr.zeros_like(d)
xr.ones_like(d)
xr.full_like(d, 3)
xr.full_like(di, np.nan, dtype=float)
xr.cov(d,di)
xr.cov(d,di,"x")
xr.corr(d,di)
xr.corr(d,di,"x")
xr.cross(d.isel(y=slice(3)),di.isel(y=slice(3)),dim="y")
xr.broadcast(d, d.isel(x=0))[1]
xr.apply_ufunc(np.add, d, di)
xr.apply_ufunc(lambda a: a.sum(-1), d, input_core_dims=[["y"]])
xr.apply_ufunc(lambda a: float(a), d, vectorize=True)
d.weighted(di).mean()
d.weighted(di).sum("x")
d.weighted(di).std("x")
d.weighted(di).quantile(0.5,"x")
d.isel(x=i)
d.isel(x=i.rename(z="y"))
d.isel(x=m)
d.isel(x=raw)
d.isel(x=[0,2], y=[1,3])
d.isel(x=i, y=i)
d.isel(x=-1)
d.sel(x=raw)
d.sel(x=i)
d.sel(y=[10,30])
d.sel(x=0.9,method="nearest")
d.sel(x=raw, method="nearest")
d.sel(y=slice(20,30))
d[m]
d[raw]
d.loc[0.0]
d.loc[m.data]
d.drop_sel(y=20)
d.drop_isel(y=[0,1])
d.reindex(y=[10,50])
d.reindex(y=[10,50], fill_value=0)
di.reindex(y=[10,50])
d.reindex(x=raw)
d.reindex(x=[0.1,1.9], method="nearest")
d.reindex_like(di)
d.head(x=2)
d.thin(y=2)
d.transpose()
d.T
d.squeeze()
d.expand_dims("z")
d.expand_dims(z=3)
d.swap_dims(y="g")
d.assign_coords(y=d.y+1)
d.set_index(y="g")
d.to_dataset(name="q")
d.to_dataset("x")
d.to_pandas()
d.to_series()
d.to_dataframe(name="q")
d.to_dict()["data"]
d.to_numpy()
d.copy(deep=True)
d.copy(data=di.data)
d.as_numpy()
d.load()
d.compute()
d.chunk(x=1).sum().compute()
d.chunk(x=1).where(d>3).compute()
d.chunk({"y":2}).rolling(y=2).mean().compute()
d.map_blocks(lambda v: v+1)
d.pipe(lambda v: v*2)
d.equals(d.copy())
d.identical(d.copy())
d.broadcast_equals(d)
d.broadcast_like(d)
d.combine_first(d*0)
d.unstack()
d.query(x="x>0.5")
d.argsort()
d.drop_duplicates("y")
d.drop_vars("g")
d.nbytes
d.real
d > d.mean()
d == d
~db
db & (d>3)
-d
abs(d)
d % 2
d // 2
d ** 2
divmod(di.data, 2)[0]
2 / d
d + raw[:, None]
raw[:, None] + d
d + np.ones(4)
np.ones(4) + d
np.float64(2)*d
ds.sum()
ds.mean("x")
ds.where(ds.a>3)
ds.fillna(0)
ds.map(np.sqrt)
ds.to_dataframe()
ds.to_array()
ds.to_stacked_array("z",["x"])
ds.stack(z=("x","y"))
ds.isel(x=0)
ds + 1
ds.quantile(0.5)
ds.groupby("g").mean()
ds.rolling(y=2).mean()
ds.coarsen(y=2).mean()
ds.cumsum("x")
ds.diff("y")
ds.shift(y=1)
ds.pad(y=1)
ds.interp(y=15)
ds.dropna("y")
ds.assign(z=lambda v: v.a+1)
ds.sortby("y",ascending=False)
ds.equals(ds)
ds.reduce(np.sum)
ds.argmax("x")
ds.broadcast_like(d)
repr(d)
repr(ds)
str(dt)
xr.testing.assert_equal(d,d)
xr.testing.assert_allclose(d,d)
xr.testing.assert_identical(ds,ds)
xr.DataArray.from_dict(d.to_dict())
xr.Variable("x", raw).mean()
xr.Variable("x", raw).rank("x")
xr.Variable(("x",), raw).rolling_window("x",2,"w")
xr.IndexVariable("x", raw)
xr.DataArray(raw, dims="x", coords={"x": raw})
xr.DataArray(raw, dims="x", coords={"x": raw*1.5}).sel(x=1.5)
xr.DataArray(raw, dims="x", coords={"x": raw}).sortby("x")
xr.Dataset({"a":("x",raw)}, coords={"x":raw*2})
xr.DataArray(raw, dims="x", coords={"k":("x",raw)}).groupby("k").sum()
xr.DataArray(raw, dims="x", coords={"x": raw}).interp(x=[0.5])
xr.map_blocks(lambda v: v+1, d)
xr.unify_chunks(d)[0]
pickle.loads(pickle.dumps(d))
copy.deepcopy(d)
xr.polyval(d, xr.DataArray([1.,2],dims="degree",coords={"degree":[0,1]}))
"""

ASSIGNMENTS = """
d[0]=1
d[:, 1]=c(np.array([1.,2,3]))
d[{"x":m}]=0
d[dict(x=i)]=c(np.zeros((2,4)))
d.loc[0.0]=5
d.loc[{"y":[10,20]}]=0
d[d.isel(y=0,drop=True)>3]=7
d[{"x":i,"y":i}]=c(np.array([7.,8]))
d.data=c(np.ones((3,4)))
d.values=np.ones((3,4))
d.values[0]=5
d+=1
d*=di
d["new"]=("x",c(np.ones(3)))
d.coords["q"]=("x",c(np.ones(3)))
d[0]=d[1]
di[0,0]=c(np.array(5))
"""

# What is refused, by the reason.
REFUSED = {
    'xarray makes bools objects where some are missing, which are no element type: fill_value=False': """
db.shift(x=1)
""",
    "xarray's adapter of arrays of the standard has no vectorized indexing: xr.DataArray(np.asarray(a))": """
d.isel(x=i, y=i)
d[{"x":i,"y":i}]=c(np.array([7.,8]))
""",
    'it asks NumPy for the type of a DataArray': """
xr.cross(d.isel(y=slice(3)),di.isel(y=slice(3)),dim="y")
""",
}

# What is otherwise than with NumPy's arrays, by the reason.
OTHERWISE = {
    "an array of NumPy's: SciPy or numpy.linalg computes it in xarray": """
d.interp(y=[15,25])
d.interp(x=0.5)
d.interp(x=[0.5,1], y=[12,22])
d.interp(y=[15,25], method="nearest")
d.interp(y=[15,25], method="cubic")
n.interp(x=[0.5,3.2])
d.interp_like(di)
t.resample(t="12h").interpolate("linear")
d.polyfit("x",1).polyfit_coefficients
d.interpolate_na("y")
ds.interp(y=15)
xr.DataArray(raw, dims="x", coords={"x": raw}).interp(x=[0.5])
""",
    "an array of NumPy's: pandas computes it in xarray": """
dt.dt.year
t.t.dt.day
xr.IndexVariable("x", raw)
""",
    "an array of NumPy's, as is asked for": """
d.as_numpy()
xr.apply_ufunc(lambda a: float(a), d, vectorize=True)
xr.DataArray.from_dict(d.to_dict())
d.values=np.ones((3,4))
""",
}


def result(call, convert):
    names = operands(convert)
    if call in lines(ASSIGNMENTS):
        exec(call, names)
        return names["d"]
    return eval(call, names)


def arrays(x):
    if isinstance(x, xr.Dataset):
        return [v.data for v in x.data_vars.values()]
    return [x.data] if isinstance(x, (xr.DataArray, xr.Variable)) else []


def differs(want, got):
    try:
        if isinstance(want, (xr.DataArray, xr.Dataset, xr.Variable)):
            xr.testing.assert_allclose(got.as_numpy(), want.as_numpy(), rtol=1e-14, atol=0)
            for w, g in zip(arrays(want), arrays(got)):
                assert w.dtype == g.dtype
                assert type(w) is not np.ndarray or type(g) is ag.ndarray or w.dtype.kind not in "biufcmM", f"an array of {type(g)}"
        elif isinstance(want, (np.ndarray, np.generic, list)):
            np.testing.assert_array_equal(np.asarray(got), want)
        elif isinstance(want, (pd.Series, pd.DataFrame)):
            assert want.equals(got)
        else:
            assert type(want) is type(got) and (want == got or isinstance(want, str))
    except AssertionError as e:
        return str(e) or "another result"


def test_tables_name_calls():
    check_tables(lines(CALLS) + lines(ASSIGNMENTS), REFUSED, OTHERWISE)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("call", lines(CALLS) + lines(ASSIGNMENTS))
def test_calls(call):
    compare(call, result, differs, REFUSED, OTHERWISE)
