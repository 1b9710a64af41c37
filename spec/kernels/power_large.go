// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// PowerLarge is PowerInt for any n >= 0, by squaring.
func PowerLarge[T lane.Integer](x, n T) T {
	r := T(1)
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			r *= x
		}
		x *= x
	}
	return r
}
