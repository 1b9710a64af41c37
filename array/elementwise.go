// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"
	"math/big"
	"slices"

	"github.com/arraygen/arraygen/array/internal/rounding"
	rounded "github.com/arraygen/arraygen/generated/rounding"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// The functions of the chapter that are no ufuncs; the others are in
// zz_elementwise.go.

// Real returns the real parts, a view.
func Real(x any) *Array { return operand("real", x).Real() }

// Imag returns the imaginary parts: a view of a complex array, else zeros.
func Imag(x any) *Array {
	y := operand("imag", x)
	if y.Err() == nil && y.DType().Kind() != dtype.KindComplex {
		return ndarray.ZerosLike(y, y.DType())
	}
	return y.Imag()
}

// above and below are beyond every integer element.
var (
	above = new(big.Int).Lsh(big.NewInt(1), 64)
	below = new(big.Int).Neg(above)
)

// Clip returns x with elements below lo replaced by it, and elements above hi by
// that. An end that is nil is open; an integer that the type of x doesn't hold
// limits nothing.
//
// Keywords: Out, Mask, DType, Casting, Layout.
func Clip(x, lo, hi any, opts ...Option) *Array {
	switch {
	case lo == nil && hi == nil:
		return call(ufunc.Positive, opts, x)
	case lo != nil && hi != nil:
		return call(ufunc.Clip, opts, x, lo, hi)
	}
	// The ufunc takes any integer as an end, where maximum and minimum refuse
	// those that the type of x doesn't hold.
	if y, is := x.(*Array); is && (y.DType().Kind() == dtype.KindInt || y.DType().Kind() == dtype.KindUint) {
		if lo == nil && weakKind(hi) == dtype.KindInt {
			return call(ufunc.Clip, opts, x, below, hi)
		}
		if hi == nil && weakKind(lo) == dtype.KindInt {
			return call(ufunc.Clip, opts, x, lo, above)
		}
	}
	if hi == nil {
		return call(ufunc.Maximum, opts, x, lo)
	}
	return call(ufunc.Minimum, opts, x, hi)
}

// Round returns x rounded to so many decimals, in front of the point if that is
// negative; halves go to the even digit. Integers are rounded exactly, and wrap
// around where the result leaves their type.
//
// Keywords: Out, Casting.
func Round(x any, decimals int, opts ...Option) *Array {
	var k keywords
	if err := k.read("round", keyOut|keyCasting, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	if decimals == 0 && y.DType().Kind() == dtype.KindFloat {
		return k.call(ufunc.Rint, y)
	}
	if u, unit := roundingTo(y.DType(), decimals); u != nil {
		if z := k.outs[0]; z != nil && z.Err() == nil && !slices.Equal(shapeOf(z), shapeOf(y)) {
			return k.result(y) // the error: nothing is broadcast into Out
		}
		return k.call(u, y, unit)
	}
	return k.result(k.round(y, decimals))
}

// The ufuncs of the rows round_parts and round_multiples: float16 and its like round each
// operation to their own type, and have none.
var (
	roundParts = &ufunc.Ufunc{
		Name: "round", Inputs: []string{"x", "scale"}, Outputs: []string{"y"},
		Loops: []ufunc.Loop{roundLoop(dtype.Float32, &rounded.RoundPartsFloat32), roundLoop(dtype.Float64, &rounded.RoundPartsFloat64)},
	}
	roundMultiples = &ufunc.Ufunc{
		Name: "round", Inputs: []string{"x", "unit"}, Outputs: []string{"y"},
		Loops: []ufunc.Loop{roundLoop(dtype.Float32, &rounded.RoundMultiplesFloat32), roundLoop(dtype.Float64, &rounded.RoundMultiplesFloat64)},
	}
)

func roundLoop(d dtype.DType, k *kernel.Set) ufunc.Loop {
	return ufunc.Loop{In: []dtype.DType{d, d}, Out: []dtype.DType{d}, Kernel: k}
}

// roundingTo returns the ufunc that rounds elements of type d to so many decimals, and its
// second operand; nil where there is none.
func roundingTo(d dtype.DType, decimals int) (*ufunc.Ufunc, float64) {
	unit, ok := rounding.Unit(d, decimals)
	switch {
	case !ok:
		return nil, 0
	case decimals >= 0:
		return roundParts, unit
	}
	return roundMultiples, unit
}

func (k *keywords) round(x *Array, decimals int) *Array {
	switch kind := x.DType().Kind(); {
	case kind == dtype.KindComplex:
		z := k.newLike(x, x.DType())
		if z.Err() != nil {
			return z
		}
		u, unit := roundingTo(z.Real().DType(), decimals)
		for _, p := range [][2]*Array{{z.Lent().Real(), x.Lent().Real()}, {z.Lent().Imag(), x.Lent().Imag()}} {
			var y *Array
			if u != nil {
				y = u.Out(p[0]).Call(p[1], unit)
			} else {
				y = fill(p[0], (&keywords{fn: k.fn}).round(p[1], decimals))
			}
			if y.Err() != nil {
				return y
			}
		}
		return z
	case kind == dtype.KindInt || kind == dtype.KindUint:
		return k.roundIntegers(x, decimals)
	case decimals == 0:
		return k.call(ufunc.Rint, x)
	case kind == dtype.KindBool:
		return reject(k.fn, fault.DType, "bools have no %d decimals; convert them first, or round to 0", decimals)
	}
	return k.roundFloats(x, decimals)
}

// roundIntegers rounds integers exactly. As in all arithmetic of integers, what
// leaves the type wraps around.
func (k *keywords) roundIntegers(x *Array, decimals int) *Array {
	if decimals >= 0 {
		return k.copyLike(x)
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
	v := cast(x, wide)
	rest := ufunc.Remainder.Call(v, unit) // from 0 up to the unit
	floor := ufunc.Subtract.Call(v, rest)
	odd := ufunc.Remainder.Call(ufunc.FloorDivide.Call(floor, unit), 2)
	// Up for more than half a unit, and for half a unit from an odd one.
	up := ufunc.Greater.Call(ufunc.Add.Call(rest, odd), unit/2)
	return cast(ufunc.Add.Call(floor, ufunc.Multiply.Call(cast(up, wide), unit)), d)
}

// roundToFarUnit rounds integers to a unit of 10¹⁹ or more, of which only the
// first is near enough for any of them to be more than half of it.
func roundToFarUnit(x *Array, decimals int) *Array {
	y := ndarray.ZerosLike(x, x.DType())
	if decimals < -19 || x.ItemSize() < 8 || y.Err() != nil {
		return y
	}
	const half = 5_000_000_000_000_000_000
	unit := uint64(2 * half) // 2·unit and ±unit leave uint64 and int64: they wrap around
	type step struct {
		value any
		where *Array
	}
	all := []step{{unit, ufunc.Greater.Call(x, uint64(half))}, {2 * unit, ufunc.GreaterEqual.Call(x, uint64(3*half))}}
	if x.DType() == dtype.Int64 {
		all = []step{{int64(unit), ufunc.Greater.Call(x, int64(half))}, {-int64(unit), ufunc.Less.Call(x, int64(-half))}}
	}
	for _, r := range all {
		if err := ufunc.Copyto(y, r.value, dtype.SameKind, r.where); err != nil {
			return failed(err)
		}
	}
	return y
}

// allFinite reports whether no element of x is infinite or NaN, without memory for
// each.
func allFinite(x *Array) (bool, error) {
	if x.Err() != nil || x.Size() == 0 {
		return true, x.Err()
	}
	for _, u := range []*ufunc.Ufunc{ufunc.Maximum, ufunc.Minimum} {
		v := ufunc.Isfinite.Call(u.AllAxes().Reduce(x))
		if finite, err := ndarray.Item[bool](v); err != nil || !finite {
			return false, err
		}
	}
	return true, nil
}

// roundedBlock is the number of elements that are rounded at once, of fewer than roundedApart or without threads: what
// one operation writes, the next finds in the second level of cache. Threads share the elements of each operation.
const (
	roundedBlock = 1 << 14
	roundedApart = 1 << 19
)

// roundFloats rounds as NumPy does, at the cost of two more roundings. But what
// is too large to have such decimals is left as it is, and everything is zero
// of a unit that is too large for its type, where NumPy has NaN.
func (k *keywords) roundFloats(x *Array, decimals int) *Array {
	unit := math.Pow10(max(decimals, -decimals))
	infinite, err := ndarray.Item[bool](ufunc.Isinf.Call(ndarray.FullOf(x.DType(), unit)))
	if err != nil {
		return failed(err)
	}
	var y, left *Array // left: which elements stay what they are
	if decimals < 0 && infinite {
		y = ufunc.Copysign.Call(0.0, x)
		left = ufunc.LogicalNot.Call(ufunc.Isfinite.Call(x))
	} else {
		first, second := ufunc.Multiply, ufunc.Divide
		if decimals < 0 {
			first, second = second, first
		}
		own := keywords{fn: k.fn, make: k.make}
		if y = own.newLike(x, x.DType()); y.Err() != nil {
			return y
		}
		finite := true
		rounded := func(x, y *Array) (bool, error) {
			y = second.Out(y).Call(ufunc.Rint.Out(y).Call(first.Out(y).Call(x, unit)), unit)
			if y.Err() == nil && finite && decimals >= 0 {
				var err error
				if finite, err = allFinite(y); err != nil {
					return false, err
				}
			}
			return true, y.Err()
		}
		if sameOrder(x, y) && (x.Size() < roundedApart || ufunc.MaxThreads() == 1) {
			_, err = inBlocks(roundedBlock, x, y, rounded)
		} else {
			_, err = rounded(x, y)
		}
		if err != nil {
			return failed(err)
		}
		if decimals < 0 || finite {
			return y
		}
		left = ufunc.LogicalNot.Call(ufunc.Isfinite.Call(y))
	}
	if y.Err() == nil {
		if err := ufunc.Copyto(y, x, dtype.SameKind, left); err != nil {
			return failed(err)
		}
	}
	return y
}
