// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"

	"github.com/arraygen/arraygen/generated/floating"
	"github.com/arraygen/arraygen/generated/reductions"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Trapezoid returns integrals along an axis, the last by default, by the trapezoidal
// rule. spacing is the distance of neighbours or, with axes, their coordinates: an
// array of one axis, or one that broadcasts to y. nil is 1.
//
// Keywords: Axis.
func Trapezoid(y, spacing any, opts ...Option) *Array {
	var k keywords
	if err := k.read("trapezoid", keyAxis, opts); err != nil {
		return failed(err)
	}
	f := operand(k.fn, y)
	axis, err := k.axis(&f, -1)
	if err != nil {
		return failed(err)
	}
	d := operand(k.fn, 1.0)
	distance := spacing
	if spacing != nil {
		d = operand(k.fn, spacing)
	} else {
		distance = 1.0
	}
	if err := d.Err(); err != nil {
		return failed(err)
	}
	n := max(length(f, axis)-1, 0)
	switch {
	case d.NDim() == 1:
		d = Diff(d)
		shape := make([]int, f.NDim())
		for i := range shape {
			shape[i] = 1
		}
		shape[axis] = d.Size()
		distance = d.Reshape(shape...)
	case d.NDim() > 1:
		distance = Diff(d, Axis(axis))
	}
	if ofRow(f) && n > 0 && (weakKind(distance) != 0 || d.NDim() == 0 && d.DType() == f.DType()) {
		return k.call(trapezoidUfunc, f.MoveAxis(axis, -1), distance)
	}
	sums := Add(part(f, axis, min(1, length(f, axis)), n), part(f, axis, 0, n))
	k.axes, k.has = axesOf(axis-f.NDim()), k.has|keyAxis
	return k.reduce(ufunc.Add, Divide(Multiply(distance, sums), 2.0))
}

// trapezoidUfunc is the ufunc of the row trapezoid.
var trapezoidUfunc = &ufunc.Ufunc{
	Name: "trapezoid", Inputs: []string{"y", "dx"}, Outputs: []string{"s"}, Signature: "(n+1),()->()",
	Loops: []ufunc.Loop{
		deviationLoop(dtype.Float32, &reductions.TrapezoidFloat32),
		deviationLoop(dtype.Float64, &reductions.TrapezoidFloat64),
	},
}

// Ediff1D returns the differences of neighbours among the elements of x in C order,
// with the elements of before in front and those of behind at the end; either may be
// nil.
func Ediff1D(x, before, behind any, opts ...Option) *Array {
	var k keywords
	if err := k.read("ediff1d", 0, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x).Lent().Ravel()
	if bad := failure(y); bad != nil {
		return bad
	}
	n := max(y.Len()-1, 0)
	var ends [2]*Array
	total := n
	for i, v := range []any{before, behind} {
		if v == nil {
			ends[i] = ndarray.Empty(differences(y.DType()), 0)
			continue
		}
		e := operand(k.fn, v)
		if weakKind(v) != 0 {
			e = elementsOf(k.fn, v, y.DType())
		}
		if err := e.Err(); err != nil {
			return failed(err)
		}
		if d := differences(y.DType()); !dtype.CanCast(e.DType(), d, dtype.SameKind) {
			return reject(k.fn, fault.DType, "dtype of the %s, %v, must be compatible with input `ary`, %v, under the `same_kind` rule", []string{"`to_begin`", "`to_end`"}[i], e.DType(), d)
		}
		ends[i] = e.Ravel()
		total += e.Size()
	}
	z := k.new(differences(y.DType()), total)
	if z.Err() != nil {
		return z
	}
	at := 0
	for i, v := range []*Array{ends[0], nil, ends[1]} {
		if i == 1 {
			if n > 0 {
				to := lentPart(z, 0, at, n)
				if err := ufunc.Subtract.Out(to).Call(lentPart(y, 0, 1, n), lentPart(y, 0, 0, n)).Err(); err != nil {
					return failed(err)
				}
			}
			at += n
			continue
		}
		if err := ufunc.Copyto(lentPart(z, 0, at, v.Len()), v, dtype.SameKind, nil); err != nil {
			return failed(err)
		}
		at += v.Len()
	}
	return z
}

// Discontinuity sets how far neighbours may be apart before [Unwrap] takes the
// larger way round: half a period by default.
func Discontinuity(d float64) Option { return Option{key: keyDiscontinuity, float: d} }

// Unwrap returns x with multiples of a period, 2π by default, added so that
// neighbours along an axis, the last by default, are at most half a period apart. The
// period is a number; an integer keeps integers.
//
// Keywords: Axis, Discontinuity.
func Unwrap(x, period any, opts ...Option) *Array {
	var k keywords
	if err := k.read("unwrap", keyAxis|keyDiscontinuity, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	axis, err := k.axis(&y, -1)
	if err != nil {
		return failed(err)
	}
	if period == nil {
		period = 2 * math.Pi
	}
	d, err := resultType(k.fn, ndarray.Empty(differences(y.DType()), 0), period)
	if err != nil {
		return failed(err)
	}
	full, err := number(k.fn, period)
	if err != nil {
		return failed(err)
	}
	var low, high any = -full / 2, full / 2
	ambiguous, limit := true, full/2
	if d.Kind() < dtype.KindFloat {
		p := int(full)
		low, high, ambiguous = -(p >> 1), p>>1, p&1 == 0
	}
	if k.has&keyDiscontinuity != 0 {
		limit = k.option(keyDiscontinuity).float
	}
	if y.DType() == d && ofRow(y) && y.Size() > 0 {
		return k.unwrapFloats(y, axis, full, limit)
	}
	steps := Diff(y, Axis(axis))
	wrapped := Add(Remainder(Subtract(steps, low), period), low)
	if bad := failure(wrapped); bad != nil {
		return bad
	}
	if ambiguous {
		if err := ufunc.Copyto(wrapped, elementsOf(k.fn, high, d), dtype.SameKind, LogicalAnd(Equal(wrapped, low), Greater(steps, 0))); err != nil {
			return failed(err)
		}
	}
	corrections := Subtract(wrapped, steps)
	if bad := failure(corrections); bad != nil {
		return bad
	}
	if err := ufunc.Copyto(corrections, 0, dtype.SameKind, Less(Absolute(steps), limit)); err != nil {
		return failed(err)
	}
	z := k.newLike(y, d)
	if z.Err() != nil {
		return z
	}
	if err := ufunc.Copyto(z, y, dtype.Unsafe, nil); err != nil {
		return failed(err)
	}
	n := length(y, axis) - 1
	if n < 1 {
		return z
	}
	if err := ufunc.Add.Casting(dtype.Unsafe).Out(lentPart(z, axis, 1, n)).Call(lentPart(y, axis, 1, n), Cumsum(corrections, Axis(axis))).Err(); err != nil {
		return failed(err)
	}
	return z
}

// unwrapFloats is Unwrap of float32 or float64: the corrections of neighbours are made where the result will be, and summed
// there.
func (k *keywords) unwrapFloats(x *Array, axis int, period, limit float64) *Array {
	z := k.newLike(x, x.DType())
	if z.Err() != nil {
		return z
	}
	n := length(x, axis) - 1
	if err := lentPart(z, axis, 0, 1).Assign(lentPart(x, axis, 0, 1)); err != nil || n < 1 {
		return orFailed(z, err)
	}
	to, behind := lentPart(z, axis, 1, n), lentPart(x, axis, 1, n)
	c := correctionUfunc.Out(to).Call(lentPart(x, axis, 0, n), behind, period, period/2, limit)
	c = ufunc.Add.Out(to).Call(behind, ufunc.Add.Axis(axis).Out(c).Accumulate(c))
	return orFailed(z, c.Err())
}

// orFailed returns z, or a failed array if there is an error.
func orFailed(z *Array, err error) *Array {
	if err != nil {
		return failed(err)
	}
	return z
}

// correctionUfunc is the ufunc of the row period_correction.
var correctionUfunc = rowUfunc("unwrap", []string{"before", "x", "period", "half", "limit"}, &floating.PeriodCorrectionFloat32, &floating.PeriodCorrectionFloat64)

// Logspace returns num numbers whose logarithms are evenly spaced: base to the
// powers of [Linspace] from start to stop. base broadcasts with both.
//
// Keywords: Endpoint, DType, Axis.
func Logspace(start, stop any, num int, base any, opts ...Option) *Array {
	var k keywords
	if err := k.read("logspace", keyEndpoint|keyDType|keyAxis, opts); err != nil {
		return failed(err)
	}
	lo, hi, b := operand(k.fn, start), operand(k.fn, stop), operand(k.fn, base)
	if bad := failure(lo, hi, b); bad != nil {
		return bad
	}
	axis := 0
	if k.has&keyAxis != 0 {
		axis = k.axes.inline[0]
	}
	if b.NDim() > 0 {
		n := max(lo.NDim(), hi.NDim(), b.NDim())
		for _, v := range []**Array{&lo, &hi, &b} {
			for (*v).NDim() < n {
				*v = (*v).ExpandDims(0)
			}
		}
		base = b.ExpandDims(axis)
		start, stop = lo, hi
	}
	y := Linspace(start, stop, num, Endpoint(k.is(keyEndpoint, true)), Axis(axis))
	last := keywords{fn: k.fn, make: k.make}
	z := last.call(ufunc.Power, base, y)
	y.Release()
	if k.d != dtype.Invalid {
		return cast(z, k.d)
	}
	return z
}

// Geomspace returns num numbers from start to stop each of which is the one before
// it times a factor that is the same for all. Neither end may be zero.
//
// Keywords: Endpoint, DType, Axis.
func Geomspace(start, stop any, num int, opts ...Option) *Array {
	var k keywords
	if err := k.read("geomspace", keyEndpoint|keyDType|keyAxis, opts); err != nil {
		return failed(err)
	}
	lo, hi := operand(k.fn, start), operand(k.fn, stop)
	if bad := failure(lo, hi); bad != nil {
		return bad
	}
	for _, v := range []*Array{lo, hi} {
		if v.CountNonzero() != v.Size() {
			return reject(k.fn, fault.Value, "Geometric sequence cannot include zero")
		}
	}
	asked := []any{start, stop, 1.0}
	if k.d != dtype.Invalid {
		asked = append(asked, k.d)
	}
	d, err := resultType(k.fn, asked...)
	if err != nil {
		return failed(err)
	}
	lo, hi = cast(lo, d), cast(hi, d)
	sign := Sign(lo)
	from, to := Divide(lo, sign), Divide(hi, sign)
	endpoint := k.is(keyEndpoint, true)
	options := []Option{Endpoint(endpoint), DType(d)}
	var made *Array // by the allocator: it is the result unless that gets another type or order
	if k.make != nil {
		options = append(options, Allocate(func(_ string, d dtype.DType, shape, strides []int, zero bool) *Array {
			made = k.make(k.fn, d, shape, strides, zero)
			return made
		}))
	}
	z := Logspace(Log10(from), Log10(to), num, 10.0, options...)
	if bad := failure(z, from, to); bad != nil {
		return bad
	}
	if num > 0 {
		if err := z.Lent().Index(ndarray.From(0).To(1)).Assign(from); err != nil {
			return failed(err)
		}
		if num > 1 && endpoint {
			if err := z.Lent().Index(ndarray.From(num - 1)).Assign(to); err != nil {
				return failed(err)
			}
		}
	}
	if ufunc.NotEqual.Call(sign, 1).CountNonzero() > 0 {
		z = ufunc.Multiply.Out(z).Call(z, sign)
	}
	if k.has&keyAxis != 0 && k.axes.inline[0] != 0 {
		z = z.MoveAxis(0, k.axes.inline[0])
	}
	if k.d != dtype.Invalid {
		z = cast(z, k.d)
	}
	if z == made {
		return z
	}
	return k.copy(z)
}
