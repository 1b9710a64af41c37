// SPDX-License-Identifier: BSD-3-Clause

package npyapply

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/arraygen/arraygen/internal/atomicfile"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// ProgressPrefix begins the lines in which [Main] tells how far it is.
const ProgressPrefix = "progress "

// Main is the program that arraygen run builds for a row of a spec file: it
// applies u to its arguments as [Files] does, and ends. Errors and the bytes
// that are done go to standard error. The exit codes are those of arraygen.
func Main(u *ufunc.Ufunc) {
	atomicfile.OnSignal(nil)
	o := Options{Progress: func(done, total int64) { fmt.Fprintln(os.Stderr, ProgressPrefix, done, total) }}
	flag.Func("raw", "", func(name string) (err error) {
		o.Raw, err = dtype.Parse(name)
		return err
	})
	flag.Parse()
	a := flag.Args()
	n := min(u.NIn(), len(a))
	err := Files(u, a[:n], a[n:], o)
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, err)
	if errors.Is(err, ErrUsage) {
		os.Exit(2)
	}
	os.Exit(1)
}
