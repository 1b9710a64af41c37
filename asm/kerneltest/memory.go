//go:build linux || darwin || freebsd

package kerneltest

import (
	"os"
	"syscall"
)

// guarded returns n bytes of memory, or a little more, between two pages
// that must not be touched.
func guarded(n int) ([]byte, error) {
	page := os.Getpagesize()
	n = (n + page - 1) / page * page
	m, err := syscall.Mmap(-1, 0, n+2*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, err
	}
	for _, edge := range [][]byte{m[:page], m[page+n:]} {
		if err := syscall.Mprotect(edge, syscall.PROT_NONE); err != nil {
			return nil, err
		}
	}
	return m[page : page+n : page+n], nil
}
