// SPDX-License-Identifier: BSD-3-Clause

package peers

import (
	"runtime"

	"github.com/arraygen/arraygen/bench"
)

type float interface{ ~float32 | ~float64 }

type number interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64 | float
}

type view[T any] = bench.View[T]

// GoLoop is the Go loop as one writes it by hand, compiled by the Go compiler, with its math
// package.
type GoLoop struct{}

// Name implements bench.Peer.
func (GoLoop) Name() string { return "go-loop" }

// Version implements bench.Peer.
func (GoLoop) Version() string { return runtime.Version() }

// Prepare implements bench.Peer.
func (GoLoop) Prepare(j *bench.Job) (*bench.Prepared, error) {
	if j.Pattern == bench.Allocating {
		return nil, bench.NotOffered("a loop allocates nothing")
	}
	if j.Threads != 1 {
		return nil, bench.NotOffered("a loop runs on one thread")
	}
	var f func()
	switch j.Ins[0].DType {
	case "float64":
		f = floatLoop[float64](j)
	case "float32":
		f = floatLoop[float32](j)
	case "int64":
		f = numberLoop[int64](j)
	case "int32":
		f = numberLoop[int32](j)
	case "int16":
		f = numberLoop[int16](j)
	case "int8":
		f = numberLoop[int8](j)
	case "uint64":
		f = numberLoop[uint64](j)
	case "uint32":
		f = numberLoop[uint32](j)
	case "uint16":
		f = numberLoop[uint16](j)
	case "uint8":
		f = numberLoop[uint8](j)
	}
	if f == nil {
		return nil, bench.NotOffered("no loop was written for it")
	}
	return bench.InProcess(j, f), nil
}

func floatLoop[T float](j *bench.Job) func() {
	switch {
	case j.Pattern.Reduces():
		return numberLoop[T](j)
	case len(j.Ins) == 1:
		if f := unaryFloat[T](j.Ufunc); f != nil {
			z, x := bench.ViewOf[T](j, j.Outs[0]), bench.ViewOf[T](j, j.Ins[0])
			return func() { f(z, x) }
		}
	case len(j.Ins) == 2:
		if f := binaryFloat[T](j.Ufunc); f != nil {
			z, x, y := bench.ViewOf[T](j, j.Outs[0]), bench.ViewOf[T](j, j.Ins[0]), bench.ViewOf[T](j, j.Ins[1])
			return func() { f(z, x, y) }
		}
	}
	return numberLoop[T](j)
}

func numberLoop[T number](j *bench.Job) func() {
	x := bench.ViewOf[T](j, j.Ins[0])
	switch {
	case j.Pattern.Reduces():
		return reduceLoop(j, x)
	case len(j.Ins) == 1:
		if f := unary[T](j.Ufunc); f != nil {
			z := bench.ViewOf[T](j, j.Outs[0])
			return func() { f(z, x) }
		}
	case len(j.Ins) == 2:
		y := bench.ViewOf[T](j, j.Ins[1])
		if f := binary[T](j.Ufunc); f != nil {
			z := bench.ViewOf[T](j, j.Outs[0])
			return func() { f(z, x, y) }
		}
		if f := comparison[T](j.Ufunc); f != nil {
			z := bench.ViewOf[bool](j, j.Outs[0])
			return func() { f(z, x, y) }
		}
	}
	return nil
}

// reduceLoop sums, or takes the maximum. The output has one element, one for
// each column, or one for each row.
func reduceLoop[T number](j *bench.Job, x view[T]) func() {
	z := bench.ViewOf[T](j, j.Outs[0]).Data
	cols := x.Cols
	row := func(i int) []T { return x.Data[i*cols : (i+1)*cols] }
	switch {
	case j.Ufunc == "add" && j.Pattern == bench.ReduceFirst:
		return func() {
			copy(z, row(0))
			for i := 1; i < x.Rows; i++ {
				for k, v := range row(i) {
					z[k] += v
				}
			}
		}
	case j.Ufunc == "add" && j.Pattern == bench.ReduceLast:
		return func() {
			for i := range z {
				var s T
				for _, v := range row(i) {
					s += v
				}
				z[i] = s
			}
		}
	case j.Ufunc == "add":
		return func() {
			var s T
			for _, v := range x.Data {
				s += v
			}
			z[0] = s
		}
	case j.Ufunc == "maximum" && j.Pattern == bench.ReduceFirst:
		return func() {
			copy(z, row(0))
			for i := 1; i < x.Rows; i++ {
				for k, v := range row(i) {
					z[k] = max(z[k], v)
				}
			}
		}
	case j.Ufunc == "maximum" && j.Pattern == bench.ReduceLast:
		return func() {
			for i := range z {
				m := row(i)[0]
				for _, v := range row(i) {
					m = max(m, v)
				}
				z[i] = m
			}
		}
	case j.Ufunc == "maximum":
		return func() {
			m := x.Data[0]
			for _, v := range x.Data {
				m = max(m, v)
			}
			z[0] = m
		}
	}
	return nil
}
