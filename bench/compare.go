// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/arraygen/arraygen/bench/measure"
)

// compareMargin is the change between two runs that counts: they are not
// interleaved, and the memory of a process lies differently each time.
const compareMargin = 0.15

// change is a cell of ours in two runs.
type change struct {
	key string
	// ratio is the new time divided by the old one, both in units of the
	// yardstick of their cell.
	ratio   measure.Interval
	verdict measure.Verdict
}

// Comparison counts what is worse in a new report than in an old one.
type Comparison struct {
	// Slower are our cells that take more time.
	Slower int
	// Lost are the verdicts that were "faster" and are "slower".
	Lost int
}

// Worse reports whether anything is worse.
func (c Comparison) Worse() bool { return c.Slower+c.Lost > 0 }

// Compare prints which of our cells changed from an old report to a new one,
// and which verdicts on peers reversed into their opposite.
//
// Times are taken in units of the yardstick that was measured along with each
// cell, so that a machine that is slower today slows nothing. A change counts
// where the confidence intervals of the two medians are apart by more than the
// margin.
func Compare(w io.Writer, old, now *Report) Comparison {
	before := map[string]*Cell{}
	for i := range old.Cells {
		before[old.Cells[i].Key] = &old.Cells[i]
	}
	var worse Comparison
	var changes []change
	var reversed []reversal
	cells, verdicts := 0, 0
	for i := range now.Cells {
		c := &now.Cells[i]
		b := before[c.Key]
		if b == nil || b.Best() == nil || c.Best() == nil {
			continue
		}
		cells++
		if ch := compareCells(b, c); ch.verdict != measure.Same {
			changes = append(changes, ch)
		}
		t, n := reversals(b, c)
		reversed, verdicts = append(reversed, t...), verdicts+n
	}
	slices.SortFunc(changes, func(a, b change) int { return cmp.Compare(b.ratio.Mid, a.ratio.Mid) })
	fmt.Fprintf(w, "\n%d cells in both runs (old: %s, %s)\n", cells, old.Meta.Date.Format("2006-01-02 15:04"), old.Meta.Revision)
	for _, ch := range changes {
		if ch.verdict == measure.Slower {
			worse.Slower++
		}
		fmt.Fprintf(w, "%-7s %5.2f times the time (%s)  %s\n", ch.verdict, ch.ratio.Mid, interval(ch.ratio), ch.key)
	}
	fmt.Fprintf(w, "%d slower, %d faster, %d same\n", worse.Slower, len(changes)-worse.Slower, cells-len(changes))
	for _, t := range reversed {
		if t.now.Verdict == measure.Slower {
			worse.Lost++
		}
		fmt.Fprintf(w, "was %s (%s), is %s (%s)  %s against %s\n", t.old.Verdict, interval(t.old.Ratio), t.now.Verdict, interval(t.now.Ratio), t.key, t.now.Name)
	}
	fmt.Fprintf(w, "%d verdicts in both runs, %d reversed from faster to slower, %d from slower to faster\n", verdicts, worse.Lost, len(reversed)-worse.Lost)
	return worse
}

// reversal is a verdict that changed into its opposite.
type reversal struct {
	key      string
	old, now *Time
}

// reversals returns the opposite verdicts of a cell in two runs, and how many
// verdicts there are in both.
func reversals(old, now *Cell) (reversed []reversal, verdicts int) {
	for i := range now.Times {
		b := &now.Times[i]
		a := old.Time(b.Name)
		if a == nil || a.Verdict == "" || b.Verdict == "" {
			continue
		}
		verdicts++
		if a.Verdict != b.Verdict && a.Verdict != measure.Same && b.Verdict != measure.Same {
			reversed = append(reversed, reversal{now.Key, a, b})
		}
	}
	return reversed, verdicts
}

func compareCells(old, now *Cell) change {
	a, b := relative(old), relative(now)
	ch := change{key: now.Key, ratio: measure.Interval{Lo: b.Lo / a.Hi, Mid: b.Mid / a.Mid, Hi: b.Hi / a.Lo}, verdict: measure.Same}
	switch {
	case ch.ratio.Lo > 1+compareMargin:
		ch.verdict = measure.Slower
	case ch.ratio.Hi < 1/(1+compareMargin):
		ch.verdict = measure.Faster
	}
	return ch
}

// relative returns our time in units of the yardstick, round by round; in
// nanoseconds where there is no yardstick.
func relative(c *Cell) measure.Interval {
	best, yard := c.Best(), c.Time(Yardstick)
	if yard == nil {
		return c.Rounds.Interval(best.Samples)
	}
	return c.Rounds.Ratio(best.Samples, yard.Samples)
}
