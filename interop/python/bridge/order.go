package bridge

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// orderFunctions compare elements with each other. NaN counts as larger than
// every number, as in NumPy; complex numbers go by their real part first, and
// those with NaN parts by which parts they are, see [complexes].
var orderFunctions = []Function{
	{
		Name:      "sort",
		Signature: "x: array, /, *, axis: axis_or_none = -1, descending: bool = False, stable: bool = True",
		Doc:       "A sorted copy along an axis; None sorts the elements in C order. Equal elements keep their order.",
		Call:      func(a Args) (any, error) { return sorted(a, false) },
	},
	{
		Name:      "argsort",
		Signature: "x: array, /, *, axis: axis_or_none = -1, descending: bool = False, stable: bool = True",
		Doc:       "Indices that sort x along an axis; None counts in C order. Equal elements keep their order.",
		Call:      func(a Args) (any, error) { return sorted(a, true) },
	},
	{
		Name:      "argmax",
		Signature: "x: array, /, *, axis: axis_or_none = None, keepdims: bool = False",
		Doc:       "Index of the largest element, the first one of several; None counts in C order. NaN is the largest.",
		Call:      func(a Args) (any, error) { return extreme("argmax", a, 1) },
	},
	{
		Name:      "argmin",
		Signature: "x: array, /, *, axis: axis_or_none = None, keepdims: bool = False",
		Doc:       "Index of the smallest element, the first one of several; None counts in C order. NaN is the smallest here.",
		Call:      func(a Args) (any, error) { return extreme("argmin", a, -1) },
	},
	{
		Name:      "searchsorted",
		Signature: "x1: array, x2: operand, /, *, side: str = 'left', sorter: array_or_none = None",
		Doc:       "Places in the sorted x1 at which the elements of x2 keep it sorted: before equal ones, or after them with side='right'.",
		Call:      searchSorted,
	},
	{
		Name: "_unique",
		Call: unique,
	},
	{
		Name:      "isin",
		Signature: "x1: operand, x2: operand, /, *, invert: bool = False",
		Doc:       "Whether each element of x1 is one of x2.",
		Call:      isIn,
	},
}

// order compares elements i and j of a row.
type order interface {
	compare(i, j int) int
	isNaN(i int) bool
}

type plain[T cmp.Ordered] []T

func (p plain[T]) compare(i, j int) int {
	a, b := p[i], p[j]
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	case a == b:
		return 0
	}
	return nanLast(a != a, b != b)
}
func (p plain[T]) isNaN(i int) bool { return p[i] != p[i] }

// nanLast compares two elements of which at least one is NaN.
func nanLast(a, b bool) int {
	switch {
	case a && b:
		return 0
	case a:
		return 1
	}
	return -1
}

// complexes are in the order that NumPy documents for sort: R + Rj, R + nanj,
// nan + Rj, nan + nanj, where R are numbers, by which each of these is sorted.
type complexes []complex128

func (c complexes) compare(i, j int) int {
	x, y := c[i], c[j]
	if n, m := nanParts(x), nanParts(y); n != m {
		return n - m
	}
	if r := numbers(real(x), real(y)); r != 0 {
		return r
	}
	return numbers(imag(x), imag(y))
}

// nanParts ranks a complex number by its parts that are NaN.
func nanParts(x complex128) int {
	n := 0
	if math.IsNaN(real(x)) {
		n = 2
	}
	if math.IsNaN(imag(x)) {
		n++
	}
	return n
}

// numbers compares two numbers; what is NaN has no order among itself.
func numbers(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (c complexes) isNaN(i int) bool { return math.IsNaN(real(c[i])) || math.IsNaN(imag(c[i])) }

// ordered returns the elements of x in C order, ready to be compared. Types
// are widened to one that keeps every value.
func ordered(fn string, x *ndarray.Array) (order, error) {
	if err := x.Err(); err != nil {
		return nil, err
	}
	switch d := x.DType(); d.Kind() {
	case dtype.KindComplex:
		s, err := ndarray.ToSlice[complex128](ufunc.AsType(x, dtype.Complex128, dtype.Safe))
		return complexes(s), err
	case dtype.KindFloat:
		s, err := ndarray.ToSlice[float64](ufunc.AsType(x, dtype.Float64, dtype.Safe))
		return plain[float64](s), err
	case dtype.KindUint:
		s, err := ndarray.ToSlice[uint64](ufunc.AsType(x, dtype.Uint64, dtype.Safe))
		return plain[uint64](s), err
	case dtype.KindInt, dtype.KindBool:
		s, err := ndarray.ToSlice[int64](ufunc.AsType(x, dtype.Int64, dtype.Safe))
		return plain[int64](s), err
	}
	return nil, fault.New(fn, fault.DType, "%v has no order", x.DType())
}

// indicesOf returns an array of int64 of the shape of x with the indices that
// sort its last axis, which is x moved so that the wanted axis is last.
func indicesOf(fn string, x *ndarray.Array, descending bool) (*ndarray.Array, error) {
	elements, err := ordered(fn, x)
	if err != nil {
		return nil, err
	}
	n := x.Raw().Shape[x.NDim()-1]
	size := x.Size()
	indices, err := ndarray.MakeSlice[int64](fn, size)
	if err != nil {
		return nil, err
	}
	for at := 0; at < size; at += n {
		row := indices[at : at+n]
		for i := range row {
			row[i] = int64(i)
		}
		slices.SortStableFunc(row, func(i, j int64) int {
			c := elements.compare(at+int(i), at+int(j))
			if descending {
				return -c
			}
			return c
		})
	}
	return ndarray.FromSlice(indices, x.Shape()...), nil
}

func sorted(a Args, indices bool) (any, error) {
	x := a.Array(0)
	fn := "sort"
	if indices {
		fn = "argsort"
	}
	if a.None(1) {
		x = x.Ravel()
	}
	axis, err := ndarray.NormalizeAxis(fn, a.Int(1, 0), x.NDim())
	if err != nil {
		return nil, err
	}
	moved := x.MoveAxis(axis, x.NDim()-1).AsC()
	if moved.Size() == 0 {
		if indices {
			return ndarray.Zeros(dtype.Int64, x.Shape()...), nil
		}
		return x.Copy(), nil
	}
	list, err := indicesOf(fn, moved, a.Bool(2))
	if err != nil {
		return nil, err
	}
	if !indices {
		if list, err = along(moved, list); err != nil {
			return nil, err
		}
	}
	list = list.MoveAxis(x.NDim()-1, axis)
	if indices {
		return ok(list.AsC())
	}
	z := ndarray.EmptyLike(x, dtype.Invalid) // in the memory order of x
	return z, z.Assign(list)
}

// along takes elements of x along its last axis.
func along(x, indices *ndarray.Array) (*ndarray.Array, error) {
	y, err := takeAlongAxis(Args{List: []any{x, indices, -1}})
	if err != nil {
		return nil, err
	}
	return y.(*ndarray.Array), nil
}

// extreme finds the first element that is above (sign 1) or below (sign -1)
// all others; a NaN is either.
func extreme(fn string, a Args, sign int) (any, error) {
	x := a.Array(0)
	n := x.NDim()
	axis := 0
	if a.None(1) {
		x = x.Ravel()
	} else {
		var err error
		if axis, err = ndarray.NormalizeAxis(fn, a.Int(1, -1), n); err != nil {
			return nil, err
		}
	}
	moved := x.MoveAxis(axis, x.NDim()-1).AsC()
	elements, err := ordered(fn, moved)
	if err != nil {
		return nil, err
	}
	length := moved.Raw().Shape[moved.NDim()-1]
	shape := moved.Shape()[:moved.NDim()-1]
	if length == 0 {
		return nil, fault.New(fn, fault.Value, "an empty sequence has no such element")
	}
	size := moved.Size() / length
	found, err := ndarray.MakeSlice[int64](fn, size)
	if err != nil {
		return nil, err
	}
	for r := range size {
		at := r * length
		best := at
		for i := at + 1; i < at+length && !elements.isNaN(best); i++ {
			if elements.isNaN(i) || sign*elements.compare(i, best) > 0 {
				best = i
			}
		}
		found[r] = int64(best - at)
	}
	y := ndarray.FromSlice(found, append([]int{}, shape...)...)
	if len(shape) == 0 {
		y = ndarray.Scalar(found[0])
	}
	if a.Bool(2) {
		if a.None(1) {
			keep := make([]int, n)
			for i := range keep {
				keep[i] = 1
			}
			return ok(y.Reshape(keep...))
		}
		return ok(y.ExpandDims(axis))
	}
	return ok(y)
}

func searchSorted(a Args) (any, error) {
	const fn = "searchsorted"
	x := a.Array(0)
	if x.NDim() != 1 {
		return nil, fault.New(fn, fault.Shape, "x1 has %d dimensions, one is needed", x.NDim())
	}
	side := a.String(2)
	if side != "left" && side != "right" {
		return nil, fault.New(fn, fault.Value, "side must be 'left' or 'right', not %q", side)
	}
	if !a.None(3) {
		sorter := a.Array(3)
		if k := sorter.DType().Kind(); k != dtype.KindInt && k != dtype.KindUint && k != dtype.KindBool {
			return nil, fault.New(fn, fault.DType, "sorter must only contain integers, not %v", sorter.DType())
		}
		if sorter.NDim() != 1 || sorter.Size() != x.Size() {
			return nil, fault.New(fn, fault.Value, "sorter has shape %s, it must have an index for each of the %d elements of x1", fault.ShapeText(sorter.Shape()), x.Size())
		}
		if x = x.Take(sorter, 0); x.Err() != nil {
			return nil, x.Err()
		}
	}
	d, err := resultType(fn, a.List[:2])
	if err != nil {
		return nil, err
	}
	switch beyond(a.List[1], d) {
	case -1:
		return ndarray.Scalar[int64](0), nil
	case 1:
		return ndarray.Scalar(int64(x.Size())), nil
	}
	y, err := elementsOf(fn, a.List[1], d)
	if err != nil {
		return nil, err
	}
	if x, err = elementsOf(fn, x, d); err != nil {
		return nil, err
	}
	elements, err := ordered(fn, ndarray.Concatenate(0, x, y.Ravel()))
	if err != nil {
		return nil, err
	}
	n := x.Size()
	places, err := ndarray.MakeSlice[int64](fn, y.Size())
	if err != nil {
		return nil, err
	}
	for i := range places {
		lo, hi := 0, n
		for lo < hi {
			mid := (lo + hi) / 2
			c := elements.compare(mid, n+i)
			if c < 0 || c == 0 && side == "right" {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		places[i] = int64(lo)
	}
	if y.NDim() == 0 {
		return ndarray.Scalar(places[0]), nil
	}
	return ok(ndarray.FromSlice(places, y.Shape()...))
}

// unique returns values, indices of their first occurrences, inverse indices
// and counts. As the standard asks, no NaN equals another.
func unique(a Args) (any, error) {
	const fn = "unique"
	x := a.Array(0)
	shape := x.Shape()
	flat := x.Ravel()
	n := flat.Size()
	inverse, err := ndarray.MakeSlice[int64](fn, n)
	if err != nil {
		return nil, err
	}
	var first, counts []int64
	if n > 0 {
		sortedIndices, err := indicesOf(fn, flat.AsC(), false)
		if err != nil {
			return nil, err
		}
		elements, err := ordered(fn, flat)
		if err != nil {
			return nil, err
		}
		list, err := ndarray.ToSlice[int64](sortedIndices)
		if err != nil {
			return nil, err
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
			return nil, err
		}
		if counts, err = ndarray.MakeSlice[int64](fn, distinct); err != nil {
			return nil, err
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
	return []*ndarray.Array{flat.Take(at, 0), at, back, ndarray.FromSlice(counts)}, nil
}

func isIn(a Args) (any, error) {
	const fn = "isin"
	d, err := resultType(fn, a.List[:2])
	if err != nil {
		return nil, err
	}
	// An integer that the type of the others doesn't hold is none of them.
	values := slices.Clone(a.List[:2])
	outside := false
	for i, v := range values {
		if _, others := values[1-i].(*ndarray.Array); others && beyond(v, d) != 0 {
			values[i], outside = 0, true
		}
	}
	x, err := elementsOf(fn, values[0], d)
	if err != nil {
		return nil, err
	}
	set, err := elementsOf(fn, values[1], d)
	if err != nil {
		return nil, err
	}
	set = set.Ravel()
	for _, a := range []*ndarray.Array{x, set} {
		if err := a.Err(); err != nil {
			return nil, err
		}
	}
	shape := x.Shape()
	found, err := ndarray.MakeSlice[bool](fn, x.Size())
	if err != nil {
		return nil, err
	}
	if len(found) > 0 && set.Size() > 0 && !outside {
		order, err := indicesOf("isin", set.AsC(), false)
		if err != nil {
			return nil, err
		}
		if set, err = along(set, order); err != nil {
			return nil, err
		}
		elements, err := ordered("isin", ndarray.Concatenate(0, set, x.Ravel()))
		if err != nil {
			return nil, err
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
	if a.Bool(2) {
		for i := range found {
			found[i] = !found[i]
		}
	}
	if len(shape) == 0 {
		return ndarray.Scalar(found[0]), nil
	}
	return ok(ndarray.FromSlice(found, shape...))
}
