// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"runtime"
	"sync"

	"github.com/arraygen/arraygen/generated/comparison"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// chooseUfunc chooses bits of elements, by the row choose: bytes are its masks, and
// elements of other types words of their size.
var chooseUfunc = &ufunc.Ufunc{
	Name: "where", Inputs: []string{"condition", "x1", "x2"}, Outputs: []string{"y"},
	Loops: []ufunc.Loop{
		{In: []dtype.DType{dtype.Uint8, dtype.Uint8, dtype.Uint8}, Out: []dtype.DType{dtype.Uint8}, Kernel: &comparison.ChooseUint8},
		{In: []dtype.DType{dtype.Uint8, dtype.Uint16, dtype.Uint16}, Out: []dtype.DType{dtype.Uint16}, Kernel: &comparison.ChooseUint16},
		{In: []dtype.DType{dtype.Uint8, dtype.Uint32, dtype.Uint32}, Out: []dtype.DType{dtype.Uint32}, Kernel: &comparison.ChooseUint32},
		{In: []dtype.DType{dtype.Uint8, dtype.Uint64, dtype.Uint64}, Out: []dtype.DType{dtype.Uint64}, Kernel: &comparison.ChooseUint64},
		{In: []dtype.DType{dtype.Uint8, dtype.Complex128, dtype.Complex128}, Out: []dtype.DType{dtype.Complex128}, Kernel: &comparison.ChooseComplex128},
	},
}

// words are the types of which the row choose has elements, by size.
var words = [17]dtype.DType{1: dtype.Uint8, 2: dtype.Uint16, 4: dtype.Uint32, 8: dtype.Uint64, 16: dtype.Complex128}

// choose writes the elements of x where the condition, of bools, is true to z, and those
// of y elsewhere. All three are of one type.
func choose(z, condition, x, y *Array) error {
	if chooseFew(z, condition, x, y) {
		return nil
	}
	d := words[z.ItemSize()]
	arrays := [3]*Array{z, x, y}
	for i, a := range arrays {
		if a.DType() != d {
			arrays[i] = a.View(d)
		}
	}
	return chooseUfunc.Out(arrays[0]).Call(condition.View(dtype.Uint8), arrays[1], arrays[2]).Err()
}

// chosenMost is the number of elements up to which choose calls the kernel itself: a plan
// would take longer than that.
const chosenMost = 16 << 10

// chooser is what a call of the kernel needs.
type chooser struct {
	args    kernel.Args
	scratch kernel.Scratch
}

// choosers are those that no call uses.
var choosers sync.Pool

// chooseFew is choose of few elements that lie in C order, of which x or y may be one for
// all. It reports whether they do.
func chooseFew(z, condition, x, y *Array) bool {
	n := z.Size()
	if n > chosenMost {
		return false
	}
	operands := [4]*Array{condition, x, y, z}
	for _, a := range operands {
		if !a.Aligned() || a.Size() != 1 && (!a.IsC() || a.Size() != n) {
			return false
		}
	}
	c, _ := choosers.Get().(*chooser)
	if c == nil {
		c = new(chooser)
		c.args.Scratch, c.args.Rows = &c.scratch, 1
	}
	c.args.N = n
	for i, a := range operands {
		p, _, _ := a.Lend()
		o := &c.args.Op[i]
		o.Ptr, o.Inner = p, a.ItemSize()
		if a.Size() == 1 && n > 1 {
			o.Inner = 0
		}
	}
	if n > 0 {
		for i := range chooseUfunc.Loops {
			if l := &chooseUfunc.Loops[i]; l.Out[0] == words[z.ItemSize()] {
				l.Kernel.Best()(&c.args)
			}
		}
	}
	for i := range operands {
		c.args.Op[i].Ptr = nil
	}
	choosers.Put(c)
	runtime.KeepAlive(operands)
	return true
}
