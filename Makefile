# SPDX-License-Identifier: BSD-3-Clause

# arraygen: `make demo` runs the main job on real input, `make test` all tests.
# Both install what they need; see .ci/setup.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
GO ?= go
# Tests under emulation outlast Go's own limit of 10 minutes on a busy machine. 'make lint' vets all packages, once.
GOTEST := $(GO) test -timeout 40m -vet=off
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.7.0

# The levels that this machine must test: what its CPU has.
CPUFLAGS := $(shell grep -m1 -E '^(flags|Features)' /proc/cpuinfo 2>/dev/null)
comma := ,
space := $(subst ,, )
REQUIRE := $(subst $(space),$(comma),$(strip $(filter avx2,$(CPUFLAGS)) $(if $(filter avx512dq,$(CPUFLAGS)),avx512) $(if $(filter asimd,$(CPUFLAGS)),neon)))
# What tests AVX-512 on an amd64 machine without it. It takes a quarter of an
# hour: 'make test EMULATE_AVX512=' leaves it out where that is too long.
EMULATE_AVX512 ?= $(if $(filter avx512dq,$(CPUFLAGS)),,$(if $(filter avx2,$(CPUFLAGS)),test-avx512))

EXAMPLES := examples/pricing examples/image
# What is a module of its own beside them: the Go peers of the benchmarks are
# large, and nobody else needs them.
MODULES := $(EXAMPLES) bench/runner

# The packages whose tests run on every architecture. spec/kernels/accuracy is not among them: it measures errors, and the
# same bits have the same errors.
PORTABLE := ./spec ./spec/kernels ./spec/lane/... ./internal/ir/... ./internal/gemm ./asm/internal/legalise/... ./ndarray/... ./ufunc/...

# The tests on an emulated CPU with AVX2 alone. Where this CPU has no more, test-go has run the others on the same code.
HASWELL := TestResultHashes|TestCopies$(if $(filter avx512dq,$(CPUFLAGS)),|TestKernels|TestStock)

.PHONY: all
all: build

##@ To begin with
.PHONY: help
help: ## This list
	@.ci/help $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install what the tests need: emulators, Python headers, Go modules
	.ci/setup

.PHONY: demo
demo: ## Compile the example specs and run them over a photograph
	$(GO) run ./cmd/arraygen demo

##@ To work
.PHONY: build
build: ## Build everything
	$(GO) build ./...

.PHONY: generate
generate: ## Make all generated files anew
	$(GO) generate ./...
	set -e; for d in $(EXAMPLES); do (cd $$d && $(GO) generate ./...); done

.PHONY: licences
licences: ## List the licences of all dependencies, in docs/licences.md
	.ci/licences

.PHONY: quick
quick: ## Build, lint and test what differs from the branch BASE=main: under a minute
	.ci/quick

.PHONY: cookbook
cookbook: ## Measure the kernels of the cookbook, and write its page
	$(GO) run ./examples/cookbook/page -measure >build/times.txt && mv build/times.txt examples/cookbook/times.txt
	$(MAKE) cookbook-page

.PHONY: cookbook-page
cookbook-page: ## Write the page of the cookbook, with the times on file
	$(GO) run ./examples/cookbook/page >build/cookbook.md && mv build/cookbook.md docs/cookbook.md

##@ To test
.PHONY: test
test: ## Run all tests but those of the heavy Python peers
	@MAKE='$(MAKE)' .ci/stages setup lint docs test-go test-race test-emulated test-examples test-python
	@echo "all tests passed"

# The Python package's extension module is cgo with a build tag.
PYTHON_CGO = CGO_CFLAGS="-O2 -I$$(python3 -c 'import sysconfig; print(sysconfig.get_path("include"))')"

# Of what the generator writes staticcheck sees the packages of the examples and the benchmarks: those of the library are
# half of all code, and more of the same.
.PHONY: lint
lint: ## gofmt, tidy modules, vet, staticcheck, and types for other systems
	@out=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$out" ]; then echo "gofmt would change:"; echo "$$out"; exit 1; fi
	set -e; for d in . $(MODULES); do (cd $$d && $(GO) mod tidy -diff); done
	$(PYTHON_CGO) $(GO) vet -tags pyext ./...
	CGO_ENABLED=0 GOARCH=arm64 $(GO) vet $$(git ls-files '*_arm64.*' | xargs -n1 dirname | sort -u | grep -v -e ^interop -e ^examples/pricing -e ^examples/image | sed 's,^,./,')
	set -e; for d in . $(MODULES); do (cd $$d && $(PYTHON_CGO) $(GO) run $(STATICCHECK) -tags pyext $$($(GO) list -tags pyext ./... | grep -v arraygen/generated/)); done
	CGO_ENABLED=0 $(GO) build ./...
	$(GO) vet -tags purego ./generated/... ./ndarray/... ./ufunc/...
	$(GO) run ./internal/portable
	.ci/spdx
	.ci/licences check
	.ci/vulnerabilities
	.ci/api

.PHONY: test-go
test-go: ## Go tests on this machine, every level that its CPU has
	@echo "levels that must run: $(REQUIRE)"
	ARRAYGEN_REQUIRE=$(REQUIRE) $(GOTEST) ./...
	$(GOTEST) -tags purego -run 'TestKernels|TestResultHashes|TestCopies' ./gen ./ndarray/strided
	$(GOTEST) -tags purego -short ./internal/gemm ./ndarray/... ./ufunc/...

.PHONY: test-race
test-race: ## The race detector
	$(GOTEST) -race -short ./internal/gemm ./ndarray/... ./ufunc/... ./array/... ./interop/...

# Every kernel with AVX2 only (at fewer lengths: test-go has run that code at all), with NEON, and as plain Go where compilers fuse
# and bytes lie the other way round. The back ends' own tests emulate what they
# need in test-go.
.PHONY: test-emulated
test-emulated: $(EMULATE_AVX512) ## Tests on emulated CPUs: AVX2 only, arm64, riscv64, ppc64le, s390x
	CGO_ENABLED=0 ARRAYGEN_REQUIRE=avx2 $(GOTEST) -short -exec 'qemu-x86_64 -cpu Haswell' -run '$(HASWELL)' ./gen ./ndarray/strided ./ufunc/digest
	CGO_ENABLED=0 GOARCH=arm64 ARRAYGEN_REQUIRE=neon $(GOTEST) -exec qemu-aarch64 -run 'TestKernels|TestResultHashes|TestCopies' ./gen ./ndarray/strided
	CGO_ENABLED=0 GOARCH=arm64 $(GOTEST) -short -exec qemu-aarch64 $(PORTABLE)
	$(GO) run ./gen/internal/randkernel/cmd -time 1s -seed 1 -rows 120 -rounds 8 -arm64 1
	set -e; for arch in riscv64 ppc64le s390x; do CGO_ENABLED=0 GOARCH=$$arch $(GOTEST) -exec qemu-$$arch -run TestResultHashes ./gen; done
	CGO_ENABLED=0 GOARCH=s390x $(GOTEST) -short -exec qemu-s390x ./ufunc/digest
	set -e; for arch in arm64 riscv64 ppc64le s390x; do CGO_ENABLED=0 GOARCH=$$arch $(GOTEST) -exec qemu-$${arch/arm64/aarch64} -run TestBits ./array/internal/fourier ./array/internal/matrix; done
	GOAMD64=v3 $(GOTEST) -run TestResultHashes ./gen

# qemu has no AVX-512. Bochs runs some 50 million instructions a second, so it
# gets the hashes of all kernels, but guard pages, offsets and masks only for
# those whose first input is float32. Bochs 2.7 rounds ties of VCVTPS2PH away
# from zero, and its VPSRAVQ does not shift by 64, as no CPU does: kernels with
# float16 and right_shift of int64 are left out.
.PHONY: test-avx512
test-avx512: ## Tests on an emulated CPU with AVX-512; test-emulated runs them where the CPU has none
	.ci/setup avx512
	CGO_ENABLED=0 ARRAYGEN_REQUIRE=avx512 $(GOTEST) -short -exec $(CURDIR)/.ci/avx512-emulated -run 'TestResultHashes|TestCopies|TestKernels/^[a-z0-9_]*[.]float32[.]' -skip '/[.]float16|/^right_shift[.]int64' ./gen ./ndarray/strided
	CGO_ENABLED=0 ARRAYGEN_REQUIRE=avx512 $(GOTEST) -short -exec $(CURDIR)/.ci/avx512-emulated -run 'TestKernels/avx512' ./array/internal/sorting
	$(GO) run ./gen/internal/randkernel/cmd -time 1s -seed 1 -rows 20 -rounds 4 -arm64 0 -avx512 1

# FUZZ_TIME is how long, FUZZ_FLAGS are those of the command: -seed=N and others.
FUZZ_TIME ?= 1h
.PHONY: fuzz-kernels
fuzz-kernels: ## Random kernels against Go on every back end, for FUZZ_TIME=1h
	ARRAYGEN_REQUIRE=$(REQUIRE) $(GO) run ./gen/internal/randkernel/cmd -time $(FUZZ_TIME) $(FUZZ_FLAGS)

# Every parser of foreign bytes or memory, one after the other, FUZZ_TIME each. Inputs are not made smaller, on which
# Go's fuzzing stops by itself (https://github.com/golang/go/issues/52569); what reached new code lies in GOCACHE/fuzz.
.PHONY: fuzz-parsers
fuzz-parsers: py-build ## Fuzz every parser for FUZZ_TIME=1h each: files, rows, headers, foreign memory
	set -e; grep -rl --include='*_test.go' '^func Fuzz' . | while read -r file; do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9]*\).*/\1/p' "$$file"); do \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZ_TIME) -fuzzminimizetime 1x "$$(dirname "$$file")"; \
		done; \
	done
	cd interop/python/tests && ARRAYGEN_FUZZ=$(FUZZ_TIME) ../../../.venv/bin/pytest -c ../pyproject.toml test_hostile.py

.PHONY: test-examples
test-examples: ## The modules beside the root one, from the outside
	set -e; for d in $(MODULES); do (cd $$d && $(GO) vet ./... && $(GO) test ./...); done
	set -e; for d in $(EXAMPLES); do (cd $$d && $(GO) run github.com/arraygen/arraygen/cmd/arraygen verify $$(git ls-files '*/kernels.yaml' kernels.yaml)); done
	$(GO) run ./cmd/arraygen verify examples/cookbook/kernels.yaml examples/contractions/kernels.yaml bench/fused/kernels.yaml bench/rows/kernels.yaml

-include interop/python/python.mk
-include bench/bench.mk
-include docs/site/site.mk

.PHONY: test-python
test-python: py-test py-test-suites ## The Python package with the light peers, and other projects' tests on it

.PHONY: test-peers
test-peers: py-test-peers ## The heavy Python peers: PyTorch, TensorFlow, MXNet

##@ To measure
.PHONY: accuracy
accuracy: ## Measure the errors of the elementary functions by samples, and draw them: docs/accuracy.md and its pictures (minutes)
	$(GO) run ./spec/kernels/accuracy/cmd
	cd bench/runner && $(GO) run ./curves

.PHONY: accuracy-full
accuracy-full: ## The same at every float32 number, with more samples and 10^9 pairs of the functions of two arguments in each dtype (two hours on two cores)
	$(GO) run ./spec/kernels/accuracy/cmd -full
	cd bench/runner && $(GO) run ./curves
