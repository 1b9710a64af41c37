// SPDX-License-Identifier: BSD-3-Clause

// Package convert holds the conversions between element types whose results Go
// leaves to the machine, or has no type for: one answer everywhere. Arrays
// (ndarray/dtype) and kernels (spec/lane) both stand on it.
package convert

// Same returns x. It is the scalar function of lanes that are rare only because somebody
// looks for them.
func Same[T any](x T) T { return x }
