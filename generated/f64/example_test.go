// SPDX-License-Identifier: BSD-3-Clause

package f64_test

import (
	"fmt"

	"github.com/arraygen/arraygen/generated/f64"
)

// Products: a dot product of slices.
func ExampleDot() {
	s, err := f64.Dot([]float64{1, 2, 3}, []float64{4, 5, 6})
	fmt.Println(s, err)
	_, err = f64.Dot([]float64{1, 2, 3}, []float64{4, 5})
	fmt.Println(err)
	// Output:
	// 32 <nil>
	// f64.Dot: input 1 has 3 elements and input 2 has 2; all slices must have the same length
}

// Distances: how far two rows are from each other, in several measures.
func ExampleDistance() {
	x, y := []float64{0, 3, 1}, []float64{4, 0, 1}
	euclidean, _ := f64.Distance(x, y)
	squared, _ := f64.SquaredDistance(x, y)
	manhattan, _ := f64.Manhattan(x, y)
	chebyshev, _ := f64.Chebyshev(x, y)
	fmt.Println(euclidean, squared, manhattan, chebyshev)
	cosine, _ := f64.CosineDistance([]float64{1, 0}, []float64{0, 2})
	fmt.Println(cosine)
	// Output:
	// 5 25 7 4
	// 1
}

// Statistics: ddof is what is taken from the number of elements, 1 for the variance of a
// sample.
func ExampleVariance() {
	x := []float64{2, 4, 4, 4, 5, 5, 7, 9}
	fmt.Println(f64.Mean(x), f64.Variance(x, 0), f64.StdDev(x, 0))
	fmt.Printf("%.4f\n", f64.Variance(x, 1))
	// Output:
	// 5 4 2
	// 4.5714
}

// Extremes: both ends in one pass, and where they are.
func ExampleMinMax() {
	x := []float64{3, -1, 4, -1, 5}
	lo, hi, err := f64.MinMax(x)
	fmt.Println(lo, hi, err)
	first, _ := f64.ArgMin(x)
	last, _ := f64.ArgMax(x)
	fmt.Println(first, last)
	_, err = f64.Min(nil)
	fmt.Println(err)
	// Output:
	// -1 5 <nil>
	// 1 4
	// f64.Min: the slices are empty; a minimum, a maximum and the index of one need an element
}

// Norms of a row.
func ExampleNorm() {
	x := []float64{3, -4}
	infinite, _ := f64.NormInf(x)
	fmt.Println(f64.Norm(x), f64.Norm1(x), infinite)
	// Output:
	// 5 7 4
}

// Rows that are normalised may be overwritten.
func ExampleSoftmax() {
	x := []float64{1, 2, 3}
	fmt.Println(f64.Softmax(x, x))
	fmt.Printf("%.4f\n", x)
	// Output:
	// <nil>
	// [0.0900 0.2447 0.6652]
}

// A function with Scalar at the end of its name takes one number for each input but the
// first.
func ExampleClipScalar() {
	x := []float64{-2, 0.5, 7}
	err := f64.ClipScalar(x, x, 0, 1)
	fmt.Println(x, err)
	err = f64.MultiplyScalar(x, x, 10)
	fmt.Println(x, err)
	// Output:
	// [0 0.5 1] <nil>
	// [0 5 10] <nil>
}
