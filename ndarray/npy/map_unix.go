// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package npy

import (
	"os"
	"syscall"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// mapFile maps a file from its beginning, since a mapping begins at a page, to
// the end of the elements.
func mapFile(fn string, f *os.File, h *Header, d dtype.DType, n int64, mode Mode) *ndarray.Array {
	protection, share := syscall.PROT_READ, syscall.MAP_SHARED
	switch mode {
	case ReadWrite:
		protection |= syscall.PROT_WRITE
	case CopyOnWrite:
		protection |= syscall.PROT_WRITE
		share = syscall.MAP_PRIVATE
	}
	size := h.Offset + n
	if int64(int(size)) != size {
		return ndarray.Failed(fault.New(fn, ndarray.ErrMemory, "a file of %d bytes is larger than the address space", size))
	}
	mem, err := syscall.Mmap(int(f.Fd()), 0, int(size), protection, share)
	if err != nil {
		return ndarray.Failed(fault.Wrap(fn, ndarray.ErrIO, &os.PathError{Op: "mmap", Path: f.Name(), Err: err}))
	}
	return ndarray.FromForeign(ndarray.Foreign{
		Base:     unsafe.Pointer(unsafe.SliceData(mem)),
		Len:      len(mem),
		ReadOnly: mode == ReadOnly,
		Release:  func() { _ = syscall.Munmap(mem) },
	}, d, h.Shape, h.Strides(d), int(h.Offset))
}
