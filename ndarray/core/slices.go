package core

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Apply runs k on one row: slices, and for what has no core dimension one element each,
// inputs before outputs. All slices must have the same length, and an output may be an input but not
// overlap one otherwise; the error is a *fault.Error of kind Shape or Layout, and then
// nothing is written. name is the caller, for the error. An output that is no row is a zero
// Vec, and is returned.
func (k *Kernel) Apply(name string, vecs ...kernel.Vec) (r Results, err error) {
	n, err := kernel.RowLength(name, k.In, vecs)
	if err != nil {
		return r, err
	}
	if n == 0 && k.NotEmpty {
		return r, fault.New(name, fault.Shape, "the slices are empty; a minimum, a maximum and the index of one need an element")
	}
	c := calls.Get().(*call)
	var ops [kernel.MaxOperands]span
	for i := range vecs {
		p, size := vecs[i].Data()
		if p == nil && i >= k.In && !k.Operands[i].Row {
			p = unsafe.Pointer(&c.results[i-k.In])
		}
		ops[i] = span{p, size, 0}
	}
	c.run(k, ops[:len(vecs)], 1, n)
	r = c.results
	c.end()
	return r, nil
}

// Results are the outputs of a row that are one element for it, by number.
type Results [kernel.MaxOperands][2]uint64

// Value returns output i of r.
func Value[T any](r *Results, i int) T { return *(*T)(unsafe.Pointer(&r[i])) }
