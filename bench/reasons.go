// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"strings"
)

// Reason explains losses of one kind.
type Reason struct {
	// Name is a headline, Why the cause, Fix what would change it.
	Name, Why, Fix string
	covers         func(l Loss) bool
}

// reasons are tried in order. Each is backed by a profile of one of its cells,
// see docs/performance.md.
var reasons = []Reason{
	{
		Name:   "A call on ten elements",
		Why:    "The peer is a loop, or a function on slices, without an array: nothing is promoted, broadcast or checked for overlap. Our call does all that in about 40 ns; the ten elements are 1 ns of it.",
		Fix:    "Nothing in the array machine. Whoever has slices calls the functions of generated/f64 and its like; whoever has many small arrays puts them into one.",
		covers: func(l Loss) bool { return l.Cell.N <= callSize },
	},
	{
		Name:   "A result in new memory",
		Why:    "Memory is used again when the collector finds that it is unreachable, after some 30 MB of results: it has left the caches by then. The peers count references, and hand out the block that the call before has just given back.",
		Fix:    "Nothing without a word from the program: Release says that a result is done with (arraygen-release in the tables), Out that it may be overwritten.",
		covers: func(l Loss) bool { return l.Cell.Pattern == Allocating },
	},
	{
		Name:   "Softmax is two reductions",
		Why:    "Maximum and sum along the rows are calls of their own, and not fused with the exponential.",
		Fix:    "Kernels with a reduction inside.",
		covers: func(l Loss) bool { return l.Cell.Ufunc == "softmax" },
	},
	{
		Name:   "Reductions in a fixed order",
		Why:    "The order of a sum is part of its meaning here: NumPy's eight interleaved series in blocks of 128, on every machine and for every layout. A fold in assembly keeps it, at 0.04 to 0.05 ns an element; vek sums in whatever order hides the latency of its additions, and its maximum does not look for NaN and -0. Functions without a fold (subtract, divide, the maximum of complex numbers) go from the first element to the last.",
		Fix:    "Several leaves of the order side by side in the fold.",
		covers: func(l Loss) bool { return l.Cell.Pattern.Reduces() },
	},
	{
		Name:   "Cheap functions on strided operands",
		Why:    "Operands are packed through buffers in L1, by vectors, and results unpacked from there, or for a few operations on 4 or 8 bytes loaded and stored element by element around vectors. Packing is more traffic than a loop over the operands has, and while one operand is packed nothing else waits for memory: where the operands don't fit L2, such a loop wins by 10 to 20 %, and where they don't fit the last level ours runs as one.",
		Fix:    "Strided loads in the cheap kernels themselves: a reversed row is a load and a permutation, a stride of 2 two loads and a shuffle.",
		covers: func(l Loss) bool { return isStrided(l.Cell.Pattern) && l.Cell.Ops <= 4 },
	},
	{
		Name:   "Costly functions on strided operands",
		Why:    "Packing takes a tenth of the time at most: it is the function itself that is slower, as on contiguous operands.",
		Fix:    "That of the function.",
		covers: func(l Loss) bool { return isStrided(l.Cell.Pattern) },
	},
	{
		Name:   "Several threads",
		Why:    "The work is bound by the memory that all cores share, or too small to share out.",
		Fix:    "Nothing for the former. A pool of waiting goroutines would lower the size from which threads pay.",
		covers: func(l Loss) bool { return l.Cell.Threads != 1 },
	},
	{
		Name:   "Bound by memory",
		Why:    "The operands fit into no cache of a core: all implementations wait for memory, and differ by how they write to it.",
		Fix:    "Stores that pass the caches by, above half of the last cache (values don't change); fusing, which saves the passes.",
		covers: func(l Loss) bool { return l.Cell.Footprint > 2<<20 && l.Cell.Ops <= 4 },
	},
	{
		Name:   "No assembly for this loop",
		Why:    "The kernel has more operands or live values than the instruction set has room for: the Go loop runs.",
		Fix:    "A row of fewer statements.",
		covers: func(l Loss) bool { return l.Cell.Level == "go" },
	},
	{
		Name:   "Division of integers",
		Why:    "No instruction set divides vectors of integers: we convert to float64 and divide there. Where the divisor is one number for all, both multiply by its reciprocal, which ours finds once a call.",
		Fix:    "Nothing for divisors that differ; bytes by even and odd lanes for one.",
		covers: func(l Loss) bool { return isDivision(l.Cell) },
	},
	{
		Name:   "Elementary functions of lower accuracy",
		Why:    "The row promises at most 1 ULP on every machine, with the same bits, and mostly without tables. NumPy calls SVML here (up to 4 ULP in float32; AVX-512 on Linux alone), which looks its coefficients up in registers. The angle of arctan2 takes a division in float64.",
		Fix:    "Scaling and exponent instructions of AVX-512 (VSCALEF, VGETEXP) as peepholes with the same bits; small tables held in registers.",
		covers: func(l Loss) bool { return l.Cell.Ops > 8 && strings.HasPrefix(l.Cell.DTypes, "float") },
	},
	{
		Name:   "A tie, or nearly",
		Why:    "Both run a vector loop at about the rate of the caches; what differs is the start of the call and the alignment of the operands.",
		Fix:    "Aligned stores after a first partial vector; more elements per iteration for the narrow types.",
		covers: func(l Loss) bool { return l.Peer.Ratio.Mid > 0.75 },
	},
	{
		Name:   "Not explained yet",
		Why:    "No profile was taken.",
		Fix:    "One.",
		covers: func(Loss) bool { return true },
	},
}

// isDivision reports whether a cell divides integers.
func isDivision(c *Cell) bool {
	switch c.Ufunc {
	case "floor_divide", "remainder", "reciprocal":
		return strings.HasPrefix(c.DTypes, "int") || strings.HasPrefix(c.DTypes, "uint")
	}
	return false
}

func isStrided(p Pattern) bool {
	return p == Stride2 || p == Reversed || p == Transposed || p == OutStrided || p == ColBroadcast || p == RowBroadcast
}

// Explain returns the reason for a loss.
func Explain(l Loss) Reason {
	for _, r := range reasons {
		if r.covers(l) {
			return r
		}
	}
	return Reason{}
}
