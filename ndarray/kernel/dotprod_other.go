// SPDX-License-Identifier: BSD-3-Clause

//go:build !arm64

package kernel

// arm64Dotprod says that a CPU of arm64, which this is not, has SDOT and UDOT.
var arm64Dotprod bool
