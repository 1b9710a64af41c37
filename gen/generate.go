// SPDX-License-Identifier: BSD-3-Clause

package gen

//go:generate go run ../cmd/arraygen generate --stock ..
