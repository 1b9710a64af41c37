// SPDX-License-Identifier: BSD-3-Clause

package kerneltest

import (
	"fmt"
	"math/rand/v2"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/sample"
)

// FoldMaxN is the longest row that the folds are tried with: several leaves of
// the pairwise order, of unlike lengths.
const FoldMaxN = 600

// foldCheck is the data of a fold, where it is laid, and what it gives.
type foldCheck struct {
	*check
	d       dtype.DType
	data    [][]byte // ordinary numbers, the same once more, and special values
	in, out *arena
	want    map[string][]byte // by what is folded, for the next level
}

func newFoldCheck(c *check) *foldCheck {
	d := c.k.In[0]
	const n = FoldMaxN + 16
	r := rand.New(rand.NewPCG(2, uint64(len(c.k.Fold.Name))))
	plain := sample.Plain(r, d, n)
	return &foldCheck{check: c, d: d, data: [][]byte{plain, plain, sample.Special(r, d, n, 1)},
		in: newArena(c.t, n*d.Size()), out: newArena(c.t, 64*d.Size()), want: map[string][]byte{}}
}

// level tests the fold on a level: for all lengths up to FoldMaxN,
// with ordinary numbers, with one special value among them, with all of them; at
// several offsets and between guard pages; over rows with gaps and backwards.
func (f *foldCheck) level(l kernel.Level) {
	size := f.d.Size()
	for n := 0; n <= FoldMaxN; n++ {
		for kind, data := range f.data {
			if kind > 0 && n%3 != kind {
				continue
			}
			if kind == 1 && n > 0 { // one special value, anywhere
				data = append([]byte{}, data...)
				copy(data[(n*7%n)*size:][:size], f.data[2][n*size:][:size])
			}
			f.rows(l, fmt.Sprintf("n=%d, data %d", n, kind), data[:n*size], n, 1, n, n%9, n%2 == 0)
		}
	}
	for _, n := range []int{1, 2, 3, 7, 8, 9, 15, 16, 31, 33, 64, 65, 100, 127, 128, 129, 255, 257, 300} {
		rows := min(9, FoldMaxN/(n+2))
		for kind, data := range f.data[1:] {
			f.rows(l, fmt.Sprintf("%d rows of %d, data %d", rows, n, kind+1), data, n, rows, n+2, 1, false)
			f.rows(l, fmt.Sprintf("%d rows of %d, backwards, data %d", rows, n, kind+1), data, n, rows, -(n + 1), 0, true)
		}
	}
}

// rows folds rows of n elements, step elements apart, and compares.
func (f *foldCheck) rows(l kernel.Level, what string, data []byte, n, rows, step, off int, end bool) {
	f.t.Helper()
	size := f.d.Size()
	span := n + (rows-1)*max(step, -step) // elements
	src := f.in.at(span*size, off*size, end)
	copy(unsafe.Slice((*byte)(src), span*size), data)
	first := 0
	if step < 0 {
		first = -(rows - 1) * step
	}
	// Results lie apart too, so that each must be in its place.
	gap := 2 * size
	bytes := (rows-1)*gap + size
	f.out.fill(0xa5)
	dst := f.out.at(bytes, off*size, end)
	a := kernel.Args{N: n, Rows: rows, Scratch: new(kernel.Scratch)}
	a.Op[0] = kernel.Operand{Ptr: unsafe.Add(src, first*size), Inner: size, Outer: step * size}
	a.Op[1] = kernel.Operand{Ptr: dst, Outer: gap}
	f.k.Fold.RunAt(l, &a)
	if n == 0 {
		bytes = 0
	}
	if !f.out.untouched(0xa5, bytes, off*size, end) && bytes > 0 || bytes == 0 && !f.out.untouched(0xa5, 0, 0, false) {
		f.t.Fatalf("%s on %s, %s: memory beside the results was written", f.k.Fold.Name, l, what)
	}
	if n == 0 {
		return
	}
	for r := range rows {
		at := (first + r*step) * size
		key := fmt.Sprint(what, r)
		want := f.want[key]
		if want == nil {
			want = sample.Aligned(size)
			f.want[key] = want
			f.reduce(want, data[at:at+n*size])
		}
		if got := unsafe.Slice((*byte)(unsafe.Add(dst, r*gap)), size); string(got) != string(want) {
			f.t.Fatalf("%s on %s, %s, row %d: got % x, want % x", f.k.Fold.Name, l, what, r, got, want)
		}
	}
}

// reduce is the order of a fold, written down once more: dst is what the
// elements of src become.
func (f *foldCheck) reduce(dst, src []byte) {
	size := f.d.Size()
	n := len(src) / size
	series, leaf := kernel.FoldSeries, kernel.FoldLeaf
	if f.d.Kind() == dtype.KindComplex {
		series, leaf = series/2, leaf/2
	}
	switch {
	case f.k.Pairwise && n > leaf:
		half := n / 2 / series * series
		right := sample.Aligned(size)
		f.reduce(dst, src[:half*size])
		f.reduce(right, src[half*size:])
		f.body(dst, right)
		return
	case f.k.Pairwise && n >= series:
		acc := append(sample.Aligned(0), src[:series*size]...)
		i := series
		for ; i+series <= n; i += series {
			for s := range series {
				f.body(acc[s*size:], src[(i+s)*size:])
			}
		}
		for step := 1; step < series; step *= 2 {
			for s := 0; s < series; s += 2 * step {
				f.body(acc[s*size:], acc[(s+step)*size:])
			}
		}
		copy(dst, acc[:size])
		src = src[i*size:]
	default:
		copy(dst, src[:size])
		src = src[size:]
	}
	for ; len(src) > 0; src = src[size:] {
		f.body(dst, src)
	}
}

// body makes x the body of x and y.
func (f *foldCheck) body(x, y []byte) {
	p := unsafe.Pointer(&x[0])
	f.k.Body([]unsafe.Pointer{p, unsafe.Pointer(&y[0])}, []unsafe.Pointer{p})
}
