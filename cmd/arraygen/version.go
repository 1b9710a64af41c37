// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, and the levels (instruction sets) of this machine",
		Args:  args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			fmt.Fprintln(c.OutOrStdout(), version())
			return nil
		},
	}
}

// version says what this program is, and what it runs on.
func version() string {
	v := kernel.Version
	// What a build from a checkout, or of another commit than the tag's, adds.
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "v"+v {
		v += " " + info.Main.Version
	}
	return fmt.Sprintf("arraygen %s %s %s/%s\nlevels: %v, in use: %s", v, runtime.Version(), runtime.GOOS, runtime.GOARCH, kernel.Levels(), kernel.Current())
}
