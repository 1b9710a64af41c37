// SPDX-License-Identifier: BSD-3-Clause

// Package contractions has kernels that reduce along one dimension for each element of others.
package contractions

//go:generate go run github.com/arraygen/arraygen/cmd/arraygen generate
