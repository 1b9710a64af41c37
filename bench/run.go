package bench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"time"
	"unsafe"

	"github.com/arraygen/arraygen/bench/arena"
	"github.com/arraygen/arraygen/bench/measure"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// Config is what a run needs.
type Config struct {
	Selection Selection
	Peers     []Peer
	// Mem is the memory of the operands.
	Mem *arena.Arena
	// Rounds is the most rounds of a cell, Slice the least time of a sample,
	// Budget the time of a cell after which no more than the least number of
	// rounds is done.
	Rounds int
	Slice  time.Duration
	Budget time.Duration
	// NoLimits leaves out the bandwidth and the peak rate of the machine.
	NoLimits bool
	// Stop, if closed, ends the run after the cell at hand; the report holds
	// what was measured until then.
	Stop <-chan struct{}
	// Reference, if set, gives values of a fused kernel in high precision.
	Reference func(j *Job, count int) (hi, lo []float64, err error)
	// Progress, if set, is told the share of the work that is done, from 0 to
	// 1, and what is done now.
	Progress func(share float64, what string)
}

// minRounds is the least number of rounds: below 8 there is no interval.
const minRounds = 9

// run is the state of a run.
type run struct {
	Config
	data   data
	tol    *tolerances
	report *Report
	rand   *rand.Rand
}

// Run measures the cases that the configuration selects.
func Run(c Config) (*Report, error) {
	tol, err := newTolerances()
	if err != nil {
		return nil, err
	}
	r := &run{Config: c, tol: tol, report: &Report{Meta: newMeta()}, rand: rand.New(rand.NewPCG(Seed, 7))}
	m := &r.report.Meta
	m.Rounds = c.Rounds
	for _, p := range c.Peers {
		m.Versions[p.Name()] = p.Version()
	}
	var cases []Case
	for c := range Registry {
		if r.Selection.Take(c) {
			cases = append(cases, c)
		}
	}
	fused := r.fusedJobs()
	if len(cases)+len(fused) == 0 {
		return nil, fmt.Errorf("bench: no case matches %q; keys look like add/float64/contiguous/n=1000/threads=1", r.Selection.Filter)
	}
	start := time.Now()
	if !c.NoLimits {
		if r.report.Limits, err = measureLimits(m.Caches, minRounds, r.Selection.Quick); err != nil {
			return nil, err
		}
	}
	// The cost of a case is about in proportion to its samples' length.
	total, done := 0.0, 0.0
	weights := make([]float64, len(cases))
	for i, c := range cases {
		weights[i] = 1 + float64(c.N)/2e5
		total += weights[i]
	}
	const fusedWeight = 40
	total += float64(fusedWeight * len(fused))
	step := func(w float64, what string) {
		done += w
		if c.Progress != nil {
			c.Progress(done/total, what)
		}
	}
	stopped := func() bool {
		select {
		case <-c.Stop:
			m.Stopped = true
			return true
		default:
			return false
		}
	}
	for _, f := range fused {
		if stopped() {
			break
		}
		cell, err := r.fusedCell(f)
		if err != nil {
			return nil, err
		}
		r.report.Cells = append(r.report.Cells, *cell)
		step(fusedWeight, cell.Key)
	}
	for i, c := range cases {
		if stopped() {
			break
		}
		cell := r.cell(c)
		r.report.Cells = append(r.report.Cells, *cell)
		step(weights[i], cell.Key)
	}
	m.Seconds, m.LoadAfter = math.Round(time.Since(start).Seconds()), load()
	return r.report, nil
}

// cell measures a case. What fails is told in the cell: one fault must not
// cost an hour's results.
func (r *run) cell(c Case) *Cell {
	j, err := lay(c, r.Mem, &r.data)
	if err != nil {
		cell := newCell(c.Key(), c.Ufunc.Name, &Job{Case: c})
		cell.Missing["all"] = err.Error()
		return cell
	}
	call := ourCall(j)
	var ours []ourWork
	for _, l := range kernel.Levels() {
		// At one thread every instruction set is measured, else the best.
		if c.Threads != 1 && l != kernel.Current() {
			continue
		}
		ours = append(ours, ourWork{OursPrefix + l.String(), l, call})
	}
	if c.Pattern == Allocating {
		ours = append([]ourWork{{OursPrefix + "release", kernel.Current(), releasing(call)}}, ours...)
	}
	return r.measure(newCell(c.Key(), c.Ufunc.Name, j), j, ours)
}

func newCell(key, name string, j *Job) *Cell {
	return &Cell{
		Key: key, Ufunc: name, DTypes: j.Case.DTypes(), Pattern: j.Case.Pattern, N: j.Case.N, Threads: j.Case.Threads,
		Ops: int(j.Case.Loop.Kernel.Ops), Traffic: j.Traffic(), Footprint: j.footprint(),
		Level: kernelLevel(j.Case.Loop.Kernel).String(), Ours: OursPrefix + kernel.Current().String(), Missing: map[string]string{},
	}
}

// kernelLevel returns the instruction set of the best implementation of s.
func kernelLevel(s *kernel.Set) kernel.Level {
	levels := kernel.Levels()
	for i := len(levels) - 1; i >= 0; i-- {
		if l := levels[i]; l <= kernel.Current() && s.Impl[l] != nil {
			return l
		}
	}
	return kernel.Go
}

// ourWork is one of our own implementations of a job.
type ourWork struct {
	name  string
	level kernel.Level
	// call does the work once and returns the results.
	call func() ([]*ndarray.Array, error)
}

// ourCall returns the ufunc call of a job.
func ourCall(j *Job) func() ([]*ndarray.Array, error) {
	u, in := j.Case.Ufunc, j.Case.Loop.In
	args := make([]any, len(j.Ins))
	for i, l := range j.Ins {
		args[i] = j.mem.Array(in[i], l)
	}
	outs := make([]*ndarray.Array, len(j.Outs))
	for i, l := range j.Outs {
		outs[i] = j.mem.Array(j.Case.Loop.Out[i], l)
	}
	result := func(a *ndarray.Array) ([]*ndarray.Array, error) {
		outs[0] = a
		return outs, a.Err()
	}
	if j.Pattern == InPlace {
		outs[0] = args[0].(*ndarray.Array)
	}
	with := u.Out(outs...)
	switch j.Pattern {
	case Allocating:
		return func() ([]*ndarray.Array, error) { return result(u.Call(args...)) }
	case ReduceAll:
		return func() ([]*ndarray.Array, error) { return result(with.AllAxes().Reduce(args[0])) }
	case ReduceFirst:
		return func() ([]*ndarray.Array, error) { return result(with.Axis(0).Reduce(args[0])) }
	case ReduceLast:
		return func() ([]*ndarray.Array, error) { return result(with.Axis(-1).Reduce(args[0])) }
	}
	if len(outs) > 1 {
		return func() ([]*ndarray.Array, error) { return outs, with.CallN(args...)[0].Err() }
	}
	// A call spelled out: the arguments of a variadic call are made anew each
	// time, as they are in a program.
	switch len(args) {
	case 1:
		return func() ([]*ndarray.Array, error) { return result(u.Out(outs[0]).Call(args[0])) }
	case 2:
		return func() ([]*ndarray.Array, error) { return result(u.Out(outs[0]).Call(args[0], args[1])) }
	}
	return func() ([]*ndarray.Array, error) { return result(with.Call(args...)) }
}

// releasing releases the result of a call when the next one has its own, which
// is when Python drops it in a loop.
func releasing(call func() ([]*ndarray.Array, error)) func() ([]*ndarray.Array, error) {
	var last *ndarray.Array
	return func() ([]*ndarray.Array, error) {
		results, err := call()
		last.Release()
		last = results[0]
		return results, err
	}
}

// measure checks and times our implementations and the peers on a job.
func (r *run) measure(cell *Cell, j *Job, ours []ourWork) *Cell {
	var work []measure.Work
	var closers []func()
	defer func() {
		for _, f := range closers {
			f()
		}
	}()
	ulps := map[string]float64{}
	wrong := map[string]string{}
	errors := map[string]float64{}
	hi, lo := r.exactValues(j)

	// The results of our best implementation, the last in the list, are what
	// all others are held against.
	var mine []byte
	for i := len(ours) - 1; i >= 0; i-- {
		o := ours[i]
		run := timeOurs(j, o)
		j.clearOut()
		j.Restore()
		results, err := atLevel(o.level, j.Threads, o.call)
		if err != nil {
			cell.Missing[o.name] = "failed: " + err.Error()
			continue
		}
		got := contents(results)
		if mine == nil {
			mine = got
		}
		ulps[o.name] = difference(j.Case.Loop.Out[0], mine, got)
		// Single ufuncs round at every step: they alone may have other bits.
		if ulps[o.name] != 0 && !strings.HasSuffix(o.name, "unfused") {
			wrong[o.name] = fmt.Sprintf("our own implementations differ by %.3g ULP", ulps[o.name])
		}
		errors[o.name] = errorOf(j, got, hi, lo)
		work = append(work, measure.Work{Name: o.name, Run: run, MaxReps: j.MaxReps()})
	}
	if mine == nil {
		return cell
	}
	for _, p := range r.Peers {
		prepared, err := p.Prepare(j)
		if err == nil {
			j.clearOut()
			err = prepared.Store()
			if prepared.Close != nil {
				closers = append(closers, prepared.Close)
			}
		}
		if err != nil {
			reason, ok := isNotOffered(err)
			if !ok {
				reason = "failed: " + err.Error()
			}
			cell.Missing[p.Name()] = reason
			continue
		}
		got := j.outContents()
		ulps[p.Name()] = difference(j.Case.Loop.Out[0], mine, got)
		if w := r.tol.wrong(j, p.Name(), mine, got, ulps[p.Name()]); w != "" {
			wrong[p.Name()] = w
		}
		errors[p.Name()] = errorOf(j, got, hi, lo)
		work = append(work, measure.Work{Name: p.Name(), Run: prepared.Run, MaxReps: j.MaxReps()})
	}
	work = append(work, measure.Work{Name: Yardstick, Run: measure.Timed(yardstick)})
	plan := measure.Plan{Rounds: r.Rounds, MinRounds: minRounds, Slice: r.Slice, Budget: r.Budget, Rand: r.rand}
	samples := plan.Time(work)
	var best measure.Samples
	for _, s := range samples {
		if s.Name == cell.Ours {
			best = s
		}
	}
	for _, s := range samples {
		if s.Err != nil {
			cell.Missing[s.Name] = "failed: " + s.Err.Error()
			continue
		}
		t := Time{Name: s.Name, Nanos: measure.MedianInterval(s.Nanos), Ratio: measure.Ratio(s.Nanos, best.Nanos), ULP: -1, Wrong: wrong[s.Name], Error: errors[s.Name]}
		if u, ok := ulps[s.Name]; ok && !math.IsInf(u, 0) {
			t.ULP = round4(u)
		}
		if s.Name != cell.Ours && t.Wrong == "" && s.Name != Yardstick {
			t.Verdict = measure.Judge(t.Ratio)
		}
		for _, v := range s.Nanos {
			t.Samples = append(t.Samples, round4(v))
		}
		cell.Times = append(cell.Times, t)
	}
	slices.SortFunc(cell.Times, func(a, b Time) int { return strings.Compare(a.Name, b.Name) })
	return cell
}

// atLevel runs call with kernels of a level on so many threads.
func atLevel[T any](l kernel.Level, threads int, call func() (T, error)) (T, error) {
	restore, err := kernel.SetLevel(l)
	if err != nil {
		var none T
		return none, err
	}
	defer restore()
	defer ufunc.SetMaxThreads(ufunc.SetMaxThreads(threads))
	return call()
}

func timeOurs(j *Job, o ourWork) func(int) (time.Duration, error) {
	return func(reps int) (time.Duration, error) {
		return atLevel(o.level, j.Threads, func() (time.Duration, error) {
			j.Restore()
			start := time.Now()
			for range reps {
				if _, err := o.call(); err != nil {
					return 0, err
				}
			}
			return time.Since(start), nil
		})
	}
}

// clearOut overwrites the outputs, so that a result that nobody wrote is seen.
func (j *Job) clearOut() {
	if j.Pattern == InPlace {
		return
	}
	for _, l := range j.Outs {
		b := j.Bytes(l)
		for i := range b {
			b[i] = 0xa5
		}
	}
}

// outContents returns the elements of the first output, without gaps.
func (j *Job) outContents() []byte {
	return contents([]*ndarray.Array{j.mem.Array(j.Case.Loop.Out[0], j.Outs[0])})
}

// contents returns the elements of the first array in C order.
func contents(arrays []*ndarray.Array) []byte {
	a := arrays[0].Copy()
	b := make([]byte, a.NBytes())
	copy(b, unsafe.Slice((*byte)(a.Pointer()), a.NBytes()))
	runtime.KeepAlive(a)
	return b
}

// Yardstick is the name of a fixed piece of scalar work that every cell times
// along: it tells how fast the machine was at that moment.
const Yardstick = "yardstick"

// yardstick is a chain of multiplications, some ten microseconds of it.
func yardstick() {
	x := uint64(Seed)
	for range 8192 {
		x = x*6364136223846793005 + 1442695040888963407
	}
	yardstickSink = x
}

// yardstickSink keeps the chain from being dropped.
//
//lint:ignore U1000 writing to it is its use
var yardstickSink uint64

// exactCount is how many elements are compared with high precision.
const exactCount = 300

func (r *run) exactValues(j *Job) (hi, lo []float64) {
	if j.Pattern != fusedPattern || r.Reference == nil {
		return nil, nil
	}
	for _, k := range fusedKernels {
		if k.name == j.Ufunc && k.exact {
			hi, lo, err := r.Reference(j, min(exactCount, j.Case.N))
			if err == nil {
				return hi, lo
			}
			r.report.Meta.Absent["mpmath"] = "no errors of the fused kernels: " + err.Error()
		}
	}
	return nil, nil
}

// errorOf returns the largest error of the first elements of a result in ULP
// of its type.
func errorOf(j *Job, got []byte, hi, lo []float64) float64 {
	worst := 0.0
	for i, h := range hi {
		v, u := 0.0, 0.0
		if j.Case.Loop.Out[0] == dtype.Float32 {
			v, u = float32At(got[4*i:]), ulp(math.Abs(h), 23, -149)
		} else {
			v, u = float64At(got[8*i:]), ulp(math.Abs(h), 52, -1074)
		}
		worst = max(worst, math.Abs((v-h)-lo[i])/u)
	}
	return round4(worst)
}

// fusedJob is a fused kernel for an element type, size and number of threads.
type fusedJob struct {
	k       fusedKernel
	l       *ufunc.Loop
	n       int
	threads int
}

func (f fusedJob) key() string {
	return Case{Ufunc: &ufunc.Ufunc{Name: f.k.name}, Loop: f.l, Pattern: fusedPattern, N: f.n, Threads: f.threads}.Key()
}

// fusedJobs lists the fused kernels that the run takes.
func (r *run) fusedJobs() []fusedJob {
	var all []fusedJob
	for _, k := range fusedKernels {
		for i := range k.u.Loops {
			for _, n := range []int{cacheSize, largeSize} {
				for _, threads := range []int{1, 0} {
					f := fusedJob{k, &k.u.Loops[i], n, threads}
					s := r.Selection
					switch {
					case s.Filter != nil && !s.Filter.MatchString(f.key()), s.Filter == nil && threads == 0 && n != largeSize, s.Filter == nil && s.Quick && (n != cacheSize || threads != 1):
						continue
					}
					all = append(all, f)
				}
			}
		}
	}
	return all
}

func (r *run) fusedCell(f fusedJob) (*Cell, error) {
	j, err := layFused(f.k, f.l, f.n, f.threads, r.Mem)
	if err != nil {
		return nil, err
	}
	x, z := make([]*ndarray.Array, len(j.Ins)), make([]*ndarray.Array, len(j.Outs))
	for i, l := range j.Ins {
		x[i] = r.Mem.Array(f.l.In[i], l)
	}
	for i, l := range j.Outs {
		z[i] = r.Mem.Array(f.l.Out[i], l)
	}
	do := func(f func(x, z []*ndarray.Array) error) func() ([]*ndarray.Array, error) {
		return func() ([]*ndarray.Array, error) { return z, f(x, z) }
	}
	top := kernel.Current()
	ours := []ourWork{{OursPrefix + "unfused", top, do(f.k.unfused)}}
	for _, l := range kernel.Levels() {
		if f.threads == 1 || l == top {
			ours = append(ours, ourWork{OursPrefix + l.String(), l, do(f.k.fused)})
		}
	}
	return r.measure(newCell(f.key(), f.k.name, j), j, ours), nil
}
