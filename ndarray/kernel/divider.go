// SPDX-License-Identifier: BSD-3-Clause

package kernel

// AVX2 has no division of integers: its code divides 64 bits by two float64 divisions, four
// lanes in some 50 cycles. Old CPUs take as long for one quotient, new ones 6 to 10 cycles: AMD's since
// Zen 3, Intel's since Ice Lake. AVX-512 code is faster than both.

// fastDivider says that the CPU is a new one. It is read on every call of a kernel that divides, and
// written at start-up and by tests.
var fastDivider = newCPU()

// PrefersGo reports whether the Go loop of s, which divides element by element, is faster on this CPU than
// the assembly for level l; the two have the same bits.
func (s *Set) PrefersGo(l Level) bool { return s.Divides && fastDivider && s.Level(l) == AVX2 }
