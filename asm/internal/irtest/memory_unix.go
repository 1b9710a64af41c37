//go:build unix

package irtest

import "golang.org/x/sys/unix"

// newArea returns area bytes between two pages that fault.
func newArea() ([]byte, error) {
	page := unix.Getpagesize()
	m, err := unix.Mmap(-1, 0, areaSize+2*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil, err
	}
	for _, g := range [][]byte{m[:page], m[page+areaSize:]} {
		if err := unix.Mprotect(g, unix.PROT_NONE); err != nil {
			return nil, err
		}
	}
	return m[page : page+areaSize : page+areaSize], nil
}
