// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"fmt"
	"io"
	"strings"
)

// Benchstat writes the samples in the format of Go benchmarks, a line for each
// round: golang.org/x/perf/cmd/benchstat reads it, and compares peers with
// `benchstat -col /impl` or runs with two files.
func Benchstat(w io.Writer, r *Report) {
	m := r.Meta
	fmt.Fprintf(w, "goos: %s\ngoarch: %s\npkg: github.com/arraygen/arraygen/bench\ncpu: %s\n", m.OS, m.Arch, m.CPU)
	for i := range r.Cells {
		c := &r.Cells[i]
		for _, t := range c.Times {
			if t.Name == Yardstick {
				continue
			}
			threads := strings.TrimPrefix(c.Key[strings.LastIndex(c.Key, "/")+1:], "threads=")
			for _, s := range t.Samples {
				fmt.Fprintf(w, "BenchmarkUfunc/ufunc=%s/dtype=%s/pattern=%s/n=%d/threads=%s/impl=%s 1 %g ns/op\n", c.Ufunc, c.DTypes, c.Pattern, c.N, threads, t.Name, s)
			}
		}
	}
}
