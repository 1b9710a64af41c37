// SPDX-License-Identifier: BSD-3-Clause

package protocol_test

import (
	"fmt"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

// Log is an array of numbers that are kept as their logarithms, so that
// products of many don't underflow. It knows two ufuncs and leaves the others.
type Log struct{ logs *ndarray.Array }

// String shows the logarithms.
func (l Log) String() string { return "exp " + l.logs.String() }

// ArrayUfunc multiplies by adding.
func (l Log) ArrayUfunc(c *protocol.UfuncCall) (any, error) {
	var instead *ufunc.Ufunc
	switch c.Ufunc {
	case ufunc.Multiply:
		instead = ufunc.Add
	case ufunc.Divide:
		instead = ufunc.Subtract
	default:
		return nil, protocol.NotImplemented
	}
	logs := make([]any, len(c.Inputs))
	for i, v := range c.Inputs {
		switch v := v.(type) {
		case Log:
			logs[i] = v.logs
		case protocol.UfuncOverride:
			return nil, protocol.NotImplemented
		default: // plain numbers and arrays
			y, err := ufunc.Log.Apply(v)
			if err != nil {
				return nil, err
			}
			logs[i] = y
		}
	}
	d := c.With(logs...)
	d.Ufunc = instead
	y, err := d.Run()
	if err != nil {
		return nil, err
	}
	return Log{y.(*ndarray.Array)}, nil
}

func ExampleUfuncOverride() {
	tiny := Log{ndarray.FromSlice([]float64{-1000, -2000})}
	fmt.Println(ufunc.Multiply.Apply(tiny, tiny))
	fmt.Println(ufunc.Divide.Apply(tiny, 1.0))
	fmt.Println(ufunc.Multiply.AllAxes().ApplyMethod(protocol.Reduce, tiny))
	fmt.Println(ufunc.Add.Apply(tiny, 1))
	// Output:
	// exp [-2000. -4000.] <nil>
	// exp [-1000. -2000.] <nil>
	// exp -3000.0 <nil>
	// <nil> <ufunc 'add'>: Call is not implemented for operands of these types together: protocol_test.Log, int
}
