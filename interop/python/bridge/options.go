// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// keywords make the options of package array of arguments that were given, by the
// names of their parameters. None, and the defaults of flags, are none.
var keywords = map[string]func(a Args, i int) (array.Option, error){
	"axis": func(a Args, i int) (array.Option, error) { return array.Axis(a.Ints(i)...), nil },
	"keepdims": func(a Args, i int) (array.Option, error) {
		return unless(!a.Bool(i), array.KeepDims()), nil
	},
	"dtype":   func(a Args, i int) (array.Option, error) { return array.DType(a.DType(i, 0)), nil },
	"out":     func(a Args, i int) (array.Option, error) { return array.Out(a.Array(i)), nil },
	"where":   func(a Args, i int) (array.Option, error) { return array.Mask(a.Array(i)), nil },
	"initial": func(a Args, i int) (array.Option, error) { return array.Initial(a.List[i]), nil },
	"casting": func(a Args, i int) (array.Option, error) {
		rule, err := dtype.ParseCasting(a.String(i))
		return array.Casting(rule), err
	},
	"order": func(a Args, i int) (array.Option, error) { return a.layout(i), nil },
	"ddof":  correction, "correction": correction,
	"include_initial": func(a Args, i int) (array.Option, error) {
		return unless(!a.Bool(i), array.IncludeInitial()), nil
	},
	"descending": func(a Args, i int) (array.Option, error) {
		return unless(!a.Bool(i), array.Descending()), nil
	},
	"invert": func(a Args, i int) (array.Option, error) {
		return unless(!a.Bool(i), array.Inverted()), nil
	},
	"mean":     func(a Args, i int) (array.Option, error) { return array.About(a.List[i]), nil },
	"endpoint": func(a Args, i int) (array.Option, error) { return array.Endpoint(a.Bool(i)), nil },
	"prepend":  func(a Args, i int) (array.Option, error) { return array.Prepend(a.List[i]), nil },
	"append":   func(a Args, i int) (array.Option, error) { return array.Appended(a.List[i]), nil },
	"weights":  func(a Args, i int) (array.Option, error) { return array.Weights(a.List[i]), nil },
	"method":   func(a Args, i int) (array.Option, error) { return array.Method(a.String(i)), nil },
	"range":    interval,
	"density": func(a Args, i int) (array.Option, error) {
		return unless(!a.Bool(i), array.Density()), nil
	},
	"equal_nan": func(a Args, i int) (array.Option, error) {
		return unless(!a.Bool(i), array.EqualNaN()), nil
	},
	"sorter":          func(a Args, i int) (array.Option, error) { return array.Sorter(a.List[i]), nil },
	"constant_values": func(a Args, i int) (array.Option, error) { return array.FillValue(a.List[i]), nil },
	"end_values":      func(a Args, i int) (array.Option, error) { return array.EndValue(a.List[i]), nil },
	"stat_length":     func(a Args, i int) (array.Option, error) { return array.StatLength(a.List[i]), nil },
	"reflect_type": func(a Args, i int) (array.Option, error) {
		switch name := a.String(i); name {
		case "even":
			return array.Option{}, nil
		case "odd":
			return array.Odd(), nil
		default:
			return array.Option{}, fault.New("pad", fault.Value, "reflect_type is 'even' or 'odd', not '%s'", name)
		}
	},
	"upper":     func(a Args, i int) (array.Option, error) { return unless(!a.Bool(i), array.Upper()), nil },
	"hermitian": func(a Args, i int) (array.Option, error) { return unless(!a.Bool(i), array.Hermitian()), nil },
	"n":         func(a Args, i int) (array.Option, error) { return array.Length(a.Int(i, 0)), nil },
	"s":         func(a Args, i int) (array.Option, error) { return array.Lengths(a.Ints(i)...), nil },
	"axes":      func(a Args, i int) (array.Option, error) { return array.Axis(a.Ints(i)...), nil },
	"norm":      func(a Args, i int) (array.Option, error) { return array.Normalization(a.String(i)), nil },
	"rtol":      relative, "rcond": relative,
	"tol": func(a Args, i int) (array.Option, error) { return array.ATol(a.List[i]), nil },
	"ord": order, "p": order,
	"mode": func(a Args, i int) (array.Option, error) {
		return unless(a.String(i) == "raise", array.Mode(a.String(i))), nil
	},
	"bitorder": func(a Args, i int) (array.Option, error) {
		switch order := a.String(i); order {
		case "big":
			return array.Option{}, nil
		case "little":
			return array.LittleBits(), nil
		default:
			return array.Option{}, fault.New(a.Function.Name, fault.Value, "'order' must be either 'little' or 'big', not %q", order)
		}
	},
	"copy": func(a Args, i int) (array.Option, error) {
		return either(a.Bool(i), array.AlwaysCopy(), array.NeverCopy()), nil
	},
}

func correction(a Args, i int) (array.Option, error) {
	f, err := a.Float(i)
	return array.Correction(f), err
}

func relative(a Args, i int) (array.Option, error) { return array.RTol(a.List[i]), nil }

func order(a Args, i int) (array.Option, error) { return array.Ord(a.List[i]), nil }

// unless returns no option on a condition.
func unless(condition bool, o array.Option) array.Option {
	if condition {
		return array.Option{}
	}
	return o
}

// either returns one of two options.
func either(condition bool, yes, no array.Option) array.Option {
	if condition {
		return yes
	}
	return no
}

// ofAll are the kinds of axes of which None names all.
var ofAll = map[string]bool{"axes": true, "axis_or_none": true, "scan_axis": true, "axis_list_or_none": true}

// unset are the values of parameters, by kind and default, that stand for no option.
var unset = map[[2]string]any{{"bool", "False"}: false, {"mask", "True"}: true, {"initial", "..."}: ndarray.Ellipsis}

// options are the keywords among the arguments from one on, and the allocator.
func (a Args) options(from int) ([]array.Option, error) {
	list := a.Options[:0]
	if a.Allocate != nil {
		list = append(list, array.Allocate(a.Allocate))
	}
	if a.Function.Watched && a.Look != 0 {
		list = append(list, array.Errors(a.Look, a.Found))
	}
	for i := from; i < len(a.List) && i < len(a.Function.Parameters); i++ {
		p := &a.Function.Parameters[i]
		switch v := a.List[i]; {
		case v == nil && p.all:
			list = append(list, array.AllAxes())
			continue
		case p.option == nil || p.unset != nil && v == p.unset || v == nil && p.Kind != "initial":
			continue
		}
		o, err := p.option(a, i)
		if err != nil {
			return nil, err
		}
		if !o.Empty() {
			list = append(list, o)
		}
	}
	return list, nil
}

// over calls a function of one operand and the keywords behind it.
func over(f func(any, ...array.Option) *ndarray.Array) func(Args) (any, error) {
	return func(a Args) (any, error) {
		options, err := a.options(1)
		if err != nil {
			return nil, err
		}
		return ok(f(a.List[0], options...))
	}
}

// over2 calls a function of two operands and the keywords behind them.
func over2(f func(x, y any, opts ...array.Option) *ndarray.Array) func(Args) (any, error) {
	return func(a Args) (any, error) {
		options, err := a.options(2)
		if err != nil {
			return nil, err
		}
		return ok(f(a.List[0], a.List[1], options...))
	}
}

// with calls a function of the arguments and the keywords from one on.
func with(from int, f func(Args, []array.Option) *ndarray.Array) func(Args) (any, error) {
	return func(a Args) (any, error) {
		options, err := a.options(from)
		if err != nil {
			return nil, err
		}
		return ok(f(a, options))
	}
}

// of calls a function of the arguments that takes no keywords.
func of(f func(Args) *ndarray.Array) func(Args) (any, error) {
	return func(a Args) (any, error) { return ok(f(a)) }
}

// layout returns argument i as a memory order; None, and an argument that there is
// not, is order K.
func (a Args) layout(i int) array.Option {
	if i >= len(a.List) || a.None(i) {
		return array.Layout(ufunc.KeepOrder)
	}
	return array.Layout(ufunc.Layout(a.String(i)[0]))
}
