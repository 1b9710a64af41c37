// SPDX-License-Identifier: BSD-3-Clause

package kernel

import "runtime"

// feature is a subset of instructions that a CPU may have.
type feature struct {
	name string
	has  *bool
}

// x86Features are the subsets of amd64's instructions that a level, or a part of one, needs.
type x86Features struct {
	avx2, fma, bmi1, bmi2, f16c, popcnt bool

	avx512f, avx512bw, avx512cd, avx512dq, avx512vl, avx512vnni bool
}

// What the levels of amd64 need beside those below them. Every CPU with AVX-512
// since 2017 has the five subsets together.
var (
	avx2Features   = []feature{{"AVX2", &x86.avx2}, {"FMA", &x86.fma}, {"BMI1", &x86.bmi1}, {"BMI2", &x86.bmi2}, {"F16C", &x86.f16c}, {"POPCNT", &x86.popcnt}}
	avx512Features = []feature{{"AVX512F", &x86.avx512f}, {"AVX512BW", &x86.avx512bw}, {"AVX512CD", &x86.avx512cd}, {"AVX512DQ", &x86.avx512dq}, {"AVX512VL", &x86.avx512vl}}
)

// has reports whether this machine and build run kernels of level l.
func has(l Level) bool {
	r := &levels[l]
	if r.goarch != "" && (r.goarch != runtime.GOARCH || purego) {
		return false
	}
	for _, f := range r.needs {
		if !*f.has {
			return false
		}
	}
	return r.below == l || has(r.below)
}

// Lacks says why this machine or build has no level l; it is "" if it has.
func (l Level) Lacks() string {
	r := &levels[l]
	switch {
	case has(l):
		return ""
	case r.goarch != runtime.GOARCH:
		return "it is for " + r.goarch + ", and this program was built for " + runtime.GOARCH
	case purego:
		return "this program was built with the tag purego"
	}
	missing := ""
	for ; ; r = &levels[r.below] {
		for _, f := range r.needs {
			if !*f.has {
				missing += ", " + f.name
			}
		}
		if r.below == r.level {
			return "the CPU has no " + missing[len(", "):]
		}
	}
}
