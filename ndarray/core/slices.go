// SPDX-License-Identifier: BSD-3-Clause

package core

import (
	"math/bits"
	"runtime"
	"strconv"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Apply runs k on one row: slices, and for what has no core dimension one element each,
// inputs before outputs; an output that is no row is a [kernel.ScalarOf]. All slices but
// tables must have the same length, and an output may be an input but not
// overlap one otherwise; the error is a *fault.Error of kind Shape, Layout or Memory, and
// then nothing is written. name is the caller, for the error.
func (k *Kernel) Apply(name string, vecs ...kernel.Vec) error {
	n, tables, err := k.rowOf(name, vecs)
	if err != nil || k.Row != nil && k.reduceSlices(n, vecs) {
		return err
	}
	c := calls.Get().(*call)
	if tables {
		if err := c.checkTables(name, k, vecs); err != nil {
			calls.Put(c)
			return err
		}
	}
	c.readScalars(k, vecs)
	lacks := 0
	if n > 0 && !tables && k.Edge == Valid && k.atOnce(n) {
		lacks = c.once(k, vecs, n)
	} else {
		lacks = c.runSlices(k, vecs, n)
	}
	if lacks > 0 {
		calls.Put(c)
		return noMemory(name, lacks, n)
	}
	c.writeScalars(k, vecs)
	calls.Put(c)
	return nil
}

// rowOf returns how many elements the slices among vecs have, and whether there are tables. The error is that
// of [Kernel.Apply].
func (k *Kernel) rowOf(name string, vecs []kernel.Vec) (n int, tables bool, err error) {
	var s kernel.Shape
	k.shape(&s)
	ok := false
	if s.Tables|s.Windows == 0 {
		n, ok = kernel.EqualLengths(k.In, vecs)
	}
	if !ok {
		if n, err = kernel.RowLength(name, k.In, &s, vecs); err != nil {
			return 0, false, err
		}
	}
	if n == 0 && k.NotEmpty {
		return 0, false, fault.Plain(name, fault.Shape, "the slices are empty; a minimum, a maximum and the index of one need an element")
	}
	return n, s.Tables != 0, nil
}

// readScalars copies the inputs among vecs that are one element to the cells of c.
func (c *call) readScalars(k *Kernel, vecs []kernel.Vec) {
	for i := range vecs[:k.In] {
		if vecs[i].Scalar() {
			vecs[i].Read(&c.cells[i])
		}
	}
}

// writeScalars sets the outputs among vecs that are one element.
func (c *call) writeScalars(k *Kernel, vecs []kernel.Vec) {
	for i := k.In; i < len(vecs); i++ {
		if vecs[i].Scalar() {
			vecs[i].Write(&c.cells[i])
		}
	}
}

// Reduced runs k.Row, if there is one.
func (k *Kernel) Reduced(n int, a, b, c, d, e, f unsafe.Pointer) bool {
	if k.Row == nil {
		return false
	}
	at := [kernel.RowFuncOperands]unsafe.Pointer{a, b, c, d, e, f}
	hidden := uintptr(unsafe.Pointer(&at)) // from escape analysis: it keeps no pointer
	p := *(**[kernel.RowFuncOperands]unsafe.Pointer)(unsafe.Pointer(&hidden))
	done := k.Row(n, p[0], p[1], p[2], p[3], p[4], p[5])
	runtime.KeepAlive(&at)
	return done
}

// reduceSlices is Reduced for the operands of Apply.
func (k *Kernel) reduceSlices(n int, vecs []kernel.Vec) bool {
	var at [kernel.RowFuncOperands]unsafe.Pointer
	for i := range vecs {
		at[i], _ = vecs[i].Data()
	}
	return k.Reduced(n, at[0], at[1], at[2], at[3], at[4], at[5])
}

// runSlices is run for the operands of Apply.
func (c *call) runSlices(k *Kernel, vecs []kernel.Vec, n int) (lacks int) {
	var ops [kernel.MaxOperands]span
	for i := range vecs {
		p, size := vecs[i].Data()
		if vecs[i].Scalar() {
			p = unsafe.Pointer(&c.cells[i])
		}
		ops[i] = span{p, size, 0}
	}
	lacks = c.run(k, ops[:len(vecs)], 1, n)
	c.clear()
	return lacks
}

// noMemory is the error of a call that lacks so many bytes.
func noMemory(name string, lacks, n int) error {
	return fault.Plain(name, fault.Memory, "no memory for "+strconv.Itoa(lacks)+" bytes, which a row of "+strconv.Itoa(n)+" elements needs")
}

// ApplyRows is [Kernel.Apply] for a kernel whose outputs have two core dimensions: slices of m rows
// of n elements, one after the other. Those of a window have more of both.
func (k *Kernel) ApplyRows(name string, m, n int, vecs ...kernel.Vec) error {
	if err := k.checkRows(name, m, n, vecs); err != nil {
		return err
	}
	var s kernel.Shape
	k.shape(&s)
	if err := kernel.Apart(name, k.In, s.Tables|s.Windows, vecs, m*n); err != nil {
		return err
	}
	c := calls.Get().(*call)
	defer calls.Put(c)
	if s.Tables != 0 {
		if err := c.checkTables(name, k, vecs); err != nil {
			return err
		}
	}
	var ops [kernel.MaxOperands]span
	for i := range vecs {
		p, size := vecs[i].Data()
		if vecs[i].Scalar() {
			vecs[i].Read(&c.cells[i])
			p = unsafe.Pointer(&c.cells[i])
		}
		ops[i] = span{p, size, 0}
		if o := &k.Operands[i]; o.Rows {
			_, wide := k.extent(o, m, n)
			ops[i].outer = wide * size
		}
	}
	lacks := c.run(k, ops[:len(vecs)], m, n)
	c.clear()
	if lacks > 0 {
		return noMemory(name, lacks, n)
	}
	return nil
}

// extent returns how many rows of how many elements operand o has in a call of m rows of n.
func (k *Kernel) extent(o *Operand, m, n int) (tall, wide int) {
	if k.Edge == Valid {
		m, n = m+o.RowWindow, n+o.Window
	}
	if !o.Rows {
		m = 1
	}
	return m, n
}

// checkRows compares the lengths of slices with m rows of n elements.
func (k *Kernel) checkRows(name string, m, n int, vecs []kernel.Vec) error {
	if m < 0 || n < 0 {
		return fault.Plain(name, fault.Shape, rowsOf(m, n)+" elements")
	}
	for i := range vecs {
		o := &k.Operands[i]
		if !o.Row {
			continue
		}
		tall, wide := k.extent(o, m, n)
		if high, length := bits.Mul64(uint64(tall), uint64(wide)); high != 0 || length != uint64(vecs[i].Len()) {
			return fault.Plain(name, fault.Shape, kernel.OperandName(i, k.In)+" has "+strconv.Itoa(vecs[i].Len())+" elements; of "+rowsOf(m, n)+" elements it must have "+rowsOf(tall, wide))
		}
	}
	return nil
}

// rowsOf is m rows of n elements as text, without what there are n of.
func rowsOf(m, n int) string { return strconv.Itoa(m) + " rows of " + strconv.Itoa(n) }

// shape sets what the slices of a call of k must be like.
func (k *Kernel) shape(s *kernel.Shape) {
	for i := range k.Operands[:k.In] {
		switch o := &k.Operands[i]; {
		case o.Table:
			s.Tables |= 1 << i
		case o.isWindow():
			s.Windows |= 1 << i
			if k.Edge == Valid {
				s.More[i] = o.Window
			}
		}
	}
}

// mostOnce is the most elements of a row of several passes that once runs: what a pass leaves for a
// later one stays in the first-level cache.
const mostOnce = 2 << 10

// atOnce reports whether every pass of k takes a row of n elements at once.
func (k *Kernel) atOnce(n int) bool {
	if len(k.Passes) == 1 && k.Passes[0].Kind == Reduce {
		return n <= kernel.Chunk
	}
	return n <= mostOnce && len(k.Operands) <= mostOperands
}
