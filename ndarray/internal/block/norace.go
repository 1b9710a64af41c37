// SPDX-License-Identifier: BSD-3-Clause

//go:build !race

package block

const raceDetector = false
