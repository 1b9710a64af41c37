// SPDX-License-Identifier: BSD-3-Clause

package irtest

import (
	"fmt"
	"math"

	"github.com/arraygen/arraygen/internal/ir"
)

// Edges returns bodies at the edges of what a back end must manage: arguments
// that outlive an operation that wants to overwrite them, counts past the
// width, bools of several widths, constants in all positions, very few
// and very many operands, and more values than registers.
func Edges() []*ir.Func {
	var fs []*ir.Func
	add := func(name string, body func(b builder)) {
		b := start(name)
		body(b)
		b.Prune()
		fs = append(fs, b.Func)
	}
	keeps(add)
	shifts(add)
	divisions(add)
	constants(add)
	bools(add)
	complexes(add)
	operands(add)
	rares(add)
	nans(add)
	crowds(add)
	return fs
}

type adder = func(name string, body func(b builder))

// number returns the constant n of type t.
func (b builder) number(t ir.Type, n int) *ir.Value {
	if t.Is(ir.KindFloat) {
		return b.Float(t, float64(n))
	}
	return b.Int(t, int64(n))
}

// keeps adds operations of which one argument lives on.
func keeps(add adder) {
	for _, t := range floats {
		for k := range 3 {
			add(fmt.Sprint("fma.keeps", k, ".", t), func(b builder) {
				p := []*ir.Value{b.in(t), b.in(t), b.in(t)}
				b.out(b.Binary(ir.Add, b.Ternary(ir.FMA, p[0], p[1], p[2]), p[k]))
			})
		}
	}
	for _, t := range all {
		for k := range 4 {
			add(fmt.Sprint("select.keeps", k, ".", t), func(b builder) {
				p := []*ir.Value{b.in(t), b.in(t), b.in(t), b.in(t)}
				m := b.Binary(ir.Lt, p[0], p[1])
				b.out(b.Select(m, p[2], p[3]))
				if k < 2 { // the mask lives on too
					b.out(b.Select(m, p[3], p[k]))
				} else {
					b.out(p[k])
				}
			})
		}
	}
	for op := ir.Add; op < ir.Eq; op++ {
		for _, t := range all {
			if info := ir.Ops[op]; info.Arity > 1 && t.Is(info.Kinds) {
				add(fmt.Sprint(op, ".same.", t), func(b builder) {
					x := b.in(t)
					b.out(b.Emit(op, t, 0, []*ir.Value{x, x, x}[:info.Arity]...))
				})
			}
		}
	}
}

// shifts adds shifts by counts of the other sign, and by constants from the
// width up.
func shifts(add adder) {
	for _, op := range []ir.Op{ir.ShlV, ir.ShrV} {
		for _, t := range ints {
			for _, count := range []ir.Type{ir.Int(t.Size()), ir.Uint(t.Size())} {
				add(fmt.Sprint(op, ".", t, ".by.", count), func(b builder) {
					b.out(b.Emit(op, t, 0, b.in(t), b.in(count)))
				})
			}
			for _, n := range []int64{0, 3, int64(t.Bits()) - 1, int64(t.Bits()), -1} {
				add(fmt.Sprint(op, ".", t, ".by", n), func(b builder) {
					b.out(b.Emit(op, t, 0, b.in(t), b.Int(t, n)))
				})
			}
		}
	}
}

// constants adds comparisons with and choices among constants.
func constants(add adder) {
	for _, t := range all {
		for op := ir.Eq; op <= ir.Le; op++ {
			add(fmt.Sprint(op, ".const.", t), func(b builder) {
				x, k := b.in(t), b.number(t, 3)
				b.out(b.boolLane(b.Binary(op, x, k)))
				b.out(b.boolLane(b.Binary(op, k, x)))
			})
		}
		add(fmt.Sprint("select.const.", t), func(b builder) {
			x, zero, k := b.in(t), b.number(t, 0), b.number(t, 7)
			m := b.Binary(ir.Lt, x, k)
			b.out(b.Select(m, x, zero))
			b.out(b.Select(m, zero, x))
			b.out(b.Select(m, k, x))
		})
	}
}

// bools adds operations on bools of two widths.
func bools(add adder) {
	for _, t := range [][2]ir.Type{{ir.F64, ir.F64}, {ir.F64, ir.U8}, {ir.F32, ir.I16}, {ir.U8, ir.U8}, {ir.I16, ir.U64}, {ir.U32, ir.F64}} {
		two := func(b builder) (in [4]*ir.Value, x, y *ir.Value) {
			in = [4]*ir.Value{b.in(t[0]), b.in(t[0]), b.in(t[1]), b.in(t[1])}
			return in, b.Binary(ir.Lt, in[0], in[1]), b.Binary(ir.Le, in[2], in[3])
		}
		tag := fmt.Sprint(".", t[0], ".", t[1])
		for _, op := range []ir.Op{ir.And, ir.Or, ir.Xor, ir.AndNot, ir.Eq, ir.Ne} {
			add(fmt.Sprint("mask.", op, tag), func(b builder) {
				_, x, y := two(b)
				b.out(b.boolLane(b.Binary(op, x, y)))
			})
			for _, k := range []uint64{0, 1} {
				add(fmt.Sprint("mask.", op, tag, ".const", k), func(b builder) {
					m := b.Binary(ir.Lt, b.in(t[0]), b.in(t[0]))
					c := b.Const(ir.Bool, k)
					b.out(b.boolLane(b.Binary(op, m, c)))
					b.out(b.Select(b.Binary(op, c, m), b.number(t[1], 5), b.number(t[1], 9)))
				})
			}
		}
		add("mask.not"+tag, func(b builder) {
			in, x, y := two(b)
			b.out(b.boolLane(b.Unary(ir.Not, x)))
			b.out(b.Select(b.Unary(ir.Not, y), in[0], in[1]))
		})
		add("mask.select"+tag, func(b builder) {
			in, x, y := two(b)
			m := b.Select(b.Binary(ir.Lt, b.in(ir.I32), b.Int(ir.I32, 0)), x, y)
			b.out(b.boolLane(m))
			b.out(b.Select(m, in[2], in[3]))
		})
	}
	add("mask.const", func(b builder) {
		c := b.Const(ir.Bool, 1)
		b.out(b.boolLane(c))
		b.out(b.Select(c, b.in(ir.F64), b.Float(ir.F64, 2)))
	})
	add("bool.logic", func(b builder) {
		zero := b.Int(ir.U8, 0)
		x, y := b.Binary(ir.Ne, b.in(ir.U8), zero), b.Binary(ir.Ne, b.in(ir.U8), zero)
		b.out(b.boolLane(b.Binary(ir.And, x, y)))
		b.out(b.boolLane(b.Unary(ir.Not, b.Binary(ir.Or, x, y))))
	})
}

// complexes adds pairs together with other widths, and parts on their own.
func complexes(add adder) {
	for _, t := range floats {
		add(fmt.Sprint("complex.conjugate.", t), func(b builder) {
			re, im := b.inPair(t)
			b.outPair(re, b.Unary(ir.Neg, im))
		})
		add(fmt.Sprint("complex.real.", t), func(b builder) {
			re, _ := b.inPair(t)
			b.out(re)
		})
		add(fmt.Sprint("complex.scale.", t), func(b builder) {
			re, im := b.inPair(t)
			k := b.Convert(t, b.in(ir.I16))
			b.outPair(b.Binary(ir.Mul, re, k), b.Binary(ir.Mul, im, k))
		})
	}
}

// operands adds bodies with unusual operands.
func operands(add adder) {
	for _, t := range []ir.Type{ir.U8, ir.I16, ir.F32, ir.F64} {
		add(fmt.Sprint("copy.", t), func(b builder) { b.out(b.in(t)) })
		add(fmt.Sprint("exchange.", t), func(b builder) {
			x, y := b.in(t), b.in(t)
			b.out(y)
			b.out(x)
		})
		add(fmt.Sprint("fill.", t), func(b builder) {
			b.out(b.number(t, 42))
			b.out(b.number(t, 0))
		})
		add(fmt.Sprint("unused.", t), func(b builder) {
			x := b.in(t)
			b.in(ir.F64)
			b.out(b.Binary(ir.Add, x, b.in(t)))
		})
		add(fmt.Sprint("in11.", t), func(b builder) {
			s := b.in(t)
			for range 10 {
				s = b.Binary(ir.Sub, b.in(t), s)
			}
			b.out(s)
		})
		add(fmt.Sprint("out11.", t), func(b builder) {
			s := b.in(t)
			for i := range 11 {
				s = b.Binary(ir.Add, s, b.number(t, i+1))
				b.out(s)
			}
		})
	}
	add("widths", func(b builder) {
		x, y, z, w := b.in(ir.U8), b.in(ir.I16), b.in(ir.F32), b.in(ir.I64)
		s := b.Binary(ir.Add, w, b.Convert(ir.I64, y))
		b.out(b.Binary(ir.Add, s, b.Convert(ir.I64, x)))
		b.out(b.Binary(ir.Mul, z, b.Convert(ir.F32, x)))
		b.out(b.Convert(ir.I16, z))
		b.out(b.Convert(ir.U8, s))
	})
}

// rares adds rare lanes of several results and conditions of other widths
// than the result.
func rares(add adder) {
	for _, t := range floats {
		large := func(b builder, x *ir.Value) *ir.Value {
			return b.Binary(ir.Lt, b.Float(t, 1e6), b.Unary(ir.Abs, x))
		}
		add(fmt.Sprint("rare.two.", t), func(b builder) {
			x, y := b.in(t), b.in(t)
			c := large(b, x)
			extra := b.Binary(ir.Add, x, b.Float(t, 77)) // for the scalar function only
			b.out(b.Rare(c, b.Binary(ir.Mul, x, y), "a/b.Slow", 0, x, extra))
			v := b.Rare(c, b.Binary(ir.Add, x, y), "a/b.Slow", 1, x, extra)
			b.out(b.Rare(large(b, y), v, "a/b.Slow2", 0, y))
		})
		add(fmt.Sprint("rare.narrow.", t), func(b builder) {
			x, y, z := b.in(t), b.in(ir.U8), b.in(ir.I16)
			v := b.Binary(ir.Add, x, b.Convert(t, y))
			v = b.Rare(b.Binary(ir.Eq, y, b.Int(ir.U8, 200)), v, "a/b.Slow", 0, x)
			b.out(b.Rare(b.Binary(ir.Lt, z, b.Int(ir.I16, -32000)), v, "a/b.Slow2", 0, x))
		})
	}
	add("rare.bytes", func(b builder) {
		x := b.in(ir.U8)
		b.out(b.Rare(b.Binary(ir.Eq, x, b.Int(ir.U8, 255)), b.Binary(ir.Add, x, x), "a/b.Slow", 0, x))
	})
}

// nans adds bodies that look at the bits of NaNs which they compute, beside
// NaNs that they only move.
func nans(add adder) {
	for _, t := range floats {
		u, bits := ir.Uint(t.Size()), t.Bits()
		sign := func(b builder, x *ir.Value) *ir.Value {
			return b.Shift(ir.Shr, b.Bitcast(u, x), bits-1)
		}
		copysign := func(b builder, x, y *ir.Value) *ir.Value {
			s := b.Const(u, 1<<(bits-1))
			return b.Bitcast(t, b.Binary(ir.Or, b.Binary(ir.AndNot, b.Bitcast(u, x), s), b.Binary(ir.And, b.Bitcast(u, y), s)))
		}
		name := func(s string) string { return "nan." + s + "." + t.String() }
		made := map[string]func(b builder, x, y *ir.Value) *ir.Value{
			"sub":   func(b builder, x, y *ir.Value) *ir.Value { return b.Binary(ir.Sub, x, y) },
			"sqrt":  func(b builder, x, _ *ir.Value) *ir.Value { return b.Unary(ir.Sqrt, x) },
			"max":   func(b builder, x, y *ir.Value) *ir.Value { return b.Binary(ir.Max, x, y) },
			"min":   func(b builder, x, y *ir.Value) *ir.Value { return b.Binary(ir.Min, x, y) },
			"fma":   func(b builder, x, y *ir.Value) *ir.Value { return b.Ternary(ir.FMA, x, y, x) },
			"floor": func(b builder, x, _ *ir.Value) *ir.Value { return b.Unary(ir.Floor, x) },
		}
		for _, op := range []string{"sub", "sqrt", "max", "min", "fma", "floor"} {
			v := made[op]
			add(name(op+".signbit"), func(b builder) { b.out(sign(b, v(b, b.in(t), b.in(t)))) })
			add(name(op+".copysign"), func(b builder) {
				x, y := b.in(t), b.in(t)
				b.out(copysign(b, b.Unary(ir.Abs, y), v(b, x, y)))
			})
			add(name(op+".neg"), func(b builder) { b.out(b.Unary(ir.Neg, v(b, b.in(t), b.in(t)))) })
			add(name(op+".abs"), func(b builder) { b.out(b.Unary(ir.Abs, v(b, b.in(t), b.in(t)))) })
			add(name(op+".or.moved"), func(b builder) {
				x, y := b.in(t), b.in(t)
				b.out(b.Select(b.Binary(ir.Lt, x, b.Float(t, 1)), x, v(b, x, y)))
			})
			add(name(op+".or.canonical"), func(b builder) {
				x, y := b.in(t), b.in(t)
				b.out(b.Select(b.Binary(ir.Lt, x, b.Float(t, 1)), b.Unary(ir.Canonical, y), v(b, x, y)))
			})
			add(name(op+".and.bits"), func(b builder) {
				x, y := b.in(t), b.in(t)
				b.out(v(b, x, y))
				b.out(b.Bitcast(u, v(b, y, x)))
				b.out(v(b, x, y)) // stored twice
			})
			add(name(op+".pair"), func(b builder) {
				x, y := b.inPair(t)
				b.outPair(v(b, x, y), y) // a part that is computed and one that is moved
			})
			add(name(op+".ordered"), func(b builder) {
				x, y := b.in(t), b.in(t)
				z := v(b, x, y)
				c := b.Binary(ir.And, b.Unary(ir.Not, b.Binary(ir.Ne, z, z)), b.Binary(ir.Lt, y, b.Float(t, 100)))
				b.out(sign(b, b.Select(c, z, x)))
				b.out(b.Select(c, y, b.Unary(ir.Neg, z)))
			})
		}
		add(name("moved"), func(b builder) {
			x, y := b.in(t), b.in(t)
			b.out(b.Unary(ir.Neg, x))
			b.out(b.Unary(ir.Abs, y))
			b.out(copysign(b, x, y))
			b.out(b.Select(b.Binary(ir.Lt, b.in(ir.I32), b.Int(ir.I32, 0)), x, y))
		})
		add(name("rare"), func(b builder) {
			x := b.in(t)
			c := b.Binary(ir.Lt, b.Float(t, 1e6), b.Unary(ir.Abs, x))
			z := b.Binary(ir.Sub, x, x)
			b.out(b.Rare(c, z, "a/b.Slow", 0, x, z))
		})
	}
	add("nan.convert", func(b builder) {
		x, y := b.in(ir.F32), b.in(ir.F64)
		b.out(b.Convert(ir.F64, x))
		b.out(b.Convert(ir.F32, y))
		b.out(b.Bitcast(ir.U64, b.Convert(ir.F64, x)))
		b.out(b.Bitcast(ir.U32, b.Convert(ir.F32, y)))
	})
	add("nan.half", func(b builder) {
		x := b.Emit(ir.HalfToF32, ir.F32, 0, b.in(ir.U16))
		b.out(x)
		b.out(b.Emit(ir.F32ToHalf, ir.U16, 0, b.Unary(ir.Neg, x)))
		b.out(b.Emit(ir.F32ToHalf, ir.U16, 0, b.Binary(ir.Add, x, b.Float(ir.F32, 1))))
		b.out(b.Emit(ir.F32ToHalf, ir.U16, 0, b.in(ir.F32)))
	})
}

// crowds adds bodies of mixed widths and pairs that need more registers than
// there are.
func crowds(add adder) {
	add("crowd.mixed", func(b builder) {
		x, y, z := b.in(ir.I32), b.in(ir.F64), b.in(ir.U8)
		p, k := b.Convert(ir.F64, x), b.Convert(ir.I64, z)
		var vs, ws []*ir.Value
		for i := range 18 {
			vs = append(vs, b.Binary(ir.Add, b.Binary(ir.Mul, p, b.Float(ir.F64, math.Sqrt(float64(i+2)))), y))
			ws = append(ws, b.Binary(ir.Mul, b.Binary(ir.Add, k, b.Int(ir.I64, int64(i*i))), k))
		}
		re, im, s := vs[0], vs[1], ws[0]
		for i := range vs {
			re, im = b.Binary(ir.Add, re, b.Binary(ir.Mul, vs[i], im)), b.Binary(ir.Min, vs[len(vs)-1-i], im)
			s = b.Binary(ir.Xor, s, b.Binary(ir.Add, ws[i], ws[len(ws)-1-i]))
		}
		b.outPair(re, im)
		b.out(b.Binary(ir.Add, s, b.Convert(ir.I64, x)))
	})
	add("crowd.pairs", func(b builder) {
		var re, im [5]*ir.Value
		for i := range re {
			re[i], im[i] = b.inPair(ir.F32)
		}
		var vs []*ir.Value
		for i := range re {
			for j := range im {
				vs = append(vs, b.Binary(ir.Sub, re[i], im[j]))
			}
		}
		var r [4]*ir.Value
		for i := range r {
			r[i] = vs[i]
			for j, v := range vs[4:] {
				if (i+j)%3 != 0 {
					r[i] = b.Binary(ir.Add, r[i], v)
				} else {
					r[i] = b.Binary(ir.Max, v, r[i])
				}
			}
		}
		b.outPair(r[0], r[1])
		b.outPair(r[2], r[3])
	})
}

// divisions adds quotients, remainders and products with constants, of which
// each takes another lowering.
func divisions(add adder) {
	for _, t := range ints {
		for _, d := range []int{1, 2, 3, 7, 10, 14, 40, 64, 100, -1, -3, -7, -64, -128} {
			add(fmt.Sprint("by", d, ".", t), func(b builder) {
				x := b.in(t)
				c := b.Int(t, int64(d))
				b.out(b.Binary(ir.Div, x, c))
				b.out(b.Binary(ir.Rem, x, c))
				b.out(b.Binary(ir.FloorDiv, x, c))
				b.out(b.Binary(ir.FloorRem, x, c))
				b.out(b.Binary(ir.Mul, x, c))
			})
		}
	}
	for _, t := range floats {
		add(fmt.Sprint("quarter.", t), func(b builder) { b.out(b.Binary(ir.Div, b.in(t), b.Float(t, 4))) })
	}
}
