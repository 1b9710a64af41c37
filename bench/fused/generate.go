// SPDX-License-Identifier: BSD-3-Clause

// Package fused holds the fused kernels of the comparisons: whole formulas in
// one pass over their operands, compiled by arraygen from kernels.yaml. It also
// holds the kernels that measure the machine itself: copy, triad, and a chain
// of multiply-adds.
package fused

//go:generate go run github.com/arraygen/arraygen/cmd/arraygen generate kernels.yaml
