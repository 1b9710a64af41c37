# SPDX-License-Identifier: BSD-3-Clause

import os
import pathlib
import subprocess
import sys

VARIABLES = ("GOMAXPROCS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")

# What Go's runtime reads is the environment at the start of the process, which Linux keeps here.
CODE = "import sys, onethread; print(open('/proc/self/environ').read().replace(chr(0), ' ')); print(sys.argv, sys.flags.dev_mode)"


def test_the_process_starts_with_one_thread():
    env = {k: v for k, v in os.environ.items() if k not in VARIABLES} | {"PYTHONPATH": str(pathlib.Path(__file__).parent), "OMP_NUM_THREADS": "7"}
    run = subprocess.run([sys.executable, "-X", "dev", "-c", CODE, "a", "b c"], env=env, capture_output=True, text=True, check=True)
    words = run.stdout.split()
    assert all(f"{name}=1" in words for name in VARIABLES)
    assert run.stdout.endswith("['-c', 'a', 'b c'] True\n")
