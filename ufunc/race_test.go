// SPDX-License-Identifier: BSD-3-Clause

//go:build race

package ufunc

const raceEnabled = true
