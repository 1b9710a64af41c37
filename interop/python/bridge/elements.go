// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// elementFunctions read and write elements: indexing, copies, casts, text.
var elementFunctions = []Function{
	{Name: "_getitem", Call: getItem, Work: indexWork},
	{Name: "_setitem", Call: setItem, Work: setIndexWork},
	{Name: "_copyto_unsafe", Call: func(a Args) (any, error) {
		return nil, ufunc.Copyto(a.Array(0), a.List[1], dtype.Unsafe, nil)
	}, Work: passWork},
	{Name: "_copyto", Call: func(a Args) (any, error) {
		rule, err := dtype.ParseCasting(a.String(2))
		if err != nil {
			return nil, err
		}
		var where *ndarray.Array
		if !a.None(3) {
			where = a.Array(3)
		}
		return nil, ufunc.Copyto(a.Array(0), a.List[1], rule, where)
	}, Work: passWork},
	{Name: "_copy", Call: func(a Args) (any, error) { // array, order
		return ok(array.Copy(a.Array(0), a.layout(1), array.Allocate(a.Allocate)))
	}, Work: movedWork},
	{Name: "_cast", Call: func(a Args) (any, error) { // array, dtype, casting, order
		rule, err := dtype.ParseCasting(a.String(2))
		if err != nil {
			return nil, err
		}
		x := a.Array(0)
		return ok(array.AsType(x, unitFor(a.DType(1, 0), x), array.Casting(rule), a.layout(3), array.Allocate(a.Allocate), array.Errors(a.Look, a.Found)))
	}, Work: passWork},
	{Name: "_view", View: true, Call: func(a Args) (any, error) { return ok(a.Array(0).View(a.DType(1, 0))) }},
	{Name: "_conditions_of_cast", View: true, Looks: true, Call: func(a Args) (any, error) { // number, dtype
		return int(ufunc.ConditionsOfCast(a.Look, a.Array(0), a.DType(1, 0))), nil
	}},
	{Name: "_may_share_memory", View: true, Call: func(a Args) (any, error) {
		return ndarray.MayShareMemory(a.Array(0), a.Array(1)), nil
	}},
	{Name: "_shares_memory", View: true, Call: func(a Args) (any, error) {
		return ndarray.SharesMemory(a.Array(0), a.Array(1))
	}},
}

// items returns an index in Go's terms.
func items(list []any) ([]ndarray.Index, error) {
	index := make([]ndarray.Index, len(list))
	for i, v := range list {
		switch v := v.(type) {
		case nil:
			index[i] = ndarray.NewAxis
		case int:
			index[i] = ndarray.Int(v)
		case Slice:
			r := ndarray.All
			if start, ok := v.Start.(int); ok {
				r = ndarray.From(start)
			}
			if stop, ok := v.Stop.(int); ok {
				r = r.To(stop)
			}
			if step, ok := v.Step.(int); ok {
				r = r.Step(step)
			}
			index[i] = r
		case ndarray.Index:
			index[i] = v
		default:
			return nil, fault.New("index", fault.Index, "%v is no index", describe(v))
		}
	}
	return index, nil
}

func getItem(a Args) (any, error) {
	list, _ := a.List[1].([]any)
	index, err := items(list)
	if err != nil {
		return nil, err
	}
	return ok(array.Index(a.Array(0), index, array.Allocate(a.Allocate)))
}

func setItem(a Args) (any, error) {
	x := a.Array(0)
	list, _ := a.List[1].([]any)
	src := array.AsArray(a.List[2], array.DType(x.DType()))
	if err := src.Err(); err != nil {
		return nil, err
	}
	index, err := items(list)
	if err != nil {
		return nil, err
	}
	return nil, x.SetIndex(src, index...)
}
