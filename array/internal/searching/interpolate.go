// SPDX-License-Identifier: BSD-3-Clause

package searching

import "math"

// Interpolate writes the values at xs, as many as out has, of a function that has the values fs at the points ps, which rise,
// and is linear between them; left and right of them it has those values. There is one point at least.
func Interpolate(out, xs, ps, fs []float64, left, right float64) {
	n := len(ps)
	for i, v := range xs {
		switch {
		case math.IsNaN(v):
			out[i] = v
			continue
		case v > ps[n-1]:
			out[i] = right
			continue
		case v < ps[0]:
			out[i] = left
			continue
		}
		lo, hi := 0, n // ps[lo] <= v < ps[hi]
		for lo+1 < hi {
			if mid := (lo + hi) / 2; ps[mid] <= v {
				lo = mid
			} else {
				hi = mid
			}
		}
		if lo == n-1 || ps[lo] == v {
			out[i] = fs[lo]
			continue
		}
		slope := float64(fs[lo+1]-fs[lo]) / float64(ps[lo+1]-ps[lo])
		y := float64(slope*float64(v-ps[lo])) + fs[lo]
		if math.IsNaN(y) {
			if y = float64(slope*float64(v-ps[lo+1])) + fs[lo+1]; math.IsNaN(y) && fs[lo] == fs[lo+1] {
				y = fs[lo]
			}
		}
		out[i] = y
	}
}
