// SPDX-License-Identifier: BSD-3-Clause

package namespace

import (
	"fmt"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/mat"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/interop/gonumarray"
	"github.com/arraygen/arraygen/ndarray"
)

// Least squares and a Fourier transform are gonum's, over the memory of arrays: what
// is before and behind them is ours.
func Example_gonum() {
	if err := fit(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// intercept and slope [1. 2.]
	// strongest frequency 3
}

func fit() error {
	x := array.Linspace(0, 1, 5)
	design, err := gonumarray.ToDense(array.Stack([]any{array.OnesLike(x), x}, array.Axis(1)))
	if err != nil {
		return err
	}
	y, err := gonumarray.ToVecDense(array.Add(array.Multiply(x, 2), 1))
	if err != nil {
		return err
	}
	var line mat.VecDense
	if err := line.SolveVec(design, y); err != nil {
		return err
	}
	fmt.Println("intercept and slope", array.Round(gonumarray.FromVecDense(&line), 6))

	t := array.Multiply(array.Arange(0, 32, 1), 2*3.141592653589793/32)
	wave, err := ndarray.Data[float64](array.Add(array.Cos(array.Multiply(t, 3)), array.Multiply(array.Sin(t), 0.5)))
	if err != nil {
		return err
	}
	spectrum := fourier.NewFFT(32).Coefficients(nil, wave)
	fmt.Println("strongest frequency", array.Argmax(array.Abs(spectrum)))
	return nil
}
