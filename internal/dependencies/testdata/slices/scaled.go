// SPDX-License-Identifier: BSD-3-Clause

//go:build scaled

package main

import "github.com/arraygen/arraygen/generated/f64"

func call(x []float64) any { return f64.MultiplyScalar(x, x, 2) }
