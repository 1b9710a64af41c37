package bridge

import (
	"math/big"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// A Python number as an argument: its kind counts, its width doesn't. Whatever
// function takes it, and for however many elements, it becomes one of a type by
// the rule of [dtype.Scalar.Check].

// elementsOf returns v, an array or a number, as an array of type d: arrays are
// cast, a number must be a value of d.
func elementsOf(fn string, v any, d dtype.DType) (*ndarray.Array, error) {
	if x, is := v.(*ndarray.Array); is {
		if x.Err() == nil && x.DType() != d {
			x = ufunc.AsType(x, d, dtype.Unsafe)
		}
		return x, x.Err()
	}
	s, is := dtype.ScalarOf(v)
	if !is {
		return nil, fault.New(fn, fault.DType, "a number is needed, not %v", describe(v))
	}
	if err := s.Check(d); err != nil {
		return nil, fault.In(fn, err)
	}
	x := ndarray.Empty(d)
	if x.Err() == nil {
		if err := x.Fill(s); err != nil {
			return nil, err
		}
	}
	return x, x.Err()
}

// beyond returns 1 for an integer that is above all values of the type d, -1 for
// one below, 0 for other numbers and for arrays.
func beyond(v any, d dtype.DType) int {
	n := integer(v)
	if n == nil {
		return 0
	}
	if s, _ := dtype.ScalarOf(n); s.Fits(d) {
		return 0
	}
	return n.Sign()
}

// integer returns an integer as one of any size, nil for all else.
func integer(v any) *big.Int {
	switch v := v.(type) {
	case bool:
		if v {
			return big.NewInt(1)
		}
		return new(big.Int)
	case int:
		return big.NewInt(int64(v))
	case uint:
		return new(big.Int).SetUint64(uint64(v))
	case *big.Int:
		return v
	}
	return nil
}

// converted returns new numbers as an array of type d, which must hold all of
// them: floats are truncated for an integer type.
func converted(fn string, x *ndarray.Array, d dtype.DType) (any, error) {
	if x.Err() != nil || x.DType() == d {
		return ok(x)
	}
	if x.Size() > 0 && d != dtype.Bool && d.Kind() < x.DType().Kind() {
		ends := []*ndarray.Array{x.Ravel().Index(ndarray.To(1))}
		if x.DType().Kind() != dtype.KindComplex { // which no other type holds
			ends = []*ndarray.Array{ufunc.Minimum.AllAxes().Reduce(x), ufunc.Maximum.AllAxes().Reduce(x)}
		}
		for _, end := range ends {
			if err := end.Err(); err != nil {
				return nil, err
			}
			s, _ := dtype.ScalarOf(dtype.Load(end.Pointer(), end.DType()))
			if err := s.Check(d); err != nil {
				return nil, fault.In(fn, err)
			}
		}
	}
	return ok(ufunc.AsType(x, d, dtype.Unsafe))
}
