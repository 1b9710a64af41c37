// SPDX-License-Identifier: BSD-3-Clause

//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package block

import "syscall"

// probe reports whether the system maps n bytes: it knows limits of its own,
// such as what it lets processes have in all.
func probe(n int) bool {
	const slack = 64 << 20 // by what Go's heap grows
	if n > maxBytes-slack {
		return false
	}
	b, err := syscall.Mmap(-1, 0, n+slack, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		return false
	}
	return syscall.Munmap(b) == nil
}
