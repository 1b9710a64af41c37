// SPDX-License-Identifier: BSD-3-Clause

// Package lazy is an array in chunks along its first axis that are computed
// only when they are asked for, as in Dask. Ufuncs and array functions build up
// what is to be done; Compute does it, several chunks at a time, each chunk
// through all steps while it is in the cache.
package lazy

import (
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// Array is an array that is not computed yet.
type Array struct {
	shape []int
	dtype dtype.DType
	// sizes are the lengths of the chunks along the first axis. An array without
	// axes is one chunk of size 0.
	sizes []int
	// chunk computes a chunk. It is called from many goroutines, once for each
	// chunk in a Compute.
	chunk func(i int) (*ndarray.Array, error)
}

// FromArray returns a lazy array over an array, in chunks of the given length
// along its first axis.
func FromArray(a *ndarray.Array, length int) (*Array, error) {
	if err := a.Err(); err != nil {
		return nil, err
	}
	if a.NDim() == 0 || length < 1 {
		return nil, fmt.Errorf("lazy: chunks of length %d of an array of shape %v; there must be an axis and a positive length", length, a.Shape())
	}
	var sizes []int
	for n := a.Len(); n > 0; n -= length {
		sizes = append(sizes, min(n, length))
	}
	return &Array{a.Shape(), a.DType(), sizes, func(i int) (*ndarray.Array, error) {
		return part(a, i*length, sizes[i])
	}}, nil
}

// Generate returns a lazy array whose chunks are made by a function of their
// number. Chunk i has sizes[i] elements along the first axis, and the rest of
// the shape along the others.
func Generate(d dtype.DType, sizes []int, rest []int, chunk func(i int) (*ndarray.Array, error)) *Array {
	n := 0
	for _, s := range sizes {
		n += s
	}
	return &Array{append([]int{n}, rest...), d, slices.Clone(sizes), chunk}
}

// part returns rows of an array.
func part(a *ndarray.Array, start, n int) (*ndarray.Array, error) {
	p := a.Index(ndarray.From(start).To(start + n))
	return p, p.Err()
}

// DType returns the element type.
func (a *Array) DType() dtype.DType { return a.dtype }

// Shape returns the shape.
func (a *Array) Shape() []int { return slices.Clone(a.shape) }

// Chunks returns the lengths of the chunks along the first axis.
func (a *Array) Chunks() []int { return slices.Clone(a.sizes) }

// String describes a: its elements are not known.
func (a *Array) String() string {
	return fmt.Sprintf("lazy.Array of %v, shape %v, chunks %v", a.dtype, a.shape, a.sizes)
}

// Compute returns the elements.
func (a *Array) Compute() (*ndarray.Array, error) {
	parts, err := a.all()
	if err != nil {
		return nil, err
	}
	switch {
	case len(a.shape) == 0:
		return parts[0], nil
	case len(parts) == 0:
		y := ndarray.Zeros(a.dtype, a.shape...)
		return y, y.Err()
	}
	y := ndarray.Concatenate(0, parts...)
	return y, y.Err()
}

// all computes the chunks, as many at a time as there are processors.
func (a *Array) all() ([]*ndarray.Array, error) {
	parts := make([]*ndarray.Array, len(a.sizes))
	errs := make([]error, len(parts))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(len(parts), runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				parts[i], errs[i] = a.chunk(i)
				if errs[i] == nil {
					errs[i] = parts[i].Err()
				}
			}
		})
	}
	for i := range parts {
		next <- i
	}
	close(next)
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("lazy: chunk %d: %w", i, err)
		}
	}
	return parts, nil
}

// AsArray computes.
func (a *Array) AsArray(_ dtype.DType, c protocol.Copy) (*ndarray.Array, error) {
	if c == protocol.CopyNever {
		return nil, fmt.Errorf("lazy: the elements are not in memory: they have to be computed")
	}
	return a.Compute()
}

// ArrayUfunc puts off calls and reductions over all axes. Array operands are
// cut into the chunks of the lazy ones, whose chunks must be the same.
func (a *Array) ArrayUfunc(c *protocol.UfuncCall) (any, error) {
	if c.Out != nil {
		return nil, fmt.Errorf("lazy: no output for %v: it would have to be computed now", c.Ufunc)
	}
	if c.Where != nil {
		return nil, fmt.Errorf("lazy: no mask for %v; compute the operands first", c.Ufunc)
	}
	if _, ok := protocol.Unpack(c.Inputs, func(*Array) *ndarray.Array { return nil }); !ok {
		return nil, protocol.NotImplemented
	}
	switch {
	case c.Method == protocol.Call && c.Ufunc.NOut() == 1:
		return a.call(c)
	case c.Method == protocol.Reduce && (c.AllAxes || len(a.shape) == 1) && !c.HasInitial && !c.KeepDims:
		return a.reduce(c)
	}
	return nil, fmt.Errorf("lazy: %v of %v can't be put off; compute the operands first", c.Method, c.Ufunc)
}

// call puts off a call.
func (a *Array) call(c *protocol.UfuncCall) (any, error) {
	shape, err := a.common(c)
	if err != nil {
		return nil, err
	}
	d, err := typeOf(c)
	if err != nil {
		return nil, err
	}
	return &Array{shape, d, a.sizes, func(i int) (*ndarray.Array, error) {
		operands, err := chunksOf(c.Inputs, len(shape), a.sizes, i)
		if err != nil {
			return nil, err
		}
		return override.As[*ndarray.Array](c.With(operands...).Run())
	}}, nil
}

// common returns the shape of the result, and refuses lazy operands in other
// chunks than a.
func (a *Array) common(c *protocol.UfuncCall) ([]int, error) {
	var shapes [][]int
	for _, v := range c.Inputs {
		var shape []int
		switch v := v.(type) {
		case *Array:
			if !slices.Equal(v.sizes, a.sizes) || len(v.shape) != len(a.shape) {
				return nil, fmt.Errorf("lazy: chunks %v of shape %v and chunks %v of shape %v don't go together", a.sizes, a.shape, v.sizes, v.shape)
			}
			shape = v.shape
		default:
			x, err := protocol.ToArray("lazy", v, dtype.Invalid, protocol.CopyIfNeeded)
			if err != nil {
				return nil, err
			}
			shape = x.Shape()
		}
		shapes = append(shapes, shape)
	}
	shape, err := ndarray.BroadcastShapes("lazy", shapes...)
	if err != nil {
		return nil, err
	}
	if len(shape) != len(a.shape) || len(shape) > 0 && shape[0] != a.shape[0] {
		return nil, fmt.Errorf("lazy: the result has shape %v, which can't be cut into the chunks %v", shape, a.sizes)
	}
	return shape, nil
}

// chunksOf returns what chunk i of a result of ndim axes is computed from.
func chunksOf(inputs []any, ndim int, sizes []int, i int) ([]any, error) {
	start := 0
	for _, n := range sizes[:i] {
		start += n
	}
	out := make([]any, len(inputs))
	for k, v := range inputs {
		switch v := v.(type) {
		case *Array:
			c, err := v.chunk(i)
			if err != nil {
				return nil, err
			}
			out[k] = c
		case *ndarray.Array:
			if out[k] = v; v.NDim() == ndim && ndim > 0 && v.Len() != 1 {
				c, err := part(v, start, sizes[i])
				if err != nil {
					return nil, err
				}
				out[k] = c
			}
		default: // a Go number, or a slice of them
			x, err := protocol.ToArray("lazy", v, dtype.Invalid, protocol.CopyIfNeeded)
			if err != nil {
				return nil, err
			}
			if out[k] = v; x.NDim() == ndim && ndim > 0 && x.Len() != 1 {
				if out[k], err = part(x, start, sizes[i]); err != nil {
					return nil, err
				}
			}
		}
	}
	return out, nil
}

// typeOf returns the element type of a result, and the error of operands that
// don't go together, by a call on operands without elements.
func typeOf(c *protocol.UfuncCall) (dtype.DType, error) {
	meta := make([]any, len(c.Inputs))
	for i, v := range c.Inputs {
		switch v := v.(type) {
		case *Array:
			meta[i] = ndarray.Empty(v.dtype, 0)
		case *ndarray.Array:
			meta[i] = ndarray.Empty(v.DType(), 0)
		default:
			x, err := protocol.ToArray("lazy", v, dtype.Invalid, protocol.CopyIfNeeded)
			if err != nil {
				return 0, err
			}
			if meta[i] = v; x.NDim() > 0 {
				meta[i] = ndarray.Empty(x.DType(), 0)
			}
		}
	}
	y, err := override.As[*ndarray.Array](c.With(meta...).Run())
	return y.DType(), err
}

// reduce puts off a reduction: of each chunk, then of the results, in the order
// of the chunks.
func (a *Array) reduce(c *protocol.UfuncCall) (any, error) {
	d, err := reducedType(c, a.dtype)
	if err != nil {
		return nil, err
	}
	whole := func(x *ndarray.Array) (*ndarray.Array, error) {
		e := c.With(x)
		e.AllAxes, e.Axes = true, nil
		return override.As[*ndarray.Array](e.Run())
	}
	return &Array{[]int{}, d, []int{0}, func(int) (*ndarray.Array, error) {
		if len(a.sizes) == 0 {
			return whole(ndarray.Empty(a.dtype, 0))
		}
		reduced := *a
		reduced.chunk = func(i int) (*ndarray.Array, error) {
			x, err := a.chunk(i)
			if err != nil {
				return nil, err
			}
			return whole(x)
		}
		parts, err := reduced.all()
		if err != nil {
			return nil, err
		}
		return whole(ndarray.Stack(0, parts...))
	}}, nil
}

// reducedType returns the element type of a reduction, found on one element.
func reducedType(c *protocol.UfuncCall, d dtype.DType) (dtype.DType, error) {
	e := c.With(ndarray.Zeros(d, 1))
	e.AllAxes, e.Axes = true, nil
	y, err := override.As[*ndarray.Array](e.Run())
	return y.DType(), err
}

// ArrayFunction leaves sums and means to ArrayUfunc, joins arrays chunk by
// chunk, and makes lazy arrays in the chunks of a (Like). Others are not
// implemented, rather than quietly computed.
func (a *Array) ArrayFunction(c *protocol.FunctionCall) (any, error) {
	switch c.Function {
	case override.Sum, override.Prod, override.Max, override.Min, override.All, override.Any, override.Mean:
		return c.Default()
	case override.Concatenate:
		return concatenate(c)
	case override.Zeros.Function(), override.Ones.Function(), override.Full.Function(), override.AsArray.Function():
		y, err := override.As[*ndarray.Array](c.Default())
		if err != nil {
			return nil, err
		}
		longest := 1
		for _, n := range a.sizes {
			longest = max(longest, n)
		}
		return FromArray(y, longest)
	}
	return nil, protocol.NotImplemented
}

func concatenate(c *protocol.FunctionCall) (any, error) {
	if axis := c.Keywords["axis"]; axis != nil && axis != 0 {
		return nil, fmt.Errorf("lazy: concatenate along axis %v; only the first, along which the chunks lie, can be put off", axis)
	}
	list, _ := c.Args[0].([]any)
	joined := &Array{}
	var owners []*Array
	var first []int
	for i, v := range list {
		p, ok := v.(*Array)
		if !ok {
			x, err := protocol.ToArray("lazy", v, dtype.Invalid, protocol.CopyIfNeeded)
			if err != nil {
				return nil, err
			}
			if p, err = FromArray(x, max(x.Len(), 1)); err != nil {
				return nil, err
			}
		}
		switch {
		case i == 0:
			joined.shape, joined.dtype = p.Shape(), p.dtype
		case p.dtype != joined.dtype || len(p.shape) != len(joined.shape) || !slices.Equal(p.shape[1:], joined.shape[1:]):
			return nil, fmt.Errorf("lazy: concatenate of %v of shape %v and %v of shape %v", joined.dtype, joined.shape, p.dtype, p.shape)
		default:
			joined.shape[0] += p.shape[0]
		}
		for k, n := range p.sizes {
			joined.sizes = append(joined.sizes, n)
			owners, first = append(owners, p), append(first, k)
		}
	}
	joined.chunk = func(i int) (*ndarray.Array, error) { return owners[i].chunk(first[i]) }
	return joined, nil
}
