// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// MinScalarType returns the smallest element type that holds the value of a number,
// or of an array without axes; of another array, its type. Types that NumPy lacks are
// left out.
func MinScalarType(x any) (dtype.DType, error) {
	const fn = "min_scalar_type"
	v := operand(fn, x)
	if err := v.Err(); err != nil {
		return 0, err
	}
	d := v.DType()
	if v.NDim() > 0 || d == dtype.Bool {
		return d, nil
	}
	s := dtype.LoadScalar(v.Pointer(), d)
	candidates := map[dtype.Kind][]dtype.DType{
		dtype.KindInt:     {dtype.Int8, dtype.Int16, dtype.Int32, dtype.Int64},
		dtype.KindUint:    {dtype.Uint8, dtype.Uint16, dtype.Uint32, dtype.Uint64},
		dtype.KindFloat:   {dtype.Float16, dtype.Float32, dtype.Float64},
		dtype.KindComplex: {dtype.Complex64, dtype.Complex128},
	}
	kind := d.Kind()
	if kind == dtype.KindInt && s.Int64() >= 0 {
		kind = dtype.KindUint
	}
	for _, c := range candidates[kind] {
		if fits(v, s, c) {
			return c, nil
		}
	}
	return d, nil
}

// fits reports whether a type holds a number: a float rounded, but not beyond its
// range. The limits are NumPy's.
func fits(x *Array, s dtype.Scalar, d dtype.DType) bool {
	switch d.Kind() {
	case dtype.KindInt, dtype.KindUint:
		return s.Fits(d)
	}
	limits := map[dtype.DType]float64{dtype.Float16: 65000, dtype.Float32: 3.4e38}
	most, limited := limits[d.Part()]
	if !limited {
		return true
	}
	c, _ := ndarray.Item[complex128](cast(x, dtype.Complex128))
	beyond := func(v float64) bool { return math.Abs(v) >= most && !math.IsInf(v, 0) }
	return !beyond(real(c)) && !beyond(imag(c))
}
