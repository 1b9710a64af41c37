// SPDX-License-Identifier: BSD-3-Clause

package digest

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/arraygen/arraygen/internal/atomicfile"
	"github.com/arraygen/arraygen/ufunc"
)

// ProgressPrefix begins the lines in which [Main] tells how far it is.
const ProgressPrefix = "progress "

// Report is what [Main] prints, as JSON.
type Report struct {
	Sums        Sums
	Differences []string
}

// Main is the program that arraygen verify builds for the rows of a spec file: it
// verifies ufuncs and prints a [Report]. How far it is goes to standard error.
func Main(us ...*ufunc.Ufunc) {
	atomicfile.OnSignal(nil)
	sums, found := Verify(Of(us...), func(done, total int64) { fmt.Fprintln(os.Stderr, ProgressPrefix, done, total) })
	r := Report{Sums: sums}
	for _, d := range found {
		r.Differences = append(r.Differences, d.String())
	}
	if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
