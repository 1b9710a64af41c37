# SPDX-License-Identifier: BSD-3-Clause

# Building and testing the Python package. Included by the Makefile at the root, and run from there.

PYTHON ?= python3
PY_DIR := interop/python
PY_REQUIREMENTS := $(PY_DIR)/requirements
PY_VENV := .venv
PY := $(PY_VENV)/bin/python
PY_MXNET := .venv-mxnet
ARRAY_API_EXAMPLES := 50
# How many processes run the tests.
PY_WORKERS ?= 2
# The newest Python that MXNet's NumPy was built for.
PYTHON_MXNET ?= $(shell command -v python3.11 || echo $(PYTHON))
PY_SOURCES := $(shell git ls-files -co --exclude-standard $(PY_DIR) array ndarray ufunc generated spec/lane spec/kernels internal/convert)
# setuptools and wheel are pinned in the environment itself.
PY_INSTALL := -m pip install -q --no-build-isolation --no-deps --force-reinstall ./$(PY_DIR)

# The tests that need NumPy alone, and not this repository.
PY_WHEEL_TESTS := test_array.py test_elements.py test_values.py test_order.py test_protocols.py test_reductions.py test_ufuncs.py

.PHONY: test-gpu py-venv py-build py-test py-test-peers py-wheel py-wheel-test py-wheel-aarch64 py-wheel-aarch64-test py-sdist py-sdist-test py-cost py-array-api py-mxnet-python \
	py-test-suites py-numpy-suite py-array-api-extra py-array-api-compat

##@ The Python package
py-venv: $(PY_VENV)/.light ## An environment with the light peers: NumPy, pandas, Dask, JAX … (a minute, 2 GB)
py-build: $(PY_VENV)/.built ## The Python package, built and installed in it

$(PY_VENV)/.light: $(PY_REQUIREMENTS)/constraints.txt $(PY_REQUIREMENTS)/build.txt $(PY_REQUIREMENTS)/light.txt
	test -x $(PY) || $(PYTHON) -m venv $(PY_VENV)
	$(PY) -m pip install -q -c $(PY_REQUIREMENTS)/constraints.txt -r $(PY_REQUIREMENTS)/build.txt -r $(PY_REQUIREMENTS)/light.txt
	touch $@

# One at a time and without a cache: pip keeps the wheels beside what it unpacks from them, 3 GB for PyTorch.
$(PY_VENV)/.heavy: $(PY_VENV)/.light $(PY_REQUIREMENTS)/heavy.txt
	set -e; for peer in $$(cat $(PY_REQUIREMENTS)/heavy.txt); do $(PY) -m pip install -q --no-cache-dir -c $(PY_REQUIREMENTS)/constraints.txt $$peer; done
	touch $@

# Before anything is downloaded.
py-mxnet-python:
	@$(PYTHON_MXNET) -c 'import sys; sys.exit(sys.version_info[:2] > (3, 11))' || { \
		echo "The tests with MXNet 1.9.1 need Python 3.11: its NumPy, 1.23.5, was built for none above, and '$(PYTHON_MXNET)' is" \
			"$$($(PYTHON_MXNET) --version). Install Python 3.11 and name it: make test-peers PYTHON_MXNET=/path/to/python3.11" >&2; exit 1; }

$(PY_MXNET)/.installed: $(PY_REQUIREMENTS)/mxnet.txt | py-mxnet-python
	test -x $(PY_MXNET)/bin/python || $(PYTHON_MXNET) -m venv $(PY_MXNET)
	$(PY_MXNET)/bin/python -m pip install -q -r $(PY_REQUIREMENTS)/mxnet.txt
	touch $@

$(PY_VENV)/.built: $(PY_VENV)/.light $(PY_SOURCES)
	$(PY) $(PY_INSTALL)
	touch $@

$(PY_MXNET)/.built: $(PY_MXNET)/.installed $(PY_SOURCES)
	$(PY_MXNET)/bin/python $(PY_INSTALL)
	touch $@

py-test: py-build ## Its tests, those with the light peers among them
	cd $(PY_DIR)/tests && ../../../$(PY_VENV)/bin/pytest -c ../pyproject.toml -n $(PY_WORKERS) --dist loadfile --durations=25 --durations-min=3 . --ignore=heavy --ignore=mxnet

py-test-peers: py-mxnet-python $(PY_VENV)/.built $(PY_VENV)/.heavy $(PY_MXNET)/.built ## The tests with PyTorch, TensorFlow and MXNet (6 GB more, in .venv and .venv-mxnet)
	cd $(PY_DIR)/tests && ../../../$(PY_VENV)/bin/pytest -c ../pyproject.toml heavy
	cd $(PY_DIR)/tests && ../../../$(PY_MXNET)/bin/pytest -c ../pyproject.toml -W ignore mxnet

# auditwheel names the oldest C library that the wheel runs with, and would take in
# other libraries that it needed: it needs none.
PY_WHEEL_TOOLS := .venv-wheel
PY_WHEEL_TEST := .venv-wheel-test
PY_SDIST_TEST := .venv-sdist-test

$(PY_WHEEL_TOOLS)/installed: $(PY_REQUIREMENTS)/wheel.txt
	$(PYTHON) -m venv $(PY_WHEEL_TOOLS)
	$(PY_WHEEL_TOOLS)/bin/python -m pip install -q --disable-pip-version-check -r $(PY_REQUIREMENTS)/wheel.txt
	touch $@

py-wheel: $(PY_WHEEL_TOOLS)/installed ## A wheel for CPython 3.11 and newer on any Linux of this architecture, in build/wheels
	rm -rf build/wheels build/wheel-linux
	$(PY_WHEEL_TOOLS)/bin/python -m pip wheel -q --disable-pip-version-check --no-build-isolation --no-deps -w build/wheel-linux ./$(PY_DIR)
	PATH=$(CURDIR)/$(PY_WHEEL_TOOLS)/bin:$$PATH $(PY_WHEEL_TOOLS)/bin/auditwheel repair -w build/wheels build/wheel-linux/*.whl
	@ls build/wheels/*.whl

# Where neither Go nor a C compiler nor this repository is on any path.
py-wheel-test: py-wheel ## Install that wheel in a new environment without Go, test it, and uninstall it
	rm -rf $(PY_WHEEL_TEST) build/wheel-tests && $(PYTHON) -m venv $(PY_WHEEL_TEST)
	$(PY_WHEEL_TEST)/bin/python -m pip install -q --disable-pip-version-check --no-index build/wheels/*.whl
	cd / && env -i PATH=$(CURDIR)/$(PY_WHEEL_TEST)/bin $(CURDIR)/$(PY_WHEEL_TEST)/bin/python -c 'import arraygen as ag; assert ag.sum(ag.exp(ag.zeros(3))) == 3 and "numpy" not in __import__("sys").modules'
	$(PY_WHEEL_TEST)/bin/python -m pip install -q --disable-pip-version-check -c $(PY_REQUIREMENTS)/constraints.txt -r $(PY_REQUIREMENTS)/wheel-test.txt
	mkdir -p build && cp -r $(PY_DIR)/tests build/wheel-tests && cp $(PY_DIR)/pyproject.toml build/wheel-tests/
	rm -r build/wheel-tests/chunkworker build/wheel-tests/otherlibrary # packages of Go are not for ./... to find
	cd build/wheel-tests && env -i HOME=$$HOME PATH=$(CURDIR)/$(PY_WHEEL_TEST)/bin:/usr/bin:/bin $(CURDIR)/$(PY_WHEEL_TEST)/bin/python -m pytest -q -p no:cacheprovider $(PY_WHEEL_TESTS)
	$(PY_WHEEL_TEST)/bin/python -m pip uninstall -q -y arraygen
	! $(PY_WHEEL_TEST)/bin/python -c 'import arraygen' 2>/dev/null

py-wheel-aarch64: $(PY_WHEEL_TOOLS)/installed ## The same for arm64, built by a cross compiler
	.ci/setup aarch64
	rm -rf build/wheels-aarch64 build/wheel-linux-aarch64
	GOARCH=arm64 CC=aarch64-linux-gnu-gcc _PYTHON_HOST_PLATFORM=linux-aarch64 $(PY_WHEEL_TOOLS)/bin/python -m pip wheel -q --disable-pip-version-check \
		--no-build-isolation --no-deps -w build/wheel-linux-aarch64 ./$(PY_DIR)
	PATH=$(CURDIR)/$(PY_WHEEL_TOOLS)/bin:$$PATH $(PY_WHEEL_TOOLS)/bin/auditwheel repair -w build/wheels-aarch64 build/wheel-linux-aarch64/*.whl
	@ls build/wheels-aarch64/*.whl

build/aarch64-root:
	.ci/aarch64-root $@

# Under an emulator, tests take twenty times as long: two files of them.
PY_AARCH64 = PYTHONHOME=$(CURDIR)/build/aarch64-root/usr PYTHONPATH=$(CURDIR)/build/aarch64-site QEMU_LD_PREFIX=$(CURDIR)/build/aarch64-root \
	qemu-aarch64 $$(echo $(CURDIR)/build/aarch64-root/usr/bin/python3.*[0-9])
py-wheel-aarch64-test: py-wheel-aarch64 build/aarch64-root ## Install that wheel for an emulated Python of arm64, and test it there (3 minutes)
	rm -rf build/aarch64-site build/wheel-tests
	version=$$(basename build/aarch64-root/usr/bin/python3.*[0-9] | tr -d a-z); \
	$(PY_WHEEL_TOOLS)/bin/python -m pip install -q --disable-pip-version-check --target build/aarch64-site --python-version $$version --only-binary=:all: \
		$(foreach p,manylinux2014 manylinux_2_27 manylinux_2_28 manylinux_2_34,--platform $(p)_aarch64) \
		-c $(PY_REQUIREMENTS)/constraints.txt -r $(PY_REQUIREMENTS)/wheel-test.txt build/wheels-aarch64/*.whl
	$(PY_AARCH64) -c 'import platform, arraygen as ag; assert platform.machine() == "aarch64" and ag.sum(ag.exp(ag.zeros(3))) == 3'
	mkdir -p build && cp -r $(PY_DIR)/tests build/wheel-tests && cp $(PY_DIR)/pyproject.toml build/wheel-tests/
	rm -r build/wheel-tests/chunkworker build/wheel-tests/otherlibrary # packages of Go are not for ./... to find
	cd build/wheel-tests && $(PY_AARCH64) -m pytest -q -p no:cacheprovider test_values.py test_order.py

# Its build finds no file of this repository.
py-sdist: $(PY_WHEEL_TOOLS)/installed ## A source distribution, in build/sdist; it has the Go packages that it is built from
	rm -rf build/sdist && mkdir -p build/sdist
	cd $(PY_DIR) && $(CURDIR)/$(PY_WHEEL_TOOLS)/bin/python setup.py -q sdist -d $(CURDIR)/build/sdist
	@ls build/sdist/*.tar.gz

py-sdist-test: py-sdist ## Install that in a new environment, and see what it says without Go or a C compiler
	rm -rf $(PY_SDIST_TEST) && $(PYTHON) -m venv $(PY_SDIST_TEST)
	$(PY_SDIST_TEST)/bin/python -m pip install -q --disable-pip-version-check build/sdist/*.tar.gz
	cd / && $(CURDIR)/$(PY_SDIST_TEST)/bin/python -c 'import arraygen as ag; assert ag.sum(ag.exp(ag.zeros(3))) == 3'
	! env PATH=$(CURDIR)/$(PY_SDIST_TEST)/bin $(PY_SDIST_TEST)/bin/python -m pip install --disable-pip-version-check --force-reinstall build/sdist/*.tar.gz >build/sdist/log 2>&1
	grep -q 'install Go' build/sdist/log
	! env CC=no-compiler $(PY_SDIST_TEST)/bin/python -m pip install --disable-pip-version-check --force-reinstall build/sdist/*.tar.gz >build/sdist/log 2>&1
	grep -q 'there is no no-compiler' build/sdist/log

py-cost: py-build ## What calls, builds and imports cost, into docs/python.md
	$(PY) bench/python/cost.py --docs docs/python.md
	$(PY) bench/python/wheel.py --docs docs/python.md

py-test-suites: py-numpy-suite py-array-api-extra py-array-api-compat ## The tests of NumPy, array-api-extra and array-api-compat, on our arrays (4 minutes)

py-numpy-suite: py-build
	$(PY) $(PY_DIR)/tests/numpy_suite/run.py -n $(PY_WORKERS)

# The tests of these two are in their source distributions alone, in the versions of the constraints.
PY_PLUGINS := $(CURDIR)/$(PY_DIR)/tests/array_api
PY_SDISTS := build/sdists

$(PY_SDISTS)/%: $(PY_REQUIREMENTS)/constraints.txt | $(PY_VENV)/.light
	rm -rf $@ && mkdir -p $@
	$(PY) -m pip download -q --no-deps --no-binary $* -c $(PY_REQUIREMENTS)/constraints.txt -d $@ $*
	tar -xzf $@/*.tar.gz -C $@ --strip-components=1

py-array-api-extra: py-build $(PY_SDISTS)/array-api-extra
	cd $(PY_SDISTS)/array-api-extra && PYTHONPATH=$(PY_PLUGINS) $(CURDIR)/$(PY) -m pytest \
		-p extra_suite -p no:cacheprovider -k arraygen tests/main -n $(PY_WORKERS) -q -r N --tb=short

py-array-api-compat: py-build $(PY_SDISTS)/array-api-compat
	cd $(PY_SDISTS)/array-api-compat && PYTHONPATH=$(PY_PLUGINS):. $(CURDIR)/$(PY) -m pytest \
		-p compat_suite -p no:cacheprovider -k arraygen tests -q -r N --tb=short

# SciPy's and scikit-learn's tests of array libraries, as they are in their wheels, with ours as the library: out of CI, for their time.
PY_SCIPY := scipy.linalg scipy.ndimage scipy.signal scipy.special scipy.stats
PY_BACKEND = PYTHONPATH=$(PY_PLUGINS) SCIPY_ARRAY_API=1 $(CURDIR)/$(PY) -m pytest -p no:cacheprovider -q -r N --tb=short -W ignore -n $(PY_WORKERS)

.PHONY: py-scipy py-sklearn
py-scipy: py-build ## The array API tests of SciPy on our arrays (8 minutes)
	cd build && $(PY_BACKEND) -p scipy_suite --pyargs $(PY_SCIPY)

py-sklearn: py-build ## Those of scikit-learn (3 minutes)
	cd build && $(PY_BACKEND) -p sklearn_suite -k arraygen --pyargs sklearn

# The suite is a repository with a submodule, in no package index: CI runs it where it can be had. It is cloned once; where its host
# can't be reached, ARRAY_API_TESTS names a folder that has it.
ARRAY_API_TESTS ?= build/array-api-tests
ARRAY_API_COMMIT := 55fcc60179efa2680ddd6cd926ddf17b83530e2b

build/array-api-tests:
	git clone -q https://github.com/data-apis/array-api-tests $@.new || { echo "can't clone it: make py-array-api ARRAY_API_TESTS=folder" \
		"takes one with its submodule array-api, at commit $(ARRAY_API_COMMIT)" >&2; exit 1; }
	git -C $@.new checkout -q $(ARRAY_API_COMMIT)
	git -C $@.new submodule -q update --init
	mv $@.new $@

py-array-api: py-build | $(ARRAY_API_TESTS) ## The test suite of the array API standard, with its extensions (3 minutes)
	$(PY) -m pip install -q -c $(PY_REQUIREMENTS)/constraints.txt -r $(ARRAY_API_TESTS)/requirements.txt
	cd $(ARRAY_API_TESTS) && PYTHONPATH=$(PY_PLUGINS) ARRAY_API_TESTS_MODULE=arraygen $(CURDIR)/$(PY) -m pytest \
		-p known_failures array_api_tests -q -p no:cacheprovider --tb=short --max-examples=$(ARRAY_API_EXAMPLES) --disable-deadline -n $(PY_WORKERS)
