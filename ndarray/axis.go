// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"github.com/arraygen/arraygen/ndarray/fault"
)

// NormalizeAxis returns axis counted from the front: -1 is the last of ndim
// axes. The error names the function fn.
func NormalizeAxis(fn string, axis, ndim int) (int, error) {
	at := axis
	if at < 0 {
		at += ndim
	}
	if at < 0 || at >= ndim {
		return 0, fault.New(fn, ErrAxis, "axis %d is out of bounds for array of dimension %d", axis, ndim)
	}
	return at, nil
}

// NormalizeAxes returns a set of axes of an array of ndim axes as bits. An
// axis given twice is an error. The error names the function fn.
func NormalizeAxes(fn string, axes []int, ndim int) (set uint64, err error) {
	for _, axis := range axes {
		at, err := NormalizeAxis(fn, axis, ndim)
		if err != nil {
			return 0, err
		}
		if set&(1<<at) != 0 {
			return 0, fault.New(fn, ErrAxis, "axis %d is given twice in %s", at, shapeText(axes))
		}
		set |= 1 << at
	}
	return set, nil
}

// T returns a view of a with its axes in reverse order.
func (a *Array) T() *Array {
	if a.Err() != nil {
		return a.failed()
	}
	v, shape, strides := a.view(a.ptr, int(a.ndim))
	n := len(shape)
	sh, st := a.shape(), a.strides()
	for i := range shape {
		shape[i], strides[i] = sh[n-1-i], st[n-1-i]
	}
	return v.seal()
}

// Transpose returns a view of a whose axis i is axis axes[i] of a; without
// arguments the axes are reversed. Negative axes count from the end.
func (a *Array) Transpose(axes ...int) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	if len(axes) == 0 {
		return a.T()
	}
	return a.transpose("Transpose", axes)
}

func (a *Array) transpose(fn string, axes []int) *Array {
	n := int(a.ndim)
	if len(axes) != n {
		return fail(fn, ErrAxis, "%d axes are given for an array of shape %s", len(axes), shapeText(a.shape()))
	}
	if _, err := NormalizeAxes(fn, axes, n); err != nil {
		return Failed(err)
	}
	v, shape, strides := a.view(a.ptr, n)
	sh, st := a.shape(), a.strides()
	for i, axis := range axes {
		if axis < 0 {
			axis += n
		}
		shape[i], strides[i] = sh[axis], st[axis]
	}
	return v.seal()
}

// SwapAxes returns a view of a with two axes exchanged.
func (a *Array) SwapAxes(axis1, axis2 int) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	i, err := NormalizeAxis("SwapAxes", axis1, int(a.ndim))
	if err != nil {
		return Failed(err)
	}
	j, err := NormalizeAxis("SwapAxes", axis2, int(a.ndim))
	if err != nil {
		return Failed(err)
	}
	v, shape, strides := a.view(a.ptr, int(a.ndim))
	copy(shape, a.shape())
	copy(strides, a.strides())
	shape[i], shape[j] = shape[j], shape[i]
	strides[i], strides[j] = strides[j], strides[i]
	return v.seal()
}

// MoveAxis returns a view of a with one axis moved to another place; the
// others keep their order.
func (a *Array) MoveAxis(source, destination int) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	n := int(a.ndim)
	from, err := NormalizeAxis("MoveAxis", source, n)
	if err != nil {
		return Failed(err)
	}
	to, err := NormalizeAxis("MoveAxis", destination, n)
	if err != nil {
		return Failed(err)
	}
	v, shape, strides := a.view(a.ptr, n)
	sh, st := a.shape(), a.strides()
	for i, j := 0, 0; i < n; i++ {
		if i == to {
			shape[i], strides[i] = sh[from], st[from]
			continue
		}
		if j == from {
			j++
		}
		shape[i], strides[i] = sh[j], st[j]
		j++
	}
	return v.seal()
}

// Squeeze returns a view of a without the given axes, whose length must be 1;
// without arguments all axes of length 1 go.
func (a *Array) Squeeze(axes ...int) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	sh, st := a.shape(), a.strides()
	set, err := NormalizeAxes("Squeeze", axes, len(sh))
	if err != nil {
		return Failed(err)
	}
	left := 0
	for i, n := range sh {
		if len(axes) == 0 && n == 1 {
			set |= 1 << i
		}
		if set&(1<<i) == 0 {
			left++
		} else if n != 1 {
			return fail("Squeeze", ErrShape, "axis %d of shape %s has length %d; only axes of length 1 can go", i, shapeText(sh), n)
		}
	}
	v, shape, strides := a.view(a.ptr, left)
	at := 0
	for i := range sh {
		if set&(1<<i) == 0 {
			shape[at], strides[at] = sh[i], st[i]
			at++
		}
	}
	return v.seal()
}

// ExpandDims returns a view of a with new axes of length 1. The positions are
// those in the result.
func (a *Array) ExpandDims(axes ...int) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	sh, st := a.shape(), a.strides()
	n := len(sh) + len(axes)
	if n > MaxDims {
		return fail("ExpandDims", ErrShape, "%d axes, the most is %d", n, MaxDims)
	}
	set, err := NormalizeAxes("ExpandDims", axes, n)
	if err != nil {
		return Failed(err)
	}
	v, shape, strides := a.view(a.ptr, n)
	from := 0
	for i := range shape {
		if set&(1<<i) != 0 {
			shape[i] = 1
			continue
		}
		shape[i], strides[i] = sh[from], st[from]
		from++
	}
	return v.seal()
}

// Flip returns a view of a with the given axes in reverse; without arguments,
// all axes.
func (a *Array) Flip(axes ...int) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	sh, st := a.shape(), a.strides()
	set, err := NormalizeAxes("Flip", axes, len(sh))
	if err != nil {
		return Failed(err)
	}
	if len(axes) == 0 {
		set = ^uint64(0)
	}
	offset := 0
	v, shape, strides := a.view(a.ptr, len(sh))
	copy(shape, sh)
	copy(strides, st)
	empty := a.Size() == 0
	for i := range shape {
		if set&(1<<i) != 0 {
			if !empty {
				offset += (shape[i] - 1) * strides[i]
			}
			strides[i] = -strides[i]
		}
	}
	v.ptr = a.at(offset)
	return v.seal()
}

// Diagonal returns a view of the diagonals that the planes of axis1 and axis2
// have: those two axes go, and a last axis comes for the diagonal. offset > 0
// is a diagonal above the main one, < 0 below. The view is read-only, as in
// NumPy.
func (a *Array) Diagonal(offset, axis1, axis2 int) *Array {
	const fn = "Diagonal"
	if a.Err() != nil {
		return a.failed()
	}
	sh, st := a.shape(), a.strides()
	if len(sh) < 2 {
		return fail(fn, ErrShape, "an array of at least two axes is needed, not shape %s", shapeText(sh))
	}
	i, err := NormalizeAxis(fn, axis1, len(sh))
	if err != nil {
		return Failed(err)
	}
	j, err := NormalizeAxis(fn, axis2, len(sh))
	if err != nil {
		return Failed(err)
	}
	if i == j {
		return fail(fn, ErrAxis, "axis1 and axis2 are both %d", i)
	}
	var rows, cols, start int
	if offset >= 0 {
		rows, cols = sh[i], sh[j]-min(offset, sh[j])
		start = offset * st[j]
	} else {
		rows, cols = sh[i]-min(-max(offset, -sh[i]), sh[i]), sh[j]
		start = -max(offset, -sh[i]) * st[i]
	}
	n := min(rows, cols)
	if n == 0 || a.Size() == 0 {
		start = 0
	}
	v, shape, strides := a.view(a.at(start), len(sh)-1)
	at := 0
	for k := range sh {
		if k != i && k != j {
			shape[at], strides[at] = sh[k], st[k]
			at++
		}
	}
	shape[at], strides[at] = n, st[i]+st[j]
	v.flags |= flagReadOnly
	return v.seal()
}
