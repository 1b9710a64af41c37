// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

#include "textflag.h"

// func Lines(p unsafe.Pointer, bytes int)
TEXT ·Lines(SB), NOSPLIT, $0-16
	MOVQ p+0(FP), AX
	MOVQ bytes+8(FP), CX

loop:
	CMPQ CX, $0
	JLE  done
	PREFETCHT0 (AX)
	ADDQ $64, AX
	SUBQ $64, CX
	JMP  loop

done:
	RET
