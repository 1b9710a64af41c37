// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package irtest

import "golang.org/x/sys/unix"

// guarded returns n bytes of memory, or a little more, between two pages
// that fault.
func guarded(n int) ([]byte, error) {
	page := unix.Getpagesize()
	n = (n + page - 1) / page * page
	m, err := unix.Mmap(-1, 0, n+2*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil, err
	}
	for _, g := range [][]byte{m[:page], m[page+n:]} {
		if err := unix.Mprotect(g, unix.PROT_NONE); err != nil {
			return nil, err
		}
	}
	return m[page : page+n : page+n], nil
}
