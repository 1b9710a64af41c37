// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Sinc returns sin(πx)/(πx), 1 at 0.
func Sinc(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("sinc", 0, opts); err != nil {
		return failed(err)
	}
	y := Multiply(x, math.Pi)
	if bad := failure(y); bad != nil {
		return bad
	}
	smallest := 1e-20
	if d := y.DType(); d.Kind() == dtype.KindFloat {
		smallest = math.Pow(2, -float64(d.Descriptor().Float.Fraction))
	}
	if err := ufunc.Copyto(y, smallest, dtype.SameKind, Equal(y, 0)); err != nil {
		return failed(err)
	}
	return k.call(ufunc.Divide, Sin(y), y)
}

// The Chebyshev coefficients of exp(-x)·I0(x) from 0 to 8, and of exp(-x)·√x·I0(x)
// above, the latter in 1/x: C. W. Clenshaw, Chebyshev series for mathematical
// functions, National Physical Laboratory Mathematical Tables 5, 1962, as given by
// S. L. Moshier's Cephes, which NumPy takes them from too.
var (
	besselSmall = []float64{
		-4.41534164647933937950e-18, 3.33079451882223809783e-17, -2.43127984654795469359e-16, 1.71539128555513303061e-15,
		-1.16853328779934516808e-14, 7.67618549860493561688e-14, -4.85644678311192946090e-13, 2.95505266312963983461e-12,
		-1.72682629144155570723e-11, 9.67580903537323691224e-11, -5.18979560163526290666e-10, 2.65982372468238665035e-9,
		-1.30002500998624804212e-8, 6.04699502254191894932e-8, -2.67079385394061173391e-7, 1.11738753912010371815e-6,
		-4.41673835845875056359e-6, 1.64484480707288970893e-5, -5.75419501008210370398e-5, 1.88502885095841655729e-4,
		-5.76375574538582365885e-4, 1.63947561694133579842e-3, -4.32430999505057594430e-3, 1.05464603945949983183e-2,
		-2.37374148058994688156e-2, 4.93052842396707084878e-2, -9.49010970480476444210e-2, 1.71620901522208775349e-1,
		-3.04682672343198398683e-1, 6.76795274409476084995e-1,
	}
	besselLarge = []float64{
		-7.23318048787475395456e-18, -4.83050448594418207126e-18, 4.46562142029675999901e-17, 3.46122286769746109310e-17,
		-2.82762398051658348494e-16, -3.42548561967721913462e-16, 1.77256013305652638360e-15, 3.81168066935262242075e-15,
		-9.55484669882830764870e-15, -4.15056934728722208663e-14, 1.54008621752140982691e-14, 3.85277838274214270114e-13,
		7.18012445138366623367e-13, -1.79417853150680611778e-12, -1.32158118404477131188e-11, -3.14991652796324136454e-11,
		1.18891471078464383424e-11, 4.94060238822496958910e-10, 3.39623202570838634515e-9, 2.26666899049817806459e-8,
		2.04891858946906374183e-7, 2.89137052083475648297e-6, 6.88975834691682398426e-5, 3.36911647825569408990e-3,
		8.04490411014108831608e-1,
	}
)

// I0 returns the modified Bessel function of the first kind of order 0.
func I0(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("i0", 0, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if bad := failure(y); bad != nil {
		return bad
	}
	switch y.DType().Kind() {
	case dtype.KindComplex:
		return reject(k.fn, fault.DType, "i0 not supported for complex values")
	case dtype.KindFloat:
	default:
		y = cast(y, dtype.Float64)
	}
	y = Absolute(y)
	small := LessEqual(y, 8.0)
	result := k.newLike(y, y.DType())
	if bad := failure(y, small, result); bad != nil {
		return bad
	}
	flat, out := y.Ravel(), k.newFlat(y)
	for i, where := range []*Array{small, LogicalNot(small)} {
		places := Flatnonzero(where)
		if places.Len() == 0 {
			continue
		}
		v := flat.Take(places, 0)
		var f *Array
		if i == 0 {
			f = chebyshev(Subtract(Divide(v, 2.0), 2.0), besselSmall)
		} else {
			f = Divide(chebyshev(Subtract(Divide(32.0, v), 2.0), besselLarge), Sqrt(v))
		}
		f = Multiply(Exp(v), f)
		if f.Err() != nil {
			return f
		}
		if err := out.SetIndex(f, places); err != nil {
			return failed(err)
		}
	}
	if err := result.Assign(out.Reshape(y.Shape()...)); err != nil {
		return failed(err)
	}
	return result
}

// newFlat returns a new array of one axis with as many elements as x.
func (k *keywords) newFlat(x *Array) *Array {
	own := keywords{fn: k.fn}
	return own.new(x.DType(), x.Size())
}

// chebyshev returns the values at x of a Chebyshev series, by Clenshaw's recurrence.
func chebyshev(x *Array, c []float64) *Array {
	b0, b1 := FullLike(x, c[0]), ZerosLike(x)
	b2 := b1
	for _, v := range c[1:] {
		b2, b1 = b1, b0
		b0 = Add(Subtract(Multiply(x, b1), b2), v)
	}
	return Multiply(Subtract(b0, b2), 0.5)
}
