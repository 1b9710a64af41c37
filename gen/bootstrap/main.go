// SPDX-License-Identifier: BSD-3-Clause

// Command bootstrap writes the generated files of the library as
// "arraygen generate --stock" does, without depending on any of them: for when
// they are missing or do not compile.
//
//	go run ./gen/bootstrap .
package main

import (
	"fmt"
	"os"

	"github.com/arraygen/arraygen/gen"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: bootstrap ROOT")
		os.Exit(2)
	}
	out, err := gen.Stock()
	if err == nil {
		err = out.Write(os.Args[1])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
