// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// Keywords returns a call of u with the keywords casting, order and signature
// (dtype is a signature of one type).
func Keywords(u *ufunc.Ufunc, rule dtype.Casting, layout ufunc.Layout, signature []dtype.DType) ufunc.Config {
	c := u.Casting(rule).Layout(layout)
	if len(signature) > 0 {
		c = c.DTypes(signature...)
	}
	return c
}
