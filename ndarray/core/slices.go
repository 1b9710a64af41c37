// SPDX-License-Identifier: BSD-3-Clause

package core

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Apply runs k on one row: slices, and for what has no core dimension one element each,
// inputs before outputs. All slices but tables must have the same length, and an output may be an input but not
// overlap one otherwise; the error is a *fault.Error of kind Shape, Layout or Memory, and
// then nothing is written. name is the caller, for the error. An output that is no row is a zero
// Vec, and is returned.
func (k *Kernel) Apply(name string, vecs ...kernel.Vec) (r Results, err error) {
	tables := k.tables()
	n, err := kernel.RowLength(name, k.In, tables, vecs)
	if err != nil {
		return r, err
	}
	if n == 0 && k.NotEmpty {
		return r, fault.New(name, fault.Shape, "the slices are empty; a minimum, a maximum and the index of one need an element")
	}
	c := calls.Get().(*call)
	if tables != 0 {
		if err := c.checkTables(name, k, vecs); err != nil {
			calls.Put(c)
			return r, err
		}
	}
	if len(k.Passes) == 1 && k.Passes[0].Kind == Reduce && n > 0 && n <= kernel.Chunk {
		c.once(k, vecs, n)
		r = c.results
		calls.Put(c)
		return r, nil
	}
	var ops [kernel.MaxOperands]span
	for i := range vecs {
		p, size := vecs[i].Data()
		if p == nil && i >= k.In && !k.Operands[i].Row {
			p = unsafe.Pointer(&c.results[i-k.In])
		}
		ops[i] = span{p, size, 0}
	}
	lacks := c.run(k, ops[:len(vecs)], 1, n)
	r = c.results
	c.end()
	if lacks > 0 {
		return r, fault.New(name, fault.Memory, "no memory for %d bytes, which a row of %d elements needs", lacks, n)
	}
	return r, nil
}

// once runs a kernel of one reducing pass over a row that is worked on at once.
func (c *call) once(k *Kernel, vecs []kernel.Vec, n int) {
	p, a := &k.Passes[0], &c.args
	ops := a.Op[:len(p.In)+len(p.Out)]
	for i, o := range p.In {
		op := &ops[i]
		if o == Index {
			c.index = 0
			*op = kernel.Operand{Ptr: unsafe.Pointer(&c.index)}
			continue
		}
		op.Ptr, op.Inner = vecs[o].Data()
		if !k.Operands[o].Row {
			op.Inner = 0
		}
	}
	for i, o := range p.Out {
		ops[len(p.In)+i].Ptr = unsafe.Pointer(&c.results[int(o)-k.In])
	}
	a.N, a.Rows, a.Scratch = n, 1, &c.scratch
	p.Set.At(kernel.Current())(a)
	for i := range ops {
		ops[i].Ptr = nil
	}
}

// Results are the outputs of a row that are one element for it, by number.
type Results [kernel.MaxOperands][2]uint64

// Value returns output i of r.
func Value[T any](r *Results, i int) T { return *(*T)(unsafe.Pointer(&r[i])) }
