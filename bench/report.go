// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/arraygen/arraygen/bench/measure"
	"github.com/arraygen/arraygen/internal/atomicfile"
)

// Write writes the report as Markdown and as text for benchstat to dir, and
// returns the names of the files. plots are the files of its plots.
func Write(r *Report, dir, name string, plots []string) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	var files []string
	for _, f := range []struct {
		ext   string
		write func(io.Writer)
	}{{".md", func(w io.Writer) { markdown(w, r, plots) }}, {".txt", func(w io.Writer) { Benchstat(w, r) }}} {
		path := filepath.Join(dir, name+f.ext)
		var b strings.Builder
		f.write(&b)
		if err := atomicfile.WriteFile(path, []byte(b.String())); err != nil {
			return files, err
		}
		files = append(files, path)
	}
	return files, nil
}

// tally counts verdicts.
type tally struct {
	faster, same, slower, wrong int
	ratios                      []float64
}

func (t *tally) add(x *Time) {
	if x.Wrong != "" {
		t.wrong++
		return
	}
	t.ratios = append(t.ratios, x.Ratio.Mid)
	switch x.Verdict {
	case measure.Faster:
		t.faster++
	case measure.Slower:
		t.slower++
	case measure.Same:
		t.same++
	}
}

// tallies counts the verdicts of each peer.
func tallies(r *Report) map[string]*tally {
	all := map[string]*tally{}
	for i := range r.Cells {
		for k := range r.Cells[i].Times {
			t := &r.Cells[i].Times[k]
			if IsOurs(t.Name) || t.Name == Yardstick {
				continue
			}
			if all[t.Name] == nil {
				all[t.Name] = &tally{}
			}
			all[t.Name].add(t)
		}
	}
	return all
}

// Summary prints wins and losses against each peer.
func Summary(w io.Writer, r *Report) {
	all := tallies(r)
	fmt.Fprintf(w, "\n%-14s %7s %7s %7s %7s   %s\n", "against", "faster", "same", "slower", "wrong", "median of peer's time / ours")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t := all[name]
		fmt.Fprintf(w, "%-14s %7d %7d %7d %7d   %.2f\n", name, t.faster, t.same, t.slower, t.wrong, measure.Median(t.ratios))
	}
}

func markdown(w io.Writer, r *Report, plots []string) {
	m := r.Meta
	fmt.Fprintf(w, "# Benchmarks: %s\n\n", m.what())
	fmt.Fprintf(w, "%s, %s, %d cores, L1 %d KiB, L2 %d KiB, L3 %d KiB; %s/%s, %s", m.Date.Format("2 January 2006, 15:04 UTC"), m.CPU, m.Cores, m.Caches.L1>>10, m.Caches.L2>>10, m.Caches.L3>>10, m.OS, m.Arch, m.Go)
	if m.Python != "" {
		fmt.Fprintf(w, ", Python %s", m.Python)
	}
	fmt.Fprintf(w, ". Revision %s, kernels at %s. %.0f s. Load average %.1f before, %.1f after: above %d other programs worked too.\n\n", m.Revision, m.Level, m.Seconds, m.LoadBefore, m.LoadAfter, m.Cores)
	fmt.Fprintf(w, "A ratio is the peer's time divided by ours, the median over up to %d rounds in random order, with the operands at up to %d places in memory; above 1 we are faster. "+
		"Its interval holds the %.0f %% confidence interval of all rounds and the median of each place. "+
		"A verdict is given only where the whole interval lies beyond %.0f %%; else it is \"same\".\n\n", m.Rounds, places, 100*measure.Confidence, 100*measure.Margin)
	versions(w, r)
	summaryTable(w, r)
	losses(w, r)
	wrongAnswers(w, r)
	failures(w, r)
	limitsTable(w, r)
	fusedTable(w, r)
	implementations(w, r)
	plotsSection(w, plots)
	cellTable(w, r)
	missing(w, r)
}

func versions(w io.Writer, r *Report) {
	fmt.Fprint(w, "| peer | version |\n|---|---|\n")
	for _, p := range slices.Sorted(maps.Keys(r.Meta.Versions)) {
		fmt.Fprintf(w, "| %s | %s |\n", p, r.Meta.Versions[p])
	}
	for _, p := range slices.Sorted(maps.Keys(r.Meta.Absent)) {
		fmt.Fprintf(w, "| %s | absent: %s |\n", p, oneLine(r.Meta.Absent[p]))
	}
	fmt.Fprintln(w)
}

func summaryTable(w io.Writer, r *Report) {
	fmt.Fprint(w, "## Wins and losses\n\n| against | faster | same | slower | wrong answer | median ratio |\n|---|---:|---:|---:|---:|---:|\n")
	all := tallies(r)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t := all[name]
		fmt.Fprintf(w, "| %s | %d | %d | %d | %d | %.2f |\n", name, t.faster, t.same, t.slower, t.wrong, measure.Median(t.ratios))
	}
	fmt.Fprintln(w)
}

// Loss is a cell in which a peer is faster than we are.
type Loss struct {
	Cell *Cell
	Peer *Time
}

// Losses returns the losses of a report, the worst first.
func Losses(r *Report) []Loss {
	var all []Loss
	for i := range r.Cells {
		c := &r.Cells[i]
		for k := range c.Times {
			if t := &c.Times[k]; t.Verdict == measure.Slower && !IsOurs(t.Name) {
				all = append(all, Loss{c, t})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Loss) int { return cmp.Compare(a.Peer.Ratio.Mid, b.Peer.Ratio.Mid) })
	return all
}

func losses(w io.Writer, r *Report) {
	all := Losses(r)
	fmt.Fprintf(w, "## Losses\n\n%d cells in which a peer is faster, the worst first.\n\n", len(all))
	if len(all) == 0 {
		return
	}
	fmt.Fprint(w, "| cell | peer | ratio | interval | ours, ns/element | peer, ns/element |\n|---|---|---:|---|---:|---:|\n")
	for _, l := range all {
		fmt.Fprintf(w, "| %s | %s | %.2f | %s | %.3g | %.3g |\n", l.Cell.Key, l.Peer.Name, l.Peer.Ratio.Mid, interval(l.Peer.Ratio), l.Cell.PerElement(l.Cell.Best()), l.Cell.PerElement(l.Peer))
	}
	fmt.Fprintln(w)
}

func interval(i measure.Interval) string { return fmt.Sprintf("%.2f … %.2f", i.Lo, i.Hi) }

func wrongAnswers(w io.Writer, r *Report) {
	fmt.Fprint(w, "## Wrong answers\n\nResults are compared before anything is timed. These are further from ours than the rows and the peers' own accuracy allow:\n\n")
	n := 0
	for i := range r.Cells {
		c := &r.Cells[i]
		for k := range c.Times {
			if t := &c.Times[k]; t.Wrong != "" {
				if n == 0 {
					fmt.Fprint(w, "| cell | implementation | |\n|---|---|---|\n")
				}
				n++
				fmt.Fprintf(w, "| %s | %s | %s |\n", c.Key, t.Name, t.Wrong)
			}
		}
	}
	if n == 0 {
		fmt.Fprintln(w, "None.")
	}
	fmt.Fprintln(w)
}

// failures lists what failed of our own: it belongs next to the wrong answers.
func failures(w io.Writer, r *Report) {
	for i := range r.Cells {
		c := &r.Cells[i]
		for _, name := range slices.Sorted(maps.Keys(c.Missing)) {
			if IsOurs(name) || name == "all" {
				fmt.Fprintf(w, "- %s, %s: %s\n", c.Key, name, oneLine(c.Missing[name]))
			}
		}
	}
	fmt.Fprintln(w)
}

func limitsTable(w io.Writer, r *Report) {
	fmt.Fprint(w, "## Limits of the machine\n\nMeasured by our own copy and triad (x + c·z), every element read and written counted once, and by chains of multiply-adds.\n\n| memory | operands | threads | copy, GB/s | triad, GB/s |\n|---|---:|---:|---:|---:|\n")
	for _, b := range r.Limits.Bandwidth {
		fmt.Fprintf(w, "| %s | %s | %d | %.1f | %.1f |\n", b.Memory, bytesText(b.Bytes), b.Threads, b.Copy, b.Triad)
	}
	fmt.Fprint(w, "\n| kernels | type | peak, GFLOP/s |\n|---|---|---:|\n")
	for _, p := range r.Limits.Peak {
		fmt.Fprintf(w, "| %s | %s | %.1f |\n", p.Level, p.DType, p.GFlops)
	}
	fmt.Fprintln(w)
}

func bytesText(n int) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d KiB", n>>10)
}

func fusedTable(w io.Writer, r *Report) {
	fmt.Fprint(w, "## Fused kernels\n\nNanoseconds per element; the error is against values in 50 digits, in ULP of the type, where it was compared.\n\n| kernel | implementation | ns/element | ratio | interval | verdict | error, ULP |\n|---|---|---:|---:|---|---|---:|\n")
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.Pattern != fusedPattern {
			continue
		}
		for k := range c.Times {
			t := &c.Times[k]
			if t.Name == Yardstick {
				continue
			}
			errText := ""
			if t.Error != 0 {
				errText = fmt.Sprintf("%.3g", t.Error)
			}
			fmt.Fprintf(w, "| %s | %s | %.3g | %.2f | %s | %s | %s |\n", c.Key, t.Name, c.PerElement(t), t.Ratio.Mid, interval(t.Ratio), t.Verdict, errText)
		}
		for _, name := range slices.Sorted(maps.Keys(c.Missing)) {
			fmt.Fprintf(w, "| %s | %s | – | | | %s | |\n", c.Key, name, oneLine(c.Missing[name]))
		}
	}
	fmt.Fprintln(w)
}

// implementations compares the instruction sets with our own Go loop.
func implementations(w io.Writer, r *Report) {
	fmt.Fprint(w, "## Instruction sets\n\nHow many times as long our Go loop takes as our assembly: median over all cells on one thread, by size.\n\n| elements | ")
	levels := []string{"avx2", "avx512", "neon"}
	ratios := map[string]map[int][]float64{}
	sizes := map[int]bool{}
	for i := range r.Cells {
		c := &r.Cells[i]
		base := c.Time(OursPrefix + "go")
		if base == nil {
			continue
		}
		for _, l := range levels {
			if t := c.Time(OursPrefix + l); t != nil {
				if ratios[l] == nil {
					ratios[l] = map[int][]float64{}
				}
				ratios[l][c.N] = append(ratios[l][c.N], base.Nanos.Mid/t.Nanos.Mid)
				sizes[c.N] = true
			}
		}
	}
	levels = slices.DeleteFunc(levels, func(l string) bool { return ratios[l] == nil })
	fmt.Fprintf(w, "%s |\n|---:|%s\n", strings.Join(levels, " | "), strings.Repeat("---:|", len(levels)))
	for _, n := range slices.Sorted(maps.Keys(sizes)) {
		fmt.Fprintf(w, "| %d |", n)
		for _, l := range levels {
			fmt.Fprintf(w, " %.2f |", measure.Median(ratios[l][n]))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
}

func plotsSection(w io.Writer, plots []string) {
	fmt.Fprint(w, "## Plots\n\n")
	for _, f := range plots {
		if base, ok := strings.CutSuffix(filepath.Base(f), ".png"); ok {
			fmt.Fprintf(w, "![%s](%s.png)\n\n", base[strings.LastIndex(base, "-")+1:], base)
		}
	}
}

// cellTable lists every cell: our time, its share of the copy bandwidth, and
// the ratio of every peer, with a mark where the verdict is not "same".
func cellTable(w io.Writer, r *Report) {
	names := slices.Sorted(maps.Keys(tallies(r)))
	fmt.Fprint(w, "## All cells\n\nThe share is that of the bandwidth limit of the memory that the operands fit into. **Bold** is a loss, *italics* no verdict, ✗ a wrong answer; a dash has its reason in the next section.\n\n| cell | ns/element | GB/s | share |")
	for _, n := range names {
		fmt.Fprintf(w, " %s |", n)
	}
	fmt.Fprintf(w, "\n|---|---:|---:|---:|%s\n", strings.Repeat("---:|", len(names)))
	for i := range r.Cells {
		c := &r.Cells[i]
		best := c.Best()
		if best == nil {
			continue
		}
		fmt.Fprintf(w, "| %s | %.3g | %.3g | %s |", c.Key, c.PerElement(best), c.Bandwidth(), share(r, c))
		for _, n := range names {
			fmt.Fprintf(w, " %s |", ratioText(c.Time(n)))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
}

// Share returns the part of the bandwidth limit that a cell reaches, and the
// memory that it is held against.
func Share(r *Report, c *Cell) (float64, string) {
	memory := memoryOf(c.Footprint, r.Meta.Caches)
	limit := r.Limits.Limit(memory, c.Threads)
	if limit == 0 {
		return 0, memory
	}
	return c.Bandwidth() / limit, memory
}

func share(r *Report, c *Cell) string {
	s, memory := Share(r, c)
	if s == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f %% of %s", 100*s, memory)
}

func ratioText(t *Time) string {
	switch {
	case t == nil:
		return "–"
	case t.Wrong != "":
		return "✗"
	case t.Verdict == measure.Slower:
		return fmt.Sprintf("**%.2f**", t.Ratio.Mid)
	case t.Verdict == measure.Same:
		return fmt.Sprintf("*%.2f*", t.Ratio.Mid)
	}
	return fmt.Sprintf("%.2f", t.Ratio.Mid)
}

// missing lists the reasons why peers have no time, each with its cells.
func missing(w io.Writer, r *Report) {
	fmt.Fprint(w, "## Why cells are empty\n\n| peer | reason | cells |\n|---|---|---:|\n")
	count := map[[2]string]int{}
	for i := range r.Cells {
		for name, why := range r.Cells[i].Missing {
			count[[2]string{name, refusal(why)}]++
		}
		if why := r.Cells[i].Unjudged; why != "" {
			count[[2]string{"no verdicts", oneLine(why)}]++
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(count), func(a, b [2]string) int {
		return cmp.Or(strings.Compare(a[0], b[0]), cmp.Compare(count[b], count[a]), strings.Compare(a[1], b[1]))
	}) {
		fmt.Fprintf(w, "| %s | %s | %d |\n", k[0], k[1], count[k])
	}
	fmt.Fprintln(w)
}

// refusal returns a reason as the table counts it. A Python library that has
// no loop for the dtypes words it anew for each function and dtype; the words
// are in the results.
func refusal(why string) string {
	if strings.HasPrefix(why, "failed: NotImplementedError") || strings.Contains(why, " not implemented for ") {
		return "the library has no loop for these dtypes, as its own error says"
	}
	return oneLine(why)
}

func oneLine(s string) string {
	s = strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "|", "\\|")
	if len(s) > 160 {
		s = s[:160] + "…"
	}
	return s
}
