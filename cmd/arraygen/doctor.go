// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"text/tabwriter"

	"github.com/klauspost/cpuid/v2"
	"github.com/spf13/cobra"

	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

func doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what this machine has, which level runs, and why no higher one",
		Long: `Doctor prints what decides how arraygen runs here: the CPU and its caches, each
level (instruction set) and why it runs or does not, the number of goroutines, and
the Go toolchain, which some commands need. Whether the levels compute what they
should, arraygen verify says.`,
		Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 8, 2, ' ', 0)
			fmt.Fprintf(w, "program\t%s\n", strings.TrimPrefix(firstLine(version()), "arraygen "))
			fmt.Fprintf(w, "CPU\t%s\n", describeCPU())
			for l := range kernel.NumLevels {
				fmt.Fprintf(w, "level %v\t%s\n", l, state(l))
			}
			fmt.Fprintf(w, "products of bytes\t%s\n", byteDots(kernel.Current()))
			fmt.Fprintf(w, "goroutines\t%s\n", goroutines())
			fmt.Fprintf(w, "toolchain\t%s\n", toolchain(c))
			return w.Flush()
		},
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func describeCPU() string {
	name := cpuid.CPU.BrandName
	if name == "" {
		name = "of unknown name"
	}
	c := cpuid.CPU.Cache
	for _, level := range []struct {
		name  string
		bytes int
	}{{"L1", c.L1D}, {"L2", c.L2}, {"L3", c.L3}} {
		if level.bytes > 0 {
			name += fmt.Sprintf(", %s %d KiB", level.name, level.bytes>>10)
		}
	}
	return name
}

// byteDots says how kernels of level l sum products of bytes.
func byteDots(l kernel.Level) string {
	switch f := l.ByteDotsFeature(); {
	case l.ByteDots():
		return "by " + f
	case f != "":
		return "without " + f
	default:
		return "by no instruction of their own"
	}
}

// state says whether level l runs, and why not.
func state(l kernel.Level) string {
	if why := l.Lacks(); why != "" {
		return "no: " + why
	}
	switch {
	case l == kernel.Current():
		return "in use"
	case l < kernel.Current():
		return "yes, below the one in use"
	}
	return fmt.Sprintf("yes, but %s=%s keeps it out of use", kernel.EnvLevel, os.Getenv(kernel.EnvLevel))
}

func goroutines() string {
	return fmt.Sprintf("at most %d for one call; %d CPUs, GOMAXPROCS %d", ufunc.MaxThreads(), runtime.NumCPU(), runtime.GOMAXPROCS(0))
}

// toolchain says which Go there is.
func toolchain(c *cobra.Command) string {
	path, err := exec.LookPath("go")
	if errors.Is(err, exec.ErrNotFound) {
		return "no go on the path: run --spec, verify FILE and bench need it; generate, check, run and verify don't"
	}
	if err != nil {
		return err.Error()
	}
	run := exec.CommandContext(c.Context(), path, "version")
	run.Stderr = io.Discard
	out, err := run.Output()
	if err != nil {
		return fmt.Sprintf("%s: %v", path, err)
	}
	return strings.TrimSpace(string(out)) + ", " + path
}
