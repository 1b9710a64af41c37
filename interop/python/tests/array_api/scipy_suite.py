# SPDX-License-Identifier: BSD-3-Clause

"""A pytest plugin for SciPy's array API tests, as they are in its wheel, with our arrays as the backend: pytest -p scipy_suite --pyargs scipy.stats

The fixture xp of scipy/conftest.py has the libraries that SciPy knows as its parameters; ours takes their place. See py-scipy in python.mk.
"""

import pytest
from expected import mark

import arraygen

FAILURES = [
    (r"::TestVectorizedFilter::test_input_validation\[arraygen\]", "it looks for the words of the error in libraries that it knows", True),
    (r"::TestNdimageFourier::test_fourier_shift_real01\[arraygen-float32-4-shape1\]",
     "a float32 transform is wrong by 5 units of the last place, where 4.9 are allowed", True),
]

# A tuple since version 2025.12 of the standard; this SciPy adds a list to it.
arraygen._namespace._Info.devices = lambda self: ["cpu"]


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc):
    """The parameters of a fixture are set before pytest makes tests of them."""
    for fixture in metafunc._arg2fixturedefs.get("xp", ()):
        fixture.params = (pytest.param(arraygen, id="arraygen", marks=pytest.mark.array_api_backends),)


def pytest_collection_modifyitems(config, items):
    """Only the tests of array libraries are ours to run. What NumPy alone can is skipped for those that its marks know."""
    for plugin in config.pluginmanager.get_plugins():
        if hasattr(plugin, "xp_known_backends"):
            plugin.xp_known_backends.add("arraygen")
    ours = [item for item in items if "xp" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(ours)])
    items[:] = ours
    mark(items, FAILURES)
