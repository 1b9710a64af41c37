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

// paddedWhole is how many elements of the longer array are copied between zeros, so that one product makes
// all places of a convolution: more are read where they lie.
const paddedWhole = 1 << 14

// convolveInto writes the places from first on of the convolution of two arrays in C order to z. The sum at each
// place begins with the products of the last elements of the shorter array and is that of a product of
// matrices, of a row with the windows of the longer array: so its bits don't depend on which others are wanted.
// Beyond the ends of the longer array are zeros.
func convolveInto(z, long, short *Array, first int) error {
	n, m := long.Len(), short.Len()
	row := short.Flip().AsC()
	if row.DType().Kind() == dtype.KindComplex { // of which Vecmat takes the conjugates
		row = ufunc.Conjugate.Call(row)
	}
	c := convolution{z: z, long: long, first: first, m: m}
	last := first + z.Len()
	if first >= m-1 && last <= n {
		return c.places(row, first, last)
	}
	edge, err := finite(row)
	if err != nil {
		return err
	}
	if edge == row && n <= paddedWhole {
		return c.places(row, first, last)
	}
	left := min(max(m-1, first), last)
	right := min(max(n, left), last)
	if err := c.places(edge, first, left); err != nil {
		return err
	}
	if err := c.places(row, left, right); err != nil {
		return err
	}
	if err := c.places(edge, right, last); err != nil || edge == row {
		return err
	}
	for p := first; p < last; p++ {
		if left <= p && p < right {
			continue
		}
		if err := c.overlap(row, p); err != nil {
			return err
		}
	}
	return nil
}

// finite returns x, or a copy with zeros in place of infinities and NaN, of which a product with zero is not zero.
func finite(x *Array) (*Array, error) {
	if !inexact(x) {
		return x, nil
	}
	yes := ufunc.Isfinite.Call(x)
	if all, err := ndarray.Item[bool](All(yes)); all || err != nil {
		return x, err
	}
	y := x.Copy()
	return y, ufunc.Copyto(y, 0, dtype.SameKind, ufunc.LogicalNot.Call(yes))
}

// convolution is a convolution whose places from first on are in z. The shorter array has m elements; its products
// are those of a row, which has them from the last to the first.
type convolution struct {
	z, long  *Array
	first, m int
}

// places computes those from p to end.
func (c *convolution) places(row *Array, p, end int) error {
	if p >= end {
		return nil
	}
	from, n := p-(c.m-1), c.long.Len()
	x := c.long
	if from < 0 || end > n {
		x = ndarray.Zeros(x.DType(), end-from)
		lo, hi := max(from, 0), min(end, n)
		if err := lentPart(x, 0, lo-from, hi-lo).Assign(lentPart(c.long, 0, lo, hi-lo)); err != nil {
			return err
		}
		defer x.Release()
	} else {
		x = lentPart(x, 0, from, end-from)
	}
	r := x.Lent().Raw()
	r.Shape, r.Strides, r.ReadOnly = []int{c.m, end - p}, []int{r.Strides[0], r.Strides[0]}, true
	return ufunc.Vecmat.Out(lentPart(c.z, 0, p-c.first, end-p)).Call(row, ndarray.FromRaw(r)).Err()
}

// overlap computes a place at which the arrays overlap in part, of the elements that do, where one of the row is not
// finite.
func (c *convolution) overlap(row *Array, p int) error {
	from := p - (c.m - 1)
	lo, hi := max(from, 0), min(p+1, c.long.Len())
	w := lentPart(row, 0, lo-from, hi-lo)
	if edge, err := finite(w); err != nil || edge == w {
		return err
	}
	x := part(c.long, 0, lo, hi-lo).ExpandDims(1)
	return ufunc.Vecmat.Out(lentPart(c.z, 0, p-c.first, 1)).Call(w, x).Err()
}
