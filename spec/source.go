// SPDX-License-Identifier: BSD-3-Clause

package spec

import "embed"

// Source holds the Go files of the packages lane and kernels, for the
// compiler.
//
//go:embed lane/*.go kernels/*.go
var Source embed.FS
