// SPDX-License-Identifier: BSD-3-Clause

package gen

//go:generate go run -tags purego ../cmd/arraygen generate --stock ..
