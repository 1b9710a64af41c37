// SPDX-License-Identifier: BSD-3-Clause

// Package cookbook has kernels that people write by hand, as rows.
package cookbook

//go:generate go run github.com/arraygen/arraygen/cmd/arraygen generate
