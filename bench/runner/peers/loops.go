// SPDX-License-Identifier: BSD-3-Clause

package peers

import "math"

// The loops that a Go programmer writes where there is no array library: the
// plain one over slices where the operands lie without gaps, else the double
// loop over rows and columns.

func loopAdd[T number](z view[T], x, y view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	ys, oky := y.Flat()
	if ok && okx && oky {
		for i := range zs {
			zs[i] = xs[i] + ys[i]
		}
		return
	}
	for i := range z.Rows {
		zi, xi, yi := z.First+i*z.Row, x.First+i*x.Row, y.First+i*y.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = x.Data[xi+j*x.Col] + y.Data[yi+j*y.Col]
		}
	}
}

func loopSubtract[T number](z view[T], x, y view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	ys, oky := y.Flat()
	if ok && okx && oky {
		for i := range zs {
			zs[i] = xs[i] - ys[i]
		}
		return
	}
	for i := range z.Rows {
		zi, xi, yi := z.First+i*z.Row, x.First+i*x.Row, y.First+i*y.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = x.Data[xi+j*x.Col] - y.Data[yi+j*y.Col]
		}
	}
}

func loopMultiply[T number](z view[T], x, y view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	ys, oky := y.Flat()
	if ok && okx && oky {
		for i := range zs {
			zs[i] = xs[i] * ys[i]
		}
		return
	}
	for i := range z.Rows {
		zi, xi, yi := z.First+i*z.Row, x.First+i*x.Row, y.First+i*y.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = x.Data[xi+j*x.Col] * y.Data[yi+j*y.Col]
		}
	}
}

func loopDivide[T float](z view[T], x, y view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	ys, oky := y.Flat()
	if ok && okx && oky {
		for i := range zs {
			zs[i] = xs[i] / ys[i]
		}
		return
	}
	for i := range z.Rows {
		zi, xi, yi := z.First+i*z.Row, x.First+i*x.Row, y.First+i*y.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = x.Data[xi+j*x.Col] / y.Data[yi+j*y.Col]
		}
	}
}

func loopMaximum[T number](z view[T], x, y view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	ys, oky := y.Flat()
	if ok && okx && oky {
		for i := range zs {
			zs[i] = max(xs[i], ys[i])
		}
		return
	}
	for i := range z.Rows {
		zi, xi, yi := z.First+i*z.Row, x.First+i*x.Row, y.First+i*y.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = max(x.Data[xi+j*x.Col], y.Data[yi+j*y.Col])
		}
	}
}

func loopMinimum[T number](z view[T], x, y view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	ys, oky := y.Flat()
	if ok && okx && oky {
		for i := range zs {
			zs[i] = min(xs[i], ys[i])
		}
		return
	}
	for i := range z.Rows {
		zi, xi, yi := z.First+i*z.Row, x.First+i*x.Row, y.First+i*y.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = min(x.Data[xi+j*x.Col], y.Data[yi+j*y.Col])
		}
	}
}

func loopLess[T number](z view[bool], x, y view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	ys, oky := y.Flat()
	if ok && okx && oky {
		for i := range zs {
			zs[i] = xs[i] < ys[i]
		}
		return
	}
	for i := range z.Rows {
		zi, xi, yi := z.First+i*z.Row, x.First+i*x.Row, y.First+i*y.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = x.Data[xi+j*x.Col] < y.Data[yi+j*y.Col]
		}
	}
}

func loopGreater[T number](z view[bool], x, y view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	ys, oky := y.Flat()
	if ok && okx && oky {
		for i := range zs {
			zs[i] = xs[i] > ys[i]
		}
		return
	}
	for i := range z.Rows {
		zi, xi, yi := z.First+i*z.Row, x.First+i*x.Row, y.First+i*y.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = x.Data[xi+j*x.Col] > y.Data[yi+j*y.Col]
		}
	}
}

func loopEqual[T number](z view[bool], x, y view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	ys, oky := y.Flat()
	if ok && okx && oky {
		for i := range zs {
			zs[i] = xs[i] == ys[i]
		}
		return
	}
	for i := range z.Rows {
		zi, xi, yi := z.First+i*z.Row, x.First+i*x.Row, y.First+i*y.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = x.Data[xi+j*x.Col] == y.Data[yi+j*y.Col]
		}
	}
}

func loopNegative[T number](z, x view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	if ok && okx {
		for i := range zs {
			zs[i] = -xs[i]
		}
		return
	}
	for i := range z.Rows {
		zi, xi := z.First+i*z.Row, x.First+i*x.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = -x.Data[xi+j*x.Col]
		}
	}
}

func loopSquare[T number](z, x view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	if ok && okx {
		for i := range zs {
			zs[i] = xs[i] * xs[i]
		}
		return
	}
	for i := range z.Rows {
		zi, xi := z.First+i*z.Row, x.First+i*x.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = x.Data[xi+j*x.Col] * x.Data[xi+j*x.Col]
		}
	}
}

func loopAbsolute[T float](z, x view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	if ok && okx {
		for i := range zs {
			zs[i] = T(math.Abs(float64(xs[i])))
		}
		return
	}
	for i := range z.Rows {
		zi, xi := z.First+i*z.Row, x.First+i*x.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = T(math.Abs(float64(x.Data[xi+j*x.Col])))
		}
	}
}

func loopSqrt[T float](z, x view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	if ok && okx {
		for i := range zs {
			zs[i] = T(math.Sqrt(float64(xs[i])))
		}
		return
	}
	for i := range z.Rows {
		zi, xi := z.First+i*z.Row, x.First+i*x.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = T(math.Sqrt(float64(x.Data[xi+j*x.Col])))
		}
	}
}

func loopFloor[T float](z, x view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	if ok && okx {
		for i := range zs {
			zs[i] = T(math.Floor(float64(xs[i])))
		}
		return
	}
	for i := range z.Rows {
		zi, xi := z.First+i*z.Row, x.First+i*x.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = T(math.Floor(float64(x.Data[xi+j*x.Col])))
		}
	}
}

func loopCeil[T float](z, x view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	if ok && okx {
		for i := range zs {
			zs[i] = T(math.Ceil(float64(xs[i])))
		}
		return
	}
	for i := range z.Rows {
		zi, xi := z.First+i*z.Row, x.First+i*x.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = T(math.Ceil(float64(x.Data[xi+j*x.Col])))
		}
	}
}

func loopExp[T float](z, x view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	if ok && okx {
		for i := range zs {
			zs[i] = T(math.Exp(float64(xs[i])))
		}
		return
	}
	for i := range z.Rows {
		zi, xi := z.First+i*z.Row, x.First+i*x.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = T(math.Exp(float64(x.Data[xi+j*x.Col])))
		}
	}
}

func loopLog[T float](z, x view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	if ok && okx {
		for i := range zs {
			zs[i] = T(math.Log(float64(xs[i])))
		}
		return
	}
	for i := range z.Rows {
		zi, xi := z.First+i*z.Row, x.First+i*x.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = T(math.Log(float64(x.Data[xi+j*x.Col])))
		}
	}
}

func loopSin[T float](z, x view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	if ok && okx {
		for i := range zs {
			zs[i] = T(math.Sin(float64(xs[i])))
		}
		return
	}
	for i := range z.Rows {
		zi, xi := z.First+i*z.Row, x.First+i*x.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = T(math.Sin(float64(x.Data[xi+j*x.Col])))
		}
	}
}

func loopCos[T float](z, x view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	if ok && okx {
		for i := range zs {
			zs[i] = T(math.Cos(float64(xs[i])))
		}
		return
	}
	for i := range z.Rows {
		zi, xi := z.First+i*z.Row, x.First+i*x.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = T(math.Cos(float64(x.Data[xi+j*x.Col])))
		}
	}
}

func loopTanh[T float](z, x view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	if ok && okx {
		for i := range zs {
			zs[i] = T(math.Tanh(float64(xs[i])))
		}
		return
	}
	for i := range z.Rows {
		zi, xi := z.First+i*z.Row, x.First+i*x.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = T(math.Tanh(float64(x.Data[xi+j*x.Col])))
		}
	}
}

func loopExp2[T float](z, x view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	if ok && okx {
		for i := range zs {
			zs[i] = T(math.Exp2(float64(xs[i])))
		}
		return
	}
	for i := range z.Rows {
		zi, xi := z.First+i*z.Row, x.First+i*x.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = T(math.Exp2(float64(x.Data[xi+j*x.Col])))
		}
	}
}

func loopLog2[T float](z, x view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	if ok && okx {
		for i := range zs {
			zs[i] = T(math.Log2(float64(xs[i])))
		}
		return
	}
	for i := range z.Rows {
		zi, xi := z.First+i*z.Row, x.First+i*x.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = T(math.Log2(float64(x.Data[xi+j*x.Col])))
		}
	}
}

func loopLog10[T float](z, x view[T]) {
	zs, ok := z.Flat()
	xs, okx := x.Flat()
	if ok && okx {
		for i := range zs {
			zs[i] = T(math.Log10(float64(xs[i])))
		}
		return
	}
	for i := range z.Rows {
		zi, xi := z.First+i*z.Row, x.First+i*x.Row
		for j := range z.Cols {
			z.Data[zi+j*z.Col] = T(math.Log10(float64(x.Data[xi+j*x.Col])))
		}
	}
}
