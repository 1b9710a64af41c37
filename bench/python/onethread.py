# SPDX-License-Identifier: BSD-3-Clause

"""One thread for each library: imported before any of them.

Go's runtime reads the environment that the process was started with, and sees nothing of what os.environ gets later: so the process starts
again where a variable is missing.
"""

import os
import sys

VARIABLES = ("GOMAXPROCS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")

if any(os.environ.get(name) != "1" for name in VARIABLES):
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], os.environ | dict.fromkeys(VARIABLES, "1"))
