# SPDX-License-Identifier: BSD-3-Clause

"""pandas: each call with arrays of ours against the same with NumPy's: the same result, or an error; never another result without a word."""

import arraygen as ag
import numpy as np
import pandas as pd
import pytest

from calls import check_tables, compare, lines
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
    for r in (np.add(s, a), s + a, a + s, ag.add(a, s), ag.add(s, a), np.hypot(s, a) * 0 + s + a, ag.maximum(a, s) * 0 + s + a):
        assert isinstance(r, pd.Series) and r.tolist() == [1, 3, 5, 7] and list(r.index) == list("wxyz")
    assert isinstance(np.exp(s), pd.Series) and isinstance(ag.exp(s), pd.Series)
    np.testing.assert_allclose(ag.exp(s), np.exp(s))
    np.testing.assert_allclose(float(np.mean(np.exp(pd.Series(a)))), np.exp(np.arange(4)).mean())
    table.row("pandas", V, "np.add(series, a)", same="new Series")
    table.row("pandas", V, "series[mask], .iloc[mask], .isin(a)", same="new Series")


def test_an_array_counts_as_one_of_pandas():
    a = ag.asarray([1.0, float("nan")])
    assert a.to_numpy().tolist()[0] == 1 and address(a.to_numpy()) == a._pointer
    assert a.to_numpy("float32", na_value=7).tolist() == [1, 7] and address(a.to_numpy(copy=True)) != a._pointer
    assert a.isna().tolist() == [False, True]
    assert str(pd.Series([a[0]])).split()[1] == "1.0"


def operands(convert):
    return {
        "np": np, "pd": pd, "s": pd.Series([3.0, 1, 2, 2, np.nan]), "si": pd.Series([3, 1, 2, 2, 5]),
        "df": pd.DataFrame({"k": [1, 2, 3, 2, 1], "v": [1.0, 2, 3, 4, 5]}),
        **{name: convert(np.array(values, dtype)) for name, values, dtype in (
            ("x", [1, 2, 7], "f8"), ("xi", [1, 2, 7], "i8"), ("m", [True, False, True, False, True], "?"), ("f", [1, np.nan, 3, 4, 5], "f8"),
            ("i", [0, 3], "i8"), ("k", [1, 2, 2, 1, 1], "i8"), ("i32", [1, 2, 2, 1, 1], "i4"), ("u8", [1, 2, 2, 1, 1], "u1"),
            ("f32", [1, 2, 2, 1, 1], "f4"), ("c", [1, 2, 3, 4, 5j], "c16"), ("td", [1, 2, 3, 4, 5], "m8[s]"), ("x0", 2, "f8"),
            ("t", ["2020-01-01", "NaT", "2021-01-01", "2021-01-01", "2020-01-05"], "M8[ns]"), ("two", np.arange(10).reshape(5, 2), "f8"))},
    }


CALLS = """
s.isin(x)
si.isin(xi)
si.isin(x)
df.isin(xi)
df.k.isin(xi)
pd.Index(si).isin(xi)
s[m]
s.loc[m]
s.iloc[m]
df[m]
df.loc[m]
df.iloc[m]
df.loc[m,"v"]
df.iloc[:, m[:2]]
s.iloc[i]
s.loc[i]
s[i]
df.iloc[i]
df.loc[i]
s.take(i)
s.where(m)
s.where(m, f)
s.mask(m)
s.mask(m, f)
df.where(m[:,None])
pd.Series(f)
pd.Series(m)
pd.Series(k)
pd.Series(f32)
pd.Series(t)
pd.Series(td)
pd.Series(c)
pd.Series(x0)
pd.Series(f, dtype="float32")
pd.Series(f, index=list("abcde"))
pd.DataFrame(two)
pd.DataFrame(f)
pd.DataFrame({"a":f,"b":m,"c":t})
pd.DataFrame({"a":i32,"b":u8})
pd.DataFrame([f,f])
pd.DataFrame(two, columns=["a","b"])
df.assign(z=f)
pd.Index(f)
pd.Index(k)
pd.Index(m)
pd.Index(t)
pd.DatetimeIndex(t)
pd.MultiIndex.from_arrays([k,f])
s+f
f+s
np.add(s,f)
np.add(f,s)
s*k
k-s
s>f
f>s
s==f
df.v+f
f+df.v
df+two
two+df
np.multiply(two,df)
s+x0
x0+s
si//k
s & m
(s>1)&m
m&(s>1)
(s>1)|m
pd.Index(si)+k
k+pd.Index(si)
pd.isna(f)
pd.notna(f)
pd.isnull(t)
pd.isna(k)
pd.isna(x0)
pd.isna(two)
pd.cut(f, 3)
pd.cut(s, x)
pd.cut(f, [0,2,6])
pd.qcut(k, 2, duplicates="drop")
s.groupby(k).sum()
df.groupby(k).v.sum()
df.groupby([k, m]).v.sum()
pd.unique(f)
pd.unique(k)
pd.factorize(k)
pd.factorize(f)
pd.factorize(t)
pd.Series(k).value_counts()
pd.value_counts(k)
pd.merge(df, pd.DataFrame({"k":k,"w":f}), on="k")
pd.merge(df, pd.DataFrame({"w":f}), left_on=k, right_on=k)
df.merge(df, left_on=k, right_on="k")
s.reindex(i)
s.reindex(xi)
s.reindex(x)
df.reindex(i)
df.reindex(columns=pd.Index(["k","v"]).take(i[:1]))
pd.Index(si).get_indexer(xi)
pd.Index([1,2,3,5]).get_indexer(k)
pd.Index([1,2,3,5]).searchsorted(xi)
pd.Series([1.,2,3]).searchsorted(x)
pd.Series([1,2,3]).searchsorted(xi)
pd.Series([1,2,3]).searchsorted(x0)
pd.to_numeric(k)
pd.to_datetime(t)
pd.to_datetime(k)
pd.to_timedelta(td)
pd.concat([s, pd.Series(f)])
s.map(lambda v: v+1).combine(pd.Series(f), max)
s.fillna(pd.Series(f))
pd.array(f)
pd.array(k)
pd.array(m)
pd.array(k, dtype="Int64")
pd.Categorical(k)
pd.Categorical(f)
pd.Series(k).astype("category")
pd.crosstab(k, m)
pd.get_dummies(k)
pd.pivot_table(df, values="v", index=k)
s.dot(f)
s@f
df.dot(two[:2,:2])
two.T@df
f@s
s.corr(pd.Series(f))
s.eq(f)
s.add(f)
s.radd(f)
s.add(f, fill_value=0)
s.clip(f*0, f)
s.clip(lower=x0)
s.repeat(k)
s.drop(i)
df.drop(i)
df.set_index(k)
df.set_index([k,m])
s.set_axis(k)
df.insert(0, "z", f)
pd.IntervalIndex.from_breaks(x)
pd.interval_range(0,5).get_indexer(x)
pd.PeriodIndex(t, freq="D")
pd.TimedeltaIndex(td)
pd.date_range("2020",periods=5)+td
pd.Timestamp("2020")+td
td+pd.Timestamp("2020")
pd.Timestamp("2020")-t
t-pd.Timestamp("2020")
pd.Timestamp("2020")<t
t<pd.Timestamp("2020")
pd.Timedelta("1s")*k
k*pd.Timedelta("1s")
pd.Timedelta("1s")+td
td/pd.Timedelta("1s")
pd.date_range("2020",periods=5)-t
t-pd.Series(pd.date_range("2020",periods=5))
s.replace(x, 0)
s.replace([1.], x[0])
s.rank().where(m, x[0])
pd.eval("s + f", local_dict=dict(s=s, f=f))
df.query("k in @xi")
df.query("v > @f")
df.eval("v + @f")
df.nlargest(2, "v").index.isin(i)
s.rolling(2).apply(np.sum).where(m)
s.ewm(com=1).mean().where(m)
pd.Series(f).rolling(2).mean()
pd.Series(k, dtype="Int64")
pd.Series(m, dtype="boolean")
pd.Series([1,2,None],dtype="Int64")+xi
xi+pd.Series([1,2,None],dtype="Int64")
pd.Series([1,2,None],dtype="Int64").isin(xi)
pd.Series([True,False,None],dtype="boolean")&m[:3]
pd.Series(list("abcab"))[m]
pd.Series(list("abcab"),dtype="category")[m]
pd.Series(list("abcab")).str.len()+k
pd.array([1,2,None],dtype="Int64")[m[:3]]
pd.array(["a","b","c"])[m[:3]]
pd.date_range("2020",periods=5)[m]
pd.date_range("2020",periods=5)[i]
pd.date_range("2020",periods=5).isin(t)
pd.Index(list("abcde"))[m]
pd.RangeIndex(5)[m]
pd.RangeIndex(5)[i]
pd.MultiIndex.from_product([[1,2],[3,4]])[m[:4]]
pd.Categorical(list("abcab"))[m]
pd.Categorical.from_codes(k, list("abc"))
pd.arrays.SparseArray(f)
pd.arrays.SparseArray(f)[m]
pd.util.hash_array(k)
pd.util.hash_pandas_object(pd.Series(k))
pd.api.types.is_numeric_dtype(f)
pd.api.types.is_bool_dtype(m)
pd.api.types.is_bool_dtype(m.dtype)
pd.api.types.is_float_dtype(f.dtype)
pd.api.types.is_integer_dtype(k)
pd.api.types.is_datetime64_any_dtype(t)
pd.api.types.infer_dtype(k)
pd.api.types.is_list_like(f)
pd.api.types.is_array_like(f)
pd.api.types.is_scalar(x0)
pd.api.types.pandas_dtype(f.dtype)
s.astype(k.dtype)
pd.Series([1,2], dtype=f32.dtype)
pd.DataFrame({"a":[1]}, dtype=f32.dtype)
df.astype({"k": f32.dtype})
pd.isna(m)
s.shift(1, fill_value=x[0])
s.quantile(x/10)
s.quantile(f32[:2]/4)
df.quantile(x/10)
df.sort_values("v", key=lambda c: pd.Series(k))
s.argsort().isin(i)
pd.Series(f).describe()
pd.Series(f).describe(percentiles=x/10)
s.combine_first(pd.Series(f))
s.update(pd.Series(f))
s.compare(pd.Series(f))
s.equals(pd.Series(f))
pd.testing.assert_series_equal(pd.Series(k), pd.Series(k))
df.rename(columns={"k":"z"})[["z"]].isin(xi)
df.join(pd.Series(f,name="z"))
df.apply(lambda c: c+f)
df.transform(lambda c: c*k)
df.agg(lambda c: c[m].sum())
s.groupby(k).transform(lambda v: v)
df.groupby("k").apply(lambda g: g[m[:len(g)]])
df.loc[i, "v"]
df.loc[pd.Index(i)]
df.at[i[0], "v"]
df.iat[i[0], 1]
s[i[0]]
s.iloc[i[1]]
s.loc[i[1]]
s.at[i[1]]
df.iloc[i[1], i[0]]
df.xs(i[1])
df[i]
df.filter(items=i, axis=0)
df.truncate(before=i[0])
df.head(i[1])
pd.Series(f).interpolate()
pd.Series(range(i[1]))
pd.DataFrame(index=k)
pd.DataFrame(f, index=k)
pd.DataFrame({"a":1}, index=k)
pd.Series(1., index=k)
pd.Series(f)[m]
pd.DataFrame(two)[m]
pd.DataFrame(two).loc[:, m[:2]]
pd.Series(f).where(m)
pd.merge_asof(pd.DataFrame({"a":xi}), pd.DataFrame({"a":xi,"b":xi}), on="a")
s.astype(f32.dtype)
si.astype(td.dtype)
pd.Series([1,2,3], dtype=t.dtype)
pd.Series(["2020","2021"], dtype=t.dtype)
pd.DatetimeIndex(["2020","2021"], dtype=t.dtype)
pd.TimedeltaIndex([1,2], dtype=td.dtype)
pd.Index([1,2],dtype=k.dtype)
pd.Index([1,2],dtype=f32.dtype)
pd.Series([1,2], dtype=m.dtype)
pd.DataFrame({"a":[1,2]}, dtype=td.dtype)
pd.Series(t).astype(t.dtype)
pd.to_datetime(t.astype("M8[s]"))
pd.Series(t.astype("M8[s]"))
pd.Series(t.astype("M8[D]"))
pd.DataFrame({"a":t.astype("M8[D]")})
pd.Index(td.astype("m8[h]"))
pd.array(t)
pd.array(td)
pd.array(t, dtype=t.dtype)
pd.isna(td)
pd.Series(k).isin(f)
pd.Series(f).isin(f)
pd.Series(t).isin(t)
pd.Series(td).isin(td)
pd.Series(c).isin(c)
pd.Series(m).isin(m)
s.isin(f)
s.isin(two)
s.isin(x0)
s.searchsorted(f)
pd.DatetimeIndex(t).isin(t.astype("M8[s]"))
pd.date_range("2020",periods=5).searchsorted(t)
pd.date_range("2020",periods=5).get_indexer(t)
pd.date_range("2020",periods=5)+td.astype("m8[ns]")
td+pd.Series(pd.date_range("2020",periods=5))
pd.Series(pd.date_range("2020",periods=5))-t
pd.Series(pd.date_range("2020",periods=5))<t
t<pd.Series(pd.date_range("2020",periods=5))
pd.date_range("2020",periods=5)==t
pd.Series(td)/td
pd.Series(td)*k
k*pd.Series(td)
pd.Series(td)//2
pd.to_timedelta(k, unit="s")
pd.to_datetime(k, unit="D")
pd.period_range("2020",periods=5,freq="D").isin(t)
pd.period_range("2020",periods=5,freq="D")[m]
pd.interval_range(0,5)[m]
pd.interval_range(0,5).isin(x)
pd.Series(list("abcab")).isin(x)
pd.Series(list("abcab")).where(m)
pd.Series(list("abcab")).where(m, "z")
pd.Series(list("abcab")).str.repeat(k)
pd.Series(list("abcab")).repeat(k)
pd.Categorical(list("abcab")).isin(x)
pd.Series(pd.Categorical([1,2,1])).isin(xi)
pd.Categorical([1,2,1], categories=xi)
pd.CategoricalDtype(xi)
pd.CategoricalIndex(k)
pd.api.extensions.take(k, i)
pd.api.extensions.take(f, i, allow_fill=True)
pd.unique(t)
pd.unique(m)
pd.factorize(f, use_na_sentinel=False)
pd.factorize(k, sort=True)
pd.factorize(m)
pd.util.hash_array(f)
pd.util.hash_array(k, categorize=False)
pd.Index(f).union(pd.Index(k))
pd.Index(k).difference(xi)
pd.Index(k).intersection(xi)
pd.Index(k).union(xi)
pd.Index(k).append(pd.Index(xi))
pd.Index(si).isin(f)
pd.Index(si).get_indexer_for(xi)
pd.Index(si).get_loc(3)
pd.Index(si).where(m, k)
pd.Index(si).take(i)
pd.Index(si).delete(i)
pd.Index(si).insert(0, xi[0])
pd.Index(si).repeat(k)
pd.Index(si).equals(k)
pd.Index(k).equals(k)
pd.Index(k).identical(pd.Index(k))
pd.Index(si)*f
pd.Index(si)==k
pd.Index(si).slice_indexer(i[0], i[1])
pd.MultiIndex.from_product([xi,[1,2]])
pd.MultiIndex.from_product([[1,2],[3,4]]).isin(two)
pd.MultiIndex(levels=[[1,2,7],[1,2]], codes=[i[:1],i[:1]])
pd.MultiIndex.from_frame(pd.DataFrame(two))
df.set_index("k").loc[xi[:2]]
df.set_index("k").isin(xi)
df.set_index("k").reindex(xi)
df.k.map(pd.Series(f))
df.k.replace(xi, xi)
df.k.between(x0, 3)
df.v.between(f*0, f)
df.v.mask(m, f)
df.v.mask(df.v>2, f)
df.v.where(df.v>2, f)
df.mask(df>2, two)
df.where(two>3)
df.where(two>3, two)
df.mul(f, axis=0)
df.mul(f[:2], axis=1)
df.add(two)
df.eq(two)
df>two
df==f[:2]
df/f[:2]
df.corrwith(pd.Series(f))
df.drop(index=i)
df.drop(columns=["k"])
df.loc[i,["k"]]
df.loc[m,["k"]]
df.loc[m & (df.v>1)]
df[(df.v>1) & m]
df[m & (df.v>1)]
df[~m]
s[~m]
s[f>2]
s[~(f>2)]
s.loc[f>2]
s.iloc[f>2]
s.iloc[m[:3]]
s[m[:3]]
s.loc[m[:3]]
s.iloc[f]
s[f]
s.iloc[two>3]
s.iloc[i32]
s.iloc[u8]
s.take(u8)
df.take(i, axis=0)
df.take([0], axis=1)
df.reindex(index=xi, method="ffill")
s.reindex(xi, fill_value=x0)
s.fillna(x0)
s.fillna(x[0])
s.fillna(f)
df.fillna(x0)
s.sum()+x0
s.combine(pd.Series(f), lambda a,b: a+b)
s.cov(pd.Series(f))
s.autocorr()
s.diff(i[1])
s.shift(i[1])
s.rolling(i[1]).sum()
s.head(i[1])
s.groupby(m).sum()
s.groupby([k,i32]).sum()
s.groupby(f).mean()
s.groupby(two).sum()
df.groupby("k").v.agg(lambda g: (g+x0).sum())
df.groupby("k").v.transform(lambda g: g-g.mean()).where(m)
df.groupby(df.k)["v"].sum().reindex(xi)
df.pivot(columns="k",values="v").reindex(columns=xi)
df.melt().value.isin(x)
df.apply(lambda r: r[m[:2]].sum(), axis=1)
df.assign(q=lambda d: d.v.where(m)).q
df.eval("q = v + @f")
df.query("@m")
df.query("k == @k")
df.query("v in @x")
df.query("v not in @x")
pd.DataFrame({"g":k,"v":f}).groupby("g").v.mean()
pd.DataFrame({"g":k,"v":f}).pivot_table(index="g",values="v")
pd.DataFrame(dict(a=f), index=t)
pd.DataFrame(two, index=k, columns=xi[:2])
pd.DataFrame(two).T
pd.DataFrame(two, dtype="float32")
pd.DataFrame.from_records([f,f])
pd.DataFrame.from_dict({"a":f})
pd.DataFrame({0:f,1:k}).to_numpy()
pd.DataFrame([k, k], columns=list("abcde"))
pd.Series([f,f])
pd.Series([x0,x0])
pd.Series([x[0],x[1]])
pd.Series(list(f))
pd.DataFrame({"a":[x[0],x[1]]})
pd.Series({"a":x[0]})
pd.Series({1:f})
pd.Series(x[0], index=[1,2])
pd.Index([x[0],x[1]])
pd.Index(list(k))
pd.concat([pd.DataFrame(two), pd.DataFrame(two)])
pd.concat([pd.Series(f)], keys=xi[:1])
pd.cut(pd.Series(f), x, labels=["a","b"])
pd.cut(k, x, right=False)
pd.cut(t, pd.to_datetime(["2019","2020-06-01","2022"]))
pd.cut(f, xi)
pd.qcut(f, x/10)
pd.qcut(s, x/10)
pd.get_dummies(pd.Series(k))
pd.crosstab(pd.Series(k), pd.Series(m))
pd.crosstab(k, m, values=f, aggfunc="sum")
pd.merge_ordered(pd.DataFrame({"k":k}),df)
pd.merge(pd.DataFrame({"k":k}), df, left_on="k", right_index=True)
pd.merge(df, df, left_on=[k], right_on=["k"])
pd.to_numeric(f, downcast="float")
pd.to_numeric(m)
pd.api.types.is_integer_dtype(k.dtype)
pd.api.types.is_float_dtype(f)
pd.api.types.is_complex_dtype(c)
pd.api.types.is_timedelta64_dtype(td)
pd.api.types.is_timedelta64_dtype(td.dtype)
pd.api.types.is_datetime64_dtype(t)
pd.api.types.is_datetime64_dtype(t.dtype)
pd.api.types.is_datetime64_ns_dtype(t)
pd.api.types.is_datetime64_ns_dtype(t.dtype)
pd.api.types.is_timedelta64_ns_dtype(td.astype("m8[ns]"))
pd.api.types.is_datetime64_any_dtype(t.dtype)
pd.api.types.is_extension_array_dtype(f)
pd.api.types.is_extension_array_dtype(f.dtype)
pd.api.types.is_object_dtype(f)
pd.api.types.is_signed_integer_dtype(k)
pd.api.types.is_unsigned_integer_dtype(u8)
pd.api.types.is_any_real_numeric_dtype(f)
pd.api.types.is_numeric_dtype(t)
pd.api.types.is_string_dtype(f)
pd.api.types.is_sparse(f)
pd.api.types.is_int64_dtype(k)
pd.api.types.is_hashable(f)
pd.api.types.is_number(x0)
pd.api.types.is_iterator(f)
pd.api.types.infer_dtype(f)
pd.api.types.infer_dtype(m)
pd.api.types.infer_dtype(t)
pd.api.types.is_bool_dtype(f)
pd.api.types.is_dict_like(f)
pd.api.types.is_file_like(f)
pd.arrays.NumpyExtensionArray(np.asarray(f))
pd.arrays.IntegerArray(np.array([1,2,3]), np.asarray(m[:3]))
pd.arrays.BooleanArray(m, ~m)
pd.array([1,2,3],dtype="Int64").isin(xi)
pd.array([1,2,3],dtype="Int64")+xi
pd.array([1,2,3],dtype="Int64").take(i[1:]-1)
pd.array([1.,2,3],dtype="Float64")*x
pd.array([1,2,3],dtype="Int64")==xi
pd.array([1,2,3],dtype="int64[pyarrow]")+xi
pd.array([1,2,3],dtype="int64[pyarrow]")[m[:3]]
pd.Series([1,2,3],dtype="int64[pyarrow]").isin(xi)
pd.Series([1,2,3],dtype="int64[pyarrow]")[m[:3]]
pd.Series(xi,dtype="int64[pyarrow]")
pd.Series(x,dtype="double[pyarrow]")
pd.array(pd.Categorical(list("abc")))[m[:3]]
pd.arrays.SparseArray([1.,0,2])+x
pd.arrays.SparseArray([1.,0,2])[m[:3]]
pd.arrays.IntervalArray.from_breaks(x)
pd.arrays.IntervalArray.from_arrays(x, x+1)
pd.arrays.DatetimeArray._from_sequence(t)
pd.arrays.PeriodArray(i, dtype="period[D]")
np.add(pd.Index(si), k)
np.where(m, s, f)
np.where(s>1, f, s)
np.concatenate([s, f])
np.isin(f, s)
np.isin(s, f)
np.maximum(s, f)
np.add.reduce(pd.Series(f))
np.add.accumulate(s)
np.multiply.outer(f, s)
np.dot(s, f)
np.matmul(f, s)
np.searchsorted(x, s)
np.searchsorted(s.sort_values().dropna(), x)
np.clip(s, f*0, f)
np.hypot(df.v, f)
np.logical_and(s>1, m)
np.isnan(pd.Series(f))
np.exp(pd.DataFrame(two))
np.add(pd.DataFrame(two), two)
np.divmod(si, k)
np.modf(s)
np.add(f, s, out=None)
np.add(s, f, where=m)[m]
s.sample(2, weights=k, random_state=1)
"""

ASSIGNMENTS = """
df.loc[m]=0
df.loc[m]=two[:3]
df.loc[m, ["k","v"]]=two[:3]
df.iloc[m]=two[:3]
df.iloc[i]=two[:2]
df.loc[:, "v"]=k
df.loc[:, "new"]=f
df["m"]=m
df["t"]=t
df["td"]=td
df["c"]=c
df[["a","b"]]=two
df.v=f
df.loc[f>2,"v"]=f[2:]
df.loc[df.v>2,"v"]=f[2:]
df.loc[df.v>2,"k"]=k[:3]
df["k"]=df.k.where(m, k)
df.v.update(pd.Series(f))
df.v=df.v.mask(m, f)
df.loc[0]=two[0]
df.loc[9]=two[0]
df.iloc[0]=two[0]
df.iloc[:,1]=f
df.iloc[:,0]=k
df.iloc[1:3,1]=f[:2]
df.iloc[[0,2],1]=f[:2]
df.set_index(pd.Index(k), inplace=True)
s[s>1]=f[:3]
s[s>1]=x0
s[f>2]=0
s.loc[s.index>2]=x[:2]
s.iloc[1:3]=f[:2]
s[1:3]=k[:2]
s[m]=x
s.loc[i]=x[:2]
s[[0,1]]=x[:2]
s[9]=x0
s.array[m]=x
s.array[:]=f
si[m]=k[:3]
si[m]=x
si.iloc[:]=k
si[si>1]=0
s[m]=9
s[m]=k[:3]*1.
s.loc[m]=f[:3]
s.iloc[m]=f[:3]
s.iloc[i]=f[:2]
s.loc[i]=f[:2]
s[i]=0
s[:]=f
s[0:3]=x
df["z"]=f
df["v"]=k
df["v"]=x0
df.loc[m,"v"]=0
df.loc[m,"v"]=f[:3]
df.iloc[m,1]=f[:3]
df.loc[:,"v"]=f
df[m]=0
df[m]=two[:3]
df[["k","v"]]=two
df.iloc[:, :]=two
df.loc[:, ["k","v"]]=two
df[df>2]=two
df[two>3]=0
si[m]=f[:3]
s.mask(m, inplace=True)
s.where(m, f, inplace=True)
s+=f
s*=k
df.index=k
s.index=k
df.columns=i
s.at[0]=x0
s.iloc[0]=x[0]
si.iloc[0]=xi[0]
df.at[0,"v"]=x[0]
pd.Index(si).putmask(m, k)
"""

# What pandas refuses, by the reason.
REFUSED = {
    "pandas asks for NumPy's class, or one of its own: np.asarray(a)": """
pd.MultiIndex.from_arrays([k,f])
df+two
df.add(two)
df.eq(two)
df>two
np.add(pd.DataFrame(two), two)
s.groupby(k).sum()
df.groupby(k).v.sum()
df.groupby([k, m]).v.sum()
s.groupby(k).transform(lambda v: v)
s.groupby(m).sum()
s.groupby([k,i32]).sum()
s.groupby(f).mean()
pd.Categorical(f)
pd.pivot_table(df, values="v", index=k)
s.add(f, fill_value=0)
df.set_index(k)
df.set_index([k,m])
pd.PeriodIndex(t, freq="D")
pd.api.extensions.take(f, i, allow_fill=True)
pd.Index(si).delete(i)
pd.arrays.BooleanArray(m, ~m)
df.iloc[m]=two[:3]
df.iloc[i]=two[:2]
df.iloc[m,1]=f[:3]
df[m]=0
df[m]=two[:3]
df.iloc[:, :]=two
df.loc[:, ["k","v"]]=two
df[two>3]=0
""",
    "the operators of pandas' times ask for NumPy's class: t.astype, or pd.Series(t)": """
pd.Timestamp("2020")+td
td+pd.Timestamp("2020")
pd.Timestamp("2020")<t
t<pd.Timestamp("2020")
pd.Timedelta("1s")*k
k*pd.Timedelta("1s")
pd.Timedelta("1s")+td
td/pd.Timedelta("1s")
""",
    "an element of ours is an array without axes, where pandas wants a number of Python's or NumPy's: x.item()": """
s.shift(1, fill_value=x[0])
df.at[i[0], "v"]
df.iat[i[0], 1]
s[i[0]]
s.iloc[i[1]]
s.loc[i[1]]
s.at[i[1]]
df.iloc[i[1], i[0]]
df.xs(i[1])
df.truncate(before=i[0])
df.head(i[1])
s.diff(i[1])
s.rolling(i[1]).sum()
s.head(i[1])
""",
    "types of times are NumPy's in pandas: a.dtype.dtype": """
pd.Series([1,2,3], dtype=t.dtype)
pd.Series(["2020","2021"], dtype=t.dtype)
pd.DatetimeIndex(["2020","2021"], dtype=t.dtype)
pd.TimedeltaIndex([1,2], dtype=td.dtype)
pd.DataFrame({"a":[1,2]}, dtype=td.dtype)
""",
}

# What is otherwise than with NumPy's arrays, by the reason.
OTHERWISE = {
    "pandas asks in C whether a type of times is NumPy's; the values are the same": """
pd.api.types.is_datetime64_any_dtype(t)
pd.array(t, dtype=t.dtype)
""",
    "the type is ours, which equals NumPy's": """
pd.api.types.pandas_dtype(f.dtype)
""",
    'in nanoseconds; the values are the same': """
pd.to_datetime(t.astype("M8[s]"))
""",
    "pandas asks numpy.where, which gives an array of ours for an element of ours: x.item()": """
s.fillna(x0)
s.fillna(x[0])
""",
    'pandas stores an element of ours as it is, an array without axes: x.item()': """
pd.Series([x[0],x[1]])
pd.Series(list(f))
pd.DataFrame({"a":[x[0],x[1]]})
pd.Series({"a":x[0]})
pd.Index([x[0],x[1]])
pd.Index(list(k))
""",
    'objects, which arrays of ours are as they are': """
pd.Series([f,f])
pd.Series({1:f})
""",
    "an array of ours, by NumPy's function": """
np.clip(s, f*0, f)
""",
}


def result(call, convert):
    names = operands(convert)
    if call in lines(ASSIGNMENTS):
        exec(call, names)
        return names["s"], names["si"], names["df"]
    return eval(call, names)


def stored(x):
    """The arrays that a Series, an Index or a DataFrame is made of."""
    if isinstance(x, pd.DataFrame):
        return [block.values for block in x._mgr.blocks]
    return [x._values] if isinstance(x, (pd.Series, pd.Index)) else []


def differs(want, got):
    if any(isinstance(getattr(v, "_ndarray", v), ag.ndarray) for v in stored(got)):
        return "holds an array of ours"
    try:
        if isinstance(want, tuple):
            return next(filter(None, map(differs, want, got)), None)
        for kind, check in ((pd.Series, pd.testing.assert_series_equal), (pd.DataFrame, pd.testing.assert_frame_equal),
                            (pd.Index, pd.testing.assert_index_equal), (pd.api.extensions.ExtensionArray, pd.testing.assert_extension_array_equal)):
            if isinstance(want, kind):
                return check(got, want)
        if isinstance(want, (np.ndarray, np.generic, float)):
            np.testing.assert_array_equal(np.asarray(got), want)
            assert np.asarray(got).dtype == np.asarray(want).dtype
        else:
            assert type(want) is type(got) and (want == got or not isinstance(want, (str, int, list)))
    except (AssertionError, AttributeError) as e:  # of another class
        return str(e) or "another result"


def test_tables_name_calls():
    check_tables(lines(CALLS) + lines(ASSIGNMENTS), REFUSED, OTHERWISE)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("call", lines(CALLS) + lines(ASSIGNMENTS))
def test_calls(call):
    compare(call, result, differs, REFUSED, OTHERWISE)
