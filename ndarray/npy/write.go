// SPDX-License-Identifier: BSD-3-Clause

package npy

import (
	"bufio"
	"io"

	"github.com/arraygen/arraygen/internal/atomicfile"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/internal/npyheader"
)

// Write writes a to w as a .npy file, byte by byte the one that NumPy writes.
// An array in Fortran order is written in that order, any other in C order.
func Write(w io.Writer, a *ndarray.Array) error {
	if err := a.Err(); err != nil {
		return err
	}
	fortran := a.IsF() && !a.IsC()
	if err := write(w, npyheader.Append(a.DType(), a.Raw().Shape, fortran)); err != nil {
		return err
	}
	if fortran {
		a = a.T()
	}
	return writeElements(w, a)
}

// Save writes a to a .npy file. An existing file is replaced when the new one
// is complete: a may be mapped from it, and keeps its elements. Symbolic links
// are followed, permissions stay, and a file with further hard links is an
// error, as is what is neither a regular file nor a pipe.
func Save(path string, a *ndarray.Array) error {
	if err := a.Err(); err != nil {
		return err
	}
	return toFile("npy.Save", path, func(w io.Writer) error { return Write(w, a) })
}

func toFile(fn, path string, f func(io.Writer) error) error {
	file, err := atomicfile.Create(path)
	if err != nil {
		return fault.Wrap(fn, ndarray.ErrIO, err)
	}
	defer file.Close()
	w := bufio.NewWriterSize(file, 1<<16)
	if err := f(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return fault.Wrap(fn, ndarray.ErrIO, err)
	}
	if err := file.Commit(); err != nil {
		return fault.Wrap(fn, ndarray.ErrIO, err)
	}
	return nil
}

func write(w io.Writer, b []byte) error {
	if _, err := w.Write(b); err != nil {
		return fault.Wrap("npy", ndarray.ErrIO, err)
	}
	return nil
}

// piece is about how many bytes of a strided array are copied at a time.
const piece = 1 << 20

// writeElements writes elements in C order.
func writeElements(w io.Writer, a *ndarray.Array) error {
	if a.IsC() {
		return bytesOf(a, func(b []byte) error { return write(w, b) })
	}
	if a.NBytes() <= piece {
		c := a.Copy()
		if err := c.Err(); err != nil {
			return err
		}
		return writeElements(w, c)
	}
	// Too long for one piece, so there is an axis and elements.
	n := a.Len()
	row := a.NBytes() / n
	step := max(piece/row, 1)
	for i := 0; i < n; i += step {
		var part *ndarray.Array
		if step == 1 && a.NDim() > 1 {
			part = a.At(i)
		} else {
			part = a.Index(ndarray.From(i).To(min(i+step, n)))
		}
		if err := part.Err(); err != nil {
			return err
		}
		if err := writeElements(w, part); err != nil {
			return err
		}
	}
	return nil
}
