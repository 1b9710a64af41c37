// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/bench/arena"
	"github.com/arraygen/arraygen/bench/measure"
	"github.com/arraygen/arraygen/generated/arithmetic"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// small runs the cases that a filter matches, as briefly as makes sense.
func small(t *testing.T, filter string, peers ...Peer) *Report {
	t.Helper()
	mem, err := arena.New(64 << 20)
	require.NoError(t, err)
	defer mem.Close()
	r, err := Run(Config{Mem: mem, Peers: peers, Rounds: 21, Slice: 50 * time.Microsecond, NoLimits: true, Selection: Selection{Filter: regexp.MustCompile(filter)}})
	require.NoError(t, err)
	return r
}

// TestEveryPatternRuns runs every pattern of a few functions and types, and
// finds every implementation of ours timed and agreed with the others.
func TestEveryPatternRuns(t *testing.T) {
	r := small(t, `^(add|exp|equal|divide)/(float64|float32|int8|complex128)/.*/n=10/threads=1$`)
	seen := map[Pattern]bool{}
	for i := range r.Cells {
		c := &r.Cells[i]
		seen[c.Pattern] = true
		assert.Empty(t, c.Missing, c.Key)
		for _, l := range kernel.Levels() {
			got := c.Time(OursPrefix + l.String())
			require.NotNil(t, got, "%s at %s", c.Key, l)
			assert.Empty(t, got.Wrong, c.Key)
			assert.Positive(t, got.Nanos.Mid, c.Key)
		}
	}
	for _, p := range Patterns() {
		assert.True(t, seen[p], p)
	}
}

// TestCasesHaveKernels: a full run takes every loop, some quarter of an hour after it began.
func TestCasesHaveKernels(t *testing.T) {
	Registry(func(c Case) bool {
		require.NotNil(t, c.Loop.Kernel, "%s of %v", c.Ufunc.Name, c.DTypes())
		return true
	})
}

func TestCastsRun(t *testing.T) {
	r := small(t, `^cast/(float64->float32|complex64->bool|uint8->uint8)/.*/n=10/threads=1$`)
	assert.Len(t, r.Cells, 3*len([]Pattern{Contiguous, Allocating, Stride2, Reversed, Transposed, OutStrided}))
	for i := range r.Cells {
		c := &r.Cells[i]
		assert.Empty(t, c.Missing, c.Key)
		assert.Empty(t, c.Best().Wrong, c.Key)
		assert.Positive(t, c.Best().Nanos.Mid, c.Key)
	}
}

func TestFusedKernelsRun(t *testing.T) {
	r := small(t, `^(black_scholes|haversine|softmax|grey)/.*/n=30000/threads=1$`)
	assert.Len(t, r.Cells, 7)
	for i := range r.Cells {
		c := &r.Cells[i]
		assert.Empty(t, c.Missing, c.Key)
		for _, x := range c.Times {
			assert.Empty(t, x.Wrong, "%s %s", c.Key, x.Name)
		}
		assert.NotNil(t, c.Time(OursPrefix+"unfused"), c.Key)
	}
}

// lastPeer notes the largest argument that it meets at the end of a sample.
type lastPeer struct {
	liar
	most *float64
}

func (lastPeer) Name() string { return "last" }
func (p lastPeer) Prepare(j *Job) (*Prepared, error) {
	x := ViewOf[float64](j, j.Ins[0]).Data
	return InProcess(j, func() {
		for i, v := range x {
			*p.most = max(*p.most, v)
			x[i] = math.Exp(v)
		}
	}), nil
}

// TestInPlaceStartsAnew: a function in place works on the case's values, not on
// its own results.
func TestInPlaceStartsAnew(t *testing.T) {
	most := 0.0
	r := small(t, `^exp/float64/in-place/n=30000/threads=1$`, lastPeer{most: &most})
	require.Len(t, r.Cells, 1)
	require.NotNil(t, r.Cells[0].Time("last"))
	assert.Less(t, most, 8.0)
}

// liar is a peer with a sum that is wrong by three units in the last place.
type liar struct{}

func (liar) Name() string    { return "liar" }
func (liar) Version() string { return "1" }
func (liar) Prepare(j *Job) (*Prepared, error) {
	x, y, z := ViewOf[float64](j, j.Ins[0]).Data, ViewOf[float64](j, j.Ins[1]).Data, ViewOf[float64](j, j.Outs[0]).Data
	return InProcess(j, func() {
		for i := range z {
			z[i] = x[i] + y[i]
		}
		z[3] = math.Nextafter(math.Nextafter(math.Nextafter(z[3], 100), 100), 100)
	}), nil
}

// lazy is a peer that writes nothing.
type lazy struct{ liar }

func (lazy) Name() string                      { return "lazy" }
func (lazy) Prepare(j *Job) (*Prepared, error) { return InProcess(j, func() {}), nil }

// shy is a peer that has nothing to offer.
type shy struct{ liar }

func (shy) Name() string                      { return "shy" }
func (shy) Prepare(j *Job) (*Prepared, error) { return nil, NotOffered("too shy for " + j.Ufunc) }

func TestWrongAnswersAreReported(t *testing.T) {
	r := small(t, `^add/float64/contiguous/n=1000/threads=1$`, liar{}, lazy{}, shy{})
	require.Len(t, r.Cells, 1)
	c := &r.Cells[0]
	assert.Equal(t, "off by 3 ULP where 2 are allowed", c.Time("liar").Wrong)
	assert.Empty(t, c.Time("liar").Verdict, "a wrong answer has no verdict")
	assert.NotEmpty(t, c.Time("lazy").Wrong)
	assert.Equal(t, map[string]string{"shy": "too shy for add"}, c.Missing)
	var b strings.Builder
	markdown(&b, r, nil)
	assert.Contains(t, b.String(), "| add/float64/contiguous/n=1000/threads=1 | liar | off by 3 ULP where 2 are allowed |")
	assert.Contains(t, b.String(), "| shy | too shy for add | 1 |")
}

func TestStopKeepsWhatIsThere(t *testing.T) {
	mem, err := arena.New(1 << 20)
	require.NoError(t, err)
	defer mem.Close()
	stop := make(chan struct{})
	c := Config{Mem: mem, Rounds: 9, NoLimits: true, Stop: stop, Selection: Selection{Filter: regexp.MustCompile(`^add/float64/.*/n=10/threads=1$`)}}
	c.Progress = func(share float64, what string) {
		if what == "add/float64/in-place/n=10/threads=1" {
			close(stop)
		}
	}
	r, err := Run(c)
	require.NoError(t, err)
	assert.True(t, r.Meta.Stopped)
	assert.Len(t, r.Cells, 2)
}

func TestNoCaseIsAnError(t *testing.T) {
	_, err := Run(Config{Selection: Selection{Filter: regexp.MustCompile("nonsense")}})
	assert.ErrorContains(t, err, `no case matches "nonsense"`)
}

// TestCompareCatchesASlowedKernel slows a kernel on purpose, and nothing else:
// the comparison must name it, and it alone.
func TestCompareCatchesASlowedKernel(t *testing.T) {
	const filter = `^(add|multiply)/float64/contiguous/n=30000/threads=1$`
	old := small(t, filter)
	set, level := &arithmetic.AddFloat64, kernel.Current()
	f := set.At(level)
	// By so much that the intervals of a machine that is busy with other tests
	// are apart too.
	set.Impl[level] = func(a *kernel.Args) {
		for range 16 {
			f(a)
		}
	}
	defer func() { set.Impl[level] = f }()
	now := small(t, filter)
	var b strings.Builder
	c := Compare(&b, old, now)
	assert.GreaterOrEqual(t, c.Slower, 1, b.String())
	assert.True(t, c.Worse())
	assert.Regexp(t, `slower .* add/float64/contiguous`, b.String())
}

// TestCompareIsFairToASlowMachine: all times doubled, yardstick included, is
// no change; only the cell that is slower than the others counts.
func TestCompareIsFairToASlowMachine(t *testing.T) {
	cell := func(key string, ours, yard float64) Cell {
		r := rand.New(rand.NewPCG(1, 2))
		c := Cell{Key: key, Ours: "arraygen-x", Times: []Time{{Name: "arraygen-x"}, {Name: Yardstick}}}
		for range 21 {
			c.Times[0].Samples = append(c.Times[0].Samples, ours*(1+0.02*r.Float64()))
			c.Times[1].Samples = append(c.Times[1].Samples, yard*(1+0.02*r.Float64()))
		}
		return c
	}
	old := &Report{Cells: []Cell{cell("a", 100, 10), cell("b", 50, 10), cell("gone", 1, 1)}}
	now := &Report{Cells: []Cell{cell("a", 200, 20), cell("b", 130, 20), cell("new", 1, 1)}}
	var b strings.Builder
	assert.Equal(t, Comparison{Slower: 1}, Compare(&b, old, now))
	assert.Contains(t, b.String(), "2 cells in both runs")
	assert.Contains(t, b.String(), "slower")
	assert.Contains(t, b.String(), "1 slower, 0 faster, 1 same")
	assert.False(t, Compare(&b, now, now).Worse())
}

// TestCompareFindsReversedVerdicts: the opposite counts, "same" and a verdict
// that only one run has don't.
func TestCompareFindsReversedVerdicts(t *testing.T) {
	report := func(verdicts ...measure.Verdict) *Report {
		c := Cell{Key: "a", Ours: "arraygen-x", Times: []Time{{Name: "arraygen-x", Samples: []float64{1}}}}
		for i, v := range verdicts {
			c.Times = append(c.Times, Time{Name: fmt.Sprint("peer", i), Verdict: v})
		}
		return &Report{Cells: []Cell{c}}
	}
	old := report("faster", "slower", "faster", "same", "faster", "")
	now := report("slower", "faster", "same", "slower", "", "slower")
	var b strings.Builder
	c := Compare(&b, old, now)
	assert.Equal(t, Comparison{Lost: 1}, c)
	assert.True(t, c.Worse())
	assert.Regexp(t, `was faster .*, is slower .*  a against peer0`, b.String())
	assert.Contains(t, b.String(), "4 verdicts in both runs, 1 reversed from faster to slower, 1 from slower to faster")
	assert.False(t, Compare(&b, old, old).Worse())
}

func TestReportsSurviveAFile(t *testing.T) {
	r := small(t, `^add/float64/contiguous/n=10/threads=1$`)
	path, err := r.Save(t.TempDir(), "x")
	require.NoError(t, err)
	back, err := Load(path)
	require.NoError(t, err)
	assert.Equal(t, r.Cells, back.Cells)
	_, err = Load("run_test.go")
	assert.ErrorContains(t, err, "no report of arraygen bench")
	var b strings.Builder
	Benchstat(&b, back)
	assert.Regexp(t, `(?m)^BenchmarkUfunc/ufunc=add/dtype=float64/pattern=contiguous/n=10/threads=1/impl=arraygen-go 1 [0-9.e+]+ ns/op$`, b.String())
}

// TestLimits: what the machine can do is measured, and is in order.
func TestLimits(t *testing.T) {
	l, err := measureLimits(Caches{32 << 10, 256 << 10, 1 << 20}, 9, true)
	require.NoError(t, err)
	for _, memory := range []string{"L1", "L2", "L3", "DRAM"} {
		assert.Positive(t, l.Limit(memory, 1), memory)
	}
	assert.Len(t, l.Peak, 2*len(kernel.Levels()))
	assert.Greater(t, l.Limit("L1", 1), l.Limit("DRAM", 1))
}

// TestBusyMachineHasNoVerdictOnAllThreads: other programs make work on all
// threads wait, and no number of rounds tells for whom more.
func TestBusyMachineHasNoVerdictOnAllThreads(t *testing.T) {
	samples := []measure.Samples{{Name: "arraygen-x"}, {Name: "peer"}}
	for range 25 {
		samples[0].Nanos = append(samples[0].Nanos, 1)
		samples[1].Nanos = append(samples[1].Nanos, 2)
	}
	verdict := func(threads int, load float64) (measure.Verdict, string) {
		c := &Cell{Ours: "arraygen-x", Threads: threads, Missing: map[string]string{}}
		m := &measuring{run: &run{load: func() float64 { return load }}, cell: c}
		m.record(samples, measure.Rounds{5, 5, 5, 5, 5})
		return c.Time("peer").Verdict, c.Unjudged
	}
	cores := float64(runtime.NumCPU())
	v, why := verdict(0, cores+5)
	assert.Empty(t, v)
	assert.Contains(t, why, "other programs")
	for _, c := range []struct {
		threads int
		load    float64
	}{{0, cores}, {1, cores + 5}} {
		v, why = verdict(c.threads, c.load)
		assert.Equal(t, measure.Faster, v)
		assert.Empty(t, why)
	}
}
