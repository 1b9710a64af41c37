# SPDX-License-Identifier: BSD-3-Clause

"""Expressions of several operators, compared with NumPy's and numexpr's, on one thread: `python expressions.py [--docs PAGE]`.

All evaluate the same text, each some times in a row so that its own memory is in the caches, and in turn; the fastest of
each counts. numexpr is left out where it isn't installed.
"""

import onethread  # noqa: F401, I001: before the libraries are loaded
import argparse
import time

import numpy as np

import arraygen as ag
import figures

try:
    import numexpr as ne
except ImportError:
    ne = None

EXPRESSIONS = ("(a*a + a)/2 - a", "a*2 + b", "(a*b + c)/3 - a*0.5", "((a - b)*c + a)*b - 1.5", "(a*b + c)*a + b > 1")
SIZES = (1_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 4_000_000, 10_000_000)


def fastest(functions, n):
    repeats, best = max(1, 200_000 // n), [float("inf")] * len(functions)
    for _ in range(max(5, min(60, 30_000_000 // n))):
        for i, f in enumerate(functions):
            f()
            f()
            began = time.perf_counter()
            for _ in range(repeats):
                f()
            best[i] = min(best[i], (time.perf_counter() - began) / repeats)
    return best


def measure():
    rng = np.random.default_rng(0)
    lines = ["| expression | elements | ours, µs | NumPy / ours | numexpr / ours |", "|---|---:|---:|---:|---:|"]
    ratios = []
    for text in EXPRESSIONS:
        for n in SIZES:
            theirs = {k: rng.random(n) * 10 for k in "abc"}
            ours = {k: ag.asarray(v.copy()) for k, v in theirs.items()}
            code = compile(f"def f(a, b, c):\n return lambda: {text}", text, "exec")
            exec(code, space := {})
            functions = [space["f"](**ours), space["f"](**theirs)]
            assert np.array_equal(np.asarray(functions[0]()), functions[1]()), text
            if ne:
                functions.append(lambda text=text, theirs=theirs: ne.evaluate(text, theirs, {}))
            own, *others = fastest(functions, n)
            ratios.append(others[0] / own)
            cells = [f"{other / own:.2f}" for other in others] + ["–"] * (2 - len(others))
            lines.append(f"| `{text}` | {format(n, ',').replace(',', ' ')} | {own * 1e6:.1f} | {' | '.join(cells)} |")
            print(lines[-1], flush=True)
    print(f"geometric mean of NumPy / ours: {np.exp(np.mean(np.log(ratios))):.2f}, least {min(ratios):.2f}")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", help="the page that the table goes into")
    docs = parser.parse_args().docs
    table = measure()
    if docs:
        figures.fill(docs, "expressions", table)


if __name__ == "__main__":
    main()
