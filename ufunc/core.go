package ufunc

import (
	"maps"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// coreSignature is a signature of core dimensions, parsed.
type coreSignature struct {
	dims []coreDim
	ops  [][]int // for each operand, its core dimensions as indices into dims
}

// coreDim is a core dimension: a name, or a number, which is its length.
type coreDim struct {
	name     string
	length   int  // of a number, else -1
	optional bool // name?: operands may lack it
}

// coreSignatures are the signatures that were parsed. The map is replaced, never
// changed, so that a look-up needs no lock and allocates nothing.
var coreSignatures struct {
	sync.Mutex
	atomic.Pointer[map[string]*coreSignature]
}

// coreSignature returns the parsed signature.
func (u *Ufunc) coreSignature() (*coreSignature, error) {
	s := parsedCore(u.Signature)
	if s == nil {
		var err error
		if s, err = parseCore(u.Signature); err != nil {
			return nil, err
		}
	}
	if len(s.ops) != len(u.Inputs)+len(u.Outputs) {
		return nil, fault.New(u.Name, fault.Value, "the signature %s has %d operands; the function has %d", u.Signature, len(s.ops), len(u.Inputs)+len(u.Outputs))
	}
	return s, nil
}

func parsedCore(text string) *coreSignature {
	if known := coreSignatures.Load(); known != nil {
		return (*known)[text]
	}
	return nil
}

// remember keeps a parsed signature.
func (s *coreSignature) remember(text string) {
	coreSignatures.Lock()
	defer coreSignatures.Unlock()
	all := map[string]*coreSignature{strings.Clone(text): s}
	if known := coreSignatures.Load(); known != nil {
		maps.Copy(all, *known)
	}
	coreSignatures.Store(&all)
}

// parseCore reads a signature in NumPy's notation (NEP 20): "(m?,k),(k,n)->(m?,n)".
func parseCore(text string) (*coreSignature, error) {
	bad := func(why string) (*coreSignature, error) {
		return nil, fault.New("signature", fault.Value, "%q: %s; a signature is like (m,k),(k,n)->(m,n)", text, why)
	}
	s := new(coreSignature)
	in, out, arrow := strings.Cut(strings.ReplaceAll(text, " ", ""), "->")
	if !arrow {
		return bad("there is no ->")
	}
	for _, side := range [...]string{in, out} {
		for rest := side; rest != ""; {
			list, after, ok := strings.Cut(rest, ")")
			if !ok || list == "" || list[0] != '(' {
				return bad("an operand is a list of dimensions in parentheses")
			}
			var op []int
			for _, name := range strings.Split(list[1:], ",") {
				if name == "" && list == "(" {
					break
				}
				d := coreDim{length: -1}
				d.name, d.optional = strings.CutSuffix(name, "?")
				if d.name == "" {
					return bad("a dimension has no name")
				}
				if n, err := strconv.Atoi(d.name); err == nil {
					if n <= 0 {
						return bad("a dimension of length " + d.name)
					}
					d.length = n
				}
				at := s.dim(d)
				if s.dims[at].optional != d.optional {
					return bad("dimension " + d.name + " is optional in one place and not in another")
				}
				op = append(op, at)
			}
			if len(op) > kernel.MaxCore {
				return bad("an operand has more than " + strconv.Itoa(kernel.MaxCore) + " core dimensions")
			}
			s.ops = append(s.ops, op)
			if rest = after; rest != "" {
				if rest[0] != ',' || rest == "," {
					return bad("operands are separated by commas")
				}
				rest = rest[1:]
			}
		}
	}
	if len(s.dims) > kernel.MaxCore {
		return bad("there are more than " + strconv.Itoa(kernel.MaxCore) + " core dimensions")
	}
	s.remember(text)
	return s, nil
}

// dim returns the index of the dimension of d's name, which it adds if it is new.
func (s *coreSignature) dim(d coreDim) int {
	for i := range s.dims {
		if s.dims[i].name == d.name {
			return i
		}
	}
	s.dims = append(s.dims, d)
	return len(s.dims) - 1
}

// coreCall is what a call knows of core dimensions.
type coreCall struct {
	sig    *coreSignature
	nin    int
	length [kernel.MaxCore]int  // of each dimension, -1 while it is unknown
	absent [kernel.MaxCore]bool // optional dimensions that the operands lack
	axes   [maxOps]coreAxes     // of each operand
	out    [maxOps]layout       // of each output
	args   kernel.Core
	// later are the outputs that the kernel can't write in place, and what it
	// writes instead.
	later [maxOps]struct{ to, from operand }
}

// coreAxes are the axes of an operand that are core dimensions.
type coreAxes struct {
	n    int
	axis [maxDims]int
	// dims is how many of them the signature names: the others are kept by
	// KeepDims. dim has the dimension of each.
	dims int
	dim  [kernel.MaxCore]int
}

// all returns the axes.
func (a *coreAxes) all() []int { return a.axis[:a.n] }

// keywordsOfCore refuses the keywords that don't apply to functions with core
// dimensions.
func (c *Config) keywordsOfCore() error {
	switch {
	case c.flags&hasWhere != 0:
		return fault.New(c.u.Name, fault.Value, "Where works element by element; the function has the signature %s", c.u.Signature)
	case c.flags&(allAxes|hasInitial|noInitial) != 0:
		return fault.New(c.u.Name, fault.Value, "AllAxes and Initial are for reductions; the function has the signature %s", c.u.Signature)
	case c.flags&hasAxes != 0 && c.flags&hasAxesEach != 0:
		return fault.New(c.u.Name, fault.Axis, "both Axis and Axes are given")
	}
	return nil
}

// planCore takes the core dimensions out of the operands that there are: it
// finds their lengths, and moves their axes to the end.
func (c *Config) planCore(p *plan) error {
	u := c.u
	sig, err := u.coreSignature()
	if err != nil {
		return err
	}
	k := p.coreRoom
	if k == nil {
		k = new(coreCall)
		p.coreRoom = k
	}
	p.core = k
	k.sig, k.nin = sig, len(u.Inputs)
	k.absent = [kernel.MaxCore]bool{}
	for i, d := range sig.dims {
		k.length[i] = d.length
	}
	for i, dims := range sig.ops {
		if !c.present(i) {
			continue
		}
		missing := len(dims) - p.op[i].ndim
		for _, d := range dims {
			if missing > 0 && sig.dims[d].optional && !k.absent[d] {
				k.absent[d] = true
				missing--
			}
		}
	}
	for i := range sig.ops {
		k.setDims(i)
		if o := &p.op[i]; c.present(i) && o.ndim < k.axes[i].dims {
			return fault.New(u.Name, fault.Shape, "operand %s of shape %s has too few axes for the %d core dimensions that the signature %s gives it", u.operandName(i), appendShape(nil, o.shape()), k.axes[i].dims, u.Signature)
		}
	}
	if err := c.placeCore(p); err != nil {
		return err
	}
	for i := range sig.ops {
		if !c.present(i) {
			continue
		}
		o, a := &p.op[i], &k.axes[i]
		k.split(o, i)
		for j, n := range o.own[o.loopDims():o.ndim] {
			name, want := "kept by KeepDims", 1
			if j < a.dims {
				d := a.dim[j]
				if k.length[d] < 0 {
					k.length[d] = n
				}
				name, want = sig.dims[d].name, k.length[d]
			}
			if n != want {
				return fault.New(u.Name, fault.Shape, "operand %s has length %d in core dimension %s, which is %d elsewhere (signature %s)", u.operandName(i), n, name, want, u.Signature)
			}
		}
	}
	for i, d := range sig.dims {
		if k.length[i] < 0 {
			if !k.absent[i] {
				return fault.New(u.Name, fault.Shape, "the length of core dimension %s of the signature %s is that of no input; give an Out", d.name, u.Signature)
			}
			k.length[i] = 1
		}
	}
	return nil
}

// present reports whether operand i is there before the outputs are made.
func (c *Config) present(i int) bool {
	nin := len(c.u.Inputs)
	return i < nin || c.out(i-nin) != nil
}

// setDims lists the core dimensions of operand i that are not absent.
func (k *coreCall) setDims(i int) {
	a := &k.axes[i]
	a.dims = 0
	for _, d := range k.sig.ops[i] {
		if !k.absent[d] {
			a.dim[a.dims] = d
			a.dims++
		}
	}
}

// operandName returns the name of an operand, inputs first.
func (u *Ufunc) operandName(i int) string {
	if i < len(u.Inputs) {
		return u.Inputs[i]
	}
	return u.Outputs[i-len(u.Inputs)]
}

// placeCore finds out where the core dimensions of each operand are, by the
// keywords Axis, Axes and KeepDims.
func (c *Config) placeCore(p *plan) error {
	u, k := c.u, p.core
	nin, nop := k.nin, len(k.sig.ops)
	kept := 0 // core dimensions of the inputs that the outputs keep with length 1
	outputs := false
	for i := range nop {
		outputs = outputs || i >= nin && k.axes[i].dims > 0
	}
	if c.flags&keepDims != 0 {
		kept = k.axes[0].dims
		for i := range nin {
			if outputs || k.axes[i].dims != kept {
				return fault.New(u.Name, fault.Value, "KeepDims needs inputs of the same number of core dimensions and outputs of none; the signature is %s", u.Signature)
			}
		}
	}
	var each [][]int
	if c.flags&hasAxesEach != 0 {
		each = c.rare.axesEach
	}
	if n := len(each); c.flags&hasAxesEach != 0 && n != nop && (n != nin || outputs) {
		return fault.New(u.Name, fault.Axis, "Axes takes a list for each of %d operands, not %d; those of outputs without core dimensions may be left out", nop, n)
	}
	for i := range nop {
		a := &k.axes[i]
		a.n = a.dims
		if i >= nin {
			a.n += kept
		}
		switch {
		case c.flags&hasAxesEach != 0 && i < len(each):
			if len(each[i]) != a.n {
				return fault.New(u.Name, fault.Axis, "Axes gives operand %s %d axes; it has %d core dimensions", u.operandName(i), len(each[i]), a.n)
			}
			copy(a.all(), each[i])
		case c.flags&hasAxesEach != 0 && a.n > 0:
			copy(a.all(), each[0])
		case c.flags&hasAxes != 0 && (len(c.axes) != 1 || len(k.sig.dims) != 1 || a.n > 1):
			return fault.New(u.Name, fault.Axis, "Axis takes one axis, for functions of one core dimension; the signature is %s", u.Signature)
		case c.flags&hasAxes != 0 && a.n == 1:
			a.axis[0] = c.axes[0]
		default:
			for j := range a.n {
				a.axis[j] = j - a.n
			}
		}
		if c.present(i) {
			if err := k.checkAxes(u, i, p.op[i].ndim); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkAxes makes the axes of operand i, which has ndim of them, non-negative.
func (k *coreCall) checkAxes(u *Ufunc, i, ndim int) error {
	var seen uint64
	axes := k.axes[i].all()
	for j, axis := range axes {
		at := axis
		if at < 0 {
			at += ndim
		}
		if at < 0 || at >= ndim {
			return fault.New(u.Name, fault.Axis, "axis %d of operand %s is out of bounds for an array of dimension %d", axis, u.operandName(i), ndim)
		}
		if seen&(1<<at) != 0 {
			return fault.New(u.Name, fault.Axis, "axis %d of operand %s is given twice", axis, u.operandName(i))
		}
		seen |= 1 << at
		axes[j] = at
	}
	return nil
}

// split moves the core axes of o, operand i, behind the others.
func (k *coreCall) split(o *operand, i int) {
	axes := k.axes[i].all()
	var core uint64
	for _, axis := range axes {
		core |= 1 << axis
	}
	own, strides := o.own, o.ownStrides
	at := 0
	for axis := range o.ndim {
		if core&(1<<axis) == 0 {
			o.own[at], o.ownStrides[at] = own[axis], strides[axis]
			at++
		}
	}
	for _, axis := range axes {
		o.own[at], o.ownStrides[at] = own[axis], strides[axis]
		at++
	}
	o.core = len(axes)
}

// layOut sets the shapes and memory orders of the outputs: the dimensions of
// the loop in their order, and within them the core dimensions.
func (k *coreCall) layOut(c *Config, p *plan) error {
	n := &p.space
	for i := range c.u.Outputs {
		op := k.nin + i
		a, l := &k.axes[op], &k.out[i]
		if l.ndim = n.ndim + a.n; l.ndim > maxDims {
			return fault.New(c.u.Name, fault.Shape, "the result would have %d axes, the most is %d", l.ndim, maxDims)
		}
		if !c.present(op) {
			if err := k.checkAxes(c.u, op, l.ndim); err != nil {
				return err
			}
		}
		var taken uint64
		for j, axis := range a.all() {
			taken |= 1 << axis
			l.shape[axis] = 1
			if j < a.dims {
				l.shape[axis] = k.length[a.dim[j]]
			}
			l.order[n.ndim+j] = axis
		}
		var position [maxDims]int // of the loop's dimensions
		at := 0
		for axis := range l.ndim {
			if taken&(1<<axis) == 0 {
				position[at], l.shape[axis] = axis, n.shape[at]
				at++
			}
		}
		for j, axis := range n.order[:n.ndim] {
			l.order[j] = position[axis]
		}
	}
	return nil
}

// run runs the kernel on whole operands along the core dimensions. What the
// kernel can't read or write in place (another type, misaligned memory, an
// input that overlaps an output) is copied.
func (k *coreCall) run(p *plan, inputs, outputs []*operand, poll func() error) error {
	n := &p.space
	for _, in := range inputs {
		overlap := false
		for _, out := range outputs {
			overlap = overlap || in.overlaps(out)
		}
		if !overlap && in.cast == nil && !in.misaligned {
			continue
		}
		if err := in.copyAs(in.loopType()); err != nil {
			return err
		}
		in.broadcast(n)
	}
	for i, out := range outputs {
		later := &k.later[i]
		later.to.ptr = nil
		if out.cast == nil && !out.misaligned {
			continue
		}
		later.to = *out
		z := ndarray.Empty(out.loopType(), out.shape()...)
		if err := z.Err(); err != nil {
			return err
		}
		core := out.core
		out.setArray(z)
		out.core, out.output = core, true
		out.broadcast(n)
		later.from = *out
	}
	weight := 1
	for i := range k.sig.dims {
		k.args.Len[i] = k.length[i]
		weight *= max(k.length[i], 1)
	}
	ops := append(inputs, outputs...)
	for i, o := range ops {
		// Dimensions that are absent have length 1 and any stride.
		j := o.loopDims()
		for at, d := range k.sig.ops[i] {
			k.args.Stride[i][at] = 0
			if !k.absent[d] {
				k.args.Stride[i][at] = o.ownStrides[j]
				j++
			}
		}
	}
	n.coalesce(ops)
	j := &p.job
	j.core, j.weight = &k.args, weight
	j.prepare(p.loop.Kernel, n, ops, len(inputs), false)
	err := j.run(poll)
	j.core, j.weight = nil, 1
	for i := range outputs {
		if l := &k.later[i]; l.to.ptr != nil && err == nil {
			l.to.core, l.from.core = 0, 0
			q := getPlan()
			q.op[0], q.op[1] = l.from, l.to
			err = q.assign("copy", &q.op[0], &q.op[1], nil)
			q.put(2)
		}
		k.later[i].to.ptr, k.later[i].from.ptr = nil, nil
	}
	return err
}
