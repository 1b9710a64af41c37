# SPDX-License-Identifier: BSD-3-Clause

"""array-api-compat, and the array API mode of SciPy and scikit-learn."""

import os
import subprocess
import sys

import array_api_compat
import arraygen as ag
import numpy as np
import pytest


def test_compat(table):
    x, y = ag.ones((2, 3)), ag.ones((3, 2))
    assert array_api_compat.array_namespace(x, y) is ag
    assert array_api_compat.array_namespace(x, y).matmul(x, y).tolist() == [[3, 3], [3, 3]]
    assert array_api_compat.array_namespace(x, 1, None) is ag
    assert array_api_compat.is_array_api_obj(x)
    assert array_api_compat.device(x) == "cpu" and array_api_compat.to_device(x, "cpu") is x and array_api_compat.size(x) == 6
    with pytest.raises(TypeError, match="Multiple namespaces"):
        array_api_compat.array_namespace(x, np.ones(3))
    table.row("array-api-compat", array_api_compat.__version__, "array_namespace(a)", same="our module", readonly="—")


def run(code, **env):
    p = subprocess.run([sys.executable, "-c", code], env=dict(os.environ, **env), capture_output=True, text=True, timeout=300)
    assert p.returncode == 0, p.stderr[-3000:]
    return p.stdout


def test_scipy(table):
    import scipy

    run("""
import arraygen as ag, numpy as np
from scipy import special, stats
x = ag.linspace(-3, 3, 7)
for f in (special.softmax, special.log_softmax):
    r = f(x)
    assert type(r) is ag.ndarray, type(r)
    np.testing.assert_allclose(np.asarray(r), f(np.asarray(x)), rtol=1e-12)
r = stats.gmean(ag.asarray([1.0, 2, 4]))
assert type(r) is ag.ndarray and abs(float(r) - 2) < 1e-12
r = stats.zscore(x)
assert type(r) is ag.ndarray
np.testing.assert_allclose(np.asarray(r), stats.zscore(np.asarray(x)), rtol=1e-12)
""", SCIPY_ARRAY_API="1")
    table.row("SciPy", scipy.__version__, "special.softmax(a)", same="array of ours")


def test_scikit_learn(table):
    import sklearn

    run("""
import arraygen as ag, numpy as np, sklearn
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import Ridge
from sklearn.mixture import GaussianMixture
from sklearn.metrics import accuracy_score, pairwise
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, Normalizer, PolynomialFeatures, StandardScaler
rng = np.random.default_rng(0)
x = rng.normal(size=(20, 3))
y = (x[:, 0] > 0).astype(int)
a, b = ag.asarray(x), ag.asarray(y)
with sklearn.config_context(array_api_dispatch=True):
    for scaler in (MinMaxScaler, MaxAbsScaler, StandardScaler, Normalizer, PolynomialFeatures):
        r = scaler().fit(a).transform(a)
        assert type(r) is ag.ndarray, (scaler, type(r))
        np.testing.assert_allclose(np.asarray(r), scaler().fit_transform(x), rtol=1e-12)
    r = GaussianNB().fit(a, b).predict(a)
    assert type(r) is ag.ndarray and r.tolist() == GaussianNB().fit(x, y).predict(x).tolist()
    assert type(pairwise.rbf_kernel(a, a)) is ag.ndarray
    assert accuracy_score(b, b) == 1
    # What needs linalg.
    for f in (PCA(2, svd_solver="full"), PCA(2, svd_solver="covariance_eigh")):
        r = f.fit_transform(a)
        assert type(r) is ag.ndarray
        np.testing.assert_allclose(np.asarray(r), f.fit_transform(x), rtol=1e-9, atol=1e-12)
    for solver in ("svd", "cholesky"):
        try:
            r = Ridge(solver=solver).fit(a, ag.asarray(y, dtype="float64")).coef_
        except ValueError as e:
            assert "not supported" in str(e) or "solver" in str(e), e
            continue
        np.testing.assert_allclose(np.asarray(r), Ridge(solver=solver).fit(x, y * 1.0).coef_, rtol=1e-9)
    r = LinearDiscriminantAnalysis().fit(a, b).predict(a)
    assert r.tolist() == LinearDiscriminantAnalysis().fit(x, y).predict(x).tolist()
    r = GaussianMixture(2, init_params="random_from_data", random_state=0).fit(a).means_
    assert type(r) is ag.ndarray
""", SCIPY_ARRAY_API="1")
    table.row("scikit-learn", sklearn.__version__, "MinMaxScaler().fit_transform(a)", same="array of ours")
