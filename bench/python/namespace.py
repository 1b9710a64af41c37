# SPDX-License-Identifier: BSD-3-Clause

"""The whole namespace beside NumPy: function x size x element type x layout, from Python and from Go.

A cell is NumPy's time divided by ours, one thread each: the least CPU time of interleaved rounds in one process. Go's side runs in a
process of its own (bench/namespace), beside NumPy's times of this one.

    python bench/python/namespace.py [--quick | --common] [--only REGEX] [--save] [--docs docs/performance.md]

Results go to build/namespace.json and build/namespace.md; --save puts them into bench/results.
"""

import onethread  # noqa: F401, I001: before the libraries are loaded
import argparse
import collections
import datetime
import json
import math
import os
import pathlib
import pickle
import re
import subprocess
import sys
import time
import warnings

import numpy as np

import arraygen as ag
from cases import CASES, DTYPES, LAYOUTS, SIZES, operands
from figures import fill, machine
from reasons import reason

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The calls that programs make most: none of them may be slower than NumPy's.
COMMON = ["sort", "argsort", "unique_values", "argmax", "nonzero", "x[mask]", "x[index]", "take(x, index)", "where", "cumulative_sum", "concat", "astype(float32)",
          "searchsorted(random)", "std", "transposed copy", "copy", "isin"]


def names(module, given, convert):
    """What the expressions of a module see."""
    values = {k: convert(v) if isinstance(v, np.ndarray) and k != "foreign" else v for k, v in given.items()}
    own = {"xp": module, "dumps": lambda v: pickle.dumps(v, 5)}
    own["windows"] = ag.sliding_window_view if module is ag else np.lib.stride_tricks.sliding_window_view
    return values | own


def same_layout(x):
    """A copy of ours with the strides of an array of NumPy's."""
    return ag.asarray(x.copy(order="K")) if x.flags.forc else ag.asarray(laid(x))


def laid(x):
    base = np.empty(x.nbytes // x.itemsize * 2 + 1, x.dtype) if x.ndim == 1 else x.copy(order="K")
    if x.ndim > 1:
        return base
    base = base[:2 * x.size:2]
    base[...] = x
    return base


def once(f, repeat):
    start = time.process_time_ns()
    for _ in range(repeat):
        f()
    return (time.process_time_ns() - start) / repeat


def compare(theirs, ours, budget, rounds):
    """The nanoseconds of a call, of both."""
    f = [theirs, ours]
    first = [once(g, 1) for g in f]
    first = [min(t, once(g, 1)) for t, g in zip(first, f)] if max(first) < 2e8 else first
    repeat = [max(1, min(20_000, int(budget / max(t, 100)))) for t in first]
    if max(first) > 5 * budget:
        rounds = 2
    best = list(first)
    for _ in range(rounds):
        for i, g in enumerate(f):
            best[i] = min(best[i], once(g, repeat[i]))
    return best


COMMON_DTYPES = ["float64", "float32", "int64", "uint8"]


def plan(quick, common):
    """The cells: sizes, element types and layouts, and whether a case needs to be one of every layout."""
    if common:
        yield from ((n, d, "C") for n in SIZES[1:] for d in COMMON_DTYPES)
        return
    if quick:
        yield from ((n, d, "C") for n in SIZES for d in ("float64", "uint8"))
        yield from ((n, "float64", layout) for n in (1_000, 100_000) for layout in LAYOUTS[1:])
        return
    yield from ((n, d, "C") for n in SIZES for d in DTYPES)
    yield from ((n, d, layout) for n in SIZES for d in ("uint8", "float32", "float64") for layout in LAYOUTS[1:])


def measure(quick, only, sizes, common=False):
    cells = []
    budget, rounds = (2e6, 4) if quick else (1e7, 5)
    for n, d, layout in plan(quick, common):
        if sizes and n not in sizes:
            continue
        given = operands(d, n, layout)
        numpys, ours = names(np, given, lambda v: v.copy(order="K") if v.flags.forc else laid(v)), names(ag, given, same_layout)
        for case in CASES:
            if d not in case.dtypes or n > case.largest or layout != "C" and not case.every_layout or not re.search(only, case.name):
                continue
            if common and case.name not in COMMON:
                continue
            f = [eval(f"lambda: {case.expression}", scope) for scope in (numpys, ours)]
            try:
                f[0]()
            except (TypeError, ValueError, IndexError):
                continue  # NumPy has it not for this type
            t, o = compare(*f, budget, rounds)
            cells.append({"group": case.group, "name": case.name, "n": n, "dtype": d, "layout": layout, "numpy": t, "python": o})
        print(f"{d} {layout} {n}", file=sys.stderr)
    return cells


def measure_go(cells):
    """Adds the times of Go, for the calls that it has."""
    wanted = [[c["name"], c["dtype"], c["n"], c["layout"]] for c in cells]
    run = subprocess.run(["go", "run", "./bench/namespace"], cwd=ROOT, input=json.dumps(wanted), stdout=subprocess.PIPE, text=True, check=True)
    times = {tuple(k): t for *k, t in json.loads(run.stdout)}
    for c in cells:
        if (time := times.get((c["name"], c["dtype"], c["n"], c["layout"]))) is not None:
            c["go"] = time


MEMORY = """
import os, sys, json, pickle
sys.path.insert(0, {here!r})
import namespace as b, numpy as np, arraygen as ag, tracemalloc
case = b.CASES[{at}]
given = b.operands("float64", {n}, "C")
def status(name):
    return next(int(l.split()[1]) for l in open("/proc/self/status") if l.startswith(name)) * 1024
def size(r):
    if isinstance(r, (list, tuple)): return sum(map(size, r))
    return r.nbytes if hasattr(r, "nbytes") and getattr(r, "base", None) is None else 0
f = [eval("lambda: " + case.expression, s) for s in (b.names(np, given, np.copy), b.names(ag, {{k: v for k, v in given.items()}}, lambda v: ag.asarray(v.copy())))]
small = b.operands("float64", 1000, "C")
eval("lambda: " + case.expression, b.names(ag, small, ag.asarray))()
tracemalloc.start(); r = f[0](); theirs = tracemalloc.get_traced_memory()[1] - size(r); tracemalloc.stop(); del r
open("/proc/self/clear_refs", "w").write("5"); start = status("VmRSS")
r = f[1](); print(json.dumps([theirs, max(status("VmHWM") - start - size(r), 0)]))
"""


def measure_memory(cells, n=4_000_000):
    """Adds the bytes beside the result, each in a process of its own: what is freed would serve the next call."""
    for c in cells:
        if (c["n"], c["dtype"], c["layout"]) != (n, "float64", "C") or c["group"] in ("python", "views"):
            continue
        at = next(i for i, case in enumerate(CASES) if case.name == c["name"])
        text = MEMORY.format(here=str(ROOT / "bench/python"), at=at, n=n)
        run = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True)
        if run.returncode == 0:
            c["bytes numpy"], c["bytes"] = (v / n for v in json.loads(run.stdout))


def mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else math.nan


def number(v):
    return "" if math.isnan(v) else f"{v:.2f}"


def report(cells, quick):
    for c in cells:
        c["ratio"] = c["numpy"] / c["python"]
    out = [f"On {datetime.date.today():%-d %B %Y}: {machine()}, {os.cpu_count()} cores with a load average of {os.getloadavg()[0]:.0f}, kernels at {ag.get_isa()}, NumPy {np.__version__}; "
           f"{len(cells)} cells, one thread each{', the quick selection' if quick else ''}. A ratio is NumPy's time divided by ours: below 1 we are slower.\n\n"]
    out.append("| group | cells | below 1 | geometric mean | 10 | 1 000 | 100 000 | 4 000 000 | from Go | worst cell |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---|\n")
    groups = collections.defaultdict(list)
    for c in cells:
        groups[c["group"]].append(c)
    for g, of in sorted(groups.items(), key=lambda kv: mean([c["ratio"] for c in kv[1]])):
        worst = min(of, key=lambda c: c["ratio"])
        sizes = [number(mean([c["ratio"] for c in of if c["n"] == n])) for n in SIZES]
        go = number(mean([c["numpy"] / c["go"] for c in of if c.get("go")]))
        out.append(f"| {g} | {len(of)} | {sum(c['ratio'] < 1 for c in of)} | {number(mean([c['ratio'] for c in of]))} | {' | '.join(sizes)} | {go} | `{worst['name']}` {worst['dtype']} {worst['n']}: {number(worst['ratio'])} |\n")
    out.append("\nThe common calls, float64, C order:\n\n| call | 10 | 1 000 | 100 000 | 4 000 000 |\n|---|---:|---:|---:|---:|\n")
    at = {(c["name"], c["n"]): c["ratio"] for c in cells if c["dtype"] == "float64" and c["layout"] == "C"}
    for name in COMMON:
        out.append(f"| `{name}` | {' | '.join(number(at.get((name, n), math.nan)) for n in SIZES)} |\n")
    out.append("\nEach cell below 1, by its cause:\n\n")
    causes = collections.defaultdict(list)
    for c in cells:
        if c["ratio"] < 1:
            causes[reason(c)].append(c)
    for cause, of in sorted(causes.items(), key=lambda kv: -len(kv[1])):
        of.sort(key=lambda c: c["ratio"])
        worst = ", ".join(f"`{c['name']}` {c['dtype']} {c['layout']} {c['n']} {number(c['ratio'])}" for c in of[:8])
        out.append(f"- **{cause}** ({len(of)} cells, {number(mean([c['ratio'] for c in of]))}): {worst}{' …' if len(of) > 8 else ''}\n")
    go = sorted((c for c in cells if c.get("go")), key=lambda c: c["numpy"] / c["go"])
    below = [c for c in go if c["numpy"] < c["go"]]
    if go:
        worst = ", ".join(f"`{c['name']}` {c['dtype']} {c['layout']} {c['n']} {number(c['numpy'] / c['go'])}" for c in below[:30])
        out.append(f"\nFrom Go: {len(go)} cells, {len(below)} below 1, geometric mean {number(mean([c['numpy'] / c['go'] for c in go]))}. The worst: {worst or 'none'}{' …' if len(below) > 30 else ''}.\n")
    heavy = [c for c in cells if c.get("bytes", 0) > c.get("bytes numpy", 0) + 1]
    if any("bytes" in c for c in cells):
        out.append("\nBytes an element beside the result, where ours are more (float64, 4 000 000 elements): ")
        out.append((", ".join(f"`{c['name']}` {c['bytes']:.0f} (NumPy {c['bytes numpy']:.0f})" for c in sorted(heavy, key=lambda c: -c["bytes"])) or "nowhere") + ".\n")
    return "".join(out)


def common_calls(cells):
    """The table of the common calls: a row a call, a column for each size and element type."""
    out = [f"On {datetime.date.today():%-d %B %Y}: {machine()}, {os.cpu_count()} cores with a load average of {os.getloadavg()[0]:.0f}, kernels at {ag.get_isa()}, NumPy {np.__version__}; one thread each, one run.\n\n"]
    columns = [(n, d) for n in SIZES[1:] for d in COMMON_DTYPES]
    at = {(c["name"], c["n"], c["dtype"]): c["numpy"] / c["python"] for c in cells}
    out.append("| call | " + " | ".join(f"{d} {n:,}".replace(",", " ") for n, d in columns) + " |\n|---|" + "---:|" * len(columns) + "\n")
    for name in COMMON:
        out.append(f"| `{name}` | {' | '.join(number(at.get((name, *c), math.nan)) for c in columns)} |\n")
    return "".join(out)


def losses(cells):
    """All cells below 1, the worst first."""
    below = sorted((c for c in cells if c["ratio"] < 1), key=lambda c: c["ratio"])
    return "".join(f"{c['ratio']:.2f}  {c['name']}, {c['dtype']} {c['layout']} {c['n']}: {c['numpy']:.0f} ns, ours {c['python']:.0f}\n" for c in below)


def publish(cells, options):
    """Prints the report, and writes it to where the options say."""
    text = report(cells, options.quick)
    print(text)
    if options.losses:
        print(losses(cells))
    folder = ROOT / ("bench/results" if options.save else "build")
    folder.mkdir(exist_ok=True)
    (folder / "namespace.md").write_text("# The namespace beside NumPy\n\n" + text)
    (folder / "namespace.json").write_text("[\n" + ",\n".join(json.dumps({k: round(v, 3) if isinstance(v, float) else v for k, v in c.items()}) for c in cells) + "\n]\n")
    if options.docs:
        fill(options.docs, "namespace", "\n" + text + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="two element types, under three minutes")
    parser.add_argument("--only", default="", help="a regular expression of names")
    parser.add_argument("--common", action="store_true", help="the common calls alone, for four element types: a table of their own")
    parser.add_argument("--sizes", default="", help="sizes, separated by commas; all by default")
    parser.add_argument("--memory", action="store_true", help="bytes beside the results too, as a full run has them")
    parser.add_argument("--losses", action="store_true", help="print all cells below 1, the worst first; with --sizes those of a size")
    parser.add_argument("--save", action="store_true", help="write bench/results")
    parser.add_argument("--report", help="measure nothing: the cells of an earlier run, in JSON")
    parser.add_argument("--docs", help="the page that the figures go into")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    if options.report:
        return publish(json.loads(pathlib.Path(options.report).read_text()), options)
    cells = measure(options.quick or options.common, options.only, [int(n) for n in options.sizes.split(",") if n], options.common)
    if options.common:
        text = common_calls(cells)
        print(text)
        if options.docs:
            fill(options.docs, "common", "\n" + text + "\n")
        return
    measure_go(cells)
    if options.memory or not options.quick:
        measure_memory(cells)
    publish(cells, options)


if __name__ == "__main__":
    main()
