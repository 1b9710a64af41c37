// Command gen writes the generated files of the Python package: the table of
// element types for C, the guarded entries into Go, the Python definitions of
// the functions of package bridge, and the type stubs. It is run from the root of the module:
//
//	go run ./interop/python/gen
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/arraygen/arraygen/interop/python/gen/files"
)

func main() {
	all, err := files.All()
	if err == nil {
		for name, text := range all {
			if err = os.WriteFile(filepath.FromSlash(name), text, 0o644); err != nil {
				break
			}
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}
