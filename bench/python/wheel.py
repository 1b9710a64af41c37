# SPDX-License-Identifier: BSD-3-Clause

"""What the Python package costs to build, to keep and to import.

Builds a wheel twice, with an empty build cache of Go's and with a full one, and
imports it in processes of their own beside NumPy.

    python bench/python/wheel.py [--docs docs/python.md]
"""

import argparse
import datetime
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

from figures import fill, machine

PACKAGE = pathlib.Path(__file__).resolve().parents[2] / "interop" / "python"

# Prints the seconds of an import and what the process has more of after it.
IMPORT = """
import time
def status():
    with open("/proc/self/status") as f:
        s = dict(line.split(":", 1) for line in f)
    return [int(s[k].split()[0]) for k in ("Threads", "VmRSS", "VmSize")]
before, began = status(), time.perf_counter()
import {module}
took = time.perf_counter() - began
print(took, *(b - a for a, b in zip(before, status())))
"""


def build(cache, into):
    """The seconds that a build of the wheel takes, and its path."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-build-isolation", "--no-deps", "-w", into, str(PACKAGE)],
        env=dict(os.environ, GOCACHE=cache), check=True)
    return time.perf_counter() - began, next(pathlib.Path(into).glob("*.whl"))


def imports(module, times=15):
    """The medians of the seconds, threads, and KiB resident and reserved."""
    runs = []
    for _ in range(times):
        p = subprocess.run([sys.executable, "-c", IMPORT.format(module=module)], capture_output=True, text=True, check=True)
        runs.append([float(v) for v in p.stdout.split()])
    return [statistics.median(column) for column in zip(*runs, strict=True)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--docs", help="the page that the figures go into")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache, tempfile.TemporaryDirectory() as into:
        cold, _ = build(cache, into)
        warm, wheel = build(cache, into)
        size = wheel.stat().st_size
        library = max(i.file_size for i in zipfile.ZipFile(wheel).infolist())
        name = wheel.name
    ours, numpy = imports("arraygen"), imports("numpy")
    mib = 1 << 20
    text = f"""
On {datetime.date.today():%-d %B %Y}: {machine()}, {os.cpu_count()} cores, Python {sys.version.split()[0]}.

| | arraygen | NumPy |
|---|---:|---:|
| wheel | {size / mib:.1f} MiB (`{name}`) | |
| extension module | {library / mib:.1f} MiB | |
| build with an empty cache | {cold:.0f} s | |
| build again | {warm:.0f} s | |
| import | {ours[0] * 1e3:.0f} ms | {numpy[0] * 1e3:.0f} ms |
| threads started | {ours[1]:.0f} | {numpy[1]:.0f} |
| resident memory | {ours[2] / 1024:.0f} MiB | {numpy[2] / 1024:.0f} MiB |
| address space | {ours[3] / 1024:.0f} MiB | {numpy[3] / 1024:.0f} MiB |

"""
    print(text)
    if options.docs:
        fill(options.docs, "wheel", text)


if __name__ == "__main__":
    main()
