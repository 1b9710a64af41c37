// SPDX-License-Identifier: BSD-3-Clause

// Package npy reads and writes arrays in NumPy's file formats: .npy, one array,
// and .npz, a zip archive of them.
//
// Files are not trusted. A header is read by a strict parser of its own, the
// size that it claims is held against the size of the file, memory is taken
// only as data arrives, and pickled objects are refused.
//
// NumPy has no bfloat16. As ml_dtypes does, arrays of it are written as two raw
// bytes, "<V2", and so a file doesn't tell that it holds bfloat16: set
// [Options].Raw to read it. So it is with float8_e4m3fn, "|V1".
package npy

import (
	"io"
	"os"
	"runtime"
	"slices"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/internal/npyheader"
)

// Options say how files are read. The functions of the package of the same
// names read with the zero value.
type Options struct {
	// Raw is the type of elements that a file only says to be raw bytes, as
	// bfloat16 for "V2". They are refused otherwise.
	Raw dtype.DType
	// Limit is the most bytes of elements that an array may have, 0 for any
	// number. Files in .npz archives can be a thousand times smaller than what
	// they hold.
	Limit int64
}

// Read reads an array from r, which is left behind its last byte. Big-endian
// elements are converted.
func Read(r io.Reader) *ndarray.Array { return Options{}.Read(r) }

// Load reads an array from a .npy file.
func Load(path string) *ndarray.Array { return Options{}.Load(path) }

// Read reads an array from r, which is left behind its last byte.
func (o Options) Read(r io.Reader) *ndarray.Array { return o.read(r, -1) }

// Load reads an array from a .npy file.
func (o Options) Load(path string) *ndarray.Array {
	f, err := os.Open(path)
	if err != nil {
		return ndarray.Failed(fault.Wrap("npy.Load", ndarray.ErrIO, err))
	}
	defer f.Close()
	size := int64(-1)
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		size = info.Size()
	}
	return o.read(f, size)
}

// elementType returns the element type of a file, and the bytes of its
// elements.
func (o Options) elementType(h *Header) (dtype.DType, int64, error) {
	d := h.DType
	if d == dtype.Invalid {
		if raw := h.RawTypes(); !slices.Contains(raw, o.Raw) {
			return 0, 0, fault.New("npy", ndarray.ErrDType, "the elements are raw bytes (type %q), as those of %v: to read them as such, set the option Raw, in a shell --raw", h.Descr, raw)
		}
		d = o.Raw
	}
	n, err := h.Size(d.Size())
	if err == nil && o.Limit > 0 && n > o.Limit {
		err = fault.New("npy", ndarray.ErrMemory, "an array of shape %s has %d bytes, the limit is %d", fault.ShapeText(h.Shape), n, o.Limit)
	}
	return d, n, err
}

// read reads an array from a file of a size in bytes, -1 if it is unknown.
func (o Options) read(r io.Reader, size int64) *ndarray.Array {
	h, err := ReadHeader(r)
	if err != nil {
		return ndarray.Failed(err)
	}
	d, n, err := o.elementType(h)
	if err != nil {
		return ndarray.Failed(err)
	}
	if size >= 0 && n > size-h.Offset {
		return ndarray.Failed(h.Short(n, size-h.Offset))
	}
	data, err := readData(r, h, int(n), size >= 0)
	if err != nil {
		return ndarray.Failed(err)
	}
	if h.Swapped {
		npyheader.Swap(data, d)
	}
	if d == dtype.Bool {
		for i, b := range data {
			if b > 1 { // no Go bool
				data[i] = 1
			}
		}
	}
	return ndarray.FromBytes(data, d, h.Shape, h.Strides(d), 0)
}

// firstPiece is the memory that is taken on the word of a header alone.
const firstPiece = 1 << 20

// readData reads n bytes. Where it is not known that they are there, memory
// grows with what has arrived.
func readData(r io.Reader, h *Header, n int, there bool) ([]byte, error) {
	room := n
	if !there {
		room = min(n, firstPiece)
	}
	data, err := memory(room)
	if err != nil {
		return nil, err
	}
	have := 0
	for {
		k, err := io.ReadFull(r, data[have:])
		have += k
		switch {
		case err == io.EOF && have == n, err == nil && have == n:
			return data, nil
		case err == io.EOF || err == io.ErrUnexpectedEOF:
			return nil, h.Short(int64(n), int64(have))
		case err != nil:
			return nil, archiveError("npy", err)
		}
		room = n
		if n-have > have {
			room = 2 * have
		}
		more, err := memory(room)
		if err != nil {
			return nil, err
		}
		copy(more, data)
		data = more
	}
}

// memory returns memory for n bytes that is aligned as that of arrays, and not
// cleared.
func memory(n int) ([]byte, error) {
	return ndarray.Data[uint8](ndarray.Empty(dtype.Uint8, n))
}

// bytesOf calls f with the bytes of an array that is in C or Fortran order.
func bytesOf(a *ndarray.Array, f func([]byte) error) error {
	err := f(unsafe.Slice((*byte)(a.Pointer()), a.NBytes()))
	runtime.KeepAlive(a)
	return err
}
