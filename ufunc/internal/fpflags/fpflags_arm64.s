// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "textflag.h"

// FPSR: flags in the bits 0 to 4 and 7.

// func Clear()
TEXT ·Clear(SB), NOSPLIT, $0-0
	MOVD FPSR, R0
	AND  $0x0F, R0, R1
	CBZ  R1, clean
	AND  $~0x9F, R0, R0
	MOVD R0, FPSR

clean:
	RET

// func register() uint32
TEXT ·register(SB), NOSPLIT, $0-4
	MOVD FPSR, R0
	MOVW R0, ret+0(FP)
	RET
