// SPDX-License-Identifier: BSD-3-Clause

package core

import (
	"math"
	"strconv"
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// numbers are those of the elements of a row, from 0 on: what Numbers reads.
var numbers = sync.OnceValue(func() []int64 {
	list := make([]int64, 4096)
	for i := range list {
		list[i] = int64(i)
	}
	return list
})

// setTable sets the number of elements of table i.
func (c *call) setTable(i, length int) {
	c.last8[i] = int64(length) - 1
	c.last4[i] = int32(min(c.last8[i], math.MaxInt32))
}

// length returns the number of elements of table i.
func (c *call) length(i int) int { return int(c.last8[i]) + 1 }

// lastIndex returns the address of the last index of a table that input o of a pass is.
func (c *call) lastIndex(o int) unsafe.Pointer {
	i, size := (-o-1)/8, (-o-1)%8+1
	if size == 4 {
		return unsafe.Pointer(&c.last4[i])
	}
	return unsafe.Pointer(&c.last8[i])
}

// perRow reports whether input o of a pass of values has an element for each row.
func (c *call) perRow(o int8) bool { return o >= 0 && !c.k.Operands[o].Table }

// packsTable reports whether a table is copied before kernels read it: its elements are not
// contiguous, not where loads of them may be, or it ends too close to the end of a page to be read
// a little past its end.
func packsTable(s span, rows, size, length int) bool {
	if length > 1 && s.inner != size || misaligned(s, rows, size) {
		return true
	}
	const page = 4 << 10 // the least on any machine
	bytes := length * size
	slack := kernel.TableSlack(bytes)
	if s.outer == 0 {
		rows = 1
	}
	for r := range rows {
		if end := uintptr(s.ptr) + uintptr(r*s.outer) + uintptr(bytes); end%page > page-uintptr(slack) || end%page == 0 {
			return true
		}
	}
	return false
}

// checkTables notes the lengths of the tables among vecs, or returns what is wrong with them.
func (c *call) checkTables(name string, k *Kernel, vecs []kernel.Vec) error {
	var first [kernel.MaxCore]int // the table that has a dimension, from 1
	for i, o := range k.Operands[:k.In] {
		if !o.Table {
			continue
		}
		n := vecs[i].Len()
		switch {
		case o.Len > 0 && n != o.Len:
			return fault.Plain(name, fault.Shape, input(i, n)+"; it is a table of "+strconv.Itoa(o.Len))
		case n == 0:
			return fault.Plain(name, fault.Shape, "input "+strconv.Itoa(i+1)+" is empty; a table needs an element")
		case first[o.Dim] > 0 && n != vecs[first[o.Dim]-1].Len():
			return fault.Plain(name, fault.Shape, input(i, n)+" and "+input(first[o.Dim]-1, vecs[first[o.Dim]-1].Len())+"; these tables must have the same length")
		}
		if first[o.Dim] == 0 {
			first[o.Dim] = i + 1
		}
		c.setTable(i, n)
	}
	return nil
}

// input is an input, from 0, and its length as text.
func input(i, n int) string {
	return kernel.OperandName(i, i+1) + " has " + strconv.Itoa(n) + " elements"
}
