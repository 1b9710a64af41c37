// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"
	"runtime"
	"slices"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/coordinates"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// The functions of indices: of all axes, of all elements in order, of parts of a
// matrix.

// RavelMultiIndex returns the indices, counted over all elements of an array of the
// shape dims in C order, or in Fortran order, of the elements whose indices along
// each axis are given. modes has what an index out of range is for each axis, as in
// [Put], or for all of them; without any it is an error, and a negative one is out of range.
func RavelMultiIndex(indices []any, dims []int, fortran bool, modes []string, opts ...Option) *Array {
	var k keywords
	if err := k.read("ravel_multi_index", 0, opts); err != nil {
		return failed(err)
	}
	if len(indices) != len(dims) {
		return reject(k.fn, fault.Value, "parameter multi_index must be a sequence of length %d, one for each of dims, not %d", len(dims), len(indices))
	}
	if len(modes) == 0 {
		modes = []string{"raise"}
	}
	if len(modes) != 1 && len(modes) != len(dims) {
		return reject(k.fn, fault.Value, "the number of modes, %d, must be 1 or that of dims, %d", len(modes), len(dims))
	}
	strides, _, err := k.stridesOf(dims, fortran)
	if err != nil {
		return failed(err)
	}
	list := operands(k.fn, indices)
	if bad := failure(list...); bad != nil {
		return bad
	}
	rows := make([][]int64, len(list))
	alike := true // they lie in C order and have one shape
	for i, n := range dims {
		mode := modes[min(i, len(modes)-1)]
		list[i] = inMode(k.fn, list[i], n, mode)
		x, row, err := numbers(list[i])
		if err != nil {
			return failed(err)
		}
		if !coordinates.Below(row, n) {
			return reject(k.fn, fault.Value, "invalid entry in coordinates array: an index of axis %d is not from 0 to %d", i, n-1)
		}
		alike = alike && x == list[i] && slices.Equal(shapeOf(x), shapeOf(list[0]))
		list[i], rows[i] = x, row
	}
	if len(list) == 0 {
		return ndarray.Zeros(dtype.Int64)
	}
	defer runtime.KeepAlive(list)
	if alike {
		z := k.new(dtype.Int64, list[0].Shape()...)
		sums, err := dataOf[int64](z)
		if err != nil {
			return failed(err)
		}
		coordinates.Products(sums, rows[0], int64(strides[0]))
		for i, row := range rows[1:] {
			coordinates.AddProducts(sums, row, int64(strides[i+1]))
		}
		return z
	}
	z := k.emptyFor(dtype.Int64, list...)
	if z.Err() != nil {
		return z
	}
	if err := assign(z, ufunc.Multiply.Call(list[0], strides[0])); err != nil {
		return failed(err)
	}
	for i := 1; i < len(list); i++ {
		more := list[i]
		if strides[i] != 1 {
			more = ufunc.Multiply.Call(more, strides[i])
		}
		if z = ufunc.Add.Out(z).Call(z, more); z.Err() != nil {
			return z
		}
	}
	return z
}

// numbers returns the elements of an array of int64 in C order, and the array that they lie in, which is to be kept
// while they are read: x itself where they lie so.
func numbers(x *Array) (*Array, []int64, error) {
	x = x.AsC()
	if x.Err() == nil && !x.Aligned() {
		x = x.Copy()
	}
	if err := x.Err(); err != nil {
		return nil, nil, err
	}
	p, _, _ := x.Lend()
	return x, unsafe.Slice((*int64)(p), x.Size()), nil
}

// stridesOf returns how many elements lie between neighbours along each axis of a
// shape, and how many there are.
func (k *keywords) stridesOf(dims []int, fortran bool) ([]int, int, error) {
	strides, n := make([]int, len(dims)), 1
	for j := range dims {
		i := len(dims) - 1 - j
		if fortran {
			i = j
		}
		strides[i] = n
		if dims[i] < 0 || dims[i] > 0 && n > math.MaxInt/dims[i] {
			return nil, 0, fault.New(k.fn, fault.Value, "invalid dims: array size defined by dims is larger than the maximum possible size")
		}
		n *= dims[i]
	}
	return strides, n, nil
}

// UnravelIndex returns the indices along each axis of an array of a shape of the
// elements whose indices, counted over all elements in C order, or in Fortran order,
// are given: an array for each axis.
func UnravelIndex(indices any, shape []int, fortran bool, opts ...Option) ([]*Array, error) {
	var k keywords
	if err := k.read("unravel_index", 0, opts); err != nil {
		return nil, err
	}
	_, n, err := k.stridesOf(shape, fortran)
	if err != nil {
		return nil, err
	}
	at := inMode(k.fn, operand(k.fn, indices), n, "raise")
	x, rest, err := numbers(at)
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(x)
	if !coordinates.Below(rest, n) {
		return nil, fault.New(k.fn, fault.Value, "an index is out of bounds for array with size %d", n)
	}
	results := make([]*Array, len(shape))
	rows := make([][]int64, len(shape))
	for i := range shape {
		results[i] = k.new(dtype.Int64, at.Shape()...)
		if rows[i], err = dataOf[int64](results[i]); err != nil {
			return nil, err
		}
	}
	// The index along an axis is the rest of a division by its length. The quotient goes on to the next axis, whose
	// own index takes its place.
	most := uint64(max(n-1, 0))
	for j := range shape {
		i, next := len(shape)-1-j, len(shape)-2-j
		if fortran {
			i, next = j, j+1
		}
		if j == len(shape)-1 {
			if j == 0 {
				copy(rows[i], rest)
			}
			break
		}
		if len(rest) > 0 {
			coordinates.Divide(rows[next], rows[i], rest, int64(shape[i]), most)
		}
		rest = rows[next]
	}
	return results, nil
}

// DiagIndices returns the indices of the main diagonal of an array of a number of
// axes, each of length n: one array for each axis, and none for no axes or fewer.
func DiagIndices(n, axes int, opts ...Option) ([]*Array, error) {
	var k keywords
	if err := k.read("diag_indices", 0, opts); err != nil {
		return nil, err
	}
	if axes > ndarray.MaxDims {
		return nil, fault.New(k.fn, fault.Value, "an array has at most %d axes, not %d", ndarray.MaxDims, axes)
	}
	at := Arange(0, n, 1, Allocate(k.make))
	return slices.Repeat([]*Array{at}, max(axes, 0)), at.Err()
}

// TrilIndices returns the indices in C order of the elements on and below diagonal
// k of a matrix: those of the rows, and those of the columns.
func TrilIndices(rows, columns, k int, opts ...Option) ([]*Array, error) {
	return triangleIndices("tril_indices", rows, columns, func(i int) (int, int) { return 0, upTo(i, k, 1, columns) }, opts)
}

// TriuIndices returns the indices in C order of the elements on and above diagonal
// k of a matrix: those of the rows, and those of the columns.
func TriuIndices(rows, columns, k int, opts ...Option) ([]*Array, error) {
	return triangleIndices("triu_indices", rows, columns, func(i int) (int, int) { return upTo(i, k, 0, columns), columns }, opts)
}

// upTo returns i+k+one, limited to 0 … n; k may be any integer.
func upTo(i, k, one, n int) int {
	switch {
	case k >= n:
		return n
	case k < -i-one:
		return 0
	}
	return min(i+k+one, n)
}

func triangleIndices(fn string, rows, columns int, columnsOf func(row int) (from, to int), opts []Option) ([]*Array, error) {
	var k keywords
	if err := k.read(fn, 0, opts); err != nil {
		return nil, err
	}
	n := 0
	for i := range rows {
		from, to := columnsOf(i)
		n += max(to-from, 0)
	}
	results := []*Array{k.new(dtype.Int64, n), k.new(dtype.Int64, n)}
	is, err := dataOf[int64](results[0])
	if err != nil {
		return nil, err
	}
	js, err := dataOf[int64](results[1])
	if err != nil {
		return nil, err
	}
	at := 0
	for i := range rows {
		from, to := columnsOf(i)
		for j := from; j < to; j++ {
			is[at], js[at] = int64(i), int64(j)
			at++
		}
	}
	return results, nil
}

// Ix returns arrays of indices, each of one axis, as views that broadcast to all
// their combinations: the first along the first axis, and so on. A mask stands for
// the indices at which it is true.
func Ix(indices ...any) ([]*Array, error) {
	const fn = "ix_"
	results := make([]*Array, len(indices))
	for i, v := range indices {
		x := operand(fn, v)
		if err := x.Err(); err != nil {
			return nil, err
		}
		if x.NDim() != 1 {
			return nil, fault.New(fn, fault.Value, "Cross index must be 1 dimensional, number %d has %d dimensions", i, x.NDim())
		}
		if x.DType() == dtype.Bool {
			x = Flatnonzero(x)
		}
		shape := slices.Repeat([]int{1}, len(indices))
		shape[i] = x.Size()
		results[i] = x.Reshape(shape...)
	}
	return results, nil
}

// Argwhere returns the indices of the elements of x that are not zero: a matrix
// with a row for each of them and a column for each axis of x.
func Argwhere(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("argwhere", 0, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if y.Err() == nil && y.NDim() == 0 {
		return k.new(dtype.Int64, y.CountNonzero(), 0)
	}
	if y.NDim() == 1 { // its indices are the only column
		list, err := Nonzero(y, k.allocation()...)
		if err != nil {
			return failed(err)
		}
		return list[0].Reshape(list[0].Len(), 1)
	}
	list, err := Nonzero(y)
	if err != nil {
		return failed(err)
	}
	z := k.new(dtype.Int64, list[0].Len(), len(list))
	to, err := dataOf[int64](z)
	if err != nil {
		return failed(err)
	}
	columns := make([][]int64, len(list))
	for i, v := range list {
		if columns[i], err = dataOf[int64](v); err != nil {
			return failed(err)
		}
	}
	coordinates.Interleave(to, columns)
	return z
}

// Tri returns a matrix with ones on and below diagonal k and zeros above it; of
// float64 by default.
//
// Keywords: DType.
func Tri(rows, columns, k int, opts ...Option) *Array {
	var o keywords
	if err := o.read("tri", keyDType, opts); err != nil {
		return failed(err)
	}
	d := o.d
	if d == dtype.Invalid {
		d = dtype.Float64
	}
	z := o.zeros(d, rows, columns)
	if z.Err() != nil || z.Size() == 0 {
		return z
	}
	ones := ndarray.Empty(d, columns)
	if err := ones.Fill(1); err != nil {
		return failed(err)
	}
	p, _, _ := z.Lend()
	q, _, _ := ones.Lend()
	row := columns * d.Size()
	to, from := unsafe.Slice((*byte)(p), rows*row), unsafe.Slice((*byte)(q), row)
	for i := range rows {
		copy(to[i*row:], from[:upTo(i, k, 1, columns)*d.Size()])
	}
	runtime.KeepAlive(z)
	runtime.KeepAlive(ones)
	return z
}
