// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"maps"
	"slices"
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
	// more is, for each of these, how many elements an operand has beyond the length of the
	// dimension: 2 of n+2, a window. plus is another dimension, of n+k-1, along which the operand has
	// as many elements as both have together, less one; else -1.
	more, plus [][]int
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
	s := new(coreSignature)
	if why := s.parse(strings.ReplaceAll(text, " ", "")); why != "" {
		return nil, fault.New("signature", fault.Value, "%q: %s; a signature is like (m,k),(k,n)->(m,n)", text, why)
	}
	s.remember(text)
	return s, nil
}

// parse reads a signature without blanks, and returns what is wrong with it.
func (s *coreSignature) parse(text string) (why string) {
	in, out, arrow := strings.Cut(text, "->")
	if !arrow {
		return "there is no ->"
	}
	for _, side := range [...]string{in, out} {
		if why := s.parseOperands(side); why != "" {
			return why
		}
	}
	if strings.Contains(out, "+") {
		return "an output is a window"
	}
	if len(s.dims) > kernel.MaxCore {
		return "there are more than " + strconv.Itoa(kernel.MaxCore) + " core dimensions"
	}
	return ""
}

// parseOperands reads the operands of one side: "(m?,k),(k,n)".
func (s *coreSignature) parseOperands(side string) (why string) {
	for side != "" {
		list, rest, closed := strings.Cut(side, ")")
		names, opened := strings.CutPrefix(list, "(")
		if !opened || !closed {
			return "an operand is a list of dimensions in parentheses"
		}
		if why := s.parseOperand(names); why != "" {
			return why
		}
		if rest == "" {
			return ""
		}
		if rest[0] != ',' || rest == "," {
			return "operands are separated by commas"
		}
		side = rest[1:]
	}
	return ""
}

// parseOperand reads the dimensions of an operand: "m?,k", or nothing.
func (s *coreSignature) parseOperand(names string) (why string) {
	var op, more, plus []int
	for name := range strings.SplitSeq(names, ",") {
		if names == "" {
			break
		}
		d := coreDim{length: -1}
		name, extra, window := strings.Cut(name, "+")
		d.name, d.optional = strings.CutSuffix(name, "?")
		beyond, other := 0, -1
		second, sum := strings.CutSuffix(extra, "-1")
		if sum {
			if second == "" || second == name || d.optional {
				return "a sum of dimensions is of two, as n+k-1"
			}
		} else if window {
			var err error
			if beyond, err = strconv.Atoi(extra); err != nil || beyond < 1 || d.optional {
				return "a window is a dimension and a number of elements more, as n+2, or another one, as n+k-1"
			}
		}
		if d.name == "" {
			return "a dimension has no name"
		}
		if n, err := strconv.Atoi(d.name); err == nil {
			if n <= 0 {
				return "a dimension of length " + d.name
			}
			d.length = n
		}
		at := s.dim(d)
		if s.dims[at].optional != d.optional {
			return "dimension " + d.name + " is optional in one place and not in another"
		}
		if sum {
			other = s.dim(coreDim{name: second, length: -1})
		}
		op, more, plus = append(op, at), append(more, beyond), append(plus, other)
	}
	if len(op) > kernel.MaxCore {
		return "an operand has more than " + strconv.Itoa(kernel.MaxCore) + " core dimensions"
	}
	s.ops, s.more, s.plus = append(s.ops, op), append(s.more, more), append(s.plus, plus)
	return ""
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
	// more is how many elements the operand has beyond the length of each, plus the dimension that
	// is added to it, -1 for none.
	more, plus [kernel.MaxCore]int
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
	sig, err := c.u.coreSignature()
	if err != nil {
		return err
	}
	k := p.coreRoom
	if k == nil {
		k = new(coreCall)
		p.coreRoom = k
	}
	p.core = k
	k.sig, k.nin = sig, len(c.u.Inputs)
	c.setAbsent(p)
	for i := range sig.ops {
		k.setDims(i)
		if o := &p.op[i]; c.present(i) && o.ndim < k.axes[i].dims {
			return fault.New(c.u.Name, fault.Shape, "operand %s of shape %s has too few axes for the %d core dimensions that the signature %s gives it",
				c.u.operandName(i), appendShape(nil, o.shape()), k.axes[i].dims, c.u.Signature)
		}
	}
	if err := c.placeCore(p); err != nil {
		return err
	}
	return c.setLengths(p)
}

// setAbsent finds out which optional dimensions the operands lack.
func (c *Config) setAbsent(p *plan) {
	k := p.core
	k.absent = [kernel.MaxCore]bool{}
	for i, dims := range k.sig.ops {
		if !c.present(i) {
			continue
		}
		missing := len(dims) - p.op[i].ndim
		for _, d := range dims {
			if missing > 0 && k.sig.dims[d].optional {
				k.absent[d] = true // or it is since an operand before
				missing--
			}
		}
	}
}

// setLengths moves the core axes of the operands that there are to the end, and
// takes the lengths of the core dimensions from them.
func (c *Config) setLengths(p *plan) error {
	k := p.core
	for i, d := range k.sig.dims {
		k.length[i] = d.length
	}
	for i := range k.sig.ops {
		if !c.present(i) {
			continue
		}
		k.split(&p.op[i], i)
		if err := k.takeLengths(c.u, &p.op[i], i); err != nil {
			return err
		}
	}
	for i := range k.sig.ops {
		if c.present(i) {
			if err := k.takeSums(c.u, &p.op[i], i); err != nil {
				return err
			}
		}
	}
	for i, d := range k.sig.dims {
		switch {
		case k.length[i] >= 0:
		case k.absent[i]:
			k.length[i] = 1
		default:
			return fault.New(c.u.Name, fault.Shape, "the length of core dimension %s of the signature %s is that of no input; give an Out", d.name, c.u.Signature)
		}
	}
	return nil
}

// checkEmpty refuses a core dimension without an element, where u needs one and there is
// something to compute.
func (k *coreCall) checkEmpty(u *Ufunc, n *space) error {
	if len(u.NotEmpty) == 0 || n.size == 0 {
		return nil
	}
	for i, d := range k.sig.dims {
		if k.length[i] == 0 && slices.Contains(u.NotEmpty, d.name) {
			return fault.New(u.Name, fault.Shape, "core dimension %s of the signature %s has length 0; a minimum, a maximum, the index of one and a table need an element", d.name, u.Signature)
		}
	}
	return nil
}

// takeLengths compares the core axes of o, operand i, with the lengths that are
// known, and takes those that aren't.
func (k *coreCall) takeLengths(u *Ufunc, o *operand, i int) error {
	a := &k.axes[i]
	for j, n := range o.own[o.loopDims():o.ndim] {
		name, want := "kept by KeepDims", 1
		if j < a.dims && a.plus[j] >= 0 {
			continue // see takeSums
		}
		if j < a.dims {
			d, more := a.dim[j], a.more[j]
			if n < more {
				return fault.New(u.Name, fault.Shape, "operand %s has length %d in core dimension %s+%d, and needs %d at least (signature %s)", u.operandName(i), n, k.sig.dims[d].name, more, more, u.Signature)
			}
			if k.length[d] < 0 {
				k.length[d] = n - more
			}
			name, want = k.sig.dims[d].name, k.length[d]+more
			if n != want && more > 0 {
				return fault.New(u.Name, fault.Shape, "operand %s has length %d in core dimension %s+%d, and %s is %d elsewhere: it must be %d (signature %s)", u.operandName(i), n, name, more, name, k.length[d], want, u.Signature)
			}
		}
		if n != want {
			return fault.New(u.Name, fault.Shape, "operand %s has length %d in core dimension %s, which is %d elsewhere (signature %s)", u.operandName(i), n, name, want, u.Signature)
		}
	}
	return nil
}

// takeSums is takeLengths for the core axes that have the elements of two dimensions, less one, once those that
// have one are known: the length of one of both may be found from that of the other.
func (k *coreCall) takeSums(u *Ufunc, o *operand, i int) error {
	a := &k.axes[i]
	for j := range a.dims {
		d, e := a.dim[j], a.plus[j]
		if e < 0 {
			continue
		}
		n, first, second := o.own[o.loopDims()+j], &k.length[d], &k.length[e]
		switch {
		case *first < 0 && *second < 0:
			return fault.New(u.Name, fault.Shape, "operand %s has length %d in core dimension %s+%s-1, and neither %[3]s nor %[4]s is that of another input (signature %[5]s)", u.operandName(i), n, k.sig.dims[d].name, k.sig.dims[e].name, u.Signature)
		case *first < 0:
			*first = max(n-*second+1, 0)
		case *second < 0:
			*second = max(n-*first+1, 0)
		}
		if want := max(*first+*second-1, 0); n != want {
			return fault.New(u.Name, fault.Shape, "operand %s has length %d in core dimension %s+%s-1, where these are %d and %d (signature %s)", u.operandName(i), n, k.sig.dims[d].name, k.sig.dims[e].name, *first, *second, u.Signature)
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
	for j, d := range k.sig.ops[i] {
		if !k.absent[d] {
			a.dim[a.dims], a.more[a.dims], a.plus[a.dims] = d, k.sig.more[i][j], k.sig.plus[i][j]
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
	k := p.core
	kept, err := c.coreKept(k)
	if err != nil {
		return err
	}
	if err := c.checkAxesEach(k); err != nil {
		return err
	}
	for i := range k.sig.ops {
		a := &k.axes[i]
		a.n = a.dims
		if i >= k.nin {
			a.n += kept
		}
		if err := c.setCoreAxes(k, i); err != nil {
			return err
		}
		if c.present(i) {
			if err := k.checkAxes(c.u, i, p.op[i].ndim); err != nil {
				return err
			}
		}
	}
	return nil
}

// coreOutputs reports whether an output has core dimensions.
func (k *coreCall) coreOutputs() bool {
	for i := range k.axes[k.nin:len(k.sig.ops)] {
		if k.axes[k.nin+i].dims > 0 {
			return true
		}
	}
	return false
}

// coreKept returns how many core dimensions of the inputs the outputs keep, with
// length 1.
func (c *Config) coreKept(k *coreCall) (int, error) {
	if c.flags&keepDims == 0 {
		return 0, nil
	}
	kept := k.axes[0].dims
	for i := range k.nin {
		if k.axes[i].dims != kept || k.coreOutputs() {
			return 0, fault.New(c.u.Name, fault.Value, "KeepDims needs inputs of the same number of core dimensions and outputs of none; the signature is %s", c.u.Signature)
		}
	}
	return kept, nil
}

// checkAxesEach checks that Axes, where it is given, has a list for each operand.
func (c *Config) checkAxesEach(k *coreCall) error {
	if c.flags&hasAxesEach == 0 {
		return nil
	}
	if n, nop := len(c.axesEach), len(k.sig.ops); n != nop && (n != k.nin || k.coreOutputs()) {
		return fault.New(c.u.Name, fault.Axis, "Axes takes a list for each of %d operands, not %d; those of outputs without core dimensions may be left out", nop, n)
	}
	return nil
}

// setCoreAxes sets the core axes of operand i: those of Axes, that of Axis, or the
// last ones.
func (c *Config) setCoreAxes(k *coreCall, i int) error {
	a := &k.axes[i]
	switch {
	case c.flags&hasAxesEach != 0 && i < len(c.axesEach):
		if n := len(c.axesEach[i]); n != a.n {
			return fault.New(c.u.Name, fault.Axis, "Axes gives operand %s %d axes; it has %d core dimensions", c.u.operandName(i), n, a.n)
		}
		copy(a.all(), c.axesEach[i])
	case c.flags&hasAxes != 0 && (len(c.axes) != 1 || len(k.sig.dims) != 1 || a.n > 1):
		return fault.New(c.u.Name, fault.Axis, "Axis takes one axis, for functions of one core dimension; the signature is %s", c.u.Signature)
	case c.flags&hasAxes != 0 && a.n == 1:
		a.axis[0] = c.axes[0]
	default:
		for j := range a.n {
			a.axis[j] = j - a.n
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
// the loop in their order, and within them the core dimensions, unless C or Fortran order is asked for.
func (k *coreCall) layOut(c *Config, p *plan, forced Layout) error {
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
		for j := range l.ndim {
			switch forced {
			case COrder:
				l.order[j] = j
			case FOrder:
				l.order[j] = l.ndim - 1 - j
			}
		}
	}
	return nil
}

// run runs the kernel on whole operands along the core dimensions. What the
// kernel can't read or write in place (another type, misaligned memory, an
// input that overlaps an output) is copied.
func (k *coreCall) run(p *plan, inputs, outputs []*operand, poll func() error) error {
	n := &p.space
	if err := copyInputs(inputs, outputs, n); err != nil {
		return err
	}
	if err := k.replaceOutputs(outputs, n); err != nil {
		return err
	}
	ops := append(inputs, outputs...)
	k.setArgs(ops)
	n.coalesce(ops)
	j := &p.job
	j.core, j.weight = &k.args, k.weight()
	j.prepare(p.loop.Kernel, n, ops, len(inputs), false)
	k.args.Threads = max(j.threads.count/max(j.tiles, 1), 1)
	err := j.run(poll)
	j.core, j.weight = nil, 1
	return k.storeLater(p.loop, len(outputs), err)
}

// copyInputs copies the inputs that can't be read in place.
func copyInputs(inputs, outputs []*operand, n *space) error {
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
	return nil
}

// replaceOutputs puts new arrays in the place of the outputs that can't be written
// in place.
func (k *coreCall) replaceOutputs(outputs []*operand, n *space) error {
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
	return nil
}

// storeLater copies the new arrays of replaceOutputs to the outputs, if err is nil,
// and lets go of both.
func (k *coreCall) storeLater(loop *Loop, outputs int, err error) error {
	for i := range outputs {
		l := &k.later[i]
		if d := loop.Out[i]; l.to.ptr != nil && err == nil && l.from.dtype != d && l.to.dtype != d {
			err = l.from.copyAs(d) // a result has the type of the loop first
		}
		if l.to.ptr != nil && err == nil {
			l.to.core, l.from.core = 0, 0
			q := getPlan()
			q.op[0], q.op[1] = l.from, l.to
			err = q.assign("copy", &q.op[0], &q.op[1], nil, nil)
			q.put(2)
		}
		l.to.ptr, l.from.ptr = nil, nil
	}
	return err
}

// weight returns the number of elements along the core dimensions.
func (k *coreCall) weight() int {
	weight := 1
	for i := range k.sig.dims {
		weight *= max(k.length[i], 1)
	}
	return weight
}

// setArgs tells the kernel the lengths of the core dimensions, and the strides of
// the operands along them.
func (k *coreCall) setArgs(ops []*operand) {
	copy(k.args.Len[:], k.length[:len(k.sig.dims)])
	for i, o := range ops {
		// Dimensions that are absent have length 1 and any stride.
		axis := o.loopDims()
		for at, d := range k.sig.ops[i] {
			k.args.Stride[i][at] = 0
			if !k.absent[d] {
				k.args.Stride[i][at] = o.ownStrides[axis]
				axis++
			}
		}
	}
}
