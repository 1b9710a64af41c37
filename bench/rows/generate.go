// SPDX-License-Identifier: BSD-3-Clause

// Package rows has kernels with a core dimension: the reductions that Go projects write in
// assembly by hand, as rows.
package rows

//go:generate go run github.com/arraygen/arraygen/cmd/arraygen generate kernels.yaml
