package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"

	"github.com/spf13/cobra"

	"github.com/arraygen/arraygen/bench/options"
)

// benchRunner is the program that measures. It contains the Go peers, which
// this one must not: whoever generates kernels would have to download them.
const benchRunner = "github.com/arraygen/arraygen/bench/runner"

func benchCommand() *cobra.Command {
	var o options.Options
	c := &cobra.Command{
		Use:   "bench",
		Short: "Measure the library against its peers",
		Long: `Bench measures every implementation of the stock ufuncs against what a user would
take instead: a plain Go loop, gonum, vek, arrow-go; and, where Python has them,
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
			run := exec.CommandContext(c.Context(), "go", append([]string{"run", benchRunner}, o.Args()...)...)
			run.Stdin, run.Stdout, run.Stderr = os.Stdin, c.OutOrStdout(), c.ErrOrStderr()
			err := run.Run()
			var exit *exec.ExitError
			switch {
			case errors.As(err, &exit):
				return fmt.Errorf("bench failed, or found something slower: %w", err)
			case errors.Is(err, exec.ErrNotFound):
				return fmt.Errorf("bench needs the Go toolchain: %w", err)
			}
			return err
		},
	}
	o.Register(c.Flags())
	return c
}
