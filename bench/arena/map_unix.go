// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package arena

import (
	"os"

	"golang.org/x/sys/unix"
)

// mapShared makes a file, in memory where the system has a place for that, and
// maps it. Every page is touched: no timing shall contain a page fault.
func mapShared(size int) (mem []byte, path string, free func(), err error) {
	dir := ""
	if st, err := os.Stat("/dev/shm"); err == nil && st.IsDir() {
		dir = "/dev/shm"
	}
	f, err := os.CreateTemp(dir, "arraygen-bench-*")
	if err != nil {
		return nil, "", nil, err
	}
	defer f.Close()
	remove := func() { os.Remove(f.Name()) }
	if err := f.Truncate(int64(size)); err != nil {
		remove()
		return nil, "", nil, err
	}
	mem, err = unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		remove()
		return nil, "", nil, err
	}
	for i := 0; i < size; i += Align {
		mem[i] = 0
	}
	return mem, f.Name(), func() {
		_ = unix.Munmap(mem)
		remove()
	}, nil
}
