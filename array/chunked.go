// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// The sum of an axis is a tree over its elements (see [ufunc.Pairwise]) that depends on
// their number alone. So pieces of an axis, wherever it is cut, can be reduced on
// their own and put together to the bits of the whole: a piece keeps the values of the
// largest subtrees that it has completely, and the elements of those that it cuts.

// Chunk is what a piece of an axis contributes to a reduction over all of it.
type Chunk struct {
	// Total is the number of elements of the axis.
	Total int
	// Spans are pairs of places, from and to, of what the values are: of a subtree, or
	// of a single element. They rise and leave no gap.
	Spans []int
	// Values has along its first axis the value of each span, in the type that the
	// reduction computes in.
	Values *Array
}

// ReduceChunk reduces a piece of an axis of total elements, the one from place start
// on, by [ufunc.Add] or [ufunc.Multiply]. With About it is the squares of the distances
// from that value that are reduced, as in a variance.
//
// Keywords: Axis, About.
func ReduceChunk(u *ufunc.Ufunc, x any, start, total int, opts ...Option) (Chunk, error) {
	var k keywords
	if err := k.read("reduce_chunk", keyAxis|keyAbout, opts); err != nil {
		return Chunk{}, err
	}
	y := operand(k.fn, x)
	axis, err := k.axis(&y, 0)
	if err != nil {
		return Chunk{}, err
	}
	if y.NDim() == 0 {
		return Chunk{}, fault.New(k.fn, fault.Value, "an array without axes is no piece of an axis")
	}
	n := length(y, axis)
	if start < 0 || start+n > total {
		return Chunk{}, fault.New(k.fn, fault.Value, "the piece from %d to %d is not in an axis of %d elements", start, start+n, total)
	}
	c := chunks{k: &k, u: u, axis: axis, total: total, x: y, start: start, stop: start + n}
	if k.has&keyAbout != 0 {
		c.about = operand(k.fn, k.option(keyAbout).value)
	}
	if err := c.prepare(y.DType()); err != nil {
		return Chunk{}, err
	}
	var list []any
	c.walk(0, total, func(lo, hi int) {
		c.spans = append(c.spans, lo, hi)
		list = append(list, c.subtree(lo, hi))
	}, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			c.spans = append(c.spans, i, i+1)
		}
		list = append(list, c.elements(lo, hi).MoveAxis(axis, 0))
	})
	return c.chunk(list, others([]int{axis}, y.NDim()), y.Shape())
}

// JoinChunks puts pieces that follow each other together to one. A piece that is the
// whole axis has one span, whose value is that of the reduction.
func JoinChunks(u *ufunc.Ufunc, pieces ...Chunk) (Chunk, error) {
	const fn = "join_chunks"
	if len(pieces) == 0 {
		return Chunk{}, fault.New(fn, fault.Value, "at least one piece is needed")
	}
	k := keywords{fn: fn}
	c := chunks{k: &k, u: u, total: pieces[0].Total, have: map[[2]int]*Array{}}
	at := -1
	for _, p := range pieces {
		if p.Total != c.total {
			return Chunk{}, fault.New(fn, fault.Value, "the pieces are of axes of %d and %d elements", c.total, p.Total)
		}
		if err := p.Values.Err(); err != nil {
			return Chunk{}, err
		}
		if len(p.Spans)%2 != 0 || p.Values.NDim() == 0 || p.Values.Len() != len(p.Spans)/2 {
			return Chunk{}, fault.New(fn, fault.Value, "a piece has %d places for %d values; it must have two for each", len(p.Spans), p.Values.Size())
		}
		for i := 0; i < len(p.Spans); i += 2 {
			lo, hi := p.Spans[i], p.Spans[i+1]
			if at < 0 {
				c.start = lo
			} else if lo != at {
				return Chunk{}, fault.New(fn, fault.Value, "a piece begins at %d, but the one before it ends at %d", lo, at)
			}
			at = hi
			c.have[[2]int{lo, hi}] = p.Values.Index(ndarray.Int(i / 2))
		}
	}
	c.stop = max(at, 0)
	c.acc = pieces[0].Values.DType()
	c.leaf = leafOf(c.acc)
	rest := pieces[0].Values.Shape()[1:]
	var list []any
	c.walk(0, c.total, func(lo, hi int) {
		c.spans = append(c.spans, lo, hi)
		list = append(list, c.joined(lo, hi))
	}, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			c.spans = append(c.spans, i, i+1)
			list = append(list, c.have[[2]int{i, i + 1}])
		}
	})
	return c.chunk(list, nil, rest)
}

// chunks is the work on a piece of an axis.
type chunks struct {
	k           *keywords
	u           *ufunc.Ufunc
	axis        int
	total       int
	start, stop int // of the piece
	x, about    *Array
	acc         dtype.DType // what is computed in
	leaf        int         // the most elements of a subtree that is not cut in halves
	have        map[[2]int]*Array
	spans       []int
}

// prepare sets the type of the values for elements of type d.
func (c *chunks) prepare(d dtype.DType) error {
	if c.about != nil && d.Kind() < dtype.KindFloat {
		d = dtype.Float64
	}
	types, err := c.u.Axis(0).ResolveReduceDTypes(d)
	if err != nil {
		return err
	}
	c.acc = types[len(types)-1].Descriptor().Wide
	if c.about != nil {
		c.x, c.acc = cast(c.x, c.acc), realType(c.acc)
	}
	c.leaf = leafOf(c.acc)
	return c.x.Err()
}

// leafOf returns the most elements that are reduced without cutting them in halves: of
// complex numbers, which count as two, half as many.
func leafOf(d dtype.DType) int {
	if d.Kind() == dtype.KindComplex {
		return 64
	}
	return 128
}

// half is the length of the first half of a subtree.
func (c *chunks) half(n int) int {
	lanes := c.leaf / 16
	return n/2 - n/2%lanes
}

// walk goes over the piece: it calls whole for the largest subtrees that lie in it and
// some for the parts of leaves that it cuts.
func (c *chunks) walk(lo, hi int, whole, some func(lo, hi int)) {
	switch {
	case hi <= c.start || lo >= c.stop || lo >= hi:
	case c.start <= lo && hi <= c.stop:
		whole(lo, hi)
	case hi-lo <= c.leaf:
		some(max(lo, c.start), min(hi, c.stop))
	default:
		mid := lo + c.half(hi-lo)
		c.walk(lo, mid, whole, some)
		c.walk(mid, hi, whole, some)
	}
}

// distancesBlock is how many squares of distances are made at once: they stay in the
// cache until they are added.
const distancesBlock = 16384

// subtree returns the value of a subtree of the piece.
func (c *chunks) subtree(lo, hi int) *Array {
	n := hi - lo
	if c.about == nil || n <= distancesBlock || n <= c.leaf {
		return c.u.DType(c.acc).Casting(dtype.Unsafe).Axis(c.axis).Reduce(c.elements(lo, hi))
	}
	mid := lo + c.half(n)
	return c.u.Call(c.subtree(lo, mid), c.subtree(mid, hi))
}

// elements returns what is reduced of some elements of the piece; in the type of the
// values, where they are not reduced.
func (c *chunks) elements(lo, hi int) *Array {
	y := part(c.x, c.axis, lo-c.start, hi-lo)
	if c.about == nil {
		if hi-lo < c.leaf {
			return cast(y, c.acc)
		}
		return y
	}
	d := ufunc.Subtract.Call(y, c.about)
	if d.Err() == nil && d.DType().Kind() == dtype.KindComplex {
		re, im := d.Real(), d.Imag()
		return ufunc.Add.Call(ufunc.Square.Call(re), ufunc.Square.Call(im))
	}
	return ufunc.Square.Out(d).Call(d)
}

// joined returns the value of a subtree all of whose parts there are.
func (c *chunks) joined(lo, hi int) *Array {
	if v := c.have[[2]int{lo, hi}]; v != nil {
		return v
	}
	if hi-lo > c.leaf {
		mid := lo + c.half(hi-lo)
		return c.u.Call(c.joined(lo, mid), c.joined(mid, hi))
	}
	list := make([]any, 0, hi-lo)
	for i := lo; i < hi; i++ {
		list = append(list, c.have[[2]int{i, i + 1}])
	}
	return c.u.DType(c.acc).Axis(0).Reduce(Stack(list))
}

// chunk returns the values of a list, each of one span or, one axis more, of several.
// rest are the axes of shape that the values have.
func (c *chunks) chunk(list []any, rest []int, shape []int) (Chunk, error) {
	inner := shape
	if rest != nil {
		inner = make([]int, len(rest))
		for i, axis := range rest {
			inner[i] = shape[axis]
		}
	}
	values := ndarray.Empty(c.acc, append([]int{len(c.spans) / 2}, inner...)...)
	at := 0
	for _, v := range list {
		x := v.(*Array)
		if err := x.Err(); err != nil {
			return Chunk{}, err
		}
		if x.NDim() == len(inner) {
			x = x.ExpandDims(0)
		}
		n := length(x, 0)
		if err := ufunc.Copyto(part(values, 0, at, n), x, dtype.Unsafe, nil); err != nil {
			return Chunk{}, err
		}
		at += n
	}
	return Chunk{Total: c.total, Spans: c.spans, Values: values}, values.Err()
}
