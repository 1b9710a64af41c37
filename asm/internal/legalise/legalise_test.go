// SPDX-License-Identifier: BSD-3-Clause

package legalise

import (
	"math"
	"math/rand"
	"slices"
	"testing"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/irtest"
	"github.com/stretchr/testify/require"
)

// set is a level given by the operations it has, by compared or result type.
type set map[ir.Op][]ir.Type

// conversion lists pairs of result and argument type.
type conversion map[ir.Op][][2]ir.Type

func level(name string, masks bool, s set, c conversion) *Operations {
	lookup := func(t *ir.Table, index ir.Type) bool {
		return index.Size() == t.Type.Size() && (index.Size() >= 4 || len(t.Bits) <= 16)
	}
	return &Operations{Name: name, MaskRegisters: masks, HasLookup: lookup, Has: func(op ir.Op, t, from ir.Type) bool {
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
func levels() []*Operations {
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
	avx2 := level("avx2", false, with(set{
		ir.Add: ints, ir.Sub: ints, ir.Mul: join(i16s, i32s), ir.MulLo32: i64s, ir.Min: upto32, ir.Max: upto32,
		ir.Abs: {ir.I8, ir.I16, ir.I32}, ir.And: ints, ir.Or: ints, ir.Xor: ints, ir.AndNot: ints, ir.Select: all,
		ir.Shl: join(i16s, i32s, i64s), ir.Shr: {ir.I16, ir.I32, ir.U16, ir.U32, ir.U64}, ir.ShlV: join(i32s, i64s),
		ir.ShrV: {ir.I32, ir.U32, ir.U64}, ir.OnesCount: ints, ir.ReverseBytes: ints, ir.RepeatByte: ints, ir.NonzeroBytes: ints, ir.MulHi: i16s, ir.AddSat: join(i8s, i16s), ir.SubSat: join(i8s, i16s), ir.Avg: {ir.U8, ir.U16},
		ir.Eq: all, ir.Lt: {ir.I8, ir.I16, ir.I32, ir.I64, ir.F32, ir.F64}, ir.Le: floats, ir.MaxNumbers: floats, ir.Unordered: floats,
	}), conversion{ir.HalfToF32: half, ir.F32ToHalf: toHalf, ir.TruncToInt: {{ir.I32, ir.F32}},
		ir.Convert: cat(resize, ff, [][2]ir.Type{{ir.F32, ir.I32}, {ir.F64, ir.I32}})})
	bools := func(ts []ir.Type) []ir.Type { return append([]ir.Type{ir.Bool}, ts...) }
	from16 := join(i16s, i32s, i64s)
	avx512 := level("avx512", true, with(set{
		ir.Add: ints, ir.Sub: ints, ir.Mul: from16, ir.Min: ints, ir.Max: ints, ir.Abs: {ir.I8, ir.I16, ir.I32, ir.I64},
		ir.And: bools(ints), ir.Or: bools(ints), ir.Xor: bools(ints), ir.Not: {ir.Bool}, ir.Select: all,
		ir.Shl: from16, ir.Shr: from16, ir.ShlV: from16, ir.ShrV: from16,
		ir.OnesCount: ints, ir.ReverseBytes: ints, ir.RepeatByte: ints, ir.NonzeroBytes: ints, ir.LeadingZeros: join(i32s, i64s), ir.RotLV: join(i32s, i64s), ir.MulLo32: i64s,
		ir.Eq: all, ir.Ne: all, ir.Lt: all, ir.Le: all, ir.MinNumbers: floats, ir.MaxNumbers: floats, ir.Unordered: floats,
	}), conversion{ir.HalfToF32: half, ir.F32ToHalf: toHalf, ir.TruncToInt: {{ir.I32, ir.F32}, {ir.I64, ir.F64}},
		ir.Convert: cat(resize, ff, [][2]ir.Type{{ir.F32, ir.I32}, {ir.F32, ir.U32}, {ir.F64, ir.I64}, {ir.F64, ir.U64}, {ir.F32, ir.I64}, {ir.F32, ir.U64}})})
	neon := level("neon", false, with(set{
		ir.Add: ints, ir.Sub: ints, ir.Mul: upto32, ir.MulLo32: i64s, ir.Min: join(upto32, floats), ir.Max: join(upto32, floats),
		ir.Abs: {ir.I8, ir.I16, ir.I32, ir.I64}, ir.Neg: {ir.I8, ir.I16, ir.I32, ir.I64, ir.F32, ir.F64},
		ir.And: ints, ir.Or: ints, ir.Xor: ints, ir.Not: ints, ir.AndNot: ints, ir.Select: ints,
		ir.Shl: ints, ir.Shr: ints, ir.ShlV: ints, ir.ShrV: ints, ir.OnesCount: ints, ir.ReverseBytes: ints, ir.RepeatByte: ints, ir.NonzeroBytes: ints, ir.LeadingZeros: ints, ir.AddSat: ints, ir.SubSat: ints, ir.AbsDiff: upto32,
		ir.Eq: all, ir.Lt: all, ir.Le: all,
	}), conversion{ir.HalfToF32: half, ir.F32ToHalf: toHalf, ir.TruncToInt: {{ir.I32, ir.F32}, {ir.I64, ir.F64}},
		ir.Convert: cat(step2, ff, [][2]ir.Type{{ir.F32, ir.I32}, {ir.F32, ir.U32}, {ir.F64, ir.I64}, {ir.F64, ir.U64}})})
	return []*Operations{avx2, avx512, neon}
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
			to[v] = g.Copy(v, args...)
		}
	}
	for _, r := range f.Results {
		r.Value, r.NaN = to[r.Value], to[r.NaN]
		g.Results = append(g.Results, r)
	}
	return g
}

// Every operation of every type, legalised for every level, computes what it
// computed before.
func TestEveryOperation(t *testing.T) {
	for _, level := range levels() {
		t.Run(level.Name, func(t *testing.T) {
			r := rand.New(rand.NewSource(1))
			for i, f := range irtest.Operations() {
				if testing.Short() && i%16 != 0 { // under emulation
					continue
				}
				require.NoError(t, f.Verify())
				for _, lower := range []func(*Operations, *ir.Func) (*ir.Func, error){For, ForLoop} {
					g, err := lower(level, f)
					require.NoError(t, err)
					has(t, level, g)
					check(t, r, f, g)
				}
			}
		})
	}
}

// TestExtrema: a minimum or maximum that is stored is found without regard to
// NaN, where the level can, and one that others read is not.
func TestExtrema(t *testing.T) {
	r := rand.New(rand.NewSource(6))
	for _, op := range []ir.Op{ir.Min, ir.Max} {
		f := ir.New("extrema")
		f.In = []ir.Operand{{Name: "x", Lane: ir.F32}, {Name: "y", Lane: ir.F32}}
		f.Out = []ir.Operand{{Name: "a", Lane: ir.F32}, {Name: "b", Lane: ir.F32}, {Name: "c", Lane: ir.F32}}
		x, y := f.Param(0, 0), f.Param(1, 0)
		m := f.Binary(op, x, y)
		f.Return(0, 0, m)
		f.Return(1, 0, f.Unary(ir.Neg, m))
		f.Return(2, 0, f.Binary(op, f.Binary(ir.Add, x, y), y))
		for _, level := range levels() {
			g, err := ForLoop(level, f)
			require.NoError(t, err)
			require.NoError(t, g.Verify())
			check(t, r, f, g)
			split := op == ir.Max && level.Name == "avx2" || level.Name == "avx512"
			require.Equal(t, split, g.Results[2].NaN != nil, "%s", g)
			require.Nil(t, g.Results[0].NaN, "its sign is looked at")
		}
	}
}

// has fails if g holds what the level lacks.
func has(t *testing.T, level *Operations, g *ir.Func) {
	t.Helper()
	for _, v := range g.Values {
		switch v.Op {
		case ir.Param, ir.Const, ir.Bitcast, ir.Rare:
			continue
		}
		if v.Op == ir.Lookup {
			require.True(t, level.HasLookup(v.Table, v.Args[0].Type), "%s in\n%s", v.Long(), g)
			continue
		}
		a, b := Node{v.Op, v.Type, v.Imm, v.Args}.key()
		require.True(t, level.Has(v.Op, a, b), "%s in\n%s", v.Long(), g)
		if !level.MaskRegisters {
			require.NotEqual(t, ir.Bool, v.Type, "%s", g)
		}
	}
}

// check compares f and g, poisoned, on a machine of any NaNs, on special and random inputs.
func check(t *testing.T, r *rand.Rand, f, g *ir.Func) {
	t.Helper()
	p := poison(g)
	in := make([][2]uint64, len(f.In))
	one := func() {
		want, _ := f.Eval(in)
		got, _ := p.EvalOn(in, irtest.AnyNaN(r))
		if !slices.Equal(got, want) {
			require.FailNow(t, "differs", "%s: inputs %x: got %x, want %x\n%s\n%s", f.Name, in, got, want, f, g)
		}
	}
	if len(f.In) <= 2 {
		a := irtest.Special(f.In[0].Lane)
		b := []uint64{0}
		if len(f.In) == 2 {
			b = irtest.Special(f.In[1].Lane)
		}
		for _, x := range a {
			for _, y := range b {
				in[0][0] = irtest.Trim(f.In[0].Lane, x)
				if len(f.In) == 2 {
					in[1][0] = irtest.Trim(f.In[1].Lane, y)
				}
				one()
			}
		}
	}
	for range 300 {
		for i, o := range f.In {
			in[i][0], in[i][1] = irtest.Random(r, o.Lane), irtest.Random(r, o.Lane)
		}
		one()
	}
}

// The message of a missing lowering names kernel, level, operation and type.
func TestNoWay(t *testing.T) {
	f := ir.New("root")
	f.In = []ir.Operand{{Name: "x", Lane: ir.F64}}
	f.Out = []ir.Operand{{Name: "out", Lane: ir.F64}}
	f.Return(0, 0, f.Unary(ir.Sqrt, f.Param(0, 0)))
	bare := *levels()[0]
	bare.Has = func(op ir.Op, typ, from ir.Type) bool { return op != ir.Sqrt && levels()[0].Has(op, typ, from) }
	_, err := For(&bare, f)
	require.EqualError(t, err, "root: avx2 has no sqrt of float64")
}

// Division of 64-bit integers where its quotient in float64 is furthest off:
// operands of all sizes, products of them and their neighbours.
func TestDivide64(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	pairs := 20000
	if testing.Short() {
		pairs = 1000
	}
	sized := func() uint64 {
		x := r.Uint64() >> r.Intn(64)
		if r.Intn(3) == 0 {
			x = -x
		}
		return x
	}
	for _, level := range levels() {
		for _, typ := range []ir.Type{ir.I64, ir.U64} {
			for _, op := range []ir.Op{ir.Div, ir.Rem, ir.FloorDiv, ir.FloorRem} {
				f := ir.New("divide")
				f.In = []ir.Operand{{Name: "x", Lane: typ}, {Name: "y", Lane: typ}}
				f.Out = []ir.Operand{{Name: "out", Lane: typ}}
				f.Return(0, 0, f.Binary(op, f.Param(0, 0), f.Param(1, 0)))
				g, err := For(level, f)
				require.NoError(t, err)
				p := poison(g)
				for range pairs {
					y := sized()
					x := sized()
					if r.Intn(2) == 0 {
						x = x/max(y, 1)*y + uint64(r.Intn(5)) - 2 // near a multiple
					}
					if r.Intn(4) == 0 {
						y = 1<<63 - uint64(r.Intn(5000)) + 2500
					}
					if r.Intn(4) == 0 {
						x = 1<<63 - uint64(r.Intn(5000)) + 2500
					}
					in := [][2]uint64{{x}, {y}}
					want, _ := f.Eval(in)
					got, _ := p.Eval(in)
					require.Equal(t, want, got, "%s %s of %s: %#x, %#x", level.Name, op, typ, x, y)
				}
			}
		}
	}
}

// Conditions of rare lanes are masks like others.
func TestRare(t *testing.T) {
	f := ir.New("rare")
	f.In = []ir.Operand{{Name: "x", Lane: ir.F64}}
	f.Out = []ir.Operand{{Name: "out", Lane: ir.F64}}
	x := f.Param(0, 0)
	f.Return(0, 0, f.Rare(f.Binary(ir.Lt, f.Float(ir.F64, 3), x), f.Unary(ir.Neg, x), "some/pkg.Slow", 0, x))
	for _, level := range levels() {
		g, err := For(level, f)
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
	g, err := For(levels()[0], f)
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

// A comparison that chooses between the compared values is a minimum or
// maximum, one operation where the level has it.
func TestLesser(t *testing.T) {
	r := rand.New(rand.NewSource(5))
	for _, typ := range []ir.Type{ir.F64, ir.F32, ir.I32, ir.U16} {
		for _, exchange := range []bool{false, true} {
			for _, opposite := range []bool{false, true} {
				f := ir.New("lesser")
				f.In = []ir.Operand{{Name: "x", Lane: typ}, {Name: "y", Lane: typ}}
				f.Out = []ir.Operand{{Name: "out", Lane: typ}}
				x, y := f.Param(0, 0), f.Param(1, 0)
				c := f.Binary(ir.Lt, x, y)
				if opposite {
					c = f.Unary(ir.Not, c)
				}
				if exchange {
					x, y = y, x
				}
				f.Return(0, 0, f.Select(c, x, y))
				for _, level := range levels() {
					g, err := For(level, f)
					require.NoError(t, err)
					check(t, r, f, g)
					if level.Name != "neon" || typ.Is(ir.KindInteger) {
						require.Len(t, g.Values, 3, "%s", g)
					}
				}
			}
		}
	}
}
