// SPDX-License-Identifier: BSD-3-Clause

// void agEnter(void *entry, agArgs *args)
//
// Calls a kernel: Go assembly, which takes its arguments on the stack, from
// 8(RSP) on, and may change every register, among them those that C expects to
// be kept. Kernels are leaves without a stack check, so that Go's runtime is
// not needed.
	.text
	.globl agEnter
	.hidden agEnter
	.type agEnter,%function
agEnter:
	stp x29, x30, [sp, #-176]!
	mov x29, sp
	stp x19, x20, [sp, #16]
	stp x21, x22, [sp, #32]
	stp x23, x24, [sp, #48]
	stp x25, x26, [sp, #64]
	stp x27, x28, [sp, #80]
	stp d8, d9, [sp, #96]
	stp d10, d11, [sp, #112]
	stp d12, d13, [sp, #128]
	stp d14, d15, [sp, #144]
	sub sp, sp, #32
	str x1, [sp, #8]
	blr x0
	add sp, sp, #32
	ldp d14, d15, [sp, #144]
	ldp d12, d13, [sp, #128]
	ldp d10, d11, [sp, #112]
	ldp d8, d9, [sp, #96]
	ldp x27, x28, [sp, #80]
	ldp x25, x26, [sp, #64]
	ldp x23, x24, [sp, #48]
	ldp x21, x22, [sp, #32]
	ldp x19, x20, [sp, #16]
	ldp x29, x30, [sp], #176
	ret
	.size agEnter,.-agEnter
	.section .note.GNU-stack,"",%progbits
