package array

import (
	"sort"

	"github.com/arraygen/arraygen/ndarray"
)

// Unique is the result of the functions that list distinct elements: Values in
// ascending order, Indices of where each stands first, Inverse, of the shape of the
// array, which of the values each element is, and how often each stands. As the
// standard asks, no NaN equals another.
type Unique struct {
	Values, Indices, Inverse, Counts *Array
}

// UniqueValues returns the distinct elements of x in ascending order.
func UniqueValues(x any) *Array {
	u, err := UniqueAll(x)
	if err != nil {
		return failed(err)
	}
	return u.Values
}

// UniqueCounts returns the distinct elements of x in ascending order, and how often each stands.
func UniqueCounts(x any) (values, counts *Array) {
	u, err := UniqueAll(x)
	if err != nil {
		return failed(err), failed(err)
	}
	return u.Values, u.Counts
}

// UniqueInverse returns the distinct elements of x in ascending order, and which
// one each element is.
func UniqueInverse(x any) (values, inverse *Array) {
	u, err := UniqueAll(x)
	if err != nil {
		return failed(err), failed(err)
	}
	return u.Values, u.Inverse
}

// UniqueAll returns the distinct elements of x in ascending order, where each
// stands first, which one each element is, and how often each stands.
func UniqueAll(v any) (Unique, error) {
	const fn = "unique"
	x := operand(fn, v)
	if err := x.Err(); err != nil {
		return Unique{}, err
	}
	shape := x.Shape()
	flat := x.Ravel()
	n := flat.Size()
	inverse, err := ndarray.MakeSlice[int64](fn, n)
	if err != nil {
		return Unique{}, err
	}
	var first, counts []int64
	if n > 0 {
		sortedIndices, err := indicesOf(fn, flat.AsC(), false)
		if err != nil {
			return Unique{}, err
		}
		elements, err := ordered(fn, flat)
		if err != nil {
			return Unique{}, err
		}
		list, err := ndarray.ToSlice[int64](sortedIndices)
		if err != nil {
			return Unique{}, err
		}
		isNew := func(k int) bool {
			i := int(list[k])
			return k == 0 || elements.isNaN(i) || elements.compare(int(list[k-1]), i) != 0
		}
		distinct := 0
		for k := range list {
			if isNew(k) {
				distinct++
			}
		}
		if first, err = ndarray.MakeSlice[int64](fn, distinct); err != nil {
			return Unique{}, err
		}
		if counts, err = ndarray.MakeSlice[int64](fn, distinct); err != nil {
			return Unique{}, err
		}
		first, counts = first[:0], counts[:0]
		for k, i := range list {
			if isNew(k) {
				first = append(first, i)
				counts = append(counts, 0)
			}
			counts[len(counts)-1]++
			inverse[i] = int64(len(first) - 1)
		}
	}
	at := ndarray.FromSlice(first)
	back := ndarray.FromSlice(inverse)
	if len(shape) != 1 {
		back = back.Reshape(shape...)
	}
	return Unique{Values: flat.Take(at, 0), Indices: at, Inverse: back, Counts: ndarray.FromSlice(counts)}, nil
}

// Isin returns whether each element of x1 is one of x2, or with Inverted, is none.
//
// Keywords: Inverted.
func Isin(x1, x2 any, opts ...Option) *Array {
	var kw keywords
	if err := kw.read("isin", keyInverted, opts); err != nil {
		return failed(err)
	}
	fn := kw.fn
	d, err := resultType(fn, x1, x2)
	if err != nil {
		return failed(err)
	}
	// An integer that the type of the others doesn't hold is none of them.
	values := [2]any{x1, x2}
	outside := false
	for i, v := range values {
		if weakKind(values[1-i]) == 0 && beyond(v, d) != 0 {
			values[i], outside = 0, true
		}
	}
	x, set := elementsOf(fn, values[0], d), elementsOf(fn, values[1], d).Ravel()
	if bad := failure(x, set); bad != nil {
		return bad
	}
	shape := x.Shape()
	found, err := ndarray.MakeSlice[bool](fn, x.Size())
	if err != nil {
		return failed(err)
	}
	if len(found) > 0 && set.Size() > 0 && !outside {
		order, err := indicesOf(fn, set.AsC(), false)
		if err != nil {
			return failed(err)
		}
		elements, err := ordered(fn, ndarray.Concatenate(0, set.Take(order, 0), x.Ravel()))
		if err != nil {
			return failed(err)
		}
		n := set.Size()
		for i := range found {
			if elements.isNaN(n + i) {
				continue // no NaN is another
			}
			at := sort.Search(n, func(k int) bool { return elements.compare(k, n+i) >= 0 })
			found[i] = at < n && elements.compare(at, n+i) == 0
		}
	}
	if kw.has&keyInverted != 0 {
		for i := range found {
			found[i] = !found[i]
		}
	}
	if len(shape) == 0 {
		return ndarray.Scalar(found[0])
	}
	return ndarray.FromSlice(found, shape...)
}
