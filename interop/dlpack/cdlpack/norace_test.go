// SPDX-License-Identifier: BSD-3-Clause

//go:build !race

package cdlpack

const roundTrips = 100_000
