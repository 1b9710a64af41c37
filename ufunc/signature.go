// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// DTypes sets the types of the loop, NumPy's signature=: one for each input and
// output, where dtype.Invalid leaves it open, as None does there. One type
// alone is that of all outputs, as [Ufunc.DType] sets it. [Ufunc.ParseDTypes]
// reads NumPy's strings.
func (u *Ufunc) DTypes(types ...dtype.DType) Config { return u.config().DTypes(types...) }

// DTypes is [Ufunc.DTypes].
func (c Config) DTypes(types ...dtype.DType) Config {
	k := *c.call
	k.types = types
	k.flags |= hasOther
	return Config{&k}
}

// ParseDTypes reads a signature in NumPy's letters: "dd->d" names the types of
// all operands, "d" that of the outputs.
func (u *Ufunc) ParseDTypes(text string) ([]dtype.DType, error) {
	in, out, arrow := strings.Cut(text, "->")
	letters := in + out
	if len(letters) != 1 && (!arrow || len(in) != len(u.Inputs) || len(out) != len(u.Outputs)) {
		return nil, fault.New(u.Name, fault.Value, "the signature %q doesn't name %d inputs and %d outputs; the loops are %s", text, len(u.Inputs), len(u.Outputs), strings.Join(u.Types(), " "))
	}
	types := make([]dtype.DType, len(letters))
	for i := range types {
		d, ok := dtype.OfChar(letters[i])
		if !ok {
			return nil, fault.New(u.Name, fault.DType, "the signature %q has no type %q; the loops are %s", text, letters[i], strings.Join(u.Types(), " "))
		}
		types[i] = d
	}
	return types, nil
}

// ResolveDTypes returns the types of the loop that a call on such operands
// runs, the inputs' and then the outputs', as NumPy's resolve_dtypes. An
// operand is given by its [dtype.DType] or by what a call takes: the Go numbers
// int, float64 and complex128 are weak. It is an error if the call would be one
// for its types or casts.
func (u *Ufunc) ResolveDTypes(in ...any) ([]dtype.DType, error) {
	return u.config().ResolveDTypes(in...)
}

// ResolveDTypes is [Ufunc.ResolveDTypes].
func (c Config) ResolveDTypes(in ...any) ([]dtype.DType, error) {
	l, err := c.ResolveLoop(in...)
	if err != nil {
		return nil, err
	}
	return l.dtypes(), nil
}

// dtypes returns the types of the loop's operands, inputs first.
func (l *Loop) dtypes() []dtype.DType {
	return append(append([]dtype.DType(nil), l.In...), l.Out...)
}

// ResolveLoop returns the loop whose types [Ufunc.ResolveDTypes] tells.
func (c Config) ResolveLoop(in ...any) (*Loop, error) {
	u := c.u
	if len(in) != len(u.Inputs) {
		return nil, fault.New(u.Name, fault.Value, "takes %d operands, not %d", len(u.Inputs), len(in))
	}
	p := getPlan()
	defer p.put(len(in))
	for i, v := range in {
		if d, ok := v.(dtype.DType); ok {
			if !d.Valid() {
				return nil, fault.New(u.Name, fault.DType, "operand %d: %v is no element type", i+1, d)
			}
			p.op[i].setScalar(dtype.Scalar{}, d, 0)
			continue
		}
		if err := p.op[i].set(u.Name, i+1, v); err != nil {
			return nil, err
		}
	}
	if err := c.planTypes(p, p.op[:len(in)]); err != nil {
		return nil, err
	}
	for i, z := range c.outs {
		if z != nil && i < len(u.Outputs) && !dtype.CanCast(p.loop.Out[i], z.DType(), c.casting) {
			return nil, u.badOutput(i, p.loop.Out[i], z.DType(), c.casting)
		}
	}
	return p.loop, nil
}

// ResolveLoop is [Config.ResolveLoop].
func (u *Ufunc) ResolveLoop(in ...any) (*Loop, error) { return u.config().ResolveLoop(in...) }

// ResolveReduceDTypes returns the types of the loop by which a reduction of
// elements of type d is computed, as NumPy's resolve_dtypes with reduction=True.
func (c Config) ResolveReduceDTypes(d dtype.DType) ([]dtype.DType, error) {
	if err := c.u.reducible(protocol.Reduce); err != nil {
		return nil, err
	}
	want, err := c.reduceSignature(c.u.methodName(protocol.Reduce))
	if err != nil {
		return nil, err
	}
	out := dtype.Invalid
	if len(c.outs) == 1 && c.outs[0] != nil {
		out = c.outs[0].DType()
	}
	l, err := c.u.reduceLoop(protocol.Reduce, d, out, want)
	if err != nil {
		return nil, err
	}
	return l.dtypes(), nil
}

// chooseLoop returns the loop for the inputs under the keywords dtype and
// signature.
func (c *Config) chooseLoop(in []operand) (*Loop, error) {
	u := c.u
	switch sig := c.types; {
	case len(sig) == 0:
		return u.resolve(in, c.dtype, c.casting)
	case c.dtype != dtype.Invalid:
		return nil, fault.New(u.Name, fault.Value, "both DType and DTypes are given; the last of DTypes are those of the outputs")
	case len(sig) == 1:
		return u.resolve(in, sig[0], c.casting)
	case len(sig) != len(u.Inputs)+len(u.Outputs):
		return nil, fault.New(u.Name, fault.Value, "the signature has %d types; there are %d inputs and %d outputs", len(sig), len(u.Inputs), len(u.Outputs))
	}
	ins, outs := c.types[:len(u.Inputs)], c.types[len(u.Inputs):]
	if all(ins, dtype.Invalid) && all(outs, outs[0]) {
		return u.resolve(in, outs[0], c.casting)
	}
	return u.searchSignature(in, ins, outs, c.casting)
}

// searchSignature finds the first loop of the types that the signature names
// whose other inputs are just those of in, or else convert safely, or else
// under rule.
func (u *Ufunc) searchSignature(in []operand, ins, outs []dtype.DType, rule dtype.Casting) (*Loop, error) {
	named := func(want, have []dtype.DType) bool {
		for i, d := range want {
			if d != dtype.Invalid && d != have[i] {
				return false
			}
		}
		return true
	}
	var best *Loop
	rank := 3
	flexible := weakFit(in)
	for i := range u.Loops {
		l := &u.Loops[i]
		if !named(ins, l.In) || !named(outs, l.Out) {
			continue
		}
		r := 0
		for j, d := range l.In {
			switch {
			case ins[j] != dtype.Invalid || in[j].dtype == d && in[j].weak == 0:
			case in[j].converts(d, dtype.Safe, flexible):
				r = max(r, 1)
			case in[j].converts(d, rule, flexible):
				r = max(r, 2)
			default:
				r = 3
			}
		}
		if r < rank {
			best, rank = l, r
		}
	}
	if best == nil {
		text := make([]string, 0, len(ins)+len(outs))
		for _, d := range append(append([]dtype.DType(nil), ins...), outs...) {
			if d == dtype.Invalid {
				text = append(text, "any")
			} else {
				text = append(text, d.String())
			}
		}
		return nil, fault.New(u.Name, fault.DType, "no loop matches the signature (%s) and casting rule %v; the loops are %s", strings.Join(text, ", "), rule, strings.Join(u.Types(), " "))
	}
	return best, nil
}

// reduceSignature returns the type that the keywords give a reduction, Invalid
// for none: its operands and its result have one type.
func (c *Config) reduceSignature(fn string) (dtype.DType, error) {
	d := c.dtype
	for _, s := range c.types {
		switch {
		case s == dtype.Invalid:
		case d == dtype.Invalid:
			d = s
		case d != s:
			return d, fault.New(fn, fault.DType, "the signature has the types %v and %v; a reduction has one", d, s)
		}
	}
	return d, nil
}
