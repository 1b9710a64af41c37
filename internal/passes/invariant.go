// SPDX-License-Identifier: BSD-3-Clause

package passes

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// ByInvariant returns f for rows in which an input that integers are divided by is one element: quotients by it
// are products with its reciprocal, see kernel.Invariant, which further inputs hold. It is nil where f divides by no
// input, by several, or by one with several roundings, or where the operands are too many. fits says which
// inputs may be one element.
func ByInvariant(f *ir.Func, fits func(input int) bool) *Invariant {
	divisor, down := -1, false
	for _, v := range f.Values {
		if i, ok := dividesBy(v); ok && fits(i) {
			floor := v.Op == ir.FloorDiv || v.Op == ir.FloorRem
			if divisor >= 0 && (divisor != i || down != floor) {
				return nil
			}
			divisor, down = i, floor
		}
	}
	if divisor < 0 {
		return nil
	}
	lane := f.In[divisor].Lane
	more := kernel.ReciprocalOperands(lane.Size())
	if len(f.In)+len(f.Out)+more > kernel.MaxOperands {
		return nil
	}
	g := ir.New(f.Name)
	g.In, g.Out = append(g.In, f.In...), append(g.Out, f.Out...)
	multiplier := lane
	if down {
		multiplier = ir.Uint(lane.Size())
	}
	shift := multiplier
	if lane.Size() == 1 {
		multiplier = twice(multiplier)
	}
	g.In = append(g.In, ir.Operand{Name: "multiplier", Lane: multiplier})
	if more == 2 {
		g.In = append(g.In, ir.Operand{Name: "shift", Lane: shift})
	}
	r := &Invariant{Func: g, Divisor: divisor, Down: down, first: len(f.In)}
	to := make([]*ir.Value, len(f.Values))
	for i, v := range f.Values {
		args := make([]*ir.Value, len(v.Args))
		for k, a := range v.Args {
			args[k] = to[a.ID]
		}
		by, ok := dividesBy(v)
		switch {
		case ok && by == divisor && (v.Op == ir.Div || v.Op == ir.FloorDiv):
			to[i] = r.divide(args[0])
		case ok && by == divisor:
			to[i] = g.Binary(ir.Sub, args[0], g.Binary(ir.Mul, r.divide(args[0]), args[1]))
		default:
			to[i] = g.Copy(v, args...)
		}
	}
	for _, res := range f.Results {
		res.Value = to[res.Value.ID]
		g.Results = append(g.Results, res)
	}
	g.Prune()
	return r
}

// dividesBy returns the input that v is an integer divided by, or ok = false.
func dividesBy(v *ir.Value) (input int, ok bool) {
	switch v.Op {
	case ir.Div, ir.Rem, ir.FloorDiv, ir.FloorRem:
		if y := v.Args[1]; v.Type.Is(ir.KindInteger) && y.Op == ir.Param {
			return int(y.Imm >> 1), true
		}
	}
	return 0, false
}

// Invariant is a body for rows in which the input Divisor is one element.
type Invariant struct {
	Func    *ir.Func
	Divisor int
	// Down says that quotients are rounded down.
	Down  bool
	first int // of the inputs that hold the reciprocal
}

// divide returns x divided by the input.
func (r *Invariant) divide(x *ir.Value) *ir.Value {
	f, t := r.Func, x.Type
	m := f.Param(r.first, 0)
	switch {
	case r.Down:
		// Of a negative x it is the complement of the quotient of the complement, which has one bit less
		// than x: so that the reciprocal has no more bits than x.
		sign := f.Shift(ir.Shr, x, t.Bits()-1)
		magnitude := f.Bitcast(ir.Uint(t.Size()), f.Binary(ir.Xor, x, sign))
		return f.Binary(ir.Xor, f.Bitcast(t, r.shifted(f.Convert(m.Type, magnitude))), sign)
	case t.Size() == 1 && t.Is(ir.KindInt):
		wide := f.Convert(m.Type, x)
		q := f.Binary(ir.Sub, f.Binary(ir.MulHi, f.Shift(ir.Shl, wide, 1), m), f.Shift(ir.Shr, wide, m.Type.Bits()-1))
		return r.signed(f.Convert(t, q))
	case t.Is(ir.KindInt):
		p, shift := f.Binary(ir.MulHi, x, m), f.Param(r.first+1, 0)
		q := f.Binary(ir.ShrV, f.Binary(ir.Add, x, p), shift)
		return r.signed(f.Binary(ir.Sub, q, f.Shift(ir.Shr, x, t.Bits()-1)))
	case t.Size() == 1:
		return r.shifted(f.Convert(m.Type, x))
	}
	p, shift := f.Binary(ir.MulHi, x, m), f.Param(r.first+1, 0)
	half := f.Shift(ir.Shr, f.Binary(ir.Sub, x, p), 1)
	return f.Binary(ir.ShrV, f.Binary(ir.Add, p, half), shift)
}

// shifted returns the product of x and a reciprocal of as many bits, in the type of the divisor without its sign.
func (r *Invariant) shifted(x *ir.Value) *ir.Value {
	f := r.Func
	q := f.Binary(ir.MulHi, x, f.Param(r.first, 0))
	size := f.In[r.Divisor].Lane.Size()
	if size > 1 {
		return f.Binary(ir.ShrV, q, f.Param(r.first+1, 0))
	}
	return f.Convert(ir.Uint(size), q)
}

// signed returns the quotient q by the magnitude of the divisor with the sign that it has by the divisor.
func (r *Invariant) signed(q *ir.Value) *ir.Value {
	f := r.Func
	sign := f.Shift(ir.Shr, f.Param(r.Divisor, 0), q.Type.Bits()-1)
	return f.Binary(ir.Sub, f.Binary(ir.Xor, q, sign), sign)
}

// twice returns the integer type of twice the size of t.
func twice(t ir.Type) ir.Type {
	if t.Is(ir.KindInt) {
		return ir.Int(2 * t.Size())
	}
	return ir.Uint(2 * t.Size())
}
