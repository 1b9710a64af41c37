// SPDX-License-Identifier: BSD-3-Clause

//go:build !race

package array_test

const raceEnabled = false
