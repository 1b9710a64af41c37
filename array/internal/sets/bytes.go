// SPDX-License-Identifier: BSD-3-Clause

package sets

import (
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/array/internal/rows"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// There are 256 elements of one byte: a table says of each what is to be known, and
// nothing is sorted.

// seen returns which elements x has, an array of one axis of elements of one byte.
func seen(x *ndarray.Array) (has [256]bool, err error) {
	if !x.IsC() {
		if x = x.Copy(); x.Err() != nil {
			return has, x.Err()
		}
		defer x.Release()
	}
	p, _, _ := x.Lend()
	for _, b := range memory.Slice[uint8](p, x.Size()) {
		has[b] = true
	}
	return has, nil
}

// byteValues is Values of elements of one byte without NaNs.
func byteValues(fn string, result ndarray.Make, x *ndarray.Array, f *key.Format[uint8]) (*ndarray.Array, error) {
	has, err := seen(x)
	if err != nil {
		return nil, err
	}
	var byKey [256]uint8
	for b := range 256 {
		byKey[f.Key(uint8(b))] = uint8(b)
	}
	var values [256]uint8
	n := 0
	for _, b := range byKey {
		if has[b] {
			values[n] = b
			n++
		}
	}
	out := result.New(fn, x.DType(), n)
	if err := out.Err(); err != nil {
		return nil, err
	}
	copy(lent[uint8](out), values[:n])
	return out, nil
}

// byteMembers tells whether elements of one byte are members. It is not changed after it
// was made: goroutines share it.
type byteMembers struct {
	is    [256]bool
	count int // of the elements in a row
}

// newByteMembers returns the members of a set, or with inverted all other elements.
func newByteMembers(set *ndarray.Array, d dtype.DType, inverted bool) (*byteMembers, error) {
	has, err := seen(set)
	if err != nil {
		return nil, err
	}
	f := key.FormatOf[uint8](d, false)
	var hasKey [256]bool // zeros of either sign have one
	for b, is := range has {
		if is && !f.IsNaN(uint8(b)) {
			hasKey[f.Key(uint8(b))] = true
		}
	}
	m := new(byteMembers)
	for b := range m.is {
		m.is[b] = (hasKey[f.Key(uint8(b))] && !f.IsNaN(uint8(b))) != inverted
	}
	return m, nil
}

// Row tells it of the row at[0].
func (m *byteMembers) Row(at [rows.Most]unsafe.Pointer) error {
	out := memory.Slice[bool](at[1], m.count)
	for i, b := range memory.Slice[uint8](at[0], m.count) {
		out[i] = m.is[b]
	}
	return nil
}

// Release does nothing: there is no memory to give back.
func (m *byteMembers) Release() {}
