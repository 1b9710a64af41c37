# SPDX-License-Identifier: BSD-3-Clause

"""What fails of https://github.com/data-apis/array-api-tests, and why: where the standard allows NumPy's answer, which we give.

A plugin for its pytest, see py-array-api in python.mk. A test that is listed
here and passes each time is a failure: the list is then to be shortened.
"""

from expected import mark

# What a test's name has, the reason, and whether every such test fails.
FAILURES = [
    (r"\[(floor_divide|__i?floordiv__)\(x1_i is [+-]infinity and isfinite\(x2_i\)", "NumPy's and Python's answer, which the standard allows: inf // 1 is NaN", True),
    (r"\[(floor_divide|__i?floordiv__)\(isfinite\(x1_i\) and x1_i (> 0 and x2_i is -|< 0 and x2_i is \+)infinity",
     "NumPy's and Python's answer, which the standard allows: -1 // inf is -1", True),
    (r"\[tanh\(real\(x_i\) is \+infinity and isfinite\(imag\(x_i\)\) and imag\(x_i\) > 0", "the zero has the sign of sin(2y), as in C and NumPy", False),
    (r"\[expm1\(\(real\(x_i\) is \+0 or real\(x_i\) == -0\) and imag\(x_i\) is \+0", "the zero keeps its sign, as in NumPy and as that of real numbers does", False),
]


def pytest_collection_modifyitems(items):
    mark(items, FAILURES)
