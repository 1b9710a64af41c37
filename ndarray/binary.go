// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"bytes"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/internal/npyheader"
)

// MarshalBinary returns the array as a .npy file, which package npy and NumPy
// read. Package gob uses it too. An array in Fortran order stays in it, any
// other is written in C order.
func (a *Array) MarshalBinary() ([]byte, error) {
	const fn = "MarshalBinary"
	if err := a.Err(); err != nil {
		return nil, err
	}
	defer keep(a)
	fortran := a.IsF() && !a.IsC()
	header := npyheader.Append(a.dtype, a.shape(), fortran)
	b, err := MakeSlice[byte](fn, len(header)+a.NBytes())
	if err != nil {
		return nil, err
	}
	copy(b, header)
	c := a
	if fortran {
		c = a.T()
	}
	z := FromBytes(b, a.dtype, c.Shape(), nil, len(header))
	if err := z.Err(); err != nil {
		return nil, err
	}
	return b, z.assign(fn, c)
}

// UnmarshalBinary makes a the array of a .npy file, whatever a was before. Raw
// bytes, such as "V2", which is how such files hold bfloat16, are read as the one
// type that is written so; where there are several, that is an error. The elements
// are copied.
func (a *Array) UnmarshalBinary(b []byte) error {
	const fn = "UnmarshalBinary"
	h, err := npyheader.Read(bytes.NewReader(b))
	if err != nil {
		return err
	}
	d := h.DType
	if d == dtype.Invalid {
		raw := h.RawTypes()
		if len(raw) != 1 {
			return fault.New(fn, fault.DType, "the elements are raw bytes (type %q), as those of %v: read them by package npy, with its option Raw", h.Descr, raw)
		}
		d = raw[0]
	}
	n, err := h.Size(d.Size())
	if err != nil {
		return err
	}
	if have := int64(len(b)) - h.Offset; n > have {
		return h.Short(n, have)
	} else if n < have {
		return fault.New(fn, fault.Format, "there are %d bytes behind the elements", have-n)
	}
	z := create(fn, d, h.Shape, nil, uncleared)
	if h.Fortran {
		order := make([]int, len(h.Shape))
		for i := range order {
			order[i] = len(order) - 1 - i
		}
		z = create(fn, d, h.Shape, order, uncleared)
	}
	if err := z.Err(); err != nil {
		return err
	}
	data := unsafe.Slice((*byte)(z.ptr), n)
	copy(data, b[h.Offset:])
	if h.Swapped {
		npyheader.Swap(data, d)
	}
	if d == dtype.Bool {
		for i, v := range data {
			if v > 1 { // no Go bool
				data[i] = 1
			}
		}
	}
	return a.take(fn, z)
}
