// SPDX-License-Identifier: BSD-3-Clause

package override

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// count refuses a call with another number of arguments than n.
func count(fn string, args []any, n int) error {
	if len(args) != n {
		return fault.New(fn, fault.Value, "takes %d arguments, not %d", n, len(args))
	}
	return nil
}

// array returns an argument as an array.
func array(fn string, v any) (*ndarray.Array, error) {
	return protocol.ToArray(fn, v, dtype.Invalid, protocol.CopyIfNeeded)
}

// arrays returns a list of arrays: a []any, a []*ndarray.Array.
func arrays(fn string, v any) ([]*ndarray.Array, error) {
	switch v := v.(type) {
	case []*ndarray.Array:
		return v, nil
	case []any:
		list := make([]*ndarray.Array, len(v))
		for i := range v {
			a, err := array(fn, v[i])
			if err != nil {
				return nil, err
			}
			list[i] = a
		}
		return list, nil
	}
	return nil, fault.New(fn, fault.Value, "the arrays are given as a []any, not as a %T", v)
}

// ints returns one or several numbers: an int, a []int or several of them.
func ints(fn, name string, args ...any) ([]int, error) {
	var list []int
	for _, v := range args {
		switch v := v.(type) {
		case int:
			list = append(list, v)
		case []int:
			list = append(list, v...)
		default:
			return nil, fault.New(fn, fault.Value, "%s is a %T, it must be an int or a []int", name, v)
		}
	}
	return list, nil
}

// keyword returns a keyword of type T, or a default where it isn't given.
func keyword[T any](fn string, k protocol.Keywords, name string, otherwise T) (T, error) {
	v, ok := k[name]
	if !ok || v == nil {
		return otherwise, nil
	}
	t, ok := v.(T)
	if !ok {
		return otherwise, fault.New(fn, fault.Value, "keyword %s is a %T, it must be a %T", name, v, otherwise)
	}
	return t, nil
}

// relevant returns the arguments and the operands among the keywords.
func relevant(args []any, k protocol.Keywords) []any {
	list := append([]any{}, args...)
	for _, name := range []string{"out", "where"} {
		if v := k[name]; v != nil {
			list = append(list, v)
		}
	}
	return list
}

// result returns what a function on arrays made.
func result(a *ndarray.Array) (any, error) {
	if err := a.Err(); err != nil {
		return nil, err
	}
	return a, nil
}
