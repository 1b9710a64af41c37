// SPDX-License-Identifier: BSD-3-Clause

package sorting

import (
	"math"
	"slices"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
)

// argsortRow writes the indices that sort a row to out; buffer is as long as the
// row. The elements of the row are not changed.
//
// The indices are sorted as words: the leading bits of a key that are not common
// to all keys, and below them the index.
func argsortRow[K key.Word](out []int64, row []K, buffer []uint64, f *key.Format[K], fn string) error {
	n := len(row)
	float, greatest, shift, flip := f.Float, f.Greatest, f.Shift, f.Flip
	if n <= rankMost {
		rankArgsort(out, row, f)
		return nil
	}
	if n <= insertionMost {
		insertionArgsort(out, row, f)
		return nil
	}
	// The keys' bits, and whether they are sorted already.
	all, some, before := ^K(0), K(0), K(0)
	rising := true
	i := 0
	for ; i < n; i++ {
		k := key.Of(row[i], float, greatest, shift, flip)
		all &= k
		some |= k
		if k < before {
			rising = false
			break
		}
		before = k
	}
	if rising {
		for i := range out {
			out[i] = int64(i)
		}
		return nil
	}
	for ; i < n; i++ {
		k := key.Of(row[i], float, greatest, shift, flip)
		all &= k
		some |= k
	}
	if key.Width[K]() == 8 {
		countingArgsort(out, row, f)
		return nil
	}
	words := buffer[:n]
	low, up := packWith(words, row, f, all^some)
	spare := memory.As[uint64](out, n)
	if uint64(n) > math.MaxUint32 {
		slices.Sort(words)
	} else {
		bit := 0
		words, spare, bit = radixPrefix(words, spare, 64, max(low, up))
		if bit > max(low, up) {
			sortRuns(words, spare, bit)
		}
	}
	if low > up {
		// Words have not all bits of the keys.
		if err := sortTies(words, low, row, f, fn); err != nil {
			return err
		}
	}
	mask := uint64(1)<<low - 1
	for i, w := range words {
		out[i] = int64(w & mask)
	}
	return nil
}

// insertionArgsort is argsortRow for short rows.
func insertionArgsort[K key.Word](out []int64, row []K, f *key.Format[K]) {
	var keys [insertionMost]K
	for i, x := range row {
		k := f.Key(x)
		j := i
		for ; j > 0 && keys[j-1] > k; j-- {
			keys[j], out[j] = keys[j-1], out[j-1]
		}
		keys[j], out[j] = k, int64(i)
	}
}

// countingArgsort is argsortRow for elements of one byte.
func countingArgsort[K key.Word](out []int64, row []K, f *key.Format[K]) {
	var keys [256]uint8
	for x := range keys {
		keys[x] = uint8(f.Key(K(x)))
	}
	var places [256]int
	for _, x := range row {
		places[keys[uint8(x)]]++
	}
	at := 0
	for k, n := range places {
		places[k] = at
		at += n
	}
	for i, x := range row {
		k := keys[uint8(x)]
		at := places[k]
		places[k] = at + 1
		out[at] = int64(i)
	}
}

// sortTies sorts words that have the same bits above the index, of low bits, by
// their keys.
func sortTies[K key.Word](words []uint64, low int, row []K, f *key.Format[K], fn string) error {
	mask := uint64(1)<<low - 1
	for i := 1; i < len(words); i++ {
		if (words[i-1]^words[i])&^mask != 0 {
			continue
		}
		last := i + 1
		for last < len(words) && (words[last]^words[i])&^mask == 0 {
			last++
		}
		if err := sortTie(words[i-1:last], mask, row, f, fn); err != nil {
			return err
		}
		i = last
	}
	return nil
}

// sortTie sorts words by the keys of their elements and then by index.
func sortTie[K key.Word](words []uint64, mask uint64, row []K, f *key.Format[K], fn string) error {
	sorted := true
	before := f.Key(row[words[0]&mask])
	for _, w := range words[1:] {
		k := f.Key(row[w&mask])
		if k < before {
			sorted = false
			break
		}
		before = k
	}
	if sorted {
		return nil
	}
	if len(words) <= insertionMost {
		var keys [insertionMost]K
		for i, w := range words {
			k := f.Key(row[w&mask])
			j := i
			for ; j > 0 && keys[j-1] > k; j-- {
				keys[j], words[j] = keys[j-1], words[j-1]
			}
			keys[j], words[j] = k, w
		}
		return nil
	}
	// Many: a row of its own, whose keys have more in common.
	n := len(words)
	all, held, err := memory.Words(3 * n)
	if err != nil {
		return err
	}
	defer held.Release()
	keys, buffer, order := all[:n], all[n:2*n], memory.As[int64](all[2*n:], n)
	for i, w := range words {
		keys[i] = uint64(f.Key(row[w&mask]))
	}
	if err := argsortRow(order, keys, buffer, &key.Format[uint64]{}, fn); err != nil {
		return err
	}
	copy(buffer, words)
	for i, j := range order {
		words[i] = buffer[j]
	}
	return nil
}
