package kerneltest

import (
	"fmt"
	"math"

	"github.com/arraygen/arraygen/asm/ir"
)

// operations adds every operation on values of one type.
func (c *corpus) operations() {
	for op := ir.Add; op <= ir.ShrV; op++ {
		info := ir.Ops[op]
		for _, t := range typesOf(info.Kinds) {
			name := title(op) + title(t)
			switch op {
			case ir.Shl, ir.Shr:
				for _, n := range []int{1, t.Bits() / 2, t.Bits() - 1} {
					c.add(fmt.Sprintf("%s%d", name, n), lanes(t), lanes(t), func(f *ir.Func) []*ir.Value {
						return []*ir.Value{f.Shift(op, f.Param(0, 0), n)}
					})
				}
				continue
			case ir.ShlV, ir.ShrV:
				// The count may be of the other sign, and a constant.
				for _, count := range []ir.Type{ir.Int(t.Size()), ir.Uint(t.Size())} {
					c.add(name+"By"+title(count), lanes(t, count), lanes(t), func(f *ir.Func) []*ir.Value {
						return []*ir.Value{f.Emit(op, t, 0, params(f)...)}
					})
				}
				for _, n := range []int64{0, 3, int64(t.Bits()), -1} {
					c.add(fmt.Sprintf("%sConst%d", name, uint8(n)), lanes(t), lanes(t), func(f *ir.Func) []*ir.Value {
						return []*ir.Value{f.Emit(op, t, 0, f.Param(0, 0), f.Int(t, n))}
					})
				}
				continue
			}
			in := repeat(t, info.Arity)
			c.add(name, lanes(in...), lanes(t), func(f *ir.Func) []*ir.Value {
				return []*ir.Value{f.Emit(op, t, 0, params(f)...)}
			})
			// One value in all places, which then dies at once.
			if info.Arity > 1 {
				c.add(name+"Same", lanes(t), lanes(t), func(f *ir.Func) []*ir.Value {
					x := f.Param(0, 0)
					args := []*ir.Value{x, x, x}[:info.Arity]
					return []*ir.Value{f.Emit(op, t, 0, args...)}
				})
				c.add(name+"Const", lanes(t), lanes(t, t), func(f *ir.Func) []*ir.Value {
					x, k := f.Param(0, 0), constant(f, t, 3)
					a, b := []*ir.Value{x, k}, []*ir.Value{k, x}
					if info.Arity == 3 {
						a, b = append(a, k), append(b, k)
					}
					return []*ir.Value{f.Emit(op, t, 0, a...), f.Emit(op, t, 0, b...)}
				})
			}
		}
	}
	for _, t := range typesOf(ir.KindFloat) {
		for k := range 3 { // each argument of FMA lives on
			c.add(fmt.Sprintf("FmaKeeps%d%s", k, title(t)), lanes(t, t, t), lanes(t), func(f *ir.Func) []*ir.Value {
				p := params(f)
				return []*ir.Value{f.Binary(ir.Add, f.Ternary(ir.FMA, p[0], p[1], p[2]), p[k])}
			})
		}
	}
}

func constant(f *ir.Func, t ir.Type, n int) *ir.Value {
	if t.Is(ir.KindFloat) {
		return f.Float(t, float64(n))
	}
	return f.Int(t, int64(n))
}

// comparisons adds comparisons, stored as bools and as choices between
// values of all widths.
func (c *corpus) comparisons() {
	numbers := typesOf(ir.KindNumber)
	for op := ir.Eq; op <= ir.Le; op++ {
		for _, t := range numbers {
			c.add(title(op)+title(t), lanes(t, t), lanes(ir.U8), func(f *ir.Func) []*ir.Value {
				return []*ir.Value{bool8(f, f.Binary(op, f.Param(0, 0), f.Param(1, 0)))}
			})
			c.add(title(op)+title(t)+"Const", lanes(t), lanes(ir.U8, ir.U8), func(f *ir.Func) []*ir.Value {
				x, k := f.Param(0, 0), constant(f, t, 3)
				return []*ir.Value{bool8(f, f.Binary(op, x, k)), bool8(f, f.Binary(op, k, x))}
			})
		}
	}
	for _, t := range numbers {
		for _, u := range numbers {
			c.add("Select"+title(u)+"By"+title(t), lanes(t, t, u, u), lanes(u), func(f *ir.Func) []*ir.Value {
				p := params(f)
				return []*ir.Value{f.Select(f.Binary(ir.Lt, p[0], p[1]), p[2], p[3])}
			})
		}
		for k := range 4 { // each argument, or the mask, lives on
			c.add(fmt.Sprintf("Select%sKeeps%d", title(t), k), lanes(t, t, t, t), lanes(t, t), func(f *ir.Func) []*ir.Value {
				p := params(f)
				m := f.Binary(ir.Lt, p[0], p[1])
				s := f.Select(m, p[2], p[3])
				if k < 2 {
					return []*ir.Value{s, f.Select(m, p[3], p[k])}
				}
				return []*ir.Value{s, p[k]}
			})
		}
		c.add("SelectConst"+title(t), lanes(t), lanes(t, t, t), func(f *ir.Func) []*ir.Value {
			x, zero, k := f.Param(0, 0), constant(f, t, 0), constant(f, t, 7)
			m := f.Binary(ir.Lt, x, k)
			return []*ir.Value{f.Select(m, x, zero), f.Select(m, zero, x), f.Select(m, k, x)}
		})
	}
}

// masks adds operations on truth values of various widths.
func (c *corpus) masks() {
	types := [][2]ir.Type{{ir.F64, ir.F64}, {ir.F64, ir.U8}, {ir.F32, ir.I16}, {ir.U8, ir.U8}, {ir.I16, ir.U64}, {ir.U32, ir.F64}}
	for _, t := range types {
		in := lanes(t[0], t[0], t[1], t[1])
		tag := title(t[0]) + title(t[1])
		two := func(f *ir.Func) (x, y *ir.Value) {
			p := params(f)
			return f.Binary(ir.Lt, p[0], p[1]), f.Binary(ir.Le, p[2], p[3])
		}
		for _, op := range []ir.Op{ir.And, ir.Or, ir.Xor, ir.AndNot, ir.Eq, ir.Ne} {
			c.add("Mask"+title(op)+tag, in, lanes(ir.U8), func(f *ir.Func) []*ir.Value {
				x, y := two(f)
				return []*ir.Value{bool8(f, f.Binary(op, x, y))}
			})
			for _, k := range []uint64{0, 1} {
				c.add(fmt.Sprintf("Mask%s%sConst%d", title(op), tag, k), in[:2], lanes(ir.U8, t[1]), func(f *ir.Func) []*ir.Value {
					m := f.Binary(ir.Lt, f.Param(0, 0), f.Param(1, 0))
					b := f.Const(ir.Bool, k)
					return []*ir.Value{bool8(f, f.Binary(op, m, b)), f.Select(f.Binary(op, b, m), constant(f, t[1], 5), constant(f, t[1], 9))}
				})
			}
		}
		c.add("MaskNot"+tag, in, lanes(ir.U8, t[0]), func(f *ir.Func) []*ir.Value {
			x, y := two(f)
			return []*ir.Value{bool8(f, f.Unary(ir.Not, x)), f.Select(f.Unary(ir.Not, y), f.Param(0, 0), f.Param(1, 0))}
		})
		c.add("MaskSelect"+tag, append(in, lanes(ir.I32)...), lanes(ir.U8, t[1]), func(f *ir.Func) []*ir.Value {
			x, y := two(f)
			m := f.Select(f.Binary(ir.Lt, f.Param(4, 0), f.Int(ir.I32, 0)), x, y)
			return []*ir.Value{bool8(f, m), f.Select(m, f.Param(2, 0), f.Param(3, 0))}
		})
	}
	c.add("MaskConst", lanes(ir.F64), lanes(ir.U8, ir.F64), func(f *ir.Func) []*ir.Value {
		b := f.Const(ir.Bool, 1)
		return []*ir.Value{bool8(f, b), f.Select(b, f.Param(0, 0), f.Float(ir.F64, 2))}
	})
	c.add("BoolLogic", lanes(ir.U8, ir.U8), lanes(ir.U8, ir.U8), func(f *ir.Func) []*ir.Value {
		zero := f.Int(ir.U8, 0)
		x, y := f.Binary(ir.Ne, f.Param(0, 0), zero), f.Binary(ir.Ne, f.Param(1, 0), zero)
		return []*ir.Value{bool8(f, f.Binary(ir.And, x, y)), bool8(f, f.Unary(ir.Not, f.Binary(ir.Or, x, y)))}
	})
}

// conversions adds all conversions, and the chains that mix widths.
func (c *corpus) conversions() {
	numbers := typesOf(ir.KindNumber)
	for _, from := range numbers {
		for _, to := range numbers {
			if from == to {
				continue
			}
			c.add(title(from)+"To"+title(to), lanes(from), lanes(to), func(f *ir.Func) []*ir.Value {
				return []*ir.Value{f.Convert(to, f.Param(0, 0))}
			})
			if from.Size() == to.Size() {
				c.add(title(from)+"As"+title(to), lanes(from), lanes(to), func(f *ir.Func) []*ir.Value {
					return []*ir.Value{f.Bitcast(to, f.Param(0, 0))}
				})
			}
		}
	}
	c.add("HalfToF32", lanes(ir.U16), lanes(ir.F32), func(f *ir.Func) []*ir.Value {
		return []*ir.Value{f.Emit(ir.HalfToF32, ir.F32, 0, f.Param(0, 0))}
	})
	c.add("F32ToHalf", lanes(ir.F32), lanes(ir.U16), func(f *ir.Func) []*ir.Value {
		return []*ir.Value{f.Emit(ir.F32ToHalf, ir.U16, 0, f.Param(0, 0))}
	})
	c.add("HalfMultiply", lanes(ir.U16, ir.U16), lanes(ir.U16), func(f *ir.Func) []*ir.Value {
		x, y := f.Emit(ir.HalfToF32, ir.F32, 0, f.Param(0, 0)), f.Emit(ir.HalfToF32, ir.F32, 0, f.Param(1, 0))
		return []*ir.Value{f.Emit(ir.F32ToHalf, ir.U16, 0, f.Binary(ir.Mul, x, y))}
	})
	c.add("HalfToF64", lanes(ir.U16), lanes(ir.F64), func(f *ir.Func) []*ir.Value {
		return []*ir.Value{f.Convert(ir.F64, f.Emit(ir.HalfToF32, ir.F32, 0, f.Param(0, 0)))}
	})
	c.add("ToneCurve", lanes(ir.U8), lanes(ir.U8), func(f *ir.Func) []*ir.Value {
		x := f.Binary(ir.Mul, f.Convert(ir.F32, f.Param(0, 0)), f.Float(ir.F32, 1/255.0))
		y := f.Binary(ir.Mul, f.Unary(ir.Sqrt, x), f.Float(ir.F32, 255))
		return []*ir.Value{f.Convert(ir.U8, f.Unary(ir.RoundEven, y))}
	})
	c.add("IsNaN", lanes(ir.F64), lanes(ir.U8), func(f *ir.Func) []*ir.Value {
		x := f.Param(0, 0)
		return []*ir.Value{bool8(f, f.Binary(ir.Ne, x, x))}
	})
	c.add("Int32TimesFloat64", lanes(ir.I32, ir.F64), lanes(ir.F64), func(f *ir.Func) []*ir.Value {
		return []*ir.Value{f.Binary(ir.Mul, f.Convert(ir.F64, f.Param(0, 0)), f.Param(1, 0))}
	})
	c.add("Copysign", lanes(ir.F32, ir.F32), lanes(ir.F32), func(f *ir.Func) []*ir.Value {
		s := f.Int(ir.U32, 1<<31)
		x, y := f.Bitcast(ir.U32, f.Param(0, 0)), f.Bitcast(ir.U32, f.Param(1, 0))
		return []*ir.Value{f.Bitcast(ir.F32, f.Binary(ir.Or, f.Binary(ir.AndNot, x, s), f.Binary(ir.And, y, s)))}
	})
}

// pairs adds bodies on complex operands.
func (c *corpus) pairs() {
	for _, t := range typesOf(ir.KindFloat) {
		n := title(t)
		c.add("ComplexMultiply"+n, pairs(t, t), pairs(t), func(f *ir.Func) []*ir.Value {
			a, b, x, y := f.Param(0, 0), f.Param(0, 1), f.Param(1, 0), f.Param(1, 1)
			return []*ir.Value{
				f.Binary(ir.Sub, f.Binary(ir.Mul, a, x), f.Binary(ir.Mul, b, y)),
				f.Binary(ir.Add, f.Binary(ir.Mul, a, y), f.Binary(ir.Mul, b, x)),
			}
		})
		c.add("ComplexConjugate"+n, pairs(t), pairs(t), func(f *ir.Func) []*ir.Value {
			return []*ir.Value{f.Param(0, 0), f.Unary(ir.Neg, f.Param(0, 1))}
		})
		c.add("ComplexSwap"+n, pairs(t), pairs(t), func(f *ir.Func) []*ir.Value {
			return []*ir.Value{f.Param(0, 1), f.Param(0, 0)}
		})
		c.add("ComplexReal"+n, pairs(t), lanes(t), func(f *ir.Func) []*ir.Value { return []*ir.Value{f.Param(0, 0)} })
		c.add("ComplexImag"+n, pairs(t), lanes(t), func(f *ir.Func) []*ir.Value { return []*ir.Value{f.Param(0, 1)} })
		c.add("ComplexFromReal"+n, lanes(t), pairs(t), func(f *ir.Func) []*ir.Value {
			return []*ir.Value{f.Param(0, 0), f.Float(t, 0)}
		})
		c.add("ComplexEqual"+n, pairs(t, t), lanes(ir.U8), func(f *ir.Func) []*ir.Value {
			re := f.Binary(ir.Eq, f.Param(0, 0), f.Param(1, 0))
			im := f.Binary(ir.Eq, f.Param(0, 1), f.Param(1, 1))
			return []*ir.Value{bool8(f, f.Binary(ir.And, re, im))}
		})
		c.add("ComplexScale"+n, append(pairs(t), lanes(ir.I16)...), pairs(t), func(f *ir.Func) []*ir.Value {
			k := f.Convert(t, f.Param(1, 0))
			return []*ir.Value{f.Binary(ir.Mul, f.Param(0, 0), k), f.Binary(ir.Mul, f.Param(0, 1), k)}
		})
	}
	c.add("Complex64To128", pairs(ir.F32), pairs(ir.F64), func(f *ir.Func) []*ir.Value {
		return []*ir.Value{f.Convert(ir.F64, f.Param(0, 0)), f.Convert(ir.F64, f.Param(0, 1))}
	})
	c.add("Complex128To64", pairs(ir.F64), pairs(ir.F32), func(f *ir.Func) []*ir.Value {
		return []*ir.Value{f.Convert(ir.F32, f.Param(0, 0)), f.Convert(ir.F32, f.Param(0, 1))}
	})
}

// shapes adds bodies of unusual operands.
func (c *corpus) shapes() {
	for _, t := range []ir.Type{ir.U8, ir.I16, ir.F32, ir.F64} {
		n := title(t)
		c.add("Copy"+n, lanes(t), lanes(t), func(f *ir.Func) []*ir.Value { return []*ir.Value{f.Param(0, 0)} })
		c.add("Exchange"+n, lanes(t, t), lanes(t, t), func(f *ir.Func) []*ir.Value {
			return []*ir.Value{f.Param(1, 0), f.Param(0, 0)}
		})
		c.add("Fill"+n, nil, lanes(t, t), func(f *ir.Func) []*ir.Value {
			return []*ir.Value{constant(f, t, 42), constant(f, t, 0)}
		})
		c.add("Unused"+n, lanes(t, ir.F64, t), lanes(t), func(f *ir.Func) []*ir.Value {
			return []*ir.Value{f.Binary(ir.Add, f.Param(0, 0), f.Param(2, 0))}
		})
		c.add("ManyIn"+n, lanes(repeat(t, 11)...), lanes(t), func(f *ir.Func) []*ir.Value {
			s := f.Param(0, 0)
			for _, p := range params(f)[1:] {
				s = f.Binary(ir.Sub, p, s)
			}
			return []*ir.Value{s}
		})
		c.add("ManyOut"+n, lanes(t), lanes(repeat(t, 11)...), func(f *ir.Func) []*ir.Value {
			var out []*ir.Value
			s := f.Param(0, 0)
			for i := range 11 {
				s = f.Binary(ir.Add, s, constant(f, t, i+1))
				out = append(out, s)
			}
			return out
		})
	}
	c.add("AllWidths", lanes(ir.U8, ir.I16, ir.F32, ir.I64), lanes(ir.I64, ir.F32, ir.I16, ir.U8), func(f *ir.Func) []*ir.Value {
		p := params(f)
		s := f.Binary(ir.Add, p[3], f.Convert(ir.I64, p[1]))
		return []*ir.Value{
			f.Binary(ir.Add, s, f.Convert(ir.I64, p[0])),
			f.Binary(ir.Mul, p[2], f.Convert(ir.F32, p[0])),
			f.Convert(ir.I16, p[2]),
			f.Convert(ir.U8, s),
		}
	})
}

// rare adds bodies with rare lanes.
func (c *corpus) rare() {
	for _, t := range typesOf(ir.KindFloat) {
		n := title(t)
		large := func(f *ir.Func, x *ir.Value) *ir.Value {
			return f.Binary(ir.Lt, f.Float(t, 1e6), f.Unary(ir.Abs, x))
		}
		c.add("Rare"+n, lanes(t), lanes(t), func(f *ir.Func) []*ir.Value {
			x := f.Param(0, 0)
			return []*ir.Value{f.Rare(large(f, x), f.Binary(ir.Mul, x, x), "test.Slow", 0, x)}
		})
		c.add("RareTwo"+n, lanes(t, t), lanes(t, t), func(f *ir.Func) []*ir.Value {
			x, y := f.Param(0, 0), f.Param(1, 0)
			cond := large(f, x)
			extra := f.Binary(ir.Add, x, f.Float(t, 77)) // for the scalar function only
			a := f.Rare(cond, f.Binary(ir.Mul, x, y), "test.Slow", 0, x, extra)
			b := f.Rare(cond, f.Binary(ir.Add, x, y), "test.Slow", 1, x, extra)
			b = f.Rare(large(f, y), b, "test.Other", 0, y)
			return []*ir.Value{a, b}
		})
		c.add("RareNarrow"+n, lanes(t, ir.U8, ir.I16), lanes(t), func(f *ir.Func) []*ir.Value {
			p := params(f)
			v := f.Binary(ir.Add, p[0], f.Convert(t, p[1]))
			v = f.Rare(f.Binary(ir.Eq, p[1], f.Int(ir.U8, 200)), v, "test.Slow", 0, p[0])
			return []*ir.Value{f.Rare(f.Binary(ir.Lt, p[2], f.Int(ir.I16, -32000)), v, "test.Other", 0, p[0])}
		})
	}
	c.add("RareBytes", lanes(ir.U8), lanes(ir.U8), func(f *ir.Func) []*ir.Value {
		x := f.Param(0, 0)
		return []*ir.Value{f.Rare(f.Binary(ir.Eq, x, f.Int(ir.U8, 255)), f.Binary(ir.Add, x, x), "test.Slow", 0, x)}
	})
}

// pressure adds bodies that need more registers than there are.
func (c *corpus) pressure() {
	for _, n := range []int{6, 12, 20, 28, 34, 44, 70, 100} {
		c.add(fmt.Sprintf("Alive%d", n), lanes(ir.F64, ir.F64), lanes(ir.F64), func(f *ir.Func) []*ir.Value {
			x, y := f.Param(0, 0), f.Param(1, 0)
			var vs []*ir.Value
			for i := range n {
				vs = append(vs, f.Ternary(ir.FMA, x, f.Float(ir.F64, 1/float64(i+3)), y))
			}
			s := vs[0]
			for _, v := range vs[1:] {
				s = f.Binary(ir.Sub, v, s)
			}
			return []*ir.Value{s}
		})
	}
	c.add("AliveMixed", lanes(ir.I32, ir.F64, ir.U8), append(pairs(ir.F64), lanes(ir.I64)...), func(f *ir.Func) []*ir.Value {
		p := params(f)
		a, b, k := f.Convert(ir.F64, p[0]), p[1], f.Convert(ir.I64, p[2])
		var vs, ws []*ir.Value
		for i := range 18 {
			vs = append(vs, f.Binary(ir.Add, f.Binary(ir.Mul, a, f.Float(ir.F64, math.Sqrt(float64(i+2)))), b))
			ws = append(ws, f.Binary(ir.Mul, f.Binary(ir.Add, k, f.Int(ir.I64, int64(i*i))), k))
		}
		re, im, s := vs[0], vs[1], ws[0]
		for i := range vs {
			re, im = f.Binary(ir.Add, re, f.Binary(ir.Mul, vs[i], im)), f.Binary(ir.Min, vs[len(vs)-1-i], im)
			s = f.Binary(ir.Xor, s, f.Binary(ir.Add, ws[i], ws[len(ws)-1-i]))
		}
		return []*ir.Value{re, im, f.Binary(ir.Add, s, f.Convert(ir.I64, p[0]))}
	})
	c.add("PairsAlive", pairs(ir.F32, ir.F32, ir.F32, ir.F32, ir.F32), pairs(ir.F32, ir.F32), func(f *ir.Func) []*ir.Value {
		var vs []*ir.Value
		for i := range f.In {
			for j := range f.In {
				vs = append(vs, f.Binary(ir.Sub, f.Param(i, 0), f.Param(j, 1)))
			}
		}
		r := make([]*ir.Value, 4)
		for i := range r {
			r[i] = vs[i]
			for j, v := range vs[4:] {
				if (i+j)%3 != 0 {
					r[i] = f.Binary(ir.Add, r[i], v)
				} else {
					r[i] = f.Binary(ir.Max, v, r[i])
				}
			}
		}
		return r
	})
}
