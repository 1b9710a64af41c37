// Package irtest has what the tests of the back ends share: kernel bodies of
// every operation, random bodies, and values at which things go wrong.
package irtest

import (
	"fmt"
	"math"
	"math/rand"

	"github.com/arraygen/arraygen/asm/ir"
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

// Special returns values of t at which operations go wrong.
func Special(t ir.Type) []uint64 {
	var s []uint64
	switch {
	case t == ir.F64:
		for _, x := range []float64{0, 1, 1.5, 0.5, 2.5, 127, 127.5, 128, 128.9, 255, 255.99, 256, 32767.5, 32768, 65535.5, 65536,
			0x1p31 - 1, 0x1p31 - 0.5, 0x1p31, 0x1p32 - 1, 0x1p32 - 0.5, 0x1p32, 0x1p51, 0x1p52 - 0.5, 0x1p52, 0x1p53, 0x1p53 + 2, 0x1p62,
			0x1p63 - 1024, 0x1p63, 0x1p64 - 2048, 0x1p64, 0x1p65, 1e300, math.MaxFloat64, 5e-324, 0x1p-1022, math.Inf(1), math.NaN()} {
			s = append(s, math.Float64bits(x), math.Float64bits(-x))
		}
	case t == ir.F32:
		for _, x := range []float32{0, 1, 1.5, 0.5, 2.5, 127, 127.5, 128, 255, 255.99, 256, 32767.5, 32768, 65535.5, 65536,
			0x1p31 - 128, 0x1p31, 0x1p32 - 256, 0x1p32, 0x1p63, 0x1p64, 0x1p65, 1e30, math.MaxFloat32, 1e-45, 0x1p-126, float32(math.Inf(1)), float32(math.NaN())} {
			s = append(s, uint64(math.Float32bits(x)), uint64(math.Float32bits(-x)))
		}
	default:
		for _, x := range []uint64{0, 1, 2, 3, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128, 255, 256, 1<<15 - 1, 1 << 15, 1<<16 - 1, 1 << 16,
			1<<24 + 1, 1<<25 + 3, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1 << 32, 1<<53 - 1, 1<<53 + 1, 1<<54 + 2, 1<<54 + 1<<30 + 1, 1<<60 + 1<<36, 1<<60 + 1<<36 + 1, 1<<63 - 1, 1 << 63, 1<<63 + 1} {
			s = append(s, x, -x)
		}
	}
	return s
}

// Random returns the bits of a value of t, often a special one.
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

// Trim cuts bits to the width of t.
func Trim(t ir.Type, x uint64) uint64 {
	if t.Size() < 8 {
		x &= 1<<t.Bits() - 1
	}
	return x
}

// Same reports whether a and b are the same value of t: NaNs by class.
func Same(t ir.Type, a, b uint64) bool {
	switch t {
	case ir.F64:
		x, y := math.Float64frombits(a), math.Float64frombits(b)
		return a == b || x != x && y != y
	case ir.F32:
		x, y := math.Float32frombits(uint32(a)), math.Float32frombits(uint32(b))
		return a == b || x != x && y != y
	}
	return a == b
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
		info := ir.Ops[op]
		for _, t := range all {
			name := fmt.Sprint(op, ".", t)
			if op != ir.Select && !t.Is(info.Kinds) {
				continue
			}
			switch op {
			case ir.Shl, ir.Shr:
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
			case ir.Bitcast, ir.Rare, ir.MulLo32, ir.MinLT, ir.MaxGT, ir.TruncToInt:
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
