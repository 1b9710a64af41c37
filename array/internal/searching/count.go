// SPDX-License-Identifier: BSD-3-Clause

package searching

import (
	"runtime"
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/generated/comparison"
	"github.com/arraygen/arraygen/generated/vec"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// countedLeast is the number of elements from which vector code counts them, talliedLeast that of bytes, eight of which
// are one word for other code.
const (
	countedLeast = 200
	talliedLeast = 600
)

// Count returns the number of elements of x that are not zero. Vector code counts
// those that lie side by side.
func Count(x *ndarray.Array) (int, error) {
	if err := x.Err(); err != nil {
		return 0, err
	}
	n := x.Size()
	if n < countedLeast || !x.IsC() && !x.IsF() || !x.Aligned() {
		return x.CountNonzero(), nil
	}
	p, _, _ := x.Lend()
	defer runtime.KeepAlive(x)
	return CountRow(x.DType(), p, n), nil
}

// CountRow returns the number of n elements of type d at p that are not zero.
func CountRow(d dtype.DType, p unsafe.Pointer, n int) int {
	if n < countedLeast || n < talliedLeast && d.Size() == 1 {
		return ndarray.NonzeroRow(nil, d, p, n)
	}
	switch {
	case d == dtype.Float16:
		return int(vec.CountNonzero(memory.Slice[dtype.F16](p, n)))
	case d == dtype.BFloat16:
		return int(vec.CountNonzero(memory.Slice[dtype.BF16](p, n)))
	case d == dtype.Float32:
		return int(vec.CountNonzero(memory.Slice[float32](p, n)))
	case d == dtype.Float64:
		return int(vec.CountNonzero(memory.Slice[float64](p, n)))
	case d.Kind() == dtype.KindFloat || d.Kind() == dtype.KindComplex:
		return ndarray.NonzeroRow(nil, d, p, n)
	case d.Size() == 1:
		return tally(p, n, 1, &comparison.TallyUint8)
	case d.Size() == 2:
		return tally(p, n, 2, &comparison.TallyUint16)
	case d.Size() == 4:
		return int(vec.CountNonzero(memory.Slice[int32](p, n)))
	}
	return int(vec.CountNonzero(memory.Slice[int64](p, n)))
}

// The bytes of the counters of tally, and how often one of a byte counts.
const (
	tallyBytes = 1024
	tallyRows  = 255
)

// tallying is what a count of narrow integers works with.
type tallying struct {
	args    kernel.Args
	scratch kernel.Scratch
	words   [tallyBytes / 8]uint64 // the counters
}

// sum returns the sum of the counters. Those of bytes become some of two bytes, in which all of them fit: four sums of no
// more than a quarter of tallyBytes, each tallyRows at most.
func (t *tallying) sum(size int) int {
	var sums uint64
	if size == 1 {
		const even = 0x00ff00ff00ff00ff
		for _, w := range t.words {
			sums += w&even + w>>8&even
		}
	} else {
		for _, w := range t.words {
			sums += w
		}
	}
	return int(sums&0xffff + sums>>16&0xffff + sums>>32&0xffff + sums>>48)
}

// Four sums of 16 bits hold them.
const _ uint16 = tallyBytes / 4 * tallyRows

// tallyings are those that no call uses.
var tallyings sync.Pool

// tally counts integers of one or two bytes by as narrow counters: there are
// tallyBytes of them, one for each place of a row of as many bytes.
func tally(p unsafe.Pointer, n, size int, set *kernel.Set) int {
	t, _ := tallyings.Get().(*tallying)
	if t == nil {
		t = new(tallying)
		t.args.Scratch = &t.scratch
		t.args.Op[0].Ptr = unsafe.Pointer(&t.words[0])
		t.args.Op[2].Ptr = unsafe.Pointer(&t.words[0])
		t.args.Op[1].Outer = tallyBytes
	}
	defer tallyings.Put(t)
	a := &t.args
	a.Op[0].Inner, a.Op[1].Inner, a.Op[2].Inner = size, size, size
	add := set.Best()
	count := 0
	for n > 0 {
		clear(t.words[:])
		a.N = min(n, tallyBytes/size)
		a.Rows = min(n/a.N, tallyRows)
		a.Op[1].Ptr = p
		add(a)
		if n -= a.Rows * a.N; n > 0 {
			p = unsafe.Add(p, a.Rows*tallyBytes)
		}
		count += t.sum(size)
	}
	a.Op[1].Ptr = nil
	return count
}
