package irtest

import (
	"encoding/binary"
	"fmt"
	"math/rand"
	"unsafe"

	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

const (
	maxN     = 139
	areaSize = 1 << 16
)

// areas holds the memory of the operands.
var areas [kernel.MaxOperands][]byte

// memory returns the area of operand k.
func memory(k int) []byte {
	if areas[k] == nil {
		m, err := newArea()
		if err != nil {
			panic(err)
		}
		areas[k] = m
	}
	return areas[k]
}

// trial is one way to call a kernel.
type trial struct {
	n, rows int
	spread  uint // bit k: input k has Inner 0
	inPlace int  // input whose memory the first output uses, or -1
	atEnd   bool // operands end at the guard page, else they begin at it
	pad     int  // bytes between rows
}

func (t trial) String() string {
	return fmt.Sprintf("n %d, rows %d, spread %b, in place %d, at end %v", t.n, t.rows, t.spread, t.inPlace, t.atEnd)
}

// Run calls kernel fn, made of f, with every number of elements up to 139,
// beside guard pages, with spread inputs, several rows and in place, and
// compares what it stores with ir.Eval.
func Run(fn kernel.Func, f *ir.Func, seed int64) error {
	r := rand.New(rand.NewSource(seed))
	var trials []trial
	for n := 0; n <= maxN; n++ {
		trials = append(trials, trial{n: n, rows: 1, inPlace: -1, atEnd: n%2 == 0}, trial{n: n, rows: 1, inPlace: -1, atEnd: n%2 == 1})
	}
	for _, n := range []int{1, 2, 3, 5, 7, 15, 16, 31, 33, 64, 70, 131} {
		for k, in := range f.In {
			trials = append(trials, trial{n: n, rows: 1, spread: 1 << k, inPlace: -1, atEnd: true})
			if in.Size() == f.Out[0].Size() {
				trials = append(trials, trial{n: n, rows: 1, inPlace: k, atEnd: true})
			}
		}
		trials = append(trials, trial{n: n, rows: 1, spread: 1<<len(f.In) - 1, inPlace: -1, atEnd: true})
		if !f.HasRare() {
			trials = append(trials, trial{n: n, rows: 4, inPlace: -1, atEnd: true, pad: 3}, trial{n: n, rows: 3, spread: 1, inPlace: -1, pad: 16})
		}
	}
	if !f.HasRare() {
		trials = append(trials, trial{n: 5, rows: 0, inPlace: -1, atEnd: true})
	}
	v := newVectors(f, r)
	for _, t := range trials {
		if err := v.try(fn, t); err != nil {
			return fmt.Errorf("%s: %s: %w\n%s", f.Name, t, err, f)
		}
	}
	return nil
}

// vectors holds inputs of a kernel and, by spread mask, what comes out.
type vectors struct {
	f    *ir.Func
	in   [][][2]uint64 // by element
	want map[uint][][][2]uint64
	rare map[uint][]bool
}

func newVectors(f *ir.Func, r *rand.Rand) *vectors {
	v := &vectors{f: f, want: map[uint][][][2]uint64{}, rare: map[uint][]bool{}}
	for range maxN + 1 {
		in := make([][2]uint64, len(f.In))
		for k, o := range f.In {
			in[k] = [2]uint64{Random(r, o.Lane), Random(r, o.Lane)}
		}
		v.in = append(v.in, in)
	}
	return v
}

func (v *vectors) results(spread uint) ([][][2]uint64, []bool) {
	if v.want[spread] == nil {
		for _, in := range v.in {
			x := append([][2]uint64{}, in...)
			for k := range x {
				if spread>>k&1 == 1 {
					x[k] = v.in[0][k]
				}
			}
			out, rare := v.f.Eval(x)
			v.want[spread] = append(v.want[spread], out)
			v.rare[spread] = append(v.rare[spread], rare)
		}
	}
	return v.want[spread], v.rare[spread]
}

const canary = 0xa5

func (v *vectors) try(fn kernel.Func, t trial) error {
	f := v.f
	a := &kernel.Args{N: t.n, Rows: t.rows, Scratch: new(kernel.Scratch), Done: -1}
	for i := range a.Scratch {
		a.Scratch[i] = 0xff // NaNs, all bits
	}
	var starts [kernel.MaxOperands]int
	for k := range len(f.In) + len(f.Out) {
		o := v.operand(k)
		size := o.Size()
		outer := t.n*size + t.pad
		a.Op[k].Inner = size
		length := t.n
		if k < len(f.In) && t.spread>>k&1 == 1 {
			a.Op[k].Inner, outer, length = 0, 0, 1
		}
		a.Op[k].Outer = outer
		m := memory(k)
		total := length * size
		if t.rows > 1 {
			total += (t.rows - 1) * outer
		}
		if k < len(f.In) {
			at := 0
			if t.atEnd {
				at = len(m) - total
			}
			starts[k] = at
			a.Op[k].Ptr = unsafe.Pointer(unsafe.SliceData(m[at:]))
			for row := range max(1, t.rows) {
				for e := range length {
					store(m[at+row*outer+e*size:], o, v.in[e][k])
				}
				if outer == 0 {
					break
				}
			}
			continue
		}
		if k == len(f.In) && t.inPlace >= 0 {
			a.Op[k].Ptr, starts[k] = a.Op[t.inPlace].Ptr, starts[t.inPlace]
			continue
		}
		for i := range m[:min(len(m), total+64)] {
			m[i], m[len(m)-1-i] = canary, canary
		}
		at := 0
		if t.atEnd {
			at = len(m) - total
		}
		starts[k] = at
		a.Op[k].Ptr = unsafe.Pointer(unsafe.SliceData(m[at:]))
	}
	want, rare := v.results(t.spread)
	if f.HasRare() {
		return v.tryRare(fn, a, t, starts[:], want, rare)
	}
	fn(a)
	for i, o := range f.Out {
		k := len(f.In) + i
		m := memory(k)
		if i == 0 && t.inPlace >= 0 {
			m = memory(t.inPlace)
		}
		for row := range t.rows {
			for e := range t.n {
				if err := equal(m[starts[k]+row*a.Op[k].Outer+e*o.Size():], o, want[e][i]); err != nil {
					return fmt.Errorf("element %d of row %d of %s, of inputs %x: %w", e, row, o, v.in[e], err)
				}
			}
			if t.pad > 0 || row == t.rows-1 {
				end := starts[k] + row*a.Op[k].Outer + t.n*o.Size()
				if i := changed(m[end:min(len(m), end+max(t.pad, 64))]); i >= 0 && t.inPlace < 0 && row == t.rows-1 {
					return fmt.Errorf("byte %d behind %s was written", i, o)
				}
			}
		}
		if t.rows == 0 && changed(m[starts[k]:min(len(m), starts[k]+64)]) >= 0 {
			return fmt.Errorf("no rows, but %s was written", o)
		}
		if s := starts[k]; t.inPlace < 0 && s >= 64 {
			if i := changed(m[s-64 : s]); i >= 0 {
				return fmt.Errorf("%d bytes before %s were written", 64-i, o)
			}
		}
	}
	return nil
}

// tryRare takes the part of the driver: it steps over the element at which
// the kernel stopped.
func (v *vectors) tryRare(fn kernel.Func, a *kernel.Args, t trial, starts []int, want [][][2]uint64, rare []bool) error {
	f := v.f
	skipped := map[int]bool{}
	for at := 0; ; {
		a.N, a.Done = t.n-at, -1
		var ptrs [kernel.MaxOperands]unsafe.Pointer
		for k := range len(f.In) + len(f.Out) {
			ptrs[k] = a.Op[k].Ptr
			a.Op[k].Ptr = unsafe.Add(a.Op[k].Ptr, at*a.Op[k].Inner)
		}
		fn(a)
		for k := range ptrs {
			a.Op[k].Ptr = ptrs[k]
		}
		if a.Done < 0 || a.Done > a.N {
			return fmt.Errorf("Done is %d of %d", a.Done, a.N)
		}
		met := at + a.Done
		for e := at; e < met; e++ {
			if rare[e] {
				return fmt.Errorf("element %d is rare, but passed", e)
			}
		}
		if met == t.n {
			break
		}
		near := false
		for e := met; e < min(t.n, met+256); e++ {
			near = near || rare[e]
		}
		if !near {
			return fmt.Errorf("stopped at %d for no element", met)
		}
		for i, o := range f.Out {
			k := len(f.In) + i
			if t.inPlace < 0 && changed(memory(k)[starts[k]+met*o.Size():][:(t.n-met)*o.Size()]) >= 0 {
				return fmt.Errorf("stopped at %d, but stored more", met)
			}
		}
		skipped[met] = true
		at = met + 1
		if at == t.n {
			break
		}
	}
	for i, o := range f.Out {
		k := len(f.In) + i
		m := memory(k)
		if i == 0 && t.inPlace >= 0 {
			m = memory(t.inPlace)
		}
		for e := range t.n {
			if skipped[e] {
				continue
			}
			if err := equal(m[starts[k]+e*o.Size():], o, want[e][i]); err != nil {
				return fmt.Errorf("element %d of %s, of inputs %x: %w", e, o, v.in[e], err)
			}
		}
	}
	return nil
}

func (v *vectors) operand(k int) ir.Operand {
	if n := len(v.f.In); k >= n {
		return v.f.Out[k-n]
	}
	return v.f.In[k]
}

func store(m []byte, o ir.Operand, x [2]uint64) {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:], x[0])
	if o.Pair {
		binary.LittleEndian.PutUint64(b[o.Lane.Size():], x[1])
	}
	copy(m[:o.Size()], b[:])
}

func equal(m []byte, o ir.Operand, want [2]uint64) error {
	for part := range 2 {
		if part == 1 && !o.Pair {
			break
		}
		var b [8]byte
		copy(b[:o.Lane.Size()], m[part*o.Lane.Size():])
		if got := binary.LittleEndian.Uint64(b[:]); !Same(o.Lane, got, want[part]) {
			return fmt.Errorf("part %d is %x (%s), want %x (%s)", part, got, ir.FormatConst(o.Lane, got), want[part], ir.FormatConst(o.Lane, want[part]))
		}
	}
	return nil
}

// changed returns the index of the first byte that is no canary, or -1.
func changed(m []byte) int {
	for i, b := range m {
		if b != canary {
			return i
		}
	}
	return -1
}
