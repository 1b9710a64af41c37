// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"maps"

	"github.com/arraygen/arraygen/array"
)

// A call is one of bench/python/cases.py, as Go says it. Results are released, as Python's are.
type call func(o *operands) error

// calls are all of them, by their names there.
var calls = func() map[string]call {
	all := map[string]call{}
	for _, group := range []map[string]call{created, indexed, assigned, viewed, shaped, reduced, searched, multiplied, calculated, decomposed, mapped} {
		maps.Copy(all, group)
	}
	return all
}()

// made is a call that makes an array.
func made(f func(o *operands) *array.Array) call {
	return func(o *operands) error {
		x := f(o)
		err := x.Err()
		x.Release()
		return err
	}
}

// kept is a call whose result is an operand or a view of one.
func kept(f func(o *operands) *array.Array) call {
	return func(o *operands) error { return f(o).Err() }
}

// several is a call that makes some arrays.
func several(f func(o *operands) ([]*array.Array, error)) call {
	return func(o *operands) error {
		list, err := f(o)
		for _, x := range list {
			x.Release()
		}
		return err
	}
}

// views is a call whose results are views of operands.
func views(f func(o *operands) ([]*array.Array, error)) call {
	return func(o *operands) error {
		_, err := f(o)
		return err
	}
}

// together lists what a call returns in parts.
func together(x ...*array.Array) ([]*array.Array, error) {
	for _, a := range x {
		if err := a.Err(); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// told is a call that returns a truth.
func told(f func(o *operands) (bool, error)) call {
	return func(o *operands) error {
		_, err := f(o)
		return err
	}
}
