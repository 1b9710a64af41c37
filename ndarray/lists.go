// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"strconv"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// appendLists appends the elements of a as nested lists, "[[1, 2], [3, 4]]",
// each written by element; an array without axes is its element alone.
func appendLists(b []byte, a *Array, separator string, element func(b []byte, index []int, offset int) ([]byte, error)) ([]byte, error) {
	shape, strides := a.shape(), a.strides()
	index := make([]int, len(shape))
	var list func(b []byte, axis, offset int) ([]byte, error)
	list = func(b []byte, axis, offset int) ([]byte, error) {
		if axis == len(shape) {
			return element(b, index, offset)
		}
		b = append(b, '[')
		var err error
		for i := range shape[axis] {
			if i > 0 {
				b = append(b, separator...)
			}
			index[axis] = i
			if b, err = list(b, axis+1, offset+i*strides[axis]); err != nil {
				return b, err
			}
		}
		return append(b, ']'), nil
	}
	return list(b, 0, 0)
}

// lists builds an array of nested lists, whose parts come one after the other.
type lists struct {
	fn     string
	shape  []int // -1 while the length of an axis is not known
	counts []int // items so far in the lists that are open
	leaves int   // the depth of the numbers, -1 while there is none
	values []dtype.Scalar
}

func newLists(fn string) *lists { return &lists{fn: fn, leaves: -1} }

// item counts an item of the list that is open.
func (l *lists) item() {
	if n := len(l.counts); n > 0 {
		l.counts[n-1]++
	}
}

// open begins a list.
func (l *lists) open() error {
	l.item()
	depth := len(l.counts) + 1
	switch {
	case l.leaves >= 0 && depth > l.leaves:
		return fault.New(l.fn, fault.Shape, "there is a list among the numbers, item %s", l.place())
	case depth > MaxDims:
		return fault.New(l.fn, fault.Shape, "lists are nested more than %d deep", MaxDims)
	case depth > len(l.shape):
		l.shape = append(l.shape, -1)
	}
	l.counts = append(l.counts, 0)
	return nil
}

// close ends a list.
func (l *lists) close() error {
	depth := len(l.counts)
	n, want := l.counts[depth-1], &l.shape[depth-1]
	l.counts = l.counts[:depth-1]
	if *want < 0 {
		*want = n
	}
	if *want != n {
		return fault.New(l.fn, fault.Shape, "the list at %s has %d items, others on its level have %d", l.place(), n, *want)
	}
	return nil
}

// value takes a number.
func (l *lists) value(s dtype.Scalar) error {
	l.item()
	if l.leaves < 0 {
		l.leaves = len(l.counts)
	}
	if len(l.counts) != l.leaves || len(l.shape) > l.leaves {
		return fault.New(l.fn, fault.Shape, "there is a number among the lists, item %s", l.place())
	}
	l.values = append(l.values, s)
	return nil
}

// place names the last item: its index.
func (l *lists) place() string {
	b := []byte{'['}
	for i, n := range l.counts {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(b, int64(n-1), 10)
	}
	return string(append(b, ']'))
}

// array returns the array of type d, or, if that is Invalid, of the type that
// holds all numbers: bool, int64, uint64 for integers beyond it, float64,
// complex128; float64 where there is none. shape, unless nil, is that of an
// array without elements, of which lists don't tell all.
func (l *lists) array(d dtype.DType, shape []int) *Array {
	if d == dtype.Invalid {
		var err error
		if d, err = l.common(); err != nil {
			return Failed(err)
		}
	}
	for i := range l.shape {
		l.shape[i] = max(l.shape[i], 0)
	}
	if shape == nil {
		shape = l.shape
	}
	a := create(l.fn, d, shape, nil, uncleared)
	if a.err != nil {
		return a
	}
	if a.Size() != len(l.values) {
		return fail(l.fn, ErrShape, "%d numbers don't make an array of shape %s", len(l.values), shapeText(shape))
	}
	for i, s := range l.values {
		err := s.Check(d)
		if err == nil && s.Kind() == dtype.KindFloat && d.Kind() <= dtype.KindInt && d != dtype.Bool && !s.Integral() {
			err = fault.New("", fault.Cast, "%v is no integer", s)
		}
		if err == nil {
			err = s.Store(a.at(i*d.Size()), d)
		}
		if err != nil {
			return fail(l.fn, ErrValue, "item %d, %v: %v", i, s, err)
		}
	}
	return a
}

func (l *lists) common() (dtype.DType, error) {
	d := dtype.Invalid
	bools := false
	for _, s := range l.values {
		if s.Kind() == dtype.KindBool {
			bools = true
		}
		of := s.Kind().Default()
		switch {
		case d == dtype.Invalid:
			d = of
		case d == dtype.Int64 && of == dtype.Uint64, d == dtype.Uint64 && of == dtype.Int64:
			d = dtype.Uint64 // negative numbers will not fit, and say so
		default:
			d = dtype.Promote(d, of)
		}
	}
	switch {
	case d == dtype.Invalid:
		return dtype.Float64, nil
	case bools && d != dtype.Bool:
		return d, fault.New(l.fn, fault.DType, "there are bools among the numbers")
	}
	return d, nil
}
