//go:build !purego

package kernel

import "golang.org/x/sys/cpu"

// has reports whether the machine runs kernels of level l. AVX-512 means the
// subsets F, BW, CD, DQ and VL, which every such CPU since 2017 has together.
func has(l Level) bool {
	x := &cpu.X86
	avx2 := x.HasAVX2 && x.HasFMA && x.HasBMI1 && x.HasBMI2 && x.HasF16C
	switch l {
	case AVX2:
		return avx2
	case AVX512:
		return avx2 && x.HasAVX512F && x.HasAVX512BW && x.HasAVX512CD && x.HasAVX512DQ && x.HasAVX512VL
	}
	return l == Go
}
