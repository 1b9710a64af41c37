// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package kernel

// newCPU reports whether the CPU has VAES, by which those since Ice Lake and Zen 3 are told: each came
// with it, and no other feature that all of them share, AVX-512 or not, is as young.
func newCPU() bool {
	_, c := extendedFeatures()
	return c>>9&1 != 0
}

// extendedFeatures returns EBX and ECX of CPUID's leaf 7, 0 where there is none.
func extendedFeatures() (b, c uint32) {
	const leaf = 7
	if most, _, _ := cpuid(0, 0); most < leaf {
		return 0, 0
	}
	_, b, c = cpuid(leaf, 0)
	return b, c
}

// cpuid returns EAX, EBX and ECX of the instruction CPUID.
func cpuid(leaf, subleaf uint32) (a, b, c uint32)

// xgetbv returns the lower half of the register XCR0, which has a bit for each kind of register that the operating
// system saves. CPUID says whether the instruction can be run.
func xgetbv() uint32
