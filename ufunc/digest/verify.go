// SPDX-License-Identifier: BSD-3-Clause

package digest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash"
	"hash/fnv"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// Threads are the numbers of goroutines that [Verify] tries.
var Threads = []int{1, 2, 3, 8}

// threadWork is how little work is worth another goroutine while results are
// verified, so that all the numbers of them are used.
const threadWork = 200

// Difference is a result that differs from the Go loop's on one goroutine.
type Difference struct {
	// Item is the name of what was computed.
	Item string
	// Level and Threads are where the other result came about.
	Level   kernel.Level
	Threads int
	// Got is its hash, and Want that of the Go loop's result.
	Got, Want string
}

func (d Difference) String() string {
	threads := "1 thread"
	if d.Threads != 1 {
		threads = fmt.Sprintf("%d threads", d.Threads)
	}
	return fmt.Sprintf("%s: %s from the Go loop, %s from %v on %s", d.Item, d.Want, d.Got, d.Level, threads)
}

// Verify computes items on every level that this machine has, with each of
// [Threads], and returns the hashes of what the Go loops give, and what differs
// from that. It calls progress, unless that is nil, after each item.
//
// It sets the level and the number of threads of the whole program while it
// runs: nothing else may run ufuncs meanwhile.
func Verify(items []Item, progress func(done, total int64)) (Sums, []Difference) {
	defer ufunc.SetThreadWork(ufunc.SetThreadWork(threadWork))
	defer ufunc.SetMaxThreads(ufunc.SetMaxThreads(1))
	sums, found := Sums{}, []Difference(nil)
	for i, it := range items {
		var want [][]byte
		for _, l := range kernel.Levels() {
			restore, err := kernel.SetLevel(l)
			if err != nil {
				panic(err) // Levels has it
			}
			for _, threads := range Threads {
				ufunc.SetMaxThreads(threads)
				got := results(it.run())
				if want == nil {
					want = got
					sums[it.Name] = sum(got)
				} else if !equal(got, want) {
					found = append(found, Difference{it.Name, l, threads, sum(got), sum(want)})
				}
			}
			restore()
		}
		if progress != nil {
			progress(int64(i+1), int64(len(items)))
		}
	}
	return sums, found
}

func equal(a, b [][]byte) bool {
	for i := range a {
		if !bytes.Equal(a[i], b[i]) {
			return false
		}
	}
	return len(a) == len(b)
}

// results returns the elements of arrays as little-endian bytes; of an array that
// carries an error, that it does: negative powers of integers, say.
func results(as []*ndarray.Array) [][]byte {
	all := make([][]byte, len(as))
	for i, a := range as {
		if err := a.Err(); err != nil {
			all[i] = []byte("error")
			continue
		}
		all[i] = littleEndian(a)
	}
	return all
}

// littleEndian returns the elements of a in C order.
func littleEndian(a *ndarray.Array) []byte {
	a = a.AsC()
	b := bytes.Clone(unsafe.Slice((*byte)(a.Pointer()), a.NBytes()))
	lane := a.ItemSize()
	if a.DType().Kind() == dtype.KindComplex {
		lane /= 2
	}
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		for i := 0; i < len(b); i += lane {
			for j, k := i, i+lane-1; j < k; j, k = j+1, k-1 {
				b[j], b[k] = b[k], b[j]
			}
		}
	}
	return b
}

func sum(results [][]byte) string {
	h := fnv.New64a()
	for _, r := range results {
		write(h, r)
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

// write writes a result with its length before it.
func write(h hash.Hash, b []byte) {
	var length [8]byte
	binary.LittleEndian.PutUint64(length[:], uint64(len(b)))
	h.Write(length[:])
	h.Write(b)
}
