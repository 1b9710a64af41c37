// SPDX-License-Identifier: BSD-3-Clause

package core

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Slices are contiguous, so a kernel that needs no memory beside them copies nothing: its passes run over the
// operands as they are, and what they leave for each other is one element each. What runs them is this file
// alone, so that a program which sums a slice links neither the copies of strided operands nor
// the memory of arrays.

// mostOperands is the most operands of a kernel that runs so.
const mostOperands = kernel.DirectOperands

// addresses are those of the operands of a kernel.
type addresses [mostOperands]unsafe.Pointer

// Direct reports whether [Kernel.ApplyDirect] runs k, or if rows is set [Kernel.ApplyBuffered]: no operand is a table or
// has an edge, and of the temporaries none, or some, are rows.
func (k *Kernel) Direct() (ok, rows bool) {
	if k.Contraction != nil || k.Rows > 0 || k.Edge != Valid || len(k.Operands) > mostOperands {
		return false, false
	}
	for i := range k.Operands {
		o := &k.Operands[i]
		if o.Table {
			return false, false
		}
		rows = rows || o.Row && i >= k.In+k.Out
	}
	return true, rows
}

// ApplyDirect is [Kernel.Apply] for a kernel that is [Kernel.Direct] and leaves no rows for its passes, with the
// same results.
func (k *Kernel) ApplyDirect(name string, vecs ...kernel.Vec) error {
	n, _, err := k.rowOf(name, vecs)
	if err != nil || k.Row != nil && k.reduceSlices(n, vecs) {
		return err
	}
	c := calls.Get().(*call)
	c.readScalars(k, vecs)
	var at addresses
	c.place(&at, k, vecs, n)
	c.direct(k, &at, n)
	c.writeScalars(k, vecs)
	calls.Put(c)
	return nil
}

// ApplyBuffered is [Kernel.Apply] for a kernel that is [Kernel.Direct], with the same results: rows that passes leave for
// each other are in working memory.
func (k *Kernel) ApplyBuffered(name string, vecs ...kernel.Vec) error {
	n, _, err := k.rowOf(name, vecs)
	if err != nil {
		return err
	}
	c := calls.Get().(*call)
	c.readScalars(k, vecs)
	lacks := c.once(k, vecs, n)
	c.giveBack()
	if lacks == 0 {
		c.writeScalars(k, vecs)
	} else {
		err = noMemory(name, lacks, n)
	}
	calls.Put(c)
	return err
}

// once runs the passes of k over slices. It returns how many bytes of
// working memory it lacks, and then has written nothing; else 0.
func (c *call) once(k *Kernel, vecs []kernel.Vec, n int) (lacks int) {
	var at addresses
	words := c.place(&at, k, vecs, n)
	if words > 0 {
		if !c.allocate(words * 8) {
			return words * 8
		}
		words = 0
		for i := len(vecs); i < len(k.Operands); i++ {
			if o := &k.Operands[i]; o.Row {
				at[i] = unsafe.Pointer(&c.buffer[words])
				words += (o.Size*n + 7) / 8
			}
		}
	}
	c.direct(k, &at, n)
	return 0
}

// place notes where operands are that need no memory: slices, and in c what is one element. It returns how many words
// the others have.
func (c *call) place(at *addresses, k *Kernel, vecs []kernel.Vec, n int) (words int) {
	for i := range k.Operands {
		switch o := &k.Operands[i]; {
		case i < len(vecs) && !vecs[i].Scalar():
			at[i], _ = vecs[i].Data()
		case o.Row:
			words += (o.Size*n + 7) / 8
		default:
			at[i] = unsafe.Pointer(&c.cells[i])
		}
	}
	return words
}

// direct runs the passes of k over contiguous rows of n elements at the given addresses.
func (c *call) direct(k *Kernel, at *addresses, n int) {
	c.k, c.level, c.args.Rows, c.args.Scratch = k, kernel.Current(), 1, &c.scratch
	most := 0
	for i := range k.Passes {
		p := &k.Passes[i]
		most = max(most, len(p.In)+len(p.Out))
		switch {
		case p.Kind == Values:
			c.index = 0
			c.point(p, at, 0, 1, 1)
			p.Set.Impl[kernel.Go](&c.args) // what stands alone costs more in vector code
		case p.Kind == Reduce && n == 0:
			for j, o := range p.Out {
				put(at[o], k.Operands[o].Size, p.Empty[j])
			}
		case p.Kind == Reduce && (n <= kernel.Chunk || p.Series == 0):
			c.directPiece(p, at, 0, n)
		case p.Kind == Reduce:
			c.directTree(p, at, 0, n)
		case p.Kind == Map:
			c.directMap(p, at, n)
		case n > 0:
			c.point(p, at, 0, n, 0)
			p.Scan(n, c.args.Op[1], c.args.Op[0])
		}
	}
	for i := range c.args.Op[:most] {
		c.args.Op[i].Ptr = nil
	}
}

// directMap computes the elements of a row.
func (c *call) directMap(p *Pass, at *addresses, n int) {
	most := kernel.Chunk
	for _, o := range p.In {
		if o == Numbers {
			most = len(numbers())
		}
	}
	for from := 0; from < n; from += most {
		c.index = int64(from)
		c.point(p, at, from, min(most, n-from), 0)
		c.runPass(p)
	}
}

// directPiece reduces n elements of a row, from element from on, by one call of a kernel.
func (c *call) directPiece(p *Pass, at *addresses, from, n int) {
	c.setIndex(p, from)
	c.point(p, at, from, n, 0)
	c.runPass(p)
}

// directTree reduces n elements of a row, from element from on, cut in halves as [Pass].Join says.
func (c *call) directTree(p *Pass, at *addresses, from, n int) {
	if n <= kernel.Chunk {
		c.directPiece(p, at, from, n)
		return
	}
	half := n / 2
	half -= half % p.Series
	c.directTree(p, at, from, half)
	var before [kernel.MaxOperands]uint64
	for i, o := range p.Out {
		before[i] = get(at[o], c.k.Operands[o].Size)
	}
	c.directTree(p, at, from+half, n-half)
	c.join(p, &before, func(o int8) unsafe.Pointer { return at[o] })
}

// join makes one of two parts of a row that p has reduced: of each output the bits before, and the element at its address.
func (c *call) join(p *Pass, before *[kernel.MaxOperands]uint64, address func(int8) unsafe.Pointer) {
	m := len(p.Out)
	for i, o := range p.Out {
		size := c.k.Operands[o].Size
		put(unsafe.Pointer(&c.joined[i]), size, before[i])
		for j, from := range [...]unsafe.Pointer{unsafe.Pointer(&c.joined[i]), address(o), address(o)} {
			c.args.Op[j*m+i] = kernel.Operand{Ptr: from, Inner: size, Outer: size}
		}
	}
	c.args.N, c.args.Rows = 1, 1
	p.Join(&c.args)
}

// point makes the operands of p the arguments: n elements of a row, from element from on. One is the stride of
// what is one element for the row, in elements.
func (c *call) point(p *Pass, at *addresses, from, n, one int) {
	k, a := c.k, &c.args
	a.N = n
	ops := a.Op[:len(p.In)+len(p.Out)]
	for j, o := range p.In {
		op := &ops[j]
		switch {
		case o >= 0:
			x := &k.Operands[o]
			op.Ptr, op.Inner = at[o], x.inner(one)
			if x.Row && n > 0 { // else there may be no element there
				place := from
				if p.At != nil {
					place += int(p.At[j].Element)
				}
				op.Ptr = unsafe.Add(op.Ptr, place*x.Size)
			}
		case o == Numbers:
			op.Ptr, op.Inner = unsafe.Pointer(unsafe.SliceData(numbers())), 8
		default:
			op.Ptr, op.Inner = unsafe.Pointer(&c.index), 0
		}
	}
	for j, o := range p.Out {
		op, x := &ops[len(p.In)+j], &k.Operands[o]
		op.Ptr, op.Inner = at[o], x.inner(one)
		if x.Row {
			op.Ptr = unsafe.Add(op.Ptr, from*x.Size)
		}
	}
}

// inner is the stride of o from element to element of a row, if that of what is one element for
// the row is the given number of elements.
func (o *Operand) inner(one int) int {
	if o.Row {
		return o.Size
	}
	return one * o.Size
}

// runPass runs the kernel of p on the arguments.
func (c *call) runPass(p *Pass) {
	if !p.Set.Rare {
		p.Set.At(c.level)(&c.args)
		return
	}
	if m := len(p.In) + len(p.Out); m < len(c.args.Op) {
		c.args.Op[m].Ptr = nil // it counts the operands by it
	}
	p.Set.RunAt(c.level, &c.args)
}
