// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"
	"math/big"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// AsArray returns v, an array, a Go scalar, a Go slice or nested slices, as an
// array. The memory of arrays and of slices of element types is shared, unless
// DType asks for another type.
//
// Keywords: DType.
func AsArray(v any, opts ...Option) *Array {
	var k keywords
	if err := k.read("asarray", keyDType, opts); err != nil {
		return failed(err)
	}
	if k.d == dtype.Invalid {
		return operand(k.fn, v)
	}
	return elementsOf(k.fn, v, k.d)
}

// dtypeOr returns the type that DType gives, or another.
func (k *keywords) dtypeOr(d dtype.DType) dtype.DType {
	if k.d != dtype.Invalid {
		return k.d
	}
	return d
}

// Empty returns a new array of a shape with arbitrary values, of float64 by default.
//
// Keywords: DType.
func Empty(shape Shape, opts ...Option) *Array {
	return filled("empty", shape, nil, dtype.Float64, opts)
}

// Zeros returns a new array of a shape with zeros, of float64 by default.
//
// Keywords: DType.
func Zeros(shape Shape, opts ...Option) *Array {
	var k keywords
	if err := k.read("zeros", keyDType, opts); err != nil {
		return failed(err)
	}
	return k.zeros(k.dtypeOr(dtype.Float64), shape...)
}

// Ones returns a new array of a shape with ones, of float64 by default.
//
// Keywords: DType.
func Ones(shape Shape, opts ...Option) *Array { return filled("ones", shape, 1, dtype.Float64, opts) }

// Full returns a new array of a shape with one value, of that value's type by
// default.
//
// Keywords: DType.
func Full(shape Shape, value any, opts ...Option) *Array {
	d, err := resultType("full", value)
	if err != nil {
		return failed(err)
	}
	return filled("full", shape, value, d, opts)
}

// filled returns a new array of one value; nil leaves it arbitrary.
func filled(fn string, shape Shape, value any, d dtype.DType, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, keyDType, opts); err != nil {
		return failed(err)
	}
	return setAll(k.new(k.dtypeOr(d), shape...), value)
}

// setAll sets the elements of a new array to a value unless it is nil.
func setAll(z *Array, value any) *Array {
	if z.Err() != nil || value == nil {
		return z
	}
	var err error
	if s, is := dtype.ScalarOf(value); is {
		err = z.Fill(s)
	} else {
		err = ufunc.Copyto(z, value, dtype.Unsafe, nil)
	}
	if err != nil {
		return failed(err)
	}
	return z
}

// EmptyLike returns a new array of the shape, type and memory order of x with
// arbitrary values.
//
// Keywords: DType.
func EmptyLike(x any, opts ...Option) *Array { return filledLike("empty_like", x, nil, opts) }

// ZerosLike returns a new array of the shape, type and memory order of x with zeros.
//
// Keywords: DType.
func ZerosLike(x any, opts ...Option) *Array { return filledLike("zeros_like", x, 0, opts) }

// OnesLike returns a new array of the shape, type and memory order of x with ones.
//
// Keywords: DType.
func OnesLike(x any, opts ...Option) *Array { return filledLike("ones_like", x, 1, opts) }

// FullLike returns a new array of the shape, type and memory order of x with one
// value.
//
// Keywords: DType.
func FullLike(x, value any, opts ...Option) *Array { return filledLike("full_like", x, value, opts) }

func filledLike(fn string, v, value any, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, keyDType, opts); err != nil {
		return failed(err)
	}
	x := operand(fn, v)
	if err := x.Err(); err != nil {
		return failed(err)
	}
	return setAll(k.newLike(x, k.dtypeOr(x.DType())), value)
}

// Copy returns the elements of x in new memory, in its memory order or that of
// Layout.
//
// Keywords: Layout.
func Copy(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("copy", keyLayout, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	return fill(k.newInLayout(y, y.DType()), y)
}

// Arange returns evenly spaced numbers from start up to stop, without it, by
// step. A nil stop has them go from 0 to start. They are integers where all three
// are, counted without an error of rounding; a DType must hold them, so that
// there are two bools at most. Arrays without axes, a DType of times, or a [dtype.DT64] or
// [dtype.TD64], which count its unit, make them moments or durations, in the unit in which they
// meet; moments need a stop, and one that is an integer or a duration counts from start on.
//
// Keywords: DType.
func Arange(start, stop, step any, opts ...Option) *Array {
	var k keywords
	if err := k.read("arange", keyDType, opts); err != nil {
		return failed(err)
	}
	a := k.arange(start, stop, step)
	if k.d == dtype.Bool && a.Size() > 2 {
		return reject(k.fn, fault.DType, "there are 2 bools, not %d: none comes after true", a.Size())
	}
	return a
}

func (k *keywords) arange(start, stop, step any) *Array {
	if k.d.Kind().Time() || timeOf(start) != dtype.Invalid || timeOf(stop) != dtype.Invalid || timeOf(step) != dtype.Invalid {
		return k.arangeTimes(start, stop, step)
	}
	if stop == nil {
		start, stop = 0, start
	}
	if k.d.Kind() <= dtype.KindInt {
		if i, j, n := integer(start), integer(stop), integer(step); i != nil && j != nil && n != nil {
			return k.countIntegers(i, j, n)
		}
	}
	var f [3]float64
	for n, v := range []any{start, stop, step} {
		var err error
		if f[n], err = number(k.fn, v); err != nil {
			return failed(err)
		}
	}
	if f[2] == 0 || math.IsNaN(f[0]+f[1]+f[2]) {
		return reject(k.fn, fault.Value, "no array goes from %v to %v by %v", f[0], f[1], f[2])
	}
	d := k.dtypeOr(dtype.Float64)
	if d != dtype.Float64 {
		return k.converted(ndarray.Arange(f[0], f[1], f[2]), d)
	}
	return ndarray.ArangeTo(k.place(), f[0], f[1], f[2])
}

// integer returns a Go integer or bool as one of any size, nil for all else.
func integer(v any) *big.Int {
	switch v := v.(type) {
	case bool:
		if v {
			return big.NewInt(1)
		}
		return new(big.Int)
	case int:
		return big.NewInt(int64(v))
	case int64:
		return big.NewInt(v)
	case uint:
		return new(big.Int).SetUint64(uint64(v))
	case dtype.DT64:
		return big.NewInt(int64(v))
	case dtype.TD64:
		return big.NewInt(int64(v))
	case *big.Int:
		return v
	}
	return nil
}

// number returns a Go number as a float64.
func number(fn string, v any) (float64, error) {
	if f, is := v.(float64); is {
		return f, nil
	}
	s, is := dtype.ScalarOf(v)
	if !is {
		return 0, fault.New(fn, fault.DType, "a number is needed, not a %T", v)
	}
	if err := s.Check(dtype.Float64); err != nil {
		return 0, fault.In(fn, err)
	}
	x := ndarray.Empty(dtype.Float64)
	if err := x.Fill(s); err != nil {
		return 0, err
	}
	return ndarray.Item[float64](x)
}

// countIntegers returns the integers from start up to stop by step in the type of
// DType, which must hold them, or in int64 or, for some that it doesn't hold, uint64.
func (k *keywords) countIntegers(start, stop, step *big.Int) *Array {
	d := k.d
	if step.Sign() == 0 {
		return reject(k.fn, fault.Value, "no array goes from %v to %v by 0", start, stop)
	}
	count := new(big.Int).Sub(start, stop)
	if step.Sign() < 0 {
		count.Neg(count)
	}
	count.Neg(count.Div(count, new(big.Int).Abs(step))) // the distance in steps, rounded up
	if count.Sign() <= 0 {
		return k.new(k.dtypeOr(dtype.Int64), 0)
	}
	if !count.IsInt64() {
		s, _ := dtype.ScalarOf(count)
		return reject(k.fn, fault.Memory, "%s elements don't fit an address", s.String())
	}
	last := new(big.Int).Mul(step, new(big.Int).Sub(count, big.NewInt(1)))
	last.Add(last, start)
	of := dtype.Int64
	if !start.IsInt64() || !last.IsInt64() {
		of = dtype.Uint64
	}
	for _, end := range []*big.Int{start, last} {
		s, _ := dtype.ScalarOf(end)
		for _, t := range []dtype.DType{of, d} {
			if t == dtype.Invalid {
				continue
			}
			if err := s.Check(t); err != nil {
				return failed(fault.In(k.fn, err))
			}
		}
	}
	result := k.dtypeOr(of)
	if result.Size() == 8 && (result.Kind() == dtype.KindInt || result.Kind() == dtype.KindUint) {
		// Modulo 2⁶⁴, as the steps may be wider than the elements.
		x := k.new(result, int(count.Int64()))
		if x.Err() != nil {
			return x
		}
		out, err := dataOf[int64](x.Lent().View(dtype.Int64))
		if err != nil {
			return failed(err)
		}
		v, by := low64(start), low64(step)
		for i := range out {
			out[i] = v
			v += by
		}
		return x
	}
	x := ndarray.Arange(0, count.Int64(), 1)
	if count.Cmp(big.NewInt(1)) > 0 {
		x = ufunc.Multiply.Out(x).Call(x, low64(step))
	}
	x = ufunc.Add.Out(x).Call(x, low64(start))
	return k.cast(x, result)
}

// cast returns a temporary as a result of type d.
func (k *keywords) cast(x *Array, d dtype.DType) *Array {
	if x.Err() != nil || x.DType() == d || k.make == nil {
		return cast(x, d)
	}
	z := k.newLike(x, d)
	if z.Err() != nil {
		return z
	}
	if err := ufunc.Copyto(z, x, dtype.Unsafe, nil); err != nil {
		return failed(err)
	}
	return z
}

// low64 returns the low 64 bits of v in two's complement.
func low64(v *big.Int) int64 {
	return int64(new(big.Int).And(v, new(big.Int).SetUint64(math.MaxUint64)).Uint64())
}

// converted returns new numbers as an array of type d, which must hold all of
// them: floats are truncated for an integer type.
func (k *keywords) converted(x *Array, d dtype.DType) *Array {
	if x.Err() != nil || x.DType() == d {
		return x
	}
	if x.Size() > 0 && d != dtype.Bool && d.Kind() < x.DType().Kind() {
		ends := []*Array{x.Lent().Ravel().Index(ndarray.To(1))}
		if x.DType().Kind() != dtype.KindComplex { // which no other type holds
			ends = []*Array{ufunc.Minimum.AllAxes().Reduce(x), ufunc.Maximum.AllAxes().Reduce(x)}
		}
		for _, end := range ends {
			if err := end.Err(); err != nil {
				return failed(err)
			}
			s, _ := dtype.ScalarOf(dtype.Load(end.Pointer(), end.DType()))
			if err := s.Check(d); err != nil {
				return failed(fault.In(k.fn, err))
			}
		}
	}
	return k.cast(x, d)
}

// Linspace returns num evenly spaced numbers from start to stop; without the
// Endpoint, they end before it. Arrays of ends are broadcast together, and the
// numbers lie along a new axis, the first by default. Integers are rounded down.
//
// Keywords: DType, Endpoint, Axis.
func Linspace(start, stop any, num int, opts ...Option) *Array {
	var k keywords
	if err := k.read("linspace", keyDType|keyEndpoint|keyAxis, opts); err != nil {
		return failed(err)
	}
	if num < 0 {
		return reject(k.fn, fault.Value, "the number of elements is %d, it can't be negative", num)
	}
	endpoint := k.is(keyEndpoint, true)
	var y *Array
	if weakKind(start) != 0 && weakKind(stop) != 0 {
		y = k.line(start, stop, num, endpoint)
	} else if from, to, ok := elements(start, stop); ok && num > 1 {
		y = k.line(from, to, num, endpoint)
	} else {
		y = k.lines(start, stop, num, endpoint)
	}
	if k.has&keyAxis != 0 {
		axis, err := k.axis(&y, 0)
		if err != nil {
			return failed(err)
		}
		y = y.MoveAxis(0, axis)
	}
	return y
}

// LinspaceStep returns the distance between the numbers of [Linspace], NaN if there
// are fewer than two.
//
// Keywords: Endpoint.
func LinspaceStep(start, stop any, num int, opts ...Option) *Array {
	var k keywords
	if err := k.read("linspace", keyEndpoint, opts); err != nil {
		return failed(err)
	}
	parts := num
	if k.is(keyEndpoint, true) {
		parts--
	}
	if parts <= 0 {
		return ndarray.Scalar(math.NaN())
	}
	return ufunc.Divide.Call(ufunc.Subtract.Call(stop, start), parts)
}

// elements returns two ends without axes as numbers. ok is false where they are arrays with axes, or don't promote to
// float64.
func elements(start, stop any) (from, to float64, ok bool) {
	if d, err := resultType("linspace", start, stop, 1.0); err != nil || d != dtype.Float64 {
		return 0, 0, false
	}
	var ends [2]float64
	for i, v := range []any{start, stop} {
		x := operand("linspace", v)
		if x.Err() != nil || x.NDim() > 0 {
			return 0, 0, false
		}
		f, err := ndarray.Item[float64](cast(x, dtype.Float64))
		if err != nil {
			return 0, 0, false
		}
		ends[i] = f
	}
	return ends[0], ends[1], true
}

// line is start + i·step for float64, the last element exactly stop. Complex ends
// are done for each part.
func (k *keywords) line(start, stop any, num int, endpoint bool) *Array {
	var to ndarray.Make // of float64, which are the result where that has no other type
	if k.dtypeOr(dtype.Float64) == dtype.Float64 {
		to = k.place()
	}
	line := func(start, stop float64) *Array {
		return ndarray.LinspaceTo(to, start, stop, num, endpoint)
	}
	var ends [2]complex128
	isComplex := false
	for i, v := range []any{start, stop} {
		if c, is := v.(complex128); is {
			ends[i], isComplex = c, true
			continue
		}
		f, err := number(k.fn, v)
		if err != nil {
			return failed(err)
		}
		ends[i] = complex(f, 0)
	}
	if isComplex {
		to = nil
	} else {
		return k.roundedDown(line(real(ends[0]), real(ends[1])), k.dtypeOr(dtype.Float64))
	}
	z := k.new(dtype.Complex128, num)
	fill(z.Lent().Real(), line(real(ends[0]), real(ends[1])))
	fill(z.Lent().Imag(), line(imag(ends[0]), imag(ends[1])))
	return k.converted(z, k.dtypeOr(dtype.Complex128))
}

// roundedDown converts x to d, for integers by the floor.
func (k *keywords) roundedDown(x *Array, d dtype.DType) *Array {
	if kind := d.Kind(); x.Err() == nil && (kind == dtype.KindInt || kind == dtype.KindUint) {
		x = ufunc.Floor.Out(x).Call(x)
	}
	return k.converted(x, d)
}

// lines is line for each pair of an element of start and one of stop, broadcast
// together, along a new first axis, in the type that they promote to.
func (k *keywords) lines(start, stop any, num int, endpoint bool) *Array {
	of, err := resultType(k.fn, start, stop, 1.0)
	if err != nil {
		return failed(err)
	}
	parts := num
	if endpoint {
		parts--
	}
	distance := ufunc.Subtract.DType(of).Call(stop, start)
	shape := append([]int{num}, distance.Shape()...)
	count := make([]int, len(shape))
	for i := range count {
		count[i] = 1
	}
	count[0] = num
	places := ufunc.AsType(ndarray.Arange(0.0, float64(num), 1).Reshape(count...), of, dtype.SameKind)
	last := keywords{fn: k.fn, make: k.make}
	if k.dtypeOr(of) != of {
		last.make = nil
	}
	y := last.call(ufunc.Add, ufunc.Multiply.Call(places, ufunc.Divide.Call(distance, float64(max(parts, 1)))), start)
	if y = y.Reshape(shape...); y.Err() != nil {
		return y
	}
	if endpoint && num > 1 {
		if err := ufunc.Copyto(y.Index(ndarray.Int(num-1), ndarray.Ellipsis), stop, dtype.SameKind, nil); err != nil {
			return failed(err)
		}
	}
	return k.roundedDown(y, k.dtypeOr(of))
}

// Eye returns a matrix with ones on the diagonal k, the main one for 0 and the one
// above it for 1, and zeros elsewhere, of float64 by default.
//
// Keywords: DType.
func Eye(rows, columns, k int, opts ...Option) *Array {
	var kw keywords
	if err := kw.read("eye", keyDType, opts); err != nil {
		return failed(err)
	}
	d := kw.dtypeOr(dtype.Float64)
	if kw.make == nil {
		return ndarray.EyeAt(d, rows, columns, k)
	}
	z := kw.zeros(d, rows, columns)
	if z.Err() != nil {
		return z
	}
	row, column := max(-k, 0), max(k, 0)
	if row >= rows || column >= columns {
		return z
	}
	n := min(rows-row, columns-column)
	part := z.Lent()
	r := part.Raw()
	r.Ptr = part.Index(ndarray.From(row), ndarray.From(column)).Pointer()
	r.Shape, r.Strides = []int{n}, []int{r.Strides[0] + r.Strides[1]}
	if err := ndarray.FromRaw(r).Fill(1); err != nil {
		return failed(err)
	}
	return z
}

// Identity returns a square matrix with ones on its diagonal.
//
// Keywords: DType.
func Identity(n int, opts ...Option) *Array { return Eye(n, n, 0, opts...) }

// Tril returns the lower triangles of the matrices of x: elements above diagonal
// k are zero. One axis counts as the rows of a square matrix.
func Tril(x any, k int, opts ...Option) *Array { return triangle("tril", x, k, true, opts) }

// Triu returns the upper triangles of the matrices of x: elements below diagonal
// k are zero.
func Triu(x any, k int, opts ...Option) *Array { return triangle("triu", x, k, false, opts) }

func triangle(fn string, x any, k int, lower bool, opts []Option) *Array {
	var kw keywords
	if err := kw.read(fn, 0, opts); err != nil {
		return failed(err)
	}
	y := operand(fn, x)
	if y.NDim() == 1 {
		y = y.BroadcastTo(y.Len(), y.Len())
	}
	if y.Err() != nil || y.NDim() == 0 {
		return y.Tri(k, lower) // which refuses it
	}
	// The memory order is that of x and of a mask of the triangle, as NumPy's.
	r := y.Lent().Raw()
	n := len(r.Shape)
	mask := ndarray.Raw{Ptr: r.Ptr, DType: dtype.Bool, Shape: r.Shape, Strides: make([]int, n)}
	mask.Strides[n-2], mask.Strides[n-1] = max(r.Shape[n-1], 1), 1
	return y.TriTo(kw.newOrdered(y.DType(), r.Shape, y, ndarray.FromRaw(mask)), k, lower)
}

// Meshgrid returns the coordinates of a grid: for arrays of lengths n1, n2, … as
// many arrays of shape (n1, n2, …). With matrix indexing ("ij") these are its axes;
// else the first two are exchanged, as x and y are in pictures. Options stand behind the arrays.
func Meshgrid(matrix bool, arrays ...any) ([]*Array, error) {
	var k keywords
	arrays, opts := withOptions(arrays)
	if err := k.read("meshgrid", 0, opts); err != nil {
		return nil, err
	}
	grids, err := ndarray.Meshgrid(operands(k.fn, arrays)...)
	if err != nil {
		return nil, err
	}
	for i, x := range grids {
		if !matrix && len(grids) > 1 {
			x = x.SwapAxes(0, 1)
		}
		if grids[i] = fill(k.newLike(x, x.DType()), x); grids[i].Err() != nil {
			return nil, grids[i].Err()
		}
	}
	return grids, nil
}
