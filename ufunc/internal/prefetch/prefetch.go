// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego && (amd64 || arm64)

// Package prefetch asks the CPU for memory that is needed soon.
package prefetch

import "unsafe"

// Lines asks for the cache lines of bytes from p on. An address without memory is no fault.
//
//go:noescape
func Lines(p unsafe.Pointer, bytes int)
