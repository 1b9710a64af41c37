// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"github.com/arraygen/arraygen/ndarray/protocol"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Outer applies a ufunc of two inputs to all pairs of an element of a and one
// of b. The result has the axes of a, then those of b.
func (u *Ufunc) Outer(a, b any) *ndarray.Array { return u.config().Outer(a, b) }

// Outer is [Ufunc.Outer].
func (c Config) Outer(a, b any) *ndarray.Array { return c.one(protocol.Outer, a, b) }

func (c *Config) planOuter(p *plan, a, b any) error {
	u := c.u
	fn := u.methodName(protocol.Outer)
	if err := u.reducible(protocol.Outer); err != nil {
		return err
	}
	x, y := &p.op[0], &p.op[1]
	if err := x.set(fn, 1, a); err != nil {
		return err
	}
	if err := y.set(fn, 2, b); err != nil {
		return err
	}
	if x.ndim+y.ndim > maxDims {
		return fault.New(fn, fault.Shape, "the result would have %d axes, the most is %d", x.ndim+y.ndim, maxDims)
	}
	for range y.ndim {
		x.own[x.ndim], x.ownStrides[x.ndim] = 1, 0
		x.ndim++
	}
	return c.planInputs(p)
}
