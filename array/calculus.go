// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"

	"github.com/arraygen/arraygen/array/internal/searching"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Gradient returns the derivatives of f along axes, all by default: central
// differences inside, and differences of first or second Order at the edges. spacing
// has for each axis the distance of neighbours, or their coordinates; one distance
// serves all axes, and none is 1.
//
// Keywords: Axis, Order.
func Gradient(f any, spacing []any, opts ...Option) ([]*Array, error) {
	var k keywords
	if err := k.read("gradient", keyAxis|keyOrder, opts); err != nil {
		return nil, err
	}
	x := operand(k.fn, f)
	if err := x.Err(); err != nil {
		return nil, err
	}
	if d := differences(x.DType()); d != x.DType() {
		x = x.View(d)
	} else if d.Kind() < dtype.KindFloat {
		x = cast(x, dtype.Float64)
	}
	axes := k.axes.list()
	if k.has&keyAxis == 0 || k.all {
		axes = others(nil, x.NDim())
	}
	if _, err := ndarray.NormalizeAxes(k.fn, axes, x.NDim()); err != nil {
		return nil, err
	}
	order := 1
	if k.has&keyOrder != 0 {
		order = k.option(keyOrder).n
	}
	if order != 1 && order != 2 {
		return nil, fault.New(k.fn, fault.Value, "'edge_order' greater than 2 not supported: %d", order)
	}
	if len(spacing) > 1 && len(spacing) != len(axes) {
		return nil, fault.New(k.fn, fault.DType, "invalid number of arguments: %d spacings for %d axes", len(spacing), len(axes))
	}
	results := make([]*Array, len(axes))
	for i, axis := range axes {
		var h any = 1.0
		switch {
		case len(spacing) == 1:
			h = spacing[0]
		case len(spacing) > 1:
			h = spacing[i]
		}
		at, _ := ndarray.NormalizeAxis(k.fn, axis, x.NDim())
		if results[i] = k.gradient(x, h, at, order); results[i].Err() != nil {
			return nil, results[i].Err()
		}
	}
	return results, nil
}

// gradient is the derivative along one axis.
func (k *keywords) gradient(x *Array, spacing any, axis, order int) *Array {
	n := length(x, axis)
	if n < order+1 {
		return reject(k.fn, fault.Value, "Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required: axis %d has %d", axis, n)
	}
	z := k.newLike(x, differences(x.DType()))
	if z.Err() != nil {
		return z
	}
	h := operand(k.fn, spacing)
	if err := h.Err(); err != nil {
		return failed(err)
	}
	var steps *Array // between neighbours, where they differ
	if h.NDim() > 0 {
		if h.NDim() != 1 || h.Len() != n {
			return reject(k.fn, fault.Value, "coordinates of shape %s, when 1d, distances must match the length %d of the corresponding dimension", fault.ShapeText(h.Shape()), n)
		}
		shape := make([]int, x.NDim())
		for i := range shape {
			shape[i] = 1
		}
		shape[axis] = n - 1
		steps = Diff(cast(h, dtype.Float64)).Reshape(shape...)
		// Equal steps are one number: by the formula for others, of which the element itself is a term, 0 times its NaN would count.
		first := lentPart(steps, axis, 0, 1)
		equal, err := everywhere(k.fn, steps, first, func(to *keywords, x, y *Array) *Array { return to.call(ufunc.Equal, x, y) })
		if err != nil {
			return failed(err)
		}
		if equal {
			h, steps = first, nil
		}
	}
	step := func(i int) *Array { // of neighbours i and i+1
		if steps == nil {
			return h
		}
		return lentPart(steps, axis, i, 1)
	}
	f := func(i, m int) *Array { return lentPart(x, axis, i, m) }
	write := func(i, m int, y *Array) error {
		return ufunc.Copyto(lentPart(z, axis, i, m), y, dtype.SameKind, nil)
	}
	var inner *Array
	if steps == nil { // where it belongs
		to := lentPart(z, axis, 1, n-2)
		ufunc.Subtract.Out(to).Call(f(2, n-2), f(0, n-2))
		inner = ufunc.Divide.Out(to).Call(to, Multiply(h, 2.0))
	} else {
		h1, h2 := lentPart(steps, axis, 0, n-2), lentPart(steps, axis, 1, n-2)
		sum := Add(h1, h2)
		a := Negative(Divide(h2, Multiply(h1, sum)))
		b := Divide(Subtract(h2, h1), Multiply(h1, h2))
		c := Divide(h1, Multiply(h2, sum))
		inner = Add(Add(Multiply(a, f(0, n-2)), Multiply(b, f(1, n-2))), Multiply(c, f(2, n-2)))
	}
	var first, last *Array
	if order == 1 {
		first = Divide(Subtract(f(1, 1), f(0, 1)), step(0))
		last = Divide(Subtract(f(n-1, 1), f(n-2, 1)), step(n-2))
	} else {
		edge := func(f0, f1, f2, h1, h2 *Array, sign float64) *Array {
			sum := Add(h1, h2)
			a := Multiply(Negative(Divide(Add(Multiply(h1, 2.0), h2), Multiply(h1, sum))), sign)
			b := Multiply(Divide(sum, Multiply(h1, h2)), sign)
			c := Multiply(Negative(Divide(h1, Multiply(h2, sum))), sign)
			return Add(Add(Multiply(a, f0), Multiply(b, f1)), Multiply(c, f2))
		}
		first = edge(f(0, 1), f(1, 1), f(2, 1), step(0), step(min(1, n-2)), 1)
		last = edge(f(n-1, 1), f(n-2, 1), f(n-3, 1), step(n-2), step(n-3), -1)
	}
	if err := inner.Err(); err != nil {
		return failed(err)
	}
	if steps != nil && n > 2 {
		if err := write(1, n-2, inner); err != nil {
			return failed(err)
		}
	}
	if err := write(0, 1, first); err != nil {
		return failed(err)
	}
	if err := write(n-1, 1, last); err != nil {
		return failed(err)
	}
	return z
}

// Outside sets the values of [Interp] left of the first point and right of the last
// one; a nil leaves that of the point.
func Outside(left, right any) Option { return Option{key: keyOutside, value: [2]any{left, right}} }

// Period has [Interp] take the points for a function of that period.
func Period(p float64) Option { return Option{key: keyPeriod, float: p} }

// Interp returns the values at x of the function whose graph is straight between
// the points (xp, fp). xp has one axis and rises. Outside the points it has the value
// of the nearest.
//
// Keywords: Outside, Period.
func Interp(x, xp, fp any, opts ...Option) *Array {
	var k keywords
	if err := k.read("interp", keyOutside|keyPeriod, opts); err != nil {
		return failed(err)
	}
	at, points, values := cast(operand(k.fn, x), dtype.Float64), cast(operand(k.fn, xp), dtype.Float64), operand(k.fn, fp)
	if bad := failure(at, points, values); bad != nil {
		return bad
	}
	switch n := points.Len(); {
	case points.NDim() != 1 || values.NDim() != 1:
		return reject(k.fn, fault.Value, "Data points must be 1-D sequences, not %s and %s", fault.ShapeText(points.Shape()), fault.ShapeText(values.Shape()))
	case n == 0:
		return reject(k.fn, fault.Value, "array of sample points is empty")
	case n != values.Len():
		return reject(k.fn, fault.Value, "fp and xp are not of the same length: %d and %d", values.Len(), n)
	}
	ends := [2]any{}
	if k.has&keyOutside != 0 {
		ends = k.option(keyOutside).value.([2]any)
	}
	if k.has&keyPeriod != 0 {
		period := math.Abs(k.option(keyPeriod).float)
		if period == 0 {
			return reject(k.fn, fault.Value, "period must be a non-zero value")
		}
		ends = [2]any{}
		at, points = Remainder(at, period), Remainder(points, period)
		order := Argsort(points)
		points, values = points.Take(order, 0), values.Take(order, 0)
		n := points.Len()
		points = Concat([]any{Subtract(part(points, 0, n-1, 1), period), points, Add(part(points, 0, 0, 1), period)})
		values = Concat([]any{part(values, 0, n-1, 1), values, part(values, 0, 0, 1)})
	}
	if values.DType().Kind() == dtype.KindComplex {
		z := k.new(dtype.Complex128, shapeOf(at)...)
		if z.Err() != nil {
			return z
		}
		values = cast(values, dtype.Complex128)
		for i, to := range []*Array{z.Lent().Real(), z.Lent().Imag()} {
			var edge [2]any
			for j, v := range ends {
				if v == nil {
					continue
				}
				c, err := ndarray.Item[complex128](elementsOf(k.fn, v, dtype.Complex128))
				if err != nil {
					return failed(err)
				}
				edge[j] = []float64{real(c), imag(c)}[i]
			}
			from := values.Real()
			if i == 1 {
				from = values.Imag()
			}
			if fill(to, (&keywords{fn: k.fn}).interp(at, points, from, edge)).Err() != nil {
				return to
			}
		}
		return z
	}
	return k.interp(at, points, cast(values, dtype.Float64), ends)
}

// interp is Interp of float64.
func (k *keywords) interp(x, xp, fp *Array, ends [2]any) *Array {
	xs, err := ndarray.ToSlice[float64](x)
	if err != nil {
		return failed(err)
	}
	ps, err := ndarray.ToSlice[float64](xp)
	if err != nil {
		return failed(err)
	}
	fs, err := ndarray.ToSlice[float64](fp)
	if err != nil {
		return failed(err)
	}
	n := len(ps)
	left, right := fs[0], fs[n-1]
	for i, v := range []*float64{&left, &right} {
		if ends[i] != nil {
			if *v, err = number(k.fn, ends[i]); err != nil {
				return failed(err)
			}
		}
	}
	z := k.new(dtype.Float64, shapeOf(x)...)
	out, err := dataOf[float64](z)
	if err != nil {
		return failed(err)
	}
	searching.Interpolate(out, xs, ps, fs, left, right)
	return z
}
