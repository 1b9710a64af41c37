// SPDX-License-Identifier: BSD-3-Clause

package npy

import (
	"io"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/internal/npyheader"
)

// Writer writes a .npy file a part at a time, for elements that are not all in
// memory at once.
type Writer struct {
	w     io.Writer
	dtype dtype.DType
	text  []byte
	left  int64 // the bytes of the elements that are still to come
}

// NewWriter begins a .npy file of the given type and shape in w. Its elements
// are in C order, or in Fortran order. Nothing is written before the first call
// of Append or Close.
func NewWriter(w io.Writer, d dtype.DType, fortran bool, shape ...int) (*Writer, error) {
	h, n, err := newHeader(d, fortran, shape)
	if err != nil {
		return nil, err
	}
	return &Writer{w: w, dtype: d, text: npyheader.Append(h.DType, shape, fortran), left: n}, nil
}

// newHeader describes a file, and returns the bytes of its elements.
func newHeader(d dtype.DType, fortran bool, shape []int) (*Header, int64, error) {
	bad := len(shape) > ndarray.MaxDims || !d.Valid()
	for _, n := range shape {
		bad = bad || n < 0
	}
	if bad {
		return nil, 0, ndarray.Empty(d, shape...).Err() // which says why
	}
	h := &Header{Major: 1, Descr: d.String(), DType: d, Fortran: fortran, Shape: shape}
	n, err := h.Size(d.Size())
	return h, n, err
}

// Left is the number of bytes that are still to be written.
func (w *Writer) Left() int64 { return int64(len(w.text)) + w.left }

// Append writes the elements of a, in C order of a's axes, as the next ones of
// the file: for a file in Fortran order they are those of a transposed part.
func (w *Writer) Append(a *ndarray.Array) error {
	const fn = "npy.Writer.Append"
	if err := a.Err(); err != nil {
		return err
	}
	switch n := int64(a.NBytes()); {
	case a.DType() != w.dtype:
		return fault.New(fn, ndarray.ErrDType, "the elements are of type %v, those of the file %v", a.DType(), w.dtype)
	case n > w.left:
		return fault.New(fn, ndarray.ErrShape, "the file lacks %d bytes, and the array has %d", w.left, n)
	default:
		w.left -= n
	}
	if err := w.begin(); err != nil {
		return err
	}
	return writeElements(w.w, a)
}

// Close ends the file; it is an error if elements are missing. It does not
// close the writer underneath.
func (w *Writer) Close() error {
	if w.left > 0 {
		return fault.New("npy.Writer.Close", ndarray.ErrShape, "the file lacks %d bytes of its elements", w.left)
	}
	return w.begin()
}

func (w *Writer) begin() error {
	text := w.text
	w.text = nil
	if len(text) == 0 {
		return nil
	}
	return write(w.w, text)
}
