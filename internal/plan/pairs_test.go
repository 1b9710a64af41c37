// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"testing"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/stretchr/testify/require"
)

// TestPairs: which sums take products of 16 bits, and which may not, since a factor may have more;
// and which take products of bytes.
func TestPairs(t *testing.T) {
	type terms func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value
	wide := func(f *ir.Func, v *ir.Value) *ir.Value { return f.Emit(ir.Convert, ir.I32, 0, v) }
	for _, c := range []struct {
		name  string
		of    terms
		pairs bool
		quads string // the types of the factors, "" for none
	}{
		{"bytes", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value {
			return f.Binary(ir.Mul, wide(f, x(ir.I8)), wide(f, x(ir.U8)))
		}, true, "uint8 int8"},
		{"signed bytes", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value {
			return f.Binary(ir.Mul, wide(f, x(ir.I8)), wide(f, x(ir.I8)))
		}, true, "int8 int8"},
		{"bytes that are computed", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value {
			a := x(ir.U8)
			return f.Binary(ir.Mul, wide(f, f.Unary(ir.Not, a)), wide(f, a))
		}, true, "uint8 uint8"},
		{"bytes of words", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value {
			return f.Binary(ir.Mul, wide(f, f.Convert(ir.I8, x(ir.I16))), wide(f, x(ir.I8)))
		}, true, ""},
		{"a byte alone", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value { return wide(f, x(ir.U8)) }, true, "uint8 uint8"},
		{"words", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value {
			return f.Binary(ir.Mul, wide(f, x(ir.I16)), wide(f, x(ir.I16)))
		}, true, ""},
		{"unsigned words", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value {
			return f.Binary(ir.Mul, wide(f, x(ir.U16)), wide(f, x(ir.I16)))
		}, false, ""},
		{"difference of bytes", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value {
			e := f.Binary(ir.Sub, wide(f, x(ir.U8)), wide(f, x(ir.I8)))
			return f.Binary(ir.Mul, e, e)
		}, true, ""},
		{"difference of a word and a byte", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value {
			e := f.Binary(ir.Sub, wide(f, x(ir.I16)), wide(f, x(ir.U8)))
			return f.Binary(ir.Mul, e, e)
		}, false, ""},
		{"product of signed bytes as a factor", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value {
			a := wide(f, x(ir.I8))
			return f.Binary(ir.Mul, f.Binary(ir.Mul, a, a), a)
		}, true, ""},
		{"product of unsigned bytes as a factor", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value {
			a := wide(f, x(ir.U8))
			return f.Binary(ir.Mul, f.Binary(ir.Mul, a, a), a)
		}, false, ""},
		{"absolute difference alone", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value {
			return f.Unary(ir.Abs, f.Binary(ir.Sub, wide(f, x(ir.U8)), wide(f, x(ir.I8))))
		}, true, ""},
		{"unsigned word alone", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value { return wide(f, x(ir.U16)) }, false, ""},
		{"small constant", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value {
			return f.Binary(ir.Mul, wide(f, x(ir.I16)), f.Int(ir.I32, -32768))
		}, true, ""},
		{"large constant", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value {
			return f.Binary(ir.Mul, wide(f, x(ir.I8)), f.Int(ir.I32, 32768))
		}, false, ""},
		{"whole words", func(f *ir.Func, x func(ir.Type) *ir.Value) *ir.Value {
			a := x(ir.I32)
			return f.Binary(ir.Mul, a, a)
		}, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := ir.New("step")
			types := []ir.Type{ir.I8, ir.U8, ir.I16, ir.U16, ir.I32}
			for _, e := range types {
				f.In = append(f.In, ir.Operand{Name: e.String(), Lane: e, Row: true})
			}
			f.In = append(f.In, ir.Operand{Name: "sum", Lane: ir.I32})
			f.Out = []ir.Operand{{Name: "sum", Lane: ir.I32}}
			param := func(e ir.Type) *ir.Value {
				for i, of := range types {
					if of == e {
						return f.Param(i, 0)
					}
				}
				panic(e)
			}
			term := c.of(f, param)
			f.Return(0, 0, f.Binary(ir.Add, f.Param(len(types), 0), term))
			r := &Reducing{Reductions: []ir.Reduction{{Kind: ir.Sum, Order: ir.AnyOrder}}, Index: -1}
			g := r.Pairs(f)
			require.Equal(t, c.pairs, g != nil)
			if g != nil {
				require.NoError(t, g.Verify())
				require.Equal(t, 2, g.MaxLane())
			}
			types8 := ""
			if g := r.Quads(f); g != nil {
				require.NoError(t, g.Verify())
				require.Equal(t, 1, g.MaxLane())
				v := g.Results[0].Value
				types8 = v.Args[1].Type.String() + " " + v.Args[2].Type.String()
			}
			require.Equal(t, c.quads, types8)
			r.Reductions[0].Order = ir.Pairwise
			require.Nil(t, r.Quads(f), "an order that shows")
			require.Nil(t, r.Pairs(f), "an order that shows")
		})
	}
}
