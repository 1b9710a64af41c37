// SPDX-License-Identifier: BSD-3-Clause

package sorting

import (
	"math"
	"math/bits"
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
	if n <= rankMost {
		rankArgsort(out, row, f)
		return nil
	}
	if n <= insertionMost {
		insertionArgsort(out, row, f)
		return nil
	}
	if key.Width[K]() == 8 {
		countingArgsort(out, row, f)
		return nil
	}
	// The indices come last: until then their memory has the keys, and then what words are moved to.
	keys := memory.As[K](out, n)
	flip := keysOf(keys, row, f)
	varying, rising := look(keys, flip)
	if rising {
		for i := range out {
			out[i] = int64(i)
		}
		return nil
	}
	words := buffer[:n]
	low, up := bits.Len(uint(n-1)), 64-bits.Len64(uint64(varying))
	if q := newQuick[uint64](n, false); q != nil {
		packKeys(words, keys, flip, low, up, key.SignBit[uint64]())
		sortKeys(q, words)
		q.release()
	} else {
		packKeys(words, keys, flip, low, up, 0)
		if uint64(n) > math.MaxUint32 {
			slices.Sort(words)
		} else if sorted, spare, bit := radixPrefix(words, memory.As[uint64](out, n), 64, max(low, up)); bit > max(low, up) {
			sortRuns(sorted, spare, bit)
			words = sorted
		} else {
			words = sorted
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

// keysOf writes keys to keys, which are those of the row but for the bits that it returns: of floats among which are no
// NaN and no -0 kernels make them.
func keysOf[K key.Word](keys, row []K, f *key.Format[K]) (flip K) {
	if q := newQuick[K](len(row), f.Float); f.Float && q != nil {
		defer q.release()
		copy(keys, row)
		if !flipFloats(q, keys, f) {
			return f.Flip ^ key.SignBit[K]()
		}
	}
	f.Keys(keys, row)
	return 0
}

// look returns the bits in which keys differ, and whether they are sorted, which ends at the first that is not.
func look[K key.Word](keys []K, flip K) (varying K, rising bool) {
	before := keys[0] ^ flip
	for _, k := range keys {
		k ^= flip
		if k < before {
			return differing(keys), false
		}
		before = k
	}
	return 0, true
}

// differing returns the bits in which keys differ. Two at a time, neither waits for the other.
func differing[K key.Word](keys []K) K {
	first := keys[0]
	some, other := K(0), K(0)
	i := 0
	for ; i+1 < len(keys); i += 2 {
		some |= keys[i] ^ first
		other |= keys[i+1] ^ first
	}
	if i < len(keys) {
		some |= keys[i] ^ first
	}
	return some | other
}

// packKeys makes the words by which indices are sorted: the bits of keys but for up that all have in common, and
// in the low bits the index. The sign is set in all of them, or in none.
func packKeys[K key.Word](words []uint64, keys []K, flip K, low, up int, sign uint64) {
	mask := uint64(1)<<low - 1
	shift := uint(up) & 63
	words = words[:len(keys)]
	for i, k := range keys {
		words[i] = (uint64(k^flip)<<shift&^mask | uint64(i)) ^ sign
	}
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
