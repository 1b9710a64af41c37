// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/sample"
)

// wideProduct is the product of small integers of any type by plain loops in float64,
// where it is exact, as the type has it: integers wrapped, a sum of bools true.
func wideProduct(t *testing.T, x, y *ndarray.Array) *ndarray.Array {
	d := x.DType()
	x, y = AsType(x, dtype.Float64, dtype.Unsafe), AsType(y, dtype.Float64, dtype.Unsafe)
	m, k, n := x.Shape()[0], x.Shape()[1], y.Shape()[1]
	sums := make([]float64, 0, m*n)
	for i := range m {
		for j := range n {
			sum := 0.0
			for p := range k {
				sum += element(t, x, i, p) * element(t, y, p, j)
			}
			sums = append(sums, sum)
		}
	}
	z := ndarray.FromSlice(sums).Reshape(m, n)
	if d.Kind() < dtype.KindFloat {
		z = AsType(z, dtype.Int64, dtype.Unsafe)
	}
	return AsType(z, d, dtype.Unsafe)
}

// The four products agree with plain loops in every type.
func TestProductsOfEveryType(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const m, k, n = 5, 7, 6
	for i := range Matmul.Loops {
		d := Matmul.Loops[i].In[0]
		x, y := AsType(randomIntegers(r, m, k), d, dtype.Unsafe), AsType(randomIntegers(r, k, n), d, dtype.Unsafe)
		want := wideProduct(t, x, y)
		require.NoError(t, want.Err())
		same := func(what string, want, got *ndarray.Array) {
			t.Helper()
			require.NoError(t, got.Err())
			require.Equal(t, want.DType(), got.DType(), what)
			require.Equal(t, want.Shape(), got.Shape(), what)
			require.Equal(t, fmt.Sprint(want), fmt.Sprint(got), "%s of %v", what, d)
		}
		same("matmul", want, Matmul.Call(x, y))
		same("matmul into transposed memory", want, Matmul.Out(ndarray.Zeros(d, n, m).T()).Call(x, y))
		column, row := y.Slice(":, 2"), x.Slice("3")
		same("matmul by a vector into Out", want.Slice(":, 2"), Matmul.Out(ndarray.Zeros(d, m)).Call(x, y.Slice(":, 2")))
		same("matmul of a vector into Out", want.Slice("3"), Matmul.Out(ndarray.Zeros(d, n)).Call(x.Slice("3"), y))
		same("matmul of vectors into Out", want.Slice("3, 2"), Matmul.Out(ndarray.Zeros(d)).Call(x.Slice("3"), y.Slice(":, 2")))
		same("matmul by a vector", want.Slice(":, 2"), Matmul.Call(x, column))
		same("matmul of a vector", want.Slice("3"), Matmul.Call(row, y))
		same("matmul of vectors", want.Slice("3, 2"), Matmul.Call(row, column))
		same("matvec", want.Slice(":, 2"), Matvec.Call(x, column))
		same("vecmat", want.Slice("3"), Vecmat.Call(row, y))
		same("vecdot", want.Slice("3, 2"), Vecdot.Call(row, column))
		same("a batch of vecdot", want.Slice(":, 2"), Vecdot.Call(x, column))
		same("matvec of a batch", want.T(), Matvec.Call(x, y.T()))
		same("vecmat of a batch", want, Vecmat.Call(x, y))
		z := ndarray.Zeros(dtype.Float64, m, n)
		if d.Kind() != dtype.KindComplex {
			same("matmul into float64", AsType(want, dtype.Float64, dtype.Unsafe), Matmul.Out(z).Call(x, y))
		}
	}
	// The first argument of vecdot and vecmat is conjugated, that of matmul is not.
	z := ndarray.FromSlice([]complex128{2i, 1 + 1i})
	same := func(want complex128, y *ndarray.Array) {
		t.Helper()
		v, err := ndarray.Item[complex128](y)
		require.NoError(t, err)
		require.Equal(t, want, v)
	}
	same(6, Vecdot.Call(z, z))
	same(6, Vecmat.Call(z, z.ExpandDims(1)).Slice("0"))
	same(-4+2i, Matmul.Call(z, z))
	same(-4+2i, Matvec.Call(z.ExpandDims(0), z).Slice("0"))
}

// A product of float16 is summed in float32 and rounded once, to the type of the loop
// even where Out is wider.
func TestProductsRoundOnce(t *testing.T) {
	x := AsType(ndarray.FromSlice([]float64{2048, 1, 1, -2048}), dtype.Float16, dtype.Unsafe)
	ones := AsType(ndarray.FromSlice([]float64{1, 1, 1, 1}), dtype.Float16, dtype.Unsafe)
	v, err := ndarray.Item[float64](AsType(Vecdot.Call(x, ones), dtype.Float64, dtype.Safe))
	require.NoError(t, err)
	require.Equal(t, 2.0, v)
	z := ndarray.Zeros(dtype.Float64)
	require.NoError(t, Vecdot.Out(z).Call(x.Slice(":2"), ones.Slice(":2")).Err())
	require.Equal(t, 2048.0, element(t, z))
}

// With Out, a product allocates nothing.
func TestProductsAllocateNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	x, v := ndarray.Ones(dtype.Float64, 4, 4), ndarray.Ones(dtype.Float64, 4)
	z, zv, z0 := ndarray.Zeros(dtype.Float64, 4, 4), ndarray.Zeros(dtype.Float64, 4), ndarray.Zeros(dtype.Float64)
	for name, f := range map[string]func(){
		"matmul": func() { Matmul.Out(z).Call(x, x) },
		"matvec": func() { Matvec.Out(zv).Call(x, v) },
		"vecmat": func() { Vecmat.Out(zv).Call(v, x) },
		"vecdot": func() { Vecdot.Out(z0).Call(v, v) },
	} {
		require.Zero(t, testing.AllocsPerRun(100, f), name)
	}
}

// wideDot is the order wide, written down once more: an FMA chain for each of 32 series of
// float64, which are combined by halves; rows of more than 8192 elements are cut in two.
func wideDot(x, y []float64) float64 {
	const series = 32
	if n := len(x); n > 8192 {
		half := n / 2 / series * series
		return wideDot(x[:half], y[:half]) + wideDot(x[half:], y[half:])
	}
	var sums [series]float64
	for i := range x {
		sums[i%series] = math.FMA(x[i], y[i], sums[i%series])
	}
	for n := series / 2; n > 0; n /= 2 {
		for i := range n {
			sums[i] += sums[i+n]
		}
	}
	return sums[0]
}

// vecdot, matvec and matmul of one column are dot products in the order wide, whatever the
// level and the layout.
func TestDotProductsAreWide(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	random := func(n int) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = r.NormFloat64() * math.Exp2(float64(r.IntN(40)))
		}
		return x
	}
	lengths := []int{8191, 8192, 8193, 8300, 20000, 70001}
	for n := range 140 {
		lengths = append(lengths, n)
	}
	for _, l := range kernel.Levels() {
		restore, err := kernel.SetLevel(l)
		require.NoError(t, err)
		for _, n := range lengths {
			const rows = 11
			y := random(n)
			var matrix, want []float64
			for range rows {
				x := random(n)
				matrix, want = append(matrix, x...), append(want, wideDot(x, y))
			}
			a, v := ndarray.FromSlice(matrix).Reshape(rows, n), ndarray.FromSlice(y)
			turned := a.T().Copy().T()
			apart := ndarray.Zeros(dtype.Float64, rows, 2*n).Slice(":, ::2")
			require.NoError(t, apart.Assign(a))
			reversed := a.Slice("::-1, ::-1").Copy().Slice("::-1, ::-1")
			for layout, m := range map[string]*ndarray.Array{"C": a, "F": turned, "apart": apart, "reversed": reversed} {
				for name, z := range map[string]*ndarray.Array{
					"matvec": Matvec.Call(m, v), "vecdot": Vecdot.Call(m, v), "matmul": Matmul.Call(m, v),
					"one column": Matmul.Call(m, v.ExpandDims(1)).Slice(":, 0"),
				} {
					require.NoError(t, z.Err())
					got, err := ndarray.ToSlice[float64](z)
					require.NoError(t, err)
					require.Equal(t, want, got, "%s of %d elements, %s, %s", name, n, layout, l)
				}
			}
		}
		restore()
	}
}

func elementBytes(x *ndarray.Array) []byte {
	return unsafe.Slice((*byte)(x.Pointer()), x.NBytes())
}

// A matrix times a vector has the same bits in every layout: of more rows than a block has,
// fewer than a vector has, and of rows longer than a leaf; with special values.
func TestMatvecOfEveryLayout(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	shapes := [][2]int{{2, 1}, {3, 70}, {8, 64}, {9, 63}, {11, 4097}, {33, 130}, {70, 300}, {130, 5}, {600, 40}, {5, 0}, {7, 9000}, {530, 260}}
	if testing.Short() {
		shapes = shapes[:10]
	}
	for _, d := range []dtype.DType{dtype.Int32, dtype.Int64, dtype.Float32, dtype.Float64, dtype.Complex64, dtype.Complex128} {
		for _, special := range []bool{false, true} {
			for _, shape := range shapes {
				data := sample.Plain
				if special {
					data = func(r *rand.Rand, d dtype.DType, n int) []byte { return sample.Special(r, d, n, r.IntN(100)) }
				}
				m, k := shape[0], shape[1]
				array := func(shape ...int) *ndarray.Array {
					x := ndarray.Zeros(d, shape...)
					if x.Size() > 0 {
						copy(unsafe.Slice((*byte)(x.Pointer()), x.Size()*d.Size()), data(r, d, x.Size()))
					}
					return x
				}
				a, v := array(m, k), array(k)
				for _, l := range kernel.Levels() {
					restore, err := kernel.SetLevel(l)
					require.NoError(t, err)
					want := Matvec.Call(a, v)
					columns := a.T().Copy().T()
					gaps := ndarray.Zeros(d, k, 2*m).Slice(":, ::2").T()
					require.NoError(t, gaps.Assign(a))
					reversed := a.Slice("::-1, ::-1").T().Copy().T().Slice("::-1, ::-1")
					apart := ndarray.Zeros(d, 2*k).Slice("::2")
					require.NoError(t, apart.Assign(v))
					for layout, x := range map[string]*ndarray.Array{"columns": columns, "gaps": gaps, "reversed": reversed} {
						for _, y := range []*ndarray.Array{v, apart} {
							got := Matvec.Call(x, y)
							require.NoError(t, got.Err())
							require.True(t, bytes.Equal(elementBytes(want), elementBytes(got)), "%s of %v, %v, %s, special %v", layout, shape, d, l, special)
						}
					}
					restore()
				}
			}
		}
	}
}

// A complex dot product is two real ones in the order wide, of any length, level and layout: of pieces
// that are whole leaves, and of some elements more.
func TestComplexDotProductsAreWide(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	random := func(n int) []complex128 {
		x := make([]complex128, n)
		for i := range x {
			x[i] = complex(r.NormFloat64()*math.Exp2(float64(r.IntN(40))), r.NormFloat64())
		}
		return x
	}
	parts := func(x []complex128, re, im complex128) (z []float64) { // of each element, (re, im) times its parts in turn
		for _, v := range x {
			if real(re) != 0 {
				z = append(z, real(v)*real(re), imag(v)*real(im))
			} else {
				z = append(z, imag(v)*imag(re), real(v)*imag(im))
			}
		}
		return z
	}
	const rows = 11
	for _, n := range []int{1, 2, 15, 16, 17, 100, 4095, 4096, 4097, 4128, 9000, 20001, 70001} {
		y := random(n)
		var matrix, plain, conjugated []complex128
		for range rows {
			x := random(n)
			matrix = append(matrix, x...)
			own := parts(x, 1, 1)
			plain = append(plain, complex(wideDot(own, parts(y, 1, -1)), wideDot(own, parts(y, 1i, 1i))))
			conjugated = append(conjugated, complex(wideDot(own, parts(y, 1, 1)), wideDot(own, parts(y, 1i, -1i))))
		}
		a, v := ndarray.FromSlice(matrix).Reshape(rows, n), ndarray.FromSlice(y)
		apart, far := ndarray.Zeros(dtype.Complex128, rows, 2*n).Slice(":, ::2"), ndarray.Zeros(dtype.Complex128, 3*n).Slice("::3")
		require.NoError(t, apart.Assign(a))
		require.NoError(t, far.Assign(v))
		reversed := a.Slice("::-1, ::-1").Copy().Slice("::-1, ::-1")
		for _, l := range kernel.Levels() {
			restore, err := kernel.SetLevel(l)
			require.NoError(t, err)
			for layout, m := range map[string]*ndarray.Array{"C": a, "F": a.T().Copy().T(), "apart": apart, "reversed": reversed} {
				for _, v := range []*ndarray.Array{v, far} {
					for want, got := range map[*[]complex128]*ndarray.Array{&plain: Matvec.Call(m, v), &conjugated: Vecdot.Call(m, v)} {
						z, err := ndarray.ToSlice[complex128](got)
						require.NoError(t, err)
						require.Equal(t, *want, z, "%d elements, %s, %s", n, layout, l)
					}
				}
			}
			restore()
		}
	}
}
