// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// Result is what was found about a function.
type Result struct {
	Name, Dtype, Grade string
	Bound              float64
	// Max is the largest error in ULP and At the input that has it; At2 is the
	// second argument of a function of two.
	Max     float64
	At, At2 float64
	// Inexact counts the results that are not the correctly rounded ones.
	Inexact uint64
	// Samples counts the inputs; it is 2^32 for an exhaustive sweep.
	Samples uint64
	// Faults are special values that are wrong, and broken symmetries.
	Faults []Fault
}

// Fault is a wrong result where there is one right answer.
type Fault struct{ X, Got, Want float64 }

// exactEvery is how many inputs of a function that has no near one are passed over for
// each that is compared.
const exactEvery = 1999

// block is how many neighbouring bit patterns are evaluated at a time.
const block = 1 << 12

// Sweep measures functions of one name on every step'th block of float32 bit
// patterns; step 1 is all of them. For an odd or even function, the reference
// is computed for one sign and the other compared with it.
func Sweep(fs []Func32, step int) []Result {
	name := fs[0].Name
	total := make([]Result, len(fs))
	for i, f := range fs {
		total[i] = Result{Name: f.Name, Dtype: "float32", Grade: f.Grade, Bound: f.Bound}
		y := make([]float32, len(specials))
		f.Eval(y, specials)
		for j, x := range specials {
			if want, ok := special(name, float64(x)); ok {
				total[i].special(x, y[j], want)
			}
		}
	}
	blocks := uint32(1<<32/block - 1)
	if parity(name) != 0 {
		blocks /= 2
	}
	var next atomic.Uint32
	var lock sync.Mutex
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			w := newSweeper(fs)
			for {
				b := uint64(next.Add(1)-1) * uint64(step)
				if b > uint64(blocks) {
					break
				}
				w.block(uint32(b) * block)
			}
			lock.Lock()
			defer lock.Unlock()
			for i := range total {
				total[i].merge(&w.results[i])
			}
		})
	}
	wait.Wait()
	return total
}

func (r *Result) merge(o *Result) {
	if o.Max > r.Max || o.Max == r.Max && o.At < r.At {
		r.Max, r.At = o.Max, o.At
	}
	r.Inexact += o.Inexact
	r.Samples += o.Samples
	r.Faults = append(r.Faults, o.Faults...)
}

// fault notes a fault; a few tell enough.
func (r *Result) fault(x, got, want float64) {
	if len(r.Faults) < 8 {
		r.Faults = append(r.Faults, Fault{x, got, want})
	}
}

type sweeper struct {
	fs       []Func32
	near     near
	exact    Exact
	parity   int
	signs    uint64 // how many inputs a reference value stands for
	every    uint32 // of each block, every so many inputs
	x, minus []float32
	y        [][]float32 // per function
	mirrored []float32
	results  []Result
}

func newSweeper(fs []Func32) *sweeper {
	w := &sweeper{
		fs: fs, near: nears[fs[0].Name], exact: exact[fs[0].Name], parity: parity(fs[0].Name),
		x: make([]float32, block), minus: make([]float32, block), mirrored: make([]float32, block),
		results: make([]Result, len(fs)),
	}
	w.every = 1
	if w.near == nil {
		w.every = exactEvery
	}
	w.signs = 1
	if w.parity != 0 {
		w.signs = 2
	}
	for range fs {
		w.y = append(w.y, make([]float32, block))
	}
	return w
}

// block measures the functions on block bit patterns from first on.
func (w *sweeper) block(first uint32) {
	for i := range w.x {
		w.x[i] = math.Float32frombits(first + uint32(i))
		w.minus[i] = -w.x[i]
	}
	for j, f := range w.fs {
		f.Eval(w.y[j], w.x)
		w.results[j].Samples += uint64(block-1-w.from(first))/uint64(w.every) + 1
	}
	name := w.fs[0].Name
	// Whole blocks are special or not, but for their ends.
	for i := w.from(first); i < block; i += w.every {
		x := w.x[i]
		if want, ok := special(name, float64(x)); ok {
			for j := range w.fs {
				w.results[j].special(x, w.y[j][i], want)
			}
			continue
		}
		r, right := w.reference(float64(x))
		for j := range w.fs {
			y := w.y[j][i]
			if y == right {
				continue
			}
			p := &w.results[j]
			p.Inexact += w.signs
			if e := ulpsNear(float64(y), r); e > p.Max {
				p.Max, p.At = e, float64(x)
			}
		}
	}
	if w.parity != 0 {
		w.mirror()
	}
}

// special notes a result that is not the one right answer, of which want has 53 bits.
func (r *Result) special(x, got float32, want float64) {
	if rounded := float64(float32(want)); !same(float64(got), rounded) {
		r.fault(float64(x), float64(got), rounded)
	}
}

// specials are numbers that no sweep passes over, whatever its step.
var specials = func() []float32 {
	var list []float32
	for _, x := range []float64{0, 1, math.Inf(1)} {
		list = append(list, float32(x), float32(math.Copysign(x, -1)))
	}
	return append(list, float32(math.NaN()))
}()

// from returns at which input of a block the sweep begins.
func (w *sweeper) from(first uint32) uint32 { return first / block % w.every % block }

// reference returns the function of x to float64 precision and rounded to float32.
func (w *sweeper) reference(x float64) (float64, float32) {
	if w.near != nil {
		r := w.near(x)
		if right := float32(r * (1 - nearError)); right == float32(r*(1+nearError)) {
			return r, right
		}
		return r, round32(w.exact(x))
	}
	want := w.exact(x)
	r, _ := want.Float64()
	return r, round32(want)
}

// mirror compares f(-x) with +-f(x), bit by bit.
func (w *sweeper) mirror() {
	for j, f := range w.fs {
		f.Eval(w.mirrored, w.minus)
		p := &w.results[j]
		p.Samples += block
		for i, y := range w.y[j] {
			want := y
			if w.parity < 0 {
				want = -y
			}
			if got := w.mirrored[i]; math.Float32bits(got) != math.Float32bits(want) && (got == got || want == want) {
				p.fault(float64(w.minus[i]), float64(got), float64(want))
			}
		}
	}
}

// ulpsNear is binary32.ulps for a want known to float64 precision.
func ulpsNear(got, want float64) float64 {
	if got != got {
		return math.Inf(1)
	}
	e := int(math.Float64bits(want)>>52&0x7ff) - 1023
	e = min(e, 127)
	if math.IsInf(got, 0) {
		if math.Abs(want) >= 0x1p128 && (got > 0) == (want > 0) {
			return 0
		}
		got = math.Copysign(0x1p128, got)
	}
	unit := math.Float64frombits(uint64(max(e-23, -149)+1023) << 52)
	return math.Abs(got-want) / unit
}

// same reports whether a and b have the same bits or both are NaN.
func same(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b
}
