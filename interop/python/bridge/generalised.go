// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"slices"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
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
		c = c.Axes(a.axesOfEach(7)...)
	case !a.None(8):
		c = c.Axis(a.Int(8, 0))
	}
	if a.Bool(9) {
		c = c.KeepDims()
	}
	return a.run(c, protocol.Call, a.List[1], a.List[2])
}

// axesOfEach returns argument i, a tuple of axes for each operand.
func (a Args) axesOfEach(i int) [][]int {
	each := a.Tuple(i)
	axes := make([][]int, len(each))
	for j := range each {
		axes[j] = Args{List: each}.Ints(j)
	}
	return axes
}

// over2Core is [over2] for a generalised ufunc: a call with axes or keepdims, which functions of package array don't have,
// is the ufunc's.
func over2Core(f func(x, y any, opts ...array.Option) *ndarray.Array) func(Args) (any, error) {
	plain := over2(f)
	return func(a Args) (any, error) {
		axis, axes, keepdims := a.Function.position("axis"), a.Function.position("axes"), a.Function.position("keepdims")
		keeps := keepdims >= 0 && a.Bool(keepdims)
		if a.None(axes) && !keeps {
			return plain(a)
		}
		rule, err := dtype.ParseCasting(a.String(a.Function.position("casting")))
		if err != nil {
			return nil, err
		}
		c := generalised[a.Function.Name].Casting(rule)
		if axis >= 0 && a.Int(axis, -1) != -1 && !a.None(axes) {
			return nil, fault.New(a.Function.Name, fault.Value, "cannot specify both 'axis' and 'axes'")
		}
		if !a.None(axes) {
			c = c.Axes(a.axesOfEach(axes)...)
		} else {
			c = c.Axis(a.Int(axis, -1))
		}
		if keeps {
			c = c.KeepDims()
		}
		if at := a.Function.position("out"); !a.None(at) {
			c = c.Out(a.Array(at))
		}
		if at := a.Function.position("dtype"); !a.None(at) {
			c = c.DType(a.DType(at, dtype.Invalid))
		}
		return a.run(c, protocol.Call, a.List[0], a.List[1])
	}
}

// position returns where a parameter stands, -1 if the function has none of the name.
func (f *Function) position(name string) int {
	return slices.IndexFunc(f.Parameters, func(p Parameter) bool { return p.Name == name })
}
