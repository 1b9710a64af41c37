// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Reshape returns the elements of a, in C order, in another shape: a view
// where the strides allow it, else a copy. One length may be -1, it is worked
// out from the rest.
func (a *Array) Reshape(shape ...int) *Array { return a.reshape("Reshape", shape, true) }

// ReshapeView is [Array.Reshape] that fails where a copy would be needed.
func (a *Array) ReshapeView(shape ...int) *Array { return a.reshape("ReshapeView", shape, false) }

func (a *Array) reshape(fn string, shape []int, mayCopy bool) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	if len(shape) > MaxDims {
		return badShape(fn, shape, a.dtype)
	}
	v, sh, st := header(a.ptr, a.dtype, a.owner, a.flags, len(shape))
	if !resolve(sh, shape, a.Size()) {
		return fail(fn, ErrShape, "an array of shape %s and size %d can't have shape %s", shapeText(a.shape()), a.Size(), shapeText(shape))
	}
	if a.flags&flagC != 0 {
		fillC(st, sh, a.dtype.Size())
		a.share()
		return v.seal()
	}
	if regroup(sh, st, a.shape(), a.strides(), a.dtype.Size()) {
		a.share()
		return v.seal()
	}
	if !mayCopy {
		return fail(fn, ErrLayout, "shape %s with strides %s can't become shape %s without a copy: use Reshape", shapeText(a.shape()), shapeText(a.strides()), shapeText(sh))
	}
	return a.Copy().Reshaped(shape...)
}

// regroup works out the strides of a new shape over the elements of an array
// that is not in C order, after NumPy's _attempt_nocopy_reshape: runs of axes
// of both shapes with equal products are matched, and a run of the old one
// must have the strides of one long axis. ok is false where one has not.
func regroup(shape, strides, oldShape, oldStrides []int, itemSize int) (ok bool) {
	var buf [2 * MaxDims]int
	old, step := buf[:0:MaxDims], buf[MaxDims:MaxDims]
	for i, n := range oldShape {
		if n != 1 {
			old = append(old, n)
			step = append(step, oldStrides[i])
		}
	}
	oi, oj, ni, nj := 0, 1, 0, 1
	for ni < len(shape) && oi < len(old) {
		np, op := shape[ni], old[oi]
		for np != op {
			if np < op {
				np *= shape[nj]
				nj++
			} else {
				op *= old[oj]
				oj++
			}
		}
		for k := oi; k < oj-1; k++ {
			if step[k] != old[k+1]*step[k+1] {
				return false
			}
		}
		strides[nj-1] = step[oj-1]
		for k := nj - 1; k > ni; k-- {
			strides[k-1] = strides[k] * shape[k]
		}
		ni, nj = nj, nj+1
		oi, oj = oj, oj+1
	}
	last := itemSize
	if ni > 0 {
		last = strides[ni-1]
	}
	for ; ni < len(shape); ni++ {
		strides[ni] = last
	}
	return true
}

// Ravel returns the elements of a in C order along one axis: a view where the
// strides allow it, else a copy.
func (a *Array) Ravel() *Array { return a.reshape("Ravel", []int{-1}, true) }

// View returns a view of the same bytes as elements of another type. Where the
// sizes differ, the last axis must lie without gaps, and its length changes.
func (a *Array) View(d dtype.DType) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	if !d.Valid() {
		return fail("View", ErrDType, "%v is no element type", d)
	}
	n := int(a.ndim)
	v, shape, strides := a.view(a.ptr, n)
	copy(shape, a.shape())
	copy(strides, a.strides())
	v.dtype = d
	was, is := a.dtype.Size(), d.Size()
	if was != is {
		if n == 0 {
			return fail("View", ErrShape, "an array without axes can't be seen as %v, its %v has another size", d, a.dtype)
		}
		if strides[n-1] != was && shape[n-1] != 1 {
			return fail("View", ErrLayout, "to see %v as %v the last axis must lie without gaps; its stride is %d bytes", a.dtype, d, strides[n-1])
		}
		bytes := shape[n-1] * was
		if bytes%is != 0 {
			return fail("View", ErrShape, "the last axis has %d bytes, no multiple of the %d of %v", bytes, is, d)
		}
		shape[n-1], strides[n-1] = bytes/is, is
	}
	return v.seal()
}

// Real returns a view of the real parts of a; of an array that is not complex,
// a itself.
func (a *Array) Real() *Array { return a.part("Real", 0) }

// Imag returns a view of the imaginary parts of a, which must be complex.
func (a *Array) Imag() *Array { return a.part("Imag", 1) }

func (a *Array) part(fn string, which int) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	d := a.dtype.Part()
	if d == a.dtype {
		if which == 0 {
			return a
		}
		return fail(fn, ErrDType, "%v has no imaginary part: a complex type is needed", a.dtype)
	}
	offset := 0
	if a.Size() > 0 {
		offset = which * d.Size()
	}
	v, shape, strides := a.view(a.at(offset), int(a.ndim))
	v.dtype = d
	copy(shape, a.shape())
	copy(strides, a.strides())
	return v.seal()
}

// Reshaped is [Array.Reshape] of an array that is not used any more: where the result is a view, it holds the
// memory in the place of a, so that it may be released, see [Array.Release].
func (a *Array) Reshaped(shape ...int) *Array {
	v := a.Lent().Reshape(shape...)
	if v.Err() == nil && v.ptr == a.ptr {
		v.sole.Store(a.sole.Swap(0))
	}
	return v
}
