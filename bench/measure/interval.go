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

// Ratio returns the median of a[i]/b[i] with its confidence interval: how many
// times as long a takes as b, each pair measured in the same round.
func Ratio(a, b []float64) Interval {
	n := min(len(a), len(b))
	r := make([]float64, n)
	for i := range r {
		r[i] = a[i] / b[i]
	}
	return MedianInterval(r)
}
