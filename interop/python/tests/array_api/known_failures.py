"""What is known to fail of https://github.com/data-apis/array-api-tests, and why.

A plugin for its pytest, see py-array-api in python.mk. A test that is listed
here and passes is a failure: the list is then to be shortened.
"""

from arraygen._namespace import MISSING
from expected import mark

_MISSING = "|".join(sorted(set(MISSING) - {"linalg", "fft"}))

# What a test's name has, the reason, and whether every such test fails.
FAILURES = [
    (rf"test_({_MISSING})\b|elementwise-({_MISSING})\]|\[({_MISSING})[\](]", "a ufunc without a row in spec/, so without a function", True),
    (r"test_pow\[", "no ufunc power", True),
    (r"\[__i?pow__\(", "no ufunc power: x ** n works for whole n", False),
    (r"test_has_names\[(linalg|fft)-", "the extension doesn't exist yet", True),
    (r"\[(floor_divide|__i?floordiv__)\(.*infinity", "NumPy's and Python's answer, which the standard allows: inf // 1 is NaN, -1 // inf is -1", False),
    (r"\[tanh\(real\(x_i\) is \+infinity", "the zero has the sign of sin(2y), as in C and NumPy", False),
]


def pytest_collection_modifyitems(items):
    mark(items, FAILURES)
