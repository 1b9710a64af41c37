package ufunc

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// parallelNanos is the estimated work, in nanoseconds, that is worth another
// goroutine: starting one and waiting for it costs a few microseconds.
var parallelNanos = 40e3

var maxThreads atomic.Int32

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

// crewFor returns the number of goroutines for so much work.
func crewFor(nanos float64) int {
	if nanos < 2*parallelNanos {
		return 1
	}
	return max(1, min(MaxThreads(), int(nanos/parallelNanos)))
}

// crew returns the number of goroutines for so many elements.
func (j *job) crew(total int) int {
	if float64(total)*(costAny+float64(j.set.Ops)) < 2*parallelNanos {
		return 1 // whatever it costs
	}
	return crewFor(float64(total) * j.cost())
}

// threads shares the tiles of a job among goroutines.
type threads struct {
	count int
	next  atomic.Int64
	wait  sync.WaitGroup
}

// run does the whole job.
func (j *job) run() {
	count := min(j.threads.count, j.tiles)
	if count <= 1 {
		w := getWorker()
		w.setJob(j)
		w.run(0, j.tiles)
		w.put()
		return
	}
	j.threads.next.Store(0)
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
		if t >= j.tiles {
			break
		}
		w.run(t, t+1)
	}
	w.put()
	j.threads.wait.Done()
}
