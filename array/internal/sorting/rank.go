// SPDX-License-Identifier: BSD-3-Clause

package sorting

import (
	"math/bits"

	"github.com/arraygen/arraygen/array/internal/key"
)

// rankMost is the length up to which rows are sorted by ranks.
const rankMost = 16

// ranks finds the place of each element of a short row: how many are below it, or
// equal and before it. All pairs are compared, and no branch is on an element.
func ranks[K key.Word](row []K, f *key.Format[K]) (places [rankMost]uint8) {
	row = row[:min(len(row), rankMost)]
	var all [rankMost]K
	keys := all[:len(row)]
	f.Keys(keys, row)
	for i, k := range keys {
		above := uint64(0)
		for j, before := range keys[:i] {
			_, below := bits.Sub64(uint64(k), uint64(before), 0)
			places[j%rankMost] += uint8(below)
			above += below
		}
		places[i%rankMost] = uint8(uint64(i) - above)
	}
	return places
}

// rankSort sorts a short row.
func rankSort[K key.Word](row []K, f *key.Format[K]) {
	places := ranks(row, f)
	var sorted [rankMost]K
	for i, x := range row {
		sorted[places[i%rankMost]%rankMost] = x
	}
	copy(row, sorted[:])
}

// rankArgsort writes the indices that sort a short row.
func rankArgsort[K key.Word](out []int64, row []K, f *key.Format[K]) {
	places := ranks(row, f)
	for i := range row {
		out[places[i%rankMost]] = int64(i)
	}
}
