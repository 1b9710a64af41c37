// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/arraygen/arraygen/bench/arena"
)

// Config is what a run needs.
type Config struct {
	Selection Selection
	Peers     []Peer
	// Mem is the memory of the operands.
	Mem *arena.Arena
	// Rounds is the most rounds of a cell, over all placements of its operands,
	// Slice the least time of a sample, Budget the time of a cell after which no
	// more than the least number of rounds is done.
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
	load   func() float64
}

// Run measures the cases that the configuration selects.
func Run(c Config) (*Report, error) {
	tol, err := newTolerances()
	if err != nil {
		return nil, err
	}
	r := &run{Config: c, tol: tol, report: &Report{Meta: newMeta()}, load: load, rand: rand.New(rand.NewPCG(Seed, 7))}
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
		cell := r.fusedCell(f)
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
