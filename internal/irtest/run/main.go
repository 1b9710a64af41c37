// SPDX-License-Identifier: BSD-3-Clause

// Command run runs generated kernels against the interpreter of the IR. The
// tests of the back ends build it with their kernels, which they put next to
// this file in an overlay (see irtest.Build); by itself it has none.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/arraygen/arraygen/internal/irtest"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// entry is a kernel made of irtest.Bodies()[body], or a fold of
// irtest.Folds()[body].
type entry struct {
	body  int
	fold  bool
	level kernel.Level
	fn    kernel.Func
}

// table is filled by the generated file.
var table []entry

func main() {
	flag.IntVar(&irtest.Every, "every", 1, "run lengths `N` apart")
	flag.Parse()
	fs, folds := irtest.Bodies(), irtest.Folds()
	has := map[kernel.Level]bool{}
	for _, l := range kernel.Levels() {
		has[l] = true
	}
	ran, failed := map[kernel.Level]int{}, 0
	for _, e := range table {
		if !has[e.level] {
			continue
		}
		ran[e.level]++
		var err error
		if e.fold {
			err = irtest.RunFold(e.fn, folds[e.body], int64(e.body))
		} else {
			err = irtest.Run(e.fn, fs[e.body], int64(e.body))
		}
		if err != nil {
			fmt.Printf("%s: %v\n", e.level, err)
			if failed++; failed == 3 {
				break
			}
		}
	}
	for l, n := range ran {
		fmt.Printf("ran %d kernels of %s\n", n, l)
	}
	if failed > 0 || len(ran) == 0 {
		os.Exit(1)
	}
}
