// SPDX-License-Identifier: BSD-3-Clause

package narrow

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/internal/ir"
)

// builder builds bodies of bytes that are computed in a wider type.
type builder struct {
	*ir.Func
	wide ir.Type
}

func newBuilder(wide ir.Type, in ...ir.Type) *builder {
	b := &builder{ir.New("bytes"), wide}
	for _, t := range in {
		b.In = append(b.In, ir.Operand{Lane: t})
	}
	return b
}

func (b *builder) x(i int) *ir.Value                     { return b.Convert(b.wide, b.Param(i, 0)) }
func (b *builder) c(n int64) *ir.Value                   { return b.Int(b.wide, n) }
func (b *builder) op(op ir.Op, x, y *ir.Value) *ir.Value { return b.Binary(op, x, y) }

func (b *builder) result(v *ir.Value) {
	b.Out = append(b.Out, ir.Operand{Lane: v.Type})
	b.Return(len(b.Out)-1, 0, v)
	b.Prune()
}

// equal compares what f and g compute of random inputs and of the ends of types.
func equal(t *testing.T, r *rand.Rand, f, g *ir.Func) bool {
	require.NoError(t, g.Verify(), "%s\n%s", f, g)
	for range 200 {
		in := make([][2]uint64, len(f.In))
		for i, o := range f.In {
			n := o.Lane.Bits()
			in[i][0] = []uint64{r.Uint64(), r.Uint64(), 0, ^uint64(0), 1 << (n - 1), 1<<(n-1) - 1, 1}[r.IntN(7)] & (^uint64(0) >> (64 - n))
		}
		want, _ := f.Eval(in)
		got, _ := g.Eval(in)
		if !assert.Equal(t, want, got, "%s\n%s\n%v", f, g, in) {
			return false
		}
	}
	return true
}

func TestLanes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	u8, i8, u16 := ir.U8, ir.I8, ir.U16
	for _, c := range []struct {
		name string
		wide ir.Type
		in   []ir.Type
		out  ir.Type
		body func(b *builder) *ir.Value
		want int // bytes of the widest lane
		has  ir.Op
	}{
		{"mean", ir.I32, []ir.Type{u8, u8}, u8, func(b *builder) *ir.Value { return b.op(ir.Div, b.op(ir.Add, b.x(0), b.x(1)), b.c(2)) }, 1, ir.Avg},
		{"rounded mean", ir.I32, []ir.Type{u8, u8}, u8, func(b *builder) *ir.Value {
			return b.Shift(ir.Shr, b.op(ir.Add, b.op(ir.Add, b.x(0), b.x(1)), b.c(1)), 1)
		}, 1, ir.Avg},
		{"mean of three", ir.I64, []ir.Type{u8, u8, u8}, u8, func(b *builder) *ir.Value {
			return b.op(ir.Div, b.op(ir.Add, b.op(ir.Add, b.x(0), b.x(1)), b.x(2)), b.c(3))
		}, 2, ir.Div},
		{"binomial", ir.U32, []ir.Type{u8, u8, u8}, u8, func(b *builder) *ir.Value {
			return b.Shift(ir.Shr, b.op(ir.Add, b.op(ir.Add, b.op(ir.Add, b.x(0), b.op(ir.Mul, b.x(1), b.c(2))), b.x(2)), b.c(2)), 2)
		}, 2, ir.Shr},
		{"threshold", ir.I32, []ir.Type{u8, u8}, u8, func(b *builder) *ir.Value {
			return b.Select(b.op(ir.Lt, b.op(ir.Add, b.x(0), b.x(1)), b.c(300)), b.c(0), b.c(255))
		}, 2, ir.Lt},
		{"grey", ir.U32, []ir.Type{u8, u8, u8}, u8, func(b *builder) *ir.Value {
			return b.Shift(ir.Shr, b.op(ir.Add, b.op(ir.Add, b.op(ir.Mul, b.x(0), b.c(77)), b.op(ir.Mul, b.x(1), b.c(150))), b.op(ir.Mul, b.x(2), b.c(29))), 8)
		}, 2, ir.Mul},
		{"clamped sum", ir.I32, []ir.Type{u8, u8}, u8, func(b *builder) *ir.Value { return b.op(ir.Min, b.op(ir.Add, b.x(0), b.x(1)), b.c(255)) }, 1, ir.AddSat},
		{"clamped sum by a condition", ir.I32, []ir.Type{u8, u8}, u8, func(b *builder) *ir.Value {
			s := b.op(ir.Add, b.x(0), b.x(1))
			return b.Select(b.op(ir.Lt, s, b.c(255)), s, b.c(255))
		}, 1, ir.AddSat},
		{"clamped difference", ir.I16, []ir.Type{u8, u8}, u8, func(b *builder) *ir.Value { return b.op(ir.Max, b.op(ir.Sub, b.x(0), b.x(1)), b.c(0)) }, 1, ir.SubSat},
		{"clamped signed sum", ir.I64, []ir.Type{i8, i8}, i8, func(b *builder) *ir.Value {
			return b.op(ir.Max, b.op(ir.Min, b.op(ir.Add, b.x(0), b.x(1)), b.c(127)), b.c(-128))
		}, 1, ir.AddSat},
		{"half clamped signed sum", ir.I32, []ir.Type{i8, i8}, i8, func(b *builder) *ir.Value { return b.op(ir.Min, b.op(ir.Add, b.x(0), b.x(1)), b.c(127)) }, 2, ir.Min},
		{"distance", ir.I32, []ir.Type{u8, u8}, u8, func(b *builder) *ir.Value { return b.Unary(ir.Abs, b.op(ir.Sub, b.x(0), b.x(1))) }, 1, ir.AbsDiff},
		{"brighter", ir.I32, []ir.Type{u8}, u8, func(b *builder) *ir.Value { return b.op(ir.Min, b.op(ir.Add, b.x(0), b.c(40)), b.c(255)) }, 1, ir.AddSat},
		{"sum of words", ir.I64, []ir.Type{u16, u16}, u16, func(b *builder) *ir.Value {
			return b.Shift(ir.Shr, b.op(ir.Add, b.op(ir.Add, b.x(0), b.x(1)), b.c(3)), 2)
		}, 4, ir.Shr},
		{"wraps", ir.I32, []ir.Type{u8, u8}, u8, func(b *builder) *ir.Value {
			return b.op(ir.Mul, b.op(ir.Mul, b.x(0), b.x(1)), b.op(ir.Mul, b.x(0), b.x(1)))
		}, 1, ir.Mul},
		{"too great", ir.I32, []ir.Type{u8, u8}, u8, func(b *builder) *ir.Value {
			return b.Shift(ir.Shr, b.op(ir.Mul, b.op(ir.Mul, b.x(0), b.x(1)), b.c(3)), 10)
		}, 4, ir.Shr},
		{"of a great unsigned number", ir.U32, []ir.Type{u8, u8}, u8, func(b *builder) *ir.Value {
			return b.Shift(ir.Shr, b.op(ir.Sub, b.x(0), b.x(1)), 1)
		}, 4, ir.Shr},
	} {
		b := newBuilder(c.wide, c.in...)
		b.result(b.Convert(c.out, c.body(b)))
		f := b.Func
		g := Saturate(f)
		equal(t, r, f, g)
		if h := Func(g); h != nil {
			equal(t, r, f, h)
			g = h
		}
		assert.Equal(t, c.want, g.MaxLane(), "%s\n%s", c.name, g)
		assert.True(t, slices.ContainsFunc(g.Values, func(v *ir.Value) bool { return v.Op == c.has }), "%s\n%s", c.name, g)
	}
}

// Random bodies in wide lanes whose results are narrow compute the same in narrow lanes.
func TestRandomBodies(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	ops := []ir.Op{ir.Add, ir.Add, ir.Sub, ir.Mul, ir.And, ir.Or, ir.Xor, ir.AndNot, ir.Min, ir.Max, ir.Shl, ir.Shr, ir.Shr, ir.Abs, ir.Neg, ir.Not, ir.Div, ir.Rem,
		ir.FloorDiv, ir.FloorRem, ir.Select, ir.Convert, ir.Min, ir.Max}
	types := []ir.Type{ir.U8, ir.I8, ir.U16, ir.I16}
	narrowed, saturated := 0, 0
	for range 3000 {
		wide := []ir.Type{ir.I16, ir.I32, ir.I64, ir.U16, ir.U32, ir.U64}[r.IntN(6)]
		b := newBuilder(wide, types[r.IntN(2)], types[r.IntN(4)], ir.U8)
		made := []*ir.Value{b.x(0), b.x(1), b.x(2)}
		pick := func() *ir.Value {
			if r.IntN(4) == 0 {
				return b.c([]int64{0, 1, 2, 3, 127, 128, -128, 255, 256, 1000, -1}[r.IntN(11)])
			}
			return made[r.IntN(len(made))]
		}
		for range 1 + r.IntN(6) {
			x, y := pick(), pick()
			switch op := ops[r.IntN(len(ops))]; op {
			case ir.Shl, ir.Shr:
				x = b.Shift(op, x, 1+r.IntN(8))
			case ir.Abs:
				if wide.Is(ir.KindInt) {
					x = b.Unary(op, x)
				}
			case ir.Neg, ir.Not:
				x = b.Unary(op, x)
			case ir.Div, ir.Rem, ir.FloorDiv, ir.FloorRem:
				x = b.op(op, x, b.c(1+r.Int64N(100)))
			case ir.Select:
				x = b.Select(b.op([]ir.Op{ir.Lt, ir.Le, ir.Eq}[r.IntN(3)], x, y), y, x)
			case ir.Convert:
				x = b.Convert(wide, b.Convert(types[r.IntN(4)], x))
			default:
				x = b.op(op, x, y)
			}
			made = append(made, x)
		}
		if r.IntN(3) == 0 {
			ends := [][2]int64{{0, 255}, {-128, 127}, {-128, 255}}[r.IntN(3)]
			x := b.op([]ir.Op{ir.Add, ir.Sub}[r.IntN(2)], b.x(r.IntN(3)), b.x(r.IntN(3)))
			if r.IntN(2) == 0 {
				x = b.op(ir.Min, b.op(ir.Max, x, b.c(ends[0])), b.c(ends[1]))
			} else {
				x = b.op(ir.Max, b.op(ir.Min, x, b.c(ends[1])), b.c(ends[0]))
			}
			made = append(made, x)
		}
		b.result(b.Convert(types[r.IntN(4)], made[len(made)-1]))
		g := Saturate(b.Func)
		if g != b.Func {
			saturated++
			if !equal(t, r, b.Func, g) {
				return
			}
		}
		if h := Func(g); h != nil {
			narrowed++
			if !assert.Less(t, h.MaxLane(), g.MaxLane()) || !equal(t, r, b.Func, h) {
				return
			}
		}
	}
	assert.Greater(t, narrowed, 500)
	assert.Greater(t, saturated, 20)
	t.Logf("%d are narrower, %d saturate", narrowed, saturated)
}
