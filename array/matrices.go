// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/arraygen/arraygen/array/internal/matrix"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Upper has a function of a Hermitian matrix read, and [Cholesky] return, the upper
// triangle; by default it is the lower one.
func Upper() Option { return Option{key: keyUpper} }

// Hermitian says that matrices are Hermitian: only their lower triangle is read.
func Hermitian() Option { return Option{key: keyHermitian} }

// stack is the matrices in the last two axes of an array, copied to C order in the
// type that they are computed in: float64 or complex128.
type stack[T matrix.Number] struct {
	k     *keywords
	d     dtype.DType // of results
	batch []int       // the axes in front
	n     int         // how many matrices there are
	rows  int
	cols  int
	data  []T
	array *Array
}

// kindOf returns the type of results for operands of a type, and whether it is
// complex. Integers and bools become float64.
func (k *keywords) kindOf(d dtype.DType) (dtype.DType, bool, error) {
	switch d {
	case dtype.Float32, dtype.Float64:
		return d, false, nil
	case dtype.Complex64, dtype.Complex128:
		return d, true, nil
	}
	if d == dtype.Bool || d.Kind() == dtype.KindInt || d.Kind() == dtype.KindUint {
		return dtype.Float64, false, nil
	}
	return 0, false, fault.New(k.fn, fault.DType, "takes no matrices of %v; float32, float64, complex64 and complex128 work, and integers, which become float64", d)
}

// matrices checks that x has matrices in its last axes, square ones if so wanted.
func (k *keywords) matrices(x *Array, square bool) error {
	if err := x.Err(); err != nil {
		return err
	}
	n := x.NDim()
	if n < 2 {
		return fault.New(k.fn, fault.LinAlg, "%d-dimensional array given. Array must be at least two-dimensional", n)
	}
	if square && length(x, n-1) != length(x, n-2) {
		return fault.New(k.fn, fault.LinAlg, "Last 2 dimensions of the array must be square, the shape is %s", fault.ShapeText(x.Shape()))
	}
	return nil
}

// shaped is a stack of matrices like those of x, without memory.
func shaped[T matrix.Number](k *keywords, x *Array, d dtype.DType) stack[T] {
	shape := x.Shape()
	last := len(shape) - 2
	return stack[T]{k: k, d: d, batch: shape[:last], n: product(shape[:last]), rows: shape[last], cols: shape[last+1]}
}

// stacked copies the matrices of x, whose results have type d.
func stacked[T matrix.Number](k *keywords, x *Array, d dtype.DType) (s stack[T], err error) {
	s = shaped[T](k, x, d)
	s.array = ndarray.Empty(workType[T](), x.Shape()...)
	if err := s.array.Err(); err != nil {
		return s, err
	}
	if err := ufunc.Copyto(s.array, x, dtype.Unsafe, nil); err != nil {
		return s, fault.In(k.fn, err)
	}
	s.data = memory.Lent[T](s.array)
	return s, nil
}

func workType[T matrix.Number]() dtype.DType {
	if _, is := any(*new(T)).(float64); is {
		return dtype.Float64
	}
	return dtype.Complex128
}

// at returns matrix i.
func (s *stack[T]) at(i int) []T { return s.data[i*s.rows*s.cols:][:s.rows*s.cols] }

// each calls f for every matrix, on several goroutines if that is worth it; flops
// is the work for one.
func (s *stack[T]) each(flops float64, f func(i int) error) error {
	const worthwhile = 100e3 // operations for another goroutine
	count := min(s.n, ufunc.MaxThreads(), int(flops*float64(s.n)/worthwhile))
	var next atomic.Int64
	var once sync.Once
	var failure error
	work := func() {
		for i := int(next.Add(1)) - 1; i < s.n; i = int(next.Add(1)) - 1 {
			if err := f(i); err != nil {
				once.Do(func() { failure = err })
				next.Store(int64(s.n))
			}
		}
	}
	var wait sync.WaitGroup
	for range count - 1 {
		wait.Go(work)
	}
	work()
	wait.Wait()
	return failure
}

// output is a result: n parts of one size for n matrices, computed in type W.
type output[W matrix.Number] struct {
	k     *keywords
	d     dtype.DType
	array *Array
	data  []W
	size  int
}

// newOutput makes a result with the batch axes and those of a part.
func newOutput[W matrix.Number](k *keywords, d dtype.DType, batch []int, part ...int) (o output[W], err error) {
	o = output[W]{k: k, d: d, size: product(part)}
	shape := append(slices.Clone(batch), part...)
	if d == workType[W]() {
		o.array = k.new(d, shape...)
	} else {
		o.array = ndarray.Empty(workType[W](), shape...)
	}
	if err := o.array.Err(); err != nil {
		return o, err
	}
	o.data = memory.Lent[W](o.array)
	return o, nil
}

func (o *output[W]) at(i int) []W { return o.data[i*o.size:][:o.size] }

// done returns the result in its type.
func (o *output[W]) done() *Array { return o.k.narrowed(o.array, o.d) }

// narrowed returns a result in type d.
func (k *keywords) narrowed(z *Array, d dtype.DType) *Array {
	if z.DType() == d {
		return z
	}
	y := k.new(d, shapeOf(z)...)
	if y.Err() != nil {
		return y
	}
	if err := ufunc.Copyto(y, z, dtype.Unsafe, nil); err != nil {
		return failed(err)
	}
	z.Release()
	return y
}

// realType is the type of the parts of a complex type, d itself else.
func realType(d dtype.DType) dtype.DType {
	switch d {
	case dtype.Complex64:
		return dtype.Float32
	case dtype.Complex128:
		return dtype.Float64
	}
	return d
}

// complexType is the complex type with parts of d.
func complexType(d dtype.DType) dtype.DType {
	switch d {
	case dtype.Float32, dtype.Complex64:
		return dtype.Complex64
	}
	return dtype.Complex128
}

// epsilon is the distance from 1 to the next number of type d.
func epsilon(d dtype.DType) float64 {
	if realType(d) == dtype.Float32 {
		return 0x1p-23
	}
	return 0x1p-52
}

// cube is the operations for n by n matrices, about.
func cube(n int) float64 { return float64(n)*float64(n)*float64(n) + 50 }
