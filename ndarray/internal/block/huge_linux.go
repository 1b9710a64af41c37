// SPDX-License-Identifier: BSD-3-Clause

package block

import (
	"syscall"
	"unsafe"
)

// hugeLeast is the size from which memory asks for huge pages: as in NumPy.
const hugeLeast = 4 << 20

// hugePages asks the system to back memory that was not touched yet by pages
// of 2 MB: a fault for each page of 4 KB costs several times what the work on
// its elements does. Where the system doesn't offer it, nothing is lost.
func hugePages(p unsafe.Pointer, n int) {
	const page = 4 << 10 // smaller than a page of some machines: then the call fails
	skip := int(-uintptr(p) % page)
	_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, uintptr(p)+uintptr(skip), uintptr(n-skip)&^(page-1), syscall.MADV_HUGEPAGE)
}

// releasePages gives the pages of memory that is kept back to the system.
func releasePages(p unsafe.Pointer, n int) {
	_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, uintptr(p), uintptr(n), syscall.MADV_DONTNEED)
}
