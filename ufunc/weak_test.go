// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

var integerTypes = []dtype.DType{dtype.Int8, dtype.Int16, dtype.Int32, dtype.Int64, dtype.Uint8, dtype.Uint16, dtype.Uint32, dtype.Uint64}

// limitsOf returns the least and the greatest value of an integer type.
func limitsOf(d dtype.DType) (low, high *big.Int) {
	bits := uint(8 * d.Size())
	if d.Kind() == dtype.KindUint {
		return new(big.Int), new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), bits), big.NewInt(1))
	}
	end := new(big.Int).Lsh(big.NewInt(1), bits-1)
	return new(big.Int).Neg(end), end.Sub(end, big.NewInt(1))
}

// around returns integers at and beyond the limits of every integer type.
func around() (list []*big.Int) {
	for _, d := range integerTypes {
		low, high := limitsOf(d)
		for k := int64(-1); k <= 1; k++ {
			list = append(list, new(big.Int).Add(low, big.NewInt(k)), new(big.Int).Add(high, big.NewInt(k)))
		}
	}
	far := new(big.Int).Exp(big.NewInt(10), big.NewInt(400), nil)
	return append(list, far, new(big.Int).Neg(far), big.NewInt(0))
}

// elements returns an array of type d with its limits, 0 and 1, and its values.
func elements(t *testing.T, d dtype.DType) (*ndarray.Array, []*big.Int) {
	low, high := limitsOf(d)
	values := []*big.Int{low, high, big.NewInt(0), big.NewInt(1)}
	x := ndarray.Empty(d, len(values))
	for i, v := range values {
		require.NoError(t, x.Index(ndarray.Int(i), ndarray.Ellipsis).Fill(v))
	}
	return x, values
}

func TestCompareWithAnyInteger(t *testing.T) {
	holds := map[*ufunc.Ufunc]func(int) bool{
		ufunc.Less: func(c int) bool { return c < 0 }, ufunc.LessEqual: func(c int) bool { return c <= 0 },
		ufunc.Greater: func(c int) bool { return c > 0 }, ufunc.GreaterEqual: func(c int) bool { return c >= 0 },
		ufunc.Equal: func(c int) bool { return c == 0 }, ufunc.NotEqual: func(c int) bool { return c != 0 },
	}
	for u, want := range holds {
		for _, v := range around() {
			for _, d := range integerTypes {
				x, values := elements(t, d)
				got, err := ndarray.ToSlice[bool](u.Call(x, v))
				require.NoError(t, err, "%s(%v, %v)", u.Name, d, v)
				turned, err := ndarray.ToSlice[bool](u.Call(v, x))
				require.NoError(t, err)
				for i, e := range values {
					assert.Equal(t, want(e.Cmp(v)), got[i], "%s(%v, %v)", u.Name, e, v)
					assert.Equal(t, want(v.Cmp(e)), turned[i], "%s(%v, %v)", u.Name, v, e)
				}
			}
			for _, w := range around() {
				got, err := ndarray.Item[bool](u.Call(v, w))
				require.NoError(t, err)
				assert.Equal(t, want(v.Cmp(w)), got, "%s(%v, %v)", u.Name, v, w)
			}
		}
	}
}

func TestClipToAnyIntegers(t *testing.T) {
	for _, d := range integerTypes {
		x, values := elements(t, d)
		low, high := limitsOf(d)
		for _, lo := range around() {
			for _, hi := range around() {
				got := ufunc.Clip.Call(x, lo, hi)
				if lo.Cmp(high) > 0 || hi.Cmp(low) < 0 {
					assert.ErrorIs(t, got.Err(), ndarray.ErrOverflow, "%v from %v to %v", d, lo, hi)
					continue
				}
				require.NoError(t, got.Err())
				require.Equal(t, d, got.DType())
				for i, e := range values {
					want := e
					if want.Cmp(lo) < 0 {
						want = lo
					}
					if want.Cmp(hi) > 0 {
						want = hi
					}
					v, err := got.Item(i)
					require.NoError(t, err)
					assert.Equal(t, want.String(), fmt.Sprint(v), "%v from %v to %v", e, lo, hi)
				}
			}
		}
	}
}

func TestNumbersThatElementsDoNotHold(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	wide := new(big.Int).Lsh(big.NewInt(1), 64)
	far := new(big.Int).Exp(big.NewInt(10), big.NewInt(400), nil)
	for _, c := range []struct {
		v    any
		d    dtype.DType
		kind error
	}{
		{300, dtype.Int8, ndarray.ErrOverflow}, {-1, dtype.Uint64, ndarray.ErrOverflow}, {wide, dtype.Uint64, ndarray.ErrOverflow},
		{nan, dtype.Int64, ndarray.ErrValue}, {inf, dtype.Uint8, ndarray.ErrOverflow}, {1e300, dtype.Int64, ndarray.ErrOverflow},
		{2i, dtype.Float64, ndarray.ErrDType}, {2i, dtype.Int8, ndarray.ErrDType}, {far, dtype.Float32, ndarray.ErrOverflow},
	} {
		x := ndarray.FullOf(c.d, 1, 3)
		for name, err := range map[string]error{
			"Copyto":  ufunc.Copyto(x, c.v, dtype.Unsafe, nil),
			"Fill":    x.Fill(c.v),
			"FullOf":  ndarray.FullOf(c.d, c.v, 3).Err(),
			"Call":    ufunc.Add.DType(c.d).Casting(dtype.Unsafe).Call(x, c.v).Err(),
			"Out":     ufunc.Add.Out(x).Casting(dtype.Unsafe).DType(c.d).Call(x, c.v).Err(),
			"Initial": ufunc.Add.DType(c.d).Initial(c.v).Reduce(x).Err(),
		} {
			assert.ErrorIs(t, err, c.kind, "%s of %v, %v", name, c.d, c.v)
		}
		assert.Equal(t, "[1 1 1]", fmt.Sprint(ufunc.AsType(x, dtype.Int64, dtype.Unsafe)))
	}
	x := ndarray.FromSlice([]float32{1, 2})
	assert.Equal(t, "[1.8446744e+19 3.6893488e+19]", fmt.Sprint(ufunc.Multiply.Call(x, wide)))
	assert.ErrorIs(t, ufunc.Add.Call(x, (*big.Int)(nil)).Err(), ndarray.ErrValue)
}
