// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"runtime"
	"slices"
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc/internal/fpflags"
	"github.com/arraygen/arraygen/ufunc/internal/prefetch"
)

// Chain is an expression of element-wise functions, each of which is called on the
// result of the one before:
//
//	z := ufunc.Begin(ufunc.Multiply, x, x).Then(ufunc.Add, y).Then(ufunc.Divide, 2.0).Call() // (x*x + y) / 2
//
// The result is that of the calls one after the other, to the bit. But where the arrays
// are of one type and shape and in C order, all steps are done for a block of elements
// that fits the first level of cache before the next block begins: what is between the
// steps never goes through memory.
type Chain struct {
	Steps []Step
	// Out takes the result, nil for a new array. It may be one of the operands.
	Out *ndarray.Array
	// Look are the conditions to look for, and Found, unless it is nil, has room for
	// those that each step met. See [Ufunc.Errors].
	Look  Conditions
	Found []Conditions
}

// Step is a call in a [Chain].
type Step struct {
	U *Ufunc
	// Args are the inputs as [Ufunc.Call] takes them, and [Previous].
	Args []any
}

type previous struct{}

// Previous stands among the arguments of a [Step] for the result of the step before.
var Previous any = previous{}

// Begin returns a chain of one step.
func Begin(u *Ufunc, args ...any) *Chain { return &Chain{Steps: []Step{{u, args}}} }

// Then adds a step to c, and returns c. [Previous] is its first argument, unless it stands
// among those that are given.
func (c *Chain) Then(u *Ufunc, args ...any) *Chain {
	if !slices.Contains(args, Previous) {
		args = append([]any{Previous}, args...)
	}
	c.Steps = append(c.Steps, Step{u, args})
	return c
}

// Call evaluates the chain.
func (c *Chain) Call() *ndarray.Array {
	z, err := c.Run(nil)
	if err != nil {
		return ndarray.Failed(err)
	}
	return z
}

// Run is Call for who must stay responsive: poll, unless it is nil, is called from time to
// time, and its error ends the run and leaves Out half-written.
func (c *Chain) Run(poll func() error) (*ndarray.Array, error) {
	if len(c.Steps) == 0 {
		return nil, fault.New("Chain", fault.Value, "has no steps: give it one at least")
	}
	if c.Found != nil && len(c.Found) < len(c.Steps) {
		return nil, fault.New("Chain", fault.Value, "Found has room for %d steps of %d", len(c.Found), len(c.Steps))
	}
	clear(c.Found)
	for _, s := range c.Steps {
		if s.U == nil {
			return nil, fault.New("Chain", fault.Value, "a step has no ufunc")
		}
		if len(s.U.Outputs) != 1 {
			return nil, fault.New(s.U.Name, fault.Value, "has %d outputs, the steps of a chain have one", len(s.U.Outputs))
		}
	}
	for _, v := range c.Steps[0].Args {
		if v == Previous {
			return nil, fault.New(c.Steps[0].U.Name, fault.Value, "Previous is an argument of the first step, which none is before")
		}
	}
	r := chainRuns.Get().(*chainRun)
	defer r.put()
	if !r.prepare(c) {
		return c.calls(poll)
	}
	z := c.Out
	if z == nil {
		if z = emptyLike(r.lead, r.result); z.Err() != nil {
			return nil, z.Err()
		}
	}
	err := r.run(z, poll)
	for i := range r.steps {
		if c.Found != nil {
			c.Found[i] = Conditions(r.steps[i].watch.found.Load())
		}
	}
	runtime.KeepAlive(c)
	if err != nil {
		return nil, err
	}
	return z, nil
}

// calls calls the steps one after the other.
func (c *Chain) calls(poll func() error) (*ndarray.Array, error) {
	var z [1]*ndarray.Array
	for i, s := range c.Steps {
		args := append([]any(nil), s.Args...)
		for k, v := range args {
			if v == Previous {
				args[k] = z[0]
			}
		}
		config := s.U.config()
		if c.Look != 0 && c.Found != nil {
			config = config.Errors(c.Look, &c.Found[i])
		}
		if i == len(c.Steps)-1 && c.Out != nil {
			config = config.Out(c.Out)
		}
		if err := config.RunMethod(protocol.Call, z[:], nil, poll, args...); err != nil {
			return nil, err
		}
	}
	return z[0], nil
}

// chainRun is a chain made ready to run block by block.
type chainRun struct {
	job    job // of the tiles, whose operands are the arrays, each once, and the result
	space  space
	ops    [maxOps]operand
	steps  []chainStep
	lead   *ndarray.Array
	result dtype.DType
	size   int  // bytes of an element of all but the result
	block  int  // elements
	flags  bool // those of the CPU tell whether a block met a condition
	far    bool // operands come from memory: those of the next block are asked for while this one is computed
}

// chainStep is a step of a run.
type chainStep struct {
	job   job // what the kernel's call needs of one
	watch watch
	in    [2]chainInput
	cell  [2][2]uint64 // of scalars
}

// chainInput is an input of a step: the result of the step before, a scalar or an
// operand of the run.
type chainInput int

const (
	fromPrevious chainInput = -1
	fromCell     chainInput = -2
)

var chainRuns = sync.Pool{New: func() any { return new(chainRun) }}

func (r *chainRun) put() {
	for i := range r.ops {
		r.ops[i].ptr = nil
	}
	r.lead = nil
	r.job.chain = nil
	chainRuns.Put(r)
}

// prepare reports whether the chain is one that runs block by block.
func (r *chainRun) prepare(c *Chain) bool {
	r.lead = nil
	for _, v := range c.Steps[0].Args {
		if x, ok := v.(*ndarray.Array); ok {
			r.lead = x
			break
		}
	}
	if !r.lead.IsDense() || r.lead.Size() == 0 {
		return false
	}
	d := r.lead.DType()
	if cap(r.steps) < len(c.Steps) {
		r.steps = make([]chainStep, len(c.Steps))
	}
	r.steps = r.steps[:len(c.Steps)]
	r.job.nop = 0
	for i := range c.Steps {
		if !r.step(i, &c.Steps[i], d, c.Look) {
			return false
		}
		if r.result = r.steps[i].watch.loop.Out[0]; r.result != d && i < len(c.Steps)-1 {
			return false
		}
	}
	r.size = d.Size()
	return c.Out == nil || r.takes(c.Out)
}

// step prepares step i, whose loop must take and make elements of type d.
func (r *chainRun) step(i int, from *Step, d dtype.DType, look Conditions) bool {
	u, s := from.U, &r.steps[i]
	l := u.sameLoop(d)
	if l == nil {
		types := [2]any{d, d}
		if len(u.Inputs) > len(types) || u.Signature != "" || d >= dtype.Num {
			return false
		}
		l, _ = u.ResolveLoop(types[:len(u.Inputs)]...)
	}
	if l == nil || l.Kernel == nil || l.Via != 0 || len(from.Args) != len(u.Inputs) || u.Promotion == PromotePower && d.Kind() == dtype.KindInt {
		return false
	}
	for k, v := range from.Args {
		if l.In[k] != d {
			return false
		}
		switch v := v.(type) {
		case previous:
			s.in[k] = fromPrevious
		case *ndarray.Array:
			at := r.operand(v, d)
			if at < 0 {
				return false
			}
			s.in[k] = chainInput(at)
		default:
			if !weakValue(&s.cell[k], v, d) {
				return false
			}
			s.in[k] = fromCell
		}
	}
	j := &s.job
	j.set, j.fn, j.managed = l.Kernel, l.Kernel.At(kernel.Current()), !l.Kernel.Direct()
	j.nin, j.nop = len(from.Args), len(from.Args)+1
	s.watch.set(rules[u.Name], l, look)
	j.watch = nil
	if s.watch.look != 0 {
		j.watch = &s.watch
	}
	return true
}

// operand returns the number of the operand that x is, -1 where it cannot be one.
func (r *chainRun) operand(x *ndarray.Array, d dtype.DType) int {
	if !x.IsDenseLike(r.lead, d) {
		return -1
	}
	p, _, _ := x.Lend()
	for i := range r.job.nop {
		if r.ops[i].ptr == p {
			return i
		}
	}
	if r.job.nop == maxOps-1 {
		return -1
	}
	r.place(r.job.nop, p, d)
	r.job.nop++
	return r.job.nop - 1
}

// place makes operand i the memory at p.
func (r *chainRun) place(i int, p unsafe.Pointer, d dtype.DType) {
	o := &r.ops[i]
	o.ptr, o.dtype, o.ndim = p, d, 1
	o.strides[0] = d.Size()
}

// takes reports whether the result can be written to z block by block: z shares no memory
// with an operand, or all of it element by element with one that the last step does not read.
func (r *chainRun) takes(z *ndarray.Array) bool {
	if !z.IsDenseLike(r.lead, r.result) || !z.Writeable() {
		return false
	}
	p, _, _ := z.Lend()
	last := &r.steps[len(r.steps)-1]
	for i := range r.job.nop {
		if clash(r.ops[i].ptr, p, r.lead.Size(), r.size, r.result.Size()) {
			return false
		}
		if r.ops[i].ptr == p && (last.in[0] == chainInput(i) || last.job.nin == 2 && last.in[1] == chainInput(i)) {
			return false
		}
	}
	return true
}

// run runs the chain with its result in z.
func (r *chainRun) run(z *ndarray.Array, poll func() error) error {
	j := &r.job
	p, _, _ := z.Lend()
	r.place(j.nop, p, r.result)
	j.nin = j.nop
	j.nop++
	j.ops = j.opList[:0]
	for i := range j.nop {
		j.ops = append(j.ops, &r.ops[i])
	}
	n := r.lead.Size()
	r.space.ndim, r.space.shape[0], r.space.size = 1, n, n
	j.space, j.chain = &r.space, r
	j.rows, j.n = 1, n
	j.anyPack = true // the worker has its buffers
	j.failure.reset()
	r.block = chunkBytes / max(r.size, r.result.Size())
	if r.far = n*r.size*j.nop > farBytes; r.far {
		r.block /= 2 // two blocks are in the cache
	}
	r.flags = !r.overwrites(p)
	for i := range r.steps {
		s := &r.steps[i].watch
		r.flags = r.flags && (s.look == 0 || s.flags && !s.integers && !s.times)
	}
	total := float64(n) * r.cost()
	j.threads.count = threadsFor(total)
	piece := chainTile / r.size
	if j.threads.count > 1 {
		piece = min(piece, max(n/(4*j.threads.count), r.block))
	}
	j.tileRows, j.tileN = 1, (piece+63)&^63
	j.tiles = (n + j.tileN - 1) / j.tileN
	j.tilesPerRow, j.perBlock = j.tiles, j.tiles
	err := j.run(poll)
	runtime.KeepAlive(z)
	return err
}

// overwrites reports whether the result at p is written over an operand, so that no block can be computed again.
func (r *chainRun) overwrites(p unsafe.Pointer) bool {
	for i := range r.job.nin {
		if r.ops[i].ptr == p {
			return true
		}
	}
	return false
}

// chainTile is how many bytes of an operand a tile has. If all operands together have more than farBytes, most of them
// come from memory, or from the end of the last level of cache.
const (
	chainTile = 256 << 10
	farBytes  = 8 << 20
)

// cost estimates the nanoseconds for an element.
func (r *chainRun) cost() float64 {
	c := 0.0
	for i := range r.steps {
		j := &r.steps[i].job
		op := costOp * float64(r.size) / 8
		if j.set.AnyStride(r.steps[i].watch.level) {
			op = costGoOp
		}
		c += op*float64(j.set.Ops) + costMemory*float64(r.size)/8*float64(j.nin)/2
	}
	return c + costMemory*float64(r.size)/8*float64(r.job.nop)
}

// tile runs all steps over n elements at the bases of w, block by block. Where the flags of the CPU speak for all steps
// that may meet a condition, they are read once a block; only one that raises some is computed again, and each step of it
// looked at.
func (r *chainRun) tile(w *worker, n int) {
	if r.flags {
		runtime.LockOSThread() // whose flags they are
		defer runtime.UnlockOSThread()
	}
	for at := 0; at < n; at += r.block {
		m := min(r.block, n-at)
		if !r.flags {
			r.runBlock(w, at, m, n, true)
			continue
		}
		left := r.left()
		if left == 0 {
			r.runBlock(w, at, m, n, false)
			continue
		}
		fpflags.Clear()
		r.runBlock(w, at, m, n, false)
		if Conditions(fpflags.Raised())&(left|flagsOfSpecial) != 0 {
			r.runBlock(w, at, m, n, true)
		}
	}
	w.job = &r.job
}

// left returns the conditions that a step looks for and has not found yet.
func (r *chainRun) left() (left Conditions) {
	for i := range r.steps {
		left |= r.steps[i].watch.left()
	}
	return left
}

// runBlock runs all steps over a block of m elements from at on, of a tile of n.
func (r *chainRun) runBlock(w *worker, at, m, n int, look bool) {
	args := &w.args
	op := &args.Op
	args.Rows, args.N = 1, m
	buffers := [2]unsafe.Pointer{w.at(0), w.at(1)}
	for i := range r.steps {
		if r.far {
			r.ask(w, at+m, min(m, n-at-m), i)
		}
		s := &r.steps[i]
		nin := s.job.nin
		for k := range nin {
			ptr, inner := unsafe.Pointer(&s.cell[k]), 0
			switch from := s.in[k]; {
			case from == fromPrevious:
				ptr, inner = buffers[(i+1)&1], r.size
			case from >= 0:
				ptr, inner = addr(w.base[from], at*r.size), r.size
			}
			op[k].Ptr, op[k].Inner, op[k].Outer = ptr, inner, 0
		}
		op[nin].Ptr, op[nin].Inner, op[nin].Outer = buffers[i&1], r.size, 0
		if i == len(r.steps)-1 {
			size := r.result.Size()
			op[nin].Ptr, op[nin].Inner = addr(w.base[r.job.nin], at*size), size
		}
		op[nin+1].Ptr = nil // the operands of a call end here
		if w.job = &s.job; look {
			w.call(1, m)
		} else {
			w.kernel()
		}
	}
}

// ask has the part of a block of n elements from at on that belongs to a step brought into the first level of cache.
func (r *chainRun) ask(w *worker, at, n, step int) {
	from, to := n*step/len(r.steps), n*(step+1)/len(r.steps)
	for i := range r.job.nop {
		size := r.ops[i].dtype.Size()
		prefetch.Lines(addr(w.base[i], (at+from)*size), (to-from)*size)
	}
}
