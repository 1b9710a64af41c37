# SPDX-License-Identifier: BSD-3-Clause

"""A pytest plugin for the tests of array-api-compat, with ours as one more library: pytest -p compat_suite -k arraygen

The tests are in its source distribution, see py-array-api-compat in python.mk.
"""

from expected import mark
from tests import _helpers

FAILURES = [
    (r"test_xp_is_array_generics\[arraygen", "there is no is_arraygen_array, as there is none for array_api_strict", True),
]
_helpers.all_libraries.append("arraygen")


def pytest_collection_modifyitems(items):
    mark([item for item in items if "arraygen" in item.name], FAILURES)
