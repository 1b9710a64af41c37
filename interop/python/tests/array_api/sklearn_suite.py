# SPDX-License-Identifier: BSD-3-Clause

"""A pytest plugin for scikit-learn's array API tests, as they are in its wheel, with our arrays as the backend: pytest -p sklearn_suite -k arraygen --pyargs sklearn

Its tests take their parameters from two generators, which give ours alone here. See py-sklearn in python.mk.
"""

from expected import mark
from sklearn.utils import _array_api

FAILURES = []


def _namespaces(include_numpy_namespaces=True):
    yield "arraygen"


def _pairs():
    yield _array_api.NamespaceAndDevice("numpy", None), _array_api.NamespaceAndDevice("arraygen", None), "numpy to arraygen"
    yield _array_api.NamespaceAndDevice("arraygen", None), _array_api.NamespaceAndDevice("numpy", None), "arraygen to numpy"


_array_api.yield_namespaces = _namespaces
_array_api.yield_mixed_namespace_input_permutations = _pairs


def pytest_collection_modifyitems(items):
    mark(items, FAILURES)
