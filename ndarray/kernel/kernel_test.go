// SPDX-License-Identifier: BSD-3-Clause

package kernel

import (
	"io"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLevelsHaveNames(t *testing.T) {
	for l := Go; l < NumLevels; l++ {
		got, err := ParseLevel(strings.ToUpper(l.String()))
		require.NoError(t, err)
		require.Equal(t, l, got)
		require.Equal(t, l, levels[l].level, "the rows are in the order of the levels")
		require.LessOrEqual(t, levels[l].below, l)
	}
	_, err := ParseLevel("sse9")
	require.ErrorContains(t, err, `kernel: no level "sse9"; there are go, neon, avx2, avx512`)
}

func TestSetLevel(t *testing.T) {
	before := Current()
	restore, err := SetLevel(Go)
	require.NoError(t, err)
	require.Equal(t, Go, Current())
	restore()
	require.Equal(t, before, Current())
	for l := Go; l < NumLevels; l++ {
		if !has(l) && l != Go {
			_, err := SetLevel(l)
			require.ErrorContains(t, err, "has no "+l.String())
		}
	}
}

func TestEnvironmentCapsLevel(t *testing.T) {
	best := Levels()[len(Levels())-1]
	for _, c := range []struct {
		value string
		want  Level
		told  string
	}{
		{"", best, ""},
		{"go", Go, ""},
		{"GO", Go, ""},
		{"avx3", best, "ARRAYGEN_ISA is ignored: kernel: no level \"avx3\"; there are go, neon, avx2, avx512\n"},
	} {
		var told strings.Builder
		require.Equal(t, c.want, fromEnvironment(c.value, &told), c.value)
		require.Equal(t, c.told, told.String(), c.value)
	}
	for _, l := range Levels() {
		require.Equal(t, l, fromEnvironment(l.String(), io.Discard))
	}
}

// TestByteDots: a suffix of the variable keeps kernels from the instruction, whatever the level.
func TestByteDots(t *testing.T) {
	before, best := byteDots, Current()
	restore := WithoutByteDots()
	require.Zero(t, byteDots)
	restore()
	require.Equal(t, before, byteDots)
	for l := Go; l < NumLevels; l++ {
		require.Equal(t, before[l] != 0, l.ByteDots())
		if l.ByteDots() {
			require.NotEmpty(t, l.ByteDotsFeature())
			require.True(t, has(l))
		}
	}
	for _, value := range []string{best.String() + "-bytedots", "-bytedots"} {
		byteDots[best] = 1
		require.Equal(t, Levels()[len(Levels())-1], fromEnvironment(value, io.Discard), value)
		require.Zero(t, byteDots)
		byteDots = before
	}
}

// TestRunFinishesRareLanes drives RunAt with a kernel that stops at negative
// numbers, over several rows: a Go kernel must see exactly the rest.
func TestRunFinishesRareLanes(t *testing.T) {
	const vector = 4
	fast := func(a *Args) {
		x := unsafe.Slice((*float64)(a.Op[0].Ptr), a.N)
		y := unsafe.Slice((*float64)(a.Op[1].Ptr), a.N)
		for i := 0; i < a.N; i += vector {
			n := min(vector, a.N-i)
			for _, v := range x[i : i+n] {
				if v < 0 {
					a.Done = i
					return
				}
			}
			for k := range n {
				y[i+k] = x[i+k] + 1
			}
		}
		a.Done = a.N
	}
	slow := func(a *Args) {
		for r := range a.Rows {
			for i := range a.N {
				v := *(*float64)(unsafe.Add(a.Op[0].Ptr, r*a.Op[0].Outer+i*8))
				if v < 0 {
					v = -100
				}
				*(*float64)(unsafe.Add(a.Op[1].Ptr, r*a.Op[1].Outer+i*8)) = v + 1
			}
		}
	}
	top := Levels()[len(Levels())-1]
	s := &Set{Rare: true}
	s.Impl[Go] = slow
	if top != Go {
		s.Impl[top] = fast
	}
	for _, n := range []int{0, 1, 3, 4, 17, 100} {
		const rows = 3
		x, y := make([]float64, rows*(n+1)), make([]float64, rows*(n+1))
		for i := range x {
			x[i] = float64(i%7) - 1
		}
		a := Args{N: n, Rows: rows}
		a.Op[0] = Operand{Ptr: unsafe.Pointer(&x[0]), Inner: 8, Outer: 8 * (n + 1)}
		a.Op[1] = Operand{Ptr: unsafe.Pointer(&y[0]), Inner: 8, Outer: 8 * (n + 1)}
		s.RunAt(top, &a)
		for r := range rows {
			for i := range n + 1 {
				at := r*(n+1) + i
				want := x[at] + 1
				switch {
				case i == n:
					want = 0 // the gap between rows
				case x[at] < 0:
					want = -99
				}
				require.Equal(t, want, y[at], "n=%d row %d element %d", n, r, i)
			}
		}
	}
}

// TestAnyStride: assembly takes contiguous rows, whatever is below it; where it
// falls back to the Go loop, or copies, it takes any stride.
func TestAnyStride(t *testing.T) {
	f := func(*Args) {}
	for l := Go; l < NumLevels; l++ {
		require.True(t, (&Set{Impl: [NumLevels]Func{Go: f}}).AnyStride(l), l)
		s := &Set{Impl: [NumLevels]Func{Go: f}}
		s.Impl[l] = f
		require.Equal(t, l.Loop(), s.AnyStride(l), l)
		s.Strided = true
		require.True(t, s.AnyStride(l), l)
	}
	require.False(t, (&Set{Impl: [NumLevels]Func{Go: f, AVX2: f}}).AnyStride(AVX512))
}

func TestLacks(t *testing.T) {
	for l := range NumLevels {
		why := l.Lacks()
		assert.Equal(t, has(l), why == "", "%v: %s", l, why)
		if g := l.GOARCH(); g != "" && g != runtime.GOARCH {
			assert.Contains(t, why, g)
		}
	}
	if !has(AVX2) {
		return // the rest takes a feature away from a machine that has it
	}
	no := false
	defer func(had *bool) { avx2Features[1].has = had }(avx2Features[1].has)
	avx2Features[1].has = &no
	assert.Equal(t, "the CPU has no FMA", AVX2.Lacks())
	assert.Regexp(t, "^the CPU has no (AVX512.*, )*FMA$", AVX512.Lacks())
}

// A set without a Go loop is a fault of whoever wrote it, and is met at the first call: asking
// for its level ends.
func TestLevelOfNothing(t *testing.T) {
	var s Set
	for _, l := range Levels() {
		if got := s.Level(l); got != Go {
			t.Errorf("Level(%v) = %v", l, got)
		}
		if s.At(l) != nil {
			t.Errorf("At(%v) is not nil", l)
		}
	}
}

// What the CPU divides faster than AVX2 code does runs as a Go loop, unless there is one divisor, of which the
// assembly has the reciprocal.
func TestFastDivider(t *testing.T) {
	if !has(AVX2) {
		assert.False(t, fastDivider)
		return
	}
	defer func(was bool) { fastDivider = was }(fastDivider)
	var ran []string
	note := func(name string) Func { return func(*Args) { ran = append(ran, name) } }
	set := Set{Divides: true, InRegisters: true, Impl: [NumLevels]Func{Go: note("go"), AVX2: note("avx2"), AVX512: note("avx512")}}
	with := set
	with.Invariant = &Invariant{Divisor: 1, Size: 8, In: 2, Out: 1, Impl: [NumLevels]Func{Go: note("reciprocal in go"), AVX2: note("reciprocal")}}
	other := set
	other.Divides = false
	var x, y [100]int64
	d := int64(7)
	run := func(s *Set, stride int) {
		var a Args
		a.N, a.Rows = len(x), 1
		a.Op[0] = Operand{Ptr: unsafe.Pointer(&x), Inner: 8}
		a.Op[1] = Operand{Ptr: unsafe.Pointer(&d), Inner: stride}
		a.Op[2] = Operand{Ptr: unsafe.Pointer(&y), Inner: 8}
		s.Run(&a)
	}
	for _, c := range []struct {
		level Level
		fast  bool
		want  []string
	}{
		{AVX2, true, []string{"go", "go", "reciprocal", "avx2", "go", "go"}},
		{AVX2, false, []string{"avx2", "avx2", "reciprocal", "avx2", "avx2", "avx2"}},
		{AVX512, true, []string{"avx512", "avx512", "avx512", "avx512", "avx512", "avx512"}},
		{Go, true, []string{"go", "go", "reciprocal in go", "go", "go", "go"}},
	} {
		if !has(c.level) {
			continue
		}
		restore, err := SetLevel(c.level)
		require.NoError(t, err)
		fastDivider, ran = c.fast, nil
		run(&set, 8)
		run(&with, 8)
		run(&with, 0)
		run(&other, 8)
		set.Best()(nil)
		require.NoError(t, Apply2("divide", &set, y[:], x[:], x[:]))
		assert.Equal(t, c.want, ran, "%v, %v", c.level, c.fast)
		restore()
	}
	assert.False(t, set.Direct())
	assert.True(t, other.Direct())
}
