// SPDX-License-Identifier: BSD-3-Clause

package irtest

import (
	"testing"
	"unsafe"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/stretchr/testify/require"
)

// loop returns a kernel that interprets f, block elements at a time. fault,
// if not nil, may spoil the arguments of a row.
func loop(f *ir.Func, block int, fault func(a *kernel.Args, row int)) kernel.Func {
	return func(a *kernel.Args) {
		n := a.N
		a.Done = n
		for row := range a.Rows {
			b := *a
			for k := range b.Op {
				if b.Op[k].Ptr != nil {
					b.Op[k].Ptr = unsafe.Add(b.Op[k].Ptr, row*b.Op[k].Outer)
				}
			}
			if fault != nil {
				fault(&b, row)
			}
			for i := 0; i < b.N; i += block {
				if interpret(f, &b, i, min(i+block, b.N)) {
					a.Done = i
					return
				}
			}
		}
	}
}

// interpret computes elements from to to-1 and stores them, unless one is
// rare.
func interpret(f *ir.Func, a *kernel.Args, from, to int) (rare bool) {
	ins := len(f.In)
	at := func(k, i, size int) []byte {
		return unsafe.Slice((*byte)(unsafe.Add(a.Op[k].Ptr, i*a.Op[k].Inner)), size)
	}
	var outs [][][2]uint64
	for i := from; i < to; i++ {
		in := make([][2]uint64, ins)
		for k, o := range f.In {
			in[k] = get(at(k, i, o.Size()), o)
		}
		out, r := f.Eval(in)
		outs, rare = append(outs, out), rare || r
	}
	if rare {
		return true
	}
	for i := from; i < to; i++ {
		for k, o := range f.Out {
			put(at(ins+k, i, o.Size()), o, outs[i-from][k])
		}
	}
	return false
}

func find(t *testing.T, name string) *ir.Func {
	for _, f := range Bodies() {
		if f.Name == name {
			return f
		}
	}
	t.Fatal("no body ", name)
	return nil
}

// A kernel without fault passes.
func TestRunAccepts(t *testing.T) {
	for _, name := range []string{"add.float64", "add.uint8", "exchange.int16", "complex.mul.float32", "mixed", "fill.float32", "out11.uint8", "rare.float64", "rare.two.float32", "half"} {
		f := find(t, name)
		for _, block := range []int{1, 16} {
			require.NoError(t, Run(loop(f, block, nil), f, 1))
		}
	}
}

// Each fault of a kernel is found.
func TestRunRefuses(t *testing.T) {
	add, exchange, rare := find(t, "add.int32"), find(t, "exchange.int16"), find(t, "rare.float64")
	two := 2
	for fault, k := range map[string]kernel.Func{
		"an element too many":      loop(add, 1, func(a *kernel.Args, _ int) { a.N++ }),
		"an element too few":       loop(add, 1, func(a *kernel.Args, _ int) { a.N = max(0, a.N-1) }),
		"broadcast input moved":    loop(add, 1, func(a *kernel.Args, _ int) { a.Op[0].Inner = 4 }),
		"second row at the first":  loop(add, 1, func(a *kernel.Args, row int) { a.Op[1].Ptr = unsafe.Add(a.Op[1].Ptr, -row*a.Op[1].Outer) }),
		"wrong from 100 elements":  loop(add, 1, func(a *kernel.Args, _ int) { a.Op[a.N/100].Ptr = a.Op[two*(a.N/100)].Ptr }),
		"does nothing":             func(*kernel.Args) {},
		"touches without elements": func(a *kernel.Args) { loop(add, 1, nil)(a); touch(a.Op[2].Ptr, 0) },
		"reads before the operand": loop(add, 1, func(a *kernel.Args, _ int) { touch(a.Op[0].Ptr, -1) }),
		"reads after the operand":  loop(add, 1, func(a *kernel.Args, _ int) { touch(a.Op[1].Ptr, a.N*a.Op[1].Inner) }),
	} {
		require.Error(t, Run(k, add, 1), fault)
	}
	// Stores the first output before it has read the second input.
	late := func(a *kernel.Args) {
		for _, part := range []int{0, 1} {
			f := *exchange
			f.Out, f.Results = exchange.Out[part:part+1], []ir.Result{{Operand: 0, Part: 0, Value: exchange.Results[part].Value}}
			b := *a
			b.Op[2] = a.Op[2+part]
			loop(&f, 1, nil)(&b)
		}
	}
	require.ErrorContains(t, Run(late, exchange, 1), "in the memory of inputs")
	over := func(a *kernel.Args) { loop(rare, 16, nil)(a); a.Done = a.N }
	require.Error(t, Run(over, rare, 1), "passes over rare lanes")
	stops := func(a *kernel.Args) { loop(rare, 16, nil)(a); a.Done = min(a.Done, 16) }
	require.Error(t, Run(stops, rare, 1), "stops for nothing")
	stored := func(a *kernel.Args) {
		loop(rare, 1, nil)(a)
		if a.Done < a.N {
			*(*float64)(unsafe.Add(a.Op[1].Ptr, 8*a.Done)) = 1
		}
	}
	require.Error(t, Run(stored, rare, 1), "stores a rare lane")
}

var sink byte

// touch reads a byte at p + off.
func touch(p unsafe.Pointer, off int) { sink += *(*byte)(unsafe.Add(p, off)) }
