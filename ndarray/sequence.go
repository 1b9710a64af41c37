// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"math"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Ones returns a new array in C order of ones.
func Ones(d dtype.DType, shape ...int) *Array { return filled("Ones", d, shape, 1) }

// Full returns a new array in C order whose elements are all v.
func Full[T dtype.Element](v T, shape ...int) *Array {
	return filled("Full", dtype.Of[T](), shape, v)
}

// FullOf returns a new array in C order with elements of type d that are all v,
// a Go number or bool of any type, see [dtype.Scalar.Store].
func FullOf(d dtype.DType, v any, shape ...int) *Array { return filled("FullOf", d, shape, v) }

func filled(fn string, d dtype.DType, shape []int, v any) *Array {
	a := create(fn, d, shape, nil, uncleared)
	if a.err == nil {
		if err := a.Fill(v); err != nil {
			return Failed(err)
		}
	}
	return a
}

// Real is the constraint of Go's numbers that have an order and arithmetic.
type Real interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 | float32 | float64
}

// Arange returns the numbers from start to stop, without it, in steps: NumPy's
// arange. There are ⌈(stop-start)/step⌉ of them, computed as start + i·step
// with the step that start and the second number really have.
func Arange[T Real](start, stop, step T) *Array { return ArangeTo(nil, start, stop, step) }

// ArangeTo is [Arange] into an array that result makes.
func ArangeTo[T Real](result Make, start, stop, step T) *Array {
	d := dtype.Of[T]()
	n, ok := arangeLen(start, stop, step)
	if !ok {
		return fail("Arange", ErrValue, "no array from %v to %v in steps of %v", start, stop, step)
	}
	a := result.result("Arange", d, []int{n})
	if a.err != nil {
		return a
	}
	out, _ := Data[T](a.Lent())
	second := T(start + step)
	delta := T(second - start)
	for i := range out {
		out[i] = start + T(T(i)*delta)
	}
	if n > 1 {
		out[1] = second
	}
	return a
}

func arangeLen[T Real](start, stop, step T) (n int, ok bool) {
	if step == 0 || step != step || start != start || stop != stop {
		return 0, false
	}
	if start == stop || (start < stop) != (step > 0) {
		return 0, true
	}
	if d := dtype.Of[T](); d.Kind() == dtype.KindFloat {
		count := math.Ceil((float64(stop) - float64(start)) / float64(step))
		if !(count >= 0 && count <= maxBytes) {
			return 0, false
		}
		return int(count), true
	}
	// Two's complement keeps the distance right where it overflows T.
	span, by := uint64(stop)-uint64(start), uint64(step)
	if step < 0 {
		span, by = -span, -by
	}
	count := (span-1)/by + 1
	return int(count), count <= maxBytes
}

// Linspace returns num numbers from start to stop, both included, at equal
// distances: NumPy's linspace. They are computed in float64.
func Linspace[T float32 | float64](start, stop T, num int) *Array {
	return LinspaceTo(nil, start, stop, num, true)
}

// LinspaceTo is [Linspace] with a place for the result; without the endpoint, the
// numbers are the first ones of num+1.
func LinspaceTo[T float32 | float64](to Make, start, stop T, num int, endpoint bool) *Array {
	a := to.result("Linspace", dtype.Of[T](), []int{num})
	if a.err != nil {
		return a
	}
	p, _, _ := a.Lend()
	out := elementsAt[T](p, num)
	defer keep(a)
	from, end := float64(start), float64(stop)
	span, parts := float64(end-from), float64(num-1)
	if !endpoint {
		parts++
	}
	if step := span / parts; step != 0 {
		for i := range out {
			out[i] = T(float64(float64(i)*step) + from)
		}
	} else { // it underflows, or there is but one number
		for i := range out {
			x := float64(i)
			if parts > 0 {
				x /= parts
			}
			out[i] = T(float64(x*span) + from)
		}
	}
	switch {
	case num == 1:
		out[0] = start
	case num > 1 && endpoint:
		out[num-1] = stop
	}
	return a
}

// Eye returns a matrix of n rows and n columns with ones on its diagonal and
// zeros elsewhere.
func Eye(d dtype.DType, n int) *Array { return EyeAt(d, n, n, 0) }

// EyeAt returns a matrix with ones on the diagonal k, 0 being the main one and
// 1 the one above it, and zeros elsewhere.
func EyeAt(d dtype.DType, rows, cols, k int) *Array {
	a := create("Eye", d, []int{rows, cols}, nil, cleared)
	if a.err != nil {
		return a
	}
	diagonal := a.Diagonal(k, 0, 1)
	diagonal.flags &^= flagReadOnly
	if err := diagonal.Fill(1); err != nil {
		return Failed(err)
	}
	return a
}
