// SPDX-License-Identifier: BSD-3-Clause

package irtest

import (
	"bytes"
	"fmt"
	"math"
	"math/rand"
	"runtime/debug"
	"unsafe"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// maxFold is the longest row that RunFold tries: more than four leaves.
const maxFold = 550

// Folds returns bodies for folds in the pairwise order. They are neither
// associative nor commutative, so that the order of elements and of arguments
// shows, of every size of lane, of pairs, and with more values than there are
// registers.
func Folds() []*ir.Func {
	var fs []*ir.Func
	add := func(name string, t ir.Type, body func(b builder, x, y *ir.Value) *ir.Value) {
		b := start("fold." + name)
		b.out(body(b, b.in(t), b.in(t)))
		b.Prune()
		fs = append(fs, b.Func)
	}
	for _, t := range []ir.Type{ir.U8, ir.I16, ir.U32, ir.I64} {
		add(t.String(), t, func(b builder, x, y *ir.Value) *ir.Value {
			return b.Binary(ir.Sub, b.Binary(ir.Add, x, b.Binary(ir.Add, x, x)), y)
		})
	}
	for _, t := range []ir.Type{ir.F32, ir.F64} {
		add(t.String(), t, func(b builder, x, y *ir.Value) *ir.Value {
			return b.Binary(ir.Sub, b.Binary(ir.Mul, x, b.Float(t, 0.75)), y)
		})
		b := start("fold.pairs." + t.String())
		xr, xi := b.inPair(t)
		yr, yi := b.inPair(t)
		// The results are exchanged.
		b.outPair(b.Binary(ir.Sub, b.Binary(ir.Mul, xi, b.Float(t, 0.75)), yr), b.Binary(ir.Sub, xr, b.Binary(ir.Mul, yi, b.Float(t, 0.5))))
		b.Prune()
		fs = append(fs, b.Func)
		b = start("fold.apart." + t.String())
		xr, xi = b.inPair(t)
		yr, yi = b.inPair(t)
		b.outPair(b.Binary(ir.Sub, xr, yr), b.Binary(ir.Sub, xi, yi))
		b.Prune()
		fs = append(fs, b.Func)
	}
	add("crowd", ir.F64, func(b builder, x, y *ir.Value) *ir.Value {
		var vs []*ir.Value
		for i := range 40 {
			vs = append(vs, b.Binary(ir.Add, b.Binary(ir.Mul, x, b.Float(ir.F64, math.Sqrt(float64(i+2)))), y))
		}
		up, down := vs[0], vs[len(vs)-1]
		for i := range vs {
			up, down = b.Binary(ir.Max, up, b.Binary(ir.Sub, vs[i], down)), b.Binary(ir.Min, vs[len(vs)-1-i], down)
		}
		return b.Binary(ir.Sub, b.Binary(ir.Mul, up, b.Float(ir.F64, 0x1p-6)), b.Binary(ir.Mul, down, b.Float(ir.F64, 0x1p-7)))
	})
	return fs
}

// RunFold calls fn, the fold of f in the pairwise order, with rows of every
// number of elements up to 550, which end at a guard page, and compares with what
// ir.Eval makes of them in that order.
func RunFold(fn kernel.Func, f *ir.Func, seed int64) (err error) {
	debug.SetPanicOnFault(true)
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: panic: %v", f.Name, r)
		}
	}()
	o := f.In[0]
	size, r := o.Size(), rand.New(rand.NewSource(seed))
	memory, err := guarded(2 * maxFold * size)
	if err != nil {
		return err
	}
	out := bytes.Repeat([]byte{canary}, 5*size)
	for n := 1; n <= maxFold; n++ {
		rows := 1 + n%2
		src := memory[len(memory)-rows*n*size:]
		for i := 0; i < len(src); i += size {
			put(src[i:], o, [2]uint64{ordinary(r, o.Lane), ordinary(r, o.Lane)})
		}
		if n%4 == 1 { // infinities and NaNs among them
			for range 1 + n/40 {
				put(src[r.Intn(rows*n)*size:], o, [2]uint64{Random(r, o.Lane), Random(r, o.Lane)})
			}
		}
		for i := range out {
			out[i] = canary
		}
		a := kernel.Args{N: n, Rows: rows, Scratch: new(kernel.Scratch)}
		a.Op[0] = kernel.Operand{Ptr: unsafe.Pointer(&src[0]), Inner: size, Outer: n * size}
		a.Op[1] = kernel.Operand{Ptr: unsafe.Pointer(&out[size]), Outer: 2 * size}
		fn(&a)
		for row := range rows {
			got, want := get(out[(1+2*row)*size:], o), inPairs(f, src[row*n*size:(row+1)*n*size])
			if got != want {
				return fmt.Errorf("%s: row %d of %d elements: got %s, want %s\n%s", f.Name, row, n, text(o, got), text(o, want), f)
			}
		}
		for i, x := range out {
			if at := i / size; x != canary && at != 1 && (at != 3 || rows == 1) {
				return fmt.Errorf("%s: %d rows of %d elements: memory next to the results was written", f.Name, rows, n)
			}
		}
	}
	return nil
}

// ordinary returns the bits of a number whose combinations stay finite.
func ordinary(r *rand.Rand, t ir.Type) uint64 {
	switch x := r.Float64() + 0.5; t {
	case ir.F64:
		return math.Float64bits(x)
	case ir.F32:
		return uint64(math.Float32bits(float32(x)))
	}
	return Trim(t, r.Uint64())
}

// inPairs is the pairwise order, see package kernel.
func inPairs(f *ir.Func, src []byte) [2]uint64 {
	o := f.In[0]
	size, series, leaf := o.Size(), kernel.FoldSeries, kernel.FoldLeaf
	if o.Pair {
		series, leaf = series/2, leaf/2
	}
	body := func(x, y [2]uint64) [2]uint64 {
		out, _ := f.Eval([][2]uint64{x, y})
		return out[0]
	}
	n := len(src) / size
	if n > leaf {
		half := n / 2 / series * series
		return body(inPairs(f, src[:half*size]), inPairs(f, src[half*size:]))
	}
	at := func(i int) [2]uint64 { return get(src[i*size:], o) }
	acc, i := [][2]uint64{at(0)}, 1
	if n >= series {
		for ; i < series; i++ {
			acc = append(acc, at(i))
		}
		for ; i+series <= n; i += series {
			for s := range acc {
				acc[s] = body(acc[s], at(i+s))
			}
		}
		for ; len(acc) > 1; acc = acc[:len(acc)/2] {
			for s := range len(acc) / 2 {
				acc[s] = body(acc[2*s], acc[2*s+1])
			}
		}
	}
	for ; i < n; i++ {
		acc[0] = body(acc[0], at(i))
	}
	return acc[0]
}
