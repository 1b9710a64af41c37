# SPDX-License-Identifier: BSD-3-Clause

# Benchmarks against the peers. Included by the Makefile at the root.
#
#   make bench            a cross-section, about three minutes after set-up
#   make bench-full       everything, an hour at most
#   make bench TORCH=1    PyTorch too: PyPI has it only with CUDA, over 5 GB on disk
#   make bench-namespace    every function of the namespace beside NumPy, from Python and from Go, three minutes
#   make bench BENCH='--filter ^exp/'   other options, see arraygen bench --help

PYTHON ?= python3
BENCH_VENV := .venv-bench
BENCH ?= --quick
BENCH_PEERS := numpy numexpr numba jax mpmath

$(BENCH_VENV)/peers:
	$(PYTHON) -m venv $(BENCH_VENV)
	@# A peer that cannot be installed here is named as absent in the report.
	for p in $(BENCH_PEERS); do $(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check $$p || echo "$$p: not installed"; done
	touch $@

$(BENCH_VENV)/torch: $(BENCH_VENV)/peers
	$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check torch
	touch $@

##@ To measure
.PHONY: bench bench-cc bench-namespace bench-full bench-peers bench-go bench-products bench-expressions bench-test
bench-peers: $(BENCH_VENV)/peers $(if $(TORCH),$(BENCH_VENV)/torch)

bench: bench-peers ## Measure against the peers: three minutes after set-up
	$(GO) run ./cmd/arraygen bench $(BENCH)

bench-full: bench-peers ## Measure everything against the peers: up to an hour
	$(GO) run ./cmd/arraygen bench --docs docs/performance.md

# The Go benchmarks with ratios, for the figures in docs/performance.md.
bench-go: ## The Go benchmarks with their ratios
	$(GO) test ./bench -run '^$$' -bench . -benchtime 200ms

# Our loops beside what clang and gcc make of the same, those of them that are installed.
bench-cc: ## Short loops beside clang's and gcc's, ten seconds
	$(GO) run ./bench/cc --docs docs/performance.md

# Matrix products beside NumPy's, in the environment of the Python package's tests.
bench-products: py-build ## Matrix products beside NumPy's OpenBLAS
	.venv/bin/python bench/python/products.py

# Expressions of several operators, and numexpr's time where the environment has it.
bench-expressions: py-build ## Expressions of Python's operators and NumPy's time for them
	$(PY) bench/python/expressions.py

# The Python side's own tests.
bench-test: bench-peers ## Test the Python side of the benchmarks
	$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check pytest
	$(BENCH_VENV)/bin/python -m pytest -q bench/python

bench-namespace: py-build ## Measure the whole namespace beside NumPy: three minutes after set-up
	$(PY) bench/python/namespace.py --quick $(NAMESPACE)
