// SPDX-License-Identifier: BSD-3-Clause

// Command arraygen compiles spec rows to typed SIMD kernels, and shows and
// runs what it made.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/arraygen/arraygen/internal/atomicfile"
)

// The exit codes.
const (
	exitFault = 1 // the work failed: a fault in a spec, a stale file, a bad array
	exitUsage = 2 // the command line is wrong
)

func main() {
	atomicfile.OnSignal(undo)
	c := root()
	c.SetOut(&output{w: os.Stdout})
	c.SetArgs(shieldNumbers(os.Args[1:]))
	err := execute(c)
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

func (u usageError) Unwrap() error { return u.error }

// compiles reports whether a command does little but compile rows: at Go's usual pace of collections
// they are a third of its time.
func compiles(command string) bool {
	return slices.Contains([]string{"generate", "check", "list", "explain"}, command)
}

// execute runs a command. What fails before the command itself begins is a
// mistake in the command line; output that could not be written is an error of
// every command.
func execute(c *cobra.Command) error {
	c.InitDefaultCompletionCmd() // which looks for the output at once
	for _, sub := range c.Commands() {
		if sub.Name() == "completion" {
			// With something to run, its arguments are checked.
			sub.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
		}
	}
	begun := false
	c.PersistentPreRun = func(c *cobra.Command, _ []string) {
		begun = true
		if compiles(c.Name()) && os.Getenv("GOGC") == "" {
			debug.SetGCPercent(400)
		}
	}
	err := c.Execute()
	if o, ok := c.OutOrStdout().(*output); ok && o.err != nil {
		return fmt.Errorf("standard output: %w", cause(o.err))
	}
	var u usageError
	if err != nil && !begun && !errors.As(err, &u) {
		return usageError{err}
	}
	return err
}

// output is standard output, and remembers what went wrong there.
type output struct {
	w   *os.File
	err error
}

func (o *output) Write(b []byte) (int, error) {
	n, err := o.w.Write(b)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// file is where a child of this program writes what a command writes: a file
// itself if it is one, which needs no copying.
func file(w io.Writer) io.Writer {
	if o, ok := w.(*output); ok {
		return o.w
	}
	return w
}

// cause is what the operating system said.
func cause(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// isTerminal reports whether something is written to a terminal, or read from
// one.
func isTerminal(stream any) bool {
	if w, ok := stream.(io.Writer); ok {
		stream = file(w)
	}
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

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

    arraygen list          stock ufuncs x dtypes x levels
    arraygen explain exp float64 avx512
    arraygen run exp in.npy out.npy
    arraygen verify        the same bits here as everywhere

Exit codes: 0 done, 1 failed (with every fault on standard error), 2 wrong usage,
128 and the signal's number if a signal ended it, as in any shell.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       version(),
	}
	c.SetVersionTemplate("{{.Version}}\n")
	c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	c.AddCommand(initCommand(), generateCommand(), checkCommand(), listCommand(), explainCommand(), runCommand(), demoCommand(), benchCommand(), verifyCommand(), doctorCommand(), versionCommand())
	c.SetHelpCommand(helpCommand())
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

// helpCommand is cobra's, but that help on what there is not is an error.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Help about any command",
		ValidArgsFunction: func(c *cobra.Command, a []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			if at, _, err := c.Root().Find(a); err == nil {
				for _, sub := range at.Commands() {
					if sub.IsAvailableCommand() {
						names = append(names, sub.Name())
					}
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, a []string) error {
			about, rest, err := c.Root().Find(a)
			if err == nil && len(rest) > 0 {
				err = fmt.Errorf("there is no command %q", rest[0])
			}
			if err != nil {
				return usageError{err}
			}
			about.InitDefaultHelpFlag()
			about.InitDefaultVersionFlag()
			return about.Help()
		},
	}
}
