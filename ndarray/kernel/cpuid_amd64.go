// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package kernel

// newCPU reports whether the CPU has VAES, by which those since Ice Lake and Zen 3 are told: each came
// with it, and no other feature that all of them share, AVX-512 or not, is as young.
func newCPU() bool {
	const features, vaes = 7, 1 << 9
	if most, _ := cpuid(0, 0); most < features {
		return false
	}
	_, c := cpuid(features, 0)
	return c&vaes != 0
}

// cpuid returns EAX and ECX of the instruction CPUID.
func cpuid(leaf, subleaf uint32) (a, c uint32)
