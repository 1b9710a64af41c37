// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/arraygen/arraygen/gen"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

func explainCommand() *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:   "explain NAME DTYPE [LEVEL]",
		Short: "Show how a kernel is made: row, IR, code, bound",
		Long: `Explain prints the row of a ufunc or kernel for the dtype of its first input, the
IR that fixes its meaning, the IR in operations that the level has, and
the code. LEVEL is go, avx2, avx512 or neon; the one of this machine if not given.`,
		Example: "  arraygen explain add float64\n  arraygen explain exp float32 neon\n  arraygen explain black_scholes float64 avx2 --spec kernels.yaml",
		Args:    args(cobra.RangeArgs(2, 3)),
		ValidArgsFunction: func(c *cobra.Command, a []string, s string) ([]string, cobra.ShellCompDirective) {
			switch len(a) {
			case 0:
				return completeNames(c, a, s)
			case 1:
				return names(dtype.All()), cobra.ShellCompDirectiveNoFileComp
			case 2:
				return names(gen.Levels()), cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, a []string) error {
			d, err := dtype.Parse(a[1])
			if err != nil {
				return usageError{fmt.Errorf("there is no dtype %q; there are %s", a[1], strings.Join(names(dtype.All()), ", "))}
			}
			level := kernel.Current()
			if len(a) == 3 {
				if level, err = kernel.ParseLevel(a[2]); err != nil {
					return usageError{fmt.Errorf("there is no level %q; there are %s", a[2], strings.Join(names(gen.Levels()), ", "))}
				}
			}
			p, err := program(file)
			if err != nil {
				return err
			}
			ks, err := p.Find(a[0], d)
			if err != nil {
				return usageError{err}
			}
			return ks[0].Explain(c.OutOrStdout(), level)
		},
	}
	c.Flags().StringVar(&file, "spec", "", "explain a row of spec `FILE` instead of a stock row")
	return c
}

// names returns what values call themselves.
func names[T fmt.Stringer](values []T) []string {
	var s []string
	for _, v := range values {
		s = append(s, v.String())
	}
	return s
}
