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
			abs, err := filepath.Abs(out)
			if err != nil {
				return err
			}
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
				a := []string{"run", d.command}
				for _, flag := range d.args {
					a = append(a, flag, abs)
				}
				run := exec.Command("go", a...)
				run.Dir = filepath.Join(dir, d.module)
				run.Stdout, run.Stderr = c.OutOrStdout(), c.ErrOrStderr()
				if err := run.Run(); err != nil {
					return fmt.Errorf("%s: %w", d.module, err)
				}
			}
			return nil
		},
	}
	c.Flags().StringVar(&dir, "examples", "examples", "folder of the example modules")
	c.Flags().StringVar(&out, "out", "build/demo", "folder of the results")
	return c
}
