// SPDX-License-Identifier: BSD-3-Clause

// Package pricing values European options: one fused kernel, written as
// ordinary Go and compiled to SIMD by arraygen.
package pricing

//go:generate go run github.com/arraygen/arraygen/cmd/arraygen generate kernels.yaml
