// SPDX-License-Identifier: BSD-3-Clause

package measure

import (
	"time"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Levels returns f, which calls kernels, as a piece of work for each level of
// package kernel that this machine has: the portable Go loop first. Pieces of one
// comparison run one after the other, so each sets the level for itself.
func Levels(f func() error) []Work {
	var work []Work
	for _, l := range kernel.Levels() {
		work = append(work, Work{Name: l.String(), Run: func(reps int) (time.Duration, error) {
			restore, err := kernel.SetLevel(l)
			if err != nil {
				return 0, err
			}
			defer restore()
			start := time.Now()
			for range reps {
				if err := f(); err != nil {
					return 0, err
				}
			}
			return time.Since(start), nil
		}})
	}
	return work
}
