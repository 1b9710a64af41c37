package ufunc

import (
	"runtime"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Outer applies a ufunc of two inputs to all pairs of an element of a and one
// of b. The result has the axes of a, then those of b.
func (u *Ufunc) Outer(a, b any) *ndarray.Array { return u.config().Outer(a, b) }

// Outer is [Ufunc.Outer].
func (c Config) Outer(a, b any) *ndarray.Array {
	var result [1]*ndarray.Array
	if err := c.outer(a, b, result[:]); err != nil {
		return ndarray.Failed(err)
	}
	return result[0]
}

func (c *Config) outer(a, b any, results []*ndarray.Array) error {
	u := c.u
	fn := u.methodName(inOuter)
	if len(u.Inputs) != 2 || len(u.Outputs) != 1 {
		return fault.New(fn, fault.Value, "only functions of two inputs and one output have it; %s has %d and %d", u.Name, len(u.Inputs), len(u.Outputs))
	}
	st := getState()
	defer st.put(4)
	x, y := &st.op[0], &st.op[1]
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
	err := c.apply(st, results)
	runtime.KeepAlive(a)
	runtime.KeepAlive(b)
	return err
}
