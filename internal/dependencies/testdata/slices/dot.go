// SPDX-License-Identifier: BSD-3-Clause

//go:build dot

package main

import "github.com/arraygen/arraygen/generated/f64"

func call(x []float64) any {
	s, err := f64.Dot(x, x)
	return []any{s, err}
}
