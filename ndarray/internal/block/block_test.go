// SPDX-License-Identifier: BSD-3-Clause

package block

import (
	"runtime"
	"runtime/debug"
	"sync"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// empty waits for the blocks of the tests before, and lets them go.
func empty(t *testing.T) {
	t.Helper()
	gcUntil(t, "empty", func() bool {
		dropFree()
		return Read() == Stats{}
	})
}

// bytesAt is a block as a slice.
func bytesAt(p unsafe.Pointer, n int) []byte { return unsafe.Slice((*byte)(p), n) }

// size is the bytes of the block of a ticket.
func size(t Ticket) int { return t.class().size() }

// gcUntil collects until what it waits for has come about: finalizers run on a
// goroutine of their own.
func gcUntil(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 200 {
		runtime.GC()
		if time.Sleep(time.Millisecond); done() {
			return
		}
	}
	t.Fatalf("never %s: %+v", what, Read())
}

func TestClasses(t *testing.T) {
	for n := 1; n < 2*most; n += 1 + n/61 {
		c := classOf(n)
		if n < least || n > most {
			require.Zero(t, c, n)
			continue
		}
		require.Positive(t, c, n)
		require.GreaterOrEqual(t, c.size(), n)
		require.LessOrEqual(t, c.size()*8, n*9, "an eighth more than %d at most", n)
		if c > 1 {
			require.Less(t, (c - 1).size(), n, "class %d is too large for %d", c, n)
		}
	}
	assert.Equal(t, class(1), classOf(least))
	assert.Equal(t, class(numClasses-1), classOf(most))
	assert.Less(t, class(numClasses), class(watchedBit), "the bit is free")
}

func TestPutIsReused(t *testing.T) {
	empty(t)
	p, c, _ := Get(100_000)
	require.NotZero(t, c)
	assert.Equal(t, Stats{Watched: size(c)}, Read())
	Put(p, c)
	assert.Equal(t, Stats{Watched: size(c), Free: size(c)}, Read())
	q, _, _ := Get(99_000)
	assert.Equal(t, p, q)
	Put(q, c)
}

// get fills a block and returns its address as a number, and a slice of its
// middle.
func get(n int, v byte) (at uintptr, c Ticket, middle []byte) {
	p, c, _ := Get(n)
	b := bytesAt(p, n)
	for i := range b {
		b[i] = v
	}
	return uintptr(p), c, b[n/2 : n/2+10]
}

// A block comes back when nothing points to it, and no sooner: a slice of its
// middle keeps it.
func TestCollectedIsReused(t *testing.T) {
	empty(t)
	const n = 64 << 10
	at, c, middle := get(n, 7)
	for i := range 20 {
		runtime.GC()
		_, _, other := get(n, byte(100+i))
		require.Equal(t, byte(100+i), other[0])
		time.Sleep(time.Millisecond)
	}
	for _, v := range middle {
		require.Equal(t, byte(7), v)
	}
	runtime.KeepAlive(middle)
	middle = nil
	if raceDetector {
		gcUntil(t, "let go", func() bool { return Read().Watched == 0 })
		return
	}
	gcUntil(t, "free", func() bool { s := Read(); return s.Free > 0 && s.Watched == 0 })
	free := Read().Free / size(c)
	found := false
	for range free {
		p, _, _ := Get(n)
		found = found || uintptr(p) == at
		defer runtime.KeepAlive(p)
	}
	assert.True(t, found, "the block is handed out again")
}

// Blocks stay within the limit where results are dropped as fast as they come,
// and live memory is no more than what is held and the limits: dead blocks that
// the collector has yet to find, and free ones.
func TestBounded(t *testing.T) {
	empty(t)
	live := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	before := live()
	held := make([][]byte, 20)
	for i := range 4000 {
		n := 4<<10 + i*7919%(2<<20)
		p, _, _ := Get(n)
		held[i%len(held)] = bytesAt(p, n)
		require.LessOrEqual(t, Read().Watched, maxTotal)
		require.LessOrEqual(t, Read().Free, maxTotal)
	}
	size := 0
	for _, b := range held {
		size += len(b)
	}
	assert.Less(t, live(), before+size+2*maxTotal+maxTotal/4)
	runtime.KeepAlive(held)
}

func setTrimmed(t time.Time) {
	pool.Lock()
	defer pool.Unlock()
	pool.trimmed = t
}

// Blocks that nobody needs are let go: after a time without use none is left.
func TestTrim(t *testing.T) {
	empty(t)
	// In the future: to the runtime's own collections, which come meanwhile,
	// the last trim is not long ago.
	now := time.Now().Add(time.Hour)
	setTrimmed(now)
	defer setTrimmed(time.Time{})
	for range 3 {
		p, c, _ := Get(1 << 20)
		defer Put(p, c)
	}
	p, c, _ := Get(1 << 20)
	q, _, _ := Get(1 << 20)
	Put(p, c)
	Put(q, c)
	collected(now.Add(trimEvery))
	collected(now.Add(2 * trimEvery))
	assert.Equal(t, Stats{Watched: 3 << 20}, Read(), "free blocks are let go, others not")

	// One that is in use now and then stays.
	p, _, _ = Get(1 << 20)
	Put(p, c)
	for i := range 5 {
		r, _, _ := Get(1 << 20)
		assert.Equal(t, p, r)
		Put(r, c)
		collected(now.Add(time.Duration(3+i) * trimEvery))
	}
	assert.Equal(t, 1<<20, Read().Free)
}

// A block that was let go is memory like any other: it is freed, and doesn't
// come back.
func TestLetGoIsFreed(t *testing.T) {
	empty(t)
	p, c, _ := Get(1 << 20)
	freed := make(chan bool, 1)
	runtime.AddCleanup((*byte)(p), func(c chan bool) { c <- true }, freed)
	Put(p, c)
	p = nil
	dropFree()
	gcUntil(t, "freed", func() bool { return len(freed) == 1 })
	assert.Zero(t, Read())
}

func TestMemoryLimit(t *testing.T) {
	empty(t)
	defer readLimit()
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(8 << 20 * limitShare))
	var held []unsafe.Pointer
	var tickets []Ticket
	for range 12 {
		p, c, _ := Get(1 << 20)
		if c != 0 {
			held = append(held, p)
			tickets = append(tickets, c)
		}
	}
	collected(time.Now())
	for i, p := range held {
		Put(p, tickets[i])
	}
	assert.LessOrEqual(t, Read().Free, 8<<20, "free blocks over the limit are let go")
	assert.LessOrEqual(t, Read().Watched, 8<<20)
	p, c, _ := Get(16 << 20)
	assert.Zero(t, c, "larger than the limit")
	assert.Len(t, bytesAt(p, 16<<20), 16<<20)
}

// Nothing is lost: what many goroutines took, put back and dropped is all
// accounted for at the end, and nobody saw another's bytes.
func TestConcurrent(t *testing.T) {
	empty(t)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 300 {
				n := 4<<10 + (g*977+i*7919)%(300<<10)
				p, c, _ := Get(n)
				b := bytesAt(p, n)
				mark := byte(g*31 + i)
				for j := 0; j < n; j += 512 {
					b[j] = mark
				}
				if i%40 == 0 {
					runtime.GC()
				}
				for j := 0; j < n; j += 512 {
					if b[j] != mark {
						t.Errorf("goroutine %d, turn %d: byte %d is another's", g, i, j)
						return
					}
				}
				if i%2 == 0 {
					Put(p, c)
				}
			}
		})
	}
	wg.Wait()
	gcUntil(t, "all free", func() bool { s := Read(); return s.Watched == watchedFree() && s.Free == freeBytes() })
}

func BenchmarkGetPut(b *testing.B) {
	for b.Loop() {
		p, c, _ := Get(64 << 10)
		Put(p, c)
	}
}
