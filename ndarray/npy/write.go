package npy

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"github.com/arraygen/arraygen/internal/atomicfile"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Write writes a to w as a .npy file, byte by byte the one that NumPy writes.
// An array in Fortran order is written in that order, any other in C order.
func Write(w io.Writer, a *ndarray.Array) error {
	if err := a.Err(); err != nil {
		return err
	}
	fortran := a.IsF() && !a.IsC()
	if err := write(w, header(a.DType(), a.Raw().Shape, fortran)); err != nil {
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

// growth is the number of digits that NumPy leaves room for in the length of
// the axis along which a file can be appended to.
const growth = 21

// header returns the magic, the version and the header of a file, as NumPy
// writes them: the elements begin at a multiple of 64.
func header(d dtype.DType, shape []int, fortran bool) []byte {
	descr := d.Code()
	switch {
	case d.Size() == 1:
		descr = "|" + descr
	case hostBig:
		descr = ">" + descr
	default:
		descr = "<" + descr
	}
	truth, grows := "False", 0
	if fortran {
		truth, grows = "True", len(shape)-1
	}
	lengths := make([]string, len(shape))
	for i, n := range shape {
		lengths[i] = fmt.Sprint(n)
	}
	tuple := strings.Join(lengths, ", ")
	if len(shape) == 1 {
		tuple += ","
	}
	text := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }", descr, truth, tuple)
	if len(shape) > 0 {
		text += strings.Repeat(" ", growth-len(lengths[grows]))
	}
	const prefix = len(magic) + 4
	total := (prefix + len(text) + 1 + 63) &^ 63
	text += strings.Repeat(" ", total-prefix-len(text)-1) + "\n"
	b := append([]byte(magic), 1, 0)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(text)))
	return append(b, text...)
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
