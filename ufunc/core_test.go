// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// coreUfunc is a function of the given signature whose kernel is body, called
// for each element of the loop with the addresses of the operands.
func coreUfunc(signature string, nin, nout int, types []dtype.DType, body func(op []unsafe.Pointer, c *kernel.Core)) *Ufunc {
	u := &Ufunc{Name: "f", Signature: signature}
	for i := range nin {
		u.Inputs = append(u.Inputs, fmt.Sprintf("x%d", i+1))
	}
	for i := range nout {
		u.Outputs = append(u.Outputs, fmt.Sprintf("y%d", i+1))
	}
	set := &kernel.Set{Name: "f", Ops: 2}
	set.Impl[kernel.Go] = func(a *kernel.Args) {
		op := make([]unsafe.Pointer, nin+nout)
		for r := range a.Rows {
			for i := range a.N {
				for k := range op {
					op[k] = unsafe.Add(a.Op[k].Ptr, r*a.Op[k].Outer+i*a.Op[k].Inner)
				}
				body(op, a.Core)
			}
		}
	}
	for _, d := range types {
		l := Loop{Kernel: set}
		for range nin {
			l.In = append(l.In, d)
		}
		for range nout {
			l.Out = append(l.Out, d)
		}
		u.Loops = append(u.Loops, l)
	}
	return u
}

func f64at(p unsafe.Pointer, off int) *float64 { return (*float64)(unsafe.Add(p, off)) }

var float64Only = []dtype.DType{dtype.Float64}

var coreMatmul = coreUfunc("(m?,k),(k,n?)->(m?,n?)", 2, 1, float64Only, func(op []unsafe.Pointer, c *kernel.Core) {
	s := &c.Stride
	for i := range c.Len[0] {
		for j := range c.Len[2] {
			sum := 0.0
			for k := range c.Len[1] {
				sum += *f64at(op[0], i*s[0][0]+k*s[0][1]) * *f64at(op[1], k*s[1][0]+j*s[1][1])
			}
			*f64at(op[2], i*s[2][0]+j*s[2][1]) = sum
		}
	}
})

var coreVecdot = coreUfunc("(n),(n)->()", 2, 1, float64Only, func(op []unsafe.Pointer, c *kernel.Core) {
	sum := 0.0
	for k := range c.Len[0] {
		sum += *f64at(op[0], k*c.Stride[0][0]) * *f64at(op[1], k*c.Stride[1][0])
	}
	*f64at(op[2], 0) = sum
})

var coreCross = coreUfunc("(3),(3)->(3)", 2, 1, float64Only, func(op []unsafe.Pointer, c *kernel.Core) {
	var x, y [3]float64
	for i := range 3 {
		x[i], y[i] = *f64at(op[0], i*c.Stride[0][0]), *f64at(op[1], i*c.Stride[1][0])
	}
	for i := range 3 {
		j, k := (i+1)%3, (i+2)%3
		*f64at(op[2], i*c.Stride[2][0]) = x[j]*y[k] - x[k]*y[j]
	}
})

// coreMinMax has two outputs, one with a core dimension of its own.
var coreMinMax = coreUfunc("(n)->(2),()", 1, 2, float64Only, func(op []unsafe.Pointer, c *kernel.Core) {
	lo, hi, sum := *f64at(op[0], 0), *f64at(op[0], 0), 0.0
	for k := range c.Len[0] {
		v := *f64at(op[0], k*c.Stride[0][0])
		lo, hi, sum = min(lo, v), max(hi, v), sum+v
	}
	*f64at(op[1], 0), *f64at(op[1], c.Stride[1][0]), *f64at(op[2], 0) = lo, hi, sum
})

func randomIntegers(r *rand.Rand, shape ...int) *ndarray.Array {
	n := 1
	for _, d := range shape {
		n *= d
	}
	values := make([]float64, n)
	for i := range values {
		values[i] = float64(r.IntN(21) - 10)
	}
	return ndarray.FromSlice(values).Reshape(shape...)
}

func element(t *testing.T, a *ndarray.Array, at ...int) float64 {
	t.Helper()
	v, err := ndarray.At[float64](a, at...)
	require.NoError(t, err)
	return v
}

func TestCoreMatmul(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	a, b := randomIntegers(r, 2, 1, 3, 4), randomIntegers(r, 5, 4, 6)
	check := func(y, a, b *ndarray.Array) {
		t.Helper()
		require.NoError(t, y.Err())
		require.Equal(t, []int{2, 5, 3, 6}, y.Shape())
		for p := range 2 {
			for q := range 5 {
				for i := range 3 {
					for j := range 6 {
						want := 0.0
						for k := range 4 {
							want += element(t, a, p, 0, i, k) * element(t, b, q, k, j)
						}
						require.Equal(t, want, element(t, y, p, q, i, j))
					}
				}
			}
		}
	}
	check(coreMatmul.Call(a, b), a, b)
	// Transposed and reversed operands are read in place.
	at := a.Transpose(3, 2, 1, 0).Copy().Transpose(3, 2, 1, 0)
	check(coreMatmul.Call(at, b.Slice("::-1").Slice("::-1")), a, b)
	// Another type, misaligned memory.
	check(coreMatmul.Call(AsType(a, dtype.Int16, dtype.Unsafe), b), a, b)
	z := ndarray.Zeros(dtype.Float32, 2, 5, 3, 6)
	coreMatmul.Out(z).Casting(dtype.Unsafe).Call(a, b)
	check(AsType(z, dtype.Float64, dtype.Safe), a, b)
	// Fortran order is that of all dimensions, as in NumPy.
	y := coreMatmul.Layout(FOrder).Call(a, b)
	check(y, a, b)
	require.Equal(t, []int{8, 2 * 8, 2 * 5 * 8, 2 * 5 * 3 * 8}, y.Strides())
}

func TestCoreOptionalDimensions(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	m, v := randomIntegers(r, 3, 4), randomIntegers(r, 4)
	for _, c := range []struct {
		a, b  *ndarray.Array
		shape []int
	}{
		{m, v, []int{3}}, {v, m.T(), []int{3}}, {v, v, nil}, {randomIntegers(r, 2, 3, 4), v, []int{2, 3}},
		{v, randomIntegers(r, 2, 4, 3), []int{2, 3}},
	} {
		y := coreMatmul.Call(c.a, c.b)
		require.NoError(t, y.Err())
		require.Equal(t, len(c.shape), y.NDim())
		require.Equal(t, fmt.Sprint(append([]int{}, c.shape...)), fmt.Sprint(y.Shape()))
	}
	want := 0.0
	for k := range 4 {
		want += element(t, v, k) * element(t, v, k)
	}
	require.Equal(t, want, element(t, coreMatmul.Call(v, v)))
}

// TestCoreOrder: results are in the order that is asked for, whatever axes the core dimensions are.
func TestCoreOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	x, y := randomIntegers(r, 2, 3, 4), randomIntegers(r, 2, 4, 5)
	want := coreMatmul.Call(x, y)
	for layout, strides := range map[Layout][]int{FOrder: {8, 16, 48}, COrder: {120, 40, 8}, KeepOrder: {120, 40, 8}, AnyOrder: {120, 40, 8}} {
		z := coreMatmul.Layout(layout).Call(x, y)
		require.NoError(t, z.Err())
		require.Equal(t, strides, z.Strides(), layout)
		for i := range 2 {
			for j := range 3 {
				for k := range 5 {
					require.Equal(t, element(t, want, i, j, k), element(t, z, i, j, k))
				}
			}
		}
	}
	z := coreMatmul.Layout(AnyOrder).Call(x.CopyF(), y.CopyF())
	require.Equal(t, []int{8, 16, 48}, z.Strides())
	z = coreMatmul.Layout(COrder).Axes([]int{1, 2}, []int{1, 2}, []int{0, 1}).Call(x, y)
	require.Equal(t, []int{80, 16, 8}, z.Strides())
}

// TestCoreAxesOfOutputs: where Axes leaves them out, the kept dimension is the last one, as in NumPy.
func TestCoreAxesOfOutputs(t *testing.T) {
	x := randomIntegers(rand.New(rand.NewPCG(9, 10)), 2, 3, 4)
	require.Equal(t, []int{2, 4, 1}, coreVecdot.Axes([]int{1}, []int{1}).KeepDims().Call(x, x).Shape())
	require.Equal(t, []int{2, 1, 4}, coreVecdot.Axes([]int{1}, []int{1}, []int{1}).KeepDims().Call(x, x).Shape())
}

func TestCoreAxes(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	x, y := randomIntegers(r, 3, 4, 5), randomIntegers(r, 3, 1, 5)
	dot := coreVecdot.Axis(0).Call(x, y)
	require.NoError(t, dot.Err())
	require.Equal(t, []int{4, 5}, dot.Shape())
	kept := coreVecdot.Axis(0).KeepDims().Call(x, y)
	require.Equal(t, []int{1, 4, 5}, kept.Shape())
	z := ndarray.Zeros(dtype.Float64, 1, 4, 5)
	require.NoError(t, coreVecdot.Axis(0).KeepDims().Out(z).Call(x, y).Err())
	for i := range 4 {
		for j := range 5 {
			want := 0.0
			for k := range 3 {
				want += element(t, x, k, i, j) * element(t, y, k, 0, j)
			}
			require.Equal(t, want, element(t, dot, i, j))
			require.Equal(t, want, element(t, kept, 0, i, j))
			require.Equal(t, want, element(t, z, 0, i, j))
		}
	}
	// np.matmul(a, b, axes=[(0, 2), (1, 0), (2, 0)])
	a, b := randomIntegers(r, 3, 7, 4), randomIntegers(r, 5, 4, 7)
	c := coreMatmul.Axes([]int{0, 2}, []int{1, 0}, []int{2, 0}).Call(a, b)
	require.NoError(t, c.Err())
	require.Equal(t, []int{5, 7, 3}, c.Shape())
	for i := range 3 {
		for p := range 7 {
			for j := range 5 {
				want := 0.0
				for k := range 4 {
					want += element(t, a, i, p, k) * element(t, b, j, k, p)
				}
				require.Equal(t, want, element(t, c, j, p, i))
			}
		}
	}
}

func TestCoreFixedDimensionAndOutputs(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	x, y := randomIntegers(r, 6, 3), randomIntegers(r, 3)
	c := coreCross.Call(x, y)
	require.NoError(t, c.Err())
	for i := range 6 {
		require.Equal(t, element(t, x, i, 1)*element(t, y, 2)-element(t, x, i, 2)*element(t, y, 1), element(t, c, i, 0))
	}
	// In place: the input is copied first, since elements are read after others are written.
	want := c.Copy()
	require.NoError(t, coreCross.Out(x).Call(x, y).Err())
	require.Equal(t, want.String(), x.String())

	x = randomIntegers(r, 5, 4)
	results := coreMinMax.CallN(x)
	require.NoError(t, results[0].Err())
	require.Equal(t, []int{5, 2}, results[0].Shape())
	require.Equal(t, []int{5}, results[1].Shape())
	require.Equal(t, testMaximum.Axis(1).Reduce(x).String(), results[0].Slice(":, 1").String())
	require.Equal(t, testAdd.Axis(1).Reduce(x).String(), results[1].String())
}

func TestCoreEmptyDimensions(t *testing.T) {
	y := coreMatmul.Call(ndarray.Zeros(dtype.Float64, 2, 0), ndarray.Zeros(dtype.Float64, 0, 3))
	require.NoError(t, y.Err())
	require.Equal(t, ndarray.Zeros(dtype.Float64, 2, 3).String(), y.String())
	y = coreMatmul.Call(ndarray.Zeros(dtype.Float64, 0, 2, 2), ndarray.Zeros(dtype.Float64, 2, 2))
	require.Equal(t, []int{0, 2, 2}, y.Shape())
}

func TestCoreErrors(t *testing.T) {
	x := ndarray.Zeros(dtype.Float64, 3, 4)
	mask := ndarray.Zeros(dtype.Bool, 3)
	for _, c := range []struct {
		y    *ndarray.Array
		want string
	}{
		{coreMatmul.Call(x, x), "f: operand x2 has length 3 in core dimension k, which is 4 elsewhere (signature (m?,k),(k,n?)->(m?,n?))"},
		{coreMatmul.Call(1.0, x), "f: operand x1 of shape () has too few axes for the 1 core dimensions that the signature (m?,k),(k,n?)->(m?,n?) gives it"},
		{coreVecdot.Where(mask).Call(x, x), "f: Where works element by element; the function has the signature (n),(n)->()"},
		{coreVecdot.Axis(2).Call(x, x), "f: axis 2 of operand x1 is out of bounds for an array of dimension 2"},
		{coreMatmul.Axis(0).Call(x, x), "f: Axis takes one axis, for functions of one core dimension; the signature is (m?,k),(k,n?)->(m?,n?)"},
		{coreMatmul.KeepDims().Call(x, x), "f: KeepDims needs inputs of the same number of core dimensions and outputs of none; the signature is (m?,k),(k,n?)->(m?,n?)"},
		{coreMatmul.Axes([]int{0, 1}).Call(x, x.T()), "f: Axes takes a list for each of 3 operands, not 1; those of outputs without core dimensions may be left out"},
		{coreMatmul.Axes([]int{0, 0}, []int{0, 1}, []int{0, 1}).Call(x, x.T()), "f: axis 0 of operand x1 is given twice"},
		{coreMatmul.Out(ndarray.Zeros(dtype.Float64, 3, 4)).Call(x, x.T()), "f: operand y1 has length 4 in core dimension n, which is 3 elsewhere (signature (m?,k),(k,n?)->(m?,n?))"},
		{coreCross.Call(x, x), "f: operand x1 has length 4 in core dimension 3, which is 3 elsewhere (signature (3),(3)->(3))"},
		{coreVecdot.Reduce(x), "f.reduce: only functions of two inputs and one output, without core dimensions, have it; the signature of f is (n),(n)->()"},
		{coreVecdot.Outer(x, x), "f.outer: only functions of two inputs and one output, without core dimensions, have it; the signature of f is (n),(n)->()"},
	} {
		require.EqualError(t, c.y.Err(), c.want)
	}
	for text, why := range map[string]string{
		"(n),(n)": "there is no ->", "n->()": "an operand is a list of dimensions in parentheses", "(,)->()": "a dimension has no name",
		"(n)(n)->()": "operands are separated by commas", "(0)->()": "a dimension of length 0",
		"(n?),(n)->()": "dimension n is optional in one place and not in another",
	} {
		u := coreUfunc(text, 1, 1, float64Only, nil)
		err := u.Call(x).Err()
		require.ErrorContains(t, err, why, text)
	}
}

func TestCoreOutAllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	a, b, z := ndarray.Zeros(dtype.Float64, 3, 4), ndarray.Zeros(dtype.Float64, 4, 5), ndarray.Zeros(dtype.Float64, 3, 5)
	u := coreUfunc("(m,k),(k,n)->(m,n)", 2, 1, float64Only, nil)
	u.Loops[0].Kernel.Impl[kernel.Go] = func(*kernel.Args) {}
	call := func() { u.Out(z).Call(a, b) }
	call()
	require.Zero(t, testing.AllocsPerRun(100, call))
}

func TestCoreThreads(t *testing.T) {
	before := SetMaxThreads(3)
	defer SetMaxThreads(before)
	r := rand.New(rand.NewPCG(9, 10))
	x, y := randomIntegers(r, 2000, 500), randomIntegers(r, 500)
	z := coreVecdot.Call(x, y)
	SetMaxThreads(1)
	require.Equal(t, coreVecdot.Call(x, y).String(), z.String())
	// A poll that fails ends the run.
	p, err := coreVecdot.Plan(ndarray.Zeros(dtype.Float64, 1, 1).BroadcastTo(30000, 100000), y.Slice("0").Reshape(1).BroadcastTo(100000))
	require.NoError(t, err)
	stop := errors.New("stop")
	calls := 0
	_, err = p.Run(func() error {
		if calls++; calls == 2 {
			return stop
		}
		return nil
	})
	require.Equal(t, stop, err)
	require.Equal(t, 2, calls)
}
