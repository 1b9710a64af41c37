// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// parallelNanos is the estimated work, in nanoseconds, that is worth another
// goroutine: starting one and waiting for it costs a few microseconds.
var parallelNanos = 40e3

var maxThreads atomic.Int32

// SetThreadWork sets the estimated work, in nanoseconds, that is worth another
// goroutine, and returns what it was. It is meant for tests and comparisons, and
// must not be called while ufuncs run. No result depends on it.
func SetThreadWork(nanos float64) float64 {
	old := parallelNanos
	parallelNanos = nanos
	return old
}

// SetMaxThreads sets the most goroutines that one call runs on, and returns
// the number before. 0, the default, stands for GOMAXPROCS. No result depends
// on it.
func SetMaxThreads(n int) int {
	return int(maxThreads.Swap(int32(max(n, 0))))
}

// MaxThreads returns the most goroutines that one call runs on.
func MaxThreads() int {
	if n := int(maxThreads.Load()); n > 0 {
		return n
	}
	return runtime.GOMAXPROCS(0)
}

// threadsFor returns the number of goroutines for so much work.
func threadsFor(nanos float64) int {
	if nanos < 2*parallelNanos {
		return 1
	}
	return max(1, min(MaxThreads(), int(nanos/parallelNanos)))
}

// threadCount returns the number of goroutines for so many elements.
func (j *job) threadCount(total int) int {
	if j.core == nil && float64(total)*(costAny+float64(j.set.Ops)) < 2*parallelNanos {
		return 1 // whatever it costs
	}
	return threadsFor(float64(total) * j.cost())
}

// SerialElements returns the number of elements, of operands without gaps, up to
// which a call of l runs on one goroutine. It is for callers that run such calls
// without this package.
func (l *Loop) SerialElements() int {
	operands := make([]operand, 0, maxOps)
	j := job{set: l.Kernel, n: kernel.Chunk, free: l.Kernel.AnyStride(kernel.Current())}
	for _, d := range append(append([]dtype.DType{}, l.In...), l.Out...) {
		operands = append(operands, operand{dtype: d})
		j.ops = append(j.ops, &operands[len(operands)-1])
	}
	j.nop = len(operands)
	return int(2 * parallelNanos / j.cost())
}

// threads shares the tiles of a job among goroutines.
type threads struct {
	count int
	next  atomic.Int64
	end   int // of the tiles to do
	wait  sync.WaitGroup
}

// pieceTarget is how long a run goes on before it polls.
const pieceTarget = 40 * time.Millisecond

// run does the whole job, and calls poll, unless it is nil, from time to time.
// It returns the error of poll, which ends the run.
func (j *job) run(poll func() error) error {
	if poll == nil {
		j.runTiles(0, j.tiles)
		return j.failure.err()
	}
	// What the cost model says of the first piece is put right by the clock.
	total := float64(j.tiles) * float64(min(j.tileRows, j.rows)) * float64(min(j.tileN, j.n))
	piece := j.tiles
	if work := total * j.cost(); work > float64(pieceTarget) {
		piece = max(1, int(float64(j.tiles)*float64(pieceTarget)/work))
	}
	if j.watch != nil {
		piece = max(1, piece/32) // a look at each element takes longer than the kernel
	}
	for first := 0; first < j.tiles; {
		began := time.Now()
		last := min(first+piece, j.tiles)
		j.runTiles(first, last)
		if first = last; first == j.tiles {
			break
		}
		if err := poll(); err != nil {
			return err
		}
		switch took := time.Since(began); {
		case took < pieceTarget/2:
			piece *= 2
		case took > 2*pieceTarget:
			piece = max(1, piece/2)
		}
	}
	return j.failure.err()
}

// runTiles does the tiles from first up to last.
func (j *job) runTiles(first, last int) {
	count := min(j.threads.count, last-first)
	if count <= 1 {
		w := getWorker()
		w.setJob(j)
		w.run(first, last)
		w.put()
		return
	}
	j.threads.next.Store(int64(first))
	j.threads.end = last
	j.threads.wait.Add(count)
	for range count - 1 {
		w := getWorker()
		w.setJob(j)
		go w.start()
	}
	w := getWorker()
	w.setJob(j)
	w.share()
	j.threads.wait.Wait()
}

// share does tiles of the job until none is left, and gives w back.
func (w *worker) share() {
	j := w.job
	for {
		t := int(j.threads.next.Add(1)) - 1
		if t >= j.threads.end {
			break
		}
		w.run(t, t+1)
	}
	w.put()
	j.threads.wait.Done()
}
