// SPDX-License-Identifier: BSD-3-Clause

package irtest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand"
	"runtime/debug"
	"slices"
	"unsafe"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

const (
	maxN     = 139 // past the longest block of any back end, twice
	maxRows  = 3
	poolSize = 400 // elements of input with known results
	canary   = 0xA5
)

// Every is the distance of the lengths that [Run] takes, from one that depends on the seed: 1 for all of them. Bodies share
// their ways through a row, so that kernels of all of them together take every length often.
var Every = 1

// Run calls kernel fn, made of f, with every number of elements up to 139,
// between guard pages, with inputs of one element for the whole row, several
// rows, outputs in the memory of inputs, and rare lanes, and compares all
// memory of its operands with what ir.Eval says. seed is that of the inputs.
func Run(fn kernel.Func, f *ir.Func, seed int64) error {
	debug.SetPanicOnFault(true)
	if shared.blank == nil {
		for i := range shared.memory {
			m, err := guarded(maxRows * (maxN + 2) * 16)
			if err != nil {
				return err
			}
			shared.memory[i], shared.before[i] = m, make([]byte, len(m))
		}
		shared.blank = bytes.Repeat([]byte{canary}, len(shared.memory[0]))
	}
	if err := shared.try(fn, f, seed); err != nil {
		return fmt.Errorf("%s: %w\n%s", f.Name, err, f)
	}
	return nil
}

// shared keeps the memory from one kernel to the next.
var shared judge

// judge runs kernels.
type judge struct {
	memory [kernel.MaxOperands][]byte
	before [kernel.MaxOperands][]byte // copies: what the memory should hold
	blank  []byte
	kernel kernel.Func
	ir     *ir.Func
	r      *rand.Rand

	pool, want [][][2]uint64 // by element, by operand
	rare       []bool
	args       kernel.Args
	scratch    kernel.Scratch
	first      int // length
}

func (j *judge) try(fn kernel.Func, f *ir.Func, seed int64) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	j.kernel, j.ir, j.r = fn, f, rand.New(rand.NewSource(seed))
	j.first = int(seed) % Every
	j.fillPool()
	if j.ir.HasRare() {
		return j.rareLanes()
	}
	for _, check := range []func() error{j.lengths, j.broadcasts, j.rows, j.inPlace} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// fillPool makes inputs, all pairs of special values first, and their results.
func (j *judge) fillPool() {
	j.pool, j.want, j.rare = nil, nil, nil
	for i := range poolSize {
		in := make([][2]uint64, len(j.ir.In))
		for k, o := range j.ir.In {
			s := Special(o.Lane)
			for part := range in[k] {
				in[k][part] = Random(j.r, o.Lane)
			}
			switch {
			case k == 0 && len(j.ir.In) == 1 && i < len(s):
				in[k][0] = s[i]
			case i < poolSize/2:
				in[k][0] = s[j.r.Intn(len(s))]
			}
		}
		out, rare := j.ir.Eval(in)
		j.pool, j.want, j.rare = append(j.pool, in), append(j.want, out), append(j.rare, rare)
	}
}

// layout says where an operand lies for a call.
type layout struct {
	offset       int // of the first element, in the operand's memory
	inner, outer int
	memory       int // the operand whose memory it lies in
}

// contiguous lays rows of n elements of o at the end of its memory or at its
// beginning, with gaps of gap elements.
func (j *judge) contiguous(o ir.Operand, k, n, rows, gap int, end bool) layout {
	l := layout{inner: o.Size(), outer: (n + gap) * o.Size(), memory: k}
	if end {
		l.offset = len(j.memory[k]) - ((rows-1)*(n+gap)+n)*o.Size()
	}
	return l
}

func (j *judge) operand(k int) ir.Operand {
	if k < len(j.ir.In) {
		return j.ir.In[k]
	}
	return j.ir.Out[k-len(j.ir.In)]
}

func (j *judge) operands() int { return len(j.ir.In) + len(j.ir.Out) }

// put writes an element.
func put(m []byte, o ir.Operand, bits [2]uint64) {
	var b [16]byte
	binary.NativeEndian.PutUint64(b[:], bits[0])
	if o.Pair {
		binary.NativeEndian.PutUint64(b[o.Lane.Size():], bits[1])
	}
	copy(m[:o.Size()], b[:])
}

// get reads an element.
func get(m []byte, o ir.Operand) (bits [2]uint64) {
	var b [24]byte
	copy(b[:], m[:o.Size()])
	mask := ^uint64(0) >> (64 - o.Lane.Bits())
	bits[0] = binary.NativeEndian.Uint64(b[:]) & mask
	if o.Pair {
		bits[1] = binary.NativeEndian.Uint64(b[o.Lane.Size():]) & mask
	}
	return bits
}

// element returns the number of the pool's element at an index of an input.
func (l layout) element(start, n, row, i int) int {
	switch {
	case l.inner == 0 && l.outer == 0:
		return start % poolSize
	case l.outer == 0:
		return (start + i) % poolSize
	case l.inner == 0:
		return (start + row) % poolSize
	}
	return (start + row*n + i) % poolSize
}

func (l layout) at(row, i int) int { return l.offset + row*l.outer + i*l.inner }

// run fills the inputs with elements of the pool from start on, makes the
// call, and compares the memory of all operands with what it should be.
func (j *judge) run(ls []layout, n, rows, start int, call func(*kernel.Args)) error {
	ins := len(j.ir.In)
	for k := range ls {
		copy(j.memory[k], j.blank)
	}
	for k, l := range ls[:ins] {
		for r := range rows {
			for i := range n {
				put(j.memory[k][l.at(r, i):], j.ir.In[k], j.pool[l.element(start, n, r, i)][k])
			}
		}
	}
	for k := range ls {
		copy(j.before[k], j.memory[k])
	}
	j.args = kernel.Args{N: n, Rows: rows, Scratch: &j.scratch, Done: -1}
	for i := range j.scratch {
		j.scratch[i] = 0xff
	}
	for k, l := range ls {
		o := &j.args.Op[k]
		o.Inner, o.Outer = l.inner, l.outer
		o.Ptr = unsafe.Add(unsafe.Pointer(unsafe.SliceData(j.memory[l.memory])), l.offset)
	}
	call(&j.args)
	done := n
	if j.ir.HasRare() {
		done = min(n, j.args.Done)
	}
	in := make([][2]uint64, ins)
	for r := range rows {
		for i := range done {
			e, same := -1, true
			for k, l := range ls[:ins] {
				x := l.element(start, n, r, i)
				in[k] = j.pool[x][k]
				same = same && (e < 0 || x == e)
				e = x
			}
			var want [][2]uint64
			if same && ins > 0 {
				want = j.want[e]
			} else {
				want, _ = j.ir.Eval(in)
			}
			for x, o := range j.ir.Out {
				l := ls[ins+x]
				at := l.at(r, i)
				got := get(j.memory[l.memory][at:], o)
				if got != want[x] {
					return fmt.Errorf("n=%d rows=%d, row %d, element %d of %s: got %s, want %s, of inputs %s; layouts %+v",
						n, rows, r, i, o.Name, text(o, got), text(o, want[x]), j.inputs(in), ls)
				}
				put(j.before[l.memory][at:], o, got)
			}
		}
	}
	for k := range ls {
		if !bytes.Equal(j.before[k], j.memory[k]) {
			at := 0
			for j.before[k][at] == j.memory[k][at] {
				at++
			}
			return fmt.Errorf("n=%d rows=%d: byte %d of the memory of operand %d is written, where no result belongs; layouts %+v", n, rows, at, k, ls)
		}
	}
	return nil
}

// text prints an element.
func text(o ir.Operand, bits [2]uint64) string {
	s := fmt.Sprintf("%s (%#x)", ir.FormatConst(o.Lane, bits[0]), bits[0])
	if o.Pair {
		s += fmt.Sprintf(", %s (%#x)", ir.FormatConst(o.Lane, bits[1]), bits[1])
	}
	return s
}

func (j *judge) inputs(in [][2]uint64) string {
	s := ""
	for k, o := range j.ir.In {
		s += " " + o.Name + "=" + text(o, in[k])
	}
	return s
}

// lengths runs every length, at either end of the memory.
func (j *judge) lengths() error {
	for n := j.first; n <= maxN; n += Every {
		ls := make([]layout, j.operands())
		for k := range ls {
			ls[k] = j.contiguous(j.operand(k), k, n, 1, 0, n%2 == k%3%2)
		}
		if err := j.run(ls, n, 1, 7*n%poolSize, j.kernel); err != nil {
			return err
		}
	}
	return nil
}

// some returns the lengths of ns that this run takes.
func (j *judge) some(ns []int) (taken []int) {
	for i, n := range ns {
		if i%Every == j.first%len(ns) {
			taken = append(taken, n)
		}
	}
	return taken
}

var someLengths = []int{1, 2, 3, 7, 8, 17, 33, 64, 100}

// broadcasts runs inputs of one element for the whole row.
func (j *judge) broadcasts() error {
	ins := len(j.ir.In)
	for set := 1; set < 1<<min(ins, 4); set++ {
		for _, n := range j.some(someLengths) {
			ls := make([]layout, j.operands())
			for k := range ls {
				ls[k] = j.contiguous(j.operand(k), k, n, 1, 0, true)
				if set>>(k%4)&1 == 1 && k < ins {
					ls[k] = j.contiguous(j.operand(k), k, 1, 1, 0, n%2 == 0)
					ls[k].inner = 0
				}
			}
			if err := j.run(ls, n, 1, n, j.kernel); err != nil {
				return fmt.Errorf("inputs %b broadcast: %w", set, err)
			}
		}
	}
	return nil
}

// rowLengths returns lengths of rows: about those of one and two vectors of
// 32 and of 64 bytes, where kernels change their strategy.
func (j *judge) rowLengths() []int {
	ns := []int{0, 1, 3, 7, 16, 37}
	for _, bytes := range []int{32, 64} {
		lanes := bytes / j.ir.MaxLane()
		for _, n := range []int{lanes, lanes + 1, 2 * lanes, 2*lanes + 1} {
			if !slices.Contains(ns, n) {
				ns = append(ns, n)
			}
		}
	}
	return ns
}

// rows runs several rows: adjacent, with gaps, backwards, the same input row
// again, one element a row, one element for all rows.
func (j *judge) rows() error {
	ins := len(j.ir.In)
	for variant := range 6 {
		for _, n := range j.some(j.rowLengths()) {
			rows := 3
			if variant == 4 {
				rows = 2 * (n % 2) // none, or two
			}
			ls := make([]layout, j.operands())
			for k := range ls {
				o := j.operand(k)
				ls[k] = j.contiguous(o, k, n, max(rows, 1), (variant+k)%3%2, (n+k)%2 == 0)
				switch {
				case n == 0 || rows == 0: // at the guard page
					ls[k].offset = len(j.memory[k])
				case k < ins && variant == 5 && k != n%2: // one element for all
					ls[k] = j.contiguous(o, k, 1, 1, 0, true)
					ls[k].inner, ls[k].outer = 0, 0
				case (variant+k)%3 == 2: // backwards
					ls[k].offset += (rows - 1) * ls[k].outer
					ls[k].outer = -ls[k].outer
				case k < ins && (variant+k)%4 == 1: // the same row again
					ls[k].outer = 0
				case k < ins && (variant+k)%4 == 3: // one element a row
					ls[k] = j.contiguous(o, k, 1, rows, variant%2, true)
					ls[k].inner = 0
				}
			}
			if err := j.run(ls, n, rows, n+variant, j.kernel); err != nil {
				return fmt.Errorf("variant %d: %w", variant, err)
			}
		}
	}
	return nil
}

// inPlace runs outputs that lie where inputs do: each pair, then as many at
// once as fit, in one row and in three.
func (j *judge) inPlace() error {
	ins := len(j.ir.In)
	try := func(place []int) error {
		for i, n := range []int{1, 5, 16, 31, 70, 3, 6, 13, 40} {
			rows := 1
			if i >= 5 {
				rows = 3
			}
			ls := make([]layout, j.operands())
			for k := range ls {
				ls[k] = j.contiguous(j.operand(k), k, n, rows, rows/2, true)
				if k >= ins && place[k-ins] >= 0 {
					ls[k] = ls[place[k-ins]]
				}
			}
			if err := j.run(ls, n, rows, 3*n, j.kernel); err != nil {
				return fmt.Errorf("outputs in the memory of inputs %v: %w", place, err)
			}
		}
		return nil
	}
	fits := func(out, in int) bool { return j.ir.Out[out].Size() == j.ir.In[in].Size() }
	none := make([]int, len(j.ir.Out))
	for i := range none {
		none[i] = -1
	}
	all := append([]int{}, none...)
	taken := map[int]bool{}
	for o := range j.ir.Out {
		for i := range j.ir.In {
			if !fits(o, i) {
				continue
			}
			one := append([]int{}, none...)
			one[o] = i
			if err := try(one); err != nil {
				return err
			}
			if all[o] < 0 && !taken[i] {
				all[o], taken[i] = i, true
			}
		}
	}
	return try(all)
}

// rareLanes checks that the kernel stops before the first rare lane, having
// finished what it says, and that a Set finishes the row.
func (j *judge) rareLanes() error {
	const level = kernel.NEON // any will do: RunAt does not ask the machine
	for n := j.first; n <= maxN; n += Every {
		for _, start := range []int{n, poolSize - 40, poolSize / 2} {
			ls := make([]layout, j.operands())
			for k := range ls {
				ls[k] = j.contiguous(j.operand(k), k, n, 1, 0, n%2 == 0)
			}
			first := n
			for i := range n {
				if j.rare[(start+i)%poolSize] {
					first = i
					break
				}
			}
			if err := j.run(ls, n, 1, start, j.kernel); err != nil {
				return err
			}
			switch d := j.args.Done; {
			case d < 0 || d > first:
				return fmt.Errorf("n=%d: the kernel says that it finished %d elements, the first rare lane is %d", n, d, first)
			case first == n && d < n:
				return fmt.Errorf("n=%d: the kernel stopped at %d, there is no rare lane", n, d)
			}
			set := kernel.Set{Name: j.ir.Name, Rare: true}
			set.Impl[kernel.Go] = j.loop
			set.Impl[level] = j.kernel
			if err := j.run(ls, n, 1, start, func(a *kernel.Args) { set.RunAt(level, a); a.Done = n }); err != nil {
				return fmt.Errorf("with the loop: %w", err)
			}
		}
	}
	return nil
}

// loop is the kernel as a loop over the interpreter. Rare lanes have the fast
// value here too.
func (j *judge) loop(a *kernel.Args) {
	ins := len(j.ir.In)
	in := make([][2]uint64, ins)
	at := func(k, i int) []byte {
		o := &a.Op[k]
		return unsafe.Slice((*byte)(unsafe.Add(o.Ptr, i*o.Inner)), j.operand(k).Size())
	}
	for i := range a.N {
		for k := range in {
			in[k] = get(at(k, i), j.ir.In[k])
		}
		out, _ := j.ir.Eval(in)
		for x, o := range j.ir.Out {
			put(at(ins+x, i), o, out[x])
		}
	}
}
