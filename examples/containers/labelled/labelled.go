// SPDX-License-Identifier: BSD-3-Clause

// Package labelled is a series: values with a label each, and a name, as in
// pandas. It keeps labels and name through ufuncs and array functions, and
// refuses to combine series whose labels differ.
package labelled

import (
	"fmt"
	"slices"
	"strings"

	"github.com/arraygen/arraygen/interop/override"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// Series is an array of one axis with a label for each element.
type Series struct {
	name   string
	labels []string
	values *ndarray.Array
}

// New returns a series over the values, an array of one axis as long as there
// are labels. Labels must differ.
func New(name string, labels []string, values *ndarray.Array) (*Series, error) {
	if err := values.Err(); err != nil {
		return nil, err
	}
	if values.NDim() != 1 || values.Len() != len(labels) {
		return nil, fmt.Errorf("labelled: %d labels for values of shape %v", len(labels), values.Shape())
	}
	seen := map[string]bool{}
	for _, l := range labels {
		if seen[l] {
			return nil, fmt.Errorf("labelled: label %q is there twice", l)
		}
		seen[l] = true
	}
	return &Series{name, slices.Clone(labels), values}, nil
}

// Labels returns the labels.
func (s *Series) Labels() []string { return slices.Clone(s.labels) }

// Values returns the array, which is shared.
func (s *Series) Values() *ndarray.Array { return s.values }

// DType and Shape describe the values.
func (s *Series) DType() dtype.DType { return s.values.DType() }

// Shape returns the length as a shape.
func (s *Series) Shape() []int { return s.values.Shape() }

// At returns the element with a label.
func (s *Series) At(label string) (any, error) {
	i := slices.Index(s.labels, label)
	if i < 0 {
		return nil, fmt.Errorf("labelled: no label %q in %q", label, s.name)
	}
	return s.values.Item(i)
}

// Reindex returns a series with the given labels, each of which s must have.
func (s *Series) Reindex(labels ...string) (*Series, error) {
	at := make([]int64, len(labels))
	for i, l := range labels {
		k := slices.Index(s.labels, l)
		if k < 0 {
			return nil, fmt.Errorf("labelled: no label %q in %q", l, s.name)
		}
		at[i] = int64(k)
	}
	return New(s.name, labels, s.values.Take(ndarray.FromSlice(at), 0))
}

// String shows a line for each element.
func (s *Series) String() string {
	var b strings.Builder
	for i, l := range s.labels {
		v, err := s.values.Item(i)
		if err != nil {
			return err.Error()
		}
		fmt.Fprintf(&b, "%s %v\n", l, v)
	}
	fmt.Fprintf(&b, "%s, %v", s.name, s.DType())
	return b.String()
}

// AsArray returns the values without their labels.
func (s *Series) AsArray(_ dtype.DType, c protocol.Copy) (*ndarray.Array, error) {
	if c == protocol.CopyAlways {
		a := s.values.Copy()
		return a, a.Err()
	}
	return s.values, nil
}

// ArrayUfunc computes on the values. What has an element for each of the labels
// keeps them; reductions have one element, and no label.
func (s *Series) ArrayUfunc(c *protocol.UfuncCall) (any, error) {
	for _, v := range slices.Concat(c.Inputs, c.Out) {
		if t, ok := v.(*Series); ok {
			if err := s.matches(t); err != nil {
				return nil, err
			}
		}
	}
	plain, ok := protocol.Forward(c, (*Series).Values)
	if !ok {
		return nil, protocol.NotImplemented
	}
	switch c.Method {
	case protocol.Call, protocol.Accumulate:
	case protocol.Reduce:
		return plain.Run()
	default:
		return nil, fmt.Errorf("labelled: %v of %v: the elements of the result would have no labels; convert the series to an array first", c.Method, c.Ufunc)
	}
	y, err := plain.Run()
	if err != nil {
		return nil, err
	}
	if c.Out != nil {
		return c.Out[0], nil
	}
	if several, ok := y.([]any); ok {
		for i := range several {
			if several[i], err = s.relabel(several[i].(*ndarray.Array)); err != nil {
				return nil, err
			}
		}
		return several, nil
	}
	return s.relabel(y.(*ndarray.Array))
}

// relabel gives values the labels of s.
func (s *Series) relabel(a *ndarray.Array) (any, error) {
	if a.NDim() != 1 || a.Len() != len(s.labels) {
		return nil, fmt.Errorf("labelled: the result has shape %v, and %q has %d labels: only numbers and arrays of as many elements go with a series", a.Shape(), s.name, len(s.labels))
	}
	return &Series{s.name, s.labels, a}, nil
}

func (s *Series) matches(t *Series) error {
	if slices.Equal(s.labels, t.labels) {
		return nil
	}
	return fmt.Errorf("labelled: the labels %v of %q differ from %v of %q: bring them in line with Reindex", s.labels, s.name, t.labels, t.name)
}

// ArrayFunction joins series with their labels, flips and copies them, makes
// new ones with the labels of s (Like), and computes functions that reduce
// without labels.
func (s *Series) ArrayFunction(c *protocol.FunctionCall) (any, error) {
	switch c.Function {
	case override.Concatenate:
		return concatenate(c)
	case override.Flip:
		labels := s.Labels()
		slices.Reverse(labels)
		return New(s.name, labels, s.values.Flip())
	case override.Copy:
		return New(s.name, s.labels, s.values.Copy())
	case override.Zeros.Function(), override.Ones.Function(), override.Empty.Function(), override.Full.Function(), override.AsArray.Function():
		y, err := c.Default()
		if err != nil {
			return nil, err
		}
		return s.relabel(y.(*ndarray.Array))
	case override.Sum, override.Prod, override.Max, override.Min, override.All, override.Any, override.Mean:
		// They reduce by ufuncs: ArrayUfunc does it.
		return c.Default()
	}
	return nil, protocol.NotImplemented
}

func concatenate(c *protocol.FunctionCall) (any, error) {
	var labels []string
	name := ""
	parts, _ := c.Args[0].([]any)
	for _, v := range parts {
		t, ok := v.(*Series)
		if !ok {
			return nil, fmt.Errorf("labelled: concatenate of a series and a %T, whose elements have no labels", v)
		}
		labels = append(labels, t.labels...)
		if name == "" {
			name = t.name
		}
	}
	args, ok := protocol.Unpack(c.Args, (*Series).Values)
	if !ok {
		return nil, protocol.NotImplemented
	}
	y, err := override.As[*ndarray.Array](c.With(args...).Run())
	if err != nil {
		return nil, err
	}
	return New(name, labels, y)
}
