// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unsafe"

	"github.com/arraygen/arraygen/bench/arena"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
	"github.com/arraygen/arraygen/ufunc/catalogue"
)

// Case is one piece of work that several implementations do.
type Case struct {
	Ufunc   *ufunc.Ufunc
	Loop    *ufunc.Loop
	Pattern Pattern
	// N is the number of elements of the largest operand.
	N int
	// Threads is the number of threads; 0 stands for all there are.
	Threads int
}

// Sizes are the numbers of elements of the cases.
func Sizes() []int { return []int{10, 1000, 30_000, 1_000_000, 16_000_000} }

// DTypes names the types of the case: one name where all inputs have the same
// type, else all of them; of a cast, which has a loop for every result, that of
// the result too.
func (c Case) DTypes() string {
	if c.Ufunc == casts {
		return fmt.Sprintf("%v->%v", c.Loop.In[0], c.Loop.Out[0])
	}
	return signature(c.Loop)
}

func signature(l *ufunc.Loop) string {
	same := true
	for _, d := range l.In {
		same = same && d == l.In[0]
	}
	if same {
		return l.In[0].String()
	}
	var names []string
	for _, d := range l.In {
		names = append(names, d.String())
	}
	return strings.Join(names, ",")
}

// Key names the case in results, as "add/float64/contiguous/n=1000/1".
func (c Case) Key() string {
	return fmt.Sprintf("%s/%s/%s/n=%d/threads=%s", c.Ufunc.Name, c.DTypes(), c.Pattern, c.N, threadsText(c.Threads))
}

func threadsText(n int) string {
	if n == 0 {
		return "all"
	}
	return fmt.Sprint(n)
}

// Registry calls yield for every case that the rows give: each loop of each
// ufunc, and each cast, in every pattern that it has, at every size and with one
// and all threads. What a run takes of them is up to its Selection.
func Registry(yield func(Case) bool) {
	for _, u := range append(slices.Clip(catalogue.All), casts) {
		for i := range u.Loops {
			l := &u.Loops[i]
			for _, p := range Patterns() {
				if p.Excluded(u, l) != "" {
					continue
				}
				for _, n := range Sizes() {
					for _, threads := range []int{1, 0} {
						if !yield(Case{u, l, p, n, threads}) {
							return
						}
					}
				}
			}
		}
	}
}

// Job is a case laid out in memory, as peers get it.
type Job struct {
	Case    Case           `json:"-"`
	Ufunc   string         `json:"ufunc"`
	Pattern Pattern        `json:"pattern"`
	Threads int            `json:"threads"`
	Ins     []arena.Layout `json:"ins"`
	Outs    []arena.Layout `json:"outs"`
	// Pristine is where the first input is kept for in-place work, which
	// destroys it; -1 elsewhere. It is copied back before every sample.
	Pristine int `json:"pristine"`
	mem      *arena.Arena
}

// lay lays a case out, somewhere in memory, and fills its inputs.
func lay(c Case, mem *arena.Arena, d *data, where *rand.Rand) (*Job, error) {
	mem.Reset(where.IntN(arena.Align / arena.Line))
	ins, outs, err := c.Pattern.layouts(c.Loop, c.N, mem)
	if err != nil {
		return nil, err
	}
	j := &Job{Case: c, Ufunc: c.Ufunc.Name, Pattern: c.Pattern, Threads: c.Threads, Ins: ins, Outs: outs, Pristine: -1, mem: mem}
	if c.Pattern == InPlace {
		if j.Pristine, err = mem.Cut(c.Loop.In[0], c.N); err != nil {
			return nil, err
		}
	}
	j.move(where.IntN(mem.Pages() + 1))
	for i, l := range j.Ins {
		if err := d.fill(mem.Bytes(l.Base, l.Bytes), c.Loop.In[i], i); err != nil {
			return nil, err
		}
	}
	if j.Pristine >= 0 {
		copy(mem.Bytes(j.Pristine, j.Ins[0].Bytes), mem.Bytes(j.Ins[0].Base, j.Ins[0].Bytes))
	}
	return j, nil
}

// move has all operands lie so many pages further on.
func (j *Job) move(pages int) {
	by := pages * arena.Align
	for _, layouts := range [][]arena.Layout{j.Ins, j.Outs} {
		for i := range layouts {
			layouts[i].Offset += by
			layouts[i].Base += by
		}
	}
	if j.Pristine >= 0 {
		j.Pristine += by
	}
}

// Restore brings back the first input of in-place work.
func (j *Job) Restore() {
	if j.Pristine >= 0 {
		copy(j.mem.Bytes(j.Ins[0].Base, j.Ins[0].Bytes), j.mem.Bytes(j.Pristine, j.Ins[0].Bytes))
	}
}

// inPlaceReps is how often arithmetic in place repeats between two
// restorations.
const inPlaceReps = 8

// MaxReps returns the most repetitions of a sample, 0 for any. A function in
// place goes on from its own result: exp of exp of exp is infinite, for which
// NumPy takes eight times as long. So it is restored for every call.
func (j *Job) MaxReps() int {
	switch {
	case j.Pristine < 0:
		return 0
	case j.Case.Loop.Kernel.Ops > 8:
		return 1
	}
	return inPlaceReps
}

// Traffic returns the bytes that the work reads and writes: each operand once,
// a broadcast one as often as it has elements.
func (j *Job) Traffic() int {
	n := 0
	for _, l := range append(append([]arena.Layout{}, j.Ins...), j.Outs...) {
		size := l.Bytes
		if j.Pattern == Stride2 || j.Pattern == OutStrided {
			size = elements(l.Shape) * itemSize(l)
		}
		n += size
	}
	return n
}

// footprint returns the bytes of memory that the work touches.
func (j *Job) footprint() int {
	n := 0
	for _, l := range j.Ins {
		n += l.Bytes
	}
	if j.Pattern != InPlace {
		for _, l := range j.Outs {
			n += l.Bytes
		}
	}
	return n
}

func elements(shape []int) int {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return n
}

func itemSize(l arena.Layout) int {
	d, err := dtype.Parse(l.DType)
	if err != nil {
		return 0
	}
	return d.Size()
}

// View is an operand as a Go slice over its block of memory: element (i, j) of
// the matrix that the operand is seen as, rows × cols, is
// Data[First + i*Row + j*Col].
type View[T any] struct {
	Data            []T
	First, Row, Col int
	Rows, Cols      int
}

// ViewOf returns the view of an operand in the shape of the whole case: a
// missing axis, or one of length 1, has stride 0.
func ViewOf[T any](j *Job, l arena.Layout) View[T] {
	var z T
	size := int(unsafe.Sizeof(z))
	block := j.mem.Bytes(l.Base, l.Bytes)
	v := View[T]{Data: unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(block))), l.Bytes/size), First: (l.Offset - l.Base) / size, Rows: 1}
	shape := j.Ins[0].Shape
	v.Cols = shape[len(shape)-1]
	if len(shape) == 2 {
		v.Rows = shape[0]
	}
	stride := func(axis int) int {
		if at := len(l.Shape) - axis; at >= 0 && l.Shape[at] > 1 {
			return l.Strides[at] / size
		}
		return 0
	}
	v.Col, v.Row = stride(1), stride(2)
	return v
}

// Flat returns the elements if they lie in one run without gaps.
func (v View[T]) Flat() ([]T, bool) {
	n := v.Rows * v.Cols
	if v.Col != 1 || v.Rows > 1 && v.Row != v.Cols || v.First != 0 || len(v.Data) != n {
		return nil, false
	}
	return v.Data, true
}

// Bytes returns the memory of an operand, gaps included.
func (j *Job) Bytes(l arena.Layout) []byte { return j.mem.Bytes(l.Base, l.Bytes) }
