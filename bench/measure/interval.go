// SPDX-License-Identifier: BSD-3-Clause

package measure

import (
	"math"
	"slices"
)

// Confidence is the confidence of every interval of this package.
const Confidence = 0.99

// Interval is a median with its confidence interval. It is all NaN without
// samples.
type Interval struct {
	Lo  float64 `json:"lo"`
	Mid float64 `json:"mid"`
	Hi  float64 `json:"hi"`
}

// Median returns the median of x, which is not changed.
func Median(x []float64) float64 { return MedianInterval(x).Mid }

// MedianInterval returns the median of x and its confidence interval: that of
// the sign test, between two order statistics, which holds for samples of any
// distribution. With fewer than 8 samples no pair of them reaches the
// confidence, and the interval is the whole line.
func MedianInterval(x []float64) Interval {
	n := len(x)
	if n == 0 {
		nan := math.NaN()
		return Interval{nan, nan, nan}
	}
	s := slices.Clone(x)
	slices.Sort(s)
	mid := (s[(n-1)/2] + s[n/2]) / 2
	k := signRank(n)
	if k < 0 {
		return Interval{math.Inf(-1), mid, math.Inf(1)}
	}
	return Interval{s[k], mid, s[n-1-k]}
}

// signRank returns the largest k such that the k-th smallest and the k-th
// largest of n samples, counted from 0, enclose the median with the
// confidence wanted; -1 if there is none. The chance that they don't is twice
// that of at most k heads in n throws of a coin.
func signRank(n int) int {
	p := math.Pow(0.5, float64(n))
	tail := 0.0
	for k := 0; k < n; k++ {
		tail += p
		if 2*tail > 1-Confidence {
			return k - 1
		}
		p *= float64(n-k) / float64(k+1)
	}
	return n - 1
}

// Rounds tells how many of a row of samples were taken at each placement of
// the operands, one placement after the other.
//
// Where operands lie decides which lines of a cache they share, and stays the
// same for all rounds of a placement: such rounds agree with each other better
// than with those of the next run. So an interval over several placements holds
// what the sign test over all rounds gives, and the median of each placement.
type Rounds []int

// Interval returns the median of x with its interval.
func (r Rounds) Interval(x []float64) Interval {
	all := MedianInterval(x)
	for _, n := range r {
		n = min(n, len(x))
		if n > 0 && len(r) > 1 {
			m := Median(x[:n])
			all.Lo, all.Hi = min(all.Lo, m), max(all.Hi, m)
		}
		x = x[n:]
	}
	return all
}

// Ratio returns the median of a[i]/b[i] with its interval: how many times as
// long a takes as b, each pair measured in the same round.
func (r Rounds) Ratio(a, b []float64) Interval {
	n := min(len(a), len(b))
	q := make([]float64, n)
	for i := range q {
		q[i] = a[i] / b[i]
	}
	return r.Interval(q)
}
