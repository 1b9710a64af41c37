// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	_ "embed"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/arraygen/arraygen/internal/atomicfile"
	"github.com/arraygen/arraygen/spec"
)

//go:embed starter.yaml
var starter string

func initCommand() *cobra.Command {
	var pkg string
	c := &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a commented starter spec",
		Long: `Init writes FILE (kernels.yaml if none is given, or in FILE if it is a folder)
with a small kernel, a ufunc and the rules of the format as comments, and beside
it generate.go with the line that go generate looks for. Files that exist are
left alone.`,
		Example: "  arraygen init\n  arraygen init pricing/kernels.yaml --package pricing",
		Args:    args(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, a []string) error {
			name := defaultSpec
			if len(a) > 0 {
				name = a[0]
			}
			if info, err := os.Stat(name); strings.HasSuffix(name, "/") || err == nil && info.IsDir() {
				name = filepath.Join(name, defaultSpec)
			}
			if pkg == "" {
				pkg = packageName(name)
			} else if !token.IsIdentifier(pkg) || pkg == "_" {
				return usageError{fmt.Errorf("%q is no name of a Go package", pkg)}
			}
			if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
				return err
			}
			if err := atomicfile.WriteNewFile(name, []byte(strings.ReplaceAll(starter, "PACKAGE", pkg))); err != nil {
				return err
			}
			line := "//go:generate go run github.com/arraygen/arraygen/cmd/arraygen generate " + filepath.Base(name)
			gofile := filepath.Join(filepath.Dir(name), "generate.go")
			err := atomicfile.WriteNewFile(gofile, fmt.Appendf(nil, "package %s\n\n%s\n", pkg, line))
			if errors.Is(err, fs.ErrExist) {
				fmt.Fprintf(c.OutOrStdout(), "%s exists; add to a Go file of the package:\n%s\n", gofile, line)
				err = nil
			}
			if err == nil {
				fmt.Fprintf(c.OutOrStdout(), next, name)
			}
			return err
		},
	}
	c.Flags().StringVar(&pkg, "package", "", "name of the Go package (default: the folder's)")
	return c
}

// next says how to go on. The tool line in go.mod keeps the compiler's own
// dependencies there, which nothing in the package imports. There is no release
// yet that go get could find, so the module comes from a clone.
const next = `wrote %s; next, in your module, with CLONE the folder of a clone of arraygen:
	go mod edit -require github.com/arraygen/arraygen@v0.0.0 -replace github.com/arraygen/arraygen=CLONE
	go mod edit -tool github.com/arraygen/arraygen/cmd/arraygen
	go mod tidy && go generate ./... && go test ./...
`

var notIdent = regexp.MustCompile(`[^a-z0-9]+`)

// packageName makes a package name of the folder of a file.
func packageName(file string) string {
	dir, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		return "kernels"
	}
	name := notIdent.ReplaceAllString(strings.ToLower(filepath.Base(dir)), "")
	if !spec.IsPackageName(name) {
		return "kernels"
	}
	return name
}
