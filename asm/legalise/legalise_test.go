package legalise

import (
	"fmt"
	"math"
	"math/rand"
	"testing"

	"github.com/arraygen/arraygen/asm/ir"
	"github.com/stretchr/testify/require"
)

// set is a target given by the operations it has, by compared or result type.
type set map[ir.Op][]ir.Type

// conversion lists pairs of result and argument type.
type conversion map[ir.Op][][2]ir.Type

func target(name string, masks bool, s set, c conversion) *Target {
	return &Target{Name: name, MaskRegisters: masks, Has: func(op ir.Op, t, from ir.Type) bool {
		for _, p := range c[op] {
			if p == [2]ir.Type{t, from} {
				return true
			}
		}
		for _, x := range s[op] {
			if x == t {
				return true
			}
		}
		return false
	}}
}

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

// The three machines, roughly as their back ends have them. What the tests
// are after is every rule, so they have less rather than more.
func targets() []*Target {
	float := set{ir.Add: floats, ir.Sub: floats, ir.Mul: floats, ir.Div: floats, ir.Sqrt: floats, ir.FMA: floats,
		ir.RoundEven: floats, ir.Floor: floats, ir.Ceil: floats, ir.Trunc: floats, ir.MinLT: floats, ir.MaxGT: floats}
	with := func(s set) set {
		for op, ts := range float {
			s[op] = join(s[op], ts)
		}
		return s
	}
	var resize, step2 [][2]ir.Type
	for _, a := range ints {
		for _, b := range ints {
			if a.Size() != b.Size() {
				resize = append(resize, [2]ir.Type{a, b})
			}
			if a.Size() == 2*b.Size() || b.Size() == 2*a.Size() {
				step2 = append(step2, [2]ir.Type{a, b})
			}
		}
	}
	ff := [][2]ir.Type{{ir.F32, ir.F64}, {ir.F64, ir.F32}}
	half := [][2]ir.Type{{ir.F32, ir.U16}}
	toHalf := [][2]ir.Type{{ir.U16, ir.F32}}
	cat := func(a ...[][2]ir.Type) (r [][2]ir.Type) {
		for _, x := range a {
			r = append(r, x...)
		}
		return r
	}
	upto32 := join(i8s, i16s, i32s)
	avx2 := target("avx2", false, with(set{
		ir.Add: ints, ir.Sub: ints, ir.Mul: join(i16s, i32s), ir.MulLo32: i64s, ir.Min: upto32, ir.Max: upto32,
		ir.Abs: {ir.I8, ir.I16, ir.I32}, ir.And: ints, ir.Or: ints, ir.Xor: ints, ir.AndNot: ints, ir.Select: all,
		ir.Shl: join(i16s, i32s, i64s), ir.Shr: {ir.I16, ir.I32, ir.U16, ir.U32, ir.U64}, ir.ShlV: join(i32s, i64s),
		ir.ShrV: {ir.I32, ir.U32, ir.U64}, ir.Eq: all, ir.Lt: {ir.I8, ir.I16, ir.I32, ir.I64, ir.F32, ir.F64}, ir.Le: floats,
	}), conversion{ir.HalfToF32: half, ir.F32ToHalf: toHalf, ir.TruncToInt: {{ir.I32, ir.F32}},
		ir.Convert: cat(resize, ff, [][2]ir.Type{{ir.F32, ir.I32}, {ir.F64, ir.I32}})})
	bools := func(ts []ir.Type) []ir.Type { return append([]ir.Type{ir.Bool}, ts...) }
	from16 := join(i16s, i32s, i64s)
	avx512 := target("avx512", true, with(set{
		ir.Add: ints, ir.Sub: ints, ir.Mul: from16, ir.Min: ints, ir.Max: ints, ir.Abs: {ir.I8, ir.I16, ir.I32, ir.I64},
		ir.And: bools(ints), ir.Or: bools(ints), ir.Xor: bools(ints), ir.Not: {ir.Bool}, ir.Select: all,
		ir.Shl: from16, ir.Shr: from16, ir.ShlV: from16, ir.ShrV: from16,
		ir.Eq: all, ir.Ne: all, ir.Lt: all, ir.Le: all,
	}), conversion{ir.HalfToF32: half, ir.F32ToHalf: toHalf, ir.TruncToInt: {{ir.I32, ir.F32}, {ir.I64, ir.F64}},
		ir.Convert: cat(resize, ff, [][2]ir.Type{{ir.F32, ir.I32}, {ir.F32, ir.U32}, {ir.F64, ir.I64}, {ir.F64, ir.U64}, {ir.F32, ir.I64}, {ir.F32, ir.U64}})})
	neon := target("neon", false, with(set{
		ir.Add: ints, ir.Sub: ints, ir.Mul: upto32, ir.MulLo32: i64s, ir.Min: join(upto32, floats), ir.Max: join(upto32, floats),
		ir.Abs: {ir.I8, ir.I16, ir.I32, ir.I64}, ir.Neg: {ir.I8, ir.I16, ir.I32, ir.I64, ir.F32, ir.F64},
		ir.And: ints, ir.Or: ints, ir.Xor: ints, ir.Not: ints, ir.AndNot: ints, ir.Select: ints,
		ir.Shl: ints, ir.Shr: ints, ir.ShlV: ints, ir.ShrV: ints, ir.Eq: all, ir.Lt: all, ir.Le: all,
	}), conversion{ir.HalfToF32: half, ir.F32ToHalf: toHalf, ir.TruncToInt: {{ir.I32, ir.F32}, {ir.I64, ir.F64}},
		ir.Convert: cat(step2, ff, [][2]ir.Type{{ir.F32, ir.I32}, {ir.F32, ir.U32}, {ir.F64, ir.I64}, {ir.F64, ir.U64}})})
	return []*Target{avx2, avx512, neon}
}

// special returns values of t at which operations go wrong.
func special(t ir.Type) []uint64 {
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

func random(r *rand.Rand, t ir.Type) uint64 {
	switch r.Intn(4) {
	case 0:
		s := special(t)
		return trimTo(t, s[r.Intn(len(s))])
	case 1:
		switch t {
		case ir.F64:
			return math.Float64bits(math.Ldexp(r.Float64()-0.5, r.Intn(70)))
		case ir.F32:
			return uint64(math.Float32bits(float32(math.Ldexp(r.Float64()-0.5, r.Intn(70)))))
		}
		return trimTo(t, r.Uint64()>>r.Intn(64))
	case 2:
		if t.Is(ir.KindInteger) {
			return trimTo(t, uint64(r.Intn(140)-70))
		}
	}
	return trimTo(t, r.Uint64())
}

func trimTo(t ir.Type, x uint64) uint64 {
	if t.Size() < 8 {
		x &= 1<<t.Bits() - 1
	}
	return x
}

func same(t ir.Type, a, b uint64) bool {
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

// poison returns f with another value wherever a TruncToInt does not fit: no
// rule may rely on what a machine gives there.
func poison(f *ir.Func) *ir.Func {
	g := ir.New(f.Name)
	g.In, g.Out = f.In, f.Out
	to := map[*ir.Value]*ir.Value{}
	for _, v := range f.Values {
		var args []*ir.Value
		for _, a := range v.Args {
			args = append(args, to[a])
		}
		switch v.Op {
		case ir.Rare:
			to[v] = g.Rare(args[0], args[1], v.Slow, int(v.Imm), args[2:]...)
		case ir.TruncToInt:
			x := args[0]
			lim := math.Ldexp(1, v.Type.Bits()-1)
			in := g.Binary(ir.And, g.Binary(ir.Le, g.Float(x.Type, -lim), x), g.Binary(ir.Lt, x, g.Float(x.Type, lim)))
			to[v] = g.Select(in, g.Convert(v.Type, x), g.Const(v.Type, 0x5a5a5a5a5a5a5a5a))
		default:
			to[v] = g.Emit(v.Op, v.Type, v.Imm, args...)
		}
	}
	for _, r := range f.Results {
		g.Return(r.Operand, r.Part, to[r.Value])
	}
	return g
}

// cases returns every operation for every type, as functions.
func cases() []*ir.Func {
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

// noWays are the operations that a target may lack altogether.
func noWays(f *ir.Func) bool {
	for _, v := range f.Values {
		if (v.Op == ir.Div || v.Op == ir.Rem) && v.Type.Is(ir.KindInteger) && v.Type.Size() == 8 {
			return true
		}
	}
	return false
}

// Every operation of every type, legalised for every target, computes what it
// computed before.
func TestEveryOperation(t *testing.T) {
	for _, target := range targets() {
		t.Run(target.Name, func(t *testing.T) {
			r := rand.New(rand.NewSource(1))
			for _, f := range cases() {
				require.NoError(t, f.Verify())
				g, err := For(target, f)
				if noWays(f) {
					require.Error(t, err, f.Name)
					continue
				}
				require.NoError(t, err)
				has(t, target, g)
				check(t, r, f, g)
			}
		})
	}
}

// has fails if g holds what the target lacks.
func has(t *testing.T, target *Target, g *ir.Func) {
	t.Helper()
	for _, v := range g.Values {
		switch v.Op {
		case ir.Param, ir.Const, ir.Bitcast, ir.Rare:
			continue
		}
		a, b := Node{v.Op, v.Type, v.Imm, v.Args}.key()
		require.True(t, target.Has(v.Op, a, b), "%s in\n%s", v.Long(), g)
		if !target.MaskRegisters {
			require.NotEqual(t, ir.Bool, v.Type, "%s", g)
		}
	}
}

// check compares f and g, poisoned, on special and random inputs.
func check(t *testing.T, r *rand.Rand, f, g *ir.Func) {
	t.Helper()
	p := poison(g)
	in := make([][2]uint64, len(f.In))
	one := func() {
		want, _ := f.Eval(in)
		got, _ := p.Eval(in)
		for i, o := range f.Out {
			for k := range want[i] {
				if !same(o.Lane, got[i][k], want[i][k]) {
					require.FailNow(t, "differs", "%s: inputs %x: got %x, want %x\n%s\n%s", f.Name, in, got, want, f, g)
				}
			}
		}
	}
	if len(f.In) <= 2 {
		a := special(f.In[0].Lane)
		b := []uint64{0}
		if len(f.In) == 2 {
			b = special(f.In[1].Lane)
		}
		for _, x := range a {
			for _, y := range b {
				in[0][0] = trimTo(f.In[0].Lane, x)
				if len(f.In) == 2 {
					in[1][0] = trimTo(f.In[1].Lane, y)
				}
				one()
			}
		}
	}
	for range 300 {
		for i, o := range f.In {
			in[i][0], in[i][1] = random(r, o.Lane), random(r, o.Lane)
		}
		one()
	}
}

// The message of a missing way names kernel, target, operation and type.
func TestNoWay(t *testing.T) {
	f := ir.New("divide")
	f.In = []ir.Operand{{Name: "x", Lane: ir.I64}, {Name: "y", Lane: ir.I64}}
	f.Out = []ir.Operand{{Name: "out", Lane: ir.I64}}
	f.Return(0, 0, f.Binary(ir.Div, f.Param(0, 0), f.Param(1, 0)))
	_, err := For(targets()[0], f)
	require.EqualError(t, err, "divide: avx2 has no div of int64")
}

// Conditions of rare lanes are masks like others.
func TestRare(t *testing.T) {
	f := ir.New("rare")
	f.In = []ir.Operand{{Name: "x", Lane: ir.F64}}
	f.Out = []ir.Operand{{Name: "out", Lane: ir.F64}}
	x := f.Param(0, 0)
	f.Return(0, 0, f.Rare(f.Binary(ir.Lt, f.Float(ir.F64, 3), x), f.Unary(ir.Neg, x), "some/pkg.Slow", 0, x))
	for _, target := range targets() {
		g, err := For(target, f)
		require.NoError(t, err)
		for _, in := range []float64{1, 3, 5} {
			out, rare := g.Eval([][2]uint64{{math.Float64bits(in)}})
			require.Equal(t, math.Float64bits(-in), out[0][0])
			require.Equal(t, in > 3, rare)
		}
	}
}

// A choice by a mask of another width changes the width of the mask.
func TestMaskWidth(t *testing.T) {
	f := ir.New("widths")
	f.In = []ir.Operand{{Name: "x", Lane: ir.I8}, {Name: "y", Lane: ir.F64}}
	f.Out = []ir.Operand{{Name: "out", Lane: ir.F64}}
	x, y := f.Param(0, 0), f.Param(1, 0)
	f.Return(0, 0, f.Select(f.Binary(ir.Lt, x, f.Int(ir.I8, 3)), y, f.Float(ir.F64, 1)))
	g, err := For(targets()[0], f)
	require.NoError(t, err)
	n := 0
	for _, v := range g.Values {
		if v.Op == ir.Convert {
			n++
			require.Equal(t, ir.I64, v.Type)
			require.Equal(t, ir.I8, v.Args[0].Type)
		}
	}
	require.Equal(t, 1, n, "%s", g)
	check(t, rand.New(rand.NewSource(2)), f, g)
}
