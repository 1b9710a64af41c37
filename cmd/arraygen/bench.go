// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/arraygen/arraygen/bench/options"
)

// benchModule is where in a checkout the program that measures is. It is a
// module of its own for the sake of the Go peers: who works on arraygen, or
// generates kernels, need neither download nor compile them.
var benchModule = filepath.Join("bench", "runner")

// buildRunner compiles the program that measures into dir.
func buildRunner(ctx context.Context, dir string) (program string, err error) {
	where, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/arraygen/arraygen").Output()
	root := string(bytes.TrimSpace(where))
	if errors.Is(err, exec.ErrNotFound) {
		return "", fmt.Errorf("bench needs the Go toolchain: %w", err)
	}
	source := filepath.Join(root, benchModule)
	// A module as a dependency comes without the modules inside of it.
	if _, no := os.Stat(source); err != nil || root == "" || no != nil {
		return "", errors.New("bench runs in a checkout of arraygen, and there is none here")
	}
	program = filepath.Join(dir, "runner.exe") // a name that every system takes
	build := exec.CommandContext(ctx, "go", "build", "-C", source, "-o", program, ".")
	var text bytes.Buffer
	build.Stdout, build.Stderr = &text, &text
	if err := child(build); err != nil {
		return "", fmt.Errorf("bench: go build: %w\n%s", err, text.Bytes())
	}
	return program, nil
}

func benchCommand() *cobra.Command {
	var o options.Options
	c := &cobra.Command{
		Use:   "bench",
		Short: "Measure the library against its peers",
		Long: `Bench measures every implementation of the stock ufuncs against what a user would
take instead: a Go loop written by hand, gonum, vek, arrow-go; and, where Python has them,
NumPy, numexpr, PyTorch, JAX and numba. Results are checked before they are timed.
It writes a report, plots, and the samples for benchstat.

It runs in a checkout of arraygen and needs the Go toolchain. make bench installs
the Python peers in .venv-bench first.

A peer is called faster or slower only where the confidence interval of the ratio
says so. With --compare the exit code is 1 if anything of ours got slower, or if a
verdict turned from faster to slower.`,
		Example: `  arraygen bench --quick
  arraygen bench --filter '^(exp|log)/float64/'
  arraygen bench --quick --compare bench/results/quick.json --name now
  arraygen bench --report new.json --compare old.json`,
		Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := o.Check(); err != nil {
				return usageError{err}
			}
			dir, remove, err := tempDir()
			if err != nil {
				return err
			}
			defer remove()
			program, err := buildRunner(c.Context(), dir)
			if err != nil {
				return err
			}
			run := exec.CommandContext(c.Context(), program, o.Args()...)
			run.Stdin, run.Stdout, run.Stderr = os.Stdin, file(c.OutOrStdout()), c.ErrOrStderr()
			var exit *exec.ExitError
			if err := child(run); errors.As(err, &exit) {
				return fmt.Errorf("bench failed, or found something worse: %w", err)
			} else if err != nil {
				return err
			}
			return nil
		},
	}
	o.Register(c.Flags())
	return c
}
