// SPDX-License-Identifier: BSD-3-Clause

// Command gen writes the generated files of the Python package: the table of
// element types for C, the guarded entries into Go, the Python definitions of
// the functions of package array, and the type stubs. It is run from the root of the module:
//
//	go run ./interop/python/gen
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/arraygen/arraygen/internal/atomicfile"
	"github.com/arraygen/arraygen/interop/python/gen/files"
)

func main() {
	if err := write(); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func write() error {
	all, err := files.All(".")
	if err != nil {
		return err
	}
	var set atomicfile.Set
	defer set.Close()
	for name, text := range all {
		if err := set.Write(filepath.FromSlash(name), text); err != nil {
			return err
		}
	}
	return set.Commit()
}
