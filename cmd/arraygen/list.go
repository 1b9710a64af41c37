// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/arraygen/arraygen/gen"
)

// loopInfo is one loop in the output of list --json.
type loopInfo struct {
	Name  string   `json:"name"`
	In    []string `json:"in"`
	Out   []string `json:"out"`
	Bound string   `json:"bound"`
	// Reduction is the order in which the loop reduces, Fold whether a fold does.
	Reduction string            `json:"reduction,omitempty"`
	Fold      bool              `json:"fold,omitempty"`
	Impl      map[string]string `json:"implementations"`
}

func listCommand() *cobra.Command {
	var file string
	var asJSON bool
	c := &cobra.Command{
		Use:   "list [NAME ...]",
		Short: "List ufuncs and kernels: dtypes x levels",
		Long: `List prints a line for each loop of the stock ufuncs, or of the rows of a spec
file: its dtypes, its bound, and what runs it on each level ("go" where
the Go loop does). With names, only those rows.`,
		Example:           "  arraygen list\n  arraygen list exp floor_divide\n  arraygen list --spec kernels.yaml --json",
		ValidArgsFunction: completeNames,
		RunE: func(c *cobra.Command, names []string) error {
			p, err := program(file)
			if err != nil {
				return err
			}
			ks := p.Kernels
			if len(names) > 0 {
				ks = nil
				for _, n := range names {
					found, err := p.Find(n)
					if err != nil {
						return usageError{err}
					}
					ks = append(ks, found...)
				}
			}
			if asJSON {
				return printJSON(c, ks)
			}
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 8, 2, ' ', 0)
			fmt.Fprint(w, "loop\tbound")
			for _, l := range gen.Levels() {
				fmt.Fprintf(w, "\t%s", l)
			}
			fmt.Fprintln(w, "\treduction")
			for _, k := range ks {
				fmt.Fprintf(w, "%s\t%s", k, k.BoundText())
				impl := k.Implementations()
				for _, l := range gen.Levels() {
					fmt.Fprintf(w, "\t%.3s", impl[l])
				}
				order, fold := k.Reduction()
				if fold {
					order += ", fold"
				}
				fmt.Fprintf(w, "\t%s\n", order)
			}
			return w.Flush()
		},
	}
	c.Flags().StringVar(&file, "spec", "", "list the rows of spec `FILE` instead of the stock rows")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON, with the reason where there is no assembly")
	return c
}

func printJSON(c *cobra.Command, ks []*gen.Kernel) error {
	all := make([]loopInfo, len(ks))
	for i, k := range ks {
		info := loopInfo{Name: k.Name(), Bound: k.BoundText(), Impl: map[string]string{}}
		for _, d := range k.In {
			info.In = append(info.In, d.String())
		}
		for _, d := range k.Out {
			info.Out = append(info.Out, d.String())
		}
		info.Reduction, info.Fold = k.Reduction()
		for l, s := range k.Implementations() {
			info.Impl[l.String()] = s
		}
		all[i] = info
	}
	e := json.NewEncoder(c.OutOrStdout())
	e.SetIndent("", "  ")
	return e.Encode(all)
}

// program compiles a spec file, or the stock rows if none is named.
func program(file string) (*gen.Program, error) {
	if file == "" {
		return gen.CompileStock()
	}
	_, p, err := gen.File(file)
	return p, err
}

// completeNames completes the names of stock rows.
func completeNames(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	p, err := gen.CompileStock()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var names []string
	for _, k := range p.Kernels {
		if n := k.Name(); len(names) == 0 || names[len(names)-1] != n {
			names = append(names, n)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
