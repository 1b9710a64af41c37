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

// Compare prints which of our cells changed from an old report to a new one,
// and returns how many got slower.
//
// Times are taken in units of the yardstick that was measured along with each
// cell, so that a machine that is slower today slows nothing. A change counts
// where the confidence intervals of the two medians are apart by more than the
// margin.
func Compare(w io.Writer, old, now *Report) (slower int) {
	before := map[string]*Cell{}
	for i := range old.Cells {
		before[old.Cells[i].Key] = &old.Cells[i]
	}
	var changes []change
	both := 0
	for i := range now.Cells {
		c := &now.Cells[i]
		b := before[c.Key]
		if b == nil || b.Best() == nil || c.Best() == nil {
			continue
		}
		both++
		if ch := compareCells(b, c); ch.verdict != measure.Same {
			changes = append(changes, ch)
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return cmp.Compare(b.ratio.Mid, a.ratio.Mid) })
	fmt.Fprintf(w, "\n%d cells in both runs (old: %s, %s)\n", both, old.Meta.Date.Format("2006-01-02 15:04"), old.Meta.Revision)
	for _, ch := range changes {
		if ch.verdict == measure.Slower {
			slower++
		}
		fmt.Fprintf(w, "%-7s %5.2f times the time (%s)  %s\n", ch.verdict, ch.ratio.Mid, interval(ch.ratio), ch.key)
	}
	fmt.Fprintf(w, "%d slower, %d faster, %d same\n", slower, len(changes)-slower, both-len(changes))
	return slower
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
		return measure.MedianInterval(best.Samples)
	}
	return measure.Ratio(best.Samples, yard.Samples)
}
