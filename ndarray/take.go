package ndarray

import (
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Take returns the elements that indices pick along an axis, NumPy's take: the
// axis gives way to the axes of indices.
func (a *Array) Take(indices *Array, axis int) *Array { return a.TakeTo(nil, indices, axis) }

// TakeTo is [Array.Take] with a place for the result.
func (a *Array) TakeTo(to Make, indices *Array, axis int) *Array {
	if a.Err() != nil {
		return a.failed()
	}
	at, err := NormalizeAxis("Take", axis, int(a.ndim))
	if err != nil {
		return Failed(err)
	}
	if indices.Err() != nil {
		return indices.failed()
	}
	if indices.dtype == dtype.Bool {
		return fail("Take", ErrDType, "the indices are bools, integers are needed: Index takes a mask")
	}
	parts := make([]part, at+1)
	for i := range at {
		parts[i].kind = partRange
	}
	parts[at] = part{kind: partArray, array: indices}
	return a.gather("Take", parts, to)
}

// TakeAlong returns for each index the element that it names along an axis,
// all other indices being equal: NumPy's take_along_axis. The shapes of a and
// indices, without that axis, are broadcast together.
func (a *Array) TakeAlong(indices *Array, axis int) *Array {
	const fn = "TakeAlong"
	if a.Err() != nil {
		return a.failed()
	}
	if indices.Err() != nil {
		return indices.failed()
	}
	at, err := NormalizeAxis(fn, axis, int(a.ndim))
	if err != nil {
		return Failed(err)
	}
	if indices.ndim != a.ndim {
		return fail(fn, ErrShape, "the indices have shape %s, the array %s: as many axes are needed", shapeText(indices.shape()), shapeText(a.shape()))
	}
	if k := indices.dtype.Kind(); k != dtype.KindInt && k != dtype.KindUint {
		return fail(fn, ErrDType, "an array of %v is no index: integers are needed", indices.dtype)
	}
	parts := make([]part, a.ndim)
	for i := range parts {
		parts[i].kind = partArray
		if i == at {
			parts[i].array = indices
			continue
		}
		n := a.shape()[i]
		shape := make([]int, a.ndim)
		for k := range shape {
			shape[k] = 1
		}
		shape[i] = n
		parts[i].array = Arange(0, int64(n), 1).Reshape(shape...)
	}
	return a.gather(fn, parts, nil)
}
