// SPDX-License-Identifier: BSD-3-Clause

package row

import (
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// dividing is what a kernel that divides works with.
type dividing struct {
	args    kernel.Args
	scratch kernel.Scratch
}

// dividings are those that no call uses.
var dividings = sync.Pool{New: func() any {
	d := new(dividing)
	d.args.Scratch = &d.scratch
	return d
}}

// Divide runs a loop of two inputs over n elements at x and one element at divisor, and writes its results to out. Where
// the loop divides integers they are multiplied by the reciprocal of the divisor, which is found once a chunk.
func Divide(l *ufunc.Loop, out []unsafe.Pointer, x, divisor unsafe.Pointer, n int) {
	d := dividings.Get().(*dividing)
	defer dividings.Put(d)
	for at := 0; at < n; at += kernel.Chunk {
		a := &d.args
		a.N, a.Rows = min(kernel.Chunk, n-at), 1
		size := l.In[0].Size()
		a.Op[0] = kernel.Operand{Ptr: unsafe.Add(x, at*size), Inner: size}
		a.Op[1] = kernel.Operand{Ptr: divisor}
		for i, p := range out {
			size := l.Out[i].Size()
			a.Op[2+i] = kernel.Operand{Ptr: unsafe.Add(p, at*size), Inner: size}
		}
		l.Kernel.Run(a)
	}
	clear(d.args.Op[:])
}
