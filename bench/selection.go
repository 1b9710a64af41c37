// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"regexp"
	"slices"
)

// Selection is the part of the registry that a run takes.
type Selection struct {
	// Quick takes a cross-section that is done in three minutes.
	Quick bool
	// Filter, if set, takes the cases whose key it matches, whatever the size
	// of the run would leave out.
	Filter *regexp.Regexp
}

// The sizes by what they fill: registers, L1, L2, and the caches up to memory.
const (
	callSize  = 10
	cacheSize = 30_000
	largeSize = 1_000_000
	hugeSize  = 16_000_000
)

// crossSection are the functions of a quick run: the arithmetic that is bound
// by memory, one of each kind that is not.
var crossSection = []string{"add", "multiply", "divide", "maximum", "less", "sqrt", "exp", "log", "sin", "tanh"}

// Take reports whether a run takes c.
func (s Selection) Take(c Case) bool {
	if s.Filter != nil {
		return s.Filter.MatchString(c.Key())
	}
	if s.Quick {
		return quick(c)
	}
	return full(c)
}

// quick takes the cross-section for float64, and less of it for float32:
// every pattern in L2, and every size but the hugest where it is contiguous.
func quick(c Case) bool {
	d := c.DTypes()
	if c.Ufunc == casts {
		return d == usualCasts[0] && c.N == cacheSize && c.Threads == 1
	}
	if !slices.Contains(crossSection, c.Ufunc.Name) || d != "float64" && d != "float32" {
		return false
	}
	if c.Threads != 1 {
		return d == "float64" && c.Pattern == Contiguous && c.N == largeSize
	}
	if c.Pattern == Contiguous {
		return c.N <= largeSize && (d == "float64" || c.N == cacheSize)
	}
	return d == "float64" && c.N == cacheSize
}

// full takes every loop of every row, contiguous, in L2; the types that most
// programs use in every pattern there; float64 and float32 at every size, and
// the cross-section of them in every pattern where memory is the limit.
func full(c Case) bool {
	d := c.DTypes()
	float := d == "float64" || d == "float32"
	core := slices.Contains(crossSection, c.Ufunc.Name)
	switch {
	case c.Threads != 1:
		return float && core && c.Pattern == Contiguous && c.N >= largeSize
	case c.N == cacheSize && c.Pattern == Contiguous:
		return true
	case c.N == cacheSize && c.Ufunc == casts:
		return slices.Contains(usualCasts, d)
	case c.N == cacheSize:
		return float || d == "int32" || core && (d == "uint8" || d == "complex128" || d == "bool")
	case c.N == hugeSize:
		return float && core && c.Pattern == Contiguous
	case c.Pattern == Contiguous:
		return float
	case c.N == largeSize || c.N == callSize:
		// A call in place is a call with an output, which "contiguous" has.
		return d == "float64" && core && (c.N == largeSize || c.Pattern != InPlace)
	}
	return false
}
