// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/arraygen/arraygen/gen"
	"github.com/arraygen/arraygen/internal/atomicfile"
)

// demos are the example modules: the spec of each, and the command that runs
// it.
var demos = []struct {
	title, module, spec, command string
	args                         []string
}{
	{"A tone curve over a photograph", "image", "tone/kernels.yaml", ".", []string{"-out"}},
	{"Black-Scholes over a surface of options", "pricing", "kernels.yaml", "./cmd/price", nil},
}

func demoCommand() *cobra.Command {
	var dir, out string
	c := &cobra.Command{
		Use:   "demo",
		Short: "Compile the example specs and run them on real data",
		Long: `Demo compiles the specs of the example modules, runs them over a photograph and
over a surface of options, checks every result against an independent
computation, prints the time per element next to a loop written by hand, and writes
the results: luma.npy, and toned.png to look at. It needs the source tree.`,
		Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if _, err := os.Stat(filepath.Join(dir, demos[0].module)); errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("no example modules in %s; run it in a clone of the repository, or name their folder with --examples", dir)
			}
			work, remove, err := tempDir()
			if err != nil {
				return err
			}
			defer remove()
			results := filepath.Join(work, "results")
			for _, d := range demos {
				fmt.Fprintf(c.OutOrStdout(), "\n== %s ==\n", d.title)
				spec := filepath.Join(dir, d.module, filepath.FromSlash(d.spec))
				start := time.Now()
				files, p, err := gen.File(spec)
				if err != nil {
					return err
				}
				if err := files.Write(filepath.Dir(spec)); err != nil {
					return err
				}
				fmt.Fprintf(c.OutOrStdout(), "compiled %s: %d kernels, %d files, %v\n", filepath.ToSlash(spec), len(p.Kernels), len(files), time.Since(start).Round(time.Millisecond))
				module := filepath.Join(dir, d.module)
				program := filepath.Join(work, d.module+".exe")
				build := exec.CommandContext(c.Context(), "go", "build", "-o", program, d.command)
				build.Dir = module
				build.Stdout, build.Stderr = c.ErrOrStderr(), c.ErrOrStderr()
				if err := child(build); err != nil {
					return fmt.Errorf("%s: go build: %w", d.module, err)
				}
				var a []string
				for _, flag := range d.args {
					a = append(a, flag, results)
				}
				run := exec.CommandContext(c.Context(), program, a...)
				run.Dir = module
				run.Stdout, run.Stderr = file(c.OutOrStdout()), c.ErrOrStderr()
				if err := child(run); err != nil {
					return fmt.Errorf("%s: %w", d.module, err)
				}
			}
			return keep(c, results, out)
		},
	}
	c.Flags().StringVar(&dir, "examples", "examples", "folder of the example modules")
	c.Flags().StringVar(&out, "out", "build/demo", "folder of the results")
	return c
}

// keep puts the results of a demo into a folder, in place of earlier ones.
func keep(c *cobra.Command, results, dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	atomicfile.RemoveStale(dir)
	files, err := os.ReadDir(results)
	if err != nil {
		return err
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(results, f.Name()))
		if err != nil {
			return err
		}
		name := filepath.Join(dir, f.Name())
		if err := atomicfile.WriteFile(name, data); err != nil {
			return err
		}
		fmt.Fprintf(c.OutOrStdout(), "wrote %s\n", name)
	}
	return nil
}
