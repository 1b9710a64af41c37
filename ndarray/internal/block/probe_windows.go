// SPDX-License-Identifier: BSD-3-Clause

package block

import "syscall"

var (
	kernel32     = syscall.NewLazyDLL("kernel32.dll")
	virtualAlloc = kernel32.NewProc("VirtualAlloc")
	virtualFree  = kernel32.NewProc("VirtualFree")
)

// probe reports whether the system commits n bytes.
func probe(n int) bool {
	const (
		commit, reserve = 0x1000, 0x2000
		readWrite       = 4
		release         = 0x8000
	)
	p, _, _ := virtualAlloc.Call(0, uintptr(n), commit|reserve, readWrite)
	if p == 0 {
		return false
	}
	_, _, _ = virtualFree.Call(p, 0, release)
	return true
}
