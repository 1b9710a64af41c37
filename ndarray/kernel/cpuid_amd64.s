// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "textflag.h"

// func cpuid(leaf, subleaf uint32) (a, c uint32)
TEXT ·cpuid(SB), NOSPLIT, $0-16
	MOVL leaf+0(FP), AX
	MOVL subleaf+4(FP), CX
	CPUID
	MOVL AX, a+8(FP)
	MOVL CX, c+12(FP)
	RET
