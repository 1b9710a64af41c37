// Command arraygen compiles spec rows to typed SIMD kernels, and shows and
// runs what it made.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

// The exit codes.
const (
	exitFault = 1 // the work failed: a fault in a spec, a stale file, a bad array
	exitUsage = 2 // the command line is wrong
)

func main() {
	err := root().Execute()
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "arraygen:", err)
	var u usageError
	if errors.As(err, &u) {
		os.Exit(exitUsage)
	}
	os.Exit(exitFault)
}

// usageError is a mistake in the command line.
type usageError struct{ error }

func root() *cobra.Command {
	c := &cobra.Command{
		Use:   "arraygen",
		Short: "Typed SIMD kernels from spec rows",
		Long: `arraygen is a compiler. It reads rows that say what a function computes, element
by element, and writes typed kernels: a plain Go loop, AVX2, AVX-512 and NEON
assembly, all with the same bits.

Begin with

    arraygen init          a commented kernels.yaml
    arraygen generate      the Go package made from it
    go test ./...          the generated tests compare every implementation

and look at what there is with

    arraygen list          stock ufuncs x dtypes x implementations
    arraygen explain exp float64 avx512
    arraygen run exp in.npy out.npy

Exit codes: 0 done, 1 failed (with every fault on standard error), 2 wrong usage.`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	c.AddCommand(initCommand(), generateCommand(), checkCommand(), listCommand(), explainCommand(), runCommand(), demoCommand(), benchCommand(), versionCommand())
	return c
}

// args wraps cobra's check of the number of arguments.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, a []string) error {
		if err := check(c, a); err != nil {
			return usageError{fmt.Errorf("%w; see arraygen %s --help", err, c.Name())}
		}
		return nil
	}
}
