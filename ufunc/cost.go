// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import "github.com/arraygen/arraygen/ndarray/kernel"

// Costs in nanoseconds, measured on an EPYC of 2024; they choose the strategy
// and the number of threads, never the result.
const (
	costRow    = 3.0   // a row of a kernel call
	costFar    = 0.5   // touching an element on a cache line of its own; in proportion, if on a part of one
	costMemory = 0.05  // loading or storing 8 bytes in order
	costOp     = 0.016 // an operation on a lane of 8 bytes, by vector code
	costGoOp   = 0.2   // the same, by a Go loop
	costGo     = 0.1   // loading or storing an element by a Go loop

	// costElement is loading or storing a strided element by a kernel that takes any strides;
	// costShuffled likewise where vectors pack it; costWhole is that of one which is not strided.
	costElement  = 0.05
	costShuffled = 0.13
	costWhole    = 0.01

	// costAny and one for each operation are more than an element ever costs.
	costAny = 30.0

	// Packing an element: of itself, and for each of its bytes. Near is by
	// vectors: reversed, every second element, or by squares.
	costPackNear     = 0.01
	costPackNearByte = 0.007
	costPack         = 0.1
	costPackByte     = 0.01
)

// costSpan is the cost of packing for each byte from an element to the next:
// while one operand is packed, nothing else waits for memory, where a plain
// loop waits for all operands at once. It depends on the bytes that all
// operands span.
var costSpan = []struct {
	above int
	cost  float64
}{
	{16 << 20, 0.024}, // memory
	{1 << 20, 0.007},  // the last level of cache
}

// rowCost estimates the cost of an element if axis makes the rows.
func (j *job) rowCost(axis int, free bool) float64 {
	length := j.space.shape[axis]
	cost, packs := 0.0, false
	for i, o := range j.ops[:j.nop] {
		s, size := o.strides[axis], o.dtype.Size()
		if !free && s != size && (s != 0 || i >= j.nin) {
			cost += packCost(size, s == -size || s == 2*size)
			packs = true
		}
		for d := range j.space.ndim {
			if t := magnitude(o.strides[d]); t < magnitude(s) && (t != 0 || j.space.shape[d] > length) {
				cost += costFar * float64(min(magnitude(s), cacheLine)) / cacheLine
				break
			}
		}
	}
	if packs && length < flatBelow {
		// Rows are joined: no kernel row, but each operand is packed by rows.
		return cost + float64(j.nop)*(costPack+costRow/2/float64(length))
	}
	return cost + costRow/float64(length)
}

// packCost is the cost of packing an element of size bytes from cache.
func packCost(size int, near bool) float64 {
	if near {
		return costPackNear + costPackNearByte*float64(size)
	}
	return costPack + costPackByte*float64(size)
}

// packCost is the cost of packing an element of o, where all operands span so
// many bytes.
func (o *operand) packCost(n *space, span int) float64 {
	size := o.dtype.Size()
	inner, outer := o.rowStrides(n)
	squares := o.sharing(n) > 1 && outer == size
	c := packCost(size, inner == -size || inner == 2*size || squares)
	for _, s := range costSpan {
		if span > s.above {
			return c + s.cost*float64(min(magnitude(inner), cacheLine)/o.sharing(n))
		}
	}
	return c
}

// span returns the bytes that the operands span.
func (j *job) span() int {
	bytes := 0
	for _, o := range j.ops[:j.nop] {
		bytes += o.dtype.Size()
		for d, length := range j.space.shape[:j.space.ndim] {
			bytes += (length - 1) * magnitude(o.strides[d])
		}
	}
	return bytes
}

// loopForm is which form of a kernel runs.
type loopForm uint8

const (
	vectorForm  loopForm = iota // of contiguous operands: others are packed
	stridedForm                 // vector code that takes any strides, see kernel.Set.ByElement
	goForm                      // the Go loop, which takes any strides
)

// chooseForm returns the form that costs least on a machine of the given level.
func (j *job) chooseForm(level kernel.Level) loopForm {
	if j.mask != nil || j.core != nil || j.n < flatBelow || !j.anyStrided() {
		return vectorForm
	}
	span := j.span()
	pack := 0.0
	for i, o := range j.ops[:j.nop] {
		if o.cast != nil || o.misaligned {
			return vectorForm
		}
		if j.strided(i) {
			pack += o.packCost(j.space, span)
		}
	}
	switch {
	case j.set.StridedAt(level) != nil && j.takesStrides(level, pack):
		return stridedForm
	case j.preferGoLoop(pack):
		return goForm
	}
	return vectorForm
}

// takesStrides reports whether the operands lie so that a kernel which takes any strides
// beats one for which they are packed, at that cost.
func (j *job) takesStrides(level kernel.Level, pack float64) bool {
	elements := 0.0
	for i, o := range j.ops[:j.nop] {
		inner, _ := o.rowStrides(j.space)
		size := o.dtype.Size()
		switch {
		case !j.strided(i):
			elements += costWhole
		case o.sharing(j.space) > 1:
			return false // columns, which are packed by squares
		case inner == -size && (size < 8 || level == kernel.AVX512), inner == 2*size && level == kernel.AVX512:
			elements += costShuffled
		default:
			elements += costElement
			if i >= j.nin && inner == 2*size {
				pack += costPack // no vectors store every second element there
			}
		}
	}
	return pack > elements
}

// preferGoLoop reports whether the Go loop beats vector code for which operands are packed, at
// that cost: for short bodies, where operands come from afar.
func (j *job) preferGoLoop(pack float64) bool {
	pack += costOp * float64(j.set.Ops)
	plain := costGoOp*float64(j.set.Ops) + costGo*float64(j.nop)
	for _, o := range j.ops[:j.nop] {
		if o.dtype.Descriptor().Wide != o.dtype {
			return false
		}
	}
	return pack > plain
}

// strided reports whether the elements of operand i in a row must be packed for
// assembly.
func (j *job) strided(i int) bool {
	o := j.ops[i]
	inner, _ := o.rowStrides(j.space)
	return inner != o.dtype.Size() && (inner != 0 || i >= j.nin)
}

func (j *job) anyStrided() bool {
	for i := range j.nop {
		if j.strided(i) {
			return true
		}
	}
	return false
}

// opCost is the cost of an operation on an element of 8 bytes.
func opCost(plain bool) float64 {
	if plain {
		return costGoOp
	}
	return costOp
}

// cost estimates the nanoseconds for an element.
func (j *job) cost() float64 {
	if j.chain != nil {
		return j.chain.cost()
	}
	if j.core != nil {
		return (costMemory + opCost(j.free)*float64(j.set.Ops)) * float64(j.weight)
	}
	op := costGoOp
	if !j.free || j.form == stridedForm {
		op = costOp * float64(j.laneSize()) / 8
	}
	c := op*float64(j.set.Ops) + costRow/float64(max(j.n, 1))
	span := 0
	if j.anyPack {
		span = j.span()
	}
	for i, o := range j.ops[:j.nop] {
		c += costMemory * float64(o.dtype.Size()) / 8
		if j.mode[i] != direct {
			c += o.packCost(j.space, span)
		}
	}
	if j.mask != nil {
		c += costPack
	}
	return c
}

// laneSize returns the bytes of the widest elements that the kernel computes with.
func (j *job) laneSize() int {
	size := 1
	for _, o := range j.ops[:j.nop] {
		size = max(size, o.loopType().Descriptor().Wide.Size())
	}
	return size
}
