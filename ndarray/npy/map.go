// SPDX-License-Identifier: BSD-3-Clause

package npy

import (
	"os"

	"github.com/arraygen/arraygen/internal/atomicfile"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/internal/npyheader"
)

// Mode says what may be done with a mapped file.
type Mode uint8

// The modes.
const (
	ReadOnly    Mode = iota // the array is read-only
	ReadWrite               // writes to the array go to the file
	CopyOnWrite             // writes to the array stay in memory
)

// Map returns an array over a .npy file mapped to memory: nothing is read
// until an element is used. The mapping goes with the last array over it, or
// by Owner().Release(). It takes a Unix system, and a file in this machine's
// byte order.
//
// Nobody may shorten the file in the meantime: the system ends a program that
// touches what is gone.
func Map(path string, mode Mode) *ndarray.Array { return Options{}.Map(path, mode) }

// Map returns an array over a .npy file mapped to memory.
func (o Options) Map(path string, mode Mode) *ndarray.Array {
	const fn = "npy.Map"
	flag := os.O_RDONLY
	if mode == ReadWrite {
		flag = os.O_RDWR
	}
	f, err := os.OpenFile(path, flag, 0)
	if err != nil {
		return ndarray.Failed(fault.Wrap(fn, ndarray.ErrIO, err))
	}
	defer f.Close() // a mapping outlives its file's descriptor
	h, err := ReadHeader(f)
	if err != nil {
		return ndarray.Failed(err)
	}
	d, n, err := o.elementType(h)
	if err != nil {
		return ndarray.Failed(err)
	}
	info, err := f.Stat()
	if err != nil {
		return ndarray.Failed(fault.Wrap(fn, ndarray.ErrIO, err))
	}
	switch {
	case n > info.Size()-h.Offset:
		return ndarray.Failed(h.Short(n, info.Size()-h.Offset))
	case h.Swapped && d.Size() > 1:
		return ndarray.Failed(fault.New(fn, ndarray.ErrLayout, "the elements are %q, in another byte order than this machine's, and a mapping cannot convert them: read the file instead", h.Descr))
	}
	return mapFile(fn, f, h, d, n, mode)
}

// Create makes a new .npy file of zeros and maps it to memory, to be written
// by way of the array. An existing file is replaced as by [Save]: arrays that
// are mapped from it keep their elements. The space is taken at once, so that a
// full disk is an error here, and not the end of the program when it writes.
func Create(path string, d dtype.DType, fortran bool, shape ...int) *ndarray.Array {
	const fn = "npy.Create"
	h, n, err := newHeader(d, fortran, shape)
	if err != nil {
		return ndarray.Failed(err)
	}
	f, err := atomicfile.Create(path)
	if err != nil {
		return ndarray.Failed(fault.Wrap(fn, ndarray.ErrIO, err))
	}
	defer f.Close()
	if f.Stream() {
		return ndarray.Failed(fault.New(fn, ndarray.ErrIO, "%s is no regular file, which alone can be mapped to memory", path))
	}
	text := npyheader.Append(d, shape, fortran)
	h.Offset = int64(len(text))
	if err := write(f, text); err != nil {
		return ndarray.Failed(err)
	}
	if err := f.Allocate(h.Offset + n); err != nil {
		return ndarray.Failed(fault.Wrap(fn, ndarray.ErrIO, err))
	}
	a := mapFile(fn, f.File, h, d, n, ReadWrite)
	if a.Err() != nil {
		return a
	}
	if err := f.Commit(); err != nil {
		a.Owner().Release()
		return ndarray.Failed(fault.Wrap(fn, ndarray.ErrIO, err))
	}
	return a
}
