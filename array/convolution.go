// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Convolve returns the discrete convolution of two arrays of one axis. Mode says
// which part of it: all places at which they overlap ("full", the default), as many as
// the longer one has elements, in the middle ("same"), or those at which they overlap
// completely ("valid").
//
// Keywords: Mode.
func Convolve(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("convolve", keyMode, opts); err != nil {
		return failed(err)
	}
	x, y := operand(k.fn, x1), operand(k.fn, x2)
	if bad := failure(x, y); bad != nil {
		return bad
	}
	if x.NDim() == 0 {
		x = x.Reshape(1)
	}
	if y.NDim() == 0 {
		y = y.Reshape(1)
	}
	return k.convolve(x, y, "full")
}

// Correlate returns the cross-correlation of two arrays of one axis: the sums of
// products of the elements of x1 with the conjugates of those of x2, which is moved
// along. Mode says at which places, see [Convolve]; here it is "valid" by default.
//
// Keywords: Mode.
func Correlate(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("correlate", keyMode, opts); err != nil {
		return failed(err)
	}
	x, y := operand(k.fn, x1), operand(k.fn, x2)
	if bad := failure(x, y); bad != nil {
		return bad
	}
	if y.DType().Kind() == dtype.KindComplex {
		y = ufunc.Conjugate.Call(y)
	}
	return k.convolve(x, y.Flip(), "valid")
}

// convolve computes a convolution of x and y with the mode of the keywords.
func (k *keywords) convolve(x, y *Array, mode string) *Array {
	if bad := failure(x, y); bad != nil {
		return bad
	}
	if x.NDim() != 1 || y.NDim() != 1 {
		return reject(k.fn, fault.Value, "the arrays have %d and %d dimensions, both must have one", x.NDim(), y.NDim())
	}
	if x.Len() == 0 || y.Len() == 0 {
		return reject(k.fn, fault.Value, "an array is empty: %d and %d elements", x.Len(), y.Len())
	}
	if k.has&keyMode != 0 {
		mode, _ = k.option(keyMode).value.(string)
	}
	both, err := oneType(k.fn, []*Array{x, y})
	if err != nil {
		return failed(err)
	}
	long, short := both[0].AsC(), both[1].AsC()
	if bad := failure(long, short); bad != nil {
		return bad
	}
	if long.Len() < short.Len() {
		long, short = short, long
	}
	n, m := long.Len(), short.Len()
	// The first place of the result, of all that there are, and their number.
	var first, count int
	switch mode {
	case "full", "f":
		first, count = 0, n+m-1
	case "same", "s":
		first, count = (m-1)/2, n
		if both[0].Len() < both[1].Len() && k.fn == "correlate" { // counted from the other end
			first = m - 1 - first
		}
	case "valid", "v":
		first, count = m-1, n-m+1
	default:
		return reject(k.fn, fault.Value, "mode must be one of 'valid', 'same', or 'full' (got '%s')", mode)
	}
	z := k.new(long.DType(), count)
	if z.Err() != nil {
		return z
	}
	if err := convolveInto(z, long, short, first); err != nil {
		return failed(err)
	}
	return z
}

// convolutionBlock is how many elements of a result are worked on at once: they stay
// in the cache while the shorter array is gone through.
const convolutionBlock = 4096

// convolveInto writes the places from first on of the convolution of two arrays to
// z. The sum at each place begins with the products of the last elements of the shorter
// array, so the bits of a place don't depend on which others are wanted.
func convolveInto(z, long, short *Array, first int) error {
	multiply, add := ufunc.Multiply, ufunc.Add
	if z.DType() == dtype.Bool {
		multiply, add = ufunc.LogicalAnd, ufunc.LogicalOr
	}
	fused := z.DType().Kind() == dtype.KindFloat && z.DType().Size() >= 4
	n, m := long.Len(), short.Len()
	product := ndarray.Empty(z.DType(), min(convolutionBlock, z.Len()))
	if err := product.Err(); err != nil {
		return err
	}
	for from := 0; from < z.Len(); from += convolutionBlock {
		count := min(convolutionBlock, z.Len()-from)
		block := part(z, 0, from, count)
		if err := block.Fill(0); err != nil {
			return err
		}
		for j := m - 1; j >= 0; j-- {
			// Place p has long[p-j]*short[j] where there is such an element.
			p := first + from
			lo, hi := max(j-p, 0), min(n+j-p, count)
			if lo >= hi {
				continue
			}
			to, x, c := part(block, 0, lo, hi-lo), part(long, 0, p+lo-j, hi-lo), part(short, 0, j, 1)
			if fused {
				if err := ufunc.Fma.Out(to).Call(x, c, to).Err(); err != nil {
					return err
				}
				continue
			}
			p1 := part(product, 0, 0, hi-lo)
			if err := multiply.Out(p1).Call(x, c).Err(); err != nil {
				return err
			}
			if err := add.Out(to).Call(to, p1).Err(); err != nil {
				return err
			}
		}
	}
	return nil
}
