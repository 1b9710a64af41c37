// SPDX-License-Identifier: BSD-3-Clause

//go:build unix && !aix

package kerneltest

import (
	"testing"

	"golang.org/x/sys/unix"
)

// Guarded returns memory of at least n bytes, a whole number of pages, with a
// page on each side that faults when it is touched.
func Guarded(t testing.TB, n int) []byte {
	page := unix.Getpagesize()
	size := (n + page - 1) / page * page
	mem, err := unix.Mmap(-1, 0, size+2*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Munmap(mem) })
	for _, guard := range [][]byte{mem[:page], mem[page+size:]} {
		if err := unix.Mprotect(guard, unix.PROT_NONE); err != nil {
			t.Fatal(err)
		}
	}
	return mem[page : page+size : page+size]
}
