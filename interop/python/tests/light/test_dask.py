# SPDX-License-Identifier: BSD-3-Clause

"""Dask: our chunks stay ours, locally and on a cluster."""

import arraygen as ag
import dask
import dask.array as da
import numpy as np
from dask.distributed import Client, LocalCluster

V = dask.__version__


def test_chunks(table):
    a = ag.arange(12.0).reshape(3, 4)
    d = da.from_array(a, chunks=(2, 2))
    assert type(d._meta) is ag.ndarray
    for r in (d, d + 1, np.exp(d), d.T, d[:, ::2], np.concatenate([d, d]), d.sum(axis=0), np.mean(np.exp(d)), d.max(), d.std()):
        assert type(r.compute(scheduler="threads")) is ag.ndarray
    np.testing.assert_allclose(float(np.mean(np.exp(d)).compute()), np.mean(np.exp(np.arange(12))))
    table.row("Dask", V, "da.from_array(a)", same="chunks of ours")


def test_mixed():
    a = ag.arange(4.0)
    d = da.from_array(a, chunks=2)
    for r in (a + d, d + a, np.add(a, d), np.add(d, a), ag.add(a, d), ag.add(d, a)):
        assert isinstance(r, da.Array) and r.compute().tolist() == [0, 2, 4, 6]
        assert type(r.compute()) is ag.ndarray
    assert type(ag.exp(d).compute()) is ag.ndarray
    assert type(ag.sum(d).compute()) is ag.ndarray


def test_local_cluster():
    a = ag.arange(1000.0)
    with LocalCluster(n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None) as cluster, Client(cluster):
        d = da.from_array(a, chunks=100)
        r = np.mean(np.exp(d / 1000)).compute()
        assert type(r) is ag.ndarray
        np.testing.assert_allclose(float(r), np.mean(np.exp(np.arange(1000) / 1000)))
