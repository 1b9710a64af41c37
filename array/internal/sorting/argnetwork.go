// SPDX-License-Identifier: BSD-3-Clause

package sorting

import (
	"math/bits"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/array/internal/rows"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// The indices that sort many short rows are found together too: each element becomes a word, twice as wide, of its key and
// its index, and a network sorts those. No two words of a row are equal, so that equal elements keep their order. Of 64
// bits the word has the leading ones that are not common to all.

const (
	// argNetworkMost and argNetworkBytes are the length and the bytes up to which rows are sorted so.
	argNetworkMost  = 64
	argNetworkBytes = 128
	// argNetworkLeast is the number of elements of all rows that it takes.
	argNetworkLeast = 500
)

// argNetworkPays reports whether the indices of rows of n elements of size bytes, count elements in all, are found faster by
// a network.
func argNetworkPays(size, n, count int) bool {
	return 1 < n && n <= argNetworkMost && n*size <= argNetworkBytes && count >= max(argNetworkLeast, 8*n)
}

// argsorter writes the indices that sort rows, many at once.
type argsorter struct{ *rowSorter }

// Rows is Row for many rows.
func (s argsorter) Rows(at [rows.Most]unsafe.Pointer, step [rows.Most]int, count int) error {
	if step == [rows.Most]int{s.n * s.dtype.Size(), s.n * 8} {
		return s.argsortRows(at[0], memory.Slice[int64](at[1], s.n*count))
	}
	for range count {
		if err := s.Row(at); err != nil {
			return err
		}
		for i := range at {
			at[i] = unsafe.Add(at[i], step[i])
		}
	}
	return nil
}

// argsortRows writes the indices that sort rows of n elements at p, one after the other, to out.
func (s *rowSorter) argsortRows(p unsafe.Pointer, out []int64) error {
	n, size := s.n, s.dtype.Size()
	if s.dtype.Part() == s.dtype && argNetworkPays(size, n, len(out)) {
		return argsortTogether(s, p, out)
	}
	for i := 0; i < len(out); i += n {
		if err := s.argsort(s, unsafe.Add(p, i*size), out[i:i+n]); err != nil {
			return err
		}
	}
	return nil
}

// argsortTogether is argsortRows by a network.
func argsortTogether(s *rowSorter, p unsafe.Pointer, out []int64) error {
	switch s.dtype.Size() {
	case 1:
		return argsortColumns[uint8, uint16](s, p, out)
	case 2:
		return argsortColumns[uint16, uint32](s, p, out)
	case 4:
		return argsortColumns[uint32, uint64](s, p, out)
	}
	return argsortColumns[uint64, uint64](s, p, out)
}

func argsortColumns[K, W key.Word](s *rowSorter, p unsafe.Pointer, out []int64) error {
	n, size := s.n, int(unsafe.Sizeof(*new(W)))
	most := min(len(out)/n, max(networkColumns, networkBytes/(n*size)))
	// A matrix of words, and the keys of as many elements.
	matrix := (most*n*size + 7) / 8
	buffer, held, err := memory.Words(matrix + (most*n*int(unsafe.Sizeof(*new(K)))+7)/8)
	if err != nil {
		return err
	}
	defer held.Release()
	f := key.FormatOf[K](s.dtype, s.descending)
	w := newNetwork(keys[size])
	defer networks.Put(w)
	x := memory.Slice[K](p, len(out))
	for len(out) > 0 {
		count := min(most, len(out)/n)
		words := memory.As[W](buffer, count*n)
		own := memory.As[K](buffer[matrix:], count*n)
		copy(own, x)
		if s.dtype == dtype.Bool {
			normalize(memory.As[uint8](own, len(own)))
		}
		f.Keys(own, own)
		if key.Width[K]() < key.Width[W]() {
			fillWords(words, own, n, count)
			w.sort(unsafe.Pointer(&words[0]), n, count, false)
			indicesOf[K](out, words, n, count)
		} else if err := argsortWords(s, w, unsafe.Pointer(&x[0]), out, memory.As[uint64](words, len(words)), memory.As[uint64](own, len(own)), count); err != nil {
			return err
		}
		x, out = x[count*n:], out[count*n:]
	}
	return nil
}

// fillWords writes the words of count rows of n keys as the columns of a matrix.
func fillWords[K, W key.Word](words []W, keys []K, n, count int) {
	for i := range n {
		line := words[i*count : (i+1)*count]
		at := i
		for r := range line {
			line[r] = W(keys[at])<<key.Width[K]() | W(i)
			at += n
		}
	}
}

// indicesOf writes the indices in the words of rows, which are their low half, to out.
func indicesOf[K, W key.Word](out []int64, words []W, n, count int) {
	for i := range n {
		at := i
		for _, word := range words[i*count : (i+1)*count] {
			out[at] = int64(K(word))
			at += n
		}
	}
}

// argsortWords is argsortColumns for count rows at p whose keys are as wide as words: the index takes bits of them.
func argsortWords(s *rowSorter, w *network, p unsafe.Pointer, out []int64, words, keys []uint64, count int) error {
	n := s.n
	low, up := bits.Len(uint(n-1)), bits.LeadingZeros64(differing(keys))
	mask, shift := uint64(1)<<low-1, uint(up)&63
	for i := range n {
		line := words[i*count : (i+1)*count]
		at := i
		for r := range line {
			line[r] = keys[at]<<shift&^mask | uint64(i)
			at += n
		}
	}
	w.sort(unsafe.Pointer(&words[0]), n, count, false)
	for i := range n {
		at := i
		for _, word := range words[i*count : (i+1)*count] {
			out[at] = int64(word & mask)
			at += n
		}
	}
	if low <= up {
		return nil
	}
	// Rows in which words have the same bits above the index are sorted by themselves.
	for r := range count {
		tie, before := false, words[r]>>low
		for at := r + count; at < len(words); at += count {
			prefix := words[at] >> low
			tie = tie || prefix == before
			before = prefix
		}
		if !tie {
			continue
		}
		if err := s.argsort(s, unsafe.Add(p, r*n*8), out[r*n:(r+1)*n]); err != nil {
			return err
		}
	}
	return nil
}
