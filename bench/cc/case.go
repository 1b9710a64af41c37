// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"time"
	"unsafe"

	"github.com/arraygen/arraygen/bench/loops"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// count is the number of elements, and room that of bytes of an operand, both as in
// loops.c.
const count, room = 1024, count * 8

// loop is a loop that is compared: of a ufunc for a type of inputs. Its name in C is
// that of the ufunc and the type.
type loop struct {
	name string
	u    *ufunc.Ufunc
	in   dtype.DType
}

var cases = list()

func list() []loop {
	var ls []loop
	for _, u := range []*ufunc.Ufunc{loops.AddUfunc, loops.DivideUfunc, loops.BySevenUfunc, loops.ModTenUfunc, loops.ModEightUfunc,
		loops.ThreeTimesUfunc, loops.MultiplyUfunc, loops.ShiftUfunc, loops.AddSaturatedUfunc, loops.QuarterUfunc, loops.ClampUfunc,
		loops.BetweenUfunc, loops.BlendUfunc, loops.ToIntegerUfunc, loops.ToFloatUfunc, loops.ToByteUfunc} {
		for i := range u.Loops {
			d := u.Loops[i].In[0]
			ls = append(ls, loop{u.Name + "_" + d.String(), u, d})
		}
	}
	return ls
}

// ours runs our kernel of a loop on operands of its own.
type ours struct {
	args   kernel.Args
	kernel kernel.Func
	in     [3]operand
	out    operand
	bytes  int // of the output
}

// operand is memory in which a whole number of cache lines begins.
type operand struct{ data []byte }

func newOperand() operand {
	b := make([]byte, room+64)
	at := int(-uintptr(unsafe.Pointer(unsafe.SliceData(b))) & 63)
	return operand{b[at : at+room]}
}

func newOurs(l *loop) *ours {
	var set *kernel.Set
	var out dtype.DType
	for _, k := range l.u.Loops {
		if k.In[0] == l.in {
			set, out = k.Kernel, k.Out[0]
		}
	}
	o := &ours{kernel: set.Best(), out: newOperand(), bytes: count * out.Size()}
	o.args.N, o.args.Rows, o.args.Scratch = count, 1, new(kernel.Scratch)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range o.in {
		o.in[i] = newOperand()
		fill(r, o.in[i].data, l.in)
	}
	nin := l.u.NIn()
	for i := range nin {
		o.args.Op[i].Ptr, o.args.Op[i].Inner = unsafe.Pointer(unsafe.SliceData(o.in[i].data)), l.in.Size()
	}
	o.args.Op[nin].Ptr, o.args.Op[nin].Inner = unsafe.Pointer(unsafe.SliceData(o.out.data)), out.Size()
	return o
}

// fill writes numbers of any size: integers of all lengths and signs, floats from 0
// to 100.
func fill(r *rand.Rand, b []byte, d dtype.DType) {
	size := d.Size()
	for at := 0; at < len(b); at += size {
		bits := r.Uint64() >> r.IntN(63)
		if r.IntN(2) == 0 {
			bits = -bits
		}
		switch d {
		case dtype.Float32:
			bits = uint64(math.Float32bits(100 * r.Float32()))
		case dtype.Float64:
			bits = math.Float64bits(100 * r.Float64())
		case dtype.Int32, dtype.Int64:
			// The quotient of the least number and -1 has no meaning in C.
			if int64(bits<<(64-8*size)) == math.MinInt64 {
				bits++
			}
		}
		var word [8]byte
		binary.LittleEndian.PutUint64(word[:], bits)
		copy(b[at:at+size], word[:])
	}
}

func (o *ours) run(reps int) (time.Duration, error) {
	start := time.Now()
	for range reps {
		o.kernel(&o.args)
	}
	return time.Since(start), nil
}
