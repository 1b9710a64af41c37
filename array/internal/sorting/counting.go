// SPDX-License-Identifier: BSD-3-Clause

package sorting

import "github.com/arraygen/arraygen/array/internal/key"

// countedLeast is the length from which rows of two-byte elements are counted:
// there are so many counters that only long rows pay for a look at all.
const countedLeast = 1 << 19

// countingSort8 sorts elements of one byte, which are numbers, by how often each
// occurs.
func countingSort8(row []uint8, f *key.Format[uint8]) {
	// Four counters for each, so that equal elements in a row don't wait for
	// each other.
	var counts [4][256]int
	i := 0
	for ; i+4 <= len(row); i += 4 {
		four := row[i : i+4 : i+4]
		counts[0][four[0]]++
		counts[1][four[1]]++
		counts[2][four[2]]++
		counts[3][four[3]]++
	}
	for ; i < len(row); i++ {
		counts[0][row[i]]++
	}
	for k := range 256 {
		x := f.Element(uint8(k))
		n := counts[0][x] + counts[1][x] + counts[2][x] + counts[3][x]
		fill(row[:n], x)
		row = row[n:]
	}
}

// countingSort16 is countingSort8 for two bytes.
func countingSort16(row []uint16, counts []uint32, f *key.Format[uint16]) {
	counts = counts[:1<<16]
	clear(counts)
	for _, x := range row {
		counts[x]++
	}
	for k := range 1 << 16 {
		x := f.Element(uint16(k))
		n := counts[x]
		if n > 0 {
			fill(row[:n], x)
			row = row[n:]
		}
	}
}

func fill[K key.Word](row []K, x K) {
	for i := range row {
		row[i] = x
	}
}
