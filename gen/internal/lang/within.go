// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"math"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// samePath is the scalar function of lanes that are rare only because somebody looks for
// them: it returns them.
const samePath = "github.com/arraygen/arraygen/internal/convert.Same"

// lacks reports whether there are numbers of type from that type to has no value for:
// those that an integer type is too small for, NaN and infinities among them, and finite
// ones that a floating type rounds to infinity.
func lacks(to, from dtype.DType) bool {
	f, t := from.Kind(), to.Kind()
	fromFloat, toFloat := f == dtype.KindFloat || f == dtype.KindComplex, t == dtype.KindFloat || t == dtype.KindComplex
	switch {
	case t == dtype.KindInt || t == dtype.KindUint:
		return fromFloat
	case fromFloat && toFloat:
		return greatest(from) >= firstRounded(to)
	case toFloat && f != dtype.KindBool:
		return !f.Time() && greatest(from) >= firstRounded(to)
	}
	return false
}

// within is x where to has a value for it. The other lanes are rare, of complex numbers
// where a part that is converted is.
func within(f *ir.Func, to, from dtype.DType, v val) val {
	cond := lacking(f, to, v.re)
	if v.im != nil && to.Kind() == dtype.KindComplex {
		cond = f.Binary(ir.Or, cond, lacking(f, to, v.im))
	}
	same := func(x *ir.Value) *ir.Value { return f.Rare(cond, x, samePath, ir.RareResult(0, 1), x) }
	r := val{re: same(v.re)}
	if v.im != nil {
		r.im = v.im
		if to.Kind() == dtype.KindComplex {
			r.im = same(v.im)
		}
	}
	return r
}

// lacking reports whether type to has no value for x.
func lacking(f *ir.Func, to dtype.DType, x *ir.Value) *ir.Value {
	if k := to.Kind(); k == dtype.KindInt || k == dtype.KindUint {
		return f.Unary(ir.Not, inRange(f, to, x))
	}
	first := firstRounded(to)
	if x.Type.Is(ir.KindFloat) {
		a := f.Unary(ir.Abs, x)
		return f.Binary(ir.And, f.Binary(ir.Le, f.Float(x.Type, first), a), f.Binary(ir.Lt, a, f.Float(x.Type, math.Inf(1))))
	}
	last := f.Int(x.Type, int64(first)-1)
	over := f.Binary(ir.Lt, last, x)
	if x.Type.Is(ir.KindInt) {
		over = f.Binary(ir.Or, over, f.Binary(ir.Lt, x, f.Int(x.Type, 1-int64(first))))
	}
	return over
}

// inRange reports whether an integer type has the float x, cut off.
func inRange(f *ir.Func, to dtype.DType, x *ir.Value) *ir.Value {
	bits := 8 * to.Size()
	low, high := 0.0, math.Ldexp(1, bits)
	if to.Kind() == dtype.KindInt {
		high /= 2
		low = -high
	}
	float := func(v float64) *ir.Value { return f.Float(x.Type, v) }
	below := low - 1
	above := f.Binary(ir.Lt, float(below), x)
	if below == low || x.Type == ir.F32 && float64(float32(below)) != below {
		above = f.Binary(ir.Le, float(low), x) // no float lies between
	}
	return f.Binary(ir.And, above, f.Binary(ir.Lt, x, float(high)))
}

// firstRounded returns the least number that a floating type, or the parts of a complex
// one, rounds to infinity.
func firstRounded(d dtype.DType) float64 {
	switch d {
	case dtype.Float16:
		return 65520
	case dtype.BFloat16:
		return 0x1.ffp127
	case dtype.Float32, dtype.Complex64:
		return 0x1.ffffffp127
	}
	return math.Inf(1)
}

// greatest returns the greatest magnitude of the numbers of a type.
func greatest(d dtype.DType) float64 {
	switch d.Kind() {
	case dtype.KindInt:
		return math.Ldexp(1, 8*d.Size()-1)
	case dtype.KindUint:
		return math.Ldexp(1, 8*d.Size()) - 1
	}
	switch d {
	case dtype.Float16:
		return 65504
	case dtype.BFloat16:
		return 0x1.fep127
	case dtype.Float32, dtype.Complex64:
		return 0x1.fffffep127
	}
	return math.MaxFloat64
}
