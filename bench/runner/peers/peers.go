// SPDX-License-Identifier: BSD-3-Clause

// Package peers holds the peers of the comparisons that are Go packages and
// run in this process.
package peers

import (
	"runtime/debug"

	"github.com/arraygen/arraygen/bench"
)

// All returns the peers of this package.
func All() []bench.Peer { return []bench.Peer{GoLoop{}, Gonum{}, Vek{}, Arrow{}} }

// moduleVersion returns the version of a module that this program contains.
func moduleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, m := range info.Deps {
		if m.Path == path {
			return m.Version
		}
	}
	return "unknown"
}

// flat returns the operands as slices, inputs first, if all of them lie
// without gaps and no input is broadcast.
func flat[T any](j *bench.Job) (ins [][]T, ok bool) {
	for _, l := range j.Ins {
		s, ok := bench.ViewOf[T](j, l).Flat()
		if !ok {
			return nil, false
		}
		ins = append(ins, s)
	}
	return ins, true
}
