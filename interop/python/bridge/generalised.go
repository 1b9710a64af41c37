// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc"
)

// generalised are NumPy's generalised ufuncs of two operands.
var generalised = map[string]*ufunc.Ufunc{"matmul": ufunc.Matmul, "matvec": ufunc.Matvec, "vecmat": ufunc.Vecmat, "vecdot": ufunc.Vecdot}

// generalisedFunctions call them with the keywords that functions of the namespace lack.
var generalisedFunctions = []Function{
	{Name: "_generalised", Looks: true, Call: callGeneralised, Work: func(a Args) float64 {
		return float64(a.Array(1).Size()) * float64(a.Array(2).Size()) // at most
	}},
}

// callGeneralised has the arguments name, x1, x2, out, casting, order, types, axes, axis and keepdims: axes has a tuple for
// each operand, or is None, as axis may be; types are those of all operands, that of the result alone, or none.
func callGeneralised(a Args) (any, error) {
	c := generalised[a.String(0)].Layout(ufunc.Layout(a.String(5)[0]))
	rule, err := dtype.ParseCasting(a.String(4))
	if err != nil {
		return nil, err
	}
	c = c.Casting(rule)
	if !a.None(3) {
		c = c.Out(a.Array(3))
	}
	if types := a.Tuple(6); len(types) > 0 {
		signature := make([]dtype.DType, len(types))
		for i := range types {
			signature[i] = Args{List: types}.DType(i, dtype.Invalid)
		}
		c = c.DTypes(signature...)
	}
	switch {
	case !a.None(7):
		each := a.Tuple(7)
		axes := make([][]int, len(each))
		for i := range each {
			axes[i] = Args{List: each}.Ints(i)
		}
		c = c.Axes(axes...)
	case !a.None(8):
		c = c.Axis(a.Int(8, 0))
	}
	if a.Bool(9) {
		c = c.KeepDims()
	}
	return a.run(c, protocol.Call, a.List[1], a.List[2])
}
