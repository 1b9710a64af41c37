# SPDX-License-Identifier: BSD-3-Clause

"""A pytest plugin for the tests of array-api-extra, with our arrays as one more backend: pytest -p extra_suite -k arraygen

The tests are in its source distribution, see py-array-api-extra in python.mk.
"""

import importlib.util
import sys

from expected import mark

FAILURES = [
    (r"test_gh134\[.*-(None|False)\]", "an element is read-only, as NumPy's scalars are, of which alone at() knows it", True),
    (r"test_delegates\[", "it delegates to the libraries that it knows by name; ours takes its general way", True),
]


def _add_backend():
    """Backends are an enumeration, whose members are parameters of all tests: it gets one more before anything imports it."""
    name = "array_api_extra._lib._backends"
    spec = importlib.util.find_spec(name)
    source = spec.loader.get_source(name)
    first = '    NUMPY = "numpy"\n'
    assert source.count(first) == 1
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    exec(compile(source.replace(first, '    ARRAYGEN = "arraygen"\n' + first), spec.origin, "exec"), module.__dict__)


_add_backend()


def pytest_collection_modifyitems(items):
    mark([item for item in items if "arraygen" in item.name], FAILURES)
