// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"time"
	"unsafe"

	"github.com/arraygen/arraygen/bench/fused"
	"github.com/arraygen/arraygen/bench/measure"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Limits are what the machine can do, measured in this run.
type Limits struct {
	// Bandwidth is what a copy and a triad reach in each level of memory.
	Bandwidth []Bandwidth `json:"bandwidth"`
	// Peak is the rate of multiply-adds.
	Peak []Peak `json:"peak"`
}

// Bandwidth is measured at one size of the operands together.
type Bandwidth struct {
	// Memory is "L1", "L2", "L3" or "DRAM".
	Memory string `json:"memory"`
	Bytes  int    `json:"bytes"`
	// Threads is 1 or the number of all.
	Threads int `json:"threads"`
	// Copy and Triad count each element read and each written, in GB/s.
	Copy  float64 `json:"copy"`
	Triad float64 `json:"triad"`
}

// Best is the better of the two, the limit that cells are held against.
func (b Bandwidth) Best() float64 { return max(b.Copy, b.Triad) }

// Peak is the rate of arithmetic on one thread.
type Peak struct {
	Level string `json:"level"` // instruction set
	DType string `json:"dtype"`
	// GFlops counts a multiply-add as two operations, in 10^9 a second.
	GFlops float64 `json:"gflops"`
}

// memoryOf returns the level of memory that a footprint fits into, by the
// caches of the machine.
func memoryOf(footprint int, c Caches) string {
	switch {
	case footprint <= c.L1:
		return "L1"
	case footprint <= c.L2:
		return "L2"
	case footprint <= c.L3:
		return "L3"
	}
	return "DRAM"
}

// Limit returns the bandwidth limit for a cell in GB/s, 0 if it was not
// measured.
func (l Limits) Limit(memory string, threads int) float64 {
	best := 0.0
	for _, b := range l.Bandwidth {
		if b.Memory == memory && (b.Threads == 1) == (threads == 1) {
			best = max(best, b.Best())
		}
	}
	return best
}

// measureLimits measures bandwidth at half of each cache, on one thread and,
// in memory, on all, and the peak rate of arithmetic. It takes about a second.
func measureLimits(c Caches, rounds int, quick bool) (Limits, error) {
	var l Limits
	plan := measure.Plan{Rounds: rounds, Slice: 200 * time.Microsecond, Rand: rand.New(rand.NewPCG(Seed, 3))}
	dram := 8 * c.L3
	if dram == 0 || quick {
		dram = min(max(4*c.L3, 64<<20), 256<<20)
	}
	for _, m := range []struct {
		name    string
		bytes   int
		threads int
	}{{"L1", c.L1 / 2, 1}, {"L2", c.L2 / 2, 1}, {"L3", c.L3 / 2, 1}, {"DRAM", dram, 1}, {"L2", c.L2 / 2, runtime.NumCPU()}, {"L3", c.L3 / 2, runtime.NumCPU()}, {"DRAM", dram, runtime.NumCPU()}} {
		if m.bytes == 0 {
			continue
		}
		b := bandwidth(plan, m.bytes, m.threads)
		b.Memory = m.name
		l.Bandwidth = append(l.Bandwidth, b)
	}
	for _, level := range kernel.Levels() {
		restore, err := kernel.SetLevel(level)
		if err != nil {
			return l, err
		}
		l.Peak = append(l.Peak, Peak{level.String(), "float64", peak[float64](plan)}, Peak{level.String(), "float32", peak[float32](plan)})
		restore()
	}
	return l, nil
}

// bandwidth runs copy and triad over operands of so many bytes together, on
// each of the threads its own.
func bandwidth(plan measure.Plan, bytes, threads int) Bandwidth {
	// Caches belong to one thread each, or are large enough; memory is shared.
	each := bytes
	if threads > 1 && bytes > 64<<20 {
		each = bytes / threads
	}
	b := Bandwidth{Bytes: bytes, Threads: threads}
	b.Copy = stream(plan, fused.CopyUfunc.Loops[0].Kernel, 2, each, threads)
	b.Triad = stream(plan, fused.TriadUfunc.Loops[0].Kernel, 3, each, threads)
	return b
}

// stream returns the rate in GB/s at which a kernel of so many float64 arrays,
// all but the last read and that one written, goes through bytes of memory on
// each thread. A third input is the scalar of the triad.
func stream(plan measure.Plan, set *kernel.Set, arrays, bytes, threads int) float64 {
	n := bytes / 8 / arrays
	// Many passes over small operands are one call, so that the call doesn't
	// count: rows with a stride of 0.
	rows := max(1, 256<<10/bytes)
	scale := 3.0
	calls := make([]func(), threads)
	for t := range calls {
		a := &kernel.Args{N: n, Rows: rows, Scratch: new(kernel.Scratch)}
		op := 0
		operand := func(ptr unsafe.Pointer, inner int) {
			a.Op[op].Ptr, a.Op[op].Inner = ptr, inner
			op++
		}
		for i := range arrays {
			// Not at the same place of a page: loads would wait for stores.
			x := make([]float64, n+4096)[104*i:]
			for k := range x {
				x[k] = 1
			}
			if i == arrays-1 && arrays == 3 {
				operand(unsafe.Pointer(&scale), 0)
			}
			operand(unsafe.Pointer(unsafe.SliceData(x)), 8)
		}
		level := kernel.Current()
		calls[t] = func() { set.RunAt(level, a) }
	}
	run := calls[0]
	if threads > 1 {
		run = func() {
			var wait sync.WaitGroup
			for _, f := range calls {
				wait.Go(f)
			}
			wait.Wait()
		}
	}
	s := plan.Time([]measure.Work{{Run: measure.Timed(run)}})
	return round4(float64(8*n*arrays*rows*threads) / measure.Median(s[0].Nanos))
}

// peakFlops are the operations of an element of the multiply-add chains.
const peakFlops = 2 * 8 * 16

func peak[T float32 | float64](plan measure.Plan) float64 {
	const n = 1024
	x, y := make([]T, n), make([]T, n)
	for i := range x {
		x[i] = 0.5
	}
	s := plan.Time([]measure.Work{{Run: measure.Timed(func() { _ = fused.MultiplyAddChains(y, x, 0.25) })}})
	return round4(n * peakFlops / measure.Median(s[0].Nanos))
}
