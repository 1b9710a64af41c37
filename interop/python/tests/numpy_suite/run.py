# SPDX-License-Identifier: BSD-3-Clause

"""Runs NumPy's own tests on our arrays: python run.py [names of test files] [arguments of pytest]

ARRAYGEN_UPDATE=1 writes expected_failures.txt anew, after a run of all files, and build/numpy_suite/failures.txt, a line for
each failure with its message and the line of code.
"""

import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
FILES = [
    "umath", "ufunc", "nep50_promotions", "indexing", "multiarray", "numeric", "mem_overlap", "shape_base", "arrayprint", "dlpack",
    "overrides", "item_selection", "indexerrors", "half", "datetime", "errstate", "linalg", "pocketfft",
]
# The folders of those that are not of numpy._core.
FOLDERS = {"linalg": "linalg", "pocketfft": "fft"}


def main(arguments):
    # What needs more memory skips itself, on every machine alike.
    os.environ["NPY_AVAILABLE_MEM"] = "1 GB"
    sys.path.insert(0, str(HERE))
    import numpy
    import pytest

    root = pathlib.Path(numpy.__file__).parent
    names = [a for a in arguments if a in FILES] or FILES
    files = [str(root / FOLDERS.get(name, "_core") / "tests" / f"test_{name}.py") for name in names]
    # "native" reads no source: "short" parses a whole file of tests for each test that fails, also of those expected to.
    traceback = "no" if os.environ.get("ARRAYGEN_UPDATE") == "1" else "native"
    options = ["-c", os.devnull, f"--rootdir={root}", "-p", "numpy_suite", "-p", "no:cacheprovider", "--assert=plain", "-q", f"--tb={traceback}", "-W", "ignore"]
    return pytest.main(options + files + [a for a in arguments if a not in FILES])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
