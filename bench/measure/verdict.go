// SPDX-License-Identifier: BSD-3-Clause

package measure

// Verdict says how one piece of work compares with another.
type Verdict string

// The verdicts. They are about us: Faster means that the other takes longer.
const (
	Slower Verdict = "slower"
	Same   Verdict = "same"
	Faster Verdict = "faster"
)

// Margin is the difference that is worth a verdict: two builds of the same
// code differ by that much through the placement of code and data alone.
const Margin = 0.05

// Judge returns the verdict for the ratio of the other's time to ours: Faster
// or Slower only if the whole interval lies beyond the margin.
func Judge(ratio Interval) Verdict {
	switch {
	case ratio.Lo > 1+Margin:
		return Faster
	case ratio.Hi < 1/(1+Margin):
		return Slower
	}
	return Same
}
