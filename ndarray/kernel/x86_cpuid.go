// SPDX-License-Identifier: BSD-3-Clause

//go:build amd64 && !darwin && !purego

package kernel

// x86 are the features of this CPU, as far as the operating system saves their registers: package
// golang.org/x/sys/cpu knows them too, but brings the names and options of all architectures into each program.
var x86 = x86OfCPU()

func x86OfCPU() (x x86Features) {
	_, _, c := cpuid(1, 0)
	const osxsave = 27
	saved := uint32(0)
	if c>>osxsave&1 != 0 {
		saved = xgetbv()
	}
	const sse, avx, opmask, zmm, highZMM = 1 << 1, 1 << 2, 1 << 5, 1 << 6, 1 << 7
	vectors := saved&(sse|avx) == sse|avx
	masks := vectors && saved&(opmask|zmm|highZMM) == opmask|zmm|highZMM
	has := func(register uint32, bit int, usable bool) bool { return usable && register>>bit&1 != 0 }
	x.fma, x.popcnt, x.f16c = has(c, 12, vectors), has(c, 23, true), has(c, 29, vectors)
	b, c := extendedFeatures()
	x.bmi1, x.avx2, x.bmi2 = has(b, 3, true), has(b, 5, vectors), has(b, 8, true)
	x.avx512f, x.avx512dq, x.avx512cd = has(b, 16, masks), has(b, 17, masks), has(b, 28, masks)
	x.avx512bw, x.avx512vl, x.avx512vnni = has(b, 30, masks), has(b, 31, masks), has(c, 11, masks)
	return x
}
