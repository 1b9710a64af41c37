// SPDX-License-Identifier: BSD-3-Clause

//go:build !linux

package block

import (
	"math"
	"unsafe"
)

// hugeLeast is never reached: the system has no call for huge pages.
const hugeLeast = math.MaxInt

func hugePages(unsafe.Pointer, int) {}

func releasePages(unsafe.Pointer, int) {}
