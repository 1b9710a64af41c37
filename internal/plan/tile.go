// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"errors"
	"fmt"
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
)

// Tile is a kernel that sums over products, or whatever its body combines, for a
// register tile of results: see kernel.Tile.
type Tile struct {
	Name string // of the Go function, less the suffix of the level
	// Step is the body of three inputs: a sum, an element of A, one of B. Its first
	// output is the sum that takes in both; the others are its second and third
	// inputs, so that no operation overwrites them. See TileStep.
	Step *ir.Func
	Doc  string // the comment of the function: the loop that it equals
	// Whole says that there are no tiles but of the largest shape, whose sums of 32 bits take in several
	// products at once: see kernel.TileSet.Group. Step names them by lanes of the factors.
	Whole bool
	// Begun says that sums begin with what kernel.Tile.Start has, a vector of what changes no sum, and not
	// with zero.
	Begun bool
}

// GroupStep returns the body of a whole tile, of factors of types a and b: into takes in elements of
// both.
func GroupStep(name string, sum, a, b ir.Type, into func(f *ir.Func, sum, a, b *ir.Value) *ir.Value) *ir.Func {
	return tileStep(name, [3]ir.Type{sum, a, b}, into)
}

// TileStep returns the body of a tile: into takes in a and b.
func TileStep(name string, t ir.Type, into func(f *ir.Func, sum, a, b *ir.Value) *ir.Value) *ir.Func {
	return tileStep(name, [3]ir.Type{t, t, t}, into)
}

func tileStep(name string, types [3]ir.Type, into func(f *ir.Func, sum, a, b *ir.Value) *ir.Value) *ir.Func {
	f := ir.New(name)
	for i, n := range []string{"sum", "a", "b"} {
		f.In = append(f.In, ir.Operand{Name: n, Lane: types[i]})
		f.Out = append(f.Out, ir.Operand{Name: n + "Out", Lane: types[i]})
	}
	sum, a, b := f.Param(0, 0), f.Param(1, 0), f.Param(2, 0)
	f.Return(0, 0, into(f, sum, a, b))
	f.Return(1, 0, a)
	f.Return(2, 0, b)
	return f
}

// TileShape is the largest tile of a machine: its rows, and its columns in vectors. A tile
// of one row shares no vector among rows, and has Flat vectors of columns, so that as many
// sums don't wait for each other.
type TileShape struct{ Rows, Vectors, Flat int }

// TileWriter is what a back end writes a tile kernel with. The machine has
// addresses in the rows of A and in B, which go on from product to product; an
// address in C; and a count of products left.
type TileWriter interface {
	Control
	MendWriter
	ApplyWriter

	// TileArgs makes the kernel.Tile known, and sets the addresses and strides.
	TileArgs()
	// IfRows jumps to label if the tile has n rows, IfVectors if n vectors of columns.
	IfRows(n int, label string)
	IfVectors(n int, label string)
	// StartColumns goes to the first column of a tile of one row; NextColumns goes n vectors
	// on. IfColumns jumps to label if at least n vectors are left. AtColumns sets the addresses
	// of A and B to the first product of these columns.
	StartColumns()
	NextColumns(n int)
	IfColumns(n int, label string)
	AtColumns()
	// CountProducts sets the count of products.
	CountProducts()
	// Zero clears vector register r.
	Zero(r int)
	// LoadB loads vector v of B, LoadA the element of row n of A into all lanes; each
	// is the next register. NextProduct moves the addresses to the next product,
	// of a tile of so many rows.
	LoadB(r, v int)
	LoadA(r, n int)
	NextProduct(rows int)
	// IfFresh jumps to label if the sums begin with zero, IfFirst if C holds no sum of
	// blocks before, IfNotLast if other blocks come after.
	IfFresh(label string)
	IfFirst(label string)
	IfNotLast(label string)
	// StartC sets the address in C to the first row, or StartFlatC to the columns of the only
	// one; NextC to the next row.
	StartC()
	StartFlatC()
	NextC()
	// LoadStart loads vector v of what the sums begin with into register r, of a whole tile or one that is
	// begun.
	LoadStart(r, v int)
	// LoadC loads vector v of the row of C into register r. AddC adds it to r; t is free.
	// StoreC stores r there.
	LoadC(r, v int)
	AddC(r, t, v int)
	StoreC(r, v int)
	// Return returns from the kernel.
	Return()
}

// TileLoop is a tile kernel on a machine.
type TileLoop struct {
	Shape     TileShape
	Body      *Body
	Registers Classes
	Lanes     int
	Whole     bool
	Begun     bool
}

// Write writes the kernel: a loop for each number of rows and of vectors, so that
// no tile computes what it doesn't need.
func (t TileLoop) Write(w TileWriter) {
	var cold coldCode
	w.TileArgs()
	if t.Whole {
		t.tile(w, &cold, "", t.Shape.Rows, t.Shape.Vectors)
		w.Return()
		return
	}
	w.IfRows(1, "flat")
	for v := t.Shape.Vectors; v > 1; v-- {
		w.IfVectors(v, label("vectors", v))
	}
	for v := 1; v <= t.Shape.Vectors; v++ {
		w.Label(label("vectors", v))
		counts := t.counts(2, t.Shape.Rows)
		for i := len(counts) - 1; i > 0; i-- {
			w.IfRows(counts[i], label(label("rows", counts[i])+"x", v))
		}
		for _, n := range counts {
			name := label(label("rows", n)+"x", v)
			w.Label(name)
			t.tile(w, &cold, name, n, v)
			w.Return()
		}
	}
	t.flat(w, &cold)
	cold.write(w)
}

// counts lists the numbers of rows, or of vectors, from low to high for which there are loops: all, or
// of a tile that is begun, which users have many of, powers of two and the largest. See kernel.TileShape.
func (t TileLoop) counts(low, high int) (list []int) {
	for n := low; n < high; n++ {
		if !t.Begun || n&(n-1) == 0 {
			list = append(list, n)
		}
	}
	if high >= low {
		list = append(list, high)
	}
	return list
}

// flat writes the loops for one row: as many vectors of columns as have registers, again
// and again, then those that are left.
func (t TileLoop) flat(w TileWriter, cold *coldCode) {
	w.Label("flat")
	w.StartColumns()
	w.Label("columns")
	counts := t.counts(1, t.Shape.Flat)
	slices.Reverse(counts)
	for _, v := range counts {
		w.IfColumns(v, label("flat", v))
	}
	w.Return()
	for _, v := range counts {
		name := label("flat", v)
		w.Label(name)
		w.AtColumns()
		t.tile(w, cold, name, 1, v)
		if v < t.Shape.Flat && !t.Begun {
			w.Return() // nothing is left
			continue
		}
		w.NextColumns(v)
		w.Jump("columns")
	}
}

// tile writes the loop for tiles of so many rows and vectors, up to where they are stored.
func (t TileLoop) tile(w TileWriter, cold *coldCode, name string, rows, vectors int) {
	vecs := t.Registers[0]
	startC := w.StartC
	if rows == 1 {
		startC = w.StartFlatC
	}
	var sums []Parts
	for range rows * vectors {
		r := vecs.Pin()
		if !t.Whole && !t.Begun {
			w.Zero(r)
		}
		sums = append(sums, Parts{r})
	}
	eachC := func(do func(r, v int)) {
		startC()
		for n := range rows {
			for v := range vectors {
				do(sums[n*vectors+v][0], v)
			}
			if n+1 < rows {
				w.NextC()
			}
		}
	}
	w.IfFresh(name + "fresh")
	eachC(w.LoadC)
	if t.Whole || t.Begun {
		w.Jump(name + "begun")
	}
	w.Label(name + "fresh")
	if t.Whole || t.Begun {
		t.start(w, sums, vectors)
		w.Label(name + "begun")
	}
	a := vecs.Pin()
	b := make([]int, vectors)
	for v := range b {
		if b[v] = b[0]; v == 0 || rows > 1 {
			b[v] = vecs.Pin()
		}
	}
	w.CountProducts()
	w.Compare(0, Zero, name+"sums")
	w.Align()
	w.Label(name + "loop")
	if rows == 1 { // a vector of B is used once
		w.LoadA(a, 0)
		for v := range b {
			w.LoadB(b[v], v)
			t.step(w, sums[v][0], a, b[v])
		}
	} else {
		for v := range b {
			w.LoadB(b[v], v)
		}
		for n := range rows {
			w.LoadA(a, n)
			for v := range b {
				t.step(w, sums[n*vectors+v][0], a, b[v])
			}
		}
	}
	w.NextProduct(rows)
	w.Count(-1, NotZero, name+"loop")

	w.Label(name + "sums")
	if !t.Whole {
		w.IfFirst(name + "first")
		eachC(func(r, v int) { w.AddC(r, a, v) })
		w.Label(name + "first")
	}
	vecs.Unpin(a)
	for v, r := range b {
		if v == 0 || rows > 1 {
			vecs.Unpin(r)
		}
	}
	if e := t.Body.Func.Out[0].Lane; e == ir.F32 || e == ir.F64 {
		w.IfNotLast(name + "store")
		var list []Suspect
		for _, s := range sums {
			list = append(list, Suspect{Type: e, Register: s[0], NaN: -1})
		}
		w.Begin(Block{Vectors: 1, Lanes: t.Lanes})
		cold.mend(w, list, 0, nil, nil)
		t.Registers.Release()
		w.Label(name + "store")
	}
	eachC(w.StoreC)
	for _, s := range sums {
		vecs.Unpin(s[0])
	}
}

// start has the sums begin: those of a whole tile with a row, others with a vector that they share.
func (t TileLoop) start(w TileWriter, sums []Parts, vectors int) {
	if t.Begun {
		vectors = 1
	}
	for i, s := range sums {
		if v := i % vectors; i == v {
			w.LoadStart(s[0], v)
		} else {
			w.Move(s[0], sums[v][0])
		}
	}
}

// step makes register sum take in a and b.
func (t TileLoop) step(w TileWriter, sum, a, b int) {
	regs, vectors := t.Registers, t.Registers[0]
	regs.Reset()
	w.Begin(Block{Vectors: 1, Lanes: t.Lanes})
	given := []int{sum, a, b}
	for _, v := range t.Body.Order {
		if v.Op == ir.Param {
			vectors.Give(Var{Value: v}, given[v.Imm>>1])
		}
	}
	for i, v := range t.Body.Order {
		regs.At(i)
		if v.Op != ir.Param {
			w.Operation(v)
		}
	}
	regs.At(len(t.Body.Order))
	if r := w.Register(t.Body.ResultsOf(0)[0].Value, 0); r != sum {
		w.Move(sum, r)
	}
	regs.Reset()
	for _, r := range given {
		vectors.Keep(r)
	}
}

// WriteTile writes tile kernel k, whose legalised step is f, by the first of shapes
// for which there are registers enough, and returns it. write panics with
// OutOfRegisters where there are not.
func (m Machine) WriteTile(k Tile, f *ir.Func, shapes []TileShape, write func(*Body, Plan, TileShape) error) (TileShape, error) {
	if m.Fuse != nil {
		m.Fuse(f)
	}
	b := Lay(f)
	if b.ResultsOf(0)[0].NaN != nil {
		return TileShape{}, &Unfit{Kernel: k.Name, Reason: errors.New("a sum that doesn't show by itself that it is NaN")}
	}
	if size := f.In[0].Lane.Size(); !k.Whole && b.Func.MaxLane() > size {
		return TileShape{}, &Unfit{Kernel: k.Name, Reason: fmt.Errorf("operations on %d bytes for elements of %d, of which a vector has more", b.Func.MaxLane(), size)}
	}
	var unfit error
	for _, s := range shapes {
		for _, hoist := range []int{len(b.Consts), 0} {
			var err error
			unfit, err = attempt(Kernel{Name: k.Name}, b, Plan{Unroll: 1, Hoist: b.Consts[:hoist]}, func(b *Body, p Plan) error { return write(b, p, s) })
			if unfit == nil {
				return s, err
			}
		}
	}
	return TileShape{}, unfit
}
