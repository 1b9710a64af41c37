// SPDX-License-Identifier: BSD-3-Clause

// Package kernels holds the elementary functions, each written once in the
// kernel language: straight-line Go that also compiles to vector code.
//
// A function states every rounding: a product that is added to something is
// converted explicitly, or is a lane.FMA, so that no Go compiler fuses it;
// constants are hex floats; the order of evaluation is part of the function.
// The same bits come out on every machine.
//
// Errors are given in ULP, units in the last place of the exact result. The
// coefficients come from fit/fit.py; accuracy/ measures the errors, and
// docs/accuracy.md lists them.
package kernels
