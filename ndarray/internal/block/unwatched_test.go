// SPDX-License-Identifier: BSD-3-Clause

package block

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// watchedFree and freeBytes count over the lists what the account has as sums.
func watchedFree() (bytes int) {
	pool.Lock()
	defer pool.Unlock()
	for c := range pool.lists {
		for _, b := range pool.lists[c].free {
			if b.watched {
				bytes += class(c).size()
			}
		}
	}
	return bytes
}

func freeBytes() (bytes int) {
	pool.Lock()
	defer pool.Unlock()
	for c := range pool.lists {
		bytes += len(pool.lists[c].free) * class(c).size()
	}
	return bytes
}

// holding has blocks of 1 MB in use, until the test ends. They are not put
// back: the collector takes them.
func holding(t *testing.T, blocks int) {
	t.Helper()
	held := make([]unsafe.Pointer, blocks)
	for i := range held {
		held[i], _, _ = Get(1 << 20)
	}
	t.Cleanup(func() { runtime.KeepAlive(held) })
}

// allocated returns the bytes that f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// What is put back serves again, however much is in use.
func TestPutIsReusedBeyondLimit(t *testing.T) {
	empty(t)
	holding(t, 2*maxTotal>>20)
	assert.Equal(t, maxTotal, Read().Watched)
	for _, n := range []int{4 << 10, 100_000, 4_000_000, 10 << 20} {
		p, c, _ := Get(n)
		require.NotZero(t, c)
		assert.False(t, c.watched(), "nobody watches a block beyond the limit")
		Put(p, c)
		bytes := allocated(func() {
			for range 20 {
				q, c, _ := Get(n)
				assert.True(t, p == q, n)
				assert.False(t, c.watched())
				Put(q, c)
			}
		})
		assert.Less(t, bytes, uint64(1<<20), n)
	}
	assert.LessOrEqual(t, Read().Free, maxTotal)
	assert.Equal(t, maxTotal, Read().Watched)
}

// Blocks beyond the limit that nobody puts back are the collector's: they come
// back to nobody, and the heap doesn't grow by them.
func TestUnwatchedIsCollected(t *testing.T) {
	empty(t)
	holding(t, maxTotal>>20)
	freed := make(chan bool, 1)
	func() {
		p, c, _ := Get(4 << 20)
		require.False(t, c.watched())
		runtime.AddCleanup((*byte)(p), func(c chan bool) { c <- true }, freed)
	}()
	gcUntil(t, "freed", func() bool { return len(freed) == 1 })
	assert.Equal(t, Stats{Watched: maxTotal}, Read())

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 500 {
		p, _, _ := Get(4 << 20)
		*(*byte)(p) = 1
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	assert.Less(t, after.HeapAlloc, before.HeapAlloc+16<<20)
	assert.Equal(t, Stats{Watched: maxTotal}, Read())
}

// Once there is room again, a block that served unwatched is watched.
func TestUnwatchedBecomesWatched(t *testing.T) {
	empty(t)
	held, h, _ := Get(16 << 20)
	other, o, _ := Get(16 << 20)
	require.True(t, h.watched() && o.watched())
	p, c, _ := Get(1 << 20)
	require.False(t, c.watched())
	Put(p, c)
	Put(held, h)
	q, c, _ := Get(1 << 20)
	assert.True(t, p == q)
	assert.True(t, c.watched(), "a free block gave its place")
	assert.Equal(t, Stats{Watched: 17 << 20, Free: 16 << 20}, Read())
	Put(q, c)
	Put(other, o)
	assert.Equal(t, Stats{Watched: 17 << 20, Free: 17 << 20}, Read())
}

// The free blocks stay within the limit: those that were put back the longest
// ago make way, of whatever size they are.
func TestFreeIsBounded(t *testing.T) {
	empty(t)
	holding(t, maxTotal>>20)
	var blocks []unsafe.Pointer
	var c Ticket
	for range 40 {
		var p unsafe.Pointer
		p, c, _ = Get(1 << 20)
		blocks = append(blocks, p)
	}
	for _, p := range blocks {
		Put(p, c)
	}
	assert.Equal(t, maxTotal, Read().Free)
	p, d, _ := Get(7 << 20)
	Put(p, d)
	assert.Equal(t, maxTotal, Read().Free)
	q, _, _ := Get(7 << 20)
	assert.True(t, p == q, "the newest stays")
	for i := range maxTotal>>20 - 7 {
		q, _, _ := Get(1 << 20)
		require.True(t, q == blocks[len(blocks)-1-i], i)
	}
	assert.Zero(t, Read().Free)
}

// Of blocks that are too large to be watched a few that were put back serve
// again, and are let go when nobody needs them. They don't drive out the others.
func TestBigBlocks(t *testing.T) {
	empty(t)
	now := time.Now().Add(time.Hour)
	setTrimmed(now)
	defer setTrimmed(time.Time{})
	const n = 32_000_000
	small, s, _ := Get(1 << 20)
	Put(small, s)
	var blocks [4]unsafe.Pointer
	var c Ticket
	for i := range blocks {
		blocks[i], c, _ = Get(n)
		require.NotZero(t, c)
		require.False(t, c.watched())
	}
	for _, p := range blocks {
		Put(p, c)
	}
	assert.Equal(t, Stats{Watched: 1 << 20, Free: 1<<20 + maxBig}, Read())
	p, c, _ := Get(n)
	assert.True(t, p == blocks[3])
	Put(p, c)
	q, c, _ := GetCleared(n)
	assert.True(t, q == blocks[3])
	Put(q, c)
	collected(now.Add(trimEvery))
	collected(now.Add(2 * trimEvery))
	assert.Zero(t, Read())
}

// The account holds whatever is got, put back, dropped and collected, by many at
// once, below and beyond the limit.
func TestAccount(t *testing.T) {
	empty(t)
	within := func() bool {
		s := Read()
		return assert.LessOrEqual(t, s.Watched, maxTotal) && assert.LessOrEqual(t, s.Free, maxTotal+maxBig)
	}
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(g), 0))
			type taken struct {
				p unsafe.Pointer
				c Ticket
			}
			var held []taken
			for i := range 400 {
				n := 4<<10 + r.IntN(1<<r.IntN(22))
				p, c, _ := Get(n)
				b := bytesAt(p, n)
				b[0], b[n-1] = byte(g), byte(i)
				held = append(held, taken{p, c})
				if len(held) > 30 {
					at := r.IntN(len(held))
					if old := held[at]; r.IntN(4) > 0 {
						Put(old.p, old.c)
					}
					held[at] = held[len(held)-1]
					held = held[:len(held)-1]
				}
				if b[0] != byte(g) || b[n-1] != byte(i) || !within() {
					t.Error("the block is another's, or the account is wrong")
					return
				}
				if i%100 == 0 {
					runtime.GC()
					collected(time.Now())
				}
			}
			for _, h := range held {
				Put(h.p, h.c)
			}
		})
	}
	wg.Wait()
	gcUntil(t, "all free", func() bool { s := Read(); return s.Watched == watchedFree() && s.Free == freeBytes() })
	within()
}
