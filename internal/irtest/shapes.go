// SPDX-License-Identifier: BSD-3-Clause

package irtest

import (
	"fmt"
	"math/rand"
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
)

// builder makes a function from the types of its operands.
type builder struct{ *ir.Func }

func start(name string) builder { return builder{ir.New(name)} }

func (b builder) in(t ir.Type) *ir.Value {
	b.In = append(b.In, ir.Operand{Name: fmt.Sprint("x", len(b.In)), Lane: t})
	return b.Param(len(b.In)-1, 0)
}

func (b builder) inPair(t ir.Type) (re, im *ir.Value) {
	b.In = append(b.In, ir.Operand{Name: fmt.Sprint("x", len(b.In)), Lane: t, Pair: true})
	return b.Param(len(b.In)-1, 0), b.Param(len(b.In)-1, 1)
}

func (b builder) out(v *ir.Value) {
	b.Out = append(b.Out, ir.Operand{Name: fmt.Sprint("out", len(b.Out)), Lane: v.Type})
	b.Return(len(b.Out)-1, 0, v)
}

func (b builder) outPair(re, im *ir.Value) {
	b.Out = append(b.Out, ir.Operand{Name: fmt.Sprint("out", len(b.Out)), Lane: re.Type, Pair: true})
	b.Return(len(b.Out)-1, 0, re)
	b.Return(len(b.Out)-1, 1, im)
}

func (b builder) boolLane(c *ir.Value) *ir.Value {
	return b.Select(c, b.Int(ir.U8, 1), b.Int(ir.U8, 0))
}

// Shapes returns bodies of many shapes: pairs, mixed widths, several
// operands, rare lanes, and more values than there are registers.
func Shapes() []*ir.Func {
	var fs []*ir.Func
	add := func(name string, body func(b builder)) {
		b := start(name)
		body(b)
		b.Prune()
		fs = append(fs, b.Func)
	}
	for _, t := range []ir.Type{ir.F32, ir.F64} {
		n := fmt.Sprint(".", t)
		add("complex.mul"+n, func(b builder) {
			ar, ai := b.inPair(t)
			br, bi := b.inPair(t)
			b.outPair(b.Binary(ir.Sub, b.Binary(ir.Mul, ar, br), b.Binary(ir.Mul, ai, bi)),
				b.Binary(ir.Add, b.Binary(ir.Mul, ar, bi), b.Binary(ir.Mul, ai, br)))
		})
		add("complex.norm"+n, func(b builder) {
			re, im := b.inPair(t)
			b.out(b.Unary(ir.Sqrt, b.Ternary(ir.FMA, re, re, b.Binary(ir.Mul, im, im))))
		})
		add("complex.imag"+n, func(b builder) {
			_, im := b.inPair(t)
			b.out(im)
		})
		add("complex.make"+n, func(b builder) {
			re, im := b.in(t), b.in(t)
			b.outPair(re, b.Unary(ir.Neg, im))
		})
		add("complex.eq"+n, func(b builder) {
			ar, ai := b.inPair(t)
			br, bi := b.inPair(t)
			b.out(b.boolLane(b.Binary(ir.And, b.Binary(ir.Eq, ar, br), b.Binary(ir.Eq, ai, bi))))
		})
		add("complex.swap"+n, func(b builder) {
			re, im := b.inPair(t)
			b.outPair(im, re)
		})
		add("rare"+n, func(b builder) {
			x := b.in(t)
			c := b.Binary(ir.Lt, b.Float(t, 1e4), b.Unary(ir.Abs, x))
			b.out(b.Rare(c, b.Binary(ir.Mul, x, b.Float(t, 3)), "a/b.Slow", 0, x))
		})
		add("rare.twice"+n, func(b builder) {
			x, y := b.in(t), b.in(ir.I32)
			c := b.Binary(ir.Lt, b.Float(t, 1e30), b.Unary(ir.Abs, x))
			v := b.Rare(c, b.Binary(ir.Mul, x, b.Float(t, 3)), "a/b.Slow", 0, x)
			w := b.Rare(b.Binary(ir.Eq, y, b.Int(ir.I32, 7)), b.Binary(ir.Add, v, v), "a/b.Slow2", 0, v)
			b.out(w)
			b.out(b.Unary(ir.Not, y))
		})
		add("rare.complex"+n, func(b builder) {
			re, im := b.inPair(t)
			c := b.Unary(ir.Not, b.Binary(ir.Lt, re, b.Float(t, 100)))
			b.outPair(b.Rare(c, re, "a/b.Slow", 0, re), im)
		})
		add("fma"+n, func(b builder) {
			x, y, z := b.in(t), b.in(t), b.in(t)
			c, d := b.Float(t, 1.25), b.Float(t, -3)
			var s []*ir.Value
			s = append(s, b.Ternary(ir.FMA, x, y, z), b.Ternary(ir.FMA, c, y, z), b.Ternary(ir.FMA, x, c, z), b.Ternary(ir.FMA, x, y, c),
				b.Ternary(ir.FMA, c, y, d), b.Ternary(ir.FMA, x, c, d), b.Ternary(ir.FMA, x, x, y), b.Ternary(ir.FMA, x, y, x), b.Ternary(ir.FMA, x, x, x),
				b.Ternary(ir.FMA, c, c, x), b.Ternary(ir.FMA, c, x, c))
			sum := s[0]
			for i, v := range s[1:] {
				sum = b.Ternary(ir.FMA, sum, b.Float(t, 0.5+float64(i)), v)
			}
			b.out(sum)
		})
		add("fma.signs"+n, func(b builder) {
			x, y, z := b.in(t), b.in(t), b.in(t)
			neg := func(v *ir.Value) *ir.Value { return b.Unary(ir.Neg, v) }
			for i, v := range []*ir.Value{
				b.Ternary(ir.FMA, neg(x), y, z), b.Ternary(ir.FMA, x, neg(y), neg(z)), b.Ternary(ir.FMA, neg(x), neg(y), z),
				b.Ternary(ir.FMA, x, b.Float(t, 1.5), neg(z)), b.Ternary(ir.FMA, neg(neg(x)), y, b.Float(t, -2)), b.Ternary(ir.FMA, b.Float(t, 3), neg(y), neg(x)),
			} {
				if i == 5 {
					b.out(neg(x))
				}
				b.out(v)
			}
		})
		add("polynomial"+n, func(b builder) {
			x := b.in(t)
			p := b.Float(t, 0.7)
			for i := range 12 {
				p = b.Ternary(ir.FMA, p, x, b.Float(t, 1/float64(i+1)))
			}
			b.out(p)
		})
	}
	add("complex.cast", func(b builder) {
		re, im := b.inPair(ir.F32)
		b.outPair(b.Convert(ir.F64, re), b.Convert(ir.F64, im))
	})
	add("complex.cast.back", func(b builder) {
		re, im := b.inPair(ir.F64)
		b.outPair(b.Convert(ir.F32, re), b.Convert(ir.F32, im))
	})
	add("complex.from.int8", func(b builder) {
		b.outPair(b.Convert(ir.F64, b.in(ir.I8)), b.Float(ir.F64, 0))
	})
	add("tone", func(b builder) {
		x := b.Binary(ir.Mul, b.Convert(ir.F32, b.in(ir.U8)), b.Float(ir.F32, 1.0/255))
		y := b.Ternary(ir.FMA, x, b.Binary(ir.Sub, b.Float(ir.F32, 2), x), b.Float(ir.F32, 0.01))
		b.out(b.Convert(ir.U8, b.Unary(ir.RoundEven, b.Binary(ir.Mul, y, b.Float(ir.F32, 255)))))
	})
	add("isnan", func(b builder) {
		x := b.in(ir.F64)
		b.out(b.boolLane(b.Binary(ir.Ne, x, x)))
	})
	add("mixed", func(b builder) {
		x, y, z := b.in(ir.I32), b.in(ir.F64), b.in(ir.U8)
		s := b.Binary(ir.Add, b.Convert(ir.F64, x), b.Binary(ir.Mul, y, b.Convert(ir.F64, z)))
		b.out(s)
		b.out(b.Convert(ir.I16, s))
		b.out(b.boolLane(b.Binary(ir.Or, b.Binary(ir.Lt, x, b.Int(ir.I32, 5)), b.Binary(ir.Lt, s, b.Float(ir.F64, 2)))))
	})
	add("half", func(b builder) {
		up := func(v *ir.Value) *ir.Value { return b.Emit(ir.HalfToF32, ir.F32, 0, v) }
		b.out(b.Emit(ir.F32ToHalf, ir.U16, 0, b.Binary(ir.Add, up(b.in(ir.U16)), up(b.in(ir.U16)))))
	})
	add("half.f64", func(b builder) {
		x := b.Convert(ir.F64, b.Emit(ir.HalfToF32, ir.F32, 0, b.in(ir.U16)))
		y := b.Binary(ir.Div, x, b.in(ir.F64))
		b.out(b.Emit(ir.F32ToHalf, ir.U16, 0, b.Convert(ir.F32, y)))
	})
	add("copy", func(b builder) {
		x, y := b.in(ir.I16), b.in(ir.I16)
		b.out(y)
		b.out(x)
		b.out(b.Int(ir.I16, 77))
	})
	add("bitcast", func(b builder) {
		x := b.in(ir.F64)
		b.out(b.Bitcast(ir.F64, b.Binary(ir.And, b.Bitcast(ir.U64, x), b.Const(ir.U64, 1<<63-1))))
		b.out(b.Bitcast(ir.I64, x))
	})
	add("masks", func(b builder) {
		x, y, z := b.in(ir.F64), b.in(ir.F32), b.in(ir.I16)
		p, q, r := b.Binary(ir.Lt, x, b.Float(ir.F64, 3)), b.Binary(ir.Lt, b.Float(ir.F32, 3), y), b.Binary(ir.Le, z, b.Int(ir.I16, 3))
		b.out(b.Select(b.Binary(ir.And, p, b.Unary(ir.Not, q)), y, b.Float(ir.F32, 0)))
		b.out(b.Select(b.Binary(ir.Xor, p, b.Binary(ir.AndNot, q, r)), x, b.Float(ir.F64, 2)))
		b.out(b.Select(b.Binary(ir.Eq, p, r), b.Int(ir.I16, 0), z))
	})
	add("twelve", func(b builder) {
		x := b.in(ir.F64)
		for range 7 {
			x = b.Binary(ir.Add, b.Binary(ir.Mul, x, b.Float(ir.F64, 1.5)), b.in(ir.F64))
		}
		for range 4 {
			x = b.Binary(ir.Mul, x, b.Float(ir.F64, 0.75))
			b.out(x)
		}
	})
	for _, n := range []int{20, 45, 70} {
		add(fmt.Sprint("live", n), func(b builder) {
			x, y := b.in(ir.F64), b.in(ir.F64)
			var vs []*ir.Value
			for i := range n {
				vs = append(vs, b.Ternary(ir.FMA, x, b.Float(ir.F64, float64(i)+0.5), y))
			}
			sum := x
			for i := range vs {
				sum = b.Binary(ir.Add, b.Binary(ir.Mul, sum, vs[(i*7)%n]), vs[i])
			}
			b.out(sum)
			b.out(x)
		})
		add(fmt.Sprint("live.masks", n), func(b builder) {
			x := b.in(ir.F32)
			var cs []*ir.Value
			for i := range n {
				cs = append(cs, b.Binary(ir.Lt, x, b.Float(ir.F32, float64(i*i))))
			}
			sum := x
			for i := range cs {
				sum = b.Select(b.Binary(ir.Xor, cs[i], cs[(i*7)%n]), b.Binary(ir.Add, sum, x), b.Float(ir.F32, float64(i)))
			}
			b.out(sum)
		})
	}
	return fs
}

// RandomFunc returns a body of random operations on random types.
func RandomFunc(seed int64) *ir.Func { return randomFunc(seed, false) }

// RandomLoop returns a random body with a loop, or two.
func RandomLoop(seed int64) *ir.Func { return randomFunc(seed, true) }

// random is a random body that is being made.
type random struct {
	builder
	r     *rand.Rand
	types []ir.Type // few, so that values meet, and now and then all
	vals  map[ir.Type][]*ir.Value
	order []*ir.Value
}

func randomFunc(seed int64, loops bool) *ir.Func {
	r := rand.New(rand.NewSource(seed))
	name := "random"
	if loops {
		name = "loop"
	}
	b := &random{builder: start(fmt.Sprint(name, seed)), r: r, types: append([]ir.Type{}, all...), vals: map[ir.Type][]*ir.Value{}}
	r.Shuffle(len(b.types), func(i, j int) { b.types[i], b.types[j] = b.types[j], b.types[i] })
	b.types = b.types[:1+r.Intn(4)]
	for range 1 + r.Intn(3) {
		if t := b.pick(); t.Is(ir.KindFloat) && r.Intn(4) == 0 {
			re, im := b.inPair(t)
			b.add(re)
			b.add(im)
		} else {
			b.add(b.in(t))
		}
	}
	if loops {
		for n := range 1 + r.Intn(2) {
			for range r.Intn(12) {
				b.step()
			}
			b.loop(n)
		}
	}
	for range 1 + r.Intn(60) {
		b.step()
	}
	if len(b.order) == 0 {
		b.order = append(b.order, b.value(b.types[0]))
	}
	for i := range 1 + r.Intn(3) {
		v := b.order[max(0, len(b.order)-1-i*3)]
		if v.Type == ir.Bool {
			v = b.boolLane(v)
		}
		if v.Type.Is(ir.KindFloat) && r.Intn(4) == 0 {
			b.outPair(v, b.value(v.Type))
		} else {
			b.out(v)
		}
	}
	b.Prune()
	return b.Func
}

func (b *random) pick() ir.Type { return b.types[b.r.Intn(len(b.types))] }

func (b *random) add(v *ir.Value) { b.vals[v.Type] = append(b.vals[v.Type], v) }

// value returns a value of type t.
func (b *random) value(t ir.Type) *ir.Value {
	r, vs := b.r, b.vals[t]
	switch {
	case len(vs) > 0 && r.Intn(5) > 0:
		if r.Intn(2) == 0 {
			return vs[len(vs)-1]
		}
		return vs[r.Intn(len(vs))]
	case t == ir.Bool || len(vs) == 0 && r.Intn(2) == 0:
		from := b.types[0]
		for _, u := range b.types {
			if len(b.vals[u]) > 0 {
				from = u
			}
		}
		if len(b.vals[from]) > 0 {
			x := b.vals[from][r.Intn(len(b.vals[from]))]
			if t == ir.Bool {
				return b.Binary(ir.Lt, x, b.Const(from, Random(r, from)))
			}
			return b.Convert(t, x)
		}
	}
	return b.Const(t, Random(r, t))
}

// step adds an operation.
func (b *random) step() {
	r, t := b.r, b.pick()
	op := ir.Add + ir.Op(r.Intn(int(ir.Convert-ir.Add)+1))
	info := ir.Ops[op]
	var v *ir.Value
	switch {
	case op == ir.Select:
		v = b.Select(b.value(ir.Bool), b.value(t), b.value(t))
	case op == ir.Bitcast:
		v = b.Bitcast(ir.Uint(t.Size()), b.value(t))
		if t.Size() >= 4 && r.Intn(2) == 0 {
			v = b.Bitcast(ir.Float(t.Size()), v)
		}
	case op == ir.Convert && t.Is(ir.KindFloat) && r.Intn(8) == 0:
		v = b.Unary(ir.Canonical, b.value(t))
	case op == ir.Convert:
		v = b.Convert(t, b.value(b.pick()))
	case info.Kinds&ir.KindBool != 0 && r.Intn(2) == 0 && op != ir.Eq && op != ir.Ne:
		args := []*ir.Value{b.value(ir.Bool), b.value(ir.Bool)}
		v = b.Emit(op, ir.Bool, 0, args[:info.Arity]...)
	case !t.Is(info.Kinds), (op == ir.Div || op == ir.Rem || op == ir.FloorDiv || op == ir.FloorRem) && t.Is(ir.KindInteger) && t.Size() == 8:
		return
	case op == ir.Shl || op == ir.Shr || op == ir.RotL:
		v = b.Shift(op, b.value(t), r.Intn(t.Bits()))
	default:
		var args []*ir.Value
		for range info.Arity {
			args = append(args, b.value(t))
		}
		if op == ir.Eq || op == ir.Ne || op == ir.Lt || op == ir.Le {
			v = b.Binary(op, args[0], args[1])
		} else {
			v = b.Emit(op, t, 0, args...)
		}
	}
	b.add(v)
	b.order = append(b.order, v)
}

// loop adds loop n. What is computed in it is not used behind it, but for its variables; those of a lane that has left
// it stay as they are.
func (b *random) loop(n int) {
	vals, order := map[ir.Type][]*ir.Value{}, slices.Clone(b.order)
	for t, vs := range b.vals {
		vals[t] = slices.Clone(vs)
	}
	var first, enters, next []*ir.Value
	for range 1 + b.r.Intn(6) {
		t := b.pick()
		if b.r.Intn(5) == 0 {
			t = ir.Bool
		}
		first = append(first, b.value(t))
	}
	for j, v := range first {
		enters = append(enters, b.Enter(n, j, v))
		b.add(enters[j])
	}
	gone := b.Enter(n, len(enters), b.Const(ir.Bool, 0))
	for range 1 + b.r.Intn(30) {
		b.step()
	}
	for _, e := range enters {
		next = append(next, b.Select(gone, e, b.value(e.Type)))
	}
	left := b.Binary(ir.Or, gone, b.value(ir.Bool))
	none := b.Const(ir.Bool, 0)
	if b.r.Intn(2) == 0 { // lanes for which the first iteration would change nothing
		none = b.AtFirst(left, append(enters, gone), 100)
		for j, v := range next {
			next[j] = b.Select(left, enters[j], v)
		}
	}
	r := b.Repeat(n, 1+b.r.Intn(6), left, none, append(enters, gone), append(next, left))
	b.vals, b.order = vals, order
	for j := range enters {
		v := b.Leave(r, j)
		b.add(v)
		b.order = append(b.order, v)
	}
}

// Bodies returns all of Operations, Shapes and Edges, and random bodies, with and without loops.
func Bodies() []*ir.Func {
	fs := append(append(Operations(), Shapes()...), Edges()...)
	for seed := range int64(600) {
		fs = append(fs, RandomFunc(seed))
	}
	for seed := range int64(200) {
		fs = append(fs, RandomLoop(seed))
	}
	return fs
}
