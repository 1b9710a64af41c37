// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"strconv"

	"github.com/arraygen/arraygen/ndarray/fault"
)

// space is the iteration space of a call: a length for each axis, and the strides that the operands keep themselves.
type space struct {
	ndim  int
	shape [maxDims]int
	// order lists the axes from the outermost in memory to the innermost.
	order [maxDims]int
	size  int
	// axes, from and line are working memory of coalesce.
	axes, from, line [maxDims]int
	// keep lists the axes that a reduction keeps.
	keep [maxDims]int
	kept int
}

// broadcast works out the shape of a call on ops, and the operands' strides in
// it. Outputs take part, but are never broadcast themselves: their shape must
// be that of the call.
func (n *space) broadcast(fn string, ops []*operand) error {
	ndim := 0
	for _, o := range ops {
		ndim = max(ndim, o.loopDims())
	}
	n.ndim = ndim
	n.size = 1
	for axis := range ndim {
		length := 1
		for _, o := range ops {
			own := axis - ndim + o.loopDims()
			if own < 0 {
				continue
			}
			switch d := o.own[own]; {
			case d == length || d == 1:
			case length == 1:
				length = d
			default:
				return badShapes(fn, ops)
			}
		}
		n.shape[axis] = length
		n.size *= length
	}
	for _, o := range ops {
		if o.output && !o.covers(n) {
			return badOutput(fn, o, n)
		}
		o.broadcast(n)
	}
	return nil
}

// broadcast sets the strides of o in the iteration space.
func (o *operand) broadcast(n *space) {
	lead := n.ndim - o.loopDims()
	clear(o.strides[:lead])
	for axis := lead; axis < n.ndim; axis++ {
		if o.own[axis-lead] == 1 {
			o.strides[axis] = 0
		} else {
			o.strides[axis] = o.ownStrides[axis-lead]
		}
	}
}

// covers reports whether o has the shape of the iteration space.
func (o *operand) covers(n *space) bool {
	if o.loopDims() != n.ndim {
		return false
	}
	for axis, d := range o.own[:n.ndim] {
		if d != n.shape[axis] {
			return false
		}
	}
	return true
}

func badShapes(fn string, ops []*operand) error {
	b := make([]byte, 0, 64)
	for _, o := range ops {
		b = append(appendShape(b, o.shape()), ' ')
	}
	return fault.New(fn, fault.Shape, "operands could not be broadcast together with shapes %s; each length must be the same, or 1, counted from the last axis", b[:len(b)-1])
}

func badOutput(fn string, o *operand, n *space) error {
	return fault.New(fn, fault.Shape, "non-broadcastable output operand with shape %s doesn't match the broadcast shape %s",
		appendShape(nil, o.shape()), appendShape(nil, n.shape[:n.ndim]))
}

// appendShape formats a shape as Python does: "()", "(3,)", "(2, 3)".
func appendShape(b []byte, shape []int) []byte {
	b = append(b, '(')
	for i, d := range shape {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(b, int64(d), 10)
	}
	if len(shape) == 1 {
		b = append(b, ',')
	}
	return append(b, ')')
}

// sort sets n.order to the axes from the largest to the smallest strides,
// NumPy's order K: where operands disagree, C order wins, and axes that no
// operand orders stay in place.
func (n *space) sort(ops []*operand) {
	order := n.order[:n.ndim]
	for i := range order {
		order[i] = i
	}
	for i := n.ndim - 2; i >= 0; i-- {
		axis, at := order[i], i
		for j := i + 1; j < n.ndim; j++ {
			swap, known := inward(ops, axis, order[j])
			if !known {
				continue
			}
			if !swap {
				break
			}
			at = j
		}
		copy(order[i:at], order[i+1:at+1])
		order[at] = axis
	}
}

// inward reports whether axis a belongs inside of axis b, which is inside now,
// and whether any operand tells.
func inward(ops []*operand, a, b int) (swap, known bool) {
	for _, o := range ops {
		s, t := magnitude(o.strides[a]), magnitude(o.strides[b])
		if s == 0 || t == 0 {
			continue
		}
		if t <= s {
			swap = false
		} else if !known {
			swap = true
		}
		known = true
	}
	return swap, known
}

func magnitude(x int) int {
	if x < 0 {
		return -x
	}
	return x
}

// coalesce rewrites the iteration space as the workers iterate over it: axes in n.order, those of
// length 1 left out, those that all operands walk backwards reversed, and
// neighbours joined where the stride of the outer one is the length of the inner one times its stride. The
// results of element-wise calls don't depend on any of it.
func (n *space) coalesce(ops []*operand) {
	axes, from, line := &n.axes, &n.from, &n.line
	nd := 0
	for _, axis := range n.order[:n.ndim] {
		if n.shape[axis] == 1 {
			continue
		}
		axes[nd] = axis
		nd++
		if backwards(ops, axis) {
			for _, o := range ops {
				o.ptr = addr(o.ptr, (n.shape[axis]-1)*o.strides[axis])
				o.strides[axis] = -o.strides[axis]
			}
		}
	}
	// Join from the innermost axis outwards. What is joined is written to the
	// end of line, as axes may move either way; from is the axis that a joined
	// one has its stride from.
	at := maxDims
	for i := nd - 1; i >= 0; i-- {
		axis := axes[i]
		if at < maxDims && joinable(ops, axis, from[at], line[at]) {
			line[at] *= n.shape[axis]
			continue
		}
		at--
		line[at], from[at] = n.shape[axis], axis
	}
	nd = copy(n.shape[:], line[at:])
	n.ndim = nd
	for _, o := range ops {
		for i := range nd {
			line[i] = o.strides[from[at+i]]
		}
		copy(o.strides[:nd], line[:nd])
	}
}

// backwards reports whether no operand walks the axis forwards, and one walks
// it backwards.
func backwards(ops []*operand, axis int) bool {
	any := false
	for _, o := range ops {
		if o.strides[axis] > 0 {
			return false
		}
		any = any || o.strides[axis] < 0
	}
	return any
}

// joinable reports whether all operands advance over the axis outer as they would by
// going on along inner, of the given length.
func joinable(ops []*operand, outer, inner, length int) bool {
	for _, o := range ops {
		if o.strides[outer] != length*o.strides[inner] {
			return false
		}
	}
	return true
}

// swap exchanges two axes.
func (n *space) swap(ops []*operand, a, b int) {
	n.shape[a], n.shape[b] = n.shape[b], n.shape[a]
	for _, o := range ops {
		o.strides[a], o.strides[b] = o.strides[b], o.strides[a]
	}
}
