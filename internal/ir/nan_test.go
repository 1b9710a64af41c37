// SPDX-License-Identifier: BSD-3-Clause

package ir_test

import (
	"math/rand"
	"testing"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/irtest"
	"github.com/stretchr/testify/require"
)

// TestCanonicalizeNaNs: on a machine whose NaNs have any bits, canonicalized bodies give what
// the bodies mean.
func TestCanonicalizeNaNs(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	wrong := 0 // without CanonicalizeNaNs
	for _, f := range irtest.Bodies() {
		g := ir.CanonicalizeNaNs(f)
		require.NoError(t, g.Verify(), "%s", g)
		require.Same(t, g, ir.CanonicalizeNaNs(g))
		in := make([][2]uint64, len(f.In))
		for range 60 {
			for i, o := range f.In {
				in[i] = [2]uint64{irtest.Random(r, o.Lane), irtest.Random(r, o.Lane)}
			}
			want, rare := f.Eval(in)
			got, rareToo := g.EvalOn(in, irtest.AnyNaN(r))
			require.Equal(t, want, got, "inputs %x of\n%s\n%s", in, f, g)
			require.Equal(t, rare, rareToo)
			raw, _ := f.EvalOn(in, irtest.AnyNaN(r))
			for i := range raw {
				if raw[i] != want[i] {
					wrong++
				}
			}
		}
	}
	require.Greater(t, wrong, 1000, "the inputs make few NaNs")
}

// CanonicalizeNaNs costs nothing where no NaN is made or nothing reads its bits.
func TestCanonicalizeNaNsCost(t *testing.T) {
	body := func(build func(f *ir.Func, x, y *ir.Value) *ir.Value) *ir.Func {
		f := ir.New("test")
		f.In = []ir.Operand{{Name: "x", Lane: ir.F64}, {Name: "y", Lane: ir.F64}}
		v := build(f, f.Param(0, 0), f.Param(1, 0))
		f.Out = []ir.Operand{{Name: "z", Lane: v.Type}}
		f.Return(0, 0, v)
		f.Prune()
		return ir.CanonicalizeNaNs(f)
	}
	for name, c := range map[string]struct {
		canonical int
		mend      bool
		build     func(f *ir.Func, x, y *ir.Value) *ir.Value
	}{
		"sum":          {0, true, func(f *ir.Func, x, y *ir.Value) *ir.Value { return f.Binary(ir.Add, x, y) }},
		"negative":     {0, false, func(f *ir.Func, x, _ *ir.Value) *ir.Value { return f.Unary(ir.Neg, x) }},
		"negative sum": {1, false, func(f *ir.Func, x, y *ir.Value) *ir.Value { return f.Unary(ir.Neg, f.Binary(ir.Add, x, y)) }},
		"absolute sum": {0, true, func(f *ir.Func, x, y *ir.Value) *ir.Value { return f.Unary(ir.Abs, f.Binary(ir.Add, x, y)) }},
		"sum of negative": {0, true, func(f *ir.Func, x, y *ir.Value) *ir.Value {
			return f.Binary(ir.Add, x, f.Unary(ir.Neg, f.Binary(ir.Mul, x, y)))
		}},
		"comparison": {0, false, func(f *ir.Func, x, y *ir.Value) *ir.Value {
			return f.Select(f.Binary(ir.Lt, f.Binary(ir.Add, x, y), x), f.Int(ir.U8, 1), f.Int(ir.U8, 0))
		}},
		"sum or NaN": {0, true, func(f *ir.Func, x, y *ir.Value) *ir.Value {
			return f.Select(f.Binary(ir.Lt, x, y), f.Const(ir.F64, ir.CanonicalNaN(ir.F64)), f.Binary(ir.Add, x, y))
		}},
		"sum or operand": {1, false, func(f *ir.Func, x, y *ir.Value) *ir.Value {
			return f.Select(f.Binary(ir.Lt, x, y), f.Binary(ir.Add, x, y), f.Unary(ir.Neg, y))
		}},
		"sum or ordered operand": {0, true, func(f *ir.Func, x, y *ir.Value) *ir.Value {
			return f.Select(f.Binary(ir.Lt, x, y), f.Unary(ir.Neg, y), f.Binary(ir.Add, x, y))
		}},
		"bits of a limited sum": {0, false, func(f *ir.Func, x, y *ir.Value) *ir.Value {
			s := f.Binary(ir.Add, x, y)
			return f.Bitcast(ir.U64, f.Select(f.Binary(ir.Lt, s, f.Float(ir.F64, 9)), s, f.Float(ir.F64, 9)))
		}},
		"bits of a sum": {1, false, func(f *ir.Func, x, y *ir.Value) *ir.Value { return f.Bitcast(ir.U64, f.Binary(ir.Add, x, y)) }},
		"integers":      {0, false, func(f *ir.Func, x, _ *ir.Value) *ir.Value { return f.Convert(ir.F64, f.Convert(ir.I64, x)) }},
	} {
		f := body(c.build)
		n := 0
		for _, v := range f.Values {
			if v.Op == ir.Canonical {
				n++
			}
		}
		require.Equal(t, c.canonical, n, "%s: %s", name, f)
		require.Equal(t, c.mend, f.Results[0].Mend, "%s: %s", name, f)
	}
}
