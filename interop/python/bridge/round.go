package bridge

import (
	"math"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// roundingFunctions round to a number of decimals.
var roundingFunctions = []Function{
	{Name: "_round", Call: func(a Args) (any, error) { return ok(round(a.Array(0), a.Int(1, 0))) }},
}

// round returns x, in new memory, rounded to a number of decimals, in front of
// the point if that is negative; halves go to the even digit.
func round(x *ndarray.Array, decimals int) *ndarray.Array {
	switch k := x.DType().Kind(); {
	case x.Err() != nil:
		return x
	case k == dtype.KindComplex:
		z := ndarray.EmptyLike(x, x.DType())
		for _, part := range [][2]*ndarray.Array{{z.Real(), x.Real()}, {z.Imag(), x.Imag()}} {
			if y := round(part[1], decimals); y.Err() != nil {
				return y
			} else if err := part[0].Assign(y); err != nil {
				return ndarray.Failed(err)
			}
		}
		return z
	case k == dtype.KindInt || k == dtype.KindUint:
		return roundIntegers(x, decimals)
	case decimals == 0:
		return ufunc.Rint.Call(x)
	case k == dtype.KindBool:
		return ndarray.Failed(fault.New("round", fault.DType, "bools have no %d decimals; convert them first, or round to 0", decimals))
	}
	return roundFloats(x, decimals)
}

// roundIntegers rounds integers exactly. As in all arithmetic of integers, what
// leaves the type wraps around.
func roundIntegers(x *ndarray.Array, decimals int) *ndarray.Array {
	if decimals >= 0 {
		return x.CopyLike()
	}
	unit := 1
	for range -decimals {
		if unit > math.MaxInt/10 {
			return roundToFarUnit(x, decimals)
		}
		unit *= 10
	}
	d := x.DType()
	wide := dtype.Int64
	if d.Kind() == dtype.KindUint {
		wide = dtype.Uint64
	}
	v := ufunc.AsType(x, wide, dtype.Safe)
	rest := ufunc.Remainder.Call(v, unit) // from 0 up to the unit
	floor := ufunc.Subtract.Call(v, rest)
	odd := ufunc.Remainder.Call(ufunc.FloorDivide.Call(floor, unit), 2)
	// Up for more than half a unit, and for half a unit from an odd one.
	up := ufunc.Greater.Call(ufunc.Add.Call(rest, odd), unit/2)
	y := ufunc.Add.Call(floor, ufunc.Multiply.Call(ufunc.AsType(up, wide, dtype.Safe), unit))
	if y.Err() == nil && d != wide {
		y = ufunc.AsType(y, d, dtype.Unsafe)
	}
	return y
}

// roundToFarUnit rounds integers to a unit of 10¹⁹ or more, of which only the
// first is near enough for any of them to be more than half of it.
func roundToFarUnit(x *ndarray.Array, decimals int) *ndarray.Array {
	y := ndarray.ZerosLike(x, x.DType())
	if decimals < -19 || x.ItemSize() < 8 || y.Err() != nil {
		return y
	}
	const half = 5_000_000_000_000_000_000
	unit := uint64(2 * half) // 2·unit and ±unit leave uint64 and int64: they wrap around
	type step struct {
		value any
		where *ndarray.Array
	}
	steps := []step{{unit, ufunc.Greater.Call(x, half)}, {2 * unit, ufunc.GreaterEqual.Call(x, uint(3*half))}}
	if x.DType() == dtype.Int64 {
		steps = []step{{int64(unit), ufunc.Greater.Call(x, half)}, {-int64(unit), ufunc.Less.Call(x, -half)}}
	}
	for _, s := range steps {
		if err := ufunc.Copyto(y, s.value, dtype.SameKind, s.where); err != nil {
			return ndarray.Failed(err)
		}
	}
	return y
}

// roundFloats rounds as NumPy does, at the cost of two more roundings. But what
// is too large to have such decimals is left as it is, and everything is zero
// of a unit that is too large for its type, where NumPy has NaN.
func roundFloats(x *ndarray.Array, decimals int) *ndarray.Array {
	unit := math.Pow10(max(decimals, -decimals))
	infinite, err := ndarray.Item[bool](ufunc.Isinf.Call(ndarray.FullOf(x.DType(), unit)))
	if err != nil {
		return ndarray.Failed(err)
	}
	var y, left *ndarray.Array // left: which elements stay what they are
	if decimals < 0 && infinite {
		y = ufunc.Copysign.Call(0.0, x)
		left = ufunc.LogicalNot.Call(ufunc.Isfinite.Call(x))
	} else {
		first, second := ufunc.Multiply, ufunc.Divide
		if decimals < 0 {
			first, second = second, first
		}
		if y = first.Call(x, unit); y.Err() == nil {
			y = second.Out(y).Call(ufunc.Rint.Out(y).Call(y), unit)
		}
		if decimals < 0 {
			return y
		}
		left = ufunc.LogicalNot.Call(ufunc.Isfinite.Call(y))
	}
	if y.Err() == nil {
		if err := ufunc.Copyto(y, x, dtype.SameKind, left); err != nil {
			return ndarray.Failed(err)
		}
	}
	return y
}
