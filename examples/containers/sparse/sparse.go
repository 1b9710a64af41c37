// SPDX-License-Identifier: BSD-3-Clause

// Package sparse is an array of which only the elements that are not zero are
// kept, with their coordinates (the format COO), as in PyData/Sparse. Ufuncs
// that make zero of zero work on those elements alone; what would make a dense
// result is refused, lest a small array quietly become a large one.
package sparse

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

// COO is a sparse array. Its elements are in C order of their coordinates.
type COO struct {
	shape []int
	// at are the places of the elements, counted in C order of the whole.
	at     []int
	values *ndarray.Array // of one axis
}

// New returns a sparse array of a shape with values at coordinates. Elements
// need not be in order; none may be given twice.
func New(shape []int, coords [][]int, values *ndarray.Array) (*COO, error) {
	if err := values.Err(); err != nil {
		return nil, err
	}
	if len(shape) == 0 {
		return nil, fmt.Errorf("sparse: an array without axes has one element: there is nothing to leave out")
	}
	if values.NDim() != 1 || values.Len() != len(coords) {
		return nil, fmt.Errorf("sparse: %d coordinates for values of shape %v", len(coords), values.Shape())
	}
	at := make([]int, len(coords))
	order := make([]int, len(coords))
	for i, c := range coords {
		if len(c) != len(shape) {
			return nil, fmt.Errorf("sparse: coordinate %v in shape %v", c, shape)
		}
		for k, x := range c {
			if x < 0 || x >= shape[k] {
				return nil, fmt.Errorf("sparse: coordinate %v in shape %v", c, shape)
			}
			at[i] = at[i]*shape[k] + x
		}
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(at[i], at[j]) })
	sorted := make([]int, len(at))
	for i, k := range order {
		if sorted[i] = at[k]; i > 0 && sorted[i] == sorted[i-1] {
			return nil, fmt.Errorf("sparse: coordinate %v is given twice", coords[k])
		}
	}
	return &COO{slices.Clone(shape), sorted, values.Take(indices(order), 0)}, nil
}

// FromArray returns the elements of an array that are not zero.
func FromArray(a *ndarray.Array) (*COO, error) {
	if err := a.Err(); err != nil {
		return nil, err
	}
	if a.NDim() == 0 {
		return nil, fmt.Errorf("sparse: an array without axes has one element: there is nothing to leave out")
	}
	c := &COO{shape: a.Shape()}
	flat := a.Ravel()
	there, err := ndarray.ToSlice[bool](ufunc.NotEqual.Call(flat, 0))
	if err != nil {
		return nil, err
	}
	for i, is := range there {
		if is {
			c.at = append(c.at, i)
		}
	}
	c.values = flat.Take(indices(c.at), 0)
	return c, c.values.Err()
}

func indices(at []int) *ndarray.Array {
	wide := make([]int64, len(at))
	for i, k := range at {
		wide[i] = int64(k)
	}
	return ndarray.FromSlice(wide)
}

// Shape returns the shape of the whole.
func (c *COO) Shape() []int { return slices.Clone(c.shape) }

// DType returns the element type.
func (c *COO) DType() dtype.DType { return c.values.DType() }

// NNZ returns the number of elements that are kept.
func (c *COO) NNZ() int { return len(c.at) }

// Values returns the elements that are kept.
func (c *COO) Values() *ndarray.Array { return c.values }

// size is the number of elements of the whole.
func (c *COO) size() int {
	n := 1
	for _, d := range c.shape {
		n *= d
	}
	return n
}

// String describes c.
func (c *COO) String() string {
	return fmt.Sprintf("sparse.COO of %v, shape %v, %d of %d elements", c.DType(), c.shape, c.NNZ(), c.size())
}

// Dense returns the whole as an array.
func (c *COO) Dense() *ndarray.Array {
	y := ndarray.Zeros(c.DType(), c.size())
	if y.Err() != nil || len(c.at) == 0 {
		return y.Reshape(c.shape...)
	}
	if err := y.SetIndex(c.values, indices(c.at)); err != nil {
		return ndarray.Failed(err)
	}
	return y.Reshape(c.shape...)
}

// AsArray refuses: Dense is the way to say that it is meant.
func (c *COO) AsArray(dtype.DType, protocol.Copy) (*ndarray.Array, error) {
	return nil, fmt.Errorf("sparse: %v is not made dense without being asked to: use Dense", c)
}

// ArrayUfunc computes on the elements that are kept.
func (c *COO) ArrayUfunc(call *protocol.UfuncCall) (any, error) {
	if call.Out != nil || call.Where != nil {
		return nil, fmt.Errorf("sparse: no output and no mask for %v", call.Ufunc)
	}
	if _, ok := protocol.Unpack(call.Inputs, (*COO).Values); !ok {
		return nil, protocol.NotImplemented
	}
	switch {
	case call.Method == protocol.Reduce:
		return c.reduce(call)
	case call.Method != protocol.Call || call.Ufunc.NOut() != 1 || len(call.Inputs) > 2:
		return nil, fmt.Errorf("sparse: %v of %v needs all elements: use Dense", call.Method, call.Ufunc)
	case len(call.Inputs) == 2:
		for i, v := range call.Inputs {
			if _, ok := v.(*COO); ok {
				continue
			}
			x, err := protocol.ToArray("sparse", v, dtype.Invalid, protocol.CopyIfNeeded)
			if err != nil {
				return nil, err
			}
			if x.NDim() > 0 {
				return c.withDense(call, i, x)
			}
		}
	}
	if err := zeroStaysZero(call); err != nil {
		return nil, err
	}
	return union(call)
}

// zeroStaysZero refuses a call that makes something else of zeros.
func zeroStaysZero(call *protocol.UfuncCall) error {
	zeros := make([]any, len(call.Inputs))
	for i, v := range call.Inputs {
		if zeros[i] = v; isSparse(v) {
			zeros[i] = ndarray.Zeros(v.(*COO).DType())
		}
	}
	y, err := override.As[*ndarray.Array](call.With(zeros...).Run())
	if err != nil {
		return err
	}
	n, err := ndarray.Item[bool](ufunc.NotEqual.Call(y, 0))
	if err != nil {
		return err
	}
	if n {
		v, _ := y.Item()
		return fmt.Errorf("sparse: %v makes %v of zeros, so that the result would be dense: use Dense", call.Ufunc, v)
	}
	return nil
}

func isSparse(v any) bool {
	_, ok := v.(*COO)
	return ok
}

// union computes a call of sparse arrays and numbers at all places where any of
// them has an element.
func union(call *protocol.UfuncCall) (any, error) {
	var first *COO
	var at []int
	for _, v := range call.Inputs {
		s, ok := v.(*COO)
		if !ok {
			continue
		}
		if first == nil {
			first = s
		} else if !slices.Equal(first.shape, s.shape) {
			return nil, fmt.Errorf("sparse: shapes %v and %v differ, and sparse arrays are not broadcast", first.shape, s.shape)
		}
		at = append(at, s.at...)
	}
	slices.Sort(at)
	at = slices.Compact(at)
	plain := make([]any, len(call.Inputs))
	for i, v := range call.Inputs {
		if plain[i] = v; isSparse(v) {
			x, err := v.(*COO).elements(at)
			if err != nil {
				return nil, err
			}
			plain[i] = x
		}
	}
	y, err := override.As[*ndarray.Array](call.With(plain...).Run())
	if err != nil {
		return nil, err
	}
	return pruned(first.shape, at, y)
}

// elements returns the elements at places, which include those of c.
func (c *COO) elements(at []int) (*ndarray.Array, error) {
	if len(at) == len(c.at) {
		return c.values, nil
	}
	x := ndarray.Zeros(c.DType(), len(at))
	if len(c.at) == 0 {
		return x, x.Err()
	}
	to := make([]int, len(c.at))
	k := 0
	for i, p := range c.at {
		for at[k] != p {
			k++
		}
		to[i] = k
	}
	return x, x.SetIndex(c.values, indices(to))
}

// pruned returns a sparse array without elements that became zero.
func pruned(shape, at []int, values *ndarray.Array) (any, error) {
	there, err := ndarray.ToSlice[bool](ufunc.NotEqual.Call(values, 0))
	if err != nil {
		return nil, err
	}
	if !slices.Contains(there, false) {
		return &COO{shape, at, values}, nil
	}
	var kept, places []int
	for i, is := range there {
		if is {
			kept, places = append(kept, i), append(places, at[i])
		}
	}
	v := values.Take(indices(kept), 0)
	return &COO{shape, places, v}, v.Err()
}

// withDense computes a product with, or a quotient by, an array of the same
// shape: it is zero wherever c is.
func (c *COO) withDense(call *protocol.UfuncCall, i int, x *ndarray.Array) (any, error) {
	quotient := call.Ufunc == ufunc.Divide || call.Ufunc == ufunc.TrueDivide
	if call.Ufunc != ufunc.Multiply && !(quotient && i == 1) {
		return nil, fmt.Errorf("sparse: %v with a dense array has a dense result: use Dense", call.Ufunc)
	}
	full := x.BroadcastTo(c.shape...)
	if full.Err() != nil {
		return nil, fmt.Errorf("sparse: an array of shape %v can't be broadcast to the sparse one of shape %v", x.Shape(), c.shape)
	}
	picked := full.Index(c.indexArrays()...)
	plain := []any{c.values, c.values}
	plain[i] = picked
	y, err := override.As[*ndarray.Array](call.With(plain...).Run())
	if err != nil {
		return nil, err
	}
	return pruned(c.shape, c.at, y)
}

// indexArrays returns the coordinates of all elements, an array for each axis.
func (c *COO) indexArrays() []ndarray.Index {
	axes := make([][]int, len(c.shape))
	for _, p := range c.at {
		for k, x := range c.coordinate(p) {
			axes[k] = append(axes[k], x)
		}
	}
	items := make([]ndarray.Index, len(axes))
	for k := range axes {
		items[k] = indices(axes[k])
	}
	return items
}

// coordinate returns the index of a place.
func (c *COO) coordinate(p int) []int {
	index := make([]int, len(c.shape))
	for k := len(c.shape) - 1; k >= 0; k-- {
		index[k] = p % c.shape[k]
		p /= c.shape[k]
	}
	return index
}

// reduce sums over all elements: those that are zero add nothing. The maximum
// and the minimum count zero once, if any element is zero.
func (c *COO) reduce(call *protocol.UfuncCall) (any, error) {
	if !call.AllAxes && len(c.shape) != 1 || call.KeepDims {
		return nil, fmt.Errorf("sparse: Reduce of %v over some axes needs all elements: use Dense", call.Ufunc)
	}
	values := c.values
	switch call.Ufunc {
	case ufunc.Add:
	case ufunc.Maximum, ufunc.Minimum:
		if len(c.at) < c.size() {
			values = ndarray.Concatenate(0, values, ndarray.Zeros(c.DType(), 1))
		}
	default:
		return nil, fmt.Errorf("sparse: Reduce of %v needs all elements: use Dense", call.Ufunc)
	}
	d := call.With(values)
	d.AllAxes, d.Axes = true, nil
	return d.Run()
}

// ArrayFunction computes sums and means over all elements, and reshapes,
// reverses the axes of, joins and copies sparse arrays.
func (c *COO) ArrayFunction(call *protocol.FunctionCall) (any, error) {
	switch call.Function {
	case override.Sum, override.Max, override.Min, override.Mean:
		return call.Default()
	case override.Copy:
		return &COO{c.shape, c.at, c.values.Copy()}, nil
	case override.Reshape:
		return c.reshape(call)
	case override.Transpose:
		if len(call.Args) == 1 {
			return c.transpose()
		}
	case override.Concatenate:
		return concatenate(call)
	}
	return nil, protocol.NotImplemented
}

// reshape keeps the places, which are counted in C order.
func (c *COO) reshape(call *protocol.FunctionCall) (any, error) {
	// The shape is worked out on an array of the same shape that has no memory.
	hollow := ndarray.Zeros(dtype.Bool).BroadcastTo(c.size())
	args := append([]any{hollow}, call.Args[1:]...)
	y, err := override.As[*ndarray.Array](call.With(args...).Run())
	if err != nil {
		return nil, err
	}
	return &COO{y.Shape(), c.at, c.values}, nil
}

func (c *COO) transpose() (any, error) {
	coords := make([][]int, len(c.at))
	for i, p := range c.at {
		coords[i] = c.coordinate(p)
		slices.Reverse(coords[i])
	}
	shape := c.Shape()
	slices.Reverse(shape)
	return New(shape, coords, c.values)
}

// concatenate joins along the first axis, in the order of places.
func concatenate(call *protocol.FunctionCall) (any, error) {
	if axis := call.Keywords["axis"]; axis != nil && axis != 0 {
		return nil, fmt.Errorf("sparse: concatenate along axis %v; only the first is implemented: transpose first", axis)
	}
	list, _ := call.Args[0].([]any)
	joined := &COO{}
	var values []*ndarray.Array
	for i, v := range list {
		s, ok := v.(*COO)
		if !ok {
			return nil, fmt.Errorf("sparse: concatenate of a sparse array and a %T has a dense result: use Dense, or FromArray", v)
		}
		if i == 0 {
			joined.shape = append([]int{0}, s.shape[1:]...)
		} else if len(s.shape) != len(joined.shape) || !slices.Equal(s.shape[1:], joined.shape[1:]) {
			return nil, fmt.Errorf("sparse: concatenate of shapes %v and %v", joined.shape, s.shape)
		}
		start := joined.size()
		for _, p := range s.at {
			joined.at = append(joined.at, start+p)
		}
		joined.shape[0] += s.shape[0]
		values = append(values, s.values)
	}
	joined.values = ndarray.Concatenate(0, values...)
	return joined, joined.values.Err()
}
