// SPDX-License-Identifier: BSD-3-Clause

package npyapply

import (
	"slices"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// piece is about how many bytes of results are made at a time. Tests take fewer.
var piece = 8 << 20

// call is a ufunc with its operands, cut into pieces.
type call struct {
	u       *ufunc.Ufunc
	args    []any // arrays have the shape of the result
	shape   []int
	fortran bool // all is transposed: the result is in Fortran order
	dtypes  []dtype.DType
}

func newCall(u *ufunc.Ufunc, args []any) (*call, error) {
	c := &call{u: u, args: slices.Clone(args)}
	var shapes [][]int
	for _, arg := range args {
		if a, ok := arg.(*ndarray.Array); ok {
			shapes = append(shapes, a.Shape())
		}
	}
	var err error
	if c.shape, err = ndarray.BroadcastShapes(u.Name, shapes...); err != nil {
		return nil, err
	}
	columns, rows := false, false // whole operands that are in one of the orders
	for i, arg := range args {
		if a, ok := arg.(*ndarray.Array); ok {
			if slices.Equal(a.Shape(), c.shape) {
				columns = columns || a.IsF() && !a.IsC()
				rows = rows || a.IsC() && !a.IsF()
			}
			a = a.BroadcastTo(c.shape...)
			if a.Err() != nil {
				return nil, a.Err()
			}
			c.args[i] = a
		}
	}
	if c.fortran = columns && !rows; c.fortran {
		slices.Reverse(c.shape)
		for i, arg := range c.args {
			if a, ok := arg.(*ndarray.Array); ok {
				c.args[i] = a.T()
			}
		}
	}
	// A call on nothing tells the types of the results.
	trial := c.args
	if len(c.shape) > 0 {
		trial = c.part(nil, 0, 0)
	}
	for _, r := range u.CallN(trial...) {
		if err := r.Err(); err != nil {
			return nil, err
		}
		c.dtypes = append(c.dtypes, r.DType())
	}
	return c, nil
}

// fileShape is the shape that files say.
func (c *call) fileShape() []int {
	s := slices.Clone(c.shape)
	if c.fortran {
		slices.Reverse(s)
	}
	return s
}

// part returns the operands at some indices of the first axes, and within a
// range of the next.
func (c *call) part(index []int, from, to int) []any {
	cut := slices.Clone(c.args)
	items := make([]ndarray.Index, 0, len(index)+1)
	for _, i := range index {
		items = append(items, ndarray.Int(i))
	}
	items = append(items, ndarray.From(from).To(to))
	for i, arg := range cut {
		if a, ok := arg.(*ndarray.Array); ok {
			cut[i] = a.Index(items...)
		}
	}
	return cut
}

// run computes the results in C order, piece by piece, and hands them on.
func (c *call) run(emit func([]*ndarray.Array) error, progress func(done, total int64)) error {
	perElement := 0
	for _, d := range c.dtypes {
		perElement += d.Size()
	}
	total := int64(perElement)
	for _, n := range c.shape {
		total *= int64(n)
	}
	if progress == nil {
		progress = func(int64, int64) {}
	}
	if total == 0 {
		return nil
	}
	if len(c.shape) == 0 {
		return c.piece(c.args, c.outs(nil), emit)
	}
	// The axis along which pieces are cut: as many whole rows as fit, or parts
	// of one.
	axis, row := len(c.shape)-1, perElement
	for axis > 0 && row*c.shape[axis] <= piece {
		row *= c.shape[axis]
		axis--
	}
	step := max(1, piece/row)
	index := make([]int, axis)
	var outs []*ndarray.Array
	for done := int64(0); done < total; {
		for from := 0; from < c.shape[axis]; from += step {
			to := min(from+step, c.shape[axis])
			shape := append([]int{to - from}, c.shape[axis+1:]...)
			if outs == nil || outs[0].Len() != to-from {
				if outs = c.outs(shape); outs[0].Err() != nil {
					return outs[0].Err()
				}
			}
			if err := c.piece(c.part(index, from, to), outs, emit); err != nil {
				return err
			}
			done += int64(to-from) * int64(row)
			progress(done, total)
		}
		next(index, c.shape)
	}
	return nil
}

func (c *call) piece(args []any, outs []*ndarray.Array, emit func([]*ndarray.Array) error) error {
	rs := c.u.Out(outs...).CallN(args...)
	for _, r := range rs {
		if err := r.Err(); err != nil {
			return err
		}
	}
	return emit(rs)
}

func (c *call) outs(shape []int) []*ndarray.Array {
	outs := make([]*ndarray.Array, len(c.dtypes))
	for i, d := range c.dtypes {
		outs[i] = ndarray.Empty(d, shape...)
	}
	return outs
}

// next steps to the next index in C order.
func next(index, shape []int) {
	for i := len(index) - 1; i >= 0; i-- {
		if index[i]++; index[i] < shape[i] {
			return
		}
		index[i] = 0
	}
}
