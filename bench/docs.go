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

// The marks between which WriteDocs puts the figures of a run.
const (
	docsBegin = "<!-- figures: begin, written by arraygen bench --docs -->\n"
	docsEnd   = "<!-- figures: end -->\n"
)

// WriteDocs puts the figures of a report into a page of the documentation,
// between its marks; the words around them stay. plots are the files of its
// plots.
func WriteDocs(path string, r *Report, plots []string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(text), docsBegin)
	_, after, ok2 := strings.Cut(rest, docsEnd)
	if !ok || !ok2 {
		return fmt.Errorf("bench: %s has no marks %q and %q", path, strings.TrimSpace(docsBegin), strings.TrimSpace(docsEnd))
	}
	var b strings.Builder
	docs(&b, r)
	for _, f := range plots {
		if rel, err := filepath.Rel(filepath.Dir(path), f); err == nil && filepath.Ext(f) == ".png" {
			name := strings.TrimSuffix(filepath.Base(f), ".png")
			fmt.Fprintf(&b, "![%s](%s)\n\n", name[strings.LastIndex(name, "-")+1:], filepath.ToSlash(rel))
		}
	}
	return atomicfile.WriteFile(path, []byte(before+docsBegin+b.String()+docsEnd+after))
}

func docs(w io.Writer, r *Report) {
	m := r.Meta
	fmt.Fprintf(w, "\nA %s of %.0f seconds on %s, at revision %s: %s, %d cores, %s, kernels at %s. ", m.what(), m.Seconds, m.Date.Format("2 January 2006"), m.Revision, m.CPU, m.Cores, m.Go, m.Level)
	if busy := max(m.LoadBefore, m.LoadAfter); busy > float64(m.Cores)+1 {
		fmt.Fprintf(w, "**The machine was busy: a load average of %.0f on %d cores.** Work shorter than a slice of the scheduler, up to 30 000 elements, is measured well by medians; longer work is interrupted, so cells of 1 000 000 elements and those on all threads have wide intervals and mean little. ", busy, m.Cores)
	}
	fmt.Fprint(w, "Ratios are the peer's time divided by ours.\n\n### Losses\n\n")
	docsLosses(w, r)
	docsWorst(w, r)
	wrongIn(w, r)
	fmt.Fprint(w, "### Wins and losses together\n\n| against | version | faster | same | slower | wrong answer | median ratio |\n|---|---|---:|---:|---:|---:|---:|\n")
	all := tallies(r)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t := all[name]
		fmt.Fprintf(w, "| %s | %s | %d | %d | %d | %d | %.2f |\n", name, m.Versions[name], t.faster, t.same, t.slower, t.wrong, measure.Median(t.ratios))
	}
	for _, name := range slices.Sorted(maps.Keys(m.Absent)) {
		fmt.Fprintf(w, "| %s | absent: %s | | | | | |\n", name, oneLine(m.Absent[name]))
	}
	fmt.Fprintln(w)
	docsFused(w, r)
	fmt.Fprintln(w)
}

// docsLosses groups the losses by reason, the most frequent first.
func docsLosses(w io.Writer, r *Report) {
	type group struct {
		reason Reason
		losses []Loss
	}
	groups := map[string]*group{}
	for _, l := range Losses(r) {
		e := Explain(l)
		if groups[e.Name] == nil {
			groups[e.Name] = &group{reason: e}
		}
		groups[e.Name].losses = append(groups[e.Name].losses, l)
	}
	for _, g := range slices.SortedFunc(maps.Values(groups), func(a, b *group) int {
		return cmp.Or(cmp.Compare(len(b.losses), len(a.losses)), strings.Compare(a.reason.Name, b.reason.Name))
	}) {
		fmt.Fprintf(w, "**%s** (%d). %s *What would fix it:* %s\n\n", g.reason.Name, len(g.losses), g.reason.Why, g.reason.Fix)
		fmt.Fprint(w, "| worst cells | peer | ratio | interval | ours, ns/element | peer |\n|---|---|---:|---|---:|---:|\n")
		for _, l := range g.losses[:min(5, len(g.losses))] {
			fmt.Fprintf(w, "| %s | %s | %.2f | %s | %.3g | %.3g |\n", l.Cell.Key, l.Peer.Name, l.Peer.Ratio.Mid, interval(l.Peer.Ratio), l.Cell.PerElement(l.Cell.Best()), l.Cell.PerElement(l.Peer))
		}
		fmt.Fprintln(w)
	}
}

// docsWorst lists the cells that are furthest from NumPy, and those of few
// operations that are furthest from the bandwidth.
func docsWorst(w io.Writer, r *Report) {
	fmt.Fprint(w, "### The three worst cells against NumPy\n\n")
	n := 0
	seen := map[string]bool{}
	for _, l := range Losses(r) {
		// One of a kind: the same reason three times tells nothing.
		if name := Explain(l).Name; l.Peer.Name == "numpy" && n < 3 && !seen[name] {
			seen[name] = true
			n++
			fmt.Fprintf(w, "%d. `%s`: %.3g ns an element where NumPy takes %.3g. %s.\n", n, l.Cell.Key, l.Cell.PerElement(l.Cell.Best()), l.Cell.PerElement(l.Peer), name)
		}
	}
	if n == 0 {
		fmt.Fprintln(w, "None is slower.")
	}
	fmt.Fprint(w, "\n### The three worst cells against the bandwidth\n\nOf those with at most four operations an element, contiguous, on one thread, one of each function:\n\n")
	type low struct {
		c      *Cell
		share  float64
		memory string
	}
	var all []low
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.Ops > 4 || c.Pattern != Contiguous || c.Threads != 1 || c.N < 1000 || c.Best() == nil {
			continue
		}
		if s, memory := Share(r, c); s > 0 {
			all = append(all, low{c, s, memory})
		}
	}
	slices.SortFunc(all, func(a, b low) int { return cmp.Compare(a.share, b.share) })
	n = 0
	clear(seen)
	for _, l := range all {
		if n < 3 && !seen[l.c.Ufunc] {
			seen[l.c.Ufunc] = true
			n++
			fmt.Fprintf(w, "%d. `%s`: %.3g GB/s, %.0f %% of %s.\n", n, l.c.Key, l.c.Bandwidth(), 100*l.share, l.memory)
		}
	}
	fmt.Fprintln(w)
}

func wrongIn(w io.Writer, r *Report) {
	count := map[string]int{}
	example := map[string]string{}
	for i := range r.Cells {
		c := &r.Cells[i]
		for _, t := range c.Times {
			if t.Wrong != "" {
				count[t.Name]++
				if example[t.Name] == "" {
					example[t.Name] = c.Key + ": " + t.Wrong
				}
			}
		}
	}
	if len(count) == 0 {
		return
	}
	fmt.Fprint(w, "### Wrong answers\n\n| implementation | cells | for example |\n|---|---:|---|\n")
	for _, name := range slices.Sorted(maps.Keys(count)) {
		fmt.Fprintf(w, "| %s | %d | %s |\n", name, count[name], example[name])
	}
	fmt.Fprintln(w)
}

// docsFused has a line for each fused kernel on one thread: ours, the best
// peer, and how they compare.
func docsFused(w io.Writer, r *Report) {
	fmt.Fprint(w, "### Fused kernels\n\nNanoseconds an element, one thread. The error is in ULP against 50 digits.\n\n| kernel | type | elements | ours | best peer | its time | ratio | our single ufuncs | our error | its error |\n|---|---|---:|---:|---|---:|---:|---:|---:|---:|\n")
	for i := range r.Cells {
		c := &r.Cells[i]
		ours := c.Best()
		if c.Pattern != fusedPattern || c.Threads != 1 || ours == nil {
			continue
		}
		var best *Time
		for k := range c.Times {
			if t := &c.Times[k]; !IsOurs(t.Name) && t.Name != Yardstick && t.Wrong == "" && (best == nil || t.Nanos.Mid < best.Nanos.Mid) {
				best = t
			}
		}
		fmt.Fprintf(w, "| %s | %s | %d | %.3g |", c.Ufunc, c.DTypes, c.N, c.PerElement(ours))
		if best != nil {
			fmt.Fprintf(w, " %s | %.3g | %.2f |", best.Name, c.PerElement(best), best.Ratio.Mid)
		} else {
			fmt.Fprint(w, " – | – | – |")
		}
		if t := c.Time(OursPrefix + "unfused"); t != nil {
			fmt.Fprintf(w, " %.3g |", c.PerElement(t))
		} else {
			fmt.Fprint(w, " – |")
		}
		if best != nil && ours.Error > 0 {
			fmt.Fprintf(w, " %.3g | %.3g |\n", ours.Error, best.Error)
		} else {
			fmt.Fprint(w, " – | – |\n")
		}
	}
	fmt.Fprintln(w)
}
