package lang

import (
	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Stored returns how an element of type d lies in memory.
func Stored(name string, d dtype.DType) ir.Operand {
	switch d {
	case dtype.Bool:
		return ir.Operand{Name: name, Lane: ir.U8}
	case dtype.Float16, dtype.BFloat16:
		return ir.Operand{Name: name, Lane: ir.U16}
	case dtype.Complex64:
		return ir.Operand{Name: name, Lane: ir.F32, Pair: true}
	case dtype.Complex128:
		return ir.Operand{Name: name, Lane: ir.F64, Pair: true}
	}
	t, ok := ir.ParseType(d.String())
	if !ok {
		panic("lang: no lane type for " + d.String())
	}
	return ir.Operand{Name: name, Lane: t}
}

// val is a value of the language: one lane, or two for a complex number.
type val struct{ re, im *ir.Value }

// load reads input i, of type d, as lanes.
func load(f *ir.Func, i int, d dtype.DType) val {
	p := f.Param(i, 0)
	switch d {
	case dtype.Bool:
		return val{re: f.Binary(ir.Ne, p, f.Const(ir.U8, 0))}
	case dtype.Float16:
		return val{re: f.Emit(ir.HalfToF32, ir.F32, 0, p)}
	case dtype.BFloat16:
		return val{re: f.Bitcast(ir.F32, f.Shift(ir.Shl, f.Convert(ir.U32, p), 16))}
	case dtype.Complex64, dtype.Complex128:
		return val{p, f.Param(i, 1)}
	}
	return val{re: p}
}

// store writes v as output i of type d.
func store(f *ir.Func, i int, d dtype.DType, v val) {
	switch d {
	case dtype.Bool:
		v.re = f.Select(v.re, f.Const(ir.U8, 1), f.Const(ir.U8, 0))
	case dtype.Float16:
		v.re = f.Emit(ir.F32ToHalf, ir.U16, 0, v.re)
	case dtype.BFloat16:
		v.re = toBFloat16(f, v.re)
	case dtype.Complex64, dtype.Complex128:
		f.Return(i, 1, v.im)
	}
	f.Return(i, 0, v.re)
}

// toBFloat16 rounds a float32 to the bits of the nearest bfloat16, ties to
// even: it adds half a unit, less one where the kept part is even, and cuts.
// A NaN is made quiet first, so that the cut leaves one.
func toBFloat16(f *ir.Func, x *ir.Value) *ir.Value {
	u := f.Bitcast(ir.U32, x)
	odd := f.Binary(ir.And, f.Shift(ir.Shr, u, 16), f.Const(ir.U32, 1))
	up := f.Binary(ir.Add, f.Binary(ir.Add, u, f.Const(ir.U32, 0x7fff)), odd)
	nan := f.Binary(ir.Or, u, f.Const(ir.U32, 0x400000))
	r := f.Select(f.Binary(ir.Ne, x, x), nan, up)
	return f.Convert(ir.U16, f.Shift(ir.Shr, r, 16))
}

// toOdd rounds a float64 to float32 by rounding to odd: an inexact result
// gets an odd last bit. A later rounding to half precision, with two bits
// less or more, then rounds as if it were the only one (Boldo and Melquiond,
// "When double rounding is odd", 2005).
func toOdd(f *ir.Func, x *ir.Value) *ir.Value {
	y := f.Convert(ir.F32, x)
	back := f.Convert(ir.F64, y)
	u := f.Bitcast(ir.U32, y)
	one, zero := f.Const(ir.U32, 1), f.Const(ir.U32, 0)
	over := f.Binary(ir.Lt, f.Unary(ir.Abs, x), f.Unary(ir.Abs, back))
	inexact := f.Binary(ir.Ne, back, x)
	u = f.Binary(ir.Sub, u, f.Select(over, one, zero))
	u = f.Binary(ir.Or, u, f.Select(inexact, one, zero))
	return f.Bitcast(ir.F32, u)
}

// cast converts v between any two element types: numbers to bool are x != 0,
// complex to real drops the imaginary part, float to integer truncates,
// saturates and takes NaN to 0, everything else rounds once.
func cast(f *ir.Func, to, from dtype.DType, v val) val {
	if from == dtype.Bool {
		if to == dtype.Bool {
			return v
		}
		t := laneOf(to)
		one := f.Int(t, 1)
		if t.Is(ir.KindFloat) {
			one = f.Float(t, 1)
		}
		r := val{re: f.Select(v.re, one, f.Const(t, 0))}
		if to.Kind() == dtype.KindComplex {
			r.im = f.Const(t, 0)
		}
		return r
	}
	if to == dtype.Bool {
		r := f.Binary(ir.Ne, v.re, f.Const(v.re.Type, 0))
		if v.im != nil {
			r = f.Binary(ir.Or, r, f.Binary(ir.Ne, v.im, f.Const(v.im.Type, 0)))
		}
		return val{re: r}
	}
	t := laneOf(to)
	r := val{re: castLane(f, to, v.re)}
	if to.Kind() == dtype.KindComplex {
		r.im = f.Const(t, 0)
		if v.im != nil {
			r.im = f.Convert(t, v.im)
		}
	}
	return r
}

func castLane(f *ir.Func, to dtype.DType, x *ir.Value) *ir.Value {
	t := laneOf(to)
	if to == dtype.Float16 || to == dtype.BFloat16 {
		switch x.Type {
		case ir.F64:
			return toOdd(f, x)
		case ir.I32, ir.U32:
			return toOdd(f, f.Convert(ir.F64, x))
		case ir.I64, ir.U64:
			return toOdd(f, sticky(f, x))
		}
	}
	return f.Convert(t, x)
}

// sticky converts a 64-bit integer to float64 so that nothing below its 53
// bits is lost to a tie: the bits cut are gathered in the last one kept.
func sticky(f *ir.Func, x *ir.Value) *ir.Value {
	const cut = 1<<11 - 1
	t := x.Type
	low := f.Binary(ir.And, x, f.Const(t, cut))
	bit := f.Select(f.Binary(ir.Ne, low, f.Const(t, 0)), f.Const(t, cut+1), f.Const(t, 0))
	r := f.Binary(ir.Or, f.Binary(ir.AndNot, x, f.Const(t, cut)), bit)
	// Small numbers are exact as they are.
	small := f.Binary(ir.Lt, f.Shift(ir.Shr, f.Bitcast(ir.U64, magnitude(f, x)), 53), f.Const(ir.U64, 1))
	return f.Convert(ir.F64, f.Select(small, x, r))
}

func magnitude(f *ir.Func, x *ir.Value) *ir.Value {
	if x.Type.Is(ir.KindInt) {
		return f.Unary(ir.Abs, x)
	}
	return x
}

// laneOf is the lane type that a body sees for d; the part's for complex.
func laneOf(d dtype.DType) ir.Type {
	switch d {
	case dtype.Bool:
		return ir.Bool
	case dtype.Float16, dtype.BFloat16:
		return ir.F32
	}
	return Stored("", d).Lane
}
