// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "textflag.h"

// MXCSR: flags in the bits 0 to 5, masks and modes above.

// func Clear()
//
// Writing the register costs more than reading it, and inexact (bit 5) is raised
// almost always: it is left alone.
TEXT ·Clear(SB), NOSPLIT, $8-0
	STMXCSR 0(SP)
	MOVL    0(SP), AX
	TESTL   $0x1D, AX
	JEQ     clean
	ANDL    $0xFFFFFFC0, AX
	MOVL    AX, 0(SP)
	LDMXCSR 0(SP)

clean:
	RET

// func register() uint32
TEXT ·register(SB), NOSPLIT, $8-4
	STMXCSR 0(SP)
	MOVL    0(SP), AX
	MOVL    AX, ret+0(FP)
	RET
