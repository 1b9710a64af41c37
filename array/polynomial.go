// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Polynomials are arrays of coefficients, that of the highest power first.

// Polyval returns the values of a polynomial at x, by Horner's rule.
func Polyval(p, x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("polyval", 0, opts); err != nil {
		return failed(err)
	}
	c, at := operand(k.fn, p), operand(k.fn, x)
	if bad := failure(c, at); bad != nil {
		return bad
	}
	if c.NDim() == 0 {
		return reject(k.fn, fault.Value, "a polynomial has one axis or more; the coefficients have none")
	}
	d := at.DType()
	if c.Len() > 0 {
		d = dtype.Promote(d, c.DType())
	}
	at = cast(at, d)
	shape, err := ndarray.BroadcastShapes(k.fn, shapeOf(at), shapeOf(c)[1:])
	if err != nil {
		return failed(err)
	}
	y := k.new(d, shape...)
	if y.Err() != nil {
		return y
	}
	if err := y.Fill(0); err != nil {
		return failed(err)
	}
	if d == dtype.Bool {
		at = at.BroadcastTo(shape...)
	}
	for i := range c.Len() {
		if y = ufunc.Multiply.Out(y).Call(y, at); y.Err() != nil {
			return y
		}
		if y = ufunc.Add.Casting(dtype.Unsafe).Out(y).Call(y, c.Index(ndarray.Int(i))); y.Err() != nil {
			return y
		}
	}
	return y
}

// Polyadd returns the sum of two polynomials.
func Polyadd(p1, p2 any, opts ...Option) *Array { return combined("polyadd", ufunc.Add, p1, p2, opts) }

// Polysub returns the difference of two polynomials.
func Polysub(p1, p2 any, opts ...Option) *Array {
	return combined("polysub", ufunc.Subtract, p1, p2, opts)
}

// combined applies a ufunc to the coefficients of the same powers.
func combined(fn string, u *ufunc.Ufunc, p1, p2 any, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, 0, opts); err != nil {
		return failed(err)
	}
	x, y := Atleast1D(operand(fn, p1)), Atleast1D(operand(fn, p2))
	if bad := failure(x, y); bad != nil {
		return bad
	}
	n := max(x.Len(), y.Len())
	for _, v := range []**Array{&x, &y} {
		if short := n - (*v).Len(); short > 0 {
			if (*v).NDim() != 1 {
				return reject(fn, fault.Value, "polynomials of different degree have one axis, not %d", (*v).NDim())
			}
			*v = Concat([]any{ndarray.Zeros((*v).DType(), short), *v})
		}
	}
	return k.call(u, x, y)
}

// Polymul returns the product of two polynomials, without zeros in front.
func Polymul(p1, p2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("polymul", 0, opts); err != nil {
		return failed(err)
	}
	x, err := k.trimmed(p1)
	if err != nil {
		return failed(err)
	}
	y, err := k.trimmed(p2)
	if err != nil {
		return failed(err)
	}
	return Convolve(x, y, Allocate(k.make))
}

// trimmed returns a polynomial without zeros in front; of only zeros, a single one.
func (k *keywords) trimmed(p any) (*Array, error) {
	x := Atleast1D(operand(k.fn, p))
	if err := x.Err(); err != nil {
		return nil, err
	}
	if x.NDim() > 1 {
		return nil, fault.New(k.fn, fault.Value, "Polynomial must be 1d only, not of %d dimensions", x.NDim())
	}
	first, err := firstNonzero(x)
	if err != nil {
		return nil, err
	}
	if first == x.Len() {
		return ndarray.Zeros(x.DType(), 1), nil
	}
	return part(x, 0, first, x.Len()-first), nil
}

// firstNonzero returns where the first element of x that is not zero lies, its length if there is none. Mostly it is among the
// first elements, so blocks begin small.
func firstNonzero(x *Array) (int, error) {
	n := x.Len()
	for at, block := 0, 64; at < n; at, block = at+block, 16*block {
		block = min(block, n-at)
		places := Flatnonzero(part(x, 0, at, block))
		if err := places.Err(); err != nil {
			return 0, err
		}
		if places.Len() > 0 {
			first, err := ndarray.At[int64](places, 0)
			return at + int(first), err
		}
	}
	return n, nil
}

// Polydiv returns the quotient of two polynomials and the rest.
func Polydiv(p1, p2 any) (quotient, rest *Array, err error) {
	const fn = "polydiv"
	u, v := Add(Atleast1D(operand(fn, p1)), 0.0), Add(Atleast1D(operand(fn, p2)), 0.0)
	if bad := failure(u, v); bad != nil {
		return nil, nil, bad.Err()
	}
	if u.NDim() != 1 || v.NDim() != 1 || u.Len() == 0 || v.Len() == 0 {
		return nil, nil, fault.New(fn, fault.Value, "polynomials have one axis and one coefficient at least, not the shapes %s and %s", fault.ShapeText(u.Shape()), fault.ShapeText(v.Shape()))
	}
	d := dtype.Promote(u.DType(), v.DType())
	m, n := u.Len()-1, v.Len()-1
	rest = cast(u, d)
	if rest == u {
		rest = u.Copy()
	}
	quotient = ndarray.Zeros(d, max(m-n+1, 1))
	scale := Divide(1.0, part(v, 0, 0, 1))
	for i := range m - n + 1 {
		f := Multiply(scale, part(rest, 0, i, 1))
		if err := part(quotient, 0, i, 1).Assign(f); err != nil {
			return nil, nil, err
		}
		to := part(rest, 0, i, n+1)
		if err := ufunc.Subtract.Out(to).Call(to, Multiply(f, v)).Err(); err != nil {
			return nil, nil, err
		}
	}
	for rest.Len() > 1 {
		zero, err := AllClose(part(rest, 0, 0, 1), 0, Tolerance(1e-14, 1e-8))
		if err != nil {
			return nil, nil, err
		}
		if !zero {
			break
		}
		rest = part(rest, 0, 1, rest.Len()-1)
	}
	return quotient, rest, nil
}

// Polyder returns the derivative of a polynomial, times times over: not once, the
// polynomial itself.
func Polyder(p any, times int, opts ...Option) *Array {
	var k keywords
	if err := k.read("polyder", 0, opts); err != nil {
		return failed(err)
	}
	x := operand(k.fn, p)
	if bad := failure(x); bad != nil {
		return bad
	}
	if times < 0 {
		return reject(k.fn, fault.Value, "Order of derivative must be positive (see polyint), not %d", times)
	}
	if x.NDim() == 0 {
		return reject(k.fn, fault.Value, "a polynomial has one axis or more; the coefficients have none")
	}
	if times == 0 {
		return x
	}
	for i := range times {
		n := max(x.Len()-1, 0)
		own := keywords{fn: k.fn}
		if i == times-1 {
			own.make = k.make
		}
		x = own.call(ufunc.Multiply, part(x, 0, 0, n), powers(n, x.DType()))
		if x.Err() != nil {
			return x
		}
	}
	return x
}

// Polyint returns the integral of a polynomial, times times over: not once, the
// polynomial itself. constants are those of the integrals in turn: one for each, or one
// for all.
func Polyint(p any, times int, constants any, opts ...Option) *Array {
	var k keywords
	if err := k.read("polyint", 0, opts); err != nil {
		return failed(err)
	}
	x, c := operand(k.fn, p), Atleast1D(operand(k.fn, constants))
	if bad := failure(x, c); bad != nil {
		return bad
	}
	if times < 0 {
		return reject(k.fn, fault.Value, "Order of integral must be positive (see polyder), not %d", times)
	}
	if c.Len() != 1 && c.Len() < times {
		return reject(k.fn, fault.Value, "k must be a scalar or a rank-1 array of length 1 or >m, not of %d elements", c.Len())
	}
	if times == 0 {
		return x
	}
	for i := range times {
		constant := part(c, 0, min(i, c.Len()-1), 1)
		n := x.Len()
		exponents := powers(n, x.DType())
		if x.NDim() != 1 || x.DType() != dtype.Float64 || dtype.Promote(x.DType(), c.DType()) != x.DType() {
			x = k.copy(Concat([]any{Divide(x, exponents), constant}))
		} else {
			own := keywords{fn: k.fn}
			if i == times-1 {
				own.make = k.make
			}
			z := own.new(x.DType(), n+1)
			if err := ufunc.Divide.Out(lentPart(z, 0, 0, n)).Call(x, exponents).Err(); err != nil {
				return failed(err)
			}
			if err := lentPart(z, 0, n, 1).Assign(cast(constant, x.DType())); err != nil {
				return failed(err)
			}
			x = z
		}
		if x.Err() != nil {
			return x
		}
	}
	return x
}

// powers returns n, n-1 … 1: as float64, which holds them, for elements of that type, else as int64.
func powers(n int, d dtype.DType) *Array {
	if d != dtype.Float64 {
		d = dtype.Int64
	}
	return Arange(n, 0, -1, DType(d))
}

// Vander returns a Vandermonde matrix: its rows are the powers of the elements of x,
// which has one axis, columns of them, the highest first or, rising, the lowest first.
func Vander(x any, columns int, rising bool, opts ...Option) *Array {
	var k keywords
	if err := k.read("vander", 0, opts); err != nil {
		return failed(err)
	}
	v := operand(k.fn, x)
	if err := v.Err(); err != nil {
		return failed(err)
	}
	if v.NDim() != 1 {
		return reject(k.fn, fault.Value, "x must be a one-dimensional array or sequence, not of %d dimensions", v.NDim())
	}
	z := k.new(dtype.Promote(v.DType(), dtype.Int64), v.Len(), columns)
	if z.Err() != nil || columns == 0 || v.Len() == 0 {
		return z
	}
	v = cast(v, z.DType()).Lent().ExpandDims(1)
	powers := z.Lent()
	if !rising {
		powers = powers.Flip(1)
	}
	if err := part(powers, 1, 0, 1).Fill(1); err != nil {
		return failed(err)
	}
	for i := 1; i < columns; i++ {
		if err := ufunc.Multiply.Out(part(powers, 1, i, 1)).Call(part(powers, 1, i-1, 1), v).Err(); err != nil {
			return failed(err)
		}
	}
	return z
}

// Poly returns the coefficients of the polynomial whose roots are given, that of
// the highest power 1. Complex roots that are all conjugates of each other make a real
// polynomial.
func Poly(roots any, opts ...Option) *Array {
	var k keywords
	if err := k.read("poly", 0, opts); err != nil {
		return failed(err)
	}
	x := Atleast1D(operand(k.fn, roots))
	if bad := failure(x); bad != nil {
		return bad
	}
	if x.NDim() != 1 {
		return reject(k.fn, fault.Value, "input must be 1d, a list of roots, not of %d dimensions", x.NDim())
	}
	if x.Len() == 0 {
		return ndarray.Scalar(1.0)
	}
	d := x.DType()
	if d.Kind() < dtype.KindFloat || d.Kind() == dtype.KindFloat && d.Size() < 4 {
		d = dtype.Float64
	}
	x = cast(x, d)
	a := k.product(x)
	if a.Err() != nil {
		return a
	}
	if d.Kind() == dtype.KindComplex {
		paired, err := ArrayEqual(Sort(x), Sort(Conjugate(x)))
		if err != nil {
			return failed(err)
		}
		if paired {
			a = a.Real()
		}
	}
	return k.copy(a)
}

// product returns the coefficients of the product of z - r for all roots r, one after the other: as the convolutions
// with [1, -r] they are sums of two products.
func (k *keywords) product(roots *Array) *Array {
	n, d := roots.Len(), roots.DType()
	a := ndarray.Zeros(d, n+1)
	if err := lentPart(a, 0, 0, 1).Fill(1); err != nil {
		return failed(err)
	}
	switch d {
	case dtype.Float32:
		return multiplyRoots[float32](a, roots)
	case dtype.Float64:
		return multiplyRoots[float64](a, roots)
	}
	minus := Negative(roots)
	for i := range n {
		to := lentPart(a, 0, 1, i+1)
		if err := ufunc.Add.Out(to).Call(to, ufunc.Multiply.Call(part(a, 0, 0, i+1), part(minus, 0, i, 1))).Err(); err != nil {
			return failed(err)
		}
	}
	return a
}

// multiplyRoots multiplies a polynomial by z - r for all roots r. A NaN is the positive one, as kernels have it.
func multiplyRoots[T float32 | float64](a, roots *Array) *Array {
	c, err := dataOf[T](a)
	if err != nil {
		return failed(err)
	}
	rs, err := ndarray.ToSlice[T](roots)
	if err != nil {
		return failed(err)
	}
	for i, r := range rs {
		for j := i + 1; j > 0; j-- {
			if c[j] += T(c[j-1] * -r); c[j] != c[j] {
				c[j] = T(math.NaN())
			}
		}
	}
	return a
}

// Roots returns the roots of a polynomial: the eigenvalues of its companion matrix, and
// zeros for the coefficients at the end that are zero.
func Roots(p any) *Array {
	const fn = "roots"
	x := Atleast1D(operand(fn, p))
	if bad := failure(x); bad != nil {
		return bad
	}
	if x.NDim() != 1 {
		return reject(fn, fault.Value, "Input must be a rank-1 array, not of %d dimensions", x.NDim())
	}
	places, err := ndarray.ToSlice[int64](Flatnonzero(x))
	if err != nil {
		return failed(err)
	}
	if len(places) == 0 {
		return ndarray.Empty(dtype.Float64, 0)
	}
	first, last := int(places[0]), int(places[len(places)-1])
	zeros := x.Len() - 1 - last
	x = part(x, 0, first, last-first+1)
	if x.DType().Kind() < dtype.KindFloat {
		x = cast(x, dtype.Float64)
	}
	n := x.Len() - 1
	roots := ndarray.Empty(dtype.Float64, 0)
	if n > 0 {
		companion := Diag(Ones(Shape{n - 1}, DType(x.DType())), -1)
		if bad := failure(companion); bad != nil {
			return bad
		}
		row := Divide(Negative(part(x, 0, 1, n)), part(x, 0, 0, 1))
		if err := part(companion, 0, 0, 1).Assign(row); err != nil {
			return failed(err)
		}
		roots = Eigvals(companion)
		// Eigenvalues that are all real are real numbers, as NumPy's eigvals has them.
		real, err := ndarray.Item[bool](All(IsReal(roots)))
		if err != nil {
			return failed(err)
		}
		if real && x.DType().Kind() == dtype.KindFloat {
			roots = Real(roots)
		}
	}
	return Concat([]any{roots, Zeros(Shape{zeros}, DType(roots.DType()))})
}

// Fit is a polynomial of best fit, see [Polyfit]: its coefficients, the sums of squared
// residuals, the rank and the singular values of the scaled Vandermonde matrix, and the
// limit below which those count as zero. Covariance is that of the coefficients, as if
// each y had variance 1; nil unless it was asked for.
type Fit struct {
	Coefficients, Residuals, Singular, Covariance *Array
	Rank                                          int
	Limit                                         float64
}

// Polyfit returns the polynomial of a degree that fits the points (x, y) best: it
// minimises the sum of squares of what is left, times squared weights where there are
// any. y has one axis, or two for several polynomials, one for each column. Singular
// values of the matrix up to limit times the largest count as zero; a limit of 0 is the
// number of points times the distance from 1 to the next number.
//
// Keywords: Weights.
func Polyfit(x, y any, degree int, limit float64, covariance bool, opts ...Option) (Fit, error) {
	var k keywords
	if err := k.read("polyfit", keyWeights, opts); err != nil {
		return Fit{}, err
	}
	u, v := Add(x, 0.0), Add(y, 0.0)
	if bad := failure(u, v); bad != nil {
		return Fit{}, bad.Err()
	}
	switch {
	case degree < 0:
		return Fit{}, fault.New(k.fn, fault.Value, "expected deg >= 0, not %d", degree)
	case u.NDim() != 1 || u.Len() == 0:
		return Fit{}, fault.New(k.fn, fault.DType, "expected non-empty 1D vector for x, not shape %s", fault.ShapeText(u.Shape()))
	case v.NDim() < 1 || v.NDim() > 2:
		return Fit{}, fault.New(k.fn, fault.DType, "expected 1D or 2D array for y, not %d dimensions", v.NDim())
	case u.Len() != length(v, 0):
		return Fit{}, fault.New(k.fn, fault.DType, "expected x and y to have same length, not %d and %d", u.Len(), length(v, 0))
	}
	if limit == 0 {
		limit = float64(u.Len()) * math.Pow(2, -float64(u.DType().Part().Descriptor().Float.Fraction))
	}
	left := Vander(u, degree+1, false)
	right := v
	if k.has&keyWeights != 0 {
		w := Add(k.option(keyWeights).value, 0.0)
		if bad := failure(w); bad != nil {
			return Fit{}, bad.Err()
		}
		if w.NDim() != 1 || w.Len() != u.Len() {
			return Fit{}, fault.New(k.fn, fault.DType, "expected a 1-d array for weights, of the length of y, not shape %s", fault.ShapeText(w.Shape()))
		}
		left = Multiply(left, w.ExpandDims(1))
		if v.NDim() == 2 {
			w = w.ExpandDims(1)
		}
		right = Multiply(v, w)
	}
	scale := Sqrt(Sum(Square(left), Axis(0)))
	left = Divide(left, scale)
	c, residuals, rank, singular, err := Lstsq(left, right, RTol(limit))
	if err != nil {
		return Fit{}, err
	}
	if v.NDim() == 2 {
		c = Divide(c, scale.ExpandDims(1))
	} else {
		c = Divide(c, scale)
	}
	f := Fit{Coefficients: c, Residuals: residuals, Singular: singular, Rank: rank, Limit: limit}
	if covariance {
		f.Covariance = Divide(Inv(Matmul(MatrixTranspose(left), left)), Outer(scale, scale))
		return f, f.Covariance.Err()
	}
	return f, c.Err()
}
