// SPDX-License-Identifier: BSD-3-Clause

package bridge

//go:generate go -C ../../.. run ./interop/python/gen
