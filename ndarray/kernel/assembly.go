// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package kernel

// purego says that the build leaves all assembly out.
const purego = false
