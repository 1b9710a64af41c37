// SPDX-License-Identifier: BSD-3-Clause

//go:build amd64 && darwin && !purego

package kernel

import "golang.org/x/sys/cpu"

// x86 are the features of this CPU. Darwin saves the registers of AVX-512 from their first use on, and says by a call of
// the system whether it will.
var x86 = x86Features{
	cpu.X86.HasAVX2, cpu.X86.HasFMA, cpu.X86.HasBMI1, cpu.X86.HasBMI2, cpu.X86.HasF16C, cpu.X86.HasPOPCNT,
	cpu.X86.HasAVX512F, cpu.X86.HasAVX512BW, cpu.X86.HasAVX512CD, cpu.X86.HasAVX512DQ, cpu.X86.HasAVX512VL, cpu.X86.HasAVX512VNNI,
}
