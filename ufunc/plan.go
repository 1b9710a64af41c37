// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"runtime"
	"slices"
	"sync"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// Plan is a call of a ufunc that is worked out and not yet run: the loop, the
// casts, the shape, the memory order of the results and the overlap of operands
// are known. It is the one place where they are decided: [Ufunc.Call] and the
// other methods make a plan and run it.
//
// A plan is for callers that allocate the results themselves, want to know what
// a call would give, or must stay responsive while it runs. It runs once:
//
//	p, err := ufunc.Add.Plan(x, y)
//	if err != nil { … }
//	defer p.Release()
//	z := allocate(p.Output(0))
//	if err := p.SetOutput(0, z); err != nil { … }
//	results, err := p.Run(nil)
//
// A plan is not safe for use by several goroutines. The operands must not
// change their shape or memory between the plan and its run; their elements may.
type Plan struct {
	c       Config
	p       *plan // nil after Run or Release
	results []*ndarray.Array
	args    []any
}

// Output describes an output of a plan.
type Output struct {
	DType dtype.DType
	Shape []int
	// Strides are those of a new result in bytes: without gaps, in the memory
	// order that the call's Layout asks for.
	Strides []int
}

// Plan works out a call of u, see [Ufunc.Call].
func (u *Ufunc) Plan(args ...any) (*Plan, error) { return u.config().Plan(args...) }

// Plan is [Ufunc.Plan].
func (c Config) Plan(args ...any) (*Plan, error) { return c.newPlan(protocol.Call, args) }

// PlanMethod is [Config.PlanMethod].
func (u *Ufunc) PlanMethod(m protocol.Method, args ...any) (*Plan, error) {
	return u.config().PlanMethod(m, args...)
}

// PlanMethod works out another method than the call: Reduce and Accumulate of
// one operand, ReduceAt of an array and the indices, Outer of two operands. At
// works in place and has no plan.
func (c Config) PlanMethod(m protocol.Method, args ...any) (*Plan, error) {
	return c.newPlan(m, args)
}

func (c Config) newPlan(m protocol.Method, args []any) (*Plan, error) {
	pl := &Plan{c: c, p: getPlan(), args: args, results: make([]*ndarray.Array, len(c.u.Outputs))}
	if err := pl.c.prepare(pl.p, m, args); err != nil {
		pl.Release()
		return nil, err
	}
	copy(pl.results, c.outs)
	return pl, nil
}

// Output describes the i-th output: the array that a call makes, or the one
// given by Out. After the plan's end it describes none but those that are set.
func (pl *Plan) Output(i int) Output {
	if z := pl.results[i]; z != nil {
		r := z.Raw()
		return Output{z.DType(), r.Shape, r.Strides}
	}
	p := pl.p
	if p == nil {
		return Output{}
	}
	l := p.resultLayout(i)
	d := p.loop.Out[i]
	out := Output{d, append([]int(nil), l.shape[:l.ndim]...), make([]int, l.ndim)}
	l.denseStrides(out.Strides, d.Size())
	return out
}

// Given returns the i-th output if it was set by Out or SetOutput, else nil.
func (pl *Plan) Given(i int) *ndarray.Array { return pl.results[i] }

// SetOutput has the i-th result written to z, of the type and shape that Output
// tells, in any memory order. The caller sees to it that z has no memory in
// common with the operands.
func (pl *Plan) SetOutput(i int, z *ndarray.Array) error {
	switch {
	case pl.p == nil:
		return pl.ended()
	case pl.c.out(i) != nil:
		return fault.New(pl.c.u.Name, fault.Value, "output %d was given by Out; leave it nil there to set it", i)
	}
	if err := pl.c.fits(pl.p, i, z); err != nil {
		return err
	}
	pl.results[i] = z
	return nil
}

// fits returns an error unless z can be the i-th output of p.
func (c *Config) fits(p *plan, i int, z *ndarray.Array) error {
	if err := z.Err(); err != nil {
		return err
	}
	l, d := p.resultLayout(i), p.loop.Out[i]
	if z.DType() != d || !equalShape(z.Raw().Shape, l.shape[:l.ndim]) || !z.Writeable() {
		return fault.New(c.u.Name, fault.Shape, "output %d must be a writeable array of %v of shape %s, not one of %v of shape %s",
			i, d, appendShape(nil, l.shape[:l.ndim]), z.DType(), appendShape(nil, z.Raw().Shape))
	}
	return nil
}

// Run does the work and returns the outputs. Those that are not set are new
// arrays. poll, unless nil, is called from time to time while the work goes on;
// its error ends the run, and leaves the outputs half-written. The plan is
// released.
func (pl *Plan) Run(poll func() error) ([]*ndarray.Array, error) {
	if pl.p == nil {
		return nil, pl.ended()
	}
	defer pl.Release()
	err := pl.c.finish(pl.p, pl.results, poll)
	runtime.KeepAlive(pl.args)
	if err != nil {
		return nil, err
	}
	return pl.results, nil
}

// ended is the error of a plan that is used after its end.
func (pl *Plan) ended() error {
	return fault.New(pl.c.u.Name, fault.Value, "the plan was run or released; make another")
}

// Release gives up a plan that is not run. It may be called again, and after
// Run.
func (pl *Plan) Release() {
	if pl.p != nil {
		pl.p.put(len(pl.p.op))
		pl.p = nil
	}
}

// plan is all that one call works with. Plans are pooled, so that a call
// allocates nothing.
type plan struct {
	method protocol.Method
	loop   *Loop
	op     [maxOps + 1]operand // inputs, outputs, mask; see atX for reductions
	space  space
	job    job
	// given are the operands that there are before outputs are made.
	given [maxOps + 1]*operand
	// out is the shape and memory order of new outputs, of all of them but where
	// core says otherwise.
	out      layout
	strides  [maxDims]int // of the output that is made
	core     *coreCall    // nil for ufuncs without core dimensions
	coreRoom *coreCall    // kept for the next call

	watch     watch // see Errors
	watchCode *watchCode
	reduction reduction
	axes      uint64 // that a reduction takes out
	axis      int    // that the other methods work along
	starts    []int  // of the segments of ReduceAt
}

var plans = sync.Pool{New: func() any { return new(plan) }}

func getPlan() *plan { return plans.Get().(*plan) }

// put gives p back without the memory it worked on.
func (p *plan) put(ops int) {
	for i := range ops {
		p.op[i].ptr = nil
		p.op[i].cast = nil
		p.op[i].core = 0
	}
	r := &p.reduction
	r.x.ptr, r.y.ptr, r.mask.ptr = nil, nil, nil
	p.core, p.starts = nil, nil
	plans.Put(p)
}

// prepare works out a method up to what its results are.
func (c *Config) prepare(p *plan, m protocol.Method, args []any) error {
	u := c.u
	if m > protocol.Outer {
		return fault.New(u.Name, fault.Value, "there is no plan of the method %v", m)
	}
	want := len(u.Inputs)
	switch m {
	case protocol.Reduce, protocol.Accumulate:
		want = 1
	case protocol.ReduceAt, protocol.Outer:
		want = 2
	}
	if len(args) != want {
		return fault.New(u.methodName(m), fault.Value, "takes %d operands, not %d; outputs are given by Out", want, len(args))
	}
	p.method = m
	switch m {
	case protocol.Reduce:
		return c.planReduce(p, args[0])
	case protocol.Accumulate:
		return c.planAccumulate(p, args[0])
	case protocol.ReduceAt:
		return c.planReduceAt(p, args[0], args[1])
	case protocol.Outer:
		return c.planOuter(p, args[0], args[1])
	}
	return c.planCall(p, args)
}

// finish makes the outputs that are nil in results, and runs the method.
func (c *Config) finish(p *plan, results []*ndarray.Array, poll func() error) error {
	for i := range results {
		if results[i] != nil {
			continue
		}
		if i < len(c.outs) && c.outs[i] != nil {
			results[i] = c.outs[i]
			continue
		}
		// Elements that the mask of a call leaves out are zero.
		zero := c.flags&hasWhere != 0 && p.method == protocol.Call
		results[i] = newArray(p.resultLayout(i), p.loop.Out[i], zero)
		if err := results[i].Err(); err != nil {
			return err
		}
	}
	c.beginWatch(p)
	err := c.run(p, results, poll)
	if err != nil {
		results = nil
	}
	c.endWatch(p, results)
	runtime.KeepAlive(results)
	runtime.KeepAlive(c.where)
	return err
}

// run runs the method to results.
func (c *Config) run(p *plan, results []*ndarray.Array, poll func() error) error {
	switch p.method {
	case protocol.Reduce:
		return c.runReduce(p, results[0])
	case protocol.Accumulate:
		return c.runAccumulate(p, results[0])
	case protocol.ReduceAt:
		return c.runReduceAt(p, results[0])
	}
	return c.runCall(p, results, poll)
}

// resultLayout returns the shape and memory order of output i.
func (p *plan) resultLayout(i int) *layout {
	if p.core != nil {
		return &p.core.out[i]
	}
	return &p.out
}

// layout is the shape of an array, and the order of its axes in memory from
// the outermost to the innermost.
type layout struct {
	ndim  int
	shape [maxDims]int
	order [maxDims]int
}

// denseStrides sets strides to those of an array without gaps.
func (l *layout) denseStrides(strides []int, size int) {
	for i := l.ndim - 1; i >= 0; i-- {
		axis := l.order[i]
		strides[axis] = size
		size *= max(l.shape[axis], 1)
	}
}

// newArray makes the array for an output.
func newArray(l *layout, d dtype.DType, zero bool) *ndarray.Array {
	shape, order := l.shape[:l.ndim], l.order[:l.ndim]
	inOrder := true
	for i, axis := range order {
		inOrder = inOrder && i == axis
	}
	if inOrder {
		if zero {
			return ndarray.Zeros(d, shape...)
		}
		return ndarray.Empty(d, shape...)
	}
	y := ndarray.EmptyOrder(d, shape, order)
	if zero && y.Err() == nil {
		fillZero(y)
	}
	return y
}

// OutputFor returns what an array of type d is that has the shape to which the operands
// broadcast and the memory order that a call on them would give its result.
// fn names the function in errors.
func OutputFor(fn string, d dtype.DType, l Layout, operands ...any) (Output, error) {
	if len(operands) > maxOps {
		return Output{}, fault.New(fn, fault.Value, "takes %d operands at most, not %d", maxOps, len(operands))
	}
	p := getPlan()
	defer p.put(len(operands))
	ops := p.given[:0]
	for i, v := range operands {
		if err := p.op[i].set(fn, i+1, v); err != nil {
			return Output{}, err
		}
		ops = append(ops, &p.op[i])
	}
	n, c := &p.space, Config{&call{layout: l}}
	if err := n.broadcast(fn, ops); err != nil {
		return Output{}, err
	}
	c.memoryOrder(n, ops, len(ops))
	p.out.ndim = copy(p.out.shape[:], n.shape[:n.ndim])
	copy(p.out.order[:], n.order[:n.ndim])
	o := Output{d, slices.Clone(n.shape[:n.ndim]), make([]int, n.ndim)}
	p.out.denseStrides(o.Strides, d.Size())
	return o, nil
}
