// SPDX-License-Identifier: BSD-3-Clause

package kernel

import (
	"runtime"
	"strings"

	"golang.org/x/sys/cpu"
)

// feature is a subset of instructions that a CPU may have.
type feature struct {
	name string
	has  *bool
}

// What the levels of amd64 need beside those below them. Every CPU with AVX-512
// since 2017 has the five subsets together.
var (
	avx2Features   = []feature{{"AVX2", &cpu.X86.HasAVX2}, {"FMA", &cpu.X86.HasFMA}, {"BMI1", &cpu.X86.HasBMI1}, {"BMI2", &cpu.X86.HasBMI2}, {"F16C", &cpu.X86.HasF16C}, {"POPCNT", &cpu.X86.HasPOPCNT}}
	avx512Features = []feature{{"AVX512F", &cpu.X86.HasAVX512F}, {"AVX512BW", &cpu.X86.HasAVX512BW}, {"AVX512CD", &cpu.X86.HasAVX512CD}, {"AVX512DQ", &cpu.X86.HasAVX512DQ}, {"AVX512VL", &cpu.X86.HasAVX512VL}}
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
	var missing []string
	for ; ; r = &levels[r.below] {
		for _, f := range r.needs {
			if !*f.has {
				missing = append(missing, f.name)
			}
		}
		if r.below == r.level {
			return "the CPU has no " + strings.Join(missing, ", ")
		}
	}
}
