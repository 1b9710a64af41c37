// SPDX-License-Identifier: BSD-3-Clause

package bench

// The loops that a Go programmer writes where there is no array library. They
// are not generated: they are what the generated kernels are held against.

func goAdd[T float](z, x, y []T) {
	for i := range z {
		z[i] = x[i] + y[i]
	}
}

func goMultiply[T float](z, x, y []T) {
	for i := range z {
		z[i] = x[i] * y[i]
	}
}

func goMaximum[T float](z, x, y []T) {
	for i := range z {
		z[i] = max(x[i], y[i])
	}
}

func goLess[T float](z []bool, x, y []T) {
	for i := range z {
		z[i] = x[i] < y[i]
	}
}

func goMath[T float](z, x []T, f func(float64) float64) {
	for i := range z {
		z[i] = T(f(float64(x[i])))
	}
}

// goAdd2 is a double loop over side × side elements; x and y have strides in
// elements from row to row and from column to column.
func goAdd2[T float](z, x, y []T, side, xr, xc, yr, yc int) {
	for i := range side {
		for j := range side {
			z[i*side+j] = x[i*xr+j*xc] + y[i*yr+j*yc]
		}
	}
}

func goMath2[T float](z, x []T, side, xr, xc int, f func(float64) float64) {
	for i := range side {
		for j := range side {
			z[i*side+j] = T(f(float64(x[i*xr+j*xc])))
		}
	}
}
