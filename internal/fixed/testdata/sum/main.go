// SPDX-License-Identifier: BSD-3-Clause

// Command sum calls one function of slices.
package main

import "github.com/arraygen/arraygen/generated/f64"

func main() { println(f64.Sum([]float64{1, 2})) }
