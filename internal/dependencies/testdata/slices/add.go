// SPDX-License-Identifier: BSD-3-Clause

//go:build add

package main

import "github.com/arraygen/arraygen/generated/f64"

func call(x []float64) any { return f64.Add(x, x, x) }
