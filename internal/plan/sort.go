// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// Sort is the kernels for one kind of keys, see kernel.Sort: one that sorts few by a
// network, one that partitions many by a pivot, and of floats one that looks for those that
// the others don't order, and one that makes integers of them.
type Sort struct {
	Size  int  // bytes of a key
	Float bool // floats, none of them NaN; signed integers otherwise
}

// Network, Partition, Specials and FloatKeys are the names of the functions, less the suffix of the level.
func (s Sort) Network() string   { return "network" + s.Keys() }
func (s Sort) Partition() string { return "partition" + s.Keys() }
func (s Sort) Specials() string  { return "specials" + s.Keys() }
func (s Sort) FloatKeys() string { return "keysOf" + s.Keys() }

// Keys is the name of the keys.
func (s Sort) Keys() string {
	if s.Float {
		return fmt.Sprint("Floats", s.Bits())
	}
	return fmt.Sprint("Keys", s.Bits())
}

// Bits are those of a key.
func (s Sort) Bits() int { return 8 * s.Size }

// Greatest has the bits of the greatest key.
func (s Sort) Greatest() uint64 {
	switch {
	case !s.Float:
		return ^uint64(0) >> (65 - s.Bits())
	case s.Size == 4:
		return uint64(math.Float32bits(float32(math.Inf(1))))
	}
	return math.Float64bits(math.Inf(1))
}

// SortShape says how many keys a network takes: Blocks blocks, each of Rows vectors.
type SortShape struct{ Rows, Blocks int }

// SortWriter is what a back end supplies of a network. The vectors of a block that is in
// registers are its rows, by number; the keys of a block are in order down each lane, and lane
// after lane: that is where the order of lanes matters to nobody but SortNetwork.
type SortWriter interface {
	// Load loads a block of the keys, in any order of them. What is beyond the last
	// is the greatest key.
	Load(block int)
	// Exchange leaves the lesser key of each lane in row a, the greater in row b.
	Exchange(a, b int)
	// Cross exchanges the keys of two rows, lane i of one and lane i^lanes of the other: the lane
	// without the highest bit of lanes gets the lesser.
	Cross(a, b, lanes int)
	// Within exchanges the keys of lanes i and i^lane of two rows each; lane has one bit.
	Within(a, b, lane int)
	// Save writes the rows of a block aside.
	Save(block int)
	// Restore loads the rows of a block.
	Restore(block int)
	// ExchangeSaved exchanges blocks that are aside, key by key, the keys of b in reverse
	// order or not. The lesser are a's, the greater b's, in the order of a.
	ExchangeSaved(a, b int, reversed bool)
	// Store stores a block where its keys were, lane after lane.
	Store(block int)
}

// SortNetwork writes a sorting network. Each lane of a block is sorted by Batcher's odd-even
// merge sort (K. E. Batcher, Sorting networks and their applications, AFIPS 1968); lanes, and
// then blocks, are merged by his bitonic merge, of which the first step compares one with the
// reverse of the other.
func SortNetwork(w SortWriter, s SortShape, lanes int) {
	// place is where each block is aside, absent of those that fill up the last pair: all of
	// their keys would be the greatest.
	const absent = -1
	var place []int
	for b := range s.Blocks {
		w.Load(b)
		for run := 1; run < s.Rows; run *= 2 {
			for k := run; k >= 1; k /= 2 {
				for i := k % run; i+k < s.Rows; i += 2 * k {
					for j := i; j < min(i+k, s.Rows-k); j++ {
						if j/(2*run) == (j+k)/(2*run) {
							w.Exchange(j, j+k)
						}
					}
				}
			}
		}
		for width := 1; width < lanes; width *= 2 {
			for i := range s.Rows / 2 {
				w.Cross(i, s.Rows-1-i, 2*width-1)
			}
			mergeBitonic(w, s.Rows, width)
		}
		if s.Blocks == 1 {
			w.Store(0)
			return
		}
		w.Save(b)
		place = append(place, b)
	}
	for bits.OnesCount(uint(len(place))) != 1 {
		place = append(place, absent)
	}
	exchange := func(a, b int, reversed bool) {
		switch {
		case place[b] == absent:
		case place[a] == absent:
			place[a], place[b] = place[b], place[a]
		default:
			w.ExchangeSaved(place[a], place[b], reversed)
		}
	}
	for run := 1; run < len(place); run *= 2 {
		for first := 0; first < len(place); first += 2 * run {
			for i := range run {
				exchange(first+i, first+2*run-1-i, true)
			}
			slices.Reverse(place[first+run : first+2*run]) // now in the order of the others
			for k := run / 2; k >= 1; k /= 2 {
				for i := range 2 * run {
					if i&k == 0 {
						exchange(first+i, first+i+k, false)
					}
				}
			}
			for i := first; i < first+2*run; i++ {
				if place[i] == absent {
					continue
				}
				w.Restore(place[i])
				mergeBitonic(w, s.Rows, lanes)
				if 2*run < len(place) {
					w.Save(place[i])
				} else {
					w.Store(i)
				}
			}
		}
	}
}

// mergeBitonic sorts the keys of each width lanes, which are a bitonic sequence.
func mergeBitonic(w SortWriter, rows, width int) {
	for lane := width / 2; lane >= 1; lane /= 2 {
		for i := 0; i < rows; i += 2 {
			w.Within(i, i+1, lane)
		}
	}
	for k := rows / 2; k >= 1; k /= 2 {
		for i := range rows {
			if i&k == 0 {
				w.Exchange(i, i+k)
			}
		}
	}
}

// UpperLanes returns those of n lanes whose number has the highest bit of mask, as bits.
func UpperLanes(n, mask int) (set int) {
	for i := range n {
		if i>>(bits.Len(uint(mask))-1)&1 != 0 {
			set |= 1 << i
		}
	}
	return set
}
