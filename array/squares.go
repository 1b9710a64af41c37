// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"sync"
	"sync/atomic"

	"github.com/arraygen/arraygen/generated/reductions"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// squaresBlock is the number of distances that are held at once: they stay in the
// second level of cache.
const squaresBlock = 16 << 10

// squaresLeast is the number of elements up to which memory for the distances costs less than
// the views that blocks take.
const squaresLeast = 4 << 10

// takesSquares reports whether squaredDistances may take x.
func (k *keywords) takesSquares(x *Array) bool {
	return k.mask == nil && k.has&keyAbout == 0 && x.Size() > squaresLeast && x.NDim() > 0
}

// summedWhole reports whether all elements of x have one sum.
func (k *keywords) summedWhole(x *Array) bool { return k.all || k.has&keyAxis == 0 || x.NDim() == 1 }

// ordered has memory, as arrays of bytes, for copies in C order.
var ordered sync.Pool

// inOrder returns a copy of x in C order, and the memory that it is in, which goes to ordered
// when the copy is done with.
func inOrder(x *Array) (c, held *Array) {
	held, _ = ordered.Get().(*Array)
	if held == nil || held.Size() < x.NBytes() {
		held = ndarray.Empty(dtype.Uint8, x.NBytes())
	}
	c = part(held, 0, 0, x.NBytes()).View(x.DType()).Reshape(x.Shape()...)
	if err := assign(c, x); err != nil {
		c = failed(err)
	}
	return c, held
}

// squaredDistances returns the sums of |x - middle|² over the axes of the keywords, without
// memory for the distances: nil where x, or what is asked for, is not of that sort.
// The sums have the bits of those of all distances: a block is a part that the pairwise order
// of sums has by itself.
func (k *keywords) squaredDistances(x, middle *Array, d dtype.DType) *Array {
	if !k.takesSquares(x) || middle.Err() != nil {
		return nil
	}
	all := k.summedWhole(x)
	if all && !x.IsC() || !all && k.axes.n != 1 {
		return nil
	}
	axis := 0
	shape := x.Shape() // with the axes that are reduced
	if all {
		for i := range shape {
			shape[i] = 1
		}
		x, middle = x.Reshape(1, x.Size()), middle.Reshape(1, 1)
		axis = 1
	} else {
		var err error
		if axis, err = normalize(k.fn, k.axes.inline[0], x); err != nil {
			return failed(err)
		}
		shape[axis] = 1
	}
	x, middle = x.MoveAxis(axis, -1), middle.MoveAxis(axis, -1)
	kept := x.Shape()[:x.NDim()-1]
	n := length(x, x.NDim()-1)
	flat := x.Reshape(product(kept), n)
	if r := x.Raw(); flat.Err() != nil || flat.Raw().Ptr != r.Ptr { // no view
		return nil
	}
	s := squaring{x: flat, middle: middle.Reshape(product(kept), 1), wide: d}
	s.sums = ndarray.Empty(realType(d), product(kept))
	if err := s.run(); err != nil {
		return failed(err)
	}
	switch {
	case all && k.has&keyKeepDims == 0:
		return s.sums.Reshape()
	case k.has&keyKeepDims != 0:
		return s.sums.Reshape(shape...)
	}
	return s.sums.Reshape(kept...)
}

// squaring sums squares along the rows of x, of which each has a middle.
type squaring struct {
	x, middle, sums *Array
	wide            dtype.DType
	tile, most      int // rows that are done at once, and elements of each
	next            atomic.Int64
}

// run does all rows, some at once: those of which elements lie near one another.
func (s *squaring) run() error {
	r := s.x.Raw()
	rows, n := r.Shape[0], r.Shape[1]
	s.tile = max(1, squaresBlock/n)
	if magnitude(r.Strides[1]) > magnitude(r.Strides[0]) {
		s.tile = max(s.tile, 16) // elements of a line of the cache, or more
	}
	s.tile = min(s.tile, rows)
	s.most = squaresBlock / s.tile
	tiles := (rows + s.tile - 1) / s.tile
	threads := ufunc.MaxThreads()
	if s.x.Size() < 1<<18 {
		threads = 1
	}
	workers := min(threads, tiles)
	var wait sync.WaitGroup
	errs := make([]error, workers)
	work := func(w int) {
		scratch := s.scratch()
		for errs[w] == nil {
			at := int(s.next.Add(1)-1) * s.tile
			if at >= rows {
				return
			}
			count := min(s.tile, rows-at)
			sum := s.sum(scratch, part(s.x, 0, at, count), part(s.middle, 0, at, count), threads/workers)
			errs[w] = lentPart(s.sums, 0, at, count).Assign(sum)
		}
	}
	for w := 1; w < workers; w++ {
		wait.Go(func() { work(w) })
	}
	work(0)
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *squaring) scratch() *Array { return ndarray.Empty(s.wide, s.tile*s.most) }

// squaredDeviation is the ufunc of the row squared_deviation.
var squaredDeviation = &ufunc.Ufunc{
	Name: "squared_deviation", Inputs: []string{"x", "about"}, Outputs: []string{"s"}, Signature: "(n),()->()",
	Loops: []ufunc.Loop{
		deviationLoop(dtype.Float32, &reductions.SquaredDeviationFloat32),
		deviationLoop(dtype.Float64, &reductions.SquaredDeviationFloat64),
	},
}

func deviationLoop(d dtype.DType, k *kernel.Set) ufunc.Loop {
	return ufunc.Loop{In: []dtype.DType{d, d}, Out: []dtype.DType{d}, Kernel: k}
}

// sum returns the sums of the squares of some rows: of rows as they lie, where they are
// contiguous and of the type of the sums, else by blocks that are copied. Long rows are cut
// where the pairwise order cuts them.
func (s *squaring) sum(scratch, x, middle *Array, threads int) *Array {
	rows, n := length(x, 0), length(x, 1)
	small := n <= max(s.most, kernel.FoldLeaf)
	if s.wide.Kind() != dtype.KindComplex && (small || threads <= 1) {
		if r := x.Raw(); x.DType() == s.wide && r.Strides[1] == s.wide.Size() && x.Aligned() {
			return squaredDeviation.Call(x, middle.Reshape(rows))
		}
	}
	if small {
		if rows*n > scratch.Size() {
			scratch = ndarray.Empty(s.wide, rows*n)
		}
		d := lentPart(scratch, 0, 0, rows*n)
		if s.wide.Kind() != dtype.KindComplex {
			d = d.Reshape(rows, n)
			if err := assign(d, x); err != nil {
				return failed(err)
			}
			return squaredDeviation.Call(d, middle.Reshape(rows))
		}
		if r := x.Raw(); magnitude(r.Strides[1]) > magnitude(r.Strides[0]) { // as x lies
			d = d.Reshape(n, rows).T()
		} else {
			d = d.Reshape(rows, n)
		}
		d = ufunc.Subtract.DType(s.wide).Out(d).Call(x, middle)
		re, im := ufunc.Square.Call(d.Real()), ufunc.Square.Call(d.Imag())
		return ufunc.Add.Axis(1).Reduce(ufunc.Add.Out(re).Call(re, im))
	}
	half := n / 2
	half -= half % kernel.FoldSeries
	var left, right *Array
	if threads > 1 {
		var wait sync.WaitGroup
		wait.Go(func() { left = s.sum(s.scratch(), part(x, 1, 0, half), middle, threads/2) })
		right = s.sum(scratch, part(x, 1, half, n-half), middle, threads-threads/2)
		wait.Wait()
	} else {
		left = s.sum(scratch, part(x, 1, 0, half), middle, 1)
		right = s.sum(scratch, part(x, 1, half, n-half), middle, 1)
	}
	if left.Err() != nil {
		return left
	}
	return ufunc.Add.Out(left).Call(left, right)
}
