// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/arraygen/arraygen/gen"
)

const defaultSpec = "kernels.yaml"

func generateCommand() *cobra.Command {
	var stock string
	c := &cobra.Command{
		Use:   "generate [FILE ...]",
		Short: "Write the kernels of spec files",
		Long: `Generate compiles each FILE (kernels.yaml if none is given) and writes a Go
package in its folder: slice functions, ufuncs, Go loops, assembly for amd64 and
arm64, tests and benchmarks. The files are named zz_*, and those of an earlier
run that are no longer made are removed. Nothing is written if a file has a fault.

Put this line into a Go file of the package to have go generate do it:

    //go:generate go run github.com/arraygen/arraygen/cmd/arraygen generate`,
		Example: "  arraygen generate\n  arraygen generate pricing/kernels.yaml image/kernels.yaml",
		RunE: func(c *cobra.Command, files []string) error {
			return eachOutput(files, stock, func(_, dir string, out gen.Output) error {
				if _, err := gen.ImportPath(dir); err != nil {
					return err
				}
				if err := out.Write(dir); err != nil {
					return err
				}
				report(c.OutOrStdout(), dir, out)
				return nil
			})
		},
	}
	c.Flags().StringVar(&stock, "stock", "", "write the library's own kernels under the module root `DIR`")
	return c
}

func checkCommand() *cobra.Command {
	var stock string
	c := &cobra.Command{
		Use:   "check [FILE ...]",
		Short: "Check spec files, and that what was generated from them is up to date",
		Long: `Check compiles each FILE (kernels.yaml if none is given) without writing. It
reports every fault of a file in one run, and every generated file that is
missing, differs, or is left over from an earlier run. A file from which nothing
was generated yet, in a module or not, is checked for faults alone.`,
		Example: "  arraygen check\n  arraygen check pricing/kernels.yaml",
		RunE: func(c *cobra.Command, files []string) error {
			return eachOutput(files, stock, func(name, dir string, out gen.Output) error {
				if stock == "" && !out.Made(dir) {
					fmt.Fprintf(c.OutOrStdout(), "%s has no fault; nothing is generated from it yet\n", name)
					return nil
				}
				if err := out.Check(dir); err != nil {
					return fmt.Errorf("%w\nrun arraygen generate", err)
				}
				return nil
			})
		},
	}
	c.Flags().StringVar(&stock, "stock", "", "check the library's own kernels under the module root `DIR`")
	return c
}

// eachOutput compiles files, or the stock rows, and hands on what each becomes
// with the file and the folder that it belongs to. Every file's faults are
// reported.
func eachOutput(files []string, stock string, do func(name, dir string, out gen.Output) error) error {
	if stock != "" {
		if len(files) > 0 {
			return usageError{errors.New("--stock takes no files")}
		}
		out, err := gen.Stock()
		if err != nil {
			return err
		}
		return do("the stock rows", stock, out)
	}
	if len(files) == 0 {
		files = []string{defaultSpec}
	}
	outs := make([]gen.Output, len(files))
	var errs []error
	folders := map[string]string{}
	for i, name := range files {
		if dir, err := filepath.Abs(filepath.Dir(name)); err != nil {
			return err
		} else if other := folders[dir]; other != "" {
			errs = append(errs, fmt.Errorf("%s and %s are in one folder, which holds one package: make one file of them, or two folders", other, name))
		} else {
			folders[dir] = name
		}
		out, _, err := gen.File(name)
		outs[i] = out
		if err != nil {
			errs = append(errs, err)
		}
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	for i, name := range files {
		if err := do(name, filepath.Dir(name), outs[i]); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func report(w io.Writer, dir string, out gen.Output) {
	bytes := 0
	for _, b := range out {
		bytes += len(b)
	}
	fmt.Fprintf(w, "%s: %d files, %d KiB\n", dir, len(out), (bytes+1023)/1024)
}
