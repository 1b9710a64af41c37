// SPDX-License-Identifier: BSD-3-Clause

// Package irtest has what the tests of the back ends share: kernel bodies of
// every operation, random bodies, and values at which things go wrong.
package irtest

import (
	"fmt"
	"math"
	"math/rand"

	"github.com/arraygen/arraygen/internal/ir"
)

var (
	i8s    = []ir.Type{ir.I8, ir.U8}
	i16s   = []ir.Type{ir.I16, ir.U16}
	i32s   = []ir.Type{ir.I32, ir.U32}
	i64s   = []ir.Type{ir.I64, ir.U64}
	floats = []ir.Type{ir.F32, ir.F64}
	ints   = join(i8s, i16s, i32s, i64s)
	all    = join(ints, floats)
)

func join(ts ...[]ir.Type) (r []ir.Type) {
	for _, t := range ts {
		r = append(r, t...)
	}
	return r
}

// specials holds the special values of every type.
var specials = func() (s [ir.NumTypes][]uint64) {
	for _, t := range all {
		s[t] = special(t)
	}
	return s
}()

// Special returns the bits of values of type t at which operations change
// their course: the ends of ranges, halves, powers of two and their
// neighbours, and for floats zeros, subnormals, infinities and NaN.
func Special(t ir.Type) []uint64 { return specials[t] }

func special(t ir.Type) []uint64 {
	var bits []uint64
	add := func(x uint64) {
		if t.Size() < 8 {
			x &= 1<<t.Bits() - 1
		}
		bits = append(bits, x)
	}
	edges := []float64{0, 10, 100, 0.5, 1, 1.5, 2, 2.5, 3, 0x1p7, 0x1p8, 0x1p15, 0x1p16, 0x1p23, 0x1p24, 0x1p31, 0x1p32, 0x1p52, 0x1p53, 0x1p63, 0x1p64}
	switch t {
	case ir.F64:
		for _, x := range append(edges, 1e6, 65519.5, 5e-324, 0x1p-1022, 0x1p-149, 0x1.fffffep127, math.MaxFloat64, 0x1p128, math.Inf(1), math.NaN()) {
			for _, y := range []float64{x, math.Nextafter(x, 0), math.Nextafter(x, math.Inf(1)), x - 0.5, x - 1} {
				add(math.Float64bits(y))
				add(math.Float64bits(-y))
			}
		}
		for _, x := range []uint64{0x7ff8 << 48, 0x7ff8<<48 | 1, 0x7ffc << 48, 0x7fff_ffff_ffff_ffff, 0x7ff0<<48 | 1, 0x7ff4<<48 | 99} { // NaNs, the last two signalling
			add(x)
			add(x | 1<<63)
		}
	case ir.F32:
		for _, x := range append(edges, 1e6, 65504, 65520, 0x1p-14, 0x1p-24, 0x1p-25, 0x1p-126, 0x1p-149, math.MaxFloat32, math.Inf(1), math.NaN()) {
			x := float32(x)
			for _, y := range []float32{x, math.Nextafter32(x, 0), math.Nextafter32(x, float32(math.Inf(1))), x - 0.5, x - 1} {
				add(uint64(math.Float32bits(y)))
				add(uint64(math.Float32bits(-y)))
			}
		}
		for _, x := range []uint64{0x7fc00000, 0x7fc00001, 0x7fe00000, 0x7fffffff, 0x7f800001, 0x7fa00063} {
			add(x)
			add(x | 1<<31)
		}
	default:
		for n := 0; n < t.Bits(); n++ {
			switch n {
			case 0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 15, 16, 23, 24, 25, 31, 32, 36, 51, 52, 53, 54, 62, 63:
				x := uint64(1) << n
				for _, y := range []uint64{x, x - 1, x + 1} {
					add(y)
					add(-y)
				}
			}
		}
		// Halfway between floats, and next to it.
		for _, n := range []int{25, 30, 40, 55, 60, 63} {
			if n < t.Bits() {
				for _, half := range []int{n - 24, n - 53} {
					if half >= 0 {
						x := uint64(1)<<n | 1<<half
						for _, y := range []uint64{x, x + 1, x - 1, x + 1<<(half+1)} {
							add(y)
							add(-y)
						}
					}
				}
			}
		}
	}
	return bits
}

// Random returns the bits of a value of t, often a special one, NaNs of all kinds
// among them.
func Random(r *rand.Rand, t ir.Type) uint64 {
	switch r.Intn(4) {
	case 0:
		s := Special(t)
		return Trim(t, s[r.Intn(len(s))])
	case 1:
		switch t {
		case ir.F64:
			return math.Float64bits(math.Ldexp(r.Float64()-0.5, r.Intn(70)))
		case ir.F32:
			return uint64(math.Float32bits(float32(math.Ldexp(r.Float64()-0.5, r.Intn(70)))))
		}
		return Trim(t, r.Uint64()>>r.Intn(64))
	case 2:
		if t.Is(ir.KindInteger) {
			return Trim(t, uint64(r.Intn(140)-70))
		}
	}
	return Trim(t, r.Uint64())
}

// AnyNaN is a machine that gives the NaNs which it computes any bits, for
// ir.Func.EvalOn: quiet ones of either sign and any payload.
func AnyNaN(r *rand.Rand) func(v *ir.Value) uint64 {
	return func(v *ir.Value) uint64 {
		return Trim(v.Type, r.Uint64()) | ir.CanonicalNaN(v.Type)
	}
}

// Table returns a table of n random elements of type t, no NaN among them.
func Table(t ir.Type, n int) *ir.Table {
	r := rand.New(rand.NewSource(int64(n)))
	table := &ir.Table{Path: "a/b", Name: fmt.Sprint("Table", n, t), Type: t}
	for len(table.Bits) < n {
		switch x := Random(r, t); {
		case t == ir.F64 && math.IsNaN(math.Float64frombits(x)), t == ir.F32 && math.IsNaN(float64(math.Float32frombits(uint32(x)))):
		default:
			table.Bits = append(table.Bits, x)
		}
	}
	return table
}

// Trim cuts bits to the width of t.
func Trim(t ir.Type, x uint64) uint64 {
	if t.Size() < 8 {
		x &= 1<<t.Bits() - 1
	}
	return x
}

// Operations returns every operation for every type, as functions.
func Operations() []*ir.Func {
	var fs []*ir.Func
	add := func(name string, out ir.Type, in []ir.Type, body func(f *ir.Func, x []*ir.Value) *ir.Value) {
		f := ir.New(name)
		var x []*ir.Value
		for i, t := range in {
			f.In = append(f.In, ir.Operand{Name: fmt.Sprint("x", i), Lane: t})
			x = append(x, f.Param(i, 0))
		}
		store := out
		if out == ir.Bool {
			store = ir.U8
		}
		f.Out = []ir.Operand{{Name: "out", Lane: store}}
		v := body(f, x)
		if out == ir.Bool {
			v = f.Select(v, f.Int(ir.U8, 1), f.Int(ir.U8, 0))
		}
		f.Return(0, 0, v)
		fs = append(fs, f)
	}
	for op := ir.Add; op < ir.NumOps; op++ {
		if op >= ir.Window && op <= ir.Scan || op >= ir.Enter && op <= ir.Leave {
			continue // of no machine
		}
		info := ir.Ops[op]
		for _, t := range all {
			name := fmt.Sprint(op, ".", t)
			if op != ir.Select && !t.Is(info.Kinds) {
				continue
			}
			switch op {
			case ir.Shl, ir.Shr, ir.RotL:
				for _, n := range []int{1, 3, t.Bits() / 2, t.Bits() - 1} {
					add(fmt.Sprint(name, n), t, []ir.Type{t}, func(f *ir.Func, x []*ir.Value) *ir.Value { return f.Shift(op, x[0], n) })
				}
			case ir.Eq, ir.Ne, ir.Lt, ir.Le:
				add(name, ir.Bool, []ir.Type{t, t}, func(f *ir.Func, x []*ir.Value) *ir.Value { return f.Binary(op, x[0], x[1]) })
				add(name+".not", t, []ir.Type{t, t}, func(f *ir.Func, x []*ir.Value) *ir.Value {
					return f.Select(f.Unary(ir.Not, f.Binary(op, x[0], x[1])), x[0], x[1])
				})
			case ir.Select:
				for _, c := range all {
					add(fmt.Sprint(name, ".", c), t, []ir.Type{c, t, t, c}, func(f *ir.Func, x []*ir.Value) *ir.Value {
						return f.Select(f.Binary(ir.Lt, x[0], x[3]), x[1], x[2])
					})
					add(fmt.Sprint(name, ".", c, ".bool"), ir.Bool, []ir.Type{c, t, t, c}, func(f *ir.Func, x []*ir.Value) *ir.Value {
						p, q := f.Binary(ir.Lt, x[0], x[3]), f.Binary(ir.Le, x[1], x[2])
						r := f.Select(p, q, f.Binary(ir.AndNot, f.Binary(ir.Xor, p, q), f.Unary(ir.Not, f.Binary(ir.Eq, x[1], x[2]))))
						s := f.Binary(ir.Or, r, f.Binary(ir.Eq, p, q))
						return f.Binary(ir.Ne, f.Binary(ir.And, s, q), f.Select(q, f.Const(ir.Bool, 1), p))
					})
				}
			case ir.Bitcast, ir.Rare, ir.MulLo32, ir.MinLT, ir.MaxGT, ir.MinNumbers, ir.MaxNumbers, ir.Unordered, ir.TruncToInt, ir.MulAddPairs, ir.MulAddQuads:
			case ir.Lookup:
				for _, n := range []int{1, 4, 8, 9, 16, 17, 32, 40, 100, 256, 300, 1000} {
					table := Table(t, n)
					add(fmt.Sprint(name, n), t, []ir.Type{table.IndexType()}, func(f *ir.Func, x []*ir.Value) *ir.Value {
						i := x[0]
						if last := uint64(n - 1); last>>1 < 1<<(i.Type.Bits()-1)-1 {
							i = f.Binary(ir.Min, i, f.Const(i.Type, last))
						}
						return f.Lookup(table, i)
					})
				}
			case ir.Convert:
				for _, to := range all {
					if to != t {
						add(fmt.Sprint(name, ".", to), to, []ir.Type{t}, func(f *ir.Func, x []*ir.Value) *ir.Value { return f.Convert(to, x[0]) })
					}
				}
			case ir.HalfToF32:
				if t == ir.U16 {
					add(name, ir.F32, []ir.Type{t}, func(f *ir.Func, x []*ir.Value) *ir.Value { return f.Emit(op, ir.F32, 0, x[0]) })
				}
			case ir.F32ToHalf:
				if t == ir.F32 {
					add(name, ir.U16, []ir.Type{t}, func(f *ir.Func, x []*ir.Value) *ir.Value { return f.Emit(op, ir.U16, 0, x[0]) })
				}
			case ir.Abs:
				if t.Is(ir.KindInt | ir.KindFloat) {
					add(name, t, []ir.Type{t}, func(f *ir.Func, x []*ir.Value) *ir.Value { return f.Unary(op, x[0]) })
				}
			default:
				var in []ir.Type
				for range info.Arity {
					in = append(in, t)
				}
				add(name, t, in, func(f *ir.Func, x []*ir.Value) *ir.Value { return f.Emit(op, t, 0, x...) })
				if info.Arity == 2 { // a constant on either side
					for _, c := range []uint64{0, 1, 3, ^uint64(0)} {
						add(fmt.Sprint(name, ".const", c), t, in[:1], func(f *ir.Func, x []*ir.Value) *ir.Value {
							k := f.Const(t, c)
							if t.Is(ir.KindFloat) {
								k = f.Float(t, float64(c)-1)
							}
							return f.Emit(op, t, 0, f.Emit(op, t, 0, x[0], k), f.Emit(op, t, 0, k, x[0]))
						})
					}
				}
			}
		}
	}
	return fs
}
