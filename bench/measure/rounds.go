// SPDX-License-Identifier: BSD-3-Clause

package measure

import (
	"math/rand/v2"
	"time"
)

// Work is a piece of work to be timed.
type Work struct {
	Name string
	// Run does the work reps times and returns how long that took. What it
	// does before and after its own timing, such as restoring the data, does
	// not count.
	Run func(reps int) (time.Duration, error)
	// MaxReps is the most repetitions that one call of Run may do; 0 means any.
	MaxReps int
}

// Timed makes a Run of a function that is timed from outside.
func Timed(f func()) func(int) (time.Duration, error) {
	return func(reps int) (time.Duration, error) {
		start := time.Now()
		for range reps {
			f()
		}
		return time.Since(start), nil
	}
}

// Plan is how to time.
type Plan struct {
	// Rounds is the number of rounds, at least 8 for any verdict.
	Rounds int
	// Places is at how many placements the rounds are done, each with its share
	// of them; 0 means one.
	Places int
	// Slice is how long a sample should take at least; the number of
	// repetitions follows from it.
	Slice time.Duration
	// Budget, if set, ends the rounds early, but not before MinRounds of them.
	Budget    time.Duration
	MinRounds int
	// Rand orders the work within a round.
	Rand *rand.Rand
}

// leastPlaces is at how many placements of a plan with more of them work is
// timed, and leastRounds the rounds at each, although the budget is spent.
const leastPlaces, leastRounds = 3, 3

// Samples are the times of a piece of work, in nanoseconds for each
// repetition, one for each round.
type Samples struct {
	Name  string
	Nanos []float64
	// Err is the error that ended the work; Nanos is then empty.
	Err error
}

// Time runs every piece of work once for warm-up, finds how many repetitions
// make a sample, and then times all of them in rounds.
func (p Plan) Time(work []Work) []Samples {
	p.Places = 1
	s, _ := p.TimePlaces(func(int) []Work { return work })
	return s
}

// TimePlaces is Time for work whose operands are placed anew now and then: at
// asks for the work at the next placement, always the same pieces in the same
// order.
func (p Plan) TimePlaces(at func(place int) []Work) ([]Samples, Rounds) {
	var out []Samples
	var reps, order []int
	var done Rounds
	places := max(1, p.Places)
	start := time.Now()
	for place := range places {
		over := func(rounds int) bool {
			least := p.MinRounds
			if places > 1 {
				least = leastRounds
			}
			return p.Budget > 0 && rounds >= least && time.Since(start) > p.Budget*time.Duration(place+1)/time.Duration(places)
		}
		if place >= leastPlaces && over(leastRounds) {
			break
		}
		work := at(place)
		if place == 0 {
			out, reps, order = make([]Samples, len(work)), make([]int, len(work)), make([]int, len(work))
		}
		for i, w := range work {
			switch {
			case place == 0:
				out[i].Name, order[i] = w.Name, i
				reps[i], out[i].Err = p.calibrate(w)
			case out[i].Err == nil:
				_, out[i].Err = w.Run(1)
			}
		}
		if place == 0 {
			start = time.Now() // calibration is not in the budget
		}
		rounds := 0
		for share := (p.Rounds + places - 1) / places; rounds < share && !over(rounds); rounds++ {
			p.Rand.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			for _, i := range order {
				if out[i].Err != nil {
					continue
				}
				d, err := work[i].Run(reps[i])
				out[i].Err = err
				out[i].Nanos = append(out[i].Nanos, float64(d.Nanoseconds())/float64(reps[i]))
			}
		}
		done = append(done, rounds)
	}
	for i := range out {
		if out[i].Err != nil {
			out[i].Nanos = nil
		}
	}
	return out, done
}

// calibrate returns the number of repetitions that take about p.Slice.
func (p Plan) calibrate(w Work) (int, error) {
	most := w.MaxReps
	if most <= 0 {
		most = 1 << 24
	}
	if _, err := w.Run(1); err != nil {
		return 0, err
	}
	reps := 1
	for {
		d, err := w.Run(reps)
		if err != nil {
			return 0, err
		}
		if d >= p.Slice || reps >= most {
			return reps, nil
		}
		// At most tenfold at a time: the first runs are not like the later ones.
		next := int(1.1*float64(reps)*float64(p.Slice)/float64(max(d, 1))) + 1
		reps = min(most, next, 10*reps)
	}
}
