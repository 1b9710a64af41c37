// SPDX-License-Identifier: BSD-3-Clause

// Package measure times pieces of work against each other so that the result
// can be believed on a machine that is not quiet.
//
// The pieces of a comparison run in many short rounds, in a new random order
// each round, so that a drift of the clock or a noisy neighbour hits all of
// them. Every statement is about medians, and about ratios taken round by
// round; it comes with a confidence interval that assumes nothing about the
// distribution of the times.
package measure
