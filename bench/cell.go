// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/arraygen/arraygen/bench/measure"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// placement is a cell's work with its operands at one place in memory.
type placement struct {
	job  *Job
	ours []ourWork
}

// cell measures a case. What fails is told in the cell: one fault must not
// cost an hour's results.
func (r *run) cell(c Case) *Cell {
	return r.measure(c.Key(), c, func() (placement, error) {
		j, err := lay(c, r.Mem, &r.data, r.rand)
		if err != nil {
			return placement{}, err
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
		return placement{j, ours}, nil
	})
}

func newCell(key string, c Case) *Cell {
	return &Cell{
		Key: key, Ufunc: c.Ufunc.Name, DTypes: c.DTypes(), Pattern: c.Pattern, N: c.N, Threads: c.Threads,
		Ops: int(c.Loop.Kernel.Ops), Level: kernelLevel(c.Loop.Kernel).String(),
		Ours: OursPrefix + kernel.Current().String(), Missing: map[string]string{},
	}
}

// participant is an implementation that takes part in a cell.
type participant struct {
	name string
	// prepare gets it ready for the operands of a placement.
	prepare func(p placement) (*Prepared, error)
}

// measuring is the measurement of a cell.
type measuring struct {
	*run
	cell *Cell
	// who are the participants whose answers were looked at; answers holds what
	// there is to say of each.
	who     []participant
	answers map[string]answer
	// prepared is what is ready now.
	prepared []*Prepared
}

// answer is what is known of a result.
type answer struct {
	ulp, error float64
	wrong      string
}

// measure checks and times our implementations and the peers on the work that
// place puts somewhere else in memory at each call.
func (r *run) measure(key string, c Case, place func() (placement, error)) *Cell {
	m := &measuring{run: r, cell: newCell(key, c), answers: map[string]answer{}}
	defer m.close()
	first, err := place()
	if err != nil {
		m.cell.Missing["all"] = err.Error()
		return m.cell
	}
	m.cell.Ufunc, m.cell.Traffic, m.cell.Footprint = first.job.Ufunc, first.job.Traffic(), first.job.footprint()
	if !m.check(first) {
		return m.cell
	}
	plan := measure.Plan{Rounds: r.Rounds, Places: places, MinRounds: minRounds, Slice: r.Slice, Budget: r.Budget, Rand: r.rand}
	samples, rounds := plan.TimePlaces(func(n int) []measure.Work {
		p := first
		if n > 0 {
			p, err = place()
		}
		return m.work(p, err)
	})
	m.record(samples, rounds)
	return m.cell
}

// places is at how many placements of its operands a cell is timed.
const places = 5

// check compares the results of all implementations, and remembers those that
// can be timed. It reports whether ours are among them.
func (m *measuring) check(p placement) bool {
	j := p.job
	hi, lo := m.exactValues(j)
	// The results of our best implementation, the last in the list, are what
	// all others are held against.
	var mine []byte
	for i := len(p.ours) - 1; i >= 0; i-- {
		o := p.ours[i]
		j.clearOut()
		j.Restore()
		results, err := atLevel(o.level, j.Threads, o.call)
		if err != nil {
			m.cell.Missing[o.name] = "failed: " + err.Error()
			continue
		}
		got := contents(results)
		if mine == nil {
			mine = got
		}
		a := answer{ulp: difference(j.Case.Loop.Out[0], mine, got), error: errorOf(j, got, hi, lo)}
		// Single ufuncs round at every step: they alone may have other bits.
		if a.ulp != 0 && !strings.HasSuffix(o.name, "unfused") {
			a.wrong = fmt.Sprintf("our own implementations differ by %.3g ULP", a.ulp)
		}
		m.add(o.name, a, func(p placement) (*Prepared, error) { return &Prepared{Run: timeOurs(p.job, p.ours[i])}, nil })
	}
	if mine == nil {
		return false
	}
	for _, peer := range m.Peers {
		got, err := peerResult(peer, j)
		if err != nil {
			reason, ok := isNotOffered(err)
			if !ok {
				reason = "failed: " + err.Error()
			}
			m.cell.Missing[peer.Name()] = reason
			continue
		}
		a := answer{ulp: difference(j.Case.Loop.Out[0], mine, got), error: errorOf(j, got, hi, lo)}
		a.wrong = m.tol.wrong(j, peer.Name(), mine, got, a.ulp)
		m.add(peer.Name(), a, func(p placement) (*Prepared, error) { return peer.Prepare(p.job) })
	}
	m.add(Yardstick, answer{ulp: -1}, func(placement) (*Prepared, error) {
		return &Prepared{Run: measure.Timed(yardstick)}, nil
	})
	return true
}

func (m *measuring) add(name string, a answer, prepare func(placement) (*Prepared, error)) {
	m.who = append(m.who, participant{name, prepare})
	m.answers[name] = a
}

// peerResult returns the result of a peer.
func peerResult(p Peer, j *Job) ([]byte, error) {
	prepared, err := p.Prepare(j)
	if err != nil {
		return nil, err
	}
	if prepared.Close != nil {
		defer prepared.Close()
	}
	j.clearOut()
	if err := prepared.Store(); err != nil {
		return nil, err
	}
	return j.outContents(), nil
}

// work returns the work of all participants at a placement; err is why there
// is none.
func (m *measuring) work(p placement, err error) []measure.Work {
	m.close()
	// A collection owed to what was before is not part of the cell.
	runtime.GC()
	var all []measure.Work
	for _, w := range m.who {
		work := measure.Work{Name: w.name}
		var ready *Prepared
		why := err
		if why == nil {
			ready, why = w.prepare(p)
		}
		if why != nil {
			work.Run = func(int) (time.Duration, error) { return 0, why }
		} else {
			m.prepared = append(m.prepared, ready)
			work.Run = ready.Run
			if w.name != Yardstick {
				work.MaxReps = p.job.MaxReps()
			}
		}
		all = append(all, work)
	}
	return all
}

// close gives back what is prepared.
func (m *measuring) close() {
	for _, p := range m.prepared {
		if p.Close != nil {
			p.Close()
		}
	}
	m.prepared = nil
}

// record puts the samples into the cell, and judges them.
func (m *measuring) record(samples []measure.Samples, rounds measure.Rounds) {
	c := m.cell
	c.Rounds = rounds
	if c.Threads != 1 && busy(m.load()) {
		c.Unjudged = "other programs hold the cores: work on all threads waits for whoever is interrupted"
	}
	var best measure.Samples
	for _, s := range samples {
		if s.Name == c.Ours {
			best = s
		}
	}
	for _, s := range samples {
		if s.Err != nil {
			c.Missing[s.Name] = "failed: " + s.Err.Error()
			continue
		}
		a := m.answers[s.Name]
		t := Time{Name: s.Name, Nanos: rounds.Interval(s.Nanos), Ratio: rounds.Ratio(s.Nanos, best.Nanos), ULP: -1, Wrong: a.wrong, Error: a.error}
		if !math.IsInf(a.ulp, 0) {
			t.ULP = round4(a.ulp)
		}
		if s.Name != c.Ours && t.Wrong == "" && s.Name != Yardstick && c.Unjudged == "" {
			t.Verdict = measure.Judge(t.Ratio)
		}
		for _, v := range s.Nanos {
			t.Samples = append(t.Samples, round4(v))
		}
		c.Times = append(c.Times, t)
	}
	slices.SortFunc(c.Times, func(a, b Time) int { return strings.Compare(a.Name, b.Name) })
}
