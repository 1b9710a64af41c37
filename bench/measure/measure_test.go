// SPDX-License-Identifier: BSD-3-Clause

package measure

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMedian(t *testing.T) {
	assert.Equal(t, 2.0, Median([]float64{3, 1, 2}))
	assert.Equal(t, 2.5, Median([]float64{4, 1, 2, 3}))
	assert.True(t, math.IsNaN(Median(nil)))
}

// The ranks of the sign test's 99 % interval, from tables of the binomial
// distribution: P(B(11, 1/2) <= 1) = 12/2048, P(B(20, 1/2) <= 3) = 0.00129.
func TestSignRank(t *testing.T) {
	assert.Equal(t, -1, signRank(7))
	assert.Equal(t, 0, signRank(8))
	assert.Equal(t, 0, signRank(11))
	assert.Equal(t, 3, signRank(20))
	assert.Equal(t, 7, signRank(30))
}

// The interval must hold the true median as often as it says, also for a very
// skewed distribution.
func TestIntervalCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const trials = 4000
	for _, n := range []int{8, 15, 31} {
		missed := 0
		for range trials {
			x := make([]float64, n)
			for i := range x {
				x[i] = math.Exp(3 * r.NormFloat64()) // median 1
			}
			if v := MedianInterval(x); v.Lo > 1 || v.Hi < 1 {
				missed++
			}
		}
		assert.LessOrEqual(t, float64(missed)/trials, 1-Confidence+0.005, "%d samples", n)
	}
}

// once is rounds at one placement.
var once Rounds

func TestFewSamplesGiveNoVerdict(t *testing.T) {
	a := []float64{9, 9, 9, 9, 9, 9, 9}
	b := []float64{1, 1, 1, 1, 1, 1, 1}
	assert.Equal(t, Same, Judge(once.Ratio(a, b)))
	assert.Equal(t, Faster, Judge(once.Ratio(append(a, 9), append(b, 1))))
	assert.Equal(t, Slower, Judge(once.Ratio(append(b, 1), append(a, 9))))
}

func TestJudgeNeedsTheWholeInterval(t *testing.T) {
	assert.Equal(t, Same, Judge(Interval{1.0, 1.5, 2}))
	assert.Equal(t, Same, Judge(Interval{1.01, 1.02, 1.03}))
	assert.Equal(t, Faster, Judge(Interval{1.06, 1.5, 2}))
	assert.Equal(t, Slower, Judge(Interval{0.5, 0.6, 0.9}))
	nan := math.NaN()
	assert.Equal(t, Same, Judge(Interval{nan, nan, nan}))
}

// Work whose cost is known: the ratio of the pair must come out, although the
// clock drifts by a factor of three over the rounds.
func TestRoundsUnderDrift(t *testing.T) {
	drift := 1.0
	fake := func(cost float64) func(int) (time.Duration, error) {
		return func(reps int) (time.Duration, error) {
			drift *= 1.005
			return time.Duration(float64(reps) * cost * drift), nil
		}
	}
	p := Plan{Rounds: 100, Slice: time.Millisecond, Rand: rand.New(rand.NewPCG(1, 2))}
	s := p.Time([]Work{{Name: "a", Run: fake(300)}, {Name: "b", Run: fake(100)}})
	require.Len(t, s[0].Nanos, 100)
	r := once.Ratio(s[0].Nanos, s[1].Nanos)
	assert.InDelta(t, 3, r.Mid, 0.05)
	assert.Equal(t, Faster, Judge(r))
}

func TestRoundsErrorsAndLimits(t *testing.T) {
	broken := errors.New("broken")
	most := 0
	p := Plan{Rounds: 9, Slice: time.Second, Rand: rand.New(rand.NewPCG(1, 2))}
	s := p.Time([]Work{
		{Name: "bad", Run: func(int) (time.Duration, error) { return 0, broken }},
		{Name: "few", MaxReps: 4, Run: func(reps int) (time.Duration, error) {
			most = max(most, reps)
			return time.Duration(reps), nil
		}},
	})
	assert.ErrorIs(t, s[0].Err, broken)
	assert.Empty(t, s[0].Nanos)
	assert.Equal(t, 4, most)
	assert.Len(t, s[1].Nanos, 9)
}

func TestBudgetKeepsTheLeastRounds(t *testing.T) {
	p := Plan{Rounds: 1000, MinRounds: 12, Budget: time.Nanosecond, Rand: rand.New(rand.NewPCG(1, 2))}
	s := p.Time([]Work{{Name: "a", Run: Timed(func() { time.Sleep(time.Microsecond) })}})
	assert.Len(t, s[0].Nanos, 12)
}

// Work that takes twice as long at one of five placements has no verdict,
// however well its rounds agree with each other.
func TestEveryPlacementCounts(t *testing.T) {
	r := Rounds{5, 5, 5, 5, 5}
	ours, theirs := make([]float64, 25), make([]float64, 25)
	for i := range ours {
		ours[i], theirs[i] = 10, 15
	}
	assert.Equal(t, Faster, Judge(r.Ratio(theirs, ours)))
	for i := 10; i < 15; i++ {
		ours[i] = 20
	}
	assert.Equal(t, Interval{0.75, 1.5, 1.5}, r.Ratio(theirs, ours))
	assert.Equal(t, Same, Judge(r.Ratio(theirs, ours)))
	assert.Equal(t, Faster, Judge(once.Ratio(theirs, ours)), "what it would say of one placement")
}

func TestPlacesShareTheRounds(t *testing.T) {
	placed := 0
	at := func(place int) []Work {
		assert.Equal(t, placed, place)
		placed++
		return []Work{{Name: "a", Run: func(reps int) (time.Duration, error) {
			return time.Duration(reps * 1000 * (1 + place)), nil
		}}, {Name: "fails later", Run: func(int) (time.Duration, error) {
			if place == 2 {
				return 0, errors.New("no more")
			}
			return 1, nil
		}}}
	}
	p := Plan{Rounds: 25, Places: 5, MinRounds: 9, Slice: time.Microsecond, Rand: rand.New(rand.NewPCG(1, 2))}
	s, rounds := p.TimePlaces(at)
	assert.Equal(t, Rounds{5, 5, 5, 5, 5}, rounds)
	require.Len(t, s[0].Nanos, 25)
	assert.Equal(t, 5000.0, s[0].Nanos[24])
	assert.ErrorContains(t, s[1].Err, "no more")
	assert.Empty(t, s[1].Nanos)
	placed, p.Budget = 0, time.Nanosecond
	_, rounds = p.TimePlaces(at)
	assert.Equal(t, Rounds{3, 3, 3}, rounds, "no less, whatever the budget")
}
