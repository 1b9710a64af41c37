// SPDX-License-Identifier: BSD-3-Clause

package ir

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// randomIntegers returns a function of bytes and 16-bit integers that returns each of its values, and these.
func randomIntegers(r *rand.Rand) (*Func, []*Value) {
	f := New("random")
	for _, t := range []Type{I8, U8, I16, U16, I32} {
		f.In = append(f.In, Operand{Lane: t})
	}
	var made []*Value
	for i := range f.In {
		made = append(made, f.Param(i, 0))
	}
	types := []Type{I8, I16, I32, I64, U8, U16, U32, U64}
	ops := []Op{Add, Sub, Mul, And, Or, Xor, AndNot, Not, Neg, Min, Max, Shl, Shr, Convert, Convert, Convert, Bitcast, Div, Rem, FloorDiv,
		FloorRem, Select, Abs, OnesCount, Avg, AddSat, SubSat, AbsDiff, MulHi}
	for range 30 {
		x := made[r.IntN(len(made))]
		like := func() *Value {
			if r.IntN(3) == 0 {
				return f.Const(x.Type, r.Uint64()>>r.IntN(64))
			}
			return f.Convert(x.Type, made[r.IntN(len(made))])
		}
		var v *Value
		switch op := ops[r.IntN(len(ops))]; op {
		case Not, Neg, OnesCount:
			v = f.Unary(op, x)
		case Abs:
			if x.Type.Is(KindUint) {
				continue
			}
			v = f.Unary(op, x)
		case Shl, Shr:
			v = f.Shift(op, x, r.IntN(x.Type.Bits()))
		case Convert:
			v = f.Convert(types[r.IntN(len(types))], x)
		case Bitcast:
			v = f.Bitcast([]Type{Int(x.Type.Size()), Uint(x.Type.Size())}[r.IntN(2)], x)
		case Select:
			v = f.Select(f.Binary(Lt, x, like()), x, like())
		case Div, Rem, FloorDiv, FloorRem:
			v = f.Binary(op, x, f.Const(x.Type, 1+r.Uint64N(100)))
		default:
			v = f.Binary(op, x, like())
		}
		made = append(made, v)
	}
	for i, v := range made {
		f.Out = append(f.Out, Operand{Lane: v.Type})
		f.Return(i, 0, v)
	}
	return f, made
}

func TestRanges(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	narrow := 0
	for range 300 {
		f, made := randomIntegers(r)
		require.NoError(t, f.Verify())
		ranges := f.Ranges()
		for range 20 {
			in := make([][2]uint64, len(f.In))
			for i, o := range f.In {
				in[i][0] = []uint64{r.Uint64(), 0, math.MaxUint64, 1 << (o.Lane.Bits() - 1), 1<<(o.Lane.Bits()-1) - 1}[r.IntN(5)] & (1<<o.Lane.Bits() - 1)
			}
			out, _ := f.Eval(in)
			for i, v := range made {
				n := v.Type.Bits()
				got := int64(out[i][0]) << (64 - n) >> (64 - n)
				congruent := func(within Interval) bool { // an integer of it is congruent to what came out
					if n == 64 {
						return within.Low <= got && got <= within.High
					}
					low := got + (within.Low-got)>>n<<n
					for ; low < within.Low; low += 1 << n {
					}
					return low <= within.High
				}
				if !assert.True(t, congruent(ranges.Of(v)), "%s\n%s is %d, not in %v", f, v.Long(), got, ranges.Of(v)) {
					return
				}
				value := got
				if v.Type.Is(KindUint) && n < 64 {
					value = int64(out[i][0])
				}
				if e := ranges.Exact(v); v.Type != U64 && !assert.True(t, e.Low <= value && value <= e.High, "%s\n%s is %d, not in %v", f, v.Long(), value, e) {
					return
				}
				if ranges.Of(v) != wholeOf(v.Type) {
					narrow++
				}
			}
		}
	}
	assert.Greater(t, narrow, 15_000, "hardly anything is known")
}

func TestRangesOfBytes(t *testing.T) {
	f := New("bytes")
	f.In = []Operand{{Lane: U8}, {Lane: U8}, {Lane: I8}, {Lane: F32}}
	wide := func(i int) *Value { return f.Convert(I32, f.Param(i, 0)) }
	a, b, s := wide(0), wide(1), wide(2)
	c := func(n int64) *Value { return f.Int(I32, n) }
	limited := f.Emit(MinLT, F32, 0, f.Emit(MaxGT, F32, 0, f.Param(3, 0), f.Float(F32, -5)), f.Float(F32, 300))
	u := f.Convert(U32, f.Param(0, 0))
	cases := []struct {
		v    *Value
		want Interval
	}{
		{f.Binary(Add, a, b), Interval{0, 510}},
		{f.Binary(Sub, a, b), Interval{-255, 255}},
		{f.Binary(Sub, u, f.Convert(U32, f.Param(1, 0))), Interval{-255, 255}}, // congruent
		{f.Binary(Mul, s, s), Interval{-16256, 16384}},
		{f.Binary(Mul, a, c(3)), Interval{0, 765}},
		{f.Shift(Shr, f.Binary(Add, a, b), 1), Interval{0, 255}},
		{f.Binary(Div, f.Binary(Add, a, b), c(3)), Interval{0, 170}},
		{f.Binary(Rem, a, c(10)), Interval{0, 9}},
		{f.Binary(FloorRem, s, c(10)), Interval{0, 9}},
		{f.Binary(Min, f.Binary(Add, a, b), c(255)), Interval{0, 255}},
		{f.Binary(And, a, s), Interval{0, 255}},
		{f.Binary(Or, a, c(256)), Interval{0, 511}},
		{f.Unary(Abs, s), Interval{0, 128}},
		{f.Emit(TruncToInt, I32, 0, limited), Interval{-5, 300}},
	}
	ranges := f.Ranges()
	for _, c := range cases {
		assert.Equal(t, c.want, ranges.Of(c.v), c.v.Long())
	}
}
