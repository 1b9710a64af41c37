// SPDX-License-Identifier: BSD-3-Clause

package passes

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/irtest"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// quotients returns a body with a quotient and a remainder, of which one is taken twice.
func quotients(t ir.Type, div, rem ir.Op) *ir.Func {
	f := ir.New("quotients")
	f.In = []ir.Operand{{Name: "x", Lane: t}, {Name: "d", Lane: t}}
	f.Out = []ir.Operand{{Name: "q", Lane: t}, {Name: "r", Lane: t}}
	x, d := f.Param(0, 0), f.Param(1, 0)
	f.Return(0, 0, f.Binary(div, x, d))
	f.Return(1, 0, f.Binary(ir.Add, f.Binary(rem, x, d), f.Binary(div, f.Binary(ir.Xor, x, d), d)))
	return f
}

// TestByInvariant: quotients by the reciprocal of a divisor are those by the divisor, for all bytes, and for
// divisors and dividends about powers of two, multiples and at random.
func TestByInvariant(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{1, 2, 4, 8} {
		for _, typ := range []ir.Type{ir.Int(size), ir.Uint(size)} {
			for _, ops := range [][2]ir.Op{{ir.Div, ir.Rem}, {ir.FloorDiv, ir.FloorRem}} {
				if typ.Is(ir.KindUint) && ops[0] == ir.FloorDiv {
					continue // the front end has none
				}
				f := quotients(typ, ops[0], ops[1])
				v := ByInvariant(f, func(i int) bool { return i == 1 })
				require.NotNil(t, v)
				require.NoError(t, v.Func.Verify())
				require.Equal(t, 1, v.Divisor)
				for _, op := range []ir.Op{ir.Div, ir.Rem, ir.FloorDiv, ir.FloorRem} {
					for _, w := range v.Func.Values {
						require.NotEqual(t, op, w.Op)
					}
				}
				for _, d := range divisors(r, typ) {
					m, s, ok := kernel.Reciprocal(d, size, typ.Is(ir.KindInt), v.Down)
					negative := typ.Is(ir.KindInt) && d>>(typ.Bits()-1) == 1
					small := d <= 1 || negative && irtest.Trim(typ, d+1) == 0
					require.Equal(t, small || negative && v.Down, !ok, "%s: a reciprocal of %d", typ, d)
					if !ok {
						continue
					}
					try := func(x uint64) {
						x = irtest.Trim(typ, x)
						want, _ := f.Eval([][2]uint64{{x}, {d}})
						in := [][2]uint64{{x}, {d}, {irtest.Trim(v.Func.In[2].Lane, m)}}
						if size > 1 {
							in = append(in, [2]uint64{s})
						}
						got, _ := v.Func.Eval(in)
						if want[0] != got[0] || want[1] != got[1] {
							require.FailNow(t, "differs", "%s, %v: %d by %d: got %d, want %d\n%s", typ, ops, x, d, got, want, v.Func)
						}
					}
					if size == 1 {
						for x := range uint64(256) {
							try(x)
						}
						continue
					}
					for _, x := range irtest.Special(typ) {
						try(x)
					}
					for range 20 {
						x := r.Uint64() * d
						try(x - 1)
						try(x)
						try(r.Uint64())
						try(r.Uint64() >> r.IntN(64))
					}
				}
			}
		}
	}
}

// divisors are all bytes; of more bits, numbers about powers of two, small ones and some at random.
func divisors(r *rand.Rand, t ir.Type) (ds []uint64) {
	for d := range uint64(256) {
		ds = append(ds, irtest.Trim(t, d))
	}
	if t.Size() == 1 {
		return ds
	}
	for k := range t.Bits() {
		for e := range uint64(3) {
			d := uint64(1)<<k - 1 + e
			ds = append(ds, irtest.Trim(t, d), irtest.Trim(t, -d))
		}
	}
	for range 300 {
		ds = append(ds, irtest.Trim(t, r.Uint64()), irtest.Trim(t, r.Uint64()>>r.IntN(64)))
	}
	return ds
}

// There is no form for bodies that divide by several inputs, by one with two roundings, or by an input that is never
// one element; a quotient by what is computed stays.
func TestNotByInvariant(t *testing.T) {
	all := func(int) bool { return true }
	f := quotients(ir.I32, ir.Div, ir.FloorRem)
	require.Nil(t, ByInvariant(f, all))
	require.Nil(t, ByInvariant(quotients(ir.I32, ir.Div, ir.Rem), func(i int) bool { return i == 0 }))
	f = quotients(ir.I32, ir.Div, ir.Rem)
	f.Return(0, 0, f.Binary(ir.Div, f.Param(1, 0), f.Param(0, 0)))
	require.Nil(t, ByInvariant(f, all))
	f = ir.New("computed")
	f.In = []ir.Operand{{Name: "x", Lane: ir.I32}, {Name: "d", Lane: ir.I32}}
	f.Out = []ir.Operand{{Name: "q", Lane: ir.I32}}
	f.Return(0, 0, f.Binary(ir.Div, f.Param(0, 0), f.Binary(ir.Add, f.Param(1, 0), f.Const(ir.I32, 1))))
	require.Nil(t, ByInvariant(f, all))
}
