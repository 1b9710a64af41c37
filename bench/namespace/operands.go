// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// operands are what bench/python/cases.py calls by the same letters.
type operands struct {
	d                                dtype.DType
	layout                           string
	n, side, rows                    int
	x, y, z, p, q, m3                *array.Array // in the layout
	a, a2, s, b, r, r2, w, w2, h, j  *array.Array
	v, i, i32, few, ri, ro, m, rm, c *array.Array
	f, f1, g, e, e10, t, u, v3, r0   *array.Array
	q2, q3, q4, octets, row, two     *array.Array
	grid                             []int
	values                           []float64
	packed                           []byte
	number                           any // v
	last                             int // of arange: what the type holds
}

func random(d dtype.DType, n int, seed uint64) *array.Array {
	r := rand.New(rand.NewPCG(seed, 0))
	x := make([]float64, n)
	switch d.Kind() {
	case dtype.KindBool:
		for i := range x {
			x[i] = float64(r.IntN(2))
		}
	case dtype.KindFloat, dtype.KindComplex:
		for i := range x {
			x[i] = r.NormFloat64()
		}
	default:
		bits := make([]int64, n)
		for i := range bits {
			bits[i] = int64(r.Uint64())
		}
		return array.AsType(bits, d)
	}
	return array.AsType(x, d)
}

func indices(n, below int, seed uint64) *array.Array {
	r := rand.New(rand.NewPCG(seed, 1))
	x := make([]int64, n)
	for i := range x {
		x[i] = r.Int64N(int64(below))
	}
	return ndarray.FromSlice(x)
}

// laidOut returns the elements of an array of one axis in a layout.
func laidOut(flat *array.Array, layout string) (*array.Array, error) {
	n := flat.Size()
	if layout == "C" {
		return flat, nil
	}
	if layout == "strided" {
		return array.Repeat(flat, 2).Index(ndarray.All.Step(2)), nil
	}
	rows := int(math.Sqrt(float64(n)))
	for n%rows != 0 {
		rows--
	}
	switch {
	case layout == "F":
		return flat.Reshape(rows, -1).CopyF(), nil
	case layout == "K" && rows%2 == 0:
		return flat.Reshape(2, rows/2, -1).Transpose(2, 0, 1), nil
	case layout == "K":
		return flat.Reshape(1, rows, -1).Transpose(2, 0, 1), nil
	}
	return nil, fmt.Errorf("no layout %q", layout)
}

// prime returns the largest prime number up to n.
func prime(n int) int {
	for ; n > 2; n-- {
		k := 2
		for k*k <= n && n%k != 0 {
			k++
		}
		if k*k > n {
			return n
		}
	}
	return n
}

// regular returns a matrix that is far from singular.
func regular(f *array.Array, side int) *array.Array {
	return array.Add(array.Resize(f, array.Shape{side, side}), array.Multiply(array.Eye(side, side, 0), side))
}

func newOperands(d dtype.DType, n int, layout string) (*operands, error) {
	o := &operands{d: d, layout: layout, n: n, side: max(int(math.Sqrt(float64(n))), 2), rows: max(n/10, 1)}
	o.a, o.a2 = random(d, n, 0), random(d, n, 2)
	for _, x := range []struct{ to, from **array.Array }{{&o.x, &o.a}, {&o.y, &o.a2}, {&o.z, &o.a2}} {
		var err error
		if *x.to, err = laidOut(array.Copy(*x.from), layout); err != nil {
			return nil, err
		}
	}
	o.s = array.Sort(o.a)
	o.b, o.r = o.a.Index(ndarray.From(0).To(o.rows)), array.Reshape(o.a, array.Shape{o.rows, n / o.rows})
	o.r2 = array.Resize(o.a2, o.r.Shape())
	o.w = array.Resize(o.a, array.Shape{o.side, o.side})
	o.w2 = array.Copy(o.w)
	o.h, o.j = array.Reshape(random(d, o.side*o.side, 3), array.Shape{o.side, o.side}), array.Reshape(random(d, o.side*o.side, 4), array.Shape{o.side, o.side})
	o.v, o.two = o.a.Index(ndarray.Int(0)), ndarray.Scalar(2.0)
	o.i, o.few, o.ri = indices(n, n, 1), indices(100, n, 2), indices(o.rows, o.rows, 3)
	o.i32 = array.AsType(o.i, dtype.Int32)
	o.ro = array.Reshape(indices(n, n/o.rows, 4), array.Shape{o.rows, n / o.rows})
	o.m, o.rm = array.Greater(random(dtype.Float64, n, 5), 0), array.Greater(random(dtype.Float64, o.rows, 6), 0)
	o.m3, _ = laidOut(o.m, layout)
	o.c, o.row = indices(n, 4, 7), array.Arange(0, n/o.rows, 1)
	o.f, o.g = random(dtype.Float64, n, 8), random(dtype.Float64, n, 8)
	if err := o.g.Index(ndarray.All.Step(7)).Assign(ndarray.Scalar(math.NaN())); err != nil {
		return nil, err
	}
	o.f1, o.e, o.e10 = o.f.Index(ndarray.From(0).To(prime(n))), array.Linspace(0.0, 1.0, o.side), array.Linspace(0.5, 1.5, 10)
	o.t, o.v3 = array.Resize(o.f, array.Shape{4, max(n/4, 2)}), array.Resize(o.f, array.Shape{max(n/3, 1), 3})
	o.r0 = array.Resize(o.f, array.Shape{max(n/100, 1), 100})
	half := ndarray.From(0).To(n/2 + 1)
	o.u = array.Add(o.f.Index(half), array.Multiply(array.Flip(o.f).Index(half), 1i))
	square := min(o.side, 1000)
	o.q2 = regular(o.f, square)
	o.q3 = array.Add(o.q2, o.q2.T())
	var batch []any
	for k := range min(o.rows, 1000) {
		batch = append(batch, regular(o.f.Index(ndarray.From(k)), 3))
	}
	o.q4 = array.Stack(batch)
	o.octets = random(dtype.Uint8, n, 10)
	o.grid = []int{o.side, o.side + 3}
	o.p, o.q = o.x, o.y
	if d.Kind() == dtype.KindFloat {
		o.p, o.q = array.Abs(o.x), array.Add(array.Abs(o.y), 1)
	}
	o.values = make([]float64, n)
	o.last = n
	if d.Size() == 1 {
		o.last = 100
	}
	o.number, _ = o.v.Item()
	o.packed = make([]byte, n*d.Size())
	return o, nil
}
