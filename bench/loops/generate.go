// SPDX-License-Identifier: BSD-3-Clause

// Package loops holds the short loops that bench/cc compares with what C compilers
// make of the same, compiled by arraygen from kernels.yaml.
package loops

//go:generate go run github.com/arraygen/arraygen/cmd/arraygen generate kernels.yaml
