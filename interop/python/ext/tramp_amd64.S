// SPDX-License-Identifier: BSD-3-Clause

// void agEnter(void *entry, agArgs *args)
//
// Calls a kernel: Go assembly, which takes its arguments on the stack and may
// change every register, among them those that C expects to be kept. Kernels
// are leaves without a stack check, so that Go's runtime is not needed.
	.text
	.globl agEnter
	.hidden agEnter
	.type agEnter,@function
agEnter:
	.cfi_startproc
	pushq %rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp,-16
	movq %rsp,%rbp
	.cfi_def_cfa_register %rbp
	pushq %rbx
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	subq $24,%rsp
	movq %rsi,0(%rsp)
	call *%rdi
	addq $24,%rsp
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbx
	popq %rbp
	.cfi_def_cfa %rsp,8
	cld
	ret
	.cfi_endproc
	.size agEnter,.-agEnter
	.section .note.GNU-stack,"",@progbits
